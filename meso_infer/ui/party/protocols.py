"""The tab in which a party takes part: overlap test, sealed amounts, suggestions with its own gain."""

from __future__ import annotations

import streamlit as st

from meso_infer.issues import NumericIssue
from meso_infer.mediation.case import MOST_SUGGESTED, CaseLog, Suggestion, TryState
from meso_infer.mediation.combined import prepare_search
from meso_infer.mediation.entries import MidpointTold, OverlapTold, Reopened, Try
from meso_infer.mediation.seats import own_gain
from meso_infer.points import points
from meso_infer.ui import session
from meso_infer.ui.drawing import plain
from meso_infer.ui.party import seat

AMOUNT = "party.sealed.amount"

OVERLAP_WORDS = {
    True: "There is at least one package that meets every limit.",
    False: "No package meets every limit, as the limits were.",
    None: "There were too many packages to tell.",
}
METHOD_WORDS = {
    "maximin": "Chosen so that whoever gains least gains as much as possible.",
    "nash": "Chosen so that all gains, multiplied with each other, are as large as possible.",
}


def draw(log: CaseLog, party: str) -> None:
    """Draw everything that a party can take part in."""
    suggestions = log.suggestions()
    overlap, sealed = log.newest_try("overlap"), log.newest_try("sealed")
    if not suggestions and overlap is None and sealed is None:
        st.caption(
            "Nothing is open yet. The neutral may ask here whether limits overlap, collect sealed "
            "amounts, and suggest packages."
        )
    for one in suggestions:
        _draw_suggestion(log, party, one)
    if suggestions:
        _draw_count(log, party)
    if overlap is not None:
        _draw_overlap(log, party, overlap)
    if sealed is not None:
        _draw_sealed(log, party, sealed)


# --- suggestions ----------------------------------------------------------------------------------


def draw_package(log: CaseLog, one: Suggestion) -> None:
    """Draw a package, one line an issue."""
    agenda = log.agenda
    st.markdown(
        "\n".join(
            f"- {plain(issue.name)}: **{plain(issue.format(one.package[issue.name]))}**"
            for issue in agenda.issues
        )
    )


def _draw_suggestion(log: CaseLog, party: str, one: Suggestion) -> None:
    with st.container(border=True, key=f"party.suggestion.{one.label}"):
        st.header(f"Suggestion {one.label}", anchor=False)
        draw_package(log, one)
        st.markdown(gain_in_words(log, party, one))
        st.caption(METHOD_WORDS[one.method])
        if one.is_agreed:
            st.success("Everybody said yes.", icon=":material/handshake:")
            return
        if one.is_withdrawn:
            st.caption("The neutral took this suggestion back.")
            return
        mine = one.answers.get(party)
        with st.container(horizontal=True):
            for yes, word in ((True, "Yes"), (False, "No")):
                chosen = mine is yes
                st.button(
                    f"{word}, as I said" if chosen else word,
                    type="primary" if chosen else "secondary",
                    key=f"party.answer.{one.label}.{word}",
                    on_click=seat.act(_answer),
                    args=(one.label, yes),
                )
        st.caption(
            "Your answer stays secret, also from the neutral, and you can change it. Only when "
            "everybody has said yes is that told."
        )


def _draw_count(log: CaseLog, party: str) -> None:
    """Say by which sides suggestions are found, and let them be counted anew."""
    count = log.count_of_sides
    changed = log.vault(party) != log.when_counted(count).vault(party)
    mine = " **You have changed yours since.**" if changed else ""
    st.markdown(
        f"Suggestions count each side as it was at the first one.{mine} There are at most "
        f"{MOST_SUGGESTED}, until everybody agrees to count the sides anew."
    )
    if party in log.agreed("suggestions", after=count):
        st.caption("You agreed to count all sides anew. The next suggestion does so when all have.")
        return
    st.button(
        "Agree to count all sides anew",
        type="tertiary",
        key="party.reopen.suggestions",
        help="Whoever could change its side between suggestions could search out what others need. So "
        "the sides are counted anew only if all agree.",
        on_click=seat.act(_reopen),
        args=("suggestions",),
    )


def gain_in_words(log: CaseLog, party: str, one: Suggestion) -> str:
    """What a suggestion is worth to its reader, by the reader's own vault."""
    found = own_gain(log, party, one.package)
    if found is None:
        return "Fill in your side to see what this is worth to you."
    worth, gain = found
    beside = "above" if gain >= 0 else "below"
    return (
        f"Worth **{points(worth)}** of 100 to you, {points(abs(gain))} {beside} what you need. "
        "Nobody else sees this."
    )


def _answer(label: str, yes: bool) -> None:
    seat.seat().answer(label, yes=yes, now=session.now())


# --- tries ----------------------------------------------------------------------------------------


def _draw_overlap(log: CaseLog, party: str, state: TryState) -> None:
    with st.container(border=True, key="party.overlap"):
        st.header("Do the limits overlap?", anchor=False)
        if isinstance(state.result, OverlapTold):
            st.info(OVERLAP_WORDS[state.result.overlap], icon=":material/join_inner:")
            _draw_reopen(party, state, "overlap")
        elif party in state.handed_in:
            st.markdown("You take part. The answer comes when everybody does.")
        else:
            # Whoever takes part last has the answer searched for.
            prepare_search(log.agenda)
            st.markdown(
                "Everybody is told one thing: whether some package meets every limit. Your side counts "
                "as it stands when the last one takes part."
            )
            st.button(
                "Take part",
                type="primary",
                key="party.overlap.take_part",
                disabled=log.vault(party) is None,
                on_click=seat.act(_take_part),
                args=("overlap", None),
            )


def _draw_sealed(log: CaseLog, party: str, state: TryState) -> None:
    issue = log.agenda.issue(state.opened.issue or "")
    if not isinstance(issue, NumericIssue):
        return
    name = plain(issue.name)
    with st.container(border=True, key="party.sealed"):
        st.header(f"Sealed amounts: {name}", anchor=False)
        if isinstance(state.result, MidpointTold):
            amount = state.result.amount
            words = "The two amounts do not meet."
            if amount is not None:
                words = f"The two amounts meet. Half-way between them: {plain(format_amount(issue, amount))}."
            st.info(words, icon=":material/mail_lock:")
            _draw_reopen(party, state, "sealed")
            return
        mine = state.handed_in.get(party)
        if mine is not None and mine.amount is not None:
            st.markdown(
                f"You sealed {plain(format_amount(issue, mine.amount))}. It cannot be changed, and nobody "
                "sees it."
            )
            return
        takes = state.opened.wants_higher == party
        st.markdown(
            "If the two amounts meet, both are told the amount half-way between them, from which each "
            "can work out the other's. If not, only that. There is one try."
        )
        with st.form("party.sealed.form", border=False):
            st.number_input(
                f"{name}: the least you would take"
                if takes
                else f"{name}: the most you would give",
                min_value=float(issue.low),
                max_value=float(issue.high),
                value=None,
                key=AMOUNT,
            )
            st.form_submit_button(
                "Seal it",
                type="primary",
                key="party.sealed.seal",
                on_click=seat.act(_take_part),
                args=("sealed", AMOUNT),
            )


def format_amount(issue: NumericIssue, amount: float) -> str:
    """An amount with its unit; half-way between two steps it stands between them."""
    return issue.format(round(amount, 2))


def _draw_reopen(party: str, state: TryState, about: Try) -> None:
    if party in state.agreed_to_reopen:
        st.caption("You agreed to another try. The neutral can open it when all have.")
        return
    st.button(
        "Agree to another try",
        type="tertiary",
        key=f"party.reopen.{about}",
        help="Repeated tries can search out a limit. There is another one only if all agree.",
        on_click=seat.act(_reopen),
        args=(about,),
    )


def _take_part(about: Try, amount_key: str | None) -> None:
    amount = None if amount_key is None else st.session_state.get(amount_key)
    seat.seat().take_part(about, amount=amount, now=session.now())


def _reopen(about: Reopened) -> None:
    seat.seat().agree_to_reopen(about, now=session.now())
