"""What the findings of a validation say."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, Field, ValidationError

from meso_infer.findings import findings, shown


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
