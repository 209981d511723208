"""The audit of "these are equal for us": under our values, and as a reader of straight lines takes it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from meso_infer.elicitation.equality import EqualityAudit, audit_equality, straightened
from meso_infer.elicitation.trade_offs import shape_free_trade_offs
from meso_infer.errors import InvalidUtility, listed
from meso_infer.packages import Package
from meso_infer.ui.drawing import plain
from meso_infer.utility import AdditiveUtility

TOLERANCE = 0.01
"""Largest spread of our utility that is called equal."""


def draw_audit(own: AdditiveUtility, packages: dict[str, Package], key: str) -> None:
    """Say whether packages are equal under our values, and what straight values would make of them."""
    names = listed(packages, "and")
    audit = audit_equality(own, packages, tolerance=TOLERANCE)
    spread = f"{100 * audit.spread:.1f} points of 100"
    if audit.holds:
        st.success(f"With our values, {plain(names)} are equal within {spread}.")
    else:
        st.warning(f"With our values, {plain(names)} differ by {spread}.")
        _list(audit.contradictions)
    straight = audit_equality(straightened(own), packages)
    if straight.contradictions:
        st.warning(f"Straight values would contradict this. {plain(straight_verdict(straight))}")
        _list(straight.contradictions)
        st.caption(
            "Who takes our values for straight lines reads our priorities from the packages so. "
            "Bent values, such as a third year that is worth more than the second, make both true."
        )
    _draw_bounds(own, packages, key)


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


def _draw_bounds(own: AdditiveUtility, packages: dict[str, Package], key: str) -> None:
    """What calling the packages equal says of each step when nobody knows the shape of our values."""
    frame = bounds_frame(own, packages)
    if frame is None:
        return
    st.markdown("What calling them equal tells a reader who does not know the shape of our values")
    st.table(frame)


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
            low, high = payer.format(step.low), payer.format(step.high)
            worth = low if step.exact else f"{low} to {high}"
            rows.append((move, worth))
        if rows:
            frame = pd.DataFrame(rows, columns=["Step", f"Worth in {name}"])
            return frame.set_index("Step")
    return None
