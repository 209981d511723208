"""Why it is believed, in words: what each event moved, what would change it, what does not fit.

Takes what `meso_infer.explanation` found and gives sentences. Nothing here accuses anybody: what
does not fit is told as a possibility, beside the harmless ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from meso_infer.certainty import ENOUGH_INFORMATIVE, certainty
from meso_infer.errors import InvalidSettings, listed
from meso_infer.evidence import Pick, Statement
from meso_infer.explanation import ClaimMeant, Contradiction, Influence, Limit, Turn
from meso_infer.explanation.sensitivity import Sensitivity
from meso_infer.headline import answers, percent
from meso_infer.history import Because, because
from meso_infer.likelihoods.received import MEANT
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Agenda
from meso_infer.posterior import Posterior

LEAST_MOVE = 0.01
"""Change of the mean weight from which an event is said to move an issue."""
MOST_MOVES = 2
MOST_PICKS = 2
NONE = "none"


@dataclass(frozen=True)
class Reason:
    """One event of the log, and what it did to the estimate.

    Attributes
    ----------
    line : Because
        The event, and how far it moved the estimate when it came.
    influence : Influence
        What would be believed otherwise without it.
    place : int
        Of its first piece of evidence among all.
    """

    line: Because
    influence: Influence
    place: int = 0


def reasons(
    negotiation: Negotiation, posterior: Posterior, found: Sequence[Influence]
) -> tuple[Reason, ...]:
    """Each event that says something about them, with its influence, in the order of the log.

    Parameters
    ----------
    posterior : Posterior
        Of this negotiation at this place of its log.
    found : sequence of Influence
        Of this posterior's evidence, in order.

    Raises
    ------
    InvalidSettings
        When the posterior or the influences were made from other evidence.
    """
    lines = because(negotiation, posterior)
    told = [len(entry.evidence) for entry in negotiation.log if entry.evidence]
    if sum(told) != len(found):
        raise InvalidSettings(
            f"There are {len(found)} influences for {sum(told)} pieces of evidence; work them out again "
            "for this place of the log."
        )
    starts = [sum(told[:k]) for k in range(len(told))]
    return tuple(
        Reason(line, _together(found[start : start + n]), start)
        for line, start, n in zip(lines, starts, told, strict=True)
    )


def _together(found: Sequence[Influence]) -> Influence:
    """What the pieces of evidence of one event did: their shifts added up, where there are several."""
    first, *others = found
    if not others:
        return first
    return replace(
        first,
        bits=sum(one.bits for one in found),
        mean_shift={name: sum(one.mean_shift[name] for one in found) for name in first.mean_shift},
        top_shift={name: sum(one.top_shift[name] for one in found) for name in first.top_shift},
    )


# --- what each event moved ------------------------------------------------------------------------


def moves_in_words(influence: Influence, posterior: Posterior) -> str:
    """What an event moved: ``'Salary ▲ up 14 points (top: 36% → 63%)'``, strongest first.

    Numbers stand in it only from the second informative answer on, at most two issues, and only
    those whose mean weight changed by a point of 100 or more.
    """
    summary = posterior.weight_summary()
    moved = sorted(
        (name for name, shift in influence.mean_shift.items() if abs(shift) >= LEAST_MOVE),
        key=lambda name: -abs(influence.mean_shift[name]),
    )
    if not moved:
        return "no issue by a point or more"
    parts = []
    for name in moved[:MOST_MOVES]:
        shift = influence.mean_shift[name]
        text = f"{name} {'▲ up' if shift > 0 else '▼ down'}"
        if posterior.n_informative >= ENOUGH_INFORMATIVE:
            now = summary[name].p_top
            without = now - influence.top_shift[name]
            amount = round(100 * abs(shift))
            text += f" {amount} point{'' if amount == 1 else 's'}"
            text += f" (top: {percent(without)} → {percent(now)})"
        parts.append(text)
    return "; ".join(parts)


def expected_in_words(influence: Influence) -> str:
    """Whether an answer was expected: ``'hardly expected: 7%'``; '' for all but picks."""
    pick = influence.evidence
    if influence.predicted is None or not isinstance(pick, Pick):
        return ""
    n_answers = len(pick.packages) + (pick.none_allowed or pick.chosen is None)
    said = "expected"
    if influence.is_surprise:
        said = "hardly expected"
    elif influence.predicted < 1 / n_answers:
        said = "one of the less likely"
    return f"{said}: {percent(influence.predicted)}"


def counted_in_words(weight: float) -> str:
    """With which weight an event counts: ``'counted in full'``, ``'counted at 50%'``, ``'not counted'``."""
    if weight >= 1 - 1e-9:
        return "counted in full"
    return "not counted" if weight <= 0 else f"counted at {percent(weight)}"


def counted_sentence(posterior: Posterior, told: Sequence[Reason]) -> str:
    """From how many events the estimate comes, and whether some count for less than others."""
    n = len(told)
    text = f"The estimate rests on {n} event{'' if n == 1 else 's'}"
    less = sum(weight < 1 - 1e-9 for weight in posterior.evidence_weights)
    if less:
        text += f", {less} of them counted for less: many counteroffers together, or old answers"
    return f"{text}."


# --- what would change it -------------------------------------------------------------------------


def turn_sentences(found: Sequence[Turn], posterior: Posterior) -> tuple[str, ...]:
    """What would change our mind: the two likeliest picks that would, and everything they could say.

    Parameters
    ----------
    found : sequence of Turn
        Picks likeliest first, as `explanation.turns` gives them.

    Returns
    -------
    tuple of str
        One sentence an answer; a single one that says so where no answer would.
    """
    n = posterior.n_informative + 1
    picks = [turn for turn in found if not isinstance(turn.evidence, Statement)]
    said = [turn for turn in found if isinstance(turn.evidence, Statement)]
    sentences = []
    for turn in [*picks[:MOST_PICKS], *said]:
        if isinstance(turn.evidence, Statement):
            answer = f"If they say that {turn.label} matters most"
        else:
            what = "turn all of them down" if turn.label == NONE else f"pick {turn.label}"
            answer = f"If they {what} ({percent(turn.probability or 0.0)})"
        word = certainty(turn.p_top, n)
        sentences.append(
            f"{answer}: {turn.top} would be likeliest to matter most ({percent(turn.p_top)}, {word})."
        )
    if sentences:
        return tuple(sentences)
    return ("No single answer that can be foreseen would put another issue first.",)


# --- what does not fit ----------------------------------------------------------------------------


def alerts(
    told: Sequence[Reason], found: Sequence[Contradiction], n_informative: int
) -> tuple[str, ...]:
    """What does not fit together, as possibilities: contradictions first, then surprising picks.

    The only answer there is can be surprising, but there is no other that it could contradict.
    """
    sentences = [_contradiction(one, n_informative) for one in found]
    why = "a slip, or unusual priorities"
    if len(told) > 1:
        why = "a slip, a change of mind, or something about them that the other answers have not shown"
    for reason in told:
        if reason.influence.is_surprise:
            sentences.append(
                f"Round {reason.line.round}, “{reason.line.text}”: "
                f"{expected_in_words(reason.influence)}. It may be {why}."
            )
    return tuple(sentences)


def limit_sentences(found: Sequence[Limit], posterior: Posterior) -> tuple[str, ...]:
    """Each limit that they stated, and whether the estimate takes it as meant, one sentence a limit."""
    sentences = []
    for limit in found:
        said, issue = limit.evidence, posterior.agenda.issue(limit.evidence.issue)
        if said.one_of is not None:
            what = f"take only {listed([issue.format(one) for one in said.one_of])} on {said.issue}"
        else:
            ends = (("below", said.least), ("above", said.most))
            parts = [f"{way} {issue.format(end)}" for way, end in ends if end is not None]
            what = f"not go {listed(parts)} on {said.issue}"
        start = posterior.layout.settings.statement_honesty
        sentences.append(
            f"They said that they will {what}. With all that they answered, the chance that they mean "
            f"it is {percent(limit.probability)}; in general it is taken as {percent(start)}."
        )
    return tuple(sentences)


def equality_sentences(agenda: Agenda, found: Sequence[ClaimMeant]) -> tuple[str, ...]:
    """Each claim that packages are equal for them, and whether the estimate takes it as meant."""
    return tuple(
        f"They called {len(claim.evidence.packages)} packages equal for them that differ in "
        f"{listed(agenda.varying(claim.evidence.packages), 'and')}. With all that they answered, the chance "
        f"that they mean it is {percent(claim.probability)}; before any answer it is taken as {percent(MEANT)}."
        for claim in found
    )


def _contradiction(one: Contradiction, n_informative: int) -> str:
    chance = percent(one.probability)
    if one.kind == "talk":
        word = certainty(one.probability, n_informative)
        return (
            "What they ask for and what they pick fit together badly. Perhaps they ask for more on an "
            f"issue than it matters to them ({word}, {chance}), most likely on {one.issue}; or an "
            "answer was misheard. What they pick counts for more here."
        )
    if one.kind == "empty talk":
        word = certainty(one.probability, n_informative)
        return (
            "What they ask for and what they pick fit together badly. Perhaps what they ask for says "
            f"little about what matters to them ({word}, {chance}); or an answer was misheard. What "
            "they pick counts for more here."
        )
    if one.kind == "statement":
        return (
            f"They said that {one.issue} matters most; with all that they answered, the chance of it "
            f"is {chance}. Perhaps it matters in a way that the packages have not asked about: ask "
            "again, or offer packages that differ in it."
        )
    if one.kind == "equality":
        return (
            "They called packages equal for them; with all that they answered, the chance that they mean "
            f"it is {chance}. Perhaps it was meant loosely, or they have come to see it otherwise: ask "
            "which of them they would rather have."
        )
    if one.kind == "limit":
        return (
            f"They stated a limit on {one.issue}; with all that they answered, the chance that they "
            f"mean it is {chance}. Perhaps it was an opening position, or something has changed: ask "
            "what is behind it."
        )
    if one.kind == "limits":
        return (
            f"The limits that they stated on {one.issue} leave no option together; the chance that all "
            f"of them are meant is at most {chance}. Perhaps one has changed since, or was misheard: ask "
            "which of them holds."
        )
    return (
        "Their picks fit badly with priorities that simply add up across issues (picks made so would "
        f"look as odd as these with a chance of {chance}). Perhaps options depend on each other, what "
        "they want has changed, or an answer was misheard."
    )


def talk_sentence(posterior: Posterior) -> str:
    """How far what they ask for is taken at its word, in plain words with its chance; '' without evidence."""
    if not posterior.talk_probabilities:
        return ""
    sincere, *doubted = posterior.talk_probabilities
    if not doubted:
        return "What they ask for is taken at its word."
    *stretched, empty = doubted
    settings = posterior.layout.settings
    start = (1 - settings.talk_sincerity) * (1 - settings.empty_talk_share)
    names = posterior.agenda.names
    most = max(range(len(stretched)), key=lambda j: stretched[j])
    return (
        "Many people ask for more on an issue than it matters to them. The chance that they do is "
        f"estimated along: {percent(sum(stretched))}, most likely on {names[most]} "
        f"({percent(stretched[most])}); {percent(empty)} that what they ask for says nothing about "
        f"what matters to them; {percent(sincere)} that it can be taken at its word. Before anything "
        f"was asked for, these are taken as {percent(start)}, "
        f"{percent(1 - settings.talk_sincerity - start)} and {percent(settings.talk_sincerity)}."
    )


# --- does it hang on the model --------------------------------------------------------------------


def sensitivity_sentence(found: Sensitivity) -> str:
    """Whether the conclusion hangs on the model, with the range of its chance over the classes."""
    top = found.classes[0].top
    low, high = found.range_of(top)
    chance = f"{percent(low)} to {percent(high)} over {len(found.classes)} sets of assumptions"
    if found.is_model_dependent:
        return (
            f"Model-dependent: whether {top} matters most hangs on the assumptions. Its chance runs "
            f"from {chance}. Take the order as open, and ask."
        )
    return f"{top} is likeliest to matter most whatever is assumed: its chance runs from {chance}."


def sensitivity_rows(
    found: Sensitivity, n_informative: int
) -> tuple[tuple[str, str, str, str], ...]:
    """One row a set of assumptions: its name, the likeliest top issue, its chance, and the word for it."""
    rows = []
    for one in found.classes:
        chance = one.p_top[one.top]
        name = one.name[0].upper() + one.name[1:]
        rows.append((name, one.top, percent(chance), certainty(chance, n_informative)))
    return tuple(rows)


def model_caption(n_informative: int) -> str:
    """What a chance under other assumptions rests on."""
    return f"Each row is the same log estimated under other assumptions, from {answers(n_informative)}."
