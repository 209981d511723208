"""Two to four negotiations beside each other: facts, what matters to each, and what each would give us."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from meso_infer.charts import priority_ridges
from meso_infer.headline import headline
from meso_infer.points import points
from meso_infer.portfolio.side_by_side import OffersCompared, belief_rows, compare_offers
from meso_infer.ui import address, session, shell
from meso_infer.ui.all_negotiations import table as portfolio
from meso_infer.ui.all_negotiations.table import Archive
from meso_infer.ui.drawing import draw, draw_frame, plain
from meso_infer.ui.session import Current

COMPARE = "compare"
"""Query parameter, and key of its widget: the negotiations that stand beside each other, by their ids."""
FEWEST, MOST = 2, 4
RIDGE_WIDTH = 300


def draw_comparison(archive: Archive) -> None:
    """Draw the choice of two to four negotiations, and what tells them apart."""
    own = archive.own
    if len(own) < FEWEST:
        return
    st.header("Side by side", anchor=False)
    titles = shell.titles_of([archive.summaries[name] for name in own])
    among = address.known(list(own))
    address.follow(COMPARE, COMPARE, lambda asked: among(asked)[:MOST], returns=True)
    chosen = st.multiselect(
        "Negotiations",
        list(own),
        format_func=lambda one: titles[one],
        max_selections=MOST,
        placeholder=f"choose {FEWEST} to {MOST}",
        key=COMPARE,
        on_change=address.keep,
        args=(COMPARE, COMPARE, list),
    )
    if len(chosen) < FEWEST:
        st.caption(
            "Choose two or more to see what matters to each and, where they are about the same issues, "
            "what each would give us."
        )
        return
    called = {name: titles[name] for name in chosen}
    draw_frame(facts_frame(archive, called))
    if session.share_safe():
        shell.hidden_notice()
        return
    shown = {name: session.looked_at(archive.summaries[name]) for name in chosen}
    _draw_ridges(shown, called)
    _draw_offers(shown, called)


def facts_frame(archive: Archive, called: dict[str, str]) -> pd.DataFrame:
    """One row a fact, one column a negotiation; our numbers only where they may be shown."""
    private = not session.share_safe()
    rows = {
        name: portfolio.row_of(archive.summaries[name]) if private else archive.facts[name].row
        for name in called
    }
    facts: dict[str, list[str]] = {
        "Round": [str(row.round) for row in rows.values()],
        "Talks": [row.stand for row in rows.values()],
        "Days idle": [str(row.days_idle) for row in rows.values()],
    }
    if private:
        facts |= {
            "Value now": [_points(row.value_now) for row in rows.values()],
            "Our walk-away": [_points(row.walk_away) for row in rows.values()],
            "Ours shown": [row.exposure or "not known" for row in rows.values()],
        }
    frame = pd.DataFrame.from_dict(facts, orient="index", columns=list(called.values()))
    return frame.rename_axis("Fact")


def _points(utility: float | None) -> str:
    return "not known" if utility is None else points(utility)


# --- what matters to each ---------------------------------------------------------------------------


def _draw_ridges(shown: dict[str, Current], called: dict[str, str]) -> None:
    st.subheader("What matters to each", anchor=False)
    with st.spinner("Estimating", show_time=False):
        beliefs = {name: one.posterior for name, one in shown.items()}
    in_a_row = len(shown) if len(shown) < MOST else MOST // 2
    grid = st.grid(in_a_row, min_column_width=RIDGE_WIDTH, key="compare.ridges")
    for name, posterior in beliefs.items():
        with grid.container(border=True, key=f"compare.ridge.{name}"):
            st.markdown(f"**{plain(called[name])}**")
            st.caption(plain(headline(posterior)))
            if posterior.n_informative:
                draw(priority_ridges(posterior), f"compare.{name}", twin=False)
    if any(posterior.n_informative for posterior in beliefs.values()):
        rows = belief_rows({called[name]: one for name, one in beliefs.items()})
        frame = pd.DataFrame(rows, columns=["Issue", *called.values()]).set_index("Issue")
        with st.expander("As text: the chance that each issue matters most", key="compare.twin"):
            draw_frame(frame)


# --- what each would give us ------------------------------------------------------------------------


def _draw_offers(shown: dict[str, Current], called: dict[str, str]) -> None:
    st.subheader("What each would give us", anchor=False)
    found = compare_offers({name: one.negotiation for name, one in shown.items()})
    for sentence in offer_sentences(found, called):
        st.markdown(f"- {plain(sentence)}")
    if not found.offers:
        return
    agenda = shown[found.valued_as].negotiation.agenda
    rows = {
        called[one.negotiation_id]: {
            "Worth to us": points(one.utility),
            "Above our walk-away": _above(one.utility, one.walk_away),
            "From": f"{one.what}, round {one.round}",
            **{name: agenda.issue(name).format(one.package[name]) for name in agenda.names},
        }
        for one in found.offers
    }
    draw_frame(pd.DataFrame(rows).rename_axis("In points of 100"))


def _above(utility: float, walk_away: float | None) -> str:
    if walk_away is None:
        return "not known"
    margin = utility - walk_away
    return points(margin) if margin >= 0 else f"{points(-margin)} below it"


def offer_sentences(found: OffersCompared, called: dict[str, str]) -> list[str]:
    """Which is best for us and by how much, by whose values, and why others are left out."""
    said = []
    if len(found.offers) > 1:
        best, second = found.offers[:2]
        lead = best.utility - second.utility
        said.append(
            f"{called[best.negotiation_id]} would give us most: {points(best.utility)} points, "
            f"{points(lead)} more than {called[second.negotiation_id]}."
            if lead >= 0.0005
            else f"{called[best.negotiation_id]} and {called[second.negotiation_id]} would give us the "
            f"same: {points(best.utility)} points."
        )
    if found.offers and not found.same_values:
        said.append(
            f"Our values differ between them; all are valued as in {called[found.valued_as]}."
        )
    said += [f"{called[name]}: {why}." for name, why in found.left_out.items()]
    return said
