"""What past negotiations with the same kind of counterpart taught: the switch, the badge, the change."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from meso_infer.events import PriorChosen
from meso_infer.negotiation.learnt_prior import LearntPrior
from meso_infer.portfolio.segments import (
    PriorEffect,
    SegmentPast,
    effect_of_prior,
    learn,
    others_of_segment,
    past_of_segment,
)
from meso_infer.prior_in_use import prior_used, why_not_used
from meso_infer.ui import session
from meso_infer.ui.drawing import draw_frame, plain
from meso_infer.ui.session import Current

COLUMNS = (
    "Issue",
    "Matters, with it",
    "Matters, without",
    "Chance to matter most, with it",
    "Chance, without",
)
HELP = (
    "Off: the estimate starts from the same assumptions for everyone. On: it starts from what others "
    "of this kind turned out to want, and their own answers move it from there. The switch is logged; "
    "what is learnt then stays as it is, even when more negotiations follow."
)

Others = tuple[tuple[str, str, int], ...]


def draw_past(current: Current, shown: Current) -> None:
    """Draw whether past negotiations teach the estimate, with the switch, and what they changed.

    Parameters
    ----------
    current, shown : Current
        The negotiation as it is now, and as of the moment that the page looks at.
    """
    st.subheader("What past negotiations taught", anchor=False)
    if shown.sequence == current.sequence:
        _draw_switch(current)
    effect = _effect(shown.key)
    if effect is not None:
        _draw_effect(effect)
    elif shown.sequence != current.sequence:
        st.caption("At that moment the estimate started from the same assumptions as for everyone.")


def draw_badge(current: Current) -> None:
    """Draw the badge of a learnt prior; nothing where the estimate starts from the model's own."""
    prior = prior_used(current.negotiation)
    if prior is not None:
        st.badge(plain(badge(prior)), icon=":material/history:", color="violet")


def badge(prior: LearntPrior) -> str:
    """From what the estimate starts, on one line."""
    n = prior.n_negotiations
    past = "1 past negotiation" if n == 1 else f"{n} past negotiations"
    return f"Prior learnt from {past}: {prior.segment}"


def _draw_switch(current: Current) -> None:
    past = _past_of(current)
    learnt = current.negotiation.learnt
    segment = plain(past.segment or (learnt.prior.segment if learnt is not None else ""))
    if past.refusal is not None:
        st.caption(plain(past.refusal))
    if past.refusal is None or learnt is not None:
        key = f"counterpart:{current.negotiation_id}:{current.created}:{current.sequence}:past"
        st.session_state.setdefault(key, learnt is not None)
        st.toggle(
            f"Use what past negotiations of “{segment}” taught",
            key=key,
            on_change=session.action(_switch),
            args=(key, past),
            help=HELP,
        )
    if past.refusal is None:
        n = len(past.usable)
        st.caption(
            f"{n} past negotiations of this kind can be learnt from. It takes a few seconds."
        )
    _draw_set_aside(past)
    if learnt is None:
        return
    why = why_not_used(current.negotiation)
    if why is not None:
        st.warning(f"What was learnt is not used. {plain(why)}")
    if past.refusal is None:
        st.button(
            "Learn again",
            key="counterpart.learn_again",
            on_click=session.action(_learn),
            args=(past,),
        )


def _draw_set_aside(past: SegmentPast) -> None:
    if not past.set_aside:
        return
    n = len(past.set_aside)
    with st.expander(f"{n} not learnt from", key="counterpart.set_aside"):
        lines = [f"- {plain(one.title)}: {plain(one.why)}." for one in past.set_aside]
        st.markdown("\n".join(lines))


def _switch(key: str, past: SegmentPast) -> None:
    chosen = bool(st.session_state[key])
    # Until it is logged the switch stands where it was; what is logged gives it a new key.
    st.session_state[key] = not chosen
    if chosen:
        _learn(past)
    else:
        session.record(PriorChosen(prior=None))
        session.tell("The estimate starts from the same assumptions as for everyone again.")


def _learn(past: SegmentPast) -> None:
    event = learn(past)
    session.record(event)
    if event.prior is not None:
        session.tell(f"{plain(badge(event.prior))}.")


def _draw_effect(effect: PriorEffect) -> None:
    st.markdown("\n".join(f"- {plain(text)}" for text in effect.sentences()))
    draw_frame(pd.DataFrame(effect.rows(), columns=list(COLUMNS)).set_index("Issue"))
    st.caption(
        "With it: the estimate of this page. Without: the same answers, starting from the assumptions "
        "that hold for everyone."
    )


def _past_of(current: Current) -> SegmentPast:
    segment = current.negotiation.segment
    others = others_of_segment(session.summaries(), current.negotiation_id, segment)
    return _past(
        current.key,
        tuple((one.negotiation_id, one.created_at.isoformat(), one.sequence) for one in others),
    )


@st.cache_resource(
    max_entries=session.KEPT, show_spinner="Reading earlier negotiations of this kind"
)
def _past(key: tuple[str, str, str, int], others: Others) -> SegmentPast:
    """The past as the store holds it; `others` says as of when, so that it is read again when it grew."""
    return past_of_segment(session.store(), key[1]) if others else SegmentPast(_segment(key))


def _segment(key: tuple[str, str, str, int]) -> str | None:
    return Current(*key[1:]).negotiation.segment


@st.cache_resource(max_entries=session.KEPT, show_spinner="Estimating without earlier negotiations")
def _effect(key: tuple[str, str, str, int]) -> PriorEffect | None:
    shown = Current(*key[1:])
    return effect_of_prior(shown.negotiation, shown.posterior)
