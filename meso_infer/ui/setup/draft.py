"""The setup sheet of one negotiation, or of one to come: kept in the store at every change."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from pydantic import BaseModel, ValidationError

from meso_infer.errors import listed
from meso_infer.sheet import (
    IssueRow,
    RuleRow,
    ScenarioRow,
    Sheet,
    alternatives_of,
    asked_again,
    followed,
    merged,
    sheet_of,
    sheet_of_header,
    unsaved,
)
from meso_infer.templates import blank_header
from meso_infer.ui import session
from meso_infer.ui.session import Current

HEAD = ("title", "counterpart", "segment", "walk_away", "target", "risk_tolerance")
WHICH = "setup.which"
"""Whose sheet is shown: `OLD` or `FRESH`."""
OLD, FRESH = "this negotiation", "a new negotiation"
NEW = "new-negotiation"
"""How the keys of sheets for new negotiations start; what follows names the sheet."""
LIVE = "setup"
SHEET = "sheet"
"""Query parameter that names the sheet of a new negotiation, so that it is there when loaded again."""
OPEN = "setup.open_sheet"
NAME_OF_SHEET = re.compile(r"[0-9a-f]{8}")
TABLE = "table"
NAMES = frozenset({"title", "counterpart", "segment", "name", "unit"})
"""Fields of one line, in which nobody means the spaces around it."""

Value = str | float | None


class KeptSheet(BaseModel, frozen=True):
    """A sheet as typed, and what it started from."""

    sheet: Sheet
    base: Sheet


class SetupDraft:
    """The sheet in this session: its widgets' keys and its copy in the store.

    Parameters
    ----------
    current : Current or None
        The negotiation to change; None for a new one.
    """

    def __init__(self, current: Current | None) -> None:
        self.current = current
        self.owner = session.APPLICATION if current is None else current.negotiation_id
        self.name = open_sheet() if current is None else LIVE
        mark = "" if current is None else current.created
        self._stem = f"setup:{self.owner}:{self.name}:{mark}:"

    @property
    def prefix(self) -> str:
        """How the keys of all its widgets start: another sheet in its place has other widgets.

        A browser keeps what a widget showed for as long as its key stands on the page.
        """
        return f"{self._stem}{st.session_state.get(self._turn, 0)}:"

    @property
    def _turn(self) -> str:
        """Session key: how many sheets stood here before this one."""
        return f"setup.turn:{self._stem}"

    @property
    def is_new(self) -> bool:
        """Whether the sheet is for a negotiation that does not exist yet."""
        return self.current is None

    def key(self, *parts: str) -> str:
        """Key of one widget."""
        return self.prefix + ":".join(parts)

    # --- the sheet ------------------------------------------------------------------------------

    def base(self) -> Sheet:
        """What the sheet starts from: the negotiation as it stands, or a blank one."""
        if self.current is None:
            return sheet_of_header(blank_header())
        return sheet_of(self.current.negotiation)

    def sheet(self) -> Sheet:
        """The sheet as this session has it; from the store when the session is new."""
        kept = st.session_state.get(self.key("kept"))
        if kept is None:
            kept = _read(session.store().read_draft(self.owner, self.name))
        base = self.base()
        if kept is None:
            kept = KeptSheet(sheet=base, base=base)
        elif not self.is_new and kept.base != base:
            kept = self._moved_on(kept, base)
        st.session_state[self.key("kept")] = kept
        return kept.sheet

    def begun(self) -> Sheet:
        """What was there before anything was typed, such as a template."""
        self.sheet()
        return st.session_state[self.key("kept")].base

    def was_touched(self, *parts: str) -> bool:
        """Whether anything was typed since the sheet was begun, such as from a template.

        Parameters
        ----------
        *parts : str
            Fields of the sheet to look at; all of them when none is named.
        """
        now, begun = self.sheet(), self.begun()
        return any(
            getattr(now, part) != getattr(begun, part) for part in parts or Sheet.model_fields
        )

    def _moved_on(self, kept: KeptSheet, base: Sheet) -> KeptSheet:
        """The kept sheet after the negotiation itself was changed."""
        self._forget_fields()
        if unsaved(kept.sheet) == unsaved(kept.base):
            return KeptSheet(sheet=_with_unfinished(base, kept.sheet), base=base)
        sheet = merged(kept.sheet, kept.base, base)
        st.session_state[self.key("changed meanwhile")] = True
        return KeptSheet(sheet=sheet, base=base)

    @property
    def was_changed_meanwhile(self) -> bool:
        """Whether somebody else saved while there was something here that is not saved yet."""
        return self.has_changes and bool(st.session_state.get(self.key("changed meanwhile")))

    @property
    def has_changes(self) -> bool:
        """Whether anything was typed that is not saved."""
        return unsaved(self.sheet()) != unsaved(self.base())

    def keep(self, sheet: Sheet) -> None:
        """Remember a sheet in the session and in the store."""
        before = self.sheet()
        if not self.is_new:
            self._keep(KeptSheet(sheet=sheet, base=self.base()))
            return
        self._keep(KeptSheet(sheet=self._beside_others(sheet, before), base=self.begun()))

    def _beside_others(self, sheet: Sheet, before: Sheet) -> Sheet:
        """The sheet with what others, who went on with the same one, have typed since it stood as before."""
        kept = _read(session.store().read_draft(self.owner, self.name))
        if kept is None or kept.sheet == before:
            return sheet
        self._forget_fields()
        return merged(sheet, before, kept.sheet)

    def _keep(self, kept: KeptSheet) -> None:
        st.session_state[self.key("kept")] = kept
        if self.is_new and kept.sheet == self.base():
            session.store().clear_draft(self.owner, self.name)
            return
        session.store().save_draft(
            self.owner, self.name, json.loads(kept.model_dump_json()), saved_at=session.now()
        )

    def replace(self, sheet: Sheet) -> None:
        """Take another sheet, whatever the widgets held."""
        self._forget_widgets()
        self._keep(KeptSheet(sheet=sheet, base=sheet if self.is_new else self.base()))

    def clear(self) -> None:
        """Forget what was typed."""
        self._forget_widgets()
        session.store().clear_draft(self.owner, self.name)

    def settle(self, alternatives: Sheet) -> None:
        """After saving: nothing typed is left but alternatives that are not complete yet."""
        self.replace(_with_unfinished(self.base(), alternatives))

    def _forget_widgets(self) -> None:
        for key in [key for key in st.session_state if str(key).startswith(self._stem)]:
            del st.session_state[key]
        st.session_state[self._turn] = st.session_state.get(self._turn, 0) + 1

    def _forget_field(self, row_id: str, field: str) -> None:
        """Forget what stands in a field, or in each cell of a table."""
        mine = self.key(row_id, field)
        for key in [str(key) for key in st.session_state]:
            if key == mine or key.startswith(f"{mine}:"):
                del st.session_state[key]

    def _forget_fields(self) -> None:
        """Forget what stands in the fields of the sheet: they are given what it holds now."""
        fields = {*HEAD, *IssueRow.model_fields, *RuleRow.model_fields, *ScenarioRow.model_fields}
        for key in [str(key) for key in st.session_state if str(key).startswith(self.prefix)]:
            parts = key.removeprefix(self.prefix).split(":")
            if len(parts) > 1 and parts[1] in fields:
                del st.session_state[key]

    # --- widgets ----------------------------------------------------------------------------------

    def widget(self, row_id: str, field: str, value: Value) -> str:
        """Key of a widget, which is given its value where the session lost or never had it."""
        key = self.key(row_id, field)
        if key not in st.session_state:
            st.session_state[key] = value
        return key

    def saver(self) -> Callable[[], None]:
        """The callback of every widget: keep what the widgets hold."""
        return session.action(self.save)

    def save(self) -> None:
        """Keep what the widgets hold; weights whose range was edited are to be asked again."""
        typed = self.collected()
        sheet, cleared = asked_again(self.sheet(), followed(self.sheet(), typed))
        for row, was in (
            *zip(sheet.issues, typed.issues, strict=True),
            *zip(sheet.rules, typed.rules, strict=True),
        ):
            for field in type(row).model_fields:
                if getattr(row, field) != getattr(was, field):
                    self._forget_field(row.id, field)
        if cleared:
            session.tell(
                f"The range of {listed(cleared, 'and')} changed, so the points it had no longer "
                "mean what they did. Give them again in step 2; until then nothing is called equal.",
                "note",
            )
        self.keep(sheet)

    def collected(self) -> Sheet:
        """The sheet with what the widgets of this page hold."""
        before = self.sheet()
        fields = self._typed("sheet", HEAD)
        return Sheet.model_validate(
            before.model_dump()
            | fields
            | {
                "issues": [self._issue(row) for row in before.issues],
                "rules": [self._row(row, RuleRow) for row in before.rules],
                "scenarios": [self._row(row, ScenarioRow) for row in before.scenarios],
            }
        )

    def _issue(self, row: IssueRow) -> dict[str, Any]:
        data = self._row(row, IssueRow)
        start = self.key(row.id, TABLE, "")
        typed = {
            str(key).removeprefix(start): value
            for key, value in st.session_state.items()
            if str(key).startswith(start) and value is not None
        }
        return data | {TABLE: {**row.table, **typed}}

    def _row(self, row: BaseModel, kind: type[BaseModel]) -> dict[str, Any]:
        name = str(getattr(row, "id", ""))
        return row.model_dump() | self._typed(name, tuple(kind.model_fields))

    def _typed(self, row_id: str, fields: tuple[str, ...]) -> dict[str, Any]:
        typed: dict[str, Any] = {}
        for field in fields:
            key = self.key(row_id, field)
            if key in st.session_state:
                value = st.session_state[key]
                # What is pasted ends in spaces, or holds the unbreakable ones of a web page.
                named = isinstance(value, str) and field in NAMES
                typed[field] = " ".join(value.split()) if named else value
        return {k: v for k, v in typed.items() if v is not None or k in NULLABLE}

    # --- rows -------------------------------------------------------------------------------------

    def add_issue(self) -> None:
        """Put an empty issue at the end."""
        sheet = self.collected()
        row = IssueRow(id=sheet.free_id("i"))
        self.keep(sheet.model_copy(update={"issues": (*sheet.issues, row)}))

    def add_rule(self) -> None:
        """Put an empty rule at the end."""
        sheet = self.collected()
        row = RuleRow(id=sheet.free_id("r"))
        self.keep(sheet.model_copy(update={"rules": (*sheet.rules, row)}))

    def add_scenario(self) -> None:
        """Put an empty scenario at the end."""
        sheet = self.collected()
        row = ScenarioRow(id=sheet.free_id("s"))
        self.keep(sheet.model_copy(update={"scenarios": (*sheet.scenarios, row)}))

    def remove(self, row_id: str) -> None:
        """Take a row off the sheet."""
        sheet = self.collected()
        update = {
            part: tuple(row for row in getattr(sheet, part) if row.id != row_id)
            for part in ("issues", "rules", "scenarios")
        }
        self.keep(sheet.model_copy(update=update))


NULLABLE = frozenset(
    {
        "low",
        "high",
        "step",
        "own_way",
        "points",
        "rho",
        "peak_at",
        "guess",
        "if_issue",
        "if_option",
        "then_issue",
        "then_option",
        "chance",
        "worth",
        "walk_away",
        "target",
    }
)
"""Fields that may be blank; any other blank widget leaves its field as it was."""


def _with_unfinished(sheet: Sheet, other: Sheet) -> Sheet:
    """A sheet with the alternatives of another where these wait for more to be typed."""
    if alternatives_of(other) is not None:
        return sheet
    update = {"scenarios": other.scenarios, "risk_tolerance": other.risk_tolerance}
    return sheet.model_copy(update=update)


def _read(payload: Mapping[str, Any] | None) -> KeptSheet | None:
    if payload is None:
        return None
    try:
        return KeptSheet.model_validate(payload)
    except ValidationError:
        session.tell(
            "A draft of the setup from another version could not be read and was left aside.",
            "note",
        )
        return None


# --- which sheet of a new negotiation ------------------------------------------------------------------


def open_sheet() -> str:
    """Key of the draft of the new negotiation that this session sets up: its own, or one it went on with.

    Two people who begin one each have one each.
    """
    if OPEN not in st.session_state:
        asked = st.query_params.get(SHEET, "")
        name = asked if NAME_OF_SHEET.fullmatch(asked) else secrets.token_hex(4)
        st.session_state[OPEN] = f"{NEW}.{name}"
    return st.session_state[OPEN]


def go_on_with(name: str | None) -> None:
    """Open the sheet of that key, or one that nobody has begun."""
    st.session_state[OPEN] = f"{NEW}.{secrets.token_hex(4)}" if name is None else name


def keep_in_address(draft: SetupDraft) -> None:
    """Have the address name the new sheet that is shown, so that loading the page again shows it."""
    name = draft.name.removeprefix(f"{NEW}.") if draft.is_new else ""
    if not NAME_OF_SHEET.fullmatch(name):
        st.query_params.pop(SHEET, None)
    elif st.query_params.get(SHEET) != name:
        st.query_params[SHEET] = name


def start_new(sheet: Sheet) -> None:
    """Open a sheet for a new negotiation; one on which something was typed stays among those begun."""
    if SetupDraft(None).was_touched():
        go_on_with(None)
    SetupDraft(None).replace(sheet)
