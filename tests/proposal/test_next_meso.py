"""The next Meso: its constraints, its modes, its reasons, and the same answer for the same question."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.candidates import changed_issues, find_candidates
from meso_infer.errors import InvalidSettings, NoFeasibleMeso
from meso_infer.evidence import Counteroffer, Pick
from meso_infer.exposure import exposure_of
from meso_infer.inference import infer
from meso_infer.information import best_shares
from meso_infer.issues import CategoricalIssue, NumericIssue, OrderedIssue
from meso_infer.packages import Agenda, Package, Rule
from meso_infer.posterior import Posterior
from meso_infer.proposal import propose
from meso_infer.proposal.checks import distances, dominated, known_signs
from meso_infer.utility import AdditiveUtility
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own

LEVEL = 15 / 23
AGENDA = hiring_agenda()
OWN = hiring_own(AGENDA)
KEYS = [
    "packages", "own_utility", "pick_probability", "expected_information_bits", "counterpart_value",
    "exposure", "reasons", "candidates", "method",
]  # fmt: skip


@pytest.fixture(scope="module")
def hiring() -> Posterior:
    """The belief after "B, but 5,000 more"."""
    return infer(AGENDA, [Pick((A, B, C), 1), Counteroffer(deal(100000, 1, 2))], own=OWN)


def again(posterior: Posterior, **asked):
    asked = {
        "target": LEVEL,
        "previous": [(A, B, C)],
        "reservation_value": 0.4,
        "round_number": 2,
        **asked,
    }
    return propose(AGENDA, OWN, posterior, **asked)


def test_the_hiring_example_goes_on(hiring):
    """Three packages of the eleven, worth the same to us, with chances that sum to one and reasons."""
    found = again(hiring)
    assert (found.candidates, found.method, len(found.packages)) == (11, "exact", 3)
    assert found.spread <= 0.01
    assert list(found.own_utility.values()) == pytest.approx([LEVEL] * 3, abs=0.005)
    assert list(found.pick_probability) == ["A", "B", "C", "none"]
    assert sum(found.pick_probability.values()) == pytest.approx(1)
    assert 0 < found.expected_information_bits < 2
    assert found.expected_best_value >= max(v.mean for v in found.counterpart_value.values())
    for label in "ABC":
        assert sum(reason.startswith(f"{label} has") for reason in found.reasons) == 1
    assert len(found.alternatives) == 2
    rows = AGENDA.encode(list(found.packages.values()))
    assert best_shares(hiring.utility_of(rows)).min() >= 0.05
    assert not dominated(rows, known_signs(hiring)).any()
    assert distances(AGENDA, rows)[np.triu_indices(3, 1)].min() >= 0.1
    assert found.meso.shown == ("A", "B", "C")


def test_the_command_line_gets_plain_json(hiring):
    """The dictionary has exactly the documented keys and survives JSON unchanged."""
    written = again(hiring).to_dict()
    assert list(written) == KEYS
    assert json.loads(json.dumps(written)) == written
    assert set(written["counterpart_value"]["A"]) == {"mean", "q05", "q95"}


def test_each_answer_has_a_lesson(hiring):
    """Lessons average back to what is believed now, weighted by the chance of each answer."""
    found = again(hiring)
    assert [lesson.answer for lesson in found.lessons] == ["A", "B", "C", "none"]
    now = hiring.weight_summary()
    for name in AGENDA.names:
        mean = sum(one.probability * one.weights[name].mean for one in found.lessons)
        top = sum(one.probability * one.weights[name].p_top for one in found.lessons)
        assert (mean, top) == (pytest.approx(now[name].mean), pytest.approx(now[name].p_top))
    assert all(one.sentence.startswith("If ") for one in found.lessons)


def test_the_same_question_has_the_same_answer(hiring):
    """Equal arguments give equal proposals; the seed alone changes the order shown."""
    assert again(hiring).to_dict() == again(hiring).to_dict()
    orders = {tuple(again(hiring, seed=seed).packages.values()) for seed in range(12)}
    assert len(orders) > 1
    assert len({frozenset(order) for order in orders}) == 1


def test_modes_trade_learning_value_and_exposure(hiring):
    """Learn most teaches most, Balanced gives most, Reveal least adds least exposure."""
    found = {mode: again(hiring, mode=mode) for mode in ("balanced", "learn-most", "reveal-least")}
    bits = {mode: one.expected_information_bits for mode, one in found.items()}
    added = {mode: one.exposure.bits - one.exposure_before.bits for mode, one in found.items()}
    assert bits["learn-most"] >= bits["balanced"] - 1e-3 >= bits["reveal-least"] - 2e-3
    assert found["balanced"].expected_best_value >= found["learn-most"].expected_best_value - 1e-3
    assert added["reveal-least"] < min(added["balanced"], added["learn-most"])


def test_reveal_least_holds_the_issue_whose_hiding_costs_least():
    """With tastes less certain, one issue stays the same in all packages, and the reason says which."""
    agenda = Agenda((
        AGENDA.issues[0].model_copy(update={"counterpart_direction": {"higher": 0.95}}),
        AGENDA.issues[1].model_copy(update={"counterpart_direction": None}),
        AGENDA.issues[2],
    ))  # fmt: skip
    own = hiring_own(agenda)
    belief = infer(agenda, [Pick((A, B, C), 1)], own=own)
    found = propose(agenda, own, belief, target=LEVEL, mode="reveal-least")
    assert len(found.held) == 1
    assert len({package[found.held[0]] for package in found.packages.values()}) == 1
    assert any(reason.startswith(f"{found.held[0]} is the same in all") for reason in found.reasons)


def test_in_the_last_round_information_has_no_weight(hiring):
    """Before a deadline alpha is 1 in every mode, and the reasons say so."""
    found = again(hiring, mode="learn-most", last_round=True)
    assert found.alpha == 1.0
    assert found.expected_best_value >= again(hiring).expected_best_value - 1e-9
    assert any("last round" in reason for reason in found.reasons)


def test_exposure_counts_what_was_shown_before(hiring):
    """Exposure is that of all our Mesos together, beside what it was before."""
    found = again(hiring)
    assert found.exposure_before == exposure_of(OWN, [(A, B, C)])
    assert found.exposure == exposure_of(OWN, [(A, B, C), list(found.packages.values())])


def test_held_issues_stay(hiring):
    """An issue is held at a given option, or kept the same in all packages at the best one."""
    fixed = again(hiring, held={"Remote": 1})
    assert {p["Remote"] for p in fixed.packages.values()} == {1}
    same = again(hiring, held=["Contract"])
    assert len({p["Contract"] for p in same.packages.values()}) == 1
    assert (fixed.held, same.held) == (("Remote",), ("Contract",))
    with pytest.raises(NoFeasibleMeso, match="Salary and Remote the same"):
        again(hiring, held=["Salary", "Remote"])


def test_impossible_asks_name_the_nearest_that_can_be(hiring):
    """What cannot be met is said in a sentence, with the tolerance or the issue that would do."""
    with pytest.raises(NoFeasibleMeso, match="release an issue, or offer 1 package"):
        again(hiring, held=["Salary", "Remote", "Contract"])
    with pytest.raises(NoFeasibleMeso, match=r"Every issue is held.*release one, or offer 1"):
        again(hiring, held={"Salary": 95000, "Remote": 1, "Contract": "2 years"})
    with pytest.raises(NoFeasibleMeso, match="With Salary released there are"):
        again(hiring, held=["Salary", "Remote"])
    with pytest.raises(NoFeasibleMeso, match=r"nearest that can be reached: 99\.\d points"):
        again(hiring, target=1.0, tolerance=0.002, held={"Salary": 90100})
    coarse = Agenda(
        tuple(
            NumericIssue(name=f"I{j}", low=0, high=4, step=1, own_direction="lower")
            for j in range(2)
        )
    )
    own = AdditiveUtility.of(coarse, {"I0": 0.61, "I1": 0.39})
    with pytest.raises(NoFeasibleMeso, match=r"Give or take (\d+\.?\d*) points") as refusal:
        propose(coarse, own, infer(coarse, []), target=0.61, tolerance=0.001)
    enough = float(str(refusal.value).split("Give or take ")[1].split()[0])
    wider = propose(coarse, own, infer(coarse, []), target=0.61, tolerance=2 * enough / 100)
    assert len(wider.packages) == 3


def test_learning_most_teaches_no_less_than_the_balanced_choice():
    """Among a billion packages, too, where the search on few draws would rank two sets wrongly."""
    names = tuple(f"Part {k}" for k in range(1, 10))
    many = Agenda(
        tuple(NumericIssue(name=n, low=0, high=9, step=1, own_direction="lower") for n in names)
    )
    own = AdditiveUtility.of(many, {name: (k + 1) / 45 for k, name in enumerate(names)})
    first = Package(dict.fromkeys(names, 3))
    other = Package(dict.fromkeys(names, 2) | dict.fromkeys(names[:4], 6))
    posterior = infer(many, [Pick((first, other), 0)], own=own)
    learn, balanced = (
        propose(
            many, own, posterior, target=0.67, mode=mode, round_number=2, previous=[(first, other)]
        )
        for mode in ("learn-most", "balanced")
    )
    assert learn.expected_information_bits >= balanced.expected_information_bits - 1e-9


def test_learning_most_says_when_it_costs_nothing(hiring):
    """Where the set that teaches most is the balanced one as well, the reason says so; only then."""
    for held in ((), ["Remote"], ["Contract"]):
        learn, balanced = (again(hiring, mode=m, held=held) for m in ("learn-most", "balanced"))
        same = set(learn.packages.values()) == set(balanced.packages.values())
        said = any("the balanced choice is the same set" in reason for reason in learn.reasons)
        assert said == (same and not held)


@pytest.mark.parametrize("mode", ["balanced", "learn-most", "reveal-least"])
def test_a_billion_packages_get_a_proposal(mode):
    """Among 10^9 packages with a rule: equal for us, obedient, supported, within three changes, heuristic."""
    issues = tuple(
        NumericIssue(name=f"I{j}", low=0, high=9, step=1, own_direction="lower") for j in range(9)
    )
    rule = Rule.model_validate({"if": {"I0": {"min": 5}}, "then": {"I1": {"max": 6}}})
    agenda = Agenda(issues, (rule,))
    raw = np.arange(1, 10) / 45
    own = AdditiveUtility.of(agenda, dict(zip(agenda.names, raw.tolist(), strict=True)))
    belief = infer(agenda, [])
    first = propose(agenda, own, belief, target=0.65, mode=mode)
    packages = list(first.packages.values())
    assert first.method == "heuristic"
    assert first.candidates > 10**6
    assert first.spread <= 0.01 + 2e-9
    assert not any(agenda.broken_rules(package) for package in packages)
    rows = agenda.encode(packages)
    assert best_shares(belief.utility_of(rows)).min() >= 0.02
    near = propose(
        agenda, own, belief, target=0.63, mode=mode, previous=[packages], max_changes=3,
        held=["I8"] if mode == "balanced" else (),
    )  # fmt: skip
    assert changed_issues(agenda.encode(list(near.packages.values())), rows).max() <= 3
    if mode == "balanced":
        assert len({package["I8"] for package in near.packages.values()}) == 1


def test_changes_from_the_last_offer_are_limited(hiring):
    """Every package differs from the nearest one of the last Meso on at most so many issues."""
    found = again(hiring, max_changes=2)
    for package in found.packages.values():
        assert min(sum(package[n] != old[n] for n in AGENDA.names) for old in (A, B, C)) <= 2
    with pytest.raises(NoFeasibleMeso, match="changes at least 2 issues"):
        again(hiring, max_changes=1, refused=[A, B, C])


def test_refused_packages_do_not_come_back(hiring):
    """A package that was refused is not proposed again; packages of another agenda are passed over."""
    first = again(hiring)
    second = again(hiring, refused=[*first.packages.values(), Package({"Bonus": 3})])
    assert not set(first.packages.values()) & set(second.packages.values())


def test_the_number_of_packages(hiring):
    """Four packages warn, five must be confirmed, and more than there are is refused with advice."""
    assert any("4 packages are many" in warning for warning in again(hiring, n_packages=4).warnings)
    with pytest.raises(InvalidSettings, match="confirm"):
        again(hiring, n_packages=5)
    assert len(again(hiring, n_packages=5, confirm_many=True).packages) == 5
    assert len(again(hiring, n_packages=1).packages) == 1
    with pytest.raises(NoFeasibleMeso, match=r"Only \d packages? (is|are) worth 88 points"):
        again(hiring, target=0.88, n_packages=4)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"mode": "aggressive"}, "balanced, learn-most or reveal-least"), ({"target": 65}, "from 0 to 1"),
        ({"tolerance": 0.0}, "tolerance"), ({"n_packages": 9}, "1 to 5"), ({"alpha": 2.0}, "alpha"),
        ({"max_changes": 0}, "free to change"), ({"target": float("nan")}, "target"),
    ],
)  # fmt: skip
def test_settings_out_of_range_are_refused(hiring, asked, message):
    """Every setting out of range is refused, naming what is allowed."""
    with pytest.raises(InvalidSettings, match=message):
        again(hiring, **asked)


def test_cherry_picking_below_the_walk_away_warns():
    """With shorter contracts liked, mixing A, B and C is worth 9/23 and warns at a walk-away of .40."""
    agenda = hiring_agenda({"earlier": 1})
    own = hiring_own(agenda)
    everything = find_candidates(own, LEVEL, 0.01).packages()
    others = [package for package in everything if package not in (A, B, C)]
    asked = {"target": LEVEL, "refused": others}
    found = propose(agenda, own, infer(agenda, []), reservation_value=0.40, **asked)
    assert found.cherry_pick_worst.package == deal(100000, 2, 1)
    assert found.cherry_pick_worst.own_utility == pytest.approx(9 / 23)
    assert any(
        "39.1 points to us, below the walk-away of 40 points" in warning
        for warning in found.warnings
    )
    assert any(warning.startswith(_label(found, B)) for warning in found.warnings)
    calm = propose(agenda, own, infer(agenda, []), reservation_value=0.39, **asked)
    assert not any("walk-away" in warning for warning in calm.warnings)


def _label(found, package: Package) -> str:
    return next(label for label, one in found.packages.items() if one == package)


def test_agenda_utility_and_estimate_must_belong_together(hiring):
    """A utility or an estimate of another agenda is refused."""
    with pytest.raises(InvalidSettings, match="one agenda"):
        propose(hiring_agenda({"later": 1}), OWN, hiring, target=LEVEL)


@settings(max_examples=15)
@given(st.integers(0, 2**31), st.integers(1, 2))
def test_every_small_agenda_gets_an_answer(seed, n_issues):
    """One or two issues, curved or not, give a proposal or a reason, never a crash."""
    rng = np.random.default_rng(seed)
    shapes = (
        {"step": None, "own_direction": "lower"},
        {"step": 1, "own_direction": "higher"},
        {
            "step": None,
            "own_direction": "higher",
            "counterpart_direction": {"higher": 0.4, "peak": 0.2},
        },
    )
    issues = tuple(
        NumericIssue(name=f"I{j}", low=0, high=10, **shapes[rng.integers(3)])
        for j in range(n_issues)
    )
    agenda = Agenda(issues)
    own = AdditiveUtility.of(agenda, {issue.name: 1 / n_issues for issue in issues})
    refused = 0
    for mode in ("balanced", "reveal-least"):
        try:
            found = propose(agenda, own, infer(agenda, []), target=0.5, mode=mode, n_packages=2)
        except NoFeasibleMeso:
            refused += 1
        else:
            assert found.spread <= 0.01
    assert n_issues == 1 or not refused


def test_no_package_falls_below_the_walk_away_and_margin(hiring):
    """Every package is worth at least the reservation value plus the margin, or none is proposed."""
    found = again(hiring, target=0.652, reservation_value=0.6, margin=0.05)
    assert min(found.own_utility.values()) >= 0.65 - 1e-9
    with pytest.raises(NoFeasibleMeso, match="walk-away and margin") as refused:
        again(hiring, target=0.6, reservation_value=0.6, margin=0.05)
    assert refused.value.nearest == pytest.approx((0.65,))


@st.composite
def negotiations(draw: st.DrawFn) -> tuple[AdditiveUtility, Posterior]:
    """A mixed agenda with a rule, our utility, and the prior belief about the counterpart."""
    terms = ("1 year", "2 years", "3 years")
    issues = (
        NumericIssue(
            name="Price", low=0, high=100, step=draw(st.sampled_from([None, 5.0])), own_direction="lower"
        ),
        NumericIssue(name="Units", low=0, high=draw(st.integers(3, 8)), step=1, own_direction="higher"),
        OrderedIssue(
            name="Term", options=terms, own_direction="later",
            counterpart_direction=draw(st.sampled_from([None, {"earlier": 1}, {"later": 0.3, "peak": 0.3}])),
        ),
        CategoricalIssue(name="Place", options=("Berlin", "Paris", "Rome")),
    )  # fmt: skip
    rule = Rule.model_validate({"if": {"Units": {"min": 3}}, "then": {"Term": {"min": "2 years"}}})
    agenda = Agenda(issues, (rule,))
    raw = [draw(st.floats(0.1, 1)) for _ in issues]
    weights = {issue.name: w / sum(raw) for issue, w in zip(issues, raw, strict=True)}
    own = AdditiveUtility.of(agenda, weights, {"Place": {"Berlin": 1, "Paris": 0.4, "Rome": 0}})
    return own, infer(agenda, [])


@settings(max_examples=40)
@given(
    negotiations(), st.floats(0.2, 0.8), st.sampled_from(["balanced", "learn-most", "reveal-least"]),
    st.integers(2, 4),
)  # fmt: skip
def test_every_proposal_keeps_its_promises(negotiation, target, mode, n_packages):
    """Spread within tolerance, rules obeyed, packages distinct and complete, in every mode."""
    own, posterior = negotiation
    try:
        found = propose(own.agenda, own, posterior, target=target, mode=mode, n_packages=n_packages)
    except NoFeasibleMeso:
        return
    packages = list(found.packages.values())
    assert len(set(packages)) == n_packages
    assert own.spread(packages) <= 0.01 + 2e-9
    assert all(own.agenda.package(package) == package for package in packages)
    assert np.isfinite(found.expected_information_bits)
