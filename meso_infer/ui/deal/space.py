"""The deals that are possible on a page: the map, one deal looked at closely, what would be better for both."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from meso_infer.charts import Chart, MarkedDeal, deal_map
from meso_infer.charts.deals import POINT_NAMES, Mark
from meso_infer.deals.joint_gains import Improvements
from meso_infer.deals.possible import AMOUNTS
from meso_infer.deals.space import DRAWS, DealSpace, deals_of, find_deal_space
from meso_infer.headline import percent
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Agenda, Package
from meso_infer.planning import deal_at_hand, deal_space_of, improvements_on, offers_so_far
from meso_infer.points import points
from meso_infer.posterior import Summary
from meso_infer.ui import session
from meso_infer.ui.drawing import draw, draw_frame, plain
from meso_infer.ui.session import Current
from meso_infer.workflow import current_own

MOST_MARKED = 8
"""How many offers of each side stand on the map: the latest."""


@st.cache_resource(max_entries=session.KEPT, show_spinner="Finding the deals that are possible")
def _space(key: tuple[str, str, str, int], floor: float | None) -> DealSpace:
    current = Current(key[1], key[2], key[3])
    if floor is None:
        return deal_space_of(current.negotiation, current.posterior)
    return find_deal_space(
        current_own(current.negotiation),
        current.posterior,
        reservation_value=floor,
        round_number=current.negotiation.next_round,
    )


@st.cache_resource(
    max_entries=session.KEPT, show_spinner="Looking for deals that are better for both"
)
def _improvements(key: tuple[str, str, str, int], row: tuple[Any, ...]) -> Improvements:
    current = Current(key[1], key[2], key[3])
    agenda = current.negotiation.agenda
    package = Package(dict(zip(agenda.names, row, strict=True)))
    return improvements_on(current.negotiation, current.posterior, package)


def improvements(current: Current, package: Package) -> Improvements:
    """What could be better for both than a complete package."""
    names = current.negotiation.agenda.names
    return _improvements(current.key, tuple(package[name] for name in names))


# --- the map ----------------------------------------------------------------------------------------------


def draw_map(current: Current) -> DealSpace:
    """A slider for our walk-away, the map, and what it says in a few sentences."""
    negotiation = current.negotiation
    floor = negotiation.reservation_value
    asked = st.slider(
        "Our walk-away (points), to try out",
        0,
        100,
        value=round(100 * (floor or 0.0)),
        key=f"space.floor:{current.negotiation_id}",
        help="Only this page is changed by it; the one that counts is set in Setup.",
    )
    changed = floor is None or round(100 * floor) != asked
    space = _space(current.key, asked / 100 if changed else None)
    if current.posterior.n_informative == 0:
        st.info(
            (
                "They have not answered anything yet"
                if current.posterior.n_evidence == 0
                else "Their answers so far hardly tell what they want"
            )
            + ": what is drawn for them is what people in general "
            "could want. The band shows how little that is."
        )
    draw(_map(current.key, asked / 100 if changed else None), "space.map")
    st.markdown("\n".join(f"- {plain(line)}" for line in sentences(space)))
    return space


@st.cache_resource(max_entries=session.KEPT, show_spinner=False)
def _map(key: session.Key, floor: float | None) -> Chart:
    return the_map(Current(*key[1:]), _space(key, floor))


def the_map(current: Current, space: DealSpace) -> Chart:
    """V3 of the negotiation as it stands."""
    marked = marked_deals(current)
    return deal_map(space, current.negotiation.agenda, marked, moved=_moved(current))


def marked_deals(current: Current) -> list[MarkedDeal]:
    """Our offers, what they put forward and the agreement, as they lie on the map."""
    negotiation = current.negotiation
    own = current_own(negotiation)
    found: list[tuple[Mark, str, str, Package]] = []
    on_table = negotiation.current_round
    if on_table is not None and on_table.meso is not None:
        for label, package in on_table.meso.packages:
            if negotiation.agenda.is_complete(package):
                found.append(("ours", label, f"Our package {label}", package))
    theirs = [one for one in offers_so_far(negotiation) if one[0] == "theirs"][-MOST_MARKED:]
    for _, name, package in theirs:
        found.append(("theirs", _short(name), name, package))
    found += _settled(negotiation)
    if not found:
        return []
    rows = negotiation.agenda.encode([package for *_, package in found])
    deals = deals_of(own, current.posterior, rows)
    return [
        MarkedDeal(mark, label, name, deal)
        for (mark, label, name, _), deal in zip(found, deals, strict=True)
    ]


def _short(name: str) -> str:
    """What stands on the map for one of their offers: ``'R2'`` for a counteroffer, ``'R2 A'`` for a package."""
    number, what = name.removeprefix("Round ").split(", ")
    _, is_package, label = what.partition("package ")
    return f"R{number} {label}" if is_package else f"R{number}"


def _settled(negotiation: Negotiation) -> list[tuple[Mark, str, str, Package]]:
    """The agreement, the deal that it was made of, and what is proposed in its place."""
    found: list[tuple[Mark, str, str, Package]] = []
    agreed, talks = negotiation.agreed_package, negotiation.improving
    if talks.deal is not None and talks.deal != agreed:
        found.append(("earlier", "first deal", "The deal before it was improved", talks.deal))
    if talks.proposed is not None:
        found.append(("proposed", "proposed", "Proposed instead of the deal", talks.proposed))
    if agreed is not None:
        found.append(("agreed", "agreed", "The agreement", agreed))
    return found


def _moved(current: Current) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """From the middle of our last set but one to that of our last; None before the second."""
    negotiation = current.negotiation
    sets = [
        [package for _, package in one.meso.packages]
        for one in negotiation.rounds
        if one.meso is not None
        and all(negotiation.agenda.is_complete(package) for _, package in one.meso.packages)
    ]
    if len(sets) < 2:
        return None
    own = current_own(negotiation)
    ends = []
    for packages in sets[-2:]:
        deals = deals_of(own, current.posterior, negotiation.agenda.encode(packages))
        ends.append(
            (float(np.mean([d.own for d in deals])), float(np.mean([d.theirs for d in deals])))
        )
    return ends[0], ends[1]


def sentences(space: DealSpace) -> list[str]:
    """What the map says of the frontier, the room for a deal and the classical solutions."""
    lines = [
        frontier_sentence(space),
        f"Chance that some deal is good enough for both: {percent(space.zone)} now, "
        f"{percent(space.zone_later)} in the end, if they come down as people do.",
    ]
    named: dict[Package, list[str]] = {}
    for point in space.points:
        named.setdefault(point.package, []).append(POINT_NAMES[point.name])
    for point in space.points:
        names = named.pop(point.package, None)
        if names is not None:
            text = "; ".join(names)
            lines.append(
                f"{text[0].upper()}{text[1:]}: {points(point.own)} points for us "
                f"(80%: {100 * point.own_low:.0f} to {100 * point.own_high:.0f}), about "
                f"{100 * point.theirs:.0f} of 100 for them."
            )
    return lines


def frontier_sentence(space: DealSpace) -> str:
    """How many packages neither side could better alone, and out of how many."""
    if space.considered is None:
        among = f"amounts were tried at {AMOUNTS} even steps"
    elif space.method == "exact":
        among = f"all {space.considered:,} packages were considered"
    else:
        among = f"only some of the {space.considered:,} packages were considered"
    found = "1 package is" if space.efficient == 1 else f"{space.efficient:,} packages are"
    return (
        f"By what we believe now, {found} on the frontier: no other package is better for one side and no "
        f"worse for the other ({among})."
    )


# --- one deal ---------------------------------------------------------------------------------------------


def draw_inspector(current: Current, space: DealSpace) -> None:
    """One deal, issue by issue, with what it is worth to both and the chance that they accept."""
    choices = deals_to_choose(current, space)
    if not choices:
        return
    name = st.selectbox("Look closely at", list(choices), key="space.chosen")
    package = choices[name]
    found = improvements(current, package)
    deal = found.deal
    text = (
        f"Worth **{points(deal.own)} points** to us and about **{100 * deal.theirs:.0f} of 100** to them "
        f"(80%: {100 * deal.theirs_low:.0f} to {100 * deal.theirs_high:.0f})."
    )
    if current.negotiation.status == "open":
        text += f" Chance that they take it now rather than nothing: **{percent(found.accepted)}**."
    st.markdown(text)
    draw_frame(by_issue(current, package))
    st.markdown(left_in_words(found.joint_gain_left))


def left_in_words(left: Summary) -> str:
    """What both together could still have, with its interval."""
    gain = f"{100 * left.mean:.0f}"
    return (
        f"Left on the table: both together could have {gain} {'point' if gain == '1' else 'points'} "
        "more without a loss to either, if we knew their values "
        f"(90%: {100 * left.q05:.0f} to {100 * left.q95:.0f})."
    )


def deals_to_choose(current: Current, space: DealSpace) -> dict[str, Package]:
    """Deals by what to call them: the one at hand first."""
    choices: dict[str, Package] = {}
    negotiation = current.negotiation
    at_hand = deal_at_hand(negotiation, current.posterior)
    if at_hand is not None:
        choices[at_hand[0]] = at_hand[1]
    for who, name, package in reversed(offers_so_far(negotiation)):
        choices.setdefault(f"{name} ({who})", package)
    for point in space.points:
        name = POINT_NAMES[point.name]
        choices.setdefault(f"{name[0].upper()}{name[1:]}", point.package)
    return choices


def by_issue(current: Current, package: Package) -> pd.DataFrame:
    """A package issue by issue: what it settles and what that is worth to either side."""
    # The same draws as for the whole package, so that the parts add up to what is told of it.
    negotiation, posterior = current.negotiation, current.posterior.thinned(DRAWS)
    own = current_own(negotiation)
    row = negotiation.agenda.encode([package])[0]
    rows = []
    for issue, place in zip(negotiation.agenda.issues, row, strict=True):
        where = np.array([place])
        theirs = posterior.summary(posterior.part_worths(issue.name, where)[0])
        rows.append(
            {
                "Issue": issue.name,
                "Settled at": issue.format(package[issue.name]),
                "Points for us": points(float(own.part_worth(issue.name, where)[0])),
                "For them (90%)": f"{_whole(theirs.mean)} ({_whole(theirs.q05)} to "
                f"{_whole(theirs.q95)})",
            }
        )
    return pd.DataFrame(rows).set_index("Issue")


def _whole(utility: float) -> str:
    """A utility of theirs, of 100; what lies a hair below nothing is nothing."""
    return f"{max(0.0, 100 * utility):.0f}"


# --- better for both --------------------------------------------------------------------------------------


def draw_better(current: Current) -> None:
    """Up to ten deals that are expected to be better for both than what is at hand."""
    at_hand = deal_at_hand(current.negotiation, current.posterior)
    if at_hand is None:
        st.caption("Once packages are on the table, deals that are better for both stand here.")
        return
    name, package = at_hand
    found = improvements(current, package)
    st.header("Better for both", anchor=False)
    if not found.better:
        st.markdown(
            f"{plain(name)}: on average over what we believe, no deal is better for both sides. Which "
            "one would be hangs on what we do not know of them yet."
        )
        return
    st.caption(
        f"{plain(name)}: {plain(current.negotiation.agenda.describe(package))}. Each change of it below "
        "is expected to make it better for both. Different kinds of deals, the largest gains for both "
        "first; “They gain” is the chance that it is better for them."
    )
    draw_frame(better_rows(current.negotiation.agenda, package, found))


def better_rows(agenda: Agenda, package: Package, found: Improvements) -> pd.DataFrame:
    """The better deals as a table; of each, what it changes in the package at hand."""
    rows = [
        {
            "Change": agenda.describe(one.package.changes_from(package)),
            "Points for us": f"{points(one.own)} (+{points(one.own_gain)})",
            "For them, of 100": f"{100 * one.theirs:.0f} (+{100 * one.their_gain:.0f})",
            "They gain": percent(one.they_gain),
        }
        for one in found.better
    ]
    return pd.DataFrame(rows).set_index("Change")
