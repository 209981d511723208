"""The short form in which a party fills its vault: sliders from the agenda, and what may be told."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from meso_infer.errors import InvalidUtility
from meso_infer.issues import CategoricalIssue, Issue, NumericIssue
from meso_infer.mediation.vaults import Permission, Vault
from meso_infer.packages import Agenda
from meso_infer.ui import choices
from meso_infer.ui.drawing import plain
from meso_infer.utility import Curve, Points, Table, value_function

MOST_SLIDERS = 8
"""Up to how many ordered options each has a slider of its own."""
POINTS = 100
START = 50
OPEN_AT_FIRST = 4

PERMISSION_WORDS: dict[Permission, str] = {
    "never": "Keep private",
    "hint": "Hint",
    "share": "Share",
}
HIGHER, LOWER = "Higher is better", "Lower is better"
LATER, EARLIER = "Later in the list is better", "Earlier in the list is better"


def key_of(issue: Issue | None, what: str) -> str:
    """Key of a widget of the form; names stand in quotes, so that no two can be confused."""
    return f"party.vault.{'' if issue is None else repr(issue.name)}.{what}"


def draw_vault_form(agenda: Agenda, vault: Vault | None) -> None:
    """Draw the form's fields, filled from the vault; to stand inside a form."""
    for place, issue in enumerate(agenda.issues):
        with st.expander(
            plain(issue.name), expanded=place < OPEN_AT_FIRST, key=key_of(issue, "box")
        ):
            _draw_issue(issue, vault)
    with st.container(border=True, key="party.vault.limit_box"):
        st.slider(
            "What you need at least",
            0,
            POINTS,
            START if vault is None else round(POINTS * vault.limit),
            key=key_of(None, "limit"),
        )
        st.caption(
            "100 would be your best option on every issue, 0 your worst. Below this you would rather "
            "walk away."
        )
        _draw_permission(None, "never" if vault is None else vault.limit_permission)


def _draw_issue(issue: Issue, vault: Vault | None) -> None:
    st.slider(
        f"How much does {plain(issue.name)} matter?",
        0,
        POINTS,
        START if vault is None else round(vault.points[issue.name]),
        help="Think of the step from your worst option to your best. Give the step that you would take "
        "first 100, the others less.",
        key=key_of(issue, "points"),
    )
    spec = None if vault is None else vault.values[issue.name]
    if has_sliders(issue):
        options = [issue.option(float(x)) for x in issue.coordinates()]
        given = spec if isinstance(spec, Mapping) else {}
        st.caption("What each option is worth to you: your best 100, your worst 0.")
        for option in options:
            st.slider(
                plain(issue.format(option)),
                0,
                POINTS,
                round(POINTS * given.get(str(option), START / POINTS)),
                key=key_of(issue, f"option.{option!r}"),
            )
    else:
        _draw_direction(issue, spec)
    permission = "never" if vault is None else vault.permission(issue.name)
    _draw_permission(issue, permission)


def _draw_direction(issue: Issue, spec: Curve | Points | Table | None) -> None:
    low, high = issue.bounds
    ends = np.array([low, (low + high) / 2, high])
    values = None if spec is None else value_function(issue, spec)(ends)
    words = direction_words(issue)
    choices.segmented_control(
        f"Which end of {plain(issue.name)} is better for you?",
        words,
        default=words[0 if values is None or values[2] >= values[0] else 1],
        required=True,
        key=key_of(issue, "direction"),
    )
    ends_in_words = " to ".join(plain(issue.format(issue.option(x))) for x in issue.bounds)
    st.slider(
        "Half-way is worth",
        0,
        POINTS,
        START if values is None else round(POINTS * values[1]),
        help=f"From {ends_in_words}: your better end is worth 100, the other 0. More than 50 means that "
        "the first half of the way matters most.",
        key=key_of(issue, "half"),
    )


def _draw_permission(issue: Issue | None, permission: Permission) -> None:
    choices.segmented_control(
        "The neutral may",
        list(PERMISSION_WORDS),
        format_func=lambda one: PERMISSION_WORDS[one],
        default=permission,
        required=True,
        help="Keep private: the neutral sees nothing of it. Hint: the neutral sees, and may tell, in which "
        "third it lies. Share: the neutral sees, and may tell, the numbers.",
        key=key_of(issue, "permission"),
    )


def has_sliders(issue: Issue) -> bool:
    """Whether each option has a slider: unordered options always, ordered ones where they are few."""
    if isinstance(issue, CategoricalIssue):
        return True
    return not isinstance(issue, NumericIssue) and (issue.n_options or 0) <= MOST_SLIDERS


def direction_words(issue: Issue) -> tuple[str, str]:
    """What the two ends are called, the upper one first."""
    return (HIGHER, LOWER) if isinstance(issue, NumericIssue) else (LATER, EARLIER)


def read_vault_form(agenda: Agenda, fields: Mapping[str, object]) -> Vault:
    """The vault that the form's fields say.

    Parameters
    ----------
    fields : mapping
        Widget keys to values, such as ``st.session_state``.

    Raises
    ------
    InvalidUtility
        When a field is not there.
    """
    try:
        return Vault(
            points={one.name: _number(fields[key_of(one, "points")]) for one in agenda.issues},
            values={one.name: _values(one, fields) for one in agenda.issues},
            limit=_number(fields[key_of(None, "limit")]) / POINTS,
            issue_permissions={
                one.name: fields[key_of(one, "permission")]  # type: ignore[misc]
                for one in agenda.issues
            },
            limit_permission=fields[key_of(None, "permission")],  # type: ignore[arg-type]
        )
    except KeyError as error:
        raise InvalidUtility("The form was not sent completely. Reload and try again.") from error


def _values(issue: Issue, fields: Mapping[str, object]) -> Points | Table | Curve:
    if has_sliders(issue):
        options = [issue.option(float(x)) for x in issue.coordinates()]
        return {
            str(option): _number(fields[key_of(issue, f"option.{option!r}")]) / POINTS
            for option in options
        }
    rises = fields[key_of(issue, "direction")] == direction_words(issue)[0]
    half = _number(fields[key_of(issue, "half")]) / POINTS
    low, high = issue.bounds
    ends = (float(not rises), float(rises))
    if isinstance(issue, NumericIssue):
        return Points(points=((low, ends[0]), ((low + high) / 2, half), (high, ends[1])))
    places = issue.coordinates()
    worth = np.interp(places, [low, (low + high) / 2, high], [ends[0], half, ends[1]])
    return {
        str(issue.option(float(x))): float(value) for x, value in zip(places, worth, strict=True)
    }


def remarks(agenda: Agenda, vault: Vault) -> tuple[str, ...]:
    """What in a vault probably does not say what its owner means: options alike, or a step too small."""
    found = []
    for issue in agenda.issues:
        worth = value_function(issue, vault.values[issue.name])(issue.grid())
        least, most = round(POINTS * float(worth.min())), round(POINTS * float(worth.max()))
        if vault.points[issue.name] == 0:
            continue
        if least == most:
            found.append(
                f"{issue.name}: all options are worth the same to you, so that it counts for nothing."
            )
        elif (least, most) != (0, POINTS):
            found.append(
                f"{issue.name}: your options run from {least} to {most}, not from 0 to 100, so that it "
                "counts for less than you say."
            )
    return tuple(found)


def _number(value: object) -> float:
    if isinstance(value, int | float):
        return float(value)
    raise InvalidUtility("The form was not sent completely. Reload and try again.")
