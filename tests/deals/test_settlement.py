"""A deal made better for both: the worked numbers, exactness, and promises that hold in simulation."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.deals.settlement import Improvement, believed_improvements, known_improvement
from meso_infer.errors import InvalidSettings
from meso_infer.evidence import Counteroffer, Pick
from meso_infer.inference import infer
from meso_infer.issues import NumericIssue, OrderedIssue
from meso_infer.packages import Agenda, Package, Rule
from meso_infer.utility import AdditiveUtility, Points
from tests.agendas import YEARS, deal, hiring_agenda, hiring_own


def grid_agenda() -> Agenda:
    """The hiring agenda with salaries in whole thousands: 288 packages."""
    first, *others = hiring_agenda({"later": 1}).issues
    assert isinstance(first, NumericIssue)
    return Agenda((first.model_copy(update={"step": 1000}), *others))


def candidate(agenda: Agenda) -> AdditiveUtility:
    """Weights .5, .3, .2; more pay, more remote days and longer contracts are better."""
    return AdditiveUtility.of(
        agenda,
        dict(zip(agenda.names, (0.5, 0.3, 0.2), strict=True)),
        {
            "Salary": Points(points=((90000, 0), (105000, 1))),
            "Remote": Points(points=((0, 0), (5, 1))),
            "Contract": dict(zip(YEARS, (0, 0.5, 1), strict=True)),
        },
    )


def test_the_worked_improvements_over_b() -> None:
    """From B the largest smaller gain is at (98, 0, 3), +16/115 and +.14; the largest product at (99, 0, 3)."""
    agenda = grid_agenda()
    ours, theirs, b = hiring_own(agenda), candidate(agenda), deal(95000, 1, 2)
    found = known_improvement(ours, theirs, b)
    assert found is not None
    assert found.package == deal(98000, 0, 3)
    assert (found.own_gain, found.their_gain) == pytest.approx((16 / 115, 0.14))
    product_best = known_improvement(ours, theirs, b, aim="nash")
    assert product_best is not None
    assert product_best.package == deal(99000, 0, 3)
    assert ours.utility(product_best.package) == pytest.approx(88 / 115)
    assert theirs.utility(product_best.package) == pytest.approx(0.5)


def test_what_was_refused_has_to_be_beaten_by_whoever_refused_it() -> None:
    """After their no to (98, 0, 3) the next is (100, 0, 3), after ours (95, 0, 3); (98, 0, 3) from nobody's no."""
    agenda = grid_agenda()
    ours, theirs, b = hiring_own(agenda), candidate(agenda), deal(95000, 1, 2)
    refused = [deal(98000, 0, 3)]
    found = known_improvement(ours, theirs, b, noes=((), refused))
    assert found is not None
    assert found.package == deal(100000, 0, 3)
    assert (found.own_gain, found.their_gain) == pytest.approx((10 / 115, 0.14 + 2 / 30))
    after_ours = known_improvement(ours, theirs, b, noes=(refused, ()))
    assert after_ours is not None
    assert after_ours.package == deal(96000, 0, 3)
    assert after_ours.own_gain > 16 / 115
    assert known_improvement(ours, theirs, b, noes=(refused, refused)) is None


def test_what_the_deal_says_of_an_issue_can_stay_as_it_is() -> None:
    """On amounts to the dollar, of which few are tried, those of the deal are among them."""
    first, *others = hiring_agenda({"later": 1}).issues
    assert isinstance(first, NumericIssue)
    agenda = Agenda((first.model_copy(update={"step": 1}), *others))
    flat = {"Remote": Points(points=((0, 1), (5, 0))),
            "Contract": dict(zip(YEARS, (0, 0.5, 1), strict=True))}  # fmt: skip
    steep = Points(points=((90000, 1), (90007, 1), (90020, 0), (105000, 0)))
    rising = Points(points=((90000, 0), (105000, 1)))
    ours, theirs = (
        AdditiveUtility.of(
            agenda, dict(zip(agenda.names, (0.2, 0.5, 0.3), strict=True)), {"Salary": pay, **flat}
        )
        for pay in (steep, rising)
    )
    found = known_improvement(ours, theirs, deal(90007, 3, 2))
    assert found is not None
    assert found.package == deal(90007, 0, 3)


def random_sides(seed: int, *, rule: bool) -> tuple[AdditiveUtility, AdditiveUtility, Package]:
    """Two utilities on a random agenda of up to 256 packages, and a feasible deal."""
    rng = np.random.default_rng(seed)
    issues = tuple(
        OrderedIssue(
            name=f"Issue {j}",
            options=tuple(f"o{k}" for k in range(rng.integers(2, 5))),
            own_direction="later",
        )
        for j in range(rng.integers(2, 5))
    )
    rules = ()
    if rule:
        tied = {"if": {"Issue 0": {"min": "o1"}}, "then": {"Issue 1": {"max": "o0"}}}
        rules = (Rule.model_validate(tied),)
    agenda = Agenda(issues, rules)

    def side() -> AdditiveUtility:
        weights = dict(zip(agenda.names, rng.dirichlet(np.ones(len(issues))), strict=True))
        tables = {
            one.name: dict(zip(one.options, _ends(rng.random(len(one.options))), strict=True))
            for one in issues
        }
        return AdditiveUtility.of(agenda, weights, tables)

    ours, theirs = side(), side()
    packages = every_package(agenda)
    return ours, theirs, packages[int(rng.integers(len(packages)))]


def _ends(values: np.ndarray) -> list[float]:
    return ((values - values.min()) / (values.max() - values.min())).tolist()


def every_package(agenda: Agenda) -> list[Package]:
    rows = np.array(list(product(*(issue.coordinates() for issue in agenda.issues))))
    return [agenda.decode(row) for row in rows[agenda.feasible_mask(rows)]]


@settings(max_examples=60)
@given(
    st.integers(0, 2**32 - 1),
    st.booleans(),
    st.sampled_from(["maximin", "nash"]),
    st.tuples(st.integers(0, 2), st.integers(0, 2)),
)
def test_the_best_for_both_is_what_looking_at_every_package_finds(
    seed: int, rule: bool, aim: str, n_noes: tuple[int, int]
) -> None:
    """With rules and without, and whatever was refused, the smaller gain, or the product, is the largest."""
    ours, theirs, agreed = random_sides(seed, rule=rule)
    packages = every_package(ours.agenda)
    noes = (packages[: n_noes[0]], packages[-n_noes[1] :] if n_noes[1] else [])
    to_beat = [
        max(one.utility(x) for x in (agreed, *refused))
        for one, refused in zip((ours, theirs), noes, strict=True)
    ]
    gains = np.array(
        [(ours.utility(x) - to_beat[0], theirs.utility(x) - to_beat[1]) for x in packages]
    )
    better = gains[(gains > 1e-9).all(axis=1)]
    found = known_improvement(ours, theirs, agreed, aim=aim, noes=noes)  # type: ignore[arg-type]
    if not len(better):
        assert found is None
        return
    assert found is not None
    worth = min if aim == "maximin" else np.prod
    best = better.min(axis=1).max() if aim == "maximin" else better.prod(axis=1).max()
    gained = (ours.utility(found.package), theirs.utility(found.package))
    assert worth(np.subtract(gained, to_beat)) == pytest.approx(best, abs=1e-9)
    assert found.own_gain == pytest.approx(gained[0] - ours.utility(agreed))
    assert found.their_gain == pytest.approx(gained[1] - theirs.utility(agreed))
    assert not ours.agenda.broken_rules(found.package)


def believed(seed: int) -> tuple[AdditiveUtility, np.ndarray, tuple[Improvement, ...]]:
    """What is proposed to a counterpart drawn from the prior after two answers, and its true gains."""
    rng = np.random.default_rng(seed)
    agenda = grid_agenda()
    own = hiring_own(agenda)
    truth = infer(agenda, [], own=own, seed=seed).thinned(256)
    draw = int(rng.integers(truth.n_draws))
    packages = every_package(agenda)

    def worth(some: list[Package]) -> np.ndarray:
        return truth.utility(some)[:, draw]

    evidence: list[Pick | Counteroffer] = []
    for number in (1, 2):
        offered = [packages[k] for k in rng.choice(len(packages), 3, replace=False)]
        odds = np.exp(12 * worth(offered))
        evidence.append(Pick(tuple(offered), int(rng.choice(3, p=odds / odds.sum())), round=number))
    agreed = packages[int(rng.integers(len(packages)))]
    found = believed_improvements(own, infer(agenda, evidence, own=own), agreed)
    gains = worth([one.package for one in found]) - worth([agreed]) if found else np.zeros(0)
    return own, gains, found


def test_what_is_said_to_be_likely_enough_is() -> None:
    """Of improvements proposed at 70%, no more than 35% fail to give the other side more."""
    first = [gains[0] for _, gains, _ in map(believed, range(60)) if len(gains)]
    assert len(first) >= 30
    assert np.mean(np.array(first) < 0) <= 0.35


def test_what_is_proposed_is_good_for_us_and_of_different_kinds() -> None:
    """Every proposal gives us something, keeps its promise of likelihood, and none repeats another's trade."""
    for seed in range(4):
        _, _, found = believed(seed)
        assert all(one.own_gain >= 0.005 and one.both_gain >= 0.7 for one in found)
        assert len({one.package for one in found}) == len(found)


@pytest.mark.parametrize("whose", ["ours", "theirs"])
def test_nothing_next_to_a_refused_package_comes_up_again(whose: str) -> None:
    """On amounts to the dollar, all that follows a no is half a point better for whoever said it, as likely."""
    agenda = hiring_agenda({"later": 1})
    own, b = hiring_own(agenda), deal(95000, 1, 2)
    posterior = infer(agenda, [Pick((b, deal(90000, 2, 1), deal(100000, 0, 3)), 0)], own=own)
    refused = [believed_improvements(own, posterior, b, likely=0.6)[0].package]
    for _ in range(3):
        noes = (refused, ()) if whose == "ours" else ((), refused)
        found = believed_improvements(own, posterior, b, likely=0.6, noes=noes)
        for one, no in product(found, refused):
            then, before = posterior.utility([one.package, no])
            more = own.utility(one.package) - own.utility(no)
            if whose == "ours":
                assert more >= 0.005 - 1e-9
            else:
                assert posterior.probability(then - before >= 0.005) >= 0.6
                assert one.own_gain >= 0.005
        if not found:
            break
        refused.append(found[0].package)
    assert len(refused) == len(set(refused)) >= 2


def test_nothing_is_proposed_over_the_best_deal_for_us() -> None:
    """Where we cannot gain there is nothing to propose."""
    agenda = grid_agenda()
    own = hiring_own(agenda)
    best = deal(90000, 0, 3)
    assert believed_improvements(own, infer(agenda, [], own=own), best) == ()
    assert known_improvement(own, candidate(agenda), best) is None


def test_a_chance_or_an_aim_that_makes_no_sense_is_refused() -> None:
    """A chance below one half and an unknown aim are named, with what is allowed."""
    agenda = grid_agenda()
    own = hiring_own(agenda)
    with pytest.raises(InvalidSettings, match=r"0\.5 to 1"):
        believed_improvements(own, infer(agenda, [], own=own), deal(95000, 1, 2), likely=0.2)
    with pytest.raises(InvalidSettings, match="maximin and nash"):
        known_improvement(own, candidate(agenda), deal(95000, 1, 2), aim="sum")  # type: ignore[arg-type]
