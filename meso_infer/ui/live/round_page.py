"""What the live page shows above its bar: the sentence, the packages, the forms, what drives them."""

from __future__ import annotations

import streamlit as st

from meso_infer import workflow
from meso_infer.charts import Chart, priority_bars
from meso_infer.charts.theme import short
from meso_infer.errors import MesoError
from meso_infer.headline import direction_sentences, headline, issue_sentences
from meso_infer.negotiation import OWN, Negotiation
from meso_infer.posterior import Posterior
from meso_infer.prior_in_use import prior_used
from meso_infer.proposal.rationale import lessons
from meso_infer.ui import cards, keys, session
from meso_infer.ui.drawing import draw, draw_frame, plain, with_short_names
from meso_infer.ui.from_the_top import begin_at_top
from meso_infer.ui.live import answers, log_bar, next_offer, past
from meso_infer.ui.live.drafting import Drafting
from meso_infer.ui.live.drafts import Draft, preview
from meso_infer.ui.session import Current
from meso_infer.ui.shell import hidden_notice, status_line

LONGEST_TITLE = 48
"""Characters of a title above the packages; with more, a phone shows the packages further down."""
MOST_DIRECTIONS = 1
"""How many sentences on directions stand below the bars; all stand in the details."""

# --- top ----------------------------------------------------------------------------------------


def draw_top(current: Current, believed: Posterior, draft: Draft, *, is_preview: bool) -> None:
    """The page's title, and the one sentence."""
    negotiation = current.negotiation
    with st.container(gap=None, key="live.head"):
        with st.container(horizontal=True, vertical_alignment="center", key="live.top"):
            title, counterpart = negotiation.title, negotiation.counterpart
            cut = short(title, LONGEST_TITLE), short(counterpart)
            st.title(
                f"{plain(cut[0])}: {plain(cut[1])} :small[:gray[{status_line(negotiation)}]]",
                anchor=False,
                width="stretch",
                help=None if cut == (title, counterpart) else plain(f"{title}: {counterpart}"),
            )
            if is_preview and not session.share_safe():
                st.markdown(":orange-badge[if this is logged]", width="content")
            log_bar.draw_timer(draft)
            keys.draw_help()
        last = negotiation.current_round
        begins = last.offer_id if last is not None else None
        begin_at_top(f"{current.negotiation_id} {begins}", "live.begins")
    if not session.share_safe():
        said = with_short_names(headline(believed), negotiation.agenda.names)
        st.header(plain(said), anchor=False)
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

    def button(label: str) -> None:
        answers.pick_button(drafting, negotiation, places[label], label)

    cards.draw_cards(
        negotiation.agenda,
        packages,
        worth=own_worth(negotiation),
        key="live",
        badges=badges,
        below=button if negotiation.status == "open" else None,
    )


def own_worth(negotiation: Negotiation) -> dict[str, float] | None:
    """Our utility of each package on the table; None where it must not be shown or is not known."""
    meso, own = negotiation.packages_on_table, negotiation.own
    if meso is None or own is None or session.share_safe():
        return None
    complete = {k: p for k, p in meso.packages if negotiation.agenda.is_complete(p)}
    return {label: own.utility(package) for label, package in complete.items()}


def draw_answering(current: Current, drafting: Drafting) -> None:
    """The forms of their answer; folded once they have answered, for the move is ours."""
    negotiation = current.negotiation
    if (
        next_offer.is_due(negotiation, drafting.draft())
        and negotiation.packages_on_table is not None
    ):
        said = f", they picked {plain(negotiation.picked)}" if negotiation.picked else ""
        with st.expander(
            f"Round {negotiation.round}{said}. They said more? Add it", key="live.more"
        ):
            draw_table(current, drafting)
            _draw_forms(current, drafting)
        return
    if negotiation.status == "open":
        with st.container(gap="xsmall", key="live.answering"):
            _draw_forms(current, drafting)


def _draw_forms(current: Current, drafting: Drafting) -> None:
    negotiation = current.negotiation
    answers.draw_answers(drafting, negotiation)
    if negotiation.packages_on_table is None:
        asked = bool(negotiation.incoming.offers) or any(
            r.counteroffers for r in negotiation.rounds
        )
        words = "If they make another offer" if asked else "If they made the first offer"
        st.markdown(f"**{words}**")
        answers.package_form(drafting, negotiation)
    else:
        answers.pushes_form(drafting, current)


def draw_drivers(current: Current, believed: Posterior, draft: Draft) -> None:
    """The bars: what is believed with the draft, and in grey what was believed before."""
    earlier = current.posterior if not draft.is_empty else before_answers(current)
    changed = earlier.n_evidence != believed.n_evidence
    is_safe = session.share_safe()
    with st.container(gap="xxsmall", key="live.drivers"):
        with st.container(horizontal=True, vertical_alignment="center", key="live.drivers.head"):
            st.markdown("**What drives them**", width="stretch")
            _draw_details(current, believed)
        if is_safe:
            hidden_notice()
            return
        said = "" if draft.is_empty else draft.said.model_dump_json()
        draw(_bars(current.key, said, changed, believed, earlier), "live.drivers", twin=False)
        told = list(_directions(believed)[:MOST_DIRECTIONS]) if believed.n_informative else []
        if changed:
            told.insert(0, "Grey: before this answer.")
        if told:
            st.caption(plain(with_short_names(" ".join(told), current.negotiation.agenda.names)))


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
    if not offered:
        return current.posterior
    return session.to_work_with(_under_prior_of(current.key, offered[-1]))


@st.cache_resource(max_entries=session.KEPT, show_spinner="Estimating what was believed before")
def _under_prior_of(key: tuple[str, str, str, int], sequence: int) -> Posterior:
    """The estimate of an earlier moment from the agenda and the prior of now.

    So answers alone tell the two apart, and an issue that was added since stands in both.
    """
    now = Current(*key[1:])
    then = now.as_of(sequence)
    same_agenda = then.negotiation.agenda == now.negotiation.agenda
    if same_agenda and prior_used(then.negotiation) == prior_used(now.negotiation):
        return session.to_keep(then.posterior)
    later = range(sequence + 1, now.sequence + 1)
    return session.to_keep(workflow.infer(now.negotiation, without=later))


def _draw_details(current: Current, believed: Posterior) -> None:
    """Behind a button: each issue in a sentence, what each answer would tell, the packages as a table."""
    negotiation = current.negotiation
    meso = negotiation.packages_on_table
    with st.popover("In words", key="live.words"):
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


# --- the draft ------------------------------------------------------------------------------------


def believed_with(draft: Draft, current: Current) -> tuple[Posterior, str | None]:
    """What would be believed with the draft, and why it cannot be logged, if so."""
    try:
        # A place of its own for the words that say what takes so long: nothing below it moves.
        with st.empty():
            return preview(draft, current), None
    except MesoError as error:
        return current.posterior, str(error)
