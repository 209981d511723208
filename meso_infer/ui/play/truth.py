"""The end of a game: first our own reading, then the truth beside it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from meso_infer import workflow
from meso_infer.charts import exposure_meter, readings_chart
from meso_infer.errors import EventRejected
from meso_infer.events import OwnGuessSet
from meso_infer.negotiation import Negotiation
from meso_infer.play import Reveal, reveal, seed_of, truth_event, truth_of
from meso_infer.play.ending import deal_sentences, reading_sentences
from meso_infer.ui import choices, session
from meso_infer.ui.drawing import draw, plain
from meso_infer.ui.play import start
from meso_infer.ui.priority_inputs import draw_order, draw_points, order_in, points_in
from meso_infer.ui.session import Current
from meso_infer.ui.shell import hidden_notice

RANKED, SHARED = "an order", "100 points"
HOW = "play.how"


def draw_end(current: Current) -> None:
    """Draw the end of a game: the question for our reading, or the truth once it was asked for."""
    negotiation = current.negotiation
    _draw_result(negotiation)
    if session.share_safe():
        hidden_notice()
        return
    if truth_of(negotiation) is None:
        _draw_question(negotiation)
    else:
        _draw_truth(current)


def _draw_result(negotiation: Negotiation) -> None:
    package = negotiation.agreed_package
    if package is not None:
        st.success(f"You have a deal: {plain(negotiation.agenda.describe(package))}")
    else:
        st.info(f"No deal. {plain(negotiation.end_reason or '')}")


# --- our reading --------------------------------------------------------------------------------------


def _draw_question(negotiation: Negotiation) -> None:
    st.header("Before you see it: what mattered to them?", anchor=False)
    names = list(negotiation.header.agenda.names)
    how = choices.segmented_control(
        "Give your reading as", (RANKED, SHARED), default=RANKED, required=True, key=HOW
    )
    if how == RANKED:
        draw_order(names, "play")
    else:
        draw_points(names, "play")
    with st.container(horizontal=True, vertical_alignment="center", key="play.reveal_bar"):
        st.button(
            "Show the truth",
            key="play.reveal",
            type="primary",
            icon=":material/visibility:",
            on_click=session.action(show_truth),
            args=(True,),
        )
        st.button(
            "Skip my reading",
            key="play.skip",
            type="tertiary",
            on_click=session.action(show_truth),
            args=(False,),
        )


def show_truth(with_reading: bool) -> None:
    """Log our reading where it is given, the tool's last estimate and the truth, in one transaction."""
    last = session.seen()
    negotiation = last.negotiation
    seed = seed_of(session.store(), last.negotiation_id)
    guess = _guess(negotiation.header.agenda.names) if with_reading else None
    shown = workflow.estimate_shown(negotiation, last.posterior)
    session.record(*(() if guess is None else (guess,)), shown, truth_event(negotiation, seed))


def _guess(names: Sequence[str]) -> OwnGuessSet:
    if st.session_state[HOW] == SHARED:
        points = points_in(names, "play")
        total = sum(points.values())
        if total <= 0:
            raise EventRejected("Give at least one issue some points, or skip your reading.")
        return OwnGuessSet(weights={name: value / total for name, value in points.items()})
    order = order_in(names, "play")
    if len(order) < len(names):
        raise EventRejected("Put every issue in its place first, or skip your reading.")
    return OwnGuessSet(order=tuple(order))


# --- the truth ----------------------------------------------------------------------------------------


@st.cache_resource(max_entries=session.KEPT, show_spinner="Comparing with what mattered to them")
def _revealed(key: tuple[str, str, str, int]) -> Reveal:
    current = Current(key[1], key[2], key[3])
    return reveal(current.negotiation, current.posterior)


def _draw_truth(current: Current) -> None:
    negotiation = current.negotiation
    found = _revealed(current.key)
    first, *rest = reading_sentences(found)
    st.header(plain(first), anchor=False)
    _draw_score(found)
    chart, words = st.columns([3, 2])
    with chart:
        st.markdown("**What mattered to them**")
        yours = None if found.yours is None else found.yours.weights
        draw(readings_chart(found.truth, found.tool_summary, yours), "play.readings")
    with words:
        st.markdown("**How well they were read**")
        st.markdown("\n".join(f"- {plain(text)}" for text in [*rest, *_manner(negotiation, found)]))
    st.subheader("The deal", anchor=False)
    said = deal_sentences(found, negotiation.reservation_value)
    st.markdown("\n".join(f"- {plain(text)}" for text in said))
    if found.best_for_us is not None:
        best = negotiation.agenda.describe(found.best_for_us.package)
        st.caption(f"That deal: {plain(best)}.")
    if found.exposure is not None:
        with st.expander("What you revealed of yourself", key="play.exposure"):
            draw(exposure_meter(found.exposure), "play.exposure")
    _draw_again()


def _draw_score(found: Reveal) -> None:
    """The four numbers of a game, each with what it is measured against."""
    best = "" if found.best_for_us is None else f" of {100 * found.best_for_us.own:.0f}"
    deal = "no deal" if found.deal is None else f"{100 * found.deal.own:.0f}{best}"
    yours = (
        "not read" if found.yours is None else f"{found.yours.misplaced(found.truth):.0f} of 100"
    )
    numbers = {
        "Points for you": (deal, "What you got, of the most that they would have agreed to."),
        "Left on the table": (
            "all of it" if found.deal is None else f"{100 * found.left:.0f} points",
            "What both together could still have gained without a loss to either.",
        ),
        "You, off by": (yours, "Points put with the wrong issue; less is better."),
        "The tool, off by": (
            f"{found.tool.misplaced(found.truth):.0f} of 100",
            "The same for the tool.",
        ),
    }
    grid = st.grid(len(numbers), min_column_width=150, key="play.score")
    for name, (value, about) in numbers.items():
        with grid.container(key=f"play.score.{name}"):
            st.metric(name, value, help=about, border=True)


def _manner(negotiation: Negotiation, found: Reveal) -> list[str]:
    liked = ", ".join(f"{name} {option}" for name, option in found.favourites.items())
    said = [f"Their favourite options: {liked}."]
    terms = negotiation.header.game
    if found.talked_up is not None:
        said.append(
            f"They bluffed: {found.talked_up} was talked up, though another issue mattered more."
        )
    elif terms is not None and terms.bluff != "never":
        said.append("They might have bluffed, but did not.")
    return said


def _draw_again() -> None:
    with st.container(horizontal=True, key="play.again_bar"):
        st.button(
            "Another counterpart",
            key="play.again.other",
            type="primary",
            icon=":material/sports_esports:",
            on_click=session.action(start.rematch),
            kwargs={"same": False},
        )
        st.button(
            "The same one again",
            key="play.again.same",
            on_click=session.action(start.rematch),
            kwargs={"same": True},
        )
        st.button(
            "All games",
            key="play.again.all",
            type="tertiary",
            on_click=session.action(session.go_to),
            args=("pages/compare.py",),
        )
