"""Value curves from midpoints and ratings, and the blind ranking that checks them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from meso_infer.elicitation.values import (
    bisected_values,
    check_ranking,
    leanings_of_ranking,
    packages_to_rank,
)
from meso_infer.errors import InvalidUtility
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.packages import Agenda, Package
from meso_infer.utility import AdditiveUtility, value_function

PAY = NumericIssue(name="Pay", unit="USD", low=90, high=105, own_direction="lower")
rising = st.lists(
    st.floats(0.001, 0.999), min_size=3, max_size=3, unique_by=lambda x: round(x, 6)
).map(sorted)


@given(rising, st.sampled_from(["higher", "lower"]))
def test_the_curve_passes_through_the_answers(shares: list[float], direction: str) -> None:
    """Each amount given has the value it was asked for, whichever end is better for us."""
    issue = NumericIssue(name="Pay", low=0, high=10, own_direction=direction)  # type: ignore[arg-type]
    amounts = [10 * (x if direction == "higher" else 1 - x) for x in shares]
    elicited = bisected_values(
        issue, quarter=amounts[0], half=amounts[1], three_quarters=amounts[2]
    )
    curve = value_function(issue, elicited.points)
    assert curve(np.array(amounts)) == pytest.approx([0.25, 0.5, 0.75], abs=1e-12)
    ends = curve(np.array([0.0, 10.0]))
    assert ends == pytest.approx([0, 1] if direction == "higher" else [1, 0])


@pytest.mark.parametrize(
    ("again", "consistent"),
    [(97, True), (97.75, True), (97.76, False), (96.2, False), (None, None)],
)
def test_answers_that_disagree_are_flagged(again: float | None, consistent: bool | None) -> None:
    """A midpoint asked anew may be off by 5% of the range (0.75 here) and no more."""
    elicited = bisected_values(PAY, quarter=101, half=97, three_quarters=94, half_again=again)
    assert elicited.consistent is consistent


@pytest.mark.parametrize("amounts", [(94, 97, 101), (101, 101, 94), (106, 97, 94), (101, 97, 90)])
def test_midpoints_run_from_worst_to_best(amounts: tuple[float, float, float]) -> None:
    """Amounts out of order or beyond the ends are refused, naming both ends."""
    quarter, half, three_quarters = amounts
    with pytest.raises(InvalidUtility, match=r"from USD 105 \(worst for us\) to USD 90 \(best\)"):
        bisected_values(PAY, quarter=quarter, half=half, three_quarters=three_quarters)


def test_bisection_needs_a_direction() -> None:
    """Without a best end there is no midpoint to ask for."""
    with pytest.raises(InvalidUtility, match="which end of Pay is better"):
        bisected_values(
            NumericIssue(name="Pay", low=0, high=1), quarter=0.2, half=0.5, three_quarters=0.8
        )


@given(st.permutations(range(5)), st.data())
def test_tau_is_kendalls(order: list[int], data: st.DataObject) -> None:
    """The check agrees with scipy's tau-b on any ranking, ties in the model included."""
    levels = data.draw(
        st.lists(st.integers(0, 3), min_size=5, max_size=5).filter(lambda x: len(set(x)) > 1)
    )
    own, packages = _packages_worth(levels)
    check = check_ranking(own, [packages[k] for k in order])
    reference = kendalltau([-place for place in range(5)], [levels[k] for k in order])
    expected = float(np.asarray(reference)[0])
    assert check.tau == pytest.approx(expected, abs=1e-12)
    assert check.ask_again == (expected < 0.6 - 1e-9)


def test_a_ranking_like_the_models_passes() -> None:
    """The model's own order has tau 1; one neighbouring swap of five has .8, three have .4."""
    own, packages = _packages_worth([5, 4, 3, 2, 1])
    assert check_ranking(own, packages).tau == 1
    swapped = [packages[k] for k in (1, 0, 2, 3, 4)]
    check = check_ranking(own, swapped)
    assert check.tau == pytest.approx(0.8)
    assert not check.ask_again
    assert check.reversed_pairs == ((packages[1], packages[0]),)
    assert check_ranking(own, [packages[k] for k in (1, 0, 3, 2, 4)]).tau == pytest.approx(0.6)
    assert not check_ranking(own, [packages[k] for k in (1, 0, 3, 2, 4)]).ask_again
    assert check_ranking(own, [packages[k] for k in (2, 1, 0, 3, 4)]).ask_again


def test_packages_to_rank_are_spread_and_repeatable(manager: AdditiveUtility) -> None:
    """Five different feasible packages from poor to good, the same for the same seed."""
    chosen = packages_to_rank(manager, rng=np.random.default_rng(5))
    utilities = sorted(manager.utility(package) for package in chosen)
    assert len(set(chosen)) == 5
    assert utilities[0] < 0.3 < 0.7 < utilities[-1]
    assert min(np.diff(utilities)) > 0.05
    assert chosen == packages_to_rank(manager, rng=np.random.default_rng(5))
    ranked = sorted(chosen, key=manager.utility, reverse=True)
    assert check_ranking(manager, ranked).tau == 1


def test_too_few_packages_to_rank_are_refused() -> None:
    """Five packages of different value cannot be had from two options."""
    issue = CategoricalIssue(name="Office", options=("Berlin", "Paris"))
    own = AdditiveUtility.of(
        Agenda((issue,)), {"Office": 1.0}, {"Office": {"Berlin": 0, "Paris": 1}}
    )
    with pytest.raises(InvalidUtility, match="Only 2 packages of different value"):
        packages_to_rank(own, rng=np.random.default_rng(1))


def test_a_ranking_that_checks_nothing_is_refused() -> None:
    """Fewer than two packages, a package twice, or packages all worth the same are refused."""
    own, packages = _packages_worth([1, 1, 2])
    for ranking in ([packages[0]], [packages[0], packages[0]], packages[:2]):
        with pytest.raises(InvalidUtility):
            check_ranking(own, ranking)


def _packages_worth(levels: list[int]) -> tuple[AdditiveUtility, list[Package]]:
    """Different packages whose utility rises with the levels given."""
    agenda = Agenda(
        (
            NumericIssue(name="Worth", low=0, high=6, step=1, own_direction="higher"),
            NumericIssue(name="Number", low=0, high=9, step=1, own_direction="higher"),
        )
    )
    own = AdditiveUtility.of(agenda, {"Worth": 1.0, "Number": 0.0})
    packages = [agenda.package({"Worth": x, "Number": k}) for k, x in enumerate(levels)]
    return own, packages


def test_a_reversed_ranking_asks_for_the_weight_that_it_lacks(manager: AdditiveUtility) -> None:
    """Who puts long contracts first asks for more weight there; who ranks as the model asks for nothing."""
    chosen = packages_to_rank(manager, rng=np.random.default_rng(0))
    as_model = sorted(chosen, key=manager.utility, reverse=True)
    agreed = leanings_of_ranking(manager, check_ranking(manager, as_model))
    assert set(agreed.values()) == {0.0}
    turned = check_ranking(manager, as_model[::-1])
    leanings = leanings_of_ranking(manager, turned)
    assert sum(leanings.values()) == pytest.approx(0)
    assert max(leanings.values()) > 0 > min(leanings.values())
    assert [abs(x) for x in leanings.values()] == sorted(map(abs, leanings.values()), reverse=True)
    long = manager.agenda.package({"Salary": 105000, "Remote": 5, "Contract": "3 years"})
    short = manager.agenda.package({"Salary": 90000, "Remote": 0, "Contract": "1 year"})
    liking = leanings_of_ranking(manager, check_ranking(manager, [long, short]))
    assert liking["Contract"] > 0 > max(liking["Salary"], liking["Remote"])


def test_a_leaning_is_the_way_to_the_order_that_was_given(manager: AdditiveUtility) -> None:
    """A small step of the points along the leanings raises what the reversed pairs are apart, as it says."""
    chosen = packages_to_rank(manager, rng=np.random.default_rng(0))
    check = check_ranking(manager, sorted(chosen, key=manager.utility))
    leanings = leanings_of_ranking(manager, check)

    def apart(step: float) -> float:
        raw = {
            name: weight * float(np.exp(step * leanings[name]))
            for name, weight in manager.weight_by_issue.items()
        }
        weights = {name: weight / sum(raw.values()) for name, weight in raw.items()}
        moved = AdditiveUtility(manager.agenda, tuple(weights.values()), manager.functions)
        return sum(moved.utility(one) - moved.utility(other) for one, other in check.reversed_pairs)

    slope = (apart(1e-5) - apart(-1e-5)) / 2e-5
    assert slope == pytest.approx(sum(x * x for x in leanings.values()), rel=1e-6)
