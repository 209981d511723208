"""The editable grid of a set on its way to be offered, and the draft of it that the store keeps."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from meso_infer.errors import EventRejected, InvalidPackage
from meso_infer.issues import NumericIssue, Option
from meso_infer.negotiation import Negotiation
from meso_infer.packages import LABELS, Agenda, Meso, Package
from meso_infer.proposal import Proposal
from meso_infer.proposal.settings import Mode
from meso_infer.ui import session
from meso_infer.ui.drawing import plain
from meso_infer.ui.keys import tall
from meso_infer.ui.next_packages.kept_sets import Cells, KeptSets
from meso_infer.ui.options import listed_options, option_of
from meso_infer.ui.session import Current

MOST_OTHERS = 3
"""Sets of other windows that are told, the newest."""

OWNER = "next.owner"
GENERATION = "next.generation"


class Offering:
    """The set that is being prepared in this session, and its copy in the store.

    Parameters
    ----------
    current : Current
    """

    def __init__(self, current: Current) -> None:
        round_number = current.negotiation.next_round
        owner = (current.negotiation_id, current.created, round_number)
        if st.session_state.setdefault(OWNER, owner) != owner:
            self.start_over()
            st.session_state[OWNER] = owner
        self.kept = KeptSets(current.negotiation_id, round_number, self.prefix)

    @property
    def prefix(self) -> str:
        """What the keys of this offer start with."""
        return f"next:{st.session_state.get(GENERATION, 0)}:"

    def key(self, *parts: str) -> str:
        """Key of one widget or value."""
        return self.prefix + ":".join(parts)

    def start_over(self) -> None:
        """Forget what the session holds of an offer."""
        for key in [key for key in st.session_state if str(key).startswith(self.prefix)]:
            del st.session_state[key]
        st.session_state[GENERATION] = st.session_state.get(GENERATION, 0) + 1

    @property
    def mode(self) -> Mode:
        """Which of the three sets is looked at."""
        return st.session_state.get(self.key("mode"), "balanced")

    @property
    def version(self) -> int:
        """Counts the sets that the grid has shown: each grid has a key of its own."""
        return st.session_state.get(self.key("version"), 0)

    @property
    def grid_key(self) -> str:
        """Key of the grid."""
        return self.key("grid", self.mode, str(self.version))

    def changed(self) -> Cells | None:
        """The set as changed by hand before the grid was drawn; None when it is as proposed."""
        name = self.key("base")
        if name not in st.session_state:
            st.session_state[name] = self.kept.first()
        elif self.kept.mine is not None and self.grid_key not in st.session_state:
            # Edits live in the grid, which Streamlit forgets while another page is looked at.
            st.session_state[name] = self.kept.mine
        return st.session_state[name]

    @property
    def is_changed(self) -> bool:
        """Whether a set changed by hand is looked at, in whichever window it was changed."""
        return self.kept.mine is not None or self.changed() is not None

    def use(self, mode: Mode) -> None:
        """Have the grid show the set of a mode, as proposed."""
        st.session_state[self.key("mode")] = mode
        self.put(None)

    def aim_for(self, target: float) -> None:
        """Have all packages be worth a target of ours, 0 to 1."""
        st.session_state[self.key("target")] = round(100 * target, 2)
        self.put(None)

    def put(self, cells: Cells | None) -> None:
        """Have a new grid show this set; None for the set as proposed."""
        self._show(cells)
        self.kept.keep(cells)

    def follow(self, entry: str) -> None:
        """Go on with the set of another window, where nothing was changed in this one."""
        found = None if self.is_changed else self.kept.follow(entry)
        if found is None:
            raise EventRejected("That set is gone, or this one was changed by hand meanwhile.")
        self._show(found)

    def _show(self, cells: Cells | None) -> None:
        st.session_state[self.key("base")] = cells
        st.session_state[self.key("version")] = self.version + 1


def draw_others(offering: Offering, agenda: Agenda) -> None:
    """What other windows changed by hand and have not offered; a window without changes can go on with it."""
    others = offering.kept.others()
    # A place of its own, empty or not, so that the cell that is typed in below stays open.
    with st.container(key="next.others"):
        for entry, cells in list(others.items())[:MOST_OTHERS]:
            _draw_other(offering, agenda, entry, cells)


def _draw_other(offering: Offering, agenda: Agenda, entry: str, cells: Cells) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"next.{entry}"):
        said = plain(_in_words(agenda, cells))
        st.caption(
            f":material/edit: Changed in another window, not offered: {said}", width="stretch"
        )
        if not offering.is_changed:
            st.button(
                tall("Go on with it", "in this window"),
                key=f"next.follow.{entry}",
                type="tertiary",
                on_click=session.action(offering.follow),
                args=(entry,),
            )


def _in_words(agenda: Agenda, cells: Cells) -> str:
    rows = []
    for label, row in cells.items():
        named = [(name, row.get(name)) for name in agenda.names]
        told = [agenda.issue(name).format(one) for name, one in named if one is not None]
        rows.append(f"{label} {', '.join(told) or 'blank'}")
    return "; ".join(rows)


# --- the grid -------------------------------------------------------------------------------------


def starting_cells(
    negotiation: Negotiation, proposal: Proposal | None, changed: Cells | None, n_packages: int
) -> Cells:
    """What the grid starts from: what was changed by hand, else the proposal, else blank rows."""
    names = negotiation.agenda.names
    if changed is not None:
        return {label: {name: row.get(name) for name in names} for label, row in changed.items()}
    if proposal is not None:
        return {label: {n: p.get(n) for n in names} for label, p in proposal.packages.items()}
    return {label: dict.fromkeys(names) for label in LABELS[:n_packages]}


def draw_grid(offering: Offering, agenda: Agenda, cells: Cells) -> Cells:
    """Draw the editable grid, one row a package; the cells as they are after the edits."""
    frame = pd.DataFrame(
        [[_shown(agenda, name, row[name]) for name in agenda.names] for row in cells.values()],
        index=pd.Index(list(cells), name="Package"),
        columns=list(agenda.names),
    )
    edited = st.data_editor(
        frame,
        key=offering.grid_key,
        column_config={issue.name: _column(issue) for issue in agenda.issues},
        on_change=session.action(_keep_edits),
        args=(offering, agenda, cells),
        alt="The packages to offer, one row each; every cell can be changed",
    )
    return _cells(agenda, edited)


def _column(issue: Any) -> Any:
    options = listed_options(issue)
    if options is not None:
        return st.column_config.SelectboxColumn(
            issue.name, options=[issue.format(option) for option in options], required=True
        )
    unit = f" ({issue.unit})" if isinstance(issue, NumericIssue) and issue.unit else ""
    return st.column_config.NumberColumn(f"{issue.name}{unit}", format="localized", required=True)


def _shown(agenda: Agenda, name: str, option: Option | None) -> float | str | None:
    issue = agenda.issue(name)
    if option is None:
        return None
    return float(option) if listed_options(issue) is None else issue.format(option)


def _read(agenda: Agenda, name: str, value: object) -> Option | None:
    issue = agenda.issue(name)
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    options = listed_options(issue)
    if options is None:
        return option_of(float(str(value)))
    return {issue.format(option): option for option in options}.get(str(value))


def _cells(agenda: Agenda, frame: pd.DataFrame) -> Cells:
    return {
        str(label): {name: _read(agenda, name, row[name]) for name in agenda.names}
        for label, row in frame.iterrows()
    }


def edited_cells(offering: Offering, agenda: Agenda, cells: Cells) -> Cells:
    """The cells with the edits that the grid holds in the session."""
    state = st.session_state.get(offering.grid_key) or {}
    labels = list(cells)
    after = {label: dict(row) for label, row in cells.items()}
    for position, changes in state.get("edited_rows", {}).items():
        for name, value in changes.items():
            if name in agenda.names:
                after[labels[int(position)]][name] = _read(agenda, name, value)
    return after


def _keep_edits(offering: Offering, agenda: Agenda, cells: Cells) -> None:
    offering.kept.keep(edited_cells(offering, agenda, cells))


def is_blank(cells: Cells) -> bool:
    """Whether nothing has been filled in yet."""
    return all(option is None for row in cells.values() for option in row.values())


def packages_of(agenda: Agenda, cells: Cells) -> dict[str, Package]:
    """The cells as complete packages; a row that is left blank is not offered.

    Raises
    ------
    InvalidPackage
        Naming the package and what is wrong with it.
    """
    packages = {}
    for label, row in cells.items():
        if is_blank({label: row}):
            continue
        try:
            packages[label] = agenda.package(row)
        except InvalidPackage as error:
            raise InvalidPackage(f"Package {label}: {error}") from error
    Meso.of(packages)
    return packages
