"""The log line by line, and how far each event moved the estimate."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from meso_infer import workflow
from meso_infer.errors import InvalidSettings
from meso_infer.events import (
    Correction,
    IssuePushed,
    Note,
    PackagePicked,
    PriorChosen,
    extended,
    replay,
)
from meso_infer.history import because, effect, history, round_ends
from meso_infer.negotiation import Negotiation
from meso_infer.templates import load_sample
from tests.strategies import histories


@pytest.fixture(scope="module")
def played() -> Negotiation:
    return extended(
        load_sample("hiring"),
        PackagePicked(package="B", id="pick"),
        IssuePushed(issue="Salary", direction="higher", amount=5000),
        Note(text="in a hurry", id="note"),
        Correction(supersedes="pick", event=PackagePicked(package="C")),
    )


@settings(max_examples=60)
@given(histories())
def test_every_event_has_one_line(negotiation: Negotiation) -> None:
    """Lines come in the order of the log, none left out, all with words."""
    lines = history(negotiation)
    assert [line.sequence for line in lines] == list(range(1, negotiation.sequence + 1))
    assert all(line.text and line.who and line.group for line in lines)
    assert [end for _, end in round_ends(negotiation)] == sorted(
        e for _, e in round_ends(negotiation)
    )


def test_the_choice_of_a_prior_is_ours_to_look_for() -> None:
    """What we switch on stands with the setup, not with what the tool keeps of its own accord."""
    (line,) = history(replay(load_sample("hiring").header, [PriorChosen(prior=None)]))
    assert line.group == "Setup"


def test_bits_are_told_event_by_event(played: Negotiation) -> None:
    """The lines add up to all evidence of the estimate, in its order."""
    posterior = workflow.infer(played)
    lines = because(played, posterior)
    assert [line.bits for line in lines] == pytest.approx(list(posterior.information_bits))
    assert [line.text for line in lines] == [
        "They picked C",
        "They asked for Salary USD 5,000 higher",
    ]
    assert all(line.effect == effect(line.bits) for line in lines)


def test_an_estimate_of_another_log_is_refused(played: Negotiation) -> None:
    """Bits are never put beside events that they do not belong to."""
    with pytest.raises(InvalidSettings, match="other"):
        because(played, workflow.infer(load_sample("hiring")))


def test_a_correction_names_the_event_by_its_place(played: Negotiation) -> None:
    """Readers know places in the log, not ids."""
    lines = history(played)
    assert lines[1].now == "corrected to: They picked C"
    assert lines[-1].text == "Corrected event 2: They picked C"
    withdrawn = extended(played, Correction(supersedes="note", event=None))
    assert history(withdrawn)[-1].text == "Withdrew event 4"
    assert history(withdrawn)[3].now == "withdrawn"


def test_an_offer_is_told_with_its_packages(played: Negotiation) -> None:
    """The log says what was offered, not only that something was."""
    assert "A: Salary USD 100,000, Remote 1 day, Contract 3 years" in history(played)[0].detail


@pytest.mark.parametrize(
    ("bits", "word"),
    [(0.0, "hardly"), (0.0999, "hardly"), (0.1, "a little"), (0.5, "clearly"), (1.5, "a lot")],
)
def test_the_words_for_effects(bits: float, word: str) -> None:
    """Below the bits that count as informative, an event hardly moved anything."""
    assert effect(bits) == word
