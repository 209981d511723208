"""Packages, agendas, rules and the MESO."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.errors import InvalidIssue, InvalidPackage
from meso_infer.issues import CategoricalIssue, NumericIssue, OrderedIssue
from meso_infer.packages import Agenda, Meso, Package, Rule
from tests.agendas import A, B, C, hiring_agenda

RULE = Rule.model_validate({"if": {"Remote": {"min": 3}}, "then": {"Contract": {"min": "2 years"}}})
AGENDA = Agenda(hiring_agenda().issues, (RULE,))


@given(st.permutations(list(B.items())))
def test_a_package_is_its_options(items):
    """Order of construction changes neither equality nor hash; None means not mentioned."""
    package = Package({**dict(items), "Gone": None})
    assert package == B
    assert hash(package) == hash(B)
    assert package != B.with_option("Remote", 2)
    assert pickle.loads(pickle.dumps(package)) == B


@given(
    st.lists(
        st.tuples(st.floats(90000, 105000), st.integers(0, 5), st.integers(0, 2)),
        min_size=1, max_size=30,
    )
)  # fmt: skip
def test_rules_hold_row_by_row(rows):
    """The vectorised rule check agrees with the rule read aloud, and encoding inverts decoding."""
    coordinates = np.array(rows, float)
    expected = [remote < 3 or years >= 1 for _, remote, years in rows]
    assert AGENDA.feasible_mask(coordinates).tolist() == expected
    packages = [AGENDA.decode(row) for row in coordinates]
    assert AGENDA.encode(packages) == pytest.approx(coordinates, rel=1e-11)


def test_a_broken_rule_is_said_in_words():
    """A package that breaks a rule is refused with the rule."""
    with pytest.raises(
        InvalidPackage, match="if Remote at least 3 days, then Contract at least 2 years"
    ):
        AGENDA.package({"Salary": 95000, "Remote": 3, "Contract": "1 year"})


PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=4)


@given(PAIRS)
def test_no_rule_reaches_across_parts(pairs):
    """Every issue is in one part; a package obeys all rules where each part of it obeys its own."""
    issues = tuple(NumericIssue(name=f"I{j}", low=0, high=2, step=1) for j in range(5))
    tied = [
        {"if": {f"I{a}": {"min": 1}}, "then": {f"I{b}": {"max": 1}}} for a, b in pairs if a != b
    ]
    agenda = Agenda(issues, tuple(Rule.model_validate(one) for one in tied))
    parts = agenda.parts()
    assert sorted(j for part in parts for j in part) == list(range(5))
    assert len(parts) >= 5 - len(tied)
    rows = np.random.default_rng(1).integers(0, 3, (200, 5)).astype(float)
    obeyed = [agenda.part(part).feasible_mask(rows[:, list(part)]) for part in parts]
    assert np.array_equal(np.all(obeyed, axis=0), agenda.feasible_mask(rows))


def test_ten_thousand_generated_packages_obey():
    """Sampled packages that pass the mask break no rule when read one by one."""
    rng = np.random.default_rng(7)
    rows = np.stack([rng.choice(issue.grid(), 20000) for issue in AGENDA.issues], axis=1)
    kept = rows[AGENDA.feasible_mask(rows)][:10000]
    assert len(kept) == 10000
    assert not any(AGENDA.broken_rules(AGENDA.decode(row)) for row in kept[::10])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"Pay": 1}, "the agenda has Salary, Remote and Contract"),
        ({"Salary": 95000, "Remote": 1}, "leaves out Contract"),
        ({"Salary": 95000, "Remote": 9, "Contract": "1 year"}, "from 0 days to 5 days"),
    ],
)
def test_wrong_packages_are_refused(options, words):
    """Unknown issues, missing ones and wrong amounts each say what is allowed."""
    with pytest.raises(InvalidPackage, match=words):
        AGENDA.package(options)


def test_a_partial_package_keeps_what_was_not_said():
    """Missing and null issues stay missing; nothing is assumed."""
    partial = AGENDA.partial({"Salary": 100000, "Remote": None})
    assert dict(partial) == {"Salary": 100000}
    assert np.isnan(AGENDA.encode([partial])[0, 1:]).all()


def test_an_agenda_is_checked():
    """Repeated names, empty agendas and rules on what does not exist are refused."""
    issue = NumericIssue(name="x", low=0, high=1)
    with pytest.raises(InvalidIssue, match="empty"):
        Agenda(())
    with pytest.raises(InvalidIssue, match="twice"):
        Agenda((issue, issue))
    city = CategoricalIssue(name="city", options=("a", "b"))
    wrong = Rule.model_validate({"if": {"city": {"min": "a"}}, "then": {"x": {"max": 1}}})
    with pytest.raises(InvalidIssue, match="no order"):
        Agenda((issue, city), (wrong,))
    with pytest.raises(InvalidIssue, match="no issue"):
        Agenda((issue,), (wrong,))


def test_counts():
    """The number of packages is the product of the options, unknown for a continuous issue."""
    stepped = NumericIssue(name="a", low=0, high=1, step=0.1)
    listed = OrderedIssue(name="b", options=("x", "y"))
    assert Agenda((stepped, listed)).count() == 22
    assert AGENDA.count() is None
    assert AGENDA.continuous() == ("Salary",)


def test_a_meso_has_distinct_labelled_packages():
    """A Meso refuses twins, too many packages and an order shown that is not one."""
    meso = Meso.of({"A": A, "B": B, "C": C}, ("B", "A", "C"))
    assert [label for label, _ in meso.in_shown_order()] == ["B", "A", "C"]
    assert meso["C"] == C
    with pytest.raises(InvalidPackage, match="the same"):
        Meso.of({"A": A, "B": A})
    with pytest.raises(InvalidPackage, match="0 packages"):
        Meso.of({})
    with pytest.raises(InvalidPackage, match="once"):
        Meso.of({"A": A, "B": B}, ("A",))
    with pytest.raises(InvalidPackage, match="A, B and C"):
        meso["D"]


def test_varying_issues_and_words():
    """Only issues that differ are said to vary, and a package reads aloud."""
    assert AGENDA.varying((A, B)) == ("Salary", "Contract")
    assert AGENDA.describe(B) == "Salary USD 95,000, Remote 1 day, Contract 2 years"
