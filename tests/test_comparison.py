"""Packages are compared with the middle of their set, issue by issue."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from meso_infer.comparison import ABOVE, BELOW, compare, compare_packages
from meso_infer.issues import CategoricalIssue, NumericIssue, OrderedIssue
from meso_infer.packages import Agenda, Meso, Package
from tests.agendas import A, B, C, hiring_agenda

AGENDA = Agenda(
    (
        NumericIssue(name="Price", low=0, high=10, step=1),
        OrderedIssue(name="Term", options=("short", "medium", "long")),
        CategoricalIssue(name="Law", options=("NY", "UK", "DE")),
    )
)
PACKAGES = st.lists(
    st.builds(
        lambda price, term, law: Package({"Price": price, "Term": term, "Law": law}),
        st.none() | st.integers(0, 10),
        st.none() | st.sampled_from(["short", "medium", "long"]),
        st.none() | st.sampled_from(["NY", "UK", "DE"]),
    ),
    min_size=1,
    max_size=5,
)


def test_the_worked_example() -> None:
    """Of the hiring example's packages, B is the middle; A pays more and binds longer, C the reverse."""
    agenda = hiring_agenda()
    rows = {row.issue: row for row in compare(agenda, Meso.of({"A": A, "B": B, "C": C}))}
    assert [cell.mark for _, cell in rows["Salary"].cells] == [ABOVE, "", BELOW]
    assert [cell.mark for _, cell in rows["Remote"].cells] == ["", "", ABOVE]
    assert [cell.mark for _, cell in rows["Contract"].cells] == [ABOVE, "", BELOW]
    assert rows["Salary"].cell("A").text == "USD 100,000"
    assert rows["Contract"].cell("C").words == "earlier than the middle"


def test_cells_follow_the_order_shown() -> None:
    """The page draws packages as the counterpart saw them."""
    meso = Meso.of({"A": A, "B": B, "C": C}, ["C", "A", "B"])
    for row in compare(hiring_agenda(), meso):
        assert [label for label, _ in row.cells] == ["C", "A", "B"]


@given(PACKAGES)
def test_marks_and_differences_agree(packages: list[Package]) -> None:
    """A mark stands only on a cell that differs, has words, and never on options without an order."""
    rows = compare_packages(AGENDA, dict(zip("ABCDE", packages, strict=False)))
    for row in rows:
        for _, cell in row.cells:
            assert bool(cell.mark) == bool(cell.words)
            assert cell.differs or not cell.mark
            assert row.issue != "Law" or not cell.mark
            assert row.issue == "Law" or cell.differs == bool(cell.mark)
        marks = [cell.mark for _, cell in row.cells]
        assert abs(marks.count(ABOVE) - marks.count(BELOW)) <= len(marks) // 2
        if not row.varies:
            assert not any(cell.differs for _, cell in row.cells)


@given(PACKAGES, st.randoms())
def test_order_of_packages_is_irrelevant(packages: list[Package], random) -> None:
    """What a cell says depends on its package and the set, not on where it stands."""
    labelled = dict(zip("ABCDE", packages, strict=False))
    mixed = list(labelled.items())
    random.shuffle(mixed)
    for one, other in zip(
        compare_packages(AGENDA, labelled), compare_packages(AGENDA, dict(mixed)), strict=True
    ):
        assert dict(one.cells) == dict(other.cells)


def test_the_odd_one_out_differs() -> None:
    """Without an order, the commonest option is the usual one; where none is, all differ."""
    packages = {k: Package({"Law": law}) for k, law in zip("ABC", ("NY", "UK", "NY"), strict=True)}
    assert [c.differs for _, c in compare_packages(AGENDA, packages)[2].cells] == [
        False,
        True,
        False,
    ]
    packages["C"] = Package({"Law": "DE"})
    assert all(c.differs for _, c in compare_packages(AGENDA, packages)[2].cells)


def test_what_was_not_mentioned_says_so() -> None:
    """A missing issue is neither high nor low."""
    row = compare_packages(AGENDA, {"A": Package({"Price": 3}), "B": Package({})})[0]
    assert row.cell("B").text == "not mentioned"
    assert not row.cell("A").differs


def test_marks_see_differences_that_are_small_beside_the_amounts():
    """A difference counts beside the issue's range, not beside the size of its amounts."""
    issue = NumericIssue(name="Price", low=1e9, high=1e9 + 1, step=0.5)
    packages = {label: Package({"Price": 1e9 + k / 2}) for k, label in enumerate("ABC")}
    (row,) = compare_packages(Agenda((issue,)), packages)
    assert [cell.mark for _, cell in row.cells] == [BELOW, "", ABOVE]
