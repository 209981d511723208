"""How far a setup sheet is: which steps are done, and which only hold the numbers of a template."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from meso_infer.sheet import Sheet, sheet_of_header
from meso_infer.templates import list_templates, load_template

VALUES, LIMITS = 1, 2
"""The places, among the steps, of our values and of walk-away and target."""
OWN_FIELDS = ("points", "shape", "rho", "peak_at", "knots", "table")


def steps_done(
    sheet: Sheet, found: dict[str, str], examples: Collection[int] = ()
) -> tuple[bool, ...]:
    """Whether each step is done: filled in, without a mistake, and not as a template has it.

    Parameters
    ----------
    sheet : Sheet
    found : dict of place to message
        What is wrong with the sheet.
    examples : collection of int
        Places of the steps whose numbers are a template's, as `example_steps` finds them.
    """
    issues = {row.id for row in sheet.issues} | {row.id for row in sheet.rules}
    named = not (issues | {"agenda", "title", "counterpart", "segment"}) & set(found)
    all_valued = all(row.points is not None for row in sheet.issues)
    valued = named and all_valued and not any(k == "own" or k.startswith("values:") for k in found)
    limited = valued and sheet.walk_away is not None and sheet.target is not None
    guessed = all(row.guess is not None for row in sheet.issues) and "guess" not in found
    return named, valued and VALUES not in examples, limited and LIMITS not in examples, guessed


def example_steps(sheet: Sheet, begun: Sheet) -> tuple[int, ...]:
    """Places of the steps on which a template's example numbers stand as they were taken.

    Parameters
    ----------
    sheet : Sheet
    begun : Sheet
        What it started from, such as a template.
    """
    if begun not in _template_sheets():
        return ()
    found = []
    if _values_of(sheet).items() <= _values_of(begun).items():
        found.append(VALUES)
    if (sheet.walk_away, sheet.target) == (begun.walk_away, begun.target):
        found.append(LIMITS)
    return tuple(found)


def _values_of(sheet: Sheet) -> dict[str, str]:
    return {row.id: row.model_dump_json(include=set(OWN_FIELDS)) for row in sheet.issues}


@cache
def _template_sheets() -> tuple[Sheet, ...]:
    return tuple(sheet_of_header(load_template(one.name).header) for one in list_templates())
