"""Reasons in words: the numbers are the library's, thin evidence gives none, nothing accuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meso_infer.certainty import certainty
from meso_infer.errors import InvalidSettings
from meso_infer.events import IssuePushed, PackagePicked, collect_evidence, extended
from meso_infer.evidence import Constraint, Pick, Statement
from meso_infer.explanation import (
    Contradiction,
    Influence,
    Limit,
    Turn,
    equal_claims,
    influences,
)
from meso_infer.explanation.sensitivity import ModelClass, Sensitivity
from meso_infer.headline import percent
from meso_infer.inference import infer
from meso_infer.prior import ModelSettings
from meso_infer.reasons import (
    alerts,
    equality_sentences,
    expected_in_words,
    limit_sentences,
    moves_in_words,
    reasons,
    sensitivity_rows,
    sensitivity_sentence,
    talk_sentence,
    turn_sentences,
)
from meso_infer.templates import load_sample
from tests.agendas import A, B, C, hiring_agenda
from tests.negotiation_states import offered_to_us

PICKED = extended(load_sample("hiring"), PackagePicked(package="B"))
ASKED = extended(PICKED, IssuePushed(issue="Salary", direction="higher", amount=5000))


def believed(negotiation):
    evidence = collect_evidence(negotiation)
    posterior = infer(negotiation.agenda, evidence, own=negotiation.own)
    return posterior, influences(posterior, evidence, negotiation.own)


def test_each_event_stands_with_its_influence():
    """Events and influences stand in the order of the log; those of another place are refused."""
    posterior, found = believed(ASKED)
    told = reasons(ASKED, posterior, found)
    assert [one.influence for one in told] == list(found)
    assert [one.line.bits for one in told] == list(posterior.information_bits)
    with pytest.raises(InvalidSettings, match="place of the log"):
        reasons(ASKED, posterior, found[:1])


def test_moves_name_the_library_s_numbers():
    """The issue moved most stands first, with its points and its chance before and after."""
    posterior, found = believed(ASKED)
    push = found[1]
    now = posterior.weight_summary()["Salary"].p_top
    first = (
        f"Salary ▲ up {100 * push.mean_shift['Salary']:.0f} points "
        f"(top: {percent(now - push.top_shift['Salary'])} → {percent(now)})"
    )
    text = moves_in_words(push, posterior)
    assert text.startswith(first)
    assert "Remote ▼ down" in text


def test_one_informative_answer_gives_no_number():
    """Before the second informative answer there is an arrow and no number; no move is said to be none."""
    posterior, found = believed(PICKED)
    assert posterior.n_informative == 1
    text = moves_in_words(found[0], posterior)
    assert "▲" in text
    assert not any(sign.isdigit() for sign in text)
    still = replace(found[0], mean_shift=dict.fromkeys(found[0].mean_shift, 0.0))
    assert moves_in_words(still, posterior) == "no issue by a point or more"


def test_surprises_are_marked():
    """A pick is hardly expected, less likely than a guess, or expected; what is said is not."""
    one = Influence(Pick((A, B, C), 1), 0.3, {}, {}, 0.07, True)
    assert expected_in_words(one) == "hardly expected: 7%"
    known = replace(one, is_surprise=False)
    assert expected_in_words(replace(known, predicted=0.4)) == "expected: 40%"
    assert expected_in_words(replace(known, predicted=0.2)) == "one of the less likely: 20%"
    assert expected_in_words(replace(one, predicted=None)) == ""


def test_turns_are_the_two_likeliest_picks_and_what_is_said():
    """Of three picks the two likeliest stand; statements all; nothing is said to be nothing."""
    posterior, _ = believed(ASKED)
    picks = [
        Turn(Pick((A, B, C), k), label, chance, "Contract", 0.41)
        for k, label, chance in ((0, "A", 0.24), (None, "none", 0.2), (2, "C", 0.1))
    ]
    said = Turn(Statement(("Remote",)), "Remote", None, "Remote", 0.7)
    word = certainty(0.41, 3)
    assert turn_sentences([*picks, said], posterior) == (
        f"If they pick A (24%): Contract would be likeliest to matter most (41%, {word}).",
        f"If they turn all of them down (20%): Contract would be likeliest to matter most (41%, {word}).",
        "If they say that Remote matters most: Remote would be likeliest to matter most (70%, leaning).",
    )
    assert "No single answer" in turn_sentences([], posterior)[0]


def test_what_does_not_fit_is_told_as_a_possibility():
    """Each kind has its sentence with its chance and harmless readings, and accuses nobody."""
    posterior, found = believed(ASKED)
    told = reasons(ASKED, posterior, found)
    assert alerts(told, (), 2) == ()
    surprised = [replace(told[0], influence=replace(found[0], predicted=0.07, is_surprise=True))]
    every = [
        Contradiction("talk", "Salary", 0.82),
        Contradiction("statement", "Contract", 0.08),
        Contradiction("picks", "", 0.03),
        Contradiction("empty talk", "", 0.64),
        Contradiction("limit", "Salary", 0.21),
        Contradiction("limits", "Salary", 0.44),
    ]
    said = alerts(surprised, every, 2)
    chances = ("82%", "8%", "3%", "64%", "21%", "44%", "7%")
    assert [chance in text for text, chance in zip(said, chances, strict=True)]
    for text in said:
        assert "erhaps" in text or "may be" in text
        assert not any(word in text.lower() for word in ("lie", "lying", "bluff", "dishonest"))
    assert "likely, 82%" in said[0]
    assert "leaning, 82%" in alerts((), every[:1], 1)[0]


def test_a_single_surprising_answer_contradicts_no_other():
    """Where it is the only answer, its surprise is not told against other answers."""
    posterior, found = believed(ASKED)
    told = reasons(ASKED, posterior, found)
    odd = replace(told[0], influence=replace(found[0], predicted=0.07, is_surprise=True))
    (alone,) = alerts([odd], (), 1)
    (among,) = alerts([odd, told[1]], (), 2)
    assert "other answers" in among
    assert "other answers" not in alone
    assert "7%" in alone


def test_talk_is_told_with_its_chance():
    """The chances that they exaggerate, or say nothing, stand in words; without evidence nothing is said."""
    posterior, _ = believed(ASKED)
    *_, empty = posterior.talk_probabilities
    said = talk_sentence(posterior)
    assert f"along: {percent(sum(posterior.talk_probabilities[1:-1]))}, most" in said
    assert f"{percent(empty)} that what they ask for says nothing" in said
    picked, _ = believed(PICKED)
    assert "taken as 23%, 12% and 65%." in talk_sentence(picked)
    assert talk_sentence(infer(hiring_agenda(), [])) == ""


def test_a_conclusion_that_hangs_on_the_model_is_said_to():
    """Where a class disputes the top issue the sentence says so; each class has its row."""
    own = ModelClass("as assumed", "Salary", {"Salary": 0.62, "Contract": 0.38})
    other = ModelClass("tastes may peak", "Contract", {"Salary": 0.43, "Contract": 0.57})
    text = sensitivity_sentence(Sensitivity((own, other)))
    assert text.startswith("Model-dependent")
    assert "43% to 62%" in text
    same = sensitivity_sentence(Sensitivity((own, own)))
    assert "whatever is assumed" in same
    assert sensitivity_rows(Sensitivity((own, other)), 2) == (
        ("As assumed", "Salary", "62%", "leaning"),
        ("Tastes may peak", "Contract", "57%", "unclear"),
    )


def test_limits_stand_in_words():
    """A stated limit is told as it was said, with the chance that it is meant."""
    posterior = infer(hiring_agenda(), [])
    said = [
        Limit(Constraint("Salary", least=95000), 0.74),
        Limit(Constraint("Remote", least=1, most=3), 0.2),
        Limit(Constraint("Contract", one_of=("1 year", "2 years")), 0.5),
    ]
    first, second, third = limit_sentences(said, posterior)
    assert first.startswith("They said that they will not go below USD 95,000 on Salary.")
    assert "74%" in first
    assert "taken as 70%" in first
    assert "not go below 1 day or above 3 days on Remote" in second
    assert "take only 1 year or 2 years on Contract" in third


def test_packages_called_equal_are_one_reason() -> None:
    """A set of theirs that they call equal stands once, as a wish and a claim in one, and in words."""
    state = offered_to_us()
    evidence = collect_evidence(state)
    posterior = infer(state.agenda, evidence, settings=ModelSettings(n_draws=256), own=state.own)
    found = influences(posterior, evidence, state.own)
    (one,) = reasons(state, posterior, found)
    assert one.influence == found[0]
    (claim,) = equal_claims(posterior, evidence)
    (told,) = equality_sentences(state.agenda, (claim,))
    assert "3 packages equal for them that differ in Salary and Remote" in told
