"""Agendas and our utility on them, for what searches the band of equal own utility."""

from __future__ import annotations

from hypothesis import strategies as st

from meso_infer.issues import CategoricalIssue, NumericIssue, OrderedIssue
from meso_infer.packages import Agenda, Rule
from meso_infer.utility import AdditiveUtility, Curve, Points


@st.composite
def small_problems(draw: st.DrawFn) -> tuple[AdditiveUtility, float, float]:
    """A small agenda of mixed kinds, our utility on it, a target and a tolerance."""
    issues: list = [
        OrderedIssue(name="Term", options=("short", "middle", "long"), own_direction="later"),
        CategoricalIssue(name="Place", options=("Berlin", "Paris")),
        NumericIssue(
            name="Units", low=0, high=draw(st.integers(1, 6)), step=1, own_direction="higher"
        ),
    ]
    if draw(st.booleans()):
        issues.append(NumericIssue(name="Price", low=10, high=20, own_direction="lower"))
    raw = [draw(st.floats(0.05, 1)) for _ in issues]
    weights = {issue.name: w / sum(raw) for issue, w in zip(issues, raw, strict=True)}
    values: dict = {"Place": {"Berlin": 1.0, "Paris": draw(st.floats(0, 1))}}
    if len(issues) == 4:
        shapes = [
            Curve(curve="exponential", rho=draw(st.sampled_from([-2.0, 1.5]))),
            Curve(curve="peak", at=14),
            Points(points=((10, 1), (13, 0.2), (16, 0.7), (20, 0))),
        ]
        values["Price"] = draw(st.sampled_from(shapes))
    own = AdditiveUtility.of(Agenda(tuple(issues)), weights, values)
    return own, draw(st.floats(0.05, 0.95)), draw(st.sampled_from([0.002, 0.01, 0.1]))


def long_own(sizes: tuple[int, ...], rules: tuple[Rule, ...] = ()) -> AdditiveUtility:
    """Our utility on issues of so many steps, all worth the same to us."""
    issues = tuple(
        NumericIssue(name=f"Issue {j}", low=0, high=size - 1, step=1, own_direction="higher")
        for j, size in enumerate(sizes)
    )
    return AdditiveUtility.of(Agenda(issues, rules), {i.name: 1 / len(sizes) for i in issues})
