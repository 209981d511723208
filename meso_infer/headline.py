"""What is believed, in plain sentences that say how sure they are and from how much.

Takes a posterior and gives words; it draws nothing and knows no page.
"""

from __future__ import annotations

from dataclasses import dataclass

from meso_infer.certainty import ENOUGH_INFORMATIVE, NO_EVIDENCE, certainty
from meso_infer.errors import listed
from meso_infer.issues import PEAK, Issue
from meso_infer.posterior import Posterior, Summary

UNCLEAR = "unclear"
LEANING = "leaning"

MOST_NAMED = 2
FIXED = 1 - 1e-9


@dataclass(frozen=True)
class IssueSentence:
    """What is believed about the place of one issue among their priorities.

    Attributes
    ----------
    issue : str
    word : str
        The certainty word of the claim made.
    text : str
        The claim, how sure it is and from how many informative answers.
    """

    issue: str
    word: str
    text: str


# --- numbers as words ------------------------------------------------------------------------


def percent(share: float) -> str:
    """A share of 0 to 1 as whole percents; ends are never reached: ``'under 1%'``, ``'over 99%'``."""
    if share < 0.005:
        return "under 1%"
    if share >= 0.995:
        return "over 99%"
    return f"{share * 100:.0f}%"


def interval(summary: Summary) -> str:
    """The 90% interval of a share as ``'20–78%'``."""
    return f"{summary.q05 * 100:.0f}–{summary.q95 * 100:.0f}%"


def with_interval(summary: Summary) -> str:
    """A share with its 90% interval, as ``'50% (90%: 20–78%)'``."""
    return f"{percent(summary.mean)} (90%: {interval(summary)})"


def answers(n: int) -> str:
    """A count of informative answers, as ``'2 informative answers'``."""
    return f"{n or 'no'} informative answer{'' if n == 1 else 's'}"


# --- order of the issues ---------------------------------------------------------------------


def ranked(posterior: Posterior) -> tuple[str, ...]:
    """Issue names by mean weight, largest first; in agenda order while there is no evidence."""
    if posterior.n_informative == 0:
        return posterior.agenda.names
    summary = posterior.weight_summary()
    return tuple(sorted(summary, key=lambda name: -summary[name].mean))


def hedged(word: str, verb: str, *, of_one: bool = False) -> str:
    """A verb that is as sure as a certainty word, and says it once: ``'are likely to want'``.

    Parameters
    ----------
    word : {'leaning', 'likely', 'very likely'}
    verb : str
        Its infinitive.
    of_one : bool
        Whether it is about one thing: ``'is likely to matter'``.
    """
    return f"may {verb}" if word == LEANING else f"{'is' if of_one else 'are'} {word} to {verb}"


def in_brackets(word: str, *more: str) -> str:
    """What follows a hedged claim: the word, where the verb does not say it, and more; empty for nothing."""
    said = ", ".join([word, *more] if word == LEANING else more)
    return f" ({said})" if said else ""


def top_issue(posterior: Posterior) -> tuple[str, float]:
    """The issue most likely to matter most to them, and the probability that it does."""
    summary = posterior.weight_summary()
    name = max(summary, key=lambda name: summary[name].p_top)
    return name, summary[name].p_top


# --- sentences -------------------------------------------------------------------------------


def headline(posterior: Posterior) -> str:
    """The one line of the live page.

    Parameters
    ----------
    posterior : Posterior

    Returns
    -------
    str
        For example ``'They are likely to care most about Salary (2 informative answers). Contract:
        unclear.'``. It holds no number but the count of answers, so that none stands without its doubt.
    """
    n = posterior.n_informative
    if n == 0:
        return no_evidence(posterior)
    if posterior.agenda.n_issues == 1:
        return f"{posterior.agenda.names[0]} is the only issue; all that matters to them is in it."
    name, p_top = top_issue(posterior)
    word = certainty(p_top, n)
    if word == UNCLEAR:
        first, second = _contenders(posterior)
        if p_top > 0.5:
            return (
                f"{first} is likeliest to matter most to them, but that is unclear: it could be "
                f"{second} ({answers(n)})."
            )
        return (
            f"What matters most to them is unclear: it could be {first} or {second} ({answers(n)})."
        )
    claim = f"They {hedged(word, 'care')} most about {name}{in_brackets(word, answers(n))}."
    return claim + _rest(posterior, name)


def no_evidence(posterior: Posterior) -> str:
    """What to say while nothing has been learnt: before any answer, or when all said too little."""
    n = posterior.n_evidence
    if n == 0:
        return (
            "No evidence yet on what matters most to them; all there is are starting assumptions."
        )
    told = "1 answer" if n == 1 else f"{n} answers"
    return f"No evidence yet on what matters most to them: {told} so far, none of them informative."


def issue_sentences(
    posterior: Posterior, earlier: Posterior | None = None
) -> tuple[IssueSentence, ...]:
    """One sentence an issue, by mean weight.

    Parameters
    ----------
    posterior : Posterior
    earlier : Posterior, optional
        What was believed before, on the same agenda; adds "was 33%".

    Returns
    -------
    tuple of IssueSentence
        Shares of importance stand in them only from the second informative answer on, each with its
        90% interval; of the only issue there is none.
    """
    n = posterior.n_informative
    ranks = posterior.rank_probabilities()
    result = []
    for name in ranked(posterior):
        first, last = ranks[name][0], ranks[name][-1]
        word = certainty(max(first, last), n)
        place = "most" if first >= last else "least"
        if posterior.agenda.n_issues == 1:
            text = f"{name}: the only issue."
        elif word == NO_EVIDENCE:
            text = f"{name}: no evidence yet."
        elif word == UNCLEAR:
            text = f"{name}: how much it matters to them is unclear ({answers(n)})."
        else:
            verb = hedged(word, "matter", of_one=True)
            text = f"{name}: {verb} {place} to them{in_brackets(word, answers(n))}."
        if n >= ENOUGH_INFORMATIVE and posterior.agenda.n_issues > 1:
            text += f" {weight_sentence(posterior, name, earlier)}."
        result.append(IssueSentence(name, word, text))
    return tuple(result)


def weight_sentence(posterior: Posterior, issue: str, earlier: Posterior | None = None) -> str:
    """An issue's share of what matters to them: ``'Salary 50% (90%: 20–78%), was 33%'``."""
    text = f"{issue} {with_interval(posterior.weight_summary()[issue])}"
    if earlier is None:
        return text
    return f"{text}, was {percent(earlier.weight_summary()[issue].mean)}"


def changes(posterior: Posterior, earlier: Posterior) -> tuple[str, ...]:
    """What moved since an earlier posterior of the same agenda, one sentence an issue, by mean weight."""
    return tuple(weight_sentence(posterior, name, earlier) for name in ranked(posterior))


def direction_sentences(posterior: Posterior) -> tuple[str, ...]:
    """Which way they want each issue whose direction is not taken as known, in agenda order.

    Returns
    -------
    tuple of str
        For example ``'They are likely to want Contract towards 3 years.'``; empty when every
        direction was given as known.
    """
    result = []
    for name, chances in posterior.directions().items():
        issue = posterior.agenda.issue(name)
        given = issue.counterpart_probabilities
        if given is not None and max(given) > FIXED:
            continue
        way = max(chances, key=lambda direction: chances[direction])
        word = certainty(chances[way], posterior.n_informative)
        result.append(_direction_sentence(issue, way, word))
    return tuple(result)


def _direction_sentence(issue: Issue, way: str, word: str) -> str:
    if word == NO_EVIDENCE:
        return f"Which way they want {issue.name} is assumed; there is no evidence yet."
    if word == UNCLEAR:
        return f"Which way they want {issue.name} is unclear."
    return f"They {hedged(word, 'want')} {_wanted(issue, way)}{in_brackets(word)}."


def _wanted(issue: Issue, way: str) -> str:
    if way == PEAK:
        return f"{issue.name} somewhere between its ends"
    return f"{issue.name} {issue.way_in_words(way)}"


def _contenders(posterior: Posterior) -> list[str]:
    """The issues most likely to be first, at most two, likeliest first."""
    summary = posterior.weight_summary()
    return sorted(summary, key=lambda name: -summary[name].p_top)[:MOST_NAMED]


def _rest(posterior: Posterior, top: str) -> str:
    """What can be said of the other issues: which may matter as much, which least."""
    n = posterior.n_informative
    others = [name for name in ranked(posterior) if name != top]
    open_ = [o for o in others if certainty(posterior.p_above(top, o), n) == UNCLEAR]
    if open_:
        more = len(open_) - MOST_NAMED
        names = [*open_[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
        return f" {listed(names, 'and')}: unclear."
    ranks = posterior.rank_probabilities()
    least = max(others, key=lambda name: ranks[name][-1])
    word = certainty(ranks[least][-1], n)
    if len(others) < 2 or word == UNCLEAR:
        return f" The order of {listed(others, 'and')}: unclear." if 1 < len(others) <= 3 else ""
    return f" {least} {hedged(word, 'matter', of_one=True)} least{in_brackets(word)}."
