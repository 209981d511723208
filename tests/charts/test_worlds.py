"""Fifty dots are shared out fairly and say what the posterior says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.charts import dot_counts, plausible_worlds
from meso_infer.posterior import Posterior

CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=30).filter(lambda p: sum(p) > 1e-6)


@given(CHANCES)
def test_dots_sum_to_fifty_and_none_is_far_off(chances: list[float]) -> None:
    """Every share is within one dot of its exact value, and together they are fifty."""
    counts = dot_counts({str(k): p for k, p in enumerate(chances)})
    assert sum(counts.values()) == 50
    for n, p in zip(counts.values(), chances, strict=True):
        assert abs(n - 50 * p / sum(chances)) < 1 + 1e-6


@given(CHANCES)
def test_a_likelier_issue_has_no_fewer_dots(chances: list[float]) -> None:
    """Rounding never turns an order around."""
    counts = list(dot_counts({str(k): p for k, p in enumerate(chances)}).values())
    order = sorted(range(len(chances)), key=lambda k: (chances[k], -k))
    assert [counts[k] for k in order] == sorted(counts)


def test_the_worked_example() -> None:
    """Probabilities .6202, .3176 and .0623 are 31, 16 and 3 of fifty."""
    assert list(dot_counts({"Salary": 0.6202, "Contract": 0.3176, "Remote": 0.0623}).values()) == [
        31,
        16,
        3,
    ]


def test_dots_are_the_posterior(after_two: Posterior) -> None:
    """As many dots are drawn for an issue as its probability of coming first, and the twin counts them."""
    chart = plausible_worlds(after_two)
    assert isinstance(chart.twin, tuple)
    counts = dot_counts({name: s.p_top for name, s in after_two.weight_summary().items()})
    drawn = [len(trace["x"]) for trace in chart.figure["data"]]
    assert drawn == sorted((n for n in counts.values() if n), reverse=True)
    for name, n in counts.items():
        assert f"In {n} of 50 plausible worlds {name} matters most to them." in chart.twin
    assert chart.twin[-1] == "From 2 informative answers."


def test_groups_differ_in_shape(after_two: Posterior) -> None:
    """Colour is never the only sign: each issue's dots have a shape of their own."""
    symbols = [trace["marker"]["symbol"] for trace in plausible_worlds(after_two).figure["data"]]
    assert len(set(symbols)) == len(symbols)


def test_a_single_issue_has_all_dots(one_issue: Posterior) -> None:
    """With one issue, all fifty worlds agree."""
    assert dot_counts({"Price": 1.0}) == {"Price": 50}
    assert sum(len(t["x"]) for t in plausible_worlds(one_issue).figure["data"]) == pytest.approx(50)
