"""The neutral's protocols: overlap test, sealed amounts, suggestions, and the count of what they told."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from meso_infer.issues import NumericIssue
from meso_infer.mediation import PROTOCOLS, count_releases
from meso_infer.mediation.case import MOST_SUGGESTED, CaseLog, Suggestion
from meso_infer.mediation.combined import prepare_search
from meso_infer.mediation.entries import Method, MidpointTold, OverlapTold, Reopened, Try
from meso_infer.mediation.trade_limits import SENTENCE
from meso_infer.ui import choices, session
from meso_infer.ui.drawing import draw_frame, plain
from meso_infer.ui.neutral.desk import desk
from meso_infer.ui.party.protocols import METHOD_WORDS, OVERLAP_WORDS, draw_package, format_amount

METHOD = "neutral.suggest.method"
METHOD_NAMES: dict[Method, str] = {
    "maximin": "best for whoever gains least",
    "nash": "best for all together",
}
SEALED = "neutral.sealed"
SEARCHED = "since repeated ones can search out a limit"
WAITING = "Open. It ends when all have taken part; who has is not shown."


def draw(log: CaseLog) -> None:
    """Draw the protocols and what each has told so far."""
    prepare_search(log.agenda)
    _draw_overlap(log)
    _draw_suggestions(log)
    _draw_sealed(log)
    _draw_releases(log)


# --- tries ----------------------------------------------------------------------------------------


def _draw_overlap(log: CaseLog) -> None:
    st.header("Overlap test", anchor=False)
    state = log.newest_try("overlap")
    if state is not None and isinstance(state.result, OverlapTold):
        st.info(OVERLAP_WORDS[state.result.overlap], icon=":material/join_inner:")
    empty = tuple(party for party in log.header.ids if log.allowed(party) is None)
    if empty:
        st.caption(
            f"Possible once all sides are filled in; still empty: {plain(log.names(empty))}."
        )
    elif state is not None and state.result is None:
        st.caption(WAITING)
        _draw_withdrawal(log, "overlap")
    elif state is not None:
        _draw_again(log, "overlap", f"Another test needs everybody's agreement, {SEARCHED}.")
    st.button(
        "Ask whether the limits overlap",
        key="neutral.overlap.open",
        disabled=bool(empty) or not _may_open(log, "overlap"),
        help="All parties take part, then all are told yes or no. No number is told to anybody.",
        on_click=session.action(_open_overlap),
        args=(log.case_id,),
    )


def _draw_sealed(log: CaseLog) -> None:
    st.header("Sealed amounts", anchor=False)
    issues = [one for one in log.agenda.issues if isinstance(one, NumericIssue)]
    if not issues:
        st.caption("No issue of this case has amounts.")
        return
    state = log.newest_try("sealed")
    if state is not None and isinstance(state.result, MidpointTold):
        issue = log.agenda.issue(state.result.issue)
        amount = state.result.amount
        met = isinstance(issue, NumericIssue) and amount is not None
        words = f"half-way is {plain(format_amount(issue, amount))}" if met else "they do not meet"  # type: ignore[arg-type]
        st.info(f"{plain(state.result.issue)}: {words}.", icon=":material/mail_lock:")
    elif state is not None:
        opened = state.opened
        two = log.names((opened.wants_higher or "", opened.wants_lower or ""))
        st.caption(f"{plain(opened.issue or '')}, between {plain(two)}: {WAITING}")
        _draw_withdrawal(log, "sealed")
    if state is not None and state.result is not None:
        _draw_again(log, "sealed", f"Whoever had a try has to agree to another one, {SEARCHED}.")
    ids = list(log.header.ids)
    with st.form(SEALED):
        st.selectbox("Issue", [one.name for one in issues], key=f"{SEALED}.issue")
        for place, word in enumerate(("higher", "lower")):
            st.selectbox(
                f"Who wants it {word}",
                ids,
                index=place,
                format_func=log.header.name_of,
                key=f"{SEALED}.{word}",
            )
        st.form_submit_button(
            "Ask both for a sealed amount",
            disabled=not _may_open(log, "sealed"),
            help="Everything else should be settled. Both are told the midpoint, or that they do not meet.",
            on_click=session.action(_open_sealed),
            args=(log.case_id,),
        )


def _may_open(log: CaseLog, about: Try) -> bool:
    """Whether no try is open, and enough parties are left that had none or agreed to another one."""
    state = log.newest_try(about)
    if state is not None and state.result is None:
        return False
    free = len(log.header.ids) - len(log.not_agreed(about))
    return free >= (len(log.header.ids) if about == "overlap" else 2)


def _draw_again(log: CaseLog, about: Reopened, words: str) -> None:
    missing = log.not_agreed(about)
    if missing:
        st.caption(f"{words} Not yet agreed: {plain(log.names(missing))}.")


def _draw_withdrawal(log: CaseLog, about: Try) -> None:
    st.button(
        "Take it back",
        key=f"neutral.try.withdraw.{about}",
        help="Nothing is told then, and what was handed in counts for nothing.",
        on_click=session.action(_withdraw_try),
        args=(log.case_id, about),
    )


def _withdraw_try(case_id: str, about: Try) -> None:
    desk(case_id).withdraw_try(about, now=session.now())
    session.tell("Taken back. Nothing was told.")


def _open_overlap(case_id: str) -> None:
    desk(case_id).open_overlap_test(now=session.now())
    session.tell("The parties are asked to take part.")


def _open_sealed(case_id: str) -> None:
    fields = st.session_state
    desk(case_id).open_sealed_amounts(
        fields[f"{SEALED}.issue"],
        wants_higher=fields[f"{SEALED}.higher"],
        wants_lower=fields[f"{SEALED}.lower"],
        now=session.now(),
    )
    session.tell("Both are asked for a sealed amount.")


# --- suggestions ----------------------------------------------------------------------------------


def _draw_suggestions(log: CaseLog) -> None:
    st.header("Suggested packages", anchor=False)
    ready = all(log.allowed(party) is not None for party in log.header.ids)
    choices.segmented_control(
        "Suggest the package that is",
        list(METHOD_NAMES),
        format_func=lambda one: METHOD_NAMES[one],
        default="maximin",
        required=True,
        key=METHOD,
    )
    st.button(
        "Suggest a package to all",
        type="primary",
        key="neutral.suggest",
        disabled=not (ready and log.suggestions_left),
        help="It is computed from all sides and shown to all. Each sees its own gain; you see none.",
        on_click=session.action(_suggest),
        args=(log.case_id,),
    )
    _draw_again(
        log,
        "suggestions",
        f"Suggestions count the sides as they were at the first one, and there are {MOST_SUGGESTED} at "
        "most by one count: more, or a changed side between two, could search out the others. Sides are "
        "counted anew once everybody agrees to that on their own page.",
    )
    for one in log.suggestions():
        _draw_suggestion(log, one)


def _draw_suggestion(log: CaseLog, one: Suggestion) -> None:
    with st.container(border=True, key=f"neutral.suggestion.{one.label}"):
        st.markdown(f"**{one.label}**")
        draw_package(log, one)
        exact = "" if one.is_exact else " Time was up before it was proved that no other is better."
        st.caption(METHOD_WORDS[one.method] + exact)
        if one.is_agreed:
            st.success("Everybody said yes.", icon=":material/handshake:")
        elif one.is_withdrawn:
            st.caption("Taken back.")
        else:
            st.caption("Open. Answers are secret, also from you, until everybody says yes.")
            st.button(
                "Take it back",
                key=f"neutral.withdraw.{one.label}",
                on_click=session.action(_withdraw),
                args=(log.case_id, one.label),
            )


def _suggest(case_id: str) -> None:
    desk(case_id).suggest_package(st.session_state[METHOD], now=session.now())


def _withdraw(case_id: str, label: str) -> None:
    desk(case_id).withdraw_suggestion(label, now=session.now())


# --- what was told --------------------------------------------------------------------------------


def _draw_releases(log: CaseLog) -> None:
    st.header("What the protocols have told", anchor=False)
    counted = count_releases(one.entry.kind for one in log.log)
    rows = [
        {
            "Protocol": one.name,
            "Times": str(counted[one.name]),
            "Tells": "; ".join(f"{release.what} (to {release.to})" for release in one.releases),
        }
        for one in PROTOCOLS
    ]
    draw_frame(pd.DataFrame(rows).set_index("Protocol"))
    st.caption(SENTENCE)
