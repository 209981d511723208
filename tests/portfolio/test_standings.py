"""Many negotiations side by side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer import workflow
from meso_infer.events import (
    AgreementReached,
    IssuePushed,
    PackagePicked,
    TalksEnded,
    extended,
    replay,
)
from meso_infer.negotiation import Negotiation
from meso_infer.portfolio import (
    STANDS,
    PortfolioRow,
    matches,
    portfolio_row,
    value_now,
    with_estimate,
)
from meso_infer.templates import blank_header, load_sample

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)


def row(negotiation: Negotiation, touched: datetime = NOW) -> PortfolioRow:
    return portfolio_row("one", negotiation, workflow.infer(negotiation), touched=touched, now=NOW)


ROW = portfolio_row("one", load_sample("hiring"), None, touched=NOW, now=NOW)


@pytest.fixture(scope="module")
def example() -> Negotiation:
    return load_sample("hiring")


def test_without_evidence_no_issue_is_named(example: Negotiation) -> None:
    """Nothing is ranked before they have answered."""
    before = row(example)
    assert (before.top_issue, before.certainty, before.n_informative) == (None, "no evidence", 0)


def test_the_worked_round(example: Negotiation) -> None:
    """After B and 5,000 more: salary, with the word of the live page; value 15/23 against 0.4."""
    played = extended(
        example,
        PackagePicked(package="B"),
        IssuePushed(issue="Salary", direction="higher", amount=5000),
    )
    after = row(played)
    assert after.top_issue == "Salary"
    assert after.certainty in ("leaning", "likely")
    assert after.value_now == pytest.approx(15 / 23)
    assert after.walk_away == 0.4
    assert after.value_by_round == pytest.approx((15 / 23,))
    assert after.outcome == "our move"


def test_an_agreement_is_valued_by_itself(example: Negotiation) -> None:
    """What was agreed counts, not what was offered last."""
    worse = {"Salary": 100000, "Remote": 1, "Contract": "2 years"}
    agreed = extended(example, AgreementReached(package=worse))  # type: ignore[arg-type]
    assert value_now(agreed) == pytest.approx(12 / 23)
    assert row(agreed).outcome == "agreed"


def test_outcomes_and_idle_days(example: Negotiation) -> None:
    """Days are whole days since the last entry, and never negative."""
    assert row(example).outcome == "their move"
    ended = extended(example, TalksEnded(reason="they hired someone"))
    assert row(ended).outcome.startswith("ended")
    assert row(example, NOW - timedelta(days=9, hours=23)).days_idle == 9
    assert row(example, NOW + timedelta(hours=1)).days_idle == 0


def test_without_values_nothing_is_invented() -> None:
    """A negotiation without our values has no value now and no walk-away."""
    bare = row(replay(blank_header(), ()))
    assert (bare.value_now, bare.walk_away, bare.value_by_round) == (None, None, ())


def test_what_our_offers_show_is_told_in_a_word(example: Negotiation) -> None:
    """Nothing is shown before an offer; three equal packages bound a weight; nothing without our values."""
    assert row(replay(example.header, ())).exposure == "hidden"
    assert row(example).exposure in ("hinted", "bounded", "known")
    assert row(replay(blank_header(), ())).exposure == ""


def test_a_row_can_wait_for_its_estimate(example: Negotiation) -> None:
    """Without an estimate everything that the log says stands; with it, the row is the whole one."""
    bare = portfolio_row("one", example, None, touched=NOW, now=NOW)
    assert (bare.certainty, bare.p_top) == ("", None)
    assert with_estimate(bare, example, workflow.infer(example)) == row(example)


@given(st.text(max_size=8), st.sets(st.sampled_from(STANDS)))
def test_looking_for_rows(words: str, stands: set[str]) -> None:
    """All words must stand in the title or the counterpart's name, in any case; no filter finds all."""
    one = ROW
    assert matches(one, "", ())
    assert matches(one, one.counterpart.upper()) == matches(one, one.counterpart)
    assert matches(one, words, tuple(stands)) == (
        matches(one, words) and (not stands or one.stand in stands)
    )
    assert not matches(one, f"{words} no-such-word")
