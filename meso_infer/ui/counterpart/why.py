"""Why it is believed: what each event moved, what does not fit, what would change it, and on what it hangs."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from meso_infer.events import collect_evidence
from meso_infer.explanation import Contradiction, contradictions, turns
from meso_infer.negotiation import COUNTERPART
from meso_infer.packages import Meso
from meso_infer.posterior import Posterior
from meso_infer.reasons import (
    Reason,
    alerts,
    counted_in_words,
    counted_sentence,
    expected_in_words,
    model_caption,
    moves_in_words,
    reasons,
    sensitivity_rows,
    sensitivity_sentence,
    turn_sentences,
)
from meso_infer.ui import session
from meso_infer.ui.counterpart import what_if
from meso_infer.ui.drawing import draw_frame, plain
from meso_infer.ui.session import Current

SENSITIVITY = "counterpart.sensitivity"
ON_A_PAGE = 8
"""Events that stand as cards at once."""


# --- what each event did --------------------------------------------------------------------------


def draw_because(shown: Current) -> None:
    """Draw what each event moved, how far, and whether it was expected, the newest first."""
    told = reasons_of(shown)
    if not told:
        return
    st.subheader("Because", anchor=False)
    st.markdown(plain(counted_sentence(shown.posterior, told)))
    newest = list(reversed(told))
    page = 1
    if len(newest) > ON_A_PAGE:
        page = st.pagination(-(-len(newest) // ON_A_PAGE), key=_page_key(shown))
    left_out = what_if.left_out(shown)
    for one in newest[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]:
        _draw_reason(shown, one, left_out)
    with st.expander("All of it as a table", key="counterpart.because"):
        draw_frame(because_frame(shown, told))
        st.caption(
            "In the order of the log. What it moved: the change against an estimate from all the other "
            "events without this one, in points of 100 of what matters to them; top, the chance of being "
            "what matters most, without it and with it. Moved the estimate: "
            "against what was believed just before it; one bit is as much as learning which half of all "
            "that was plausible is true, and below 0.1 an answer counts as not informative. Expected: "
            "the chance of the pick as all other events predict it; what they say is not predicted."
        )


def _page_key(shown: Current) -> str:
    return f"because:{shown.negotiation_id}:{shown.created}:{shown.sequence}"


def _draw_reason(shown: Current, one: Reason, left_out: tuple[int, ...]) -> None:
    """One event as a card that fits a phone: what happened, what it did, and the question whether it is so."""
    line, posterior = one.line, shown.posterior
    expected = expected_in_words(one.influence)
    facts = [f"Moved the estimate {line.effect} ({line.bits:.2f} bits)"]
    facts += [expected] if expected else []
    facts.append(counted_in_words(_weight(posterior, one)))
    is_out = line.sequence in left_out
    with st.container(border=True, gap="xxsmall", key=f"because.{line.sequence}"):
        st.markdown(f"**Round {line.round}** · {plain(line.text)}")
        st.markdown(plain(moves_in_words(one.influence, posterior)))
        st.caption(plain(" · ".join(facts)))
        if posterior.n_informative:
            st.button(
                "Count it again" if is_out else "What if this is wrong?",
                key=f"because.{shown.sequence}.{line.sequence}",
                type="tertiary",
                icon=":material/add_circle:" if is_out else ":material/help:",
                on_click=what_if.turn,
                args=(shown, line.sequence),
            )
        if is_out:
            more = len(left_out) - 1
            # Of several that are left out together, none has a verdict of its own.
            together = f"Without this and {more} more: " if more else ""
            st.markdown(f"*{plain(together + what_if.verdict(shown, left_out))}*")


def _weight(posterior: Posterior, one: Reason) -> float:
    weights = posterior.evidence_weights
    return float(weights[one.place]) if one.place < len(weights) else 1.0


def because_frame(shown: Current, told: Sequence[Reason]) -> pd.DataFrame:
    """One row an event."""
    posterior = shown.posterior
    frame = pd.DataFrame(
        [
            (
                str(one.line.round),
                one.line.text,
                moves_in_words(one.influence, posterior),
                f"{one.line.effect} ({one.line.bits:.2f} bits)",
                expected_in_words(one.influence),
                counted_in_words(_weight(posterior, one)),
            )
            for one in told
        ],
        columns=[
            "Round",
            "What happened",
            "What it moved",
            "Moved the estimate",
            "Expected",
            "Counted",
        ],
    )
    return frame.set_index("Round")


def reasons_of(shown: Current) -> tuple[Reason, ...]:
    """Each event that says something about them, with what it did."""
    return reasons(shown.negotiation, shown.posterior, shown.influences)


def draw_alerts(shown: Current) -> None:
    """Draw what does not fit together, as a note; nothing where all fits."""
    posterior = shown.posterior
    found = _contradictions(shown.key)
    said = alerts(reasons_of(shown), found, posterior.n_informative)
    if said:
        lines = "\n".join(f"- {plain(text)}" for text in said)
        first = "Some answers do not fit together." if found else "Something was hardly expected."
        st.warning(f"**{first}**\n{lines}")


@st.cache_resource(
    max_entries=session.KEPT, show_spinner="Looking for answers that do not fit together"
)
def _contradictions(key: session.Key) -> tuple[Contradiction, ...]:
    shown = Current(*key[1:])
    return contradictions(shown.posterior, collect_evidence(shown.negotiation))


# --- what would change it -------------------------------------------------------------------------


def draw_turns(shown: Current) -> None:
    """Draw which answers would put another issue first; not before there is something to change."""
    if shown.posterior.n_informative == 0 or shown.posterior.agenda.n_issues == 1:
        return
    st.subheader("What would change my mind", anchor=False)
    said = _turn_sentences(shown.key)
    st.markdown("\n".join(f"- {plain(text)}" for text in said))
    if _waiting(shown) is None:
        st.caption(
            "No packages wait for their answer, so that only what they could say stands here."
        )
    else:
        st.caption("Behind a pick: its predicted chance. What they may say is not predicted.")


@st.cache_data(max_entries=session.KEPT, show_spinner="Looking for what would change it")
def _turn_sentences(key: tuple[str, str, str, int]) -> tuple[str, ...]:
    shown = Current(key[1], key[2], key[3])
    meso = _waiting(shown)
    found = turns(
        shown.posterior, meso, none_allowed=True, round_number=max(shown.negotiation.round, 1)
    )
    return turn_sentences(found, shown.posterior)


def _waiting(shown: Current) -> Meso | None:
    """The packages that wait for their answer, when all of them settle every issue."""
    negotiation = shown.negotiation
    meso = negotiation.packages_on_table
    if meso is None or negotiation.move != COUNTERPART:
        return None
    complete = all(negotiation.agenda.is_complete(package) for _, package in meso.packages)
    return meso if complete else None


# --- does it hang on the model --------------------------------------------------------------------


def draw_sensitivity(shown: Current) -> None:
    """Draw, behind a fold that works it out when it is opened, the conclusion under other assumptions."""
    posterior = shown.posterior
    if posterior.n_informative == 0 or posterior.agenda.n_issues == 1:
        return
    fold = st.expander("Does it depend on the model?", key=SENSITIVITY, on_change="rerun")
    if not fold.open:
        return
    with fold:
        with st.spinner("Estimating under other assumptions"):
            found = shown.sensitivity
        sentence = plain(sensitivity_sentence(found))
        if found.is_model_dependent:
            st.warning(sentence)
        else:
            st.markdown(sentence)
        frame = pd.DataFrame(
            sensitivity_rows(found, posterior.n_informative),
            columns=["Assumed", "Likeliest to matter most", "Chance", "In words"],
        )
        draw_frame(frame.set_index("Assumed"))
        st.caption(model_caption(posterior.n_informative))
