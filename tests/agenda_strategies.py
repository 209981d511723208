"""Hypothesis strategies: issues, agendas, packages, own utilities and headers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from meso_infer.issues import CategoricalIssue, Issue, NumericIssue, OrderedIssue
from meso_infer.negotiation import Header
from meso_infer.packages import Agenda, Package
from meso_infer.utility import OwnSpec

Draw = Callable[[st.SearchStrategy[Any]], Any]

NAMES = ("Salary", "Remote", "Contract", "Office", "Délai", "支払い")
OPTIONS = ("Berlin", "Paris", "1 year", "2 years", "+5%", "ohne", "Remote hub")


def directions(draw: Draw, up: str, down: str) -> dict[str, float] | None:
    """Chances of each direction of taste, or none told."""
    first = draw(st.sampled_from((0.0, 0.05, 0.4, 0.95, 1.0)))
    return draw(
        st.sampled_from((None, {up: first}, {down: first}, {up: 0.4, down: 0.4, "peak": 0.2}))
    )


@st.composite
def issues(draw: Draw, name: str) -> Issue:
    """An issue of any kind; its own direction is given where it has one."""
    kind = draw(st.sampled_from(("numeric", "stepped", "ordered", "categorical")))
    if kind in ("numeric", "stepped"):
        low = draw(st.sampled_from((0, -5, 0.25, 90000)))
        step = draw(st.sampled_from((1, 0.5, 1000)))
        return NumericIssue(
            name=name,
            unit=draw(st.sampled_from(("", "USD", "days", "%"))),
            low=low,
            high=low + step * draw(st.integers(1, 6)),
            step=step if kind == "stepped" else None,
            own_direction=draw(st.sampled_from(("higher", "lower"))),
            counterpart_direction=directions(draw, "higher", "lower"),
        )
    options = tuple(draw(st.permutations(OPTIONS))[: draw(st.integers(2, 4))])
    if kind == "categorical":
        return CategoricalIssue(name=name, options=options)
    return OrderedIssue(
        name=name,
        options=options,
        own_direction=draw(st.sampled_from(("later", "earlier"))),
        counterpart_direction=directions(draw, "later", "earlier"),
    )


@st.composite
def agendas(draw: Draw, most: int = 4) -> Agenda:
    """One to `most` issues without rules."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, most))]
    return Agenda(tuple(draw(issues(name)) for name in names))


@st.composite
def packages(draw: Draw, agenda: Agenda, *, partial: bool = False) -> Package:
    """A package of an agenda; some issues may be left out, never all."""
    chosen = {issue.name: draw(st.sampled_from(tuple(issue.grid(7)))) for issue in agenda.issues}
    kept = set(agenda.names)
    if partial:
        kept = draw(st.sets(st.sampled_from(agenda.names), min_size=1))
    return Package(
        {name: agenda.issue(name).option(x) for name, x in chosen.items() if name in kept}
    )


@st.composite
def own_specs(draw: Draw, agenda: Agenda) -> OwnSpec:
    """Weights, values for categorical issues (and some others), and limits."""
    raw = [draw(st.integers(0, 10)) for _ in agenda.names]
    raw[0] += 1
    weights = {name: part / sum(raw) for name, part in zip(agenda.names, raw, strict=True)}
    values: dict[str, Any] = {}
    for issue in agenda.issues:
        if isinstance(issue, CategoricalIssue) or (draw(st.booleans()) and issue.n_options):
            values[issue.name] = {
                str(issue.option(float(x))): draw(st.sampled_from((0.0, 0.25, 0.5, 1.0)))
                for x in issue.coordinates()
            }
        elif isinstance(issue, NumericIssue) and draw(st.booleans()):
            values[issue.name] = {"curve": "exponential", "rho": draw(st.sampled_from((-2.0, 1.2)))}
    limits = sorted(draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    return OwnSpec.model_validate(
        {
            "weights": weights,
            "values": values,
            "reservation_value": draw(st.sampled_from((None, limits[0]))),
            "aspiration_value": draw(st.sampled_from((None, limits[1]))),
        }
    )


@st.composite
def headers(draw: Draw, most_issues: int = 4) -> Header:
    """A header, with or without a utility of ours."""
    agenda = draw(agendas(most_issues))
    own = draw(st.one_of(st.none(), own_specs(agenda)))
    segment = draw(st.sampled_from((None, "engineering")))
    return Header(
        agenda, "Hiring 2026", draw(st.sampled_from(("Candidate", "Ügynök"))), segment, own
    )
