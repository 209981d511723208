"""Other ways to something better for both: small even steps, and dividing items by points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from meso_infer.deals.adjusted_winner import Division, adjusted_winner
from meso_infer.deals.even_steps import EvenStep, even_steps
from meso_infer.errors import MesoError
from meso_infer.headline import percent
from meso_infer.negotiation import COUNTERPART, OWN, Negotiation
from meso_infer.points import points
from meso_infer.posterior import Posterior
from meso_infer.ui import session
from meso_infer.ui.deal import agreement
from meso_infer.ui.drawing import draw_frame, plain
from meso_infer.ui.session import Current
from meso_infer.workflow import current_own

ITEM, OURS, THEIRS = "Item", "Our points", "Their points (estimate)"
POINTS = 100


def draw_other_ways(current: Current) -> None:
    """Draw both ways, folded; not while the screen may be shared."""
    negotiation = current.negotiation
    deal = negotiation.agreed_package
    if session.share_safe() or negotiation.header.game is not None or deal is None:
        return
    if agreement.own_of(negotiation) is None:
        return
    if negotiation.agenda.is_complete(deal):
        with st.expander("Small even steps instead of one change", key="ways.steps"):
            _draw_steps(current)
    with st.expander("Divide what can be divided by points", key="ways.divide"):
        _draw_division(current)


# --- small even steps -------------------------------------------------------------------------------------


@st.cache_resource(max_entries=session.KEPT, show_spinner="Working out even steps")
def _steps(key: tuple[str, str, str, int]) -> tuple[EvenStep, ...]:
    current = Current(key[1], key[2], key[3])
    deal = current.negotiation.agreed_package
    if deal is None:
        return ()
    talks = current.negotiation.improving
    return even_steps(
        current_own(current.negotiation), current.posterior, deal,
        noes=(talks.turned_down(OWN), talks.turned_down(COUNTERPART)),
    )  # fmt: skip


def _draw_steps(current: Current) -> None:
    st.markdown(
        "From the deal, each step goes halfway to the best that either side could have without a loss to "
        "the other (balanced increments). By what we expect of them nobody loses at any step, so talks can stop "
        "after each."
    )
    steps = _steps(current.key)
    if not steps:
        st.markdown("By what we expect of them, the deal leaves no such step.")
        return
    if current.negotiation.improving.vetoes:
        st.caption(
            "For whoever said no to a package, the steps start from what that one was worth."
        )
    draw_frame(steps_frame(current.negotiation, steps))
    st.caption(
        "A step lies between packages where none is worth exactly that; beside it stands the nearest one that "
        "should leave both no worse off than the deal, and the chance that it does for them. What they have "
        "is expected, of 100."
    )


def steps_frame(negotiation: Negotiation, steps: tuple[EvenStep, ...]) -> pd.DataFrame:
    """The steps as a table."""
    agenda = negotiation.agenda
    rows = [
        (
            f"Step {number}",
            points(one.own),
            f"about {100 * one.theirs:.0f}",
            "none" if one.package is None else agenda.describe(one.package),
            "" if one.package is None else percent(one.no_worse),
        )
        for number, one in enumerate(steps, start=1)
    ]
    columns = ("Step", "Points for us", "For them", "Nearest package", "They lose nothing")
    return pd.DataFrame(rows, columns=list(columns)).set_index("Step")


# --- adjusted winner ----------------------------------------------------------------------------------------


def _draw_division(current: Current) -> None:
    st.markdown(
        "For two parties and items that can be split: each item goes to whoever gives it more points, then "
        "the one ahead hands over until both have the same, and at most one item is split (adjusted "
        "winner). It takes honest points: whoever knows the other's can gain by shading its own."
    )
    start = points_frame(current.negotiation, current.posterior)
    edited = st.data_editor(
        start,
        key=f"ways:{current.negotiation_id}:{current.created}:points",
        num_rows="dynamic",
        hide_index=True,
        column_config={
            ITEM: st.column_config.TextColumn(required=True, max_chars=200),
            OURS: st.column_config.NumberColumn(min_value=0, max_value=1000, required=True),
            THEIRS: st.column_config.NumberColumn(min_value=0, max_value=1000, required=True),
        },
        alt="Points that both sides give to each item; every cell can be changed",
    )
    st.caption(
        "Ours start from our weights, theirs from what we expect their weights to be: an estimate. Put in "
        "what they say instead. Points count as shares of 100."
    )
    try:
        names, ours, theirs = points_in(edited)
        found = adjusted_winner(ours, theirs)
    except MesoError as error:
        st.warning(plain(str(error)))
        return
    draw_frame(division_frame(names, ours, theirs, found))
    st.markdown(division_sentence(names, found))


def points_frame(negotiation: Negotiation, posterior: Posterior) -> pd.DataFrame:
    """Our weights and the means of theirs, as points of 100."""
    own = current_own(negotiation)
    summary = posterior.weight_summary()
    return pd.DataFrame(
        {
            ITEM: list(negotiation.agenda.names),
            OURS: [round(POINTS * weight) for weight in own.weights],
            THEIRS: [round(POINTS * summary[name].mean) for name in negotiation.agenda.names],
        }
    )


def points_in(edited: pd.DataFrame) -> tuple[list[str], Any, Any]:
    """Names and points of the filled rows, both sides' points as shares of 100."""
    rows = edited.dropna(subset=[ITEM])
    sides = [np.asarray(rows[name].fillna(0), float) for name in (OURS, THEIRS)]
    shares = [POINTS * side / side.sum() if side.sum() > 0 else side for side in sides]
    return [str(name) for name in rows[ITEM]], shares[0], shares[1]


def division_frame(names: list[str], ours: Any, theirs: Any, found: Division) -> pd.DataFrame:
    """Who gets how much of each item."""
    rows = [
        (name, f"{mine:.0f}", f"{other:.0f}", _share(share), _share(1 - share))
        for name, mine, other, share in zip(names, ours, theirs, found.shares, strict=True)
    ]
    columns = (ITEM, OURS, THEIRS, "To us", "To them")
    return pd.DataFrame(rows, columns=list(columns)).set_index(ITEM)


def _share(share: float) -> str:
    if share < 1e-9:
        return "none"
    return "all" if share > 1 - 1e-9 else percent(share)


def division_sentence(names: list[str], found: Division) -> str:
    """What both end with, and the item that is split."""
    text = f"Both end with {found.totals[0]:.1f} of 100 of their own points."
    if found.split is None:
        return f"{text} Nothing has to be split."
    share = found.shares[found.split]
    return (
        f"{text} Only {plain(names[found.split])} is split: {percent(share)} to us, {percent(1 - share)} to "
        "them."
    )
