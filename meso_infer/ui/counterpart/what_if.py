"""What if this is wrong: the estimate without some of the events, beside the one that holds."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from meso_infer import what_if, workflow
from meso_infer.posterior import Posterior
from meso_infer.ui import address, session
from meso_infer.ui.drawing import draw_frame, plain
from meso_infer.ui.session import Current

LEFT_OUT, CHOICES = "without", "picks"
"""Query parameters: the places in the log that are left out; whether only choices count."""


def draw_what_if(shown: Current) -> None:
    """Draw which events to leave out, and what would then be believed; both stand in the address."""
    found = what_if.tellings(shown.negotiation)
    if not found or shown.posterior.n_informative == 0:
        return
    asked_for = bool(left_out(shown))
    with st.expander("What if some of this is wrong?", expanded=asked_for, key="what_if"):
        left = _choose(shown, found)
        if not left:
            st.caption("Leave out an answer that may have been misheard or not meant.")
            return
        without = session.to_work_with(_without(shown.key, left))
        st.markdown(f"**{plain(what_if.sentence(shown.posterior, without))}**")
        columns = ["Issue", "Share now", "Top now", "Share without", "Top without"]
        frame = pd.DataFrame(what_if.rows(shown.posterior, without), columns=columns)
        draw_frame(frame.set_index("Issue"))
        st.caption("A trial only: the log and the estimate stay as they are. To take an answer back, "
                   "withdraw it on the Timeline.")  # fmt: skip


def left_out(shown: Current) -> tuple[int, ...]:
    """Places in the log that the trial leaves out now, before or after its form is drawn."""
    found = what_if.tellings(shown.negotiation)
    if not found or shown.posterior.n_informative == 0:
        return ()
    picked, only = _start(shown, tuple(one.sequence for one in found))
    return what_if.places(
        found, st.session_state[picked], only_choices=bool(st.session_state[only])
    )


def turn(shown: Current, sequence: int) -> None:
    """Leave an event out of the trial, or count it again; the address follows."""
    found = what_if.tellings(shown.negotiation)
    picked, only = _start(shown, tuple(one.sequence for one in found))
    if sequence in left_out(shown):
        st.session_state[picked] = [one for one in st.session_state[picked] if one != sequence]
        st.session_state[only] = False
    else:
        st.session_state[picked] = sorted([*st.session_state[picked], sequence])
    _keep(picked, only)


def verdict(shown: Current, left: tuple[int, ...]) -> str:
    """Whether the conclusion stands without the events left out, in a sentence."""
    return what_if.sentence(shown.posterior, session.to_work_with(_without(shown.key, left)))


def _start(shown: Current, sequences: tuple[int, ...]) -> tuple[str, str]:
    """The keys of the form's two widgets; they begin with what the address asks for."""
    key = f"what_if:{shown.negotiation_id}:{shown.created}:{shown.sequence}"
    picked, only = f"{key}:{LEFT_OUT}", f"{key}:{CHOICES}"
    address.follow(LEFT_OUT, picked, lambda asked: list(_asked(sequences, asked)))
    address.follow(CHOICES, only, bool)
    return picked, only


def _choose(shown: Current, found: tuple[what_if.Telling, ...]) -> tuple[int, ...]:
    sequences = tuple(one.sequence for one in found)
    texts = {one.sequence: one.text for one in found}
    picked, only = _start(shown, sequences)
    chosen = st.multiselect(
        "Leave out",
        sequences,
        format_func=lambda one: plain(texts[one]),
        placeholder="an answer, or several",
        key=picked,
        on_change=_keep,
        args=(picked, only),
    )
    only_choices = len({one.is_choice for one in found}) == 2 and st.toggle(
        "Leave out everything they said: only what they chose counts",
        key=only,
        on_change=_keep,
        args=(picked, only),
    )
    return what_if.places(found, chosen, only_choices=only_choices)


def _asked(sequences: tuple[int, ...], asked: Sequence[str]) -> tuple[int, ...]:
    wanted = asked[0].split(".") if asked else []
    return tuple(one for one in sequences if str(one) in wanted)


def _keep(picked: str, only: str) -> None:
    address.keep(LEFT_OUT, picked, _places_said)
    address.keep(CHOICES, only, lambda on: ["1"] if on else [])


def _places_said(places: Sequence[int]) -> list[str]:
    return [".".join(str(one) for one in places)] if places else []


@st.cache_resource(max_entries=session.KEPT, show_spinner="Estimating without it")
def _without(key: tuple[str, str, str, int], left_out: tuple[int, ...]) -> Posterior:
    shown = Current(key[1], key[2], key[3])
    return session.to_keep(workflow.infer(shown.negotiation, without=left_out))
