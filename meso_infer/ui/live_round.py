"""What the live page shows: the sentence, the packages, what drives them, and the bar that logs."""

from __future__ import annotations

import streamlit as st

from meso_infer import workflow
from meso_infer.charts import Chart, priority_bars
from meso_infer.errors import MesoError
from meso_infer.events import extended
from meso_infer.headline import direction_sentences, headline, issue_sentences
from meso_infer.negotiation import COUNTERPART, OWN, Negotiation
from meso_infer.posterior import Posterior
from meso_infer.prior_in_use import prior_used
from meso_infer.rationale import lessons
from meso_infer.ui import answers, cards, past, proposals, session, shell
from meso_infer.ui.drafts import MIX, OWN_OFFER, Draft, Drafting, events_of, in_words, preview
from meso_infer.ui.drawing import draw, draw_frame, plain
from meso_infer.ui.session import Current
from meso_infer.ui.shell import hidden_notice, status_line

MOST_DIRECTIONS = 2
"""How many sentences on directions stand beside the bars; all stand in the details."""

IDLE = {
    COUNTERPART: "Tap what they answered.",
    OWN: "Our move: offer packages, or tap what else they said.",
}
"""What the bar says while there is no draft, by whose move it is."""

# --- top ----------------------------------------------------------------------------------------


def draw_top(current: Current, believed: Posterior, *, is_preview: bool) -> None:
    """The page's title, and the one sentence."""
    negotiation = current.negotiation
    st.title(
        f"{plain(negotiation.title)}: {plain(negotiation.counterpart)} "
        f":small[:gray[{status_line(negotiation)}]]",
        anchor=False,
    )
    if not session.share_safe():
        mark = " :orange-badge[if this is logged]" if is_preview else ""
        st.header(f"{plain(headline(believed))}{mark}", anchor=False)
        past.draw_badge(current)


# --- packages and drivers -------------------------------------------------------------------------


def draw_table(current: Current, drafting: Drafting) -> None:
    """The packages on the table with their buttons, in the order in which they were shown."""
    negotiation = current.negotiation
    meso = negotiation.packages_on_table
    if meso is None:
        return
    packages = dict(meso.in_shown_order())
    draft = drafting.draft()
    badges = {negotiation.picked: "picked"} if negotiation.picked else {}
    if draft.names_a_package:
        badges = {str(draft.answer): "picked"}
    places = {label: place for place, label in enumerate(meso.labels, start=1)}
    cards.draw_cards(
        negotiation.agenda,
        packages,
        worth=own_worth(negotiation),
        key="live",
        badges=badges,
        below=lambda label: answers.pick_button(drafting, negotiation, places[label], label),
    )


def own_worth(negotiation: Negotiation) -> dict[str, float] | None:
    """Our utility of each package on the table; None where it must not be shown or is not known."""
    meso, own = negotiation.packages_on_table, negotiation.own
    if meso is None or own is None or session.share_safe():
        return None
    complete = {k: p for k, p in meso.packages if negotiation.agenda.is_complete(p)}
    return {label: own.utility(package) for label, package in complete.items()}


def draw_forms(current: Current, drafting: Drafting) -> None:
    """The forms of their answer; folded once they have answered, for then the move is ours."""
    negotiation, draft = current.negotiation, drafting.draft()
    if negotiation.status != "open":
        return
    if negotiation.packages_on_table is not None and negotiation.move == OWN and draft.is_empty:
        with st.expander("They said more? Add it to this round", key="live.more"):
            _draw_forms(negotiation, drafting, draft)
        return
    _draw_forms(negotiation, drafting, draft)


def _draw_forms(negotiation: Negotiation, drafting: Drafting, draft: Draft) -> None:
    theirs_first = draft.answer in (MIX, OWN_OFFER)
    if negotiation.packages_on_table is not None:
        answers.other_answers(drafting, negotiation)
        if theirs_first:
            answers.package_form(drafting, negotiation)
        answers.pushes_form(drafting, negotiation)
    if not theirs_first or negotiation.packages_on_table is None:
        answers.package_form(drafting, negotiation)
    worth = None if session.share_safe() else answers.worth_to_us(negotiation, draft)
    if worth is not None:
        st.caption(worth)
    answers.how_heard_form(drafting, negotiation)


def draw_drivers(current: Current, believed: Posterior, draft: Draft) -> None:
    """The bars: what is believed with the draft, and in grey what was believed before."""
    st.markdown("**What drives them**")
    if session.share_safe():
        hidden_notice()
        return
    earlier = current.posterior if not draft.is_empty else before_answers(current)
    changed = earlier.n_evidence != believed.n_evidence
    said = "" if draft.is_empty else draft.model_dump_json()
    draw(_bars(current.key, said, changed, believed, earlier), "live.drivers", twin=False)
    if changed:
        st.caption("Grey: before this answer.")
    for sentence in _directions(believed)[:MOST_DIRECTIONS]:
        st.caption(plain(sentence))


def _directions(believed: Posterior) -> tuple[str, ...]:
    if believed.n_informative == 0:
        return ("Which way they want each issue is assumed so far.",)
    return direction_sentences(believed)


@st.cache_resource(max_entries=session.KEPT, show_spinner=False)
def _bars(
    key: tuple[str, str, str, int],
    draft_json: str,
    changed: bool,
    _believed: Posterior,
    _earlier: Posterior,
) -> Chart:
    return priority_bars(_believed, _earlier if changed else None)


def before_answers(current: Current) -> Posterior:
    """What was believed when the packages on the table were offered."""
    offered = [
        entry.sequence
        for entry in current.negotiation.log
        if entry.event.kind == "meso-offered" and entry.status != "withdrawn"
    ]
    return _under_prior_of(current.key, offered[-1]) if offered else current.posterior


@st.cache_resource(max_entries=session.KEPT, show_spinner=False)
def _under_prior_of(key: tuple[str, str, str, int], sequence: int) -> Posterior:
    """The estimate of an earlier moment from the agenda and the prior of now.

    So answers alone tell the two apart, and an issue that was added since stands in both.
    """
    now = Current(*key[1:])
    then = now.as_of(sequence)
    same_agenda = then.negotiation.agenda == now.negotiation.agenda
    if same_agenda and prior_used(then.negotiation) == prior_used(now.negotiation):
        return then.posterior
    return workflow.infer(now.negotiation, without=range(sequence + 1, now.sequence + 1))


def draw_details(current: Current, believed: Posterior) -> None:
    """Under a fold: each issue in a sentence, what each answer would tell, the packages as a table."""
    negotiation = current.negotiation
    meso = negotiation.packages_on_table
    with st.expander("In words: each issue, and what each answer would tell us", key="live.words"):
        if session.share_safe():
            hidden_notice()
        else:
            earlier = before_answers(current)
            said = [one.text for one in issue_sentences(believed, earlier)]
            said += _directions(believed)
            st.markdown("\n".join(f"- {plain(text)}" for text in said))
            if meso is not None and negotiation.move != OWN:
                told = answer_sentences(current)
                st.markdown("\n".join(f"- {plain(text)}" for text in told))
        if meso is not None:
            draw_frame(cards.comparison_frame(negotiation.agenda, dict(meso.in_shown_order())))


@st.cache_data(max_entries=session.KEPT, show_spinner=False)
def _answer_sentences(key: tuple[str, str, str, int]) -> tuple[str, ...]:
    current = Current(key[1], key[2], key[3])
    negotiation, posterior = current.negotiation, current.posterior
    meso = negotiation.packages_on_table
    if meso is None:
        return ()
    packages = [package for _, package in meso.packages]
    if not all(negotiation.agenda.is_complete(package) for package in packages):
        return ()
    chances = posterior.pick_probability_draws(
        packages, none_allowed=True, round_number=negotiation.round
    )
    return tuple(one.sentence for one in lessons(posterior, (*meso.labels, "none"), chances))


def answer_sentences(current: Current) -> tuple[str, ...]:
    """What each answer to the packages on the table would tell us."""
    return _answer_sentences(current.key)


# --- what to offer next ---------------------------------------------------------------------------


def draw_next(current: Current, draft: Draft) -> None:
    """Once they have answered: the balanced next set with its message, and the way to all three."""
    negotiation = current.negotiation
    if negotiation.status == "agreed" and negotiation.agreed_package is not None:
        st.success(f"Agreed: {plain(negotiation.agenda.describe(negotiation.agreed_package))}")
        return
    if negotiation.status == "ended":
        st.info("Talks have ended. Undo that to go on.")
        return
    if negotiation.move != OWN or not draft.is_empty:
        return
    st.subheader("Next packages", anchor=False)
    if st.button(
        "See all three sets, change them, offer them",
        key="live.next",
        type="primary" if current.negotiation.packages_on_table is None else "secondary",
        icon=":material/arrow_forward:",
        shortcut="Alt+Shift+N",
    ):
        st.switch_page("pages/next_packages.py")
    if session.share_safe():
        shell.hidden_sets_notice()
        return
    try:
        proposal = proposals.proposed(current, proposals.Wishes(), "balanced")
    except MesoError as error:
        st.info(plain(str(error)))
        return
    cards.draw_cards(negotiation.agenda, proposal.packages, worth=None, key="live.proposal")
    st.caption(plain(proposals.meters_in_one_line(proposal)))
    message_open = st.button(
        "Message to copy",
        key="live.message",
        icon=":material/content_copy:",
        shortcut="Alt+Shift+K",
    )
    if message_open:
        st.code(proposals.message(current, proposal), language=None, wrap_lines=True)


# --- the bar --------------------------------------------------------------------------------------


def believed_with(draft: Draft, current: Current) -> tuple[Posterior, str | None]:
    """What would be believed with the draft, and why it cannot be logged, if so."""
    try:
        return preview(draft, current), None
    except MesoError as error:
        return current.posterior, str(error)


def draw_bar(current: Current, drafting: Drafting, refusal: str | None) -> None:
    """The pinned bar: what the draft says, undo, redo, log."""
    negotiation, draft = current.negotiation, drafting.draft()
    with st.bottom:
        if refusal is not None:
            st.warning(f"This cannot be logged yet. {plain(refusal)}")
        with st.container(
            horizontal=True,
            vertical_alignment="center",
            horizontal_alignment="right",
            key="live.bar",
        ):
            st.markdown(_draft_in_words(draft, current, refusal), width="stretch")
            taken_back = session.undoable(negotiation, session.now())
            st.button(
                "Undo",
                key="live.undo",
                shortcut="Alt+Shift+Z",
                disabled=taken_back is None,
                help=f"Takes back: {plain(taken_back)}" if taken_back else "Nothing to undo",
                on_click=session.action(session.undo),
            )
            if session.can_redo(negotiation):
                st.button("Redo", key="live.redo", on_click=session.action(session.redo))
            st.button(
                "Log round",
                key="live.log",
                # Never disabled: keys pressed faster than the page is drawn must not be lost.
                type="secondary" if draft.is_empty or refusal is not None else "primary",
                shortcut="Alt+Shift+L",
                on_click=session.action(log_round),
                args=(drafting,),
            )


def _draft_in_words(draft: Draft, current: Current, refusal: str | None) -> str:
    if draft.is_empty:
        return IDLE.get(current.negotiation.move or "", "Talks are over.")
    if refusal is not None:
        return "Draft"
    events = events_of(draft, current.negotiation, current.posterior)
    return f"Draft: {plain(in_words(events, current.negotiation))}"


def log_round(drafting: Drafting) -> None:
    """Log the draft: the estimate as it was shown, then their answer, in one transaction."""
    current = session.seen()
    negotiation = current.negotiation
    answers.take_pressed(drafting, negotiation)
    draft = answers.collected(drafting, negotiation)
    shown = workflow.estimate_shown(negotiation, current.posterior)
    events = events_of(draft, extended(negotiation, shown), current.posterior)
    if not events:
        session.tell("Tap what they answered first; there is nothing to log yet.", "note")
        return
    session.record(shown, *events)
    drafting.clear()
    session.tell(f"Logged: {in_words(events, negotiation)}")
