"""Our answer to an offer of theirs: five ways beside each other, none of them put first."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from meso_infer.errors import MesoError
from meso_infer.events import (
    AllRejected,
    CounterofferMade,
    Event,
    OfferAccepted,
    PackagePicked,
    QuestionAsked,
)
from meso_infer.headline import percent
from meso_infer.negotiation.incoming import Answer, ReceivedOffer
from meso_infer.packages import Package
from meso_infer.points import points, signed_whole
from meso_infer.received import Counter, best_counters
from meso_infer.ui import choices, session
from meso_infer.ui.as_shown import as_shown
from meso_infer.ui.drawing import plain
from meso_infer.ui.offers_to_us.draft import forget, keep, key, restore
from meso_infer.ui.options import option_input, option_of
from meso_infer.ui.session import Current
from meso_infer.utility import AdditiveUtility

WAYS = ("Pick one", "Mix", "None of them", "Ask", "Counter")
ANSWERED: dict[Answer, str] = {
    "picked": "we said which works best",
    "refused": "we turned all of them down",
    "asked": "we asked a question",
    "countered": "we countered",
    "accepted": "we accepted a package",
}


@st.cache_resource(max_entries=session.KEPT, show_spinner="Looking for what to answer")
def _counters(
    key: tuple[str, str, str, int], floor: float
) -> tuple[tuple[Counter, ...], str | None]:
    current = Current(key[1], key[2], key[3])
    negotiation = current.negotiation
    offer, own = negotiation.incoming.latest, negotiation.own
    if offer is None or own is None:
        return (), None
    try:
        return best_counters(
            own,
            current.posterior,
            offer.packages,
            called_equal=offer.claim == "equal",
            floor=floor,
        ), None
    except MesoError as error:
        return (), str(error)


def draw_answered(offer: ReceivedOffer) -> None:
    """What we did about the offer so far."""
    if offer.answers:
        told = ", then ".join(ANSWERED[answer] for answer in offer.answers)
        st.success(f"Our answer: {told}.")


def draw_answer(current: Current, own: AdditiveUtility, offer: ReceivedOffer) -> None:
    """The five ways to answer."""
    restore(current)
    st.header("What to answer", anchor=False)
    st.markdown("Nothing has to be picked.")
    picking, mixing, refusing, asking, countering = st.tabs(WAYS, key=key(current, "ways"))
    with picking:
        _draw_picking(current, own, offer)
    with mixing:
        _draw_mixing(current, own, offer)
    with refusing:
        st.markdown("Turn all of them down. Talks stay open; a counter can follow.")
        _button(current, "Turn all of them down", "refuse", AllRejected(party="own"))
    with asking:
        asked = st.text_input(
            "Our question",
            key=key(current, "question"),
            placeholder="Which would you rather have?",
            on_change=session.action(keep),
            args=(current,),
        )
        st.button(
            "Log the question",
            key=key(current, "ask"),
            disabled=not asked.strip(),
            on_click=session.action(_ask),
            args=(current,),
        )
    with countering:
        _draw_countering(current, own, offer)


def _button(
    current: Current,
    label: str,
    name: str,
    event: Event,
    record: Callable[[Event], object] = session.record,
) -> None:
    st.button(label, key=key(current, name), on_click=session.action(record), args=(event,))


def _ask(current: Current) -> None:
    box = key(current, "question")
    session.record(QuestionAsked(text=st.session_state[box].strip()))
    st.session_state[box] = ""
    forget(current)
    session.tell("Logged. Their offer still waits for an answer.")


def _draw_picking(current: Current, own: AdditiveUtility, offer: ReceivedOffer) -> None:
    # None is chosen beforehand: what is chosen already is more often kept.
    box = key(current, "picked")
    label = choices.segmented_control("Which works best", offer.packages.labels, key=box)
    if label is None:
        st.caption("Tap one to see what it is worth to us.")
        return
    chosen = str(label)
    package = offer.packages[chosen]
    complete = own.agenda.is_complete(package)
    if complete:
        st.markdown(f"{plain(chosen)} is worth {points(own.utility(package))} points to us.")
    else:
        st.caption("It leaves issues out, so that it cannot be accepted as it is.")
    with st.container(horizontal=True, key=key(current, "pick bar")):
        about = as_shown(session.record, "which package is meant", box)
        picks = PackagePicked(package=chosen, party="own")
        _button(current, "Say that it works best", "pick", picks, about)
        if complete:
            accepts = OfferAccepted(package=package, party="own")
            _button(current, "Accept it", "accept", accepts, about)


def _draw_mixing(current: Current, own: AdditiveUtility, offer: ReceivedOffer) -> None:
    agenda = current.negotiation.agenda
    mixed: dict[str, object] = {}
    boxes = [key(current, "mix of", name) for name in agenda.names]
    grid = st.grid(3, min_column_width=200, key=key(current, "mix"))
    for issue, box in zip(agenda.issues, boxes, strict=True):
        offered = dict.fromkeys(
            package[issue.name] for _, package in offer.packages.packages if issue.name in package
        )
        with grid.container(key=key(current, "mix cell", issue.name)):
            if not offered:
                option_input(issue, box, None, blank="they left it open")
                if (option := option_of(st.session_state.get(box))) is not None:
                    mixed[issue.name] = option
                continue
            mixed[issue.name] = st.selectbox(
                plain(issue.name),
                list(offered),
                format_func=issue.format,
                key=box,
            )
    try:
        package = agenda.package(Package(mixed))  # type: ignore[arg-type]
    except MesoError as error:
        st.caption(plain(str(error)))
        return
    st.markdown(f"The mix is worth {points(own.utility(package))} points to us.")
    mix = CounterofferMade(package=package, party="own")
    about = as_shown(session.record, "the mix", *boxes)
    _button(current, "Offer the mix", "offer mix", mix, about)


def _draw_countering(current: Current, own: AdditiveUtility, offer: ReceivedOffer) -> None:
    floor = current.negotiation.reservation_value or 0.0
    found, refusal = _counters(current.key, floor)
    if refusal is not None:
        st.info(plain(refusal))
    if found:
        beside = (
            "their packages on average"
            if offer.claim == "equal"
            else "the least of what they offered"
        )
        st.markdown(
            f"The best for us that should leave them as well off as {beside}, by the estimate as it "
            "stands:"
        )
    for number, one in enumerate(found):
        with st.container(border=True, key=key(current, "counter", str(number))):
            st.markdown(f"**{plain(own.agenda.describe(one.package))}**")
            theirs = [label for label, package in offer.packages.packages if package == one.package]
            st.markdown(plain(counter_sentence(one)))
            if theirs:
                st.caption(
                    f"This is their package {plain(theirs[0])} as it stands: it can be accepted under Pick one."
                )
                continue
            _button(
                current,
                "Offer this",
                f"offer {number}",
                CounterofferMade(package=one.package, party="own"),
            )
    st.page_link(
        "pages/next_packages.py", label="Answer with packages of our own", icon=":material/stacks:"
    )


def counter_sentence(one: Counter) -> str:
    """What a counteroffer is worth to both sides, with how sure that is."""
    return (
        f"Worth {points(one.own)} points to us. They are no worse off with a chance of "
        f"{percent(one.no_worse)} (by the number of draws {percent(one.no_worse_low)} to "
        f"{percent(one.no_worse_high)}). Change for them: {signed_whole(one.gain)} of 100 (90%: "
        f"{signed_whole(one.gain_low)} to {signed_whole(one.gain_high)})."
    )
