"""Amounts as people type them: one meaning is read, two are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.sheet.amounts import amount_of, has_decimal_comma, plain_amount


@given(
    st.floats(-1e9, 1e9),
    st.sampled_from(("{:,.2f}", "{:.2f}", "${:,.2f}", "{:,.2f} USD", "{:.2f} %")),
)
def test_an_amount_is_read_as_it_is_shown(amount: float, form: str) -> None:
    """Marks between thousands, a currency or the unit do not change what an amount is."""
    text = form.format(abs(amount))
    assert amount_of(text, "USD") == pytest.approx(abs(amount), abs=0.006)


@given(st.integers(0, 10**9), st.sampled_from(("", " ", "\u00a0", "\u202f", ".", "'", "’")))
def test_a_comma_before_decimals_goes_with_every_mark_between_thousands(
    cents: int, mark: str
) -> None:
    """German, French and Swiss forms of an amount with two decimals are that amount."""
    text = f"{cents // 100:,}".replace(",", mark) + f",{cents % 100:02d}"
    assert amount_of(text) == pytest.approx(cents / 100, rel=1e-12)
    assert has_decimal_comma(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("95 000", 95000), ("1.234.567,5", 1234567.5), ("0,5", 0.5), ("-3", -3), ("1e5", 1e5),
        ("95'000", 95000), (".5", 0.5), ("٣", 3), ("12 345,50", 12345.5), ("0,250", 0.25),
        ("-0,125", -0.125),
    ],
)  # fmt: skip
def test_amounts_of_other_countries(text: str, amount: float) -> None:
    """Spaces, points and apostrophes between thousands, and a comma before decimals."""
    assert amount_of(text) == amount


@pytest.mark.parametrize("text", ["lots", "95.000", "1,2,3", "", "10^5", "5 to 6", "1e999"])
def test_what_is_no_clear_amount_is_refused(text: str) -> None:
    """Words, and what may mean two amounts, are not guessed at."""
    with pytest.raises(ValueError, match="write"):
        amount_of(text)


def test_a_comma_means_what_it_means_beside_it() -> None:
    """Among amounts with decimal commas, a comma before three digits may be one, too."""
    assert amount_of("1,250") == 1250
    with pytest.raises(ValueError, match=r"1\.25 or 1250"):
        amount_of("1,250", comma_is_decimal=True)
    assert plain_amount("1,250") == 1250
    with pytest.raises(ValueError, match=r"1\.25 or 1250"):
        plain_amount("1,250", comma_is_decimal=True)


@given(st.floats(-1e9, 1e9).map(lambda x: round(x, 3)))
def test_what_the_program_wrote_is_read_back(amount: float) -> None:
    """A dot that the program wrote stands before decimals, whatever follows it."""
    assert plain_amount(str(amount)) == amount
    assert plain_amount("2,5") == 2.5
