"""The live page of a game: offer, hear the answer, take a deal or leave; then the reading and the truth."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from meso_infer import workflow
from meso_infer.charts import priority_bars
from meso_infer.errors import MesoError, NoFeasibleMeso
from meso_infer.events import AgreementReached, TalksEnded
from meso_infer.headline import headline, percent
from meso_infer.negotiation import COUNTERPART, OWN, Negotiation
from meso_infer.packages import Package
from meso_infer.play import answer, seed_of, side_of, spoken, truth_of
from meso_infer.points import points
from meso_infer.proposal import Proposal
from meso_infer.ui import cards, keys, session
from meso_infer.ui.as_shown import as_shown
from meso_infer.ui.drawing import draw as draw_chart
from meso_infer.ui.drawing import plain
from meso_infer.ui.from_the_top import begin_at_top
from meso_infer.ui.next_packages import offer, proposals
from meso_infer.ui.next_packages.package_grid import Offering
from meso_infer.ui.play import truth
from meso_infer.ui.session import Current
from meso_infer.ui.shell import hidden_notice, hidden_sets_notice

PERSON = ":material/person:"
FEWER = {
    1: "Only one package is worth that to you now. Ask for less, and there are more.",
    2: "Only two packages are worth that to you now. Ask for less, and there are more.",
}
"""What to say when fewer than three can be offered, by how many there are."""


def draw(current: Current) -> None:
    """Draw the game that is shown, wherever it stands."""
    negotiation = current.negotiation
    with st.container(gap=None, key="play.head"):
        st.title(
            f"{plain(negotiation.title)} :small[:gray[{plain(where_it_stands(negotiation))}]]",
            anchor=False,
        )
        begin_at_top(f"{current.negotiation_id} {chapter(negotiation)}", "play.top")
    if negotiation.status != "open":
        _draw_words(negotiation)
        truth.draw_end(current)
        return
    st.caption(plain(situation(negotiation)))
    if not session.share_safe():
        st.header(plain(headline(current.posterior)), anchor=False)
    _draw_words(negotiation)
    table, drivers = st.columns([3, 2])
    with table:
        if negotiation.move == COUNTERPART:
            _draw_waiting(current)
        else:
            _draw_our_move(current)
    with drivers:
        _draw_drivers(current)
    _draw_leaving(is_last_word=_was_last_word(negotiation))


def chapter(negotiation: Negotiation) -> str:
    """What is new at the top of the page when it changes: their answer, the end, the truth."""
    unheard = negotiation.move == COUNTERPART
    shown = truth_of(negotiation) is not None
    return f"{negotiation.next_round - unheard} {negotiation.status} {shown}"


def where_it_stands(negotiation: Negotiation) -> str:
    """``'Round 2 of 6 · our move'``."""
    terms = negotiation.header.game
    total = "" if terms is None else f" of {terms.rounds}"
    if negotiation.status == "agreed":
        return f"Round {negotiation.round}{total} · deal"
    if negotiation.status == "ended":
        return f"Round {negotiation.round}{total} · no deal"
    move = "our move" if negotiation.move == OWN else "their move"
    return f"Round {min(negotiation.round, terms.rounds if terms else negotiation.round)}{total} · {move}"


def situation(negotiation: Negotiation) -> str:
    """What to know and to do now, in a sentence or two."""
    terms, low = negotiation.header.game, negotiation.reservation_value
    if terms is None:
        return ""
    if negotiation.packages_on_table is None:
        hidden = (
            ""
            if low is None or session.share_safe()
            else f" Without a deal you have {points(low)} points."
        )
        return (
            f"A game: what matters to them is hidden until the end. They answer at "
            f"most {terms.rounds} offers.{hidden} Read them, and get a good deal."
        )
    left = terms.rounds - negotiation.round
    if negotiation.move == COUNTERPART and left >= 0:
        return "Your packages are on the table."
    if left <= 0 and their_offer(negotiation) is None:
        return "That was their last answer, and they propose nothing. Another offer ends the talks."
    if left <= 0:
        return "That was their last word. Take it if it beats your walk-away, or leave. Another offer ends the talks."
    return f"They answer {left} more offer{'' if left == 1 else 's'}."


# --- their words and their offer --------------------------------------------------------------------


def _draw_words(negotiation: Negotiation) -> None:
    said = spoken(negotiation)
    if not said:
        return
    with st.chat_message(plain(negotiation.counterpart), avatar=PERSON):
        st.markdown(plain(" ".join(said)))


def _draw_waiting(current: Current) -> None:
    negotiation = current.negotiation
    _draw_cards(negotiation)
    st.button(
        "Hear their answer",
        key="play.hear",
        type="primary",
        icon=":material/hearing:",
        shortcut=keys.shortcut("Alt+Shift+L"),
        on_click=session.action(hear),
    )


def hear() -> None:
    """Log what they answer to the packages on the table, with the estimate as it was shown before."""
    last = session.seen()
    negotiation = last.negotiation
    seed = seed_of(session.store(), last.negotiation_id)
    events = answer(negotiation, side_of(negotiation.header, seed), seed)
    session.record(workflow.estimate_shown(negotiation, last.posterior), *events)


def _draw_our_move(current: Current) -> None:
    negotiation = current.negotiation
    theirs = their_offer(negotiation)
    if theirs is not None:
        _draw_their_offer(negotiation, theirs)
    if negotiation.packages_on_table is not None:
        st.markdown("**Your last offer**")
        _draw_cards(negotiation)
    if not _was_last_word(negotiation):
        _draw_next(current)


def _was_last_word(negotiation: Negotiation) -> bool:
    """Whether they have said their last word to our last offer."""
    terms = negotiation.header.game
    if terms is None or negotiation.move != OWN:
        return False
    return negotiation.next_round > terms.rounds


def their_offer(negotiation: Negotiation) -> Package | None:
    """Their complete counteroffer to our last offer; None where they made none."""
    last = negotiation.current_round
    made = () if last is None else last.counteroffers
    return made[-1] if made and negotiation.agenda.is_complete(made[-1]) else None


def _draw_their_offer(negotiation: Negotiation, package: Package) -> None:
    own = negotiation.own
    worth = (
        ""
        if own is None or session.share_safe()
        else f", worth {points(own.utility(package))} points to you"
    )
    with st.container(border=True, key="play.their_offer"):
        st.markdown(f"**Their proposal**{worth}: {plain(negotiation.agenda.describe(package))}")
        st.button(
            "Take their proposal",
            key="play.take",
            icon=":material/handshake:",
            on_click=session.action(_take),
            args=(package,),
        )


def _take(package: Package) -> None:
    session.record(AgreementReached(package=package, party=OWN))


def _draw_cards(negotiation: Negotiation) -> None:
    meso = negotiation.packages_on_table
    if meso is None:
        return
    own = None if session.share_safe() else negotiation.own
    cards.draw_cards(
        negotiation.agenda,
        dict(meso.in_shown_order()),
        worth=None if own is None else {label: own.utility(p) for label, p in meso.packages},
        key="play.table",
        badges={negotiation.picked: "works best for them"} if negotiation.picked else {},
    )


# --- our move ---------------------------------------------------------------------------------------


def _draw_next(current: Current) -> None:
    negotiation = current.negotiation
    st.subheader("Your next packages", anchor=False)
    if session.share_safe():
        hidden_sets_notice()
        return
    aim = offer.target_of(negotiation)
    box = f"play.target.{current.negotiation_id}.{negotiation.round}"
    with st.container(horizontal=True, vertical_alignment="center", key="play.next_bar"):
        target = st.number_input(
            "Worth to you (points)",
            min_value=round(100 * (negotiation.reservation_value or 0.0), 1),
            max_value=100.0,
            value=None if aim is None else round(100 * aim, 1),
            step=2.0,
            format="%.1f",
            key=box,
            help="All packages are worth this to you. Ask for less to be taken sooner.",
            width=190,
        )
        st.button(
            "See all sets, change them",
            key="play.next",
            icon=":material/tune:",
            on_click=session.action(session.go_to),
            args=("pages/next_packages.py",),
        )
    terms = negotiation.header.game
    wishes = proposals.Wishes(
        target=None if target is None else target / 100,
        last_round=terms is not None and negotiation.next_round >= terms.rounds,
    )
    try:
        proposal = largest_set(current, wishes)
    except MesoError as error:
        st.info(plain(str(error)))
        return
    if len(proposal.packages) < wishes.n_packages:
        st.caption(FEWER[len(proposal.packages)])
    cards.draw_cards(negotiation.agenda, proposal.packages, worth=None, key="play.proposal")
    table = negotiation.packages_on_table
    if table is not None and {*proposal.packages.values()} <= {p for _, p in table.packages}:
        st.caption("The same packages as in your last offer. Ask for less, and others come up.")
    refused = proposal.pick_probability.get("none", 0.0)
    st.caption(
        f"Chance that one of them is good enough for them now: about {percent(1 - refused)}. "
        + plain(proposals.meters_in_one_line(proposal))
    )
    st.button(
        "Offer these packages",
        key="play.offer",
        type="primary",
        icon=":material/send:",
        on_click=session.action(as_shown(offer.offer, "the packages", box)),
        args=(Offering(current), current, dict(proposal.packages), proposal, wishes.tolerance),
    )


def largest_set(current: Current, wishes: proposals.Wishes) -> Proposal:
    """The balanced set with as many packages as were wished for, or as many as there are.

    Raises
    ------
    MesoError
        Not even one package is what was wished for.
    """
    for n_packages in range(wishes.n_packages, 1, -1):
        with suppress(NoFeasibleMeso):
            return proposals.proposed(current, replace(wishes, n_packages=n_packages), "balanced")
    return proposals.proposed(current, replace(wishes, n_packages=1), "balanced")


def _draw_drivers(current: Current) -> None:
    st.markdown("**What drives them, as the tool reads it**")
    if session.share_safe():
        hidden_notice()
        return
    draw_chart(priority_bars(current.posterior), "play.drivers", twin=False)


def _draw_leaving(*, is_last_word: bool) -> None:
    with st.expander("End the game", expanded=is_last_word, key="play.leave"):
        st.caption("Without a deal you have your walk-away. You then see what they wanted.")
        st.button("Leave without a deal", key="play.stop", on_click=session.action(_stop))


def _stop() -> None:
    session.record(TalksEnded(party=OWN, reason="We left."))
