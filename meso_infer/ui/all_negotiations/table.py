"""All negotiations as a table: where each stands, what to look for among them, and which one to open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_config_utils import ColumnConfigMappingInput

from meso_infer import workflow
from meso_infer.certainty import ENOUGH_INFORMATIVE
from meso_infer.errors import MesoError
from meso_infer.evaluation import Prediction, predictions
from meso_infer.evaluation.debriefing import Reckoning, reckoning
from meso_infer.play import is_game
from meso_infer.points import POINTS
from meso_infer.portfolio import (
    STANDS,
    PortfolioRow,
    days_since,
    matches,
    portfolio_row,
    with_estimate,
)
from meso_infer.portfolio.lessons import Watched, rounds_to_certainty, seconds_to_log
from meso_infer.portfolio.offer_outcomes import OfferOutcome, offer_outcomes
from meso_infer.storage import StoredSummary
from meso_infer.ui import address, choices, in_view, session
from meso_infer.ui.drawing import plain

PAGE = 25
"""Negotiations on one page of the list: each needs its estimate."""

KEPT_FACTS = 2000
AT_ONCE = 100
"""Events of logs that are estimated anew in one run of the page; the rest follows by itself."""

REFRESH_SECONDS = 0.2
OPEN = "Open"
TABLE_KEY = "archive.table"
FIND, STAND, AT = "find", "stand", "at"
"""Query parameters, and keys of their widgets: words looked for, how talks stand, page of the list."""
ESTIMATED, WAITING = "portfolio.estimated", "portfolio.waiting"


@dataclass(frozen=True)
class Facts:
    """What the log of one negotiation says, without any estimate: cheap, and kept by id and sequence."""

    row: PortfolioRow
    outcomes: tuple[OfferOutcome, ...]
    watched: Watched | None
    seconds: tuple[float, ...]
    predictions: tuple[Prediction, ...]
    told: Reckoning | None


@dataclass(frozen=True)
class Archive:
    """All negotiations of the store, the one touched last first, and the titles of those unreadable."""

    facts: dict[str, Facts]
    summaries: dict[str, StoredSummary]
    unread: tuple[str, ...]

    @property
    def own(self) -> dict[str, Facts]:
        """All but the examples: what lessons and comparisons are drawn from."""
        return {name: one for name, one in self.facts.items() if not one.row.is_example}


def read_archive() -> Archive:
    """Read what every log but a game's says; only what has changed since is read again."""
    listed = [one for one in session.summaries() if not is_game(one)]
    found: dict[str, Facts] = {}
    unread = []
    with st.spinner("Reading the archive", show_time=False):
        for summary in listed:
            try:
                facts = _facts(session.looked_at(summary).key, summary.is_example)
            except MesoError:
                unread.append(str(summary.header.get("title", summary.negotiation_id)))
                continue
            idle = days_since(summary.updated_at, session.now())
            row = replace(facts.row, days_idle=idle)
            found[summary.negotiation_id] = replace(facts, row=row)
    return Archive(found, {one.negotiation_id: one for one in listed}, tuple(unread))


@st.cache_resource(max_entries=KEPT_FACTS, show_spinner=False)
def _facts(key: tuple[str, str, str, int], is_example: bool) -> Facts:
    name, sequence = key[1], key[3]
    negotiation = workflow.load(session.store(), name, as_of=sequence)
    now = session.now()
    row = portfolio_row(name, negotiation, None, touched=now, now=now, is_example=is_example)
    return Facts(
        row,
        offer_outcomes(name, negotiation),
        rounds_to_certainty(negotiation),
        seconds_to_log(negotiation),
        predictions(negotiation),
        reckoning(negotiation),
    )


def row_of(summary: StoredSummary) -> PortfolioRow:
    """One line of the list, with the estimate that its own pages show."""
    current = session.looked_at(summary)
    row = replace(
        _facts(current.key, summary.is_example).row,
        days_idle=days_since(summary.updated_at, session.now()),
    )
    believed = _believed(current.key)
    return replace(
        row,
        top_issue=believed.top_issue,
        p_top=believed.p_top,
        certainty=believed.certainty,
        n_informative=believed.n_informative,
        exposure=believed.exposure,
    )


@st.cache_resource(max_entries=KEPT_FACTS, show_spinner=False)
def _believed(key: tuple[str, str, str, int]) -> PortfolioRow:
    current = session.Current(key[1], key[2], key[3])
    return with_estimate(_facts(key, False).row, current.negotiation, current.posterior)


# --- the list ---------------------------------------------------------------------------------------


def draw_list(archive: Archive) -> None:
    """Draw what is looked for, and the table: a page of it at a time."""
    if not archive.facts:
        st.info("There are no negotiations yet. Start one below, or bring the example back.")
        st.button(
            "Open the example",
            key="archive.open_example",
            on_click=session.action(in_view.open_example),
        )
    else:
        found = _draw_filters([one.row for one in archive.facts.values()])
        _draw_page(archive, found)
    if archive.unread:
        n = len(archive.unread)
        st.warning(
            f"{n} cannot be read and {'is' if n == 1 else 'are'} left out: "
            f"{plain(', '.join(archive.unread))}. Nothing there was changed."
        )


def _draw_filters(rows: list[PortfolioRow]) -> list[PortfolioRow]:
    if len(rows) == 1:
        return rows
    with st.container(horizontal=True, vertical_alignment="bottom", key="archive.filters"):
        address.follow(FIND, FIND, lambda asked: asked[0] if asked else "", returns=True)
        words = st.text_input(
            "Find",
            key=FIND,
            placeholder="name or counterpart",
            width=260,
            on_change=address.keep,
            args=(FIND, FIND, _words),
        )
        present = [one for one in STANDS if any(row.stand == one for row in rows)]
        address.follow(STAND, STAND, address.known(present), returns=True)
        stands = choices.pills(
            "How talks stand",
            present,
            selection_mode="multi",
            key=STAND,
            on_change=address.keep,
            args=(STAND, STAND, list),
        )
    return [row for row in rows if matches(row, words or "", tuple(stands))]


def _draw_page(archive: Archive, found: list[PortfolioRow]) -> None:
    if not found:
        st.info("None of the negotiations is like that.")
        st.button("Show all", key="archive.show_all", on_click=session.action(_show_all))
        return
    page = 1
    if len(found) > PAGE:
        n_pages = -(-len(found) // PAGE)
        address.follow(AT, AT, lambda asked: _page_asked(asked, n_pages))
        st.session_state[AT] = min(st.session_state[AT], n_pages)
        page = st.pagination(n_pages, key=AT, on_change=address.keep, args=(AT, AT, _page_said))
    shown = found[(page - 1) * PAGE : page * PAGE]
    rows, waiting = (shown, 0) if session.share_safe() else _estimated(archive, shown)
    _draw_table(rows)
    total = len(archive.facts)
    count = f"{total} in all" if len(found) == total else f"{len(found)} of {total}"
    st.caption(f"{count}. Examples are left out of comparisons and lessons.")
    if waiting:
        st.session_state[WAITING] = False
        _go_on(waiting)


def _words(typed: str) -> list[str]:
    return [typed] if typed else []


def _page_said(page: int) -> list[str]:
    return [str(page)] if page > 1 else []


def _page_asked(asked: Sequence[str], n_pages: int) -> int:
    # The address may hold anything; no list has a thousand pages.
    words = asked[0] if asked else ""
    return min(max(int(words), 1), n_pages) if re.fullmatch("[0-9]{1,3}", words) else 1


def _show_all() -> None:
    address.put(FIND, FIND, "", _words)
    address.put(STAND, STAND, [], list)
    address.put(AT, AT, 1, _page_said)


def _estimated(archive: Archive, shown: list[PortfolioRow]) -> tuple[list[PortfolioRow], int]:
    """The rows with their estimates, and how many still wait for theirs: a few are made in one run."""
    known: set[tuple[object, ...]] = st.session_state.setdefault(ESTIMATED, set())
    rows, waiting, spent = [], 0, 0
    with st.spinner("Estimating", show_time=False):
        for row in shown:
            summary = archive.summaries[row.negotiation_id]
            key = session.looked_at(summary).key
            if key not in known:
                if spent >= AT_ONCE:
                    rows.append(row)
                    waiting += 1
                    continue
                spent += max(5, summary.sequence)
                known.add(key)
            rows.append(row_of(summary))
    return rows, waiting


@st.fragment(run_every=REFRESH_SECONDS)
def _go_on(waiting: int) -> None:
    """Draw that estimates are still being made, and have the page go on with them."""
    st.caption(f"{waiting} more are being estimated.")
    if st.session_state.get(WAITING):
        session.tell_again()
        st.rerun()
    st.session_state[WAITING] = True


def _draw_table(rows: list[PortfolioRow]) -> None:
    columns = st.column_config
    # Together they are as wide as a laptop of 1280 pixels has room for beside the sidebar.
    config: ColumnConfigMappingInput = {
        OPEN: columns.ButtonColumn(
            OPEN,
            key="archive.open",
            width=56,
            on_click=session.action(_open_clicked),
            args=([row.negotiation_id for row in rows],),
        ),
        "Name": columns.TextColumn(pinned=True, width=96),
        "Counterpart": columns.TextColumn(width=78),
        "Round": columns.NumberColumn(width=50),
        "Matters most": columns.TextColumn(
            width=112,
            help="To them. How sure that is, and in brackets how many answers it rests on.",
        ),
        "Chance": columns.ProgressColumn(
            width=66,
            format="%d%%",
            min_value=0,
            max_value=POINTS,
            help="That this issue matters most to them; from the second informative answer on.",
        ),
        "Value": columns.NumberColumn(
            width=52,
            format="%.1f",
            help="What was agreed is worth to us, else our last offer on average, in points.",
        ),
        "Walk-away": columns.NumberColumn(width=72, format="%.1f", help="Ours, in points."),
        "Shown": columns.TextColumn(
            width=62, help="How narrowly a reader of our offers could bound what matters to us."
        ),
        "Outcome": columns.TextColumn(width=74),
        "Idle": columns.NumberColumn(width=42, help="Days since something was logged."),
        "Course": columns.LineChartColumn(
            width=56,
            y_min=0,
            y_max=POINTS,
            help="What each of our offers was worth to us, in points.",
        ),
    }
    st.dataframe(
        list_frame(rows, private=not session.share_safe()),
        height="content",
        hide_index=True,
        column_config=config,
        key=TABLE_KEY,
        placeholder="",
        alt=f"{len(rows)} negotiations: names, rounds, what matters most to them, values, outcome.",
    )


def list_frame(rows: list[PortfolioRow], *, private: bool) -> pd.DataFrame:
    """The list as a table; without `private`, nothing of our values and estimates is in it."""
    columns: dict[str, list[object]] = {
        OPEN: [OPEN for _ in rows],
        "Name": [row.title + (" (example)" if row.is_example else "") for row in rows],
        "Counterpart": [row.counterpart for row in rows],
        "Round": [row.round for row in rows],
    }
    if private:
        columns |= {
            "Matters most": [_top(row) for row in rows],
            "Chance": [_chance(row) for row in rows],
            "Value": [_in_points(row.value_now) for row in rows],
            "Walk-away": [_in_points(row.walk_away) for row in rows],
            "Shown": [row.exposure or ("not known" if row.certainty else "") for row in rows],
        }
    columns |= {
        "Outcome": [row.outcome if private else row.stand for row in rows],
        "Idle": [row.days_idle for row in rows],
    }
    if private:
        columns["Course"] = [[POINTS * v for v in row.value_by_round] for row in rows]
    return pd.DataFrame(columns)


def _chance(row: PortfolioRow) -> float | None:
    if row.p_top is None or row.n_informative < ENOUGH_INFORMATIVE:
        return None
    return round(POINTS * row.p_top)


def _top(row: PortfolioRow) -> str:
    if row.top_issue is None:
        return row.certainty or "being estimated"
    return f"{row.top_issue}: {row.certainty} ({row.n_informative})"


def _in_points(utility: float | None) -> float | None:
    return None if utility is None else POINTS * utility


def _open_clicked(shown: list[str]) -> None:
    event = st.session_state.get("archive.open")
    row = event.get("row") if isinstance(event, dict) else getattr(event, "row", None)
    if isinstance(row, int) and 0 <= row < len(shown):
        in_view.switch_to(shown[row])
        session.go_to("pages/live.py")
