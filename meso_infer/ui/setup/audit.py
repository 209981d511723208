"""The audit of "these are equal for us": under our values, and as a reader of straight lines takes it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import streamlit as st

from meso_infer.elicitation.equality import (
    EqualityAudit,
    EqualityChance,
    audit_equality,
    equality_chance,
    straightened,
)
from meso_infer.elicitation.trade_offs import TradeOffBounds, shape_free_trade_offs
from meso_infer.elicitation.weights import draw_swing_weights
from meso_infer.errors import InvalidUtility, listed
from meso_infer.headline import percent
from meso_infer.issues import Issue
from meso_infer.packages import Package
from meso_infer.points import points
from meso_infer.ui.drawing import draw_frame, plain
from meso_infer.utility import AdditiveUtility

TOLERANCE = 0.01
"""Largest spread of our utility that is called equal."""

DRAWS = 2000


def draw_audit(own: AdditiveUtility, packages: dict[str, Package], key: str) -> None:
    """Say whether packages are equal under our values, and what straight values would make of them."""
    names = listed(packages, "and")
    audit = audit_equality(own, packages, tolerance=TOLERANCE)
    spread = f"{points(audit.spread)} points of 100"
    if audit.holds:
        st.success(f"With our values, {plain(names)} are equal within {spread}.")
    else:
        st.warning(f"With our values, {plain(names)} differ by {spread}.")
        _list(audit.contradictions)
    straight = audit_equality(straightened(own), packages, tolerance=TOLERANCE)
    if audit.holds and straight.contradictions:
        exact = audit_equality(straightened(own), packages)
        st.warning(f"Straight values would contradict this. {plain(straight_verdict(exact))}")
        _list(exact.contradictions)
        st.caption(
            "Who takes our values for straight lines reads our priorities from the packages so. "
            "Bent values, such as a third year that is worth more than the second, make both true."
        )
    _draw_doubt(own, packages, key)
    _draw_bounds(own, packages)


def _draw_doubt(own: AdditiveUtility, packages: dict[str, Package], key: str) -> None:
    """What is left of equality when each of our points may be somewhat off."""
    off = st.number_input(
        "If each of our points may be off by as much as",
        min_value=0.0,
        max_value=50.0,
        value=10.0,
        step=5.0,
        format="%.4g",
        key=f"{key}.off",
    )
    chance = chance_of_equality(own, packages, off)
    st.markdown(
        f"they are equal within {100 * TOLERANCE:g} point with a chance of {percent(chance.probability)}; "
        f"half of the time they differ by {points(chance.median_spread)} points or less. "
        + (
            "They may be called equal."
            if chance.supports_equal_claim
            else "With this doubt, rather say that each of them would work for us."
        )
    )


def chance_of_equality(
    own: AdditiveUtility, packages: dict[str, Package], off: float
) -> EqualityChance:
    """How probable it is that packages are equal for us when our swing points may be off.

    Parameters
    ----------
    off : float
        Points, 0 to 100, by which an answer may be off nine times in ten; the 100 is exact.
    """
    most = max(own.weights)
    given = {name: 100 * weight / most for name, weight in own.weight_by_issue.items()}
    doubt = {name: off for name, swing in given.items() if 0 < swing < 100}
    draws = draw_swing_weights(given, doubt, n_draws=DRAWS, rng=np.random.default_rng(0))
    return equality_chance(own, packages, draws, tolerance=TOLERANCE)


def straight_verdict(audit: EqualityAudit) -> str:
    """What straight values would force our weights to be, in a sentence."""
    weights = audit.weights
    if weights is None:
        return "No straight values fit both the packages and our weights."
    nothing = [name for name, weight in weights.items() if weight < 1e-6]
    given = {bound.issue: bound.given for bound in audit.bounds}
    shares = ", ".join(f"{name} {weight:.0%}" for name, weight in weights.items())
    if not nothing:
        return f"They would force our weights to be: {shares}."
    top = max(given, key=lambda name: given[name])
    also = f", although {top} weighs most with us" if top in nothing else ""
    return f"They would force {listed(nothing, 'and')} to weigh nothing{also} ({shares})."


def _list(sentences: tuple[str, ...]) -> None:
    st.markdown("\n".join(f"- {plain(text)}" for text in sentences))


def _draw_bounds(own: AdditiveUtility, packages: dict[str, Package]) -> None:
    """What calling the packages equal says of each step when nobody knows the shape of our values."""
    frame = bounds_frame(own, packages)
    if frame is None:
        return
    st.markdown("What calling them equal tells a reader who does not know the shape of our values")
    draw_frame(frame)


def _range_in_words(payer: Issue, step: TradeOffBounds) -> str:
    low, high = (None if math.isinf(x) else payer.format(x) for x in (step.low, step.high))
    if low is None and high is None:
        return "any amount"
    if low is None:
        return f"at most {high}"
    if high is None:
        return f"at least {low}"
    return low if step.exact else f"{low} to {high}"


def bounds_frame(own: AdditiveUtility, packages: dict[str, Package]) -> pd.DataFrame | None:
    """Ranges of what a step may be worth, in the first issue that can pay; None when none can."""
    for name in own.agenda.names:
        try:
            implied = shape_free_trade_offs(own.agenda, list(packages.values()), paid_in=name)
        except InvalidUtility:
            continue
        payer = own.agenda.issue(name)
        rows = []
        for step in implied.steps:
            issue = own.agenda.issue(step.issue)
            move = (
                f"{step.issue}: {issue.format(step.from_option)} → {issue.format(step.to_option)}"
            )
            rows.append((move, _range_in_words(payer, step)))
        if rows:
            frame = pd.DataFrame(rows, columns=["Step", f"Worth in {name}"])
            return frame.set_index("Step")
    return None
