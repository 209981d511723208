"""How sure it was, round by round, what matters most to them: from what was shown, or estimated again."""

from __future__ import annotations

import streamlit as st

from meso_infer.certainty import ENOUGH_INFORMATIVE, certainty
from meso_infer.charts import StripPoint
from meso_infer.evaluation import Belief, belief_of, beliefs_shown
from meso_infer.headline import answers, percent
from meso_infer.history import round_ends
from meso_infer.prior import MODEL_VERSION
from meso_infer.ui.drawing import plain
from meso_infer.ui.session import Current

AFFORDABLE = 400
"""Issues times events that may be estimated without being asked to: about two seconds."""

Key = tuple[str, str, str, int]


def course(current: Current) -> tuple[dict[int, Belief], int]:
    """What was believed after each round, by round, and for how many rounds that is not known yet.

    What was shown at the time counts where it is in the log. The rest is estimated as of then: at once
    where that is quick, else when it is asked for (`draw_wish`).
    """
    negotiation = current.negotiation
    ends = dict(round_ends(negotiation))
    if not ends:
        return {}, 0
    shown = beliefs_shown(negotiation, MODEL_VERSION)
    found = {number: shown[number] for number in ends if number in shown}
    last = max(ends)
    found[last] = _belief(current.as_of(ends[last]).key)
    missing = [number for number in ends if number not in found]
    cost = negotiation.agenda.n_issues * sum(ends[number] for number in missing)
    if cost > AFFORDABLE and not st.session_state.get(_wish(current)):
        return dict(sorted(found.items())), len(missing)
    if missing:
        with st.spinner("Looking back round by round", show_time=False):
            for number in missing:
                found[number] = _belief(current.as_of(ends[number]).key)
    return dict(sorted(found.items())), 0


@st.cache_resource(max_entries=2000, show_spinner=False)
def _belief(key: Key) -> Belief:
    return belief_of(Current(key[1], key[2], key[3]).posterior)


def _wish(current: Current) -> str:
    return f"strip:{current.negotiation_id}:{current.created}"


def strip_of(found: dict[int, Belief]) -> tuple[StripPoint, ...]:
    """The same as points of the strip below the timeline."""
    return tuple(
        StripPoint(number, *belief.top, belief.n_informative) for number, belief in found.items()
    )


def draw_wish(current: Current, missing: int, key: str) -> None:
    """Draw the button that has the missing rounds estimated; nothing where none is missing."""
    if not missing:
        return
    rounds = "1 round was" if missing == 1 else f"{missing} rounds were"
    st.caption(f"How sure it was after {rounds} never shown. Estimating that takes a while.")
    st.button(
        "Look back at every round", key=f"{key}.look_back", on_click=_ask, args=(_wish(current),)
    )


def _ask(wish: str) -> None:
    st.session_state[wish] = True


def draw_metric(current: Current, key: str) -> None:
    """Draw V8: the chance of the likeliest issue by round as a sparkline, with the word for it now."""
    found, missing = course(current)
    if not found:
        return
    now = found[max(found)]
    name, chance = now.top
    word = certainty(chance, now.n_informative)
    enough = now.n_informative >= ENOUGH_INFORMATIVE
    steps = [round(100 * one.chances.get(name, 0.0)) for one in found.values()]
    st.metric(
        f"{plain(name)} matters most to them",
        word,
        f"{percent(chance)} after round {max(found)}" if enough else answers(now.n_informative),
        delta_color="off",
        delta_arrow="off",
        chart_data=steps if len(steps) > 1 and enough else None,
        chart_type="line",
        width=320,
    )
    told = ", ".join(f"round {number} {step}%" for number, step in zip(found, steps, strict=True))
    if len(steps) > 1 and enough:
        st.caption(f"By round: {told}.")
    draw_wish(current, missing, key)
