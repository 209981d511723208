"""The deal on a page: logging it with both sides' words, what it is worth, and how good it is for both."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from meso_infer.deals.measures import DealMeasures, measure_deal
from meso_infer.deals.sentences import COLUMNS, measure_lines
from meso_infer.errors import InvalidUtility
from meso_infer.events import AgreementReached, Correction
from meso_infer.negotiation import LoggedEvent, Negotiation
from meso_infer.packages import Package
from meso_infer.planning import offers_so_far
from meso_infer.points import points
from meso_infer.posterior import Summary
from meso_infer.shared_copy import shared_view
from meso_infer.ui import kept_words, package_form, session
from meso_infer.ui.deal import space
from meso_infer.ui.drawing import draw_frame, plain
from meso_infer.ui.session import Current
from meso_infer.utility import AdditiveUtility
from meso_infer.workflow import current_own

OURS, THEIRS = "deal.ours", "deal.theirs"
"""The boxes for both sides' words about the agreement."""
ANOTHER = "Another package"


def own_of(negotiation: Negotiation) -> AdditiveUtility | None:
    """Our utility as it can be used now; None where it is not set or has to be asked again."""
    try:
        return current_own(negotiation)
    except InvalidUtility:
        return None


# --- before there is one --------------------------------------------------------------------------------


def draw_missing(current: Current) -> None:
    """Draw what stands here while there is no deal: what will, and how to get there."""
    negotiation = current.negotiation
    if negotiation.status == "ended":
        st.info("Available after an agreement is logged. These talks ended without one.")
        _draw_way_on("How it went", "pages/timeline.py")
        return
    st.info(
        "Available after an agreement is logged: what the deal is worth to both, whether something better "
        "for both is possible, and what they tell afterwards."
    )
    if negotiation.header.game is not None:
        _draw_way_on("Go on with the game", "pages/live.py")
        return
    _draw_way_on("Log it with their answer", "pages/live.py")
    if negotiation.rounds:
        _draw_form(current)


def _draw_way_on(words: str, page: str) -> None:
    st.button(
        words,
        key="agreement.on",
        type="primary",
        icon=":material/arrow_forward:",
        on_click=session.action(session.go_to),
        args=(page,),
    )


def _draw_form(current: Current) -> None:
    st.header("Log an agreement", anchor=False)
    choices = packages_to_agree_on(current.negotiation)
    chosen = st.selectbox("Agreed on", [*choices, ANOTHER], key=_key(current, "chosen"))
    if chosen == ANOTHER:
        package_form.draw_package(current.negotiation.agenda, _key(current, "package"))
    else:
        package_form.draw_description(current.negotiation.agenda, choices[chosen][1])
    _draw_words(current)
    st.button(
        "Log the agreement",
        key="agreement.log",
        icon=":material/handshake:",
        on_click=session.action(log_agreement),
        args=(current,),
    )


def _draw_words(current: Current) -> None:
    if session.share_safe():
        return
    columns = st.columns(2)
    with columns[0]:
        kept_words.draw_words(current, OURS, "Our words (optional)")
    with columns[1]:
        kept_words.draw_words(current, THEIRS, "Their words (optional)")
    st.caption("Words are kept for our side alone and stand in no copy for others.")


def packages_to_agree_on(negotiation: Negotiation) -> dict[str, tuple[str | Package, Package]]:
    """What an agreement can be on, by how to call it: the label or package to log, and the package."""
    found: dict[str, tuple[str | Package, Package]] = {}
    meso = negotiation.packages_on_table
    if meso is not None:
        for label, package in meso.in_shown_order():
            if negotiation.agenda.is_complete(package):
                found[f"Package {label} on the table"] = (label, package)
    for who, name, package in reversed(offers_so_far(negotiation)):
        if who == "theirs":
            found[name] = (package, package)
    return found


def log_agreement(current: Current) -> None:
    """Log the agreement with what both sides said."""
    negotiation = current.negotiation
    choices = packages_to_agree_on(negotiation)
    chosen = st.session_state[_key(current, "chosen")]
    if chosen in choices:
        named: str | Package = choices[chosen][0]
    else:
        named = package_form.package_in(negotiation.agenda, _key(current, "package"))
    session.record(
        AgreementReached(
            package=named,
            own_words=kept_words.words_of(current, OURS),
            their_words=kept_words.words_of(current, THEIRS),
        )
    )
    kept_words.forget_words(current, OURS, THEIRS)
    session.tell("The agreement is logged.")


def _key(current: Current, name: str) -> str:
    return f"agreement:{current.negotiation_id}:{current.created}:{name}"


# --- the deal ---------------------------------------------------------------------------------------------


def draw_deal(current: Current) -> None:
    """Draw what was agreed, in green, with what it is worth to us and about to them."""
    negotiation = current.negotiation
    package = negotiation.agreed_package
    if package is None:
        return
    if session.share_safe() and shared_view(negotiation).agreed_package != package:
        st.caption("What was agreed is kept for our side alone while the screen may be shared.")
        return
    st.success(f"**Agreed:** {plain(negotiation.agenda.describe(package))}", icon=":material/lock:")
    first = negotiation.improving.deal
    if first is not None and first != package:
        st.caption(
            f"It took the place of the first deal by the consent of both. That was: "
            f"{plain(negotiation.agenda.describe(first))}."
        )
    if session.share_safe():
        st.caption("Our values and estimates are hidden while the screen may be shared.")
        return
    own = own_of(negotiation)
    if own is None:
        st.info("Set our weights and values first: then it stands here what the deal is worth.")
        st.page_link("pages/setup.py", label="Set our values", icon=":material/tune:")
    elif negotiation.agenda.is_complete(package):
        _draw_worth(current, own, package)
    _draw_said(current)


def _draw_worth(current: Current, own: AdditiveUtility, package: Package) -> None:
    negotiation = current.negotiation
    posterior = current.posterior
    theirs = posterior.summary(posterior.utility([package])[0])
    st.markdown(worth_sentence(own.utility(package), theirs, negotiation))
    draw_frame(space.by_issue(current, package))


def worth_sentence(ours: float, theirs: Summary, negotiation: Negotiation) -> str:
    """What a deal is worth to both, beside our limits; utilities 0 to 1."""
    limits = [
        f"{name} {points(limit)}"
        for name, limit in zip(("our walk-away", "our target"), negotiation.limits, strict=True)
        if limit is not None
    ]
    against = f" ({', '.join(limits)})" if limits else ""
    return (
        f"Worth **{points(ours)} points** to us{against} and about **{100 * theirs.mean:.0f} of 100** to "
        f"them (90%: {100 * theirs.q05:.0f} to {100 * theirs.q95:.0f})."
    )


def agreement_entry(negotiation: Negotiation) -> LoggedEvent | None:
    """The row of the log that holds the agreement as it counts now."""
    found = [
        entry
        for entry in negotiation.log
        if isinstance(entry.in_force, AgreementReached) and entry.event.kind != "correction"
    ]
    return found[-1] if found else None


def _draw_said(current: Current) -> None:
    """Both sides' words about the deal; a form for them where none were logged."""
    entry = agreement_entry(current.negotiation)
    if entry is None or not isinstance(entry.in_force, AgreementReached):
        return
    said = entry.in_force
    for who, words in (("we", said.own_words), ("they", said.their_words)):
        if words:
            st.markdown(f"When it was reached, {who} said: “{plain(' '.join(words.split()))}”")
    if said.own_words or said.their_words or current.negotiation.header.game is not None:
        return
    with st.expander("Keep what both sides said of it", key="agreement.words"):
        _draw_words(current)
        st.button(
            "Keep the words", key="agreement.keep_words", on_click=session.action(keep_words),
            args=(current,),
        )  # fmt: skip


def keep_words(current: Current) -> None:
    """Have the agreement stand in the log with both sides' words."""
    entry = agreement_entry(current.negotiation)
    ours, theirs = (kept_words.words_of(current, name) for name in (OURS, THEIRS))
    if entry is None or not isinstance(entry.in_force, AgreementReached):
        return
    if not (ours or theirs):
        session.tell("Type what either side said first.", "note")
        return
    worded = entry.in_force.model_copy(
        update={"own_words": ours, "their_words": theirs, "id": None}
    )
    session.record(Correction(supersedes=str(entry.event.id), event=worded))
    kept_words.forget_words(current, OURS, THEIRS)
    session.tell("Kept.")


# --- how good it is -------------------------------------------------------------------------------------


@st.cache_resource(max_entries=session.KEPT, show_spinner="Measuring the deal")
def _measures(key: tuple[str, str, str, int]) -> DealMeasures:
    current = Current(key[1], key[2], key[3])
    negotiation = current.negotiation
    package = negotiation.agreed_package
    if package is None:
        raise InvalidUtility("There is no deal yet that could be measured.")
    return measure_deal(
        current_own(negotiation),
        current.posterior,
        package,
        reservation_value=negotiation.reservation_value,
        round_number=negotiation.round,
    )


def draw_measures(current: Current) -> None:
    """Draw how good the deal is for both; not while the screen may be shared."""
    negotiation = current.negotiation
    package = negotiation.agreed_package
    if session.share_safe() or package is None or own_of(negotiation) is None:
        return
    if not negotiation.agenda.is_complete(package):
        return
    st.header("How good the deal is for both", anchor=False)
    rows = measure_lines(_measures(current.key))
    draw_frame(pd.DataFrame(rows, columns=list(COLUMNS)).set_index(COLUMNS[0]))
    st.caption(
        "Ours by our values as they are now, theirs estimated from what they answered. Points of the two "
        "sides are added up on the scale of the model, where each side's best package is 100."
    )
