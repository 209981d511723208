"""What the findings of a validation say."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, Field, ValidationError

from meso_infer.documents import validate_document
from meso_infer.findings import findings, shown
from tests.example_document import EXAMPLE


class Shelf(BaseModel):
    """A list that may not be empty."""

    books: tuple[int, ...] = Field(min_length=1)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"books": []}, ["books: has too few entries; it needs at least 1"]),
        ({"books": ["one"]}, ["books[0]: is 'one'; it must be a whole number"]),
    ],
)
def test_a_fault_is_said_once(raw, said):
    """A list whose entries are wrong is not also said to have too few of them."""
    with pytest.raises(ValidationError) as error:
        Shelf.model_validate(raw)
    assert findings(error.value, Shelf, raw) == said


def test_values_are_shown_in_sixty_characters():
    """However long a value is, what is shown of it fits on a line."""
    assert len(shown("x" * 5000)) == 60
    assert shown({"a": "x" * 5000}) == "an object"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"curve": "exponential", "rho": "x"},
            "own.values.Salary.rho: is 'x'; it must be a number",
        ),
        ({"curve": "exponential"}, "own.values.Salary: the curve 'exponential' takes rho"),
        ({"curve": "zigzag"}, "own.values.Salary.curve: is 'zigzag'; allowed: 'linear'"),
        ({"points": [[90000, "a"], [105000, 0]]}, "own.values.Salary.points[0][1]: is 'a'"),
    ],
)
def test_a_path_names_what_is_in_the_data(values, said):
    """A fault in one of several forms is found at its own key, not at the name of the form."""
    own = {**EXAMPLE["own"], "values": {**EXAMPLE["own"]["values"], "Salary": values}}
    (problem,) = validate_document({**EXAMPLE, "own": own})
    assert problem.startswith(said)
