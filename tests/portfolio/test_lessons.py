"""What the archive teaches: waits that are cut short count, and nothing is claimed from nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from meso_infer.events import EstimateShown, Event, MesoOffered, PackagePicked, replay
from meso_infer.portfolio.lessons import (
    Watched,
    logging_sentence,
    logging_times,
    median_wait,
    rounds_to_certainty,
    seconds_to_log,
    wait_sentence,
)
from meso_infer.templates import load_sample
from tests.agendas import A, B

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
WATCHED = st.lists(st.builds(Watched, st.integers(1, 8), st.booleans()), min_size=1, max_size=30)


def shown(p_top: float, n: int) -> EstimateShown:
    weights: JsonValue = {"Salary": {"p_top": p_top}, "Remote": {"p_top": (1 - p_top) / 2}}
    return EstimateShown(model_version="1", summary={"weights": weights, "informative_events": n})


@given(st.lists(st.integers(1, 9), min_size=1, max_size=25))
def test_where_all_became_sure_it_is_the_plain_median(rounds: list[int]) -> None:
    """Without any that were cut short, half of all were sure by the median and fewer before it."""
    found = median_wait([Watched(one, True) for one in rounds])
    ordered = sorted(rounds)
    assert found.median == ordered[(len(ordered) + 1) // 2 - 1]
    assert found.low is not None
    assert found.median is not None
    assert found.low <= found.median


@given(WATCHED)
def test_those_cut_short_never_make_it_look_faster(watched: list[Watched]) -> None:
    """Counting those that never became sure gives no smaller median than leaving them out."""
    found = median_wait(watched)
    sure = median_wait([one for one in watched if one.became_sure])
    assert (found.n, found.n_sure) == (len(watched), sure.n)
    if found.median is not None:
        assert sure.median is not None
        assert found.median >= sure.median
        assert found.low is not None
        assert found.low <= found.median
        assert found.high is None or found.high >= found.median


def test_a_worked_wait() -> None:
    """Of ten, two sure after one round, three after two, two after three: shares left of .8, .5 and .3, with
    Greenwood's standard errors .126, .158 and .145, so that half are not surely sure by the third.
    """
    sure = [Watched(1, True)] * 2 + [Watched(2, True)] * 3 + [Watched(3, True)] * 2
    found = median_wait([*sure, *[Watched(3, False)] * 3])
    assert (found.median, found.low, found.high) == (2, 2, None)


def test_the_wait_is_read_off_what_was_shown() -> None:
    """Rounds answered before the first estimate that was shown as likely; the number of answers caps it."""
    offer = MesoOffered(packages={"A": A, "B": B})
    events: list[Event] = [
        offer, shown(0.34, 0), PackagePicked(package="A"),
        offer, shown(0.97, 1), PackagePicked(package="B"),
        offer, shown(0.85, 2), PackagePicked(package="A"),
    ]  # fmt: skip
    header = load_sample("hiring").header
    assert rounds_to_certainty(replay(header, events)) == Watched(2, True)
    assert rounds_to_certainty(replay(header, events[:6])) == Watched(1, False)
    assert rounds_to_certainty(replay(header, events[:3])) is None


@pytest.mark.parametrize("summary", [{}, {"weights": 3}, {"weights": {"a": 1, "b": {}}}])
def test_what_cannot_be_read_is_passed_over(summary: dict) -> None:
    """A summary without chances tells nothing, and breaks nothing."""
    one = EstimateShown(model_version="1", summary={"informative_events": 2, **summary})
    assert rounds_to_certainty(replay(load_sample("hiring").header, [one])) is None


def test_waits_in_words() -> None:
    """No evidence, too few, and a median with its interval and both numbers."""
    assert "no evidence" in wait_sentence(median_wait([None]))
    few = wait_sentence(median_wait([Watched(3, False)] * 3 + [Watched(2, True)]))
    assert "1 of 4 negotiations" in few
    assert "fewer than half" in few
    many = wait_sentence(median_wait([Watched(k % 3 + 1, True) for k in range(30)]))
    assert "a median of 2 (90%: " in many
    assert "30 of 30" in many


def test_times_to_log() -> None:
    """From the estimate that was seen to the answer logged after it; equal times are no measurement."""
    offer = MesoOffered(packages={"A": A, "B": B}, at=NOW)
    events: list[Event] = []
    for k, seconds in enumerate((10, 20, 30, 0)):
        heard = NOW + timedelta(hours=k)
        events += [
            offer.model_copy(update={"at": heard}),
            shown(0.5, 0).model_copy(update={"at": heard}),
            PackagePicked(package="A", at=heard + timedelta(seconds=seconds)),
        ]
    negotiation = replay(load_sample("hiring").header, [*events, shown(0.5, 0)])
    assert seconds_to_log(negotiation) == (10, 20, 30)
    times = logging_times(seconds_to_log(negotiation))
    assert times is not None
    assert (times.n, times.median, times.q25, times.q75) == (3, 20, 15, 25)
    assert "a median of 20 seconds (half of them 15 to 25; 3 answers)" in logging_sentence(times)
    assert "no evidence" in logging_sentence(logging_times(()))
