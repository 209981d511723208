"""Points of 100: how a utility is told to people."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import meso_infer
from meso_infer.points import points, signed_points, signed_whole


@pytest.mark.parametrize(
    ("utility", "told"),
    [(0.652, "65.2"), (0.65, "65"), (1.0, "100"), (0.0, "0"), (0.1, "10"), (-1e-9, "0")],
)
def test_whole_points_stand_without_a_decimal(utility: float, told: str) -> None:
    """Worked values, the trailing zeros of 100 and 10 among them; nothing has no sign."""
    assert points(utility) == told


@given(st.floats(0, 1))
def test_what_is_told_is_within_half_a_tenth(utility: float) -> None:
    """Reading the words again gives the utility to a twentieth of a point."""
    assert float(points(utility)) == pytest.approx(100 * utility, abs=0.05 + 1e-9)


@pytest.mark.parametrize(
    ("difference", "told"), [(0.061, "+6.1"), (-0.18, "−18"), (-1e-9, "0"), (0.0, "0")]
)
def test_a_difference_has_a_sign_unless_it_is_nothing(difference: float, told: str) -> None:
    """A minus is a minus sign, as in print, and what rounds to nothing is neither gain nor loss."""
    assert signed_points(difference) == told


@given(st.floats(-1, 1))
def test_whole_points_with_a_sign_are_the_nearest(difference: float) -> None:
    """Read as a number, with a minus sign as in print, they are within half a point."""
    told = signed_whole(difference)
    assert float(told.replace("−", "-")) == pytest.approx(100 * difference, abs=0.5 + 1e-9)
    assert told == "0" or told[0] in "+−"


def test_nobody_else_writes_points() -> None:
    """No module makes points of a utility by hand, so that an amount reads alike wherever it stands."""
    package = Path(meso_infer.__file__).parent
    by_hand = re.compile(r"\{100 \* [^}]*:\.1f\}|\* 100:\.1f\}")
    found = [
        f"{path.relative_to(package)}: {line.strip()}"
        for path in sorted(package.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if by_hand.search(line)
    ]
    assert not found
