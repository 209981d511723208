"""What came of our offers: intervals that allow for what belongs together, and silence below ten."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from meso_infer.errors import InvalidSettings
from meso_infer.events import (
    AgreementReached,
    AllRejected,
    CounterofferMade,
    Event,
    MesoOffered,
    OfferAccepted,
    PackagePicked,
    extended,
    replay,
)
from meso_infer.portfolio.lessons import comparison_sentences
from meso_infer.portfolio.offer_outcomes import (
    LEAST_PER_ARM,
    OfferOutcome,
    compare_arms,
    difference_interval,
    offer_outcomes,
)
from meso_infer.templates import load_sample
from tests.agendas import A, B, deal

ARM = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.floats(0, 1, allow_subnormal=False)),
    min_size=2,
    max_size=12,
)


def two_groups(one: list[tuple[str, float]], other: list[tuple[str, float]]) -> bool:
    return len({name for name, _ in (*one, *other)}) > 1


@settings(max_examples=80)
@given(ARM, ARM)
def test_swapping_the_arms_turns_the_interval(
    one: list[tuple[str, float]], other: list[tuple[str, float]]
) -> None:
    """The interval of the difference the other way round is its mirror image, and holds the difference."""
    if not two_groups(one, other):
        return
    low, high = difference_interval(one, other, is_share=False)
    assert difference_interval(other, one, is_share=False) == pytest.approx((-high, -low))
    middle = np.mean([v for _, v in one]) - np.mean([v for _, v in other])
    assert low - 1e-9 <= middle <= high + 1e-9


@settings(max_examples=80)
@given(ARM, ARM, st.integers(2, 4))
def test_repeating_rounds_of_the_same_talks_proves_nothing_more(
    one: list[tuple[str, float]], other: list[tuple[str, float]], times: int
) -> None:
    """The same rounds counted several times within their negotiations leave the interval as it was."""
    if not two_groups(one, other):
        return
    once = difference_interval(one, other, is_share=False)
    assert difference_interval(one * times, other * times, is_share=False) == pytest.approx(once)


def test_the_interval_is_that_of_a_regression_with_clustered_errors() -> None:
    """The coefficient of the sort in a regression, its error by negotiations, t with one degree less than those."""
    one = [("a", 1.0), ("a", 3.0), ("b", 2.0), ("c", 5.0)]
    other = [("b", 0.0), ("c", 1.0), ("c", 2.5), ("d", 0.5)]
    names = [name for name, _ in (*one, *other)]
    values = np.array([value for _, value in (*one, *other)])
    sorts = np.column_stack([np.ones(8), np.repeat([1.0, 0.0], 4)])
    bread = np.linalg.inv(sorts.T @ sorts)
    slope = bread @ sorts.T @ values
    left = values - sorts @ slope
    scores = [sorts[(here := np.array(names) == g)].T @ left[here] for g in "abcd"]
    variance = bread @ sum(np.outer(one, one) for one in scores) @ bread * 4 / 3
    reach = stats.t(3).ppf(0.975) * np.sqrt(variance[1, 1])
    found = difference_interval(one, other, is_share=False)
    assert found == pytest.approx((slope[1] - reach, slope[1] + reach))


def test_rare_outcomes_are_not_called_certain() -> None:
    """Where nobody ever accepted, the interval has a width all the same."""
    one = [(f"a{k}", 0.0) for k in range(12)]
    low, high = difference_interval(one, [(f"b{k}", 0.0) for k in range(12)], is_share=True)
    assert low < -0.1
    assert high > 0.1


def test_intervals_hold_what_is_true() -> None:
    """With rounds that are alike within a negotiation, 95% intervals cover the difference about as often."""
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(400):
        arms: tuple[list[tuple[str, float]], list[tuple[str, float]]] = ([], [])
        for k in range(24):
            common = rng.normal()
            arms[k % 2].extend((f"{k}", common + 0.5 * rng.normal()) for _ in range(3))
        low, high = difference_interval(*arms, is_share=False)
        covered += low <= 0 <= high
    assert 0.91 <= covered / 400 <= 0.985


def test_one_negotiation_compares_nothing() -> None:
    """Rounds of a single negotiation give no interval, and the refusal says what is needed."""
    with pytest.raises(InvalidSettings, match="two negotiations or more"):
        difference_interval([("a", 1.0)], [("a", 0.0)], is_share=True)


def test_outcomes_are_read_off_the_log() -> None:
    """Each answered offer has one outcome; an offer that waits has none."""
    single = MesoOffered(packages={"A": deal(101000, 1, 3)})
    events: list[Event] = [
        MesoOffered(packages={"A": A, "B": B}),
        PackagePicked(package="A"),
        CounterofferMade(package=deal(104000, 2, 3)),
        single,
        AllRejected(),
        MesoOffered(packages={"A": deal(102000, 1, 3), "B": deal(99000, 2, 3)}),
        OfferAccepted(package="B"),
        AgreementReached(package="B"),
    ]
    header = load_sample("hiring").header
    first, second, third = offer_outcomes("x", replay(header, events))
    assert (first.n_packages, first.accepted, first.refused) == (2, False, False)
    assert first.gap is not None
    assert first.gap > 0
    assert (second.is_meso, second.refused, second.gap) == (False, True, None)
    assert (third.is_meso, third.accepted) == (True, True)
    assert offer_outcomes("x", replay(header, events[:4])) == (first,)


def test_an_agreement_on_something_else_is_no_acceptance() -> None:
    """Agreeing on a package of theirs does not count for the offer that lay on the table."""
    talks = extended(load_sample("hiring"), AgreementReached(package=deal(104000, 1, 3)))
    assert offer_outcomes("x", talks) == ()
    closed = extended(load_sample("hiring"), AgreementReached(package="A"))
    assert offer_outcomes("x", closed)[0].accepted


def outcomes(n: int, n_packages: int, accepted: int, tag: str) -> list[OfferOutcome]:
    return [
        OfferOutcome(f"{tag}{k // 2}", 1, n_packages, k < accepted, False, None) for k in range(n)
    ]


@pytest.mark.parametrize("few", [0, 1, LEAST_PER_ARM - 1])
def test_below_ten_rounds_nothing_is_compared(few: int) -> None:
    """Then only the numbers of rounds stand."""
    made = [*outcomes(30, 3, 9, "m"), *outcomes(few, 1, few, "s")]
    assert compare_arms(made) == ()
    (text,) = comparison_sentences(made)
    assert f"{few} round" in text
    assert "%" not in text


def test_a_comparison_says_what_it_is_not() -> None:
    """Both numbers of rounds, the interval and "Not randomised" stand in the sentence."""
    made = [*outcomes(20, 3, 12, "m"), *outcomes(16, 1, 4, "s")]
    accepted = compare_arms(made)[0]
    assert (accepted.meso, accepted.single) == (0.6, 0.25)
    assert accepted.low < accepted.difference < accepted.high
    text = comparison_sentences(made)[0]
    assert "60% with several packages (20 rounds), 25% with one (16 rounds)" in text
    assert "95%" in text
    assert text.endswith("Not randomised.")
