"""Laws of every issue type, and what each refuses."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from meso_infer.errors import InvalidPackage, explain
from meso_infer.events import IssuePushed
from meso_infer.issues import (
    AnyIssue,
    CategoricalIssue,
    NumericIssue,
    OrderedIssue,
    look,
    plain_name,
    whole,
)
from meso_infer.packages import Agenda

READ = TypeAdapter(AnyIssue)
NUMERIC = NumericIssue(name="Salary", unit="USD", low=90000, high=105000, step=500)
CONTINUOUS = NumericIssue(name="Price", unit="EUR", low=0.5, high=2.25)
ORDERED = OrderedIssue(name="Contract", options=("1 year", "2 years", "3 years"))
CATEGORICAL = CategoricalIssue(name="Office", options=("Berlin", "Paris"))
ALL = [NUMERIC, CONTINUOUS, ORDERED, CATEGORICAL]


@pytest.mark.parametrize("issue", ALL, ids=lambda i: i.name)
def test_coordinates_and_options_are_inverse(issue):
    """option(coordinate(x)) is x for every option of the grid, in rising order and within bounds."""
    grid = issue.grid(37)
    assert (np.diff(grid) > 0).all()
    assert (grid[0], grid[-1]) == issue.bounds
    for coordinate in grid:
        option = issue.option(float(coordinate))
        assert issue.coordinate(option) == pytest.approx(coordinate, rel=1e-9)
        assert issue.parse(option) == option


@pytest.mark.parametrize("issue", ALL, ids=lambda i: i.name)
def test_saves_and_reloads(issue):
    """A saved issue reloads to an equal one."""
    assert READ.validate_python(issue.model_dump(mode="json")) == issue


@given(st.floats(90000, 105000))
def test_amounts_off_their_step_are_refused_with_the_nearest(amount):
    """An amount on its step is read; any other is refused and the nearest named."""
    if abs(amount / 500 - round(amount / 500)) < 1e-6:
        assert NUMERIC.parse(amount) == whole(round(amount / 500) * 500)
        return
    with pytest.raises(InvalidPackage, match="nearest is USD"):
        NUMERIC.parse(amount)


@pytest.mark.parametrize(
    "value", [True, "95000", None, float("nan"), float("inf"), 10**400, -(10**400), 89999, 105001]
)
def test_what_is_no_amount_is_refused(value):
    """Booleans, texts, infinities and amounts out of range are refused with what is allowed."""
    with pytest.raises(InvalidPackage, match="from USD 90,000 to USD 105,000"):
        NUMERIC.parse(value)


@pytest.mark.parametrize(
    ("low", "high", "step"), [(0, 1, 0.1), (0, 1, 0.05), (-0.3, 0.6, 0.1), (0, 33.3, 11.1)]
)
def test_steps_that_are_no_binary_fraction_leave_no_dust(low, high, step):
    """Every amount on an odd step is the one that is read, written and listed."""
    issue = NumericIssue(name="x", low=low, high=high, step=step)
    for place, coordinate in enumerate(issue.coordinates()):
        option = issue.option(low + place * step)
        assert coordinate == option == issue.parse(option) == issue.parse(low + place * step)
        assert len(issue.format(option)) <= 5
    with pytest.raises(ValueError, match="read-only"):
        issue.coordinates()[0] = 1.0


@given(st.floats(0, 1e15), st.floats(0, 1))
def test_any_amount_of_a_continuous_range_is_read(high, share):
    """An amount inside the range is read to 12 significant digits, however large the amounts are."""
    issue = NumericIssue(name="x", low=-1, high=high)
    amount = share * high
    assert issue.coordinate(issue.parse(amount)) == pytest.approx(
        amount, rel=1e-11, abs=1e-11 * (high + 1)
    )


@pytest.mark.parametrize("value", ["x" * 5000, ["y"] * 5000])
def test_refusals_fit_on_a_line(value):
    """However long the value given, the message about it stays short."""
    for issue in ALL:
        with pytest.raises(InvalidPackage) as error:
            issue.parse(value)
        assert len(str(error.value)) < 200


def test_options_that_do_not_exist_are_refused():
    """An unknown option names those that exist."""
    with pytest.raises(InvalidPackage, match="1 year, 2 years or 3 years"):
        ORDERED.parse("4 years")


@pytest.mark.parametrize(
    ("given_direction", "own", "expected"),
    [
        (None, "lower", (0.8, 0.2, 0.0)),
        (None, "higher", (0.2, 0.8, 0.0)),
        (None, None, (0.5, 0.5, 0.0)),
        ({"higher": 0.95}, "lower", (0.95, 0.05, 0.0)),
        ({"lower": 1}, None, (0.0, 1.0, 0.0)),
        ({"higher": 0.4, "lower": 0.4, "peak": 0.2}, None, (0.4, 0.4, 0.2)),
        ({"higher": 0.5, "peak": 0.2}, None, (0.5, 0.3, 0.2)),
    ],
)
def test_directions_have_the_documented_defaults(given_direction, own, expected):
    """Absent, the counterpart opposes us with .8; the mass left out goes to the opposite of the one named."""
    issue = NumericIssue(
        name="x", low=0, high=1, own_direction=own, counterpart_direction=given_direction
    )
    assert issue.counterpart_probabilities == pytest.approx(expected)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"kind": "numeric", "name": "x", "low": 2, "high": 1}, "below the high end"),
        ({"kind": "numeric", "name": "x", "low": 0, "high": 1, "step": 0.3}, "divide the range"),
        ({"kind": "numeric", "name": "x", "low": 0, "high": 1, "step": -1}, "positive"),
        ({"kind": "ordered", "name": "x", "options": ["a", "a"]}, "stands twice"),
        ({"kind": "ordered", "name": "x", "options": ["a", " b"]}, "spaces at its ends"),
        (
            {"kind": "categorical", "name": "x", "options": ["a", "b"], "own_direction": "later"},
            "not a field",
        ),
        (
            {
                "kind": "numeric",
                "name": "x",
                "low": 0,
                "high": 1,
                "counterpart_direction": {"up": 1},
            },
            "allowed: higher",
        ),
        (
            {
                "kind": "numeric",
                "name": "x",
                "low": 0,
                "high": 1,
                "counterpart_direction": {"higher": 1.5},
            },
            "between 0 and 1",
        ),
        ({"kind": "date", "name": "x"}, "numeric"),
        ({"kind": "numeric", "name": "x\n", "low": 0, "high": 1}, "unprintable"),
        ({"kind": "numeric", "name": "x", "unit": "a\nb", "low": 0, "high": 1}, "unprintable"),
        ({"kind": "numeric", "name": "x", "low": 1e9, "high": 1e9 + 1, "step": 1e-5}, "too fine"),
        ({"kind": "numeric", "name": "x", "low": 1e9, "high": 1e9 + 0.01}, "too fine"),
        ({"kind": "numeric", "name": "x", "low": 0, "high": 1e-7}, "smaller unit"),
        ({"kind": "numeric", "name": "x", "low": -1e308, "high": 1e307}, "larger unit"),
    ],
)
def test_what_is_no_issue_is_refused_in_words(data, words):
    """A malformed issue says what is wrong and what is allowed."""
    with pytest.raises(ValidationError) as error:
        READ.validate_python(data)
    assert words in explain(error.value)


@pytest.mark.parametrize(
    ("issue", "option", "text"),
    [
        (NUMERIC, 95000, "USD 95,000"),
        (NumericIssue(name="r", unit="days", low=0, high=5, step=1), 1, "1 day"),
        (NumericIssue(name="r", unit="days", low=0, high=5, step=1), 2, "2 days"),
        (NumericIssue(name="s", unit="%", low=0, high=50), 12.5, "12.5%"),
        (NumericIssue(name="s", unit="€", low=0, high=50), 12, "€12"),
        (ORDERED, "2 years", "2 years"),
    ],
)
def test_options_are_written_with_their_unit(issue, option, text):
    """Amounts carry their unit, thousands their comma, one day is singular."""
    assert issue.format(option) == text


def test_a_direction_is_said_by_the_end_it_leads_to_where_options_are_named():
    """Nobody wants a contract "later": named options are wanted towards one of their ends."""
    contract = OrderedIssue(name="Contract", options=("1 year", "2 years", "3 years"))
    assert contract.way_in_words("later") == "towards 3 years"
    assert contract.way_in_words("earlier") == "towards 1 year"
    assert NumericIssue(name="Pay", low=0, high=1).way_in_words("higher") == "higher"
    push = IssuePushed(issue="Contract", direction="later", amount=1)
    assert push.describe(Agenda((contract,))) == "They asked for Contract 1 step towards 3 years"


@pytest.mark.parametrize(
    "name",
    ["می\u200cخواهم", "क्\u200dष", "Team 👨\u200d👩\u200d👧", "O'Brien & “Söhne” 100%", "保証"],
)
def test_names_of_all_scripts_are_names(name: str) -> None:
    """The joiners that scripts and emoji need stay; they are names of issues and of options."""
    assert plain_name(name) == name
    issue = CategoricalIssue(name=name, options=(name, "other"))
    assert issue.parse(name) == name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Price\u202e", "RIGHT-TO-LEFT OVERRIDE"),
        ("\u2066Price", "LEFT-TO-RIGHT ISOLATE"),
        ("Pri\u200dce", "ZERO WIDTH JOINER"),
        ("\u200cقیمت", "ZERO WIDTH NON-JOINER"),
        ("Price\u200b", "ZERO WIDTH SPACE"),
        ("Price\u00a0net", "NO-BREAK SPACE"),
        ("Price\tnet", "U+0009"),
        (" Price", "spaces at its ends"),
    ],
)
def test_what_nobody_sees_is_refused_by_its_name(name: str, said: str) -> None:
    """Controls, signs that turn the direction of a text, and joiners that join nothing."""
    with pytest.raises(ValueError, match=re.escape(said)):
        plain_name(name)


@given(st.text(max_size=30))
def test_names_that_differ_in_capitals_look_the_same(name: str) -> None:
    """A name looks like its folded self, and looking twice shows nothing new."""
    assert look(name) == look(name.casefold()) == look(look(name))
