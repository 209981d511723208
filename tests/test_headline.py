"""Sentences about what is believed carry their doubt and never more than the numbers support."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.certainty import certainty
from meso_infer.evidence import Pick, Push
from meso_infer.headline import (
    changes,
    direction_sentences,
    headline,
    hedged,
    issue_sentences,
    percent,
    ranked,
    top_issue,
    with_interval,
)
from meso_infer.inference import infer
from meso_infer.issues import NumericIssue
from meso_infer.packages import Agenda
from meso_infer.posterior import Posterior
from tests.agendas import A, B, C, hiring_agenda, hiring_own

PRIOR = infer(hiring_agenda({"later": 0.4, "earlier": 0.4, "peak": 0.2}), [])


def believed(shift: float, bits: tuple[float, ...]) -> Posterior:
    """The prior leaned towards salary by `shift`, as if pieces of evidence had moved it by `bits`."""
    leaned = PRIOR.reweighted(shift * PRIOR.weights[0])
    return dataclasses.replace(leaned, information_bits=bits)


BELIEFS = st.builds(
    believed,
    st.floats(-60, 60),
    st.lists(st.sampled_from([0.0, 0.05, 0.3, 2.0]), max_size=5).map(tuple),
)


@given(BELIEFS)
def test_no_sentence_claims_more_than_it_may(posterior: Posterior) -> None:
    """Never "certain", never jargon, and no percentage before two informative answers."""
    sentences = [
        headline(posterior),
        *(s.text for s in issue_sentences(posterior, PRIOR)),
        *direction_sentences(posterior),
    ]
    for text in sentences:
        assert not re.search(
            r"certain|posterior|opponent|recommend|\b100%", text.replace("uncertain", "")
        )
        if posterior.n_informative < 2:
            assert "%" not in text
        assert not re.search(r"\d+%(?! \(90%|\)|\.$|:)", text.split(", was")[0].replace("–", ""))


@given(BELIEFS)
def test_headline_names_the_likeliest_issue_with_its_word(posterior: Posterior) -> None:
    """The word is that of the one scale for the probability of the claim, with the answers counted."""
    text = headline(posterior)
    name, p_top = top_issue(posterior)
    n = posterior.n_informative
    if n == 0:
        assert text.startswith("No evidence yet")
        return
    word = certainty(p_top, n)
    assert name in text
    assert word in text
    assert f"{n} informative answer{'' if n == 1 else 's'}" in text


@given(BELIEFS)
def test_issue_sentences_are_sorted_and_complete(posterior: Posterior) -> None:
    """One sentence an issue, by mean weight, each of which begins with its issue and knows its word.

    Without evidence nothing is ranked: the order is the agenda's.
    """
    sentences = issue_sentences(posterior)
    means = [posterior.weight_summary()[s.issue].mean for s in sentences]
    if posterior.n_informative:
        assert means == sorted(means, reverse=True)
    else:
        assert tuple(s.issue for s in sentences) == posterior.agenda.names
    assert tuple(s.issue for s in sentences) == ranked(posterior)
    for sentence in sentences:
        assert sentence.text.startswith(f"{sentence.issue}: ")
        assert sentence.word in sentence.text


def test_before_any_answer() -> None:
    """With nothing logged, the headline says that only assumptions stand."""
    assert headline(PRIOR) == (
        "No evidence yet on what matters most to them; all there is are starting assumptions."
    )
    assert {s.word for s in issue_sentences(PRIOR)} == {"no evidence"}


def test_answers_that_say_nothing() -> None:
    """Answers that did not move the estimate are counted as told, not as evidence."""
    assert "2 answers so far, none of them informative" in headline(believed(0.0, (0.0, 0.05)))


def test_one_answer_is_capped_at_leaning() -> None:
    """However strongly one answer points, it is called leaning at most."""
    text = headline(believed(60.0, (3.0,)))
    assert text.startswith("They may care most about Salary (leaning, 1 informative answer).")


def test_two_answers_may_be_likely() -> None:
    """Two informative answers that point one way give the sentence of the plan."""
    posterior = believed(8.0, (1.0, 1.0))
    assert 0.8 <= posterior.weight_summary()["Salary"].p_top < 0.95
    assert headline(posterior).startswith(
        "They are likely to care most about Salary (2 informative answers)."
    )


def test_change_is_said_with_both_numbers() -> None:
    """A difference reads 'Salary 50% (90%: 20–78%), was 33%', with the posteriors' own numbers."""
    posterior = believed(4.0, (1.0, 1.0))
    summary, before = posterior.weight_summary(), PRIOR.weight_summary()
    assert changes(posterior, PRIOR) == tuple(
        f"{name} {with_interval(summary[name])}, was {percent(before[name].mean)}"
        for name in ranked(posterior)
    )


def test_directions_are_said_for_what_is_not_given() -> None:
    """Known directions are no news; the others are named by the option that they lead to."""
    later = PRIOR.part_worths("Contract", np.array([0.0, 1.0, 2.0]))
    leaned = PRIOR.reweighted(np.where(later[2] >= later.max(axis=0), 0.0, -2.5))
    posterior = dataclasses.replace(leaned, information_bits=(1.0, 1.0))
    (sentence,) = direction_sentences(posterior)
    word = certainty(posterior.directions()["Contract"]["later"], 2)
    assert word in ("leaning", "likely")
    assert "Contract towards 3 years" in sentence
    assert sentence.startswith(f"They {hedged(word, 'want')} ")
    assert sentence.count(word) == 1


def test_a_real_round() -> None:
    """After "B" and a push for salary, salary is named, and how sure that is."""
    agenda = hiring_agenda()
    evidence = [Pick((A, B, C), 1), Push((B,), "Salary", "higher")]
    posterior = infer(agenda, evidence, own=hiring_own(agenda))
    name, p_top = top_issue(posterior)
    assert name == "Salary"
    assert p_top > 0.5
    assert "Salary" in headline(posterior)
    assert certainty(p_top, 2) in headline(posterior)


def test_one_issue_needs_no_ranking() -> None:
    """With a single issue there is nothing to rank, and the sentence says so."""
    posterior = infer(Agenda((NumericIssue(name="Price", low=1, high=9, step=1),)), [])
    told = dataclasses.replace(posterior, information_bits=(1.0, 1.0))
    assert headline(told).startswith("Price is the only issue")
    assert [one.text for one in issue_sentences(told)] == ["Price: the only issue."]


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "under 1%"), (0.004, "under 1%"), (0.5, "50%"), (0.999, "over 99%"), (1.0, "over 99%")],
)
def test_percents_never_reach_the_ends(share: float, text: str) -> None:
    """No share is said to be nothing or everything."""
    assert percent(share) == text
