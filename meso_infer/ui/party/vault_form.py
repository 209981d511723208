"""The short form in which a party fills its vault: sliders from the agenda, and what may be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import streamlit as st

from meso_infer.errors import InvalidUtility, listed
from meso_infer.issues import CategoricalIssue, Issue, NumericIssue, Option
from meso_infer.mediation.vaults import Permission, Vault
from meso_infer.packages import Agenda
from meso_infer.ui import choices
from meso_infer.ui.drawing import plain
from meso_infer.utility import Curve, Points, Table, value_function

MOST_SLIDERS = 8
"""Up to how many ordered options each has a slider of its own."""
Fields = dict[str, object]
"""Widget keys to values."""

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


def fields_of(agenda: Agenda, vault: Vault | None) -> Fields:
    """What the form's fields say of a vault, by their keys; of none, as an empty form does.

    Which end of an issue is better is not said by an empty form.
    """
    fields: Fields = {}
    for issue in agenda.issues:
        spec = None if vault is None else vault.values[issue.name]
        fields[key_of(issue, "points")] = (
            START if vault is None else round(vault.points[issue.name])
        )
        fields |= (
            _fields_of_options(issue, spec) if has_sliders(issue) else _fields_of_ends(issue, spec)
        )
        fields[key_of(issue, "permission")] = (
            "never" if vault is None else vault.permission(issue.name)
        )
    fields[key_of(None, "limit")] = START if vault is None else round(POINTS * vault.limit)
    fields[key_of(None, "permission")] = "never" if vault is None else vault.limit_permission
    return fields


def _fields_of_options(issue: Issue, spec: Curve | Points | Table | None) -> Fields:
    given = spec if isinstance(spec, Mapping) else {}
    return {
        key_of(issue, f"option.{option!r}"): round(POINTS * given.get(str(option), START / POINTS))
        for option in _options(issue)
    }


def _fields_of_ends(issue: Issue, spec: Curve | Points | Table | None) -> Fields:
    direction, half = None, START
    if spec is not None:
        low, high = issue.bounds
        values = value_function(issue, spec)(np.array([low, (low + high) / 2, high]))
        direction = direction_words(issue)[0 if values[2] >= values[0] else 1]
        half = round(POINTS * values[1])
    return {key_of(issue, "direction"): direction, key_of(issue, "half"): half}


def with_begun(agenda: Agenda, fields: Fields, begun: Mapping[str, object]) -> Fields:
    """Fields as somebody has begun to change them; what no field can show is left out."""
    words: dict[str, tuple[object, ...]] = {
        key_of(one, "direction"): direction_words(one) for one in agenda.issues
    }
    words |= {key_of(one, "permission"): tuple(PERMISSION_WORDS) for one in (*agenda.issues, None)}

    def fits(key: str, value: object) -> bool:
        if key in words:
            return value in words[key]
        return type(value) is int and 0 <= value <= POINTS

    return {
        key: begun[key] if key in begun and fits(key, begun[key]) else value
        for key, value in fields.items()
    }


def draw_vault_form(agenda: Agenda, on_change: Callable[[], None]) -> None:
    """Draw the form's fields, whose values stand in the session's state by the keys of `fields_of`."""
    for place, issue in enumerate(agenda.issues):
        with st.expander(
            plain(issue.name), expanded=place < OPEN_AT_FIRST, key=key_of(issue, "box")
        ):
            _draw_issue(issue, on_change)
    with st.container(border=True, key="party.vault.limit_box"):
        _slider("What you need at least", key_of(None, "limit"), on_change)
        st.caption(
            "100 would be your best option on every issue, 0 your worst. Below this you would rather "
            "walk away."
        )
        _draw_permission(None, on_change)


def _draw_issue(issue: Issue, on_change: Callable[[], None]) -> None:
    _slider(
        f"How much does {plain(issue.name)} matter?",
        key_of(issue, "points"),
        on_change,
        help="Think of the step from your worst option to your best. Give the step that you would take "
        "first 100, the others less.",
    )
    if has_sliders(issue):
        st.caption("What each option is worth to you: your best 100, your worst 0.")
        for option in _options(issue):
            key = key_of(issue, f"option.{option!r}")
            _slider(plain(issue.format(option)), key, on_change)
    else:
        _draw_direction(issue, on_change)
    _draw_permission(issue, on_change)


def _draw_direction(issue: Issue, on_change: Callable[[], None]) -> None:
    choices.segmented_control(
        f"Which end of {plain(issue.name)} is better for you?",
        direction_words(issue),
        required=True,
        key=key_of(issue, "direction"),
        on_change=on_change,
    )
    ends_in_words = " to ".join(plain(issue.format(issue.option(x))) for x in issue.bounds)
    _slider(
        "Half-way is worth",
        key_of(issue, "half"),
        on_change,
        help=f"From {ends_in_words}: your better end is worth 100, the other 0. More than 50 means that "
        "the first half of the way matters most.",
    )


def _draw_permission(issue: Issue | None, on_change: Callable[[], None]) -> None:
    choices.segmented_control(
        "The neutral may",
        list(PERMISSION_WORDS),
        format_func=lambda one: PERMISSION_WORDS[one],
        required=True,
        help="Keep private: the neutral sees nothing of it. Hint: the neutral sees, and may tell, in which "
        "third it lies. Share: the neutral sees, and may tell, the numbers.",
        key=key_of(issue, "permission"),
        on_change=on_change,
    )


def _slider(
    label: str, key: str, on_change: Callable[[], None], *, help: str | None = None
) -> None:
    st.slider(label, 0, POINTS, help=help, key=key, on_change=on_change)


def _options(issue: Issue) -> list[Option]:
    return [issue.option(float(x)) for x in issue.coordinates()]


def has_sliders(issue: Issue) -> bool:
    """Whether each option has a slider: unordered options always, ordered ones where they are few."""
    if isinstance(issue, CategoricalIssue):
        return True
    return not isinstance(issue, NumericIssue) and (issue.n_options or 0) <= MOST_SLIDERS


def direction_words(issue: Issue) -> tuple[str, str]:
    """What the two ends are called, the upper one first."""
    return (HIGHER, LOWER) if isinstance(issue, NumericIssue) else (LATER, EARLIER)


def undecided(agenda: Agenda, fields: Mapping[str, object]) -> tuple[str, ...]:
    """The issues of which it is not said yet which end is better."""
    return tuple(
        one.name
        for one in agenda.issues
        if not has_sliders(one) and fields.get(key_of(one, "direction")) is None
    )


def read_vault_form(agenda: Agenda, fields: Mapping[str, object]) -> Vault:
    """The vault that the form's fields say.

    Parameters
    ----------
    fields : mapping
        Widget keys to values, such as ``st.session_state``.

    Raises
    ------
    InvalidUtility
        When a field is not there, or it is not said which end of an issue is better.
    """
    still_open = undecided(agenda, fields)
    if still_open:
        raise InvalidUtility(
            f"Say which end of {listed(still_open, 'and')} is better for you; then keep it."
        )
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
        return {
            str(option): _number(fields[key_of(issue, f"option.{option!r}")]) / POINTS
            for option in _options(issue)
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
