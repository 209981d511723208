"""Why it is believed: what each answer did, what would change it, and what contradicts itself.

Everything here is read off a posterior, by leaving evidence out or adding an answer. Where too few
draws carry the weight, the fit is done again without the evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from meso_infer.evidence import Constraint, EqualClaim, Evidence, Pick, Statement
from meso_infer.inference import infer
from meso_infer.inference.counterpart import CounterpartModel
from meso_infer.issues import Issue
from meso_infer.likelihoods.received import MEANT, chance_meant
from meso_infer.packages import Meso
from meso_infer.posterior import Posterior
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]
LEAST_EFFECTIVE = 0.25
"""Share of the draws that must carry weight for leaving evidence out by reweighting."""
SURPRISE = 0.3
"""A pick is a surprise when its predicted chance is below this over the number of answers."""
CONFLICT = 0.15
"""A stated top priority is in conflict when the chance that it is the top one is below this, a stated
limit when the chance that it is meant is."""
DOUBTED = 0.5
"""Talk is doubted aloud when the chance that it is not sincere is above this; packages called equal when
the chance that it is meant has fallen below this part of what it was before anything was known."""
LEAST_PICKS = 2
POOR_FIT = 0.05


@dataclass(frozen=True)
class Influence:
    """What one piece of evidence did, by comparing what is believed with and without it.

    Attributes
    ----------
    evidence : Evidence
    bits : float
        How far it moved the posterior when it came.
    mean_shift, top_shift : dict of issue to float
        Change of the mean weight and of the chance to be the top issue, -1 to 1.
    predicted : float or None
        Chance of the answer given all other evidence, for a pick; None for other kinds.
    is_surprise : bool
        Whether that chance was below 0.3 over the number of answers.
    """

    evidence: Evidence
    bits: float
    mean_shift: dict[str, float]
    top_shift: dict[str, float]
    predicted: float | None = None
    is_surprise: bool = False


def influences(
    posterior: Posterior, evidence: Sequence[Evidence], own: AdditiveUtility | None = None
) -> tuple[Influence, ...]:
    """What each piece of evidence did, in order.

    Parameters
    ----------
    posterior : Posterior
        Given all of `evidence`, in the same order.
    own : AdditiveUtility, optional
        Our utility, as it was given to the fit.
    """
    after = posterior.weight_summary()
    found = []
    for k, one in enumerate(evidence):
        without = _without(posterior, evidence, own, k).weight_summary()
        predicted = _predicted(posterior, k) if isinstance(one, Pick) else None
        found.append(
            Influence(
                one,
                posterior.information_bits[k],
                {name: after[name].mean - without[name].mean for name in after},
                {name: after[name].p_top - without[name].p_top for name in after},
                predicted,
                predicted is not None and predicted < SURPRISE / _n_answers(one),
            )
        )
    return tuple(found)


def _without(
    posterior: Posterior, evidence: Sequence[Evidence], own: AdditiveUtility | None, k: int
) -> Posterior:
    """What would be believed without the k-th piece: reweighted, or fitted again where that is too thin."""
    if posterior.left_out is not None:
        reweighted = posterior.reweighted(-posterior.left_out[k])
        if 1 / (reweighted.draw_weights**2).sum() >= LEAST_EFFECTIVE * posterior.n_draws:
            return reweighted
    rest = [one for i, one in enumerate(evidence) if i != k]
    weights = [power for i, power in enumerate(posterior.evidence_weights) if i != k]
    settings = posterior.layout.settings
    return infer(posterior.agenda, rest, settings=settings, own=own, weights=weights)


def _predicted(posterior: Posterior, k: int) -> float:
    """Chance of the k-th answer given all others: its mean likelihood, divided out of the draws."""
    if posterior.left_out is None or posterior.evidence_weights[k] == 0:
        return 1.0
    without = np.exp(-posterior.left_out[k])
    chance = np.exp(posterior.left_out[k] / posterior.evidence_weights[k])
    return float(chance @ without / without.sum())


def _n_answers(pick: Evidence) -> int:
    if not isinstance(pick, Pick):
        return 1
    return len(pick.packages) + (pick.none_allowed or pick.chosen is None)


@dataclass(frozen=True)
class Turn:
    """An answer that would change what is thought to matter most.

    Attributes
    ----------
    evidence : Evidence
        The answer.
    label : str
        Label of the package picked, "none", or the issue that they would say matters most.
    probability : float or None
        Predicted chance of the answer; None for something said, which is not predicted.
    top, p_top
        The issue that would then be likeliest to matter most, and its chance.
    """

    evidence: Evidence
    label: str
    probability: float | None
    top: str
    p_top: float


def turns(
    posterior: Posterior, meso: Meso | None, *, none_allowed: bool = False, round_number: int = 1
) -> tuple[Turn, ...]:
    """Answers that would change the likeliest top issue: picks, likeliest first, then statements.

    Parameters
    ----------
    meso : Meso, optional
        The packages on the table, all complete.
    none_allowed, round_number
        As for the pick of it.
    """
    now = _top(posterior)[0]
    found: list[Turn] = []
    if meso is not None:
        packages = tuple(package for _, package in meso.packages)
        chances = posterior.pick_probabilities(
            packages, none_allowed=none_allowed, round_number=round_number
        )
        for k, chance in enumerate(chances):
            chosen = k if k < len(packages) else None
            pick = Pick(packages, chosen, none_allowed, round_number)
            top, p_top = _top(_after(posterior, pick))
            label = meso.labels[k] if chosen is not None else "none"
            found.append(Turn(pick, label, float(chance), top, p_top))
        found.sort(key=lambda turn: -(turn.probability or 0.0))
    for name in posterior.agenda.names:
        said = Statement((name,))
        top, p_top = _top(_after(posterior, said))
        found.append(Turn(said, name, None, top, p_top))
    return tuple(turn for turn in found if turn.top != now)


def _after(posterior: Posterior, one: Evidence) -> Posterior:
    layout = posterior.layout
    model = CounterpartModel(posterior.agenda, [one], layout.settings, layout.own)
    return posterior.reweighted(model.log_likelihood(posterior.z))


def _top(posterior: Posterior) -> tuple[str, float]:
    tops = {name: summary.p_top for name, summary in posterior.weight_summary().items()}
    best = max(tops, key=lambda name: tops[name])
    return best, tops[best]


def fit_of_picks(posterior: Posterior, evidence: Sequence[Evidence]) -> float | None:
    """How ordinary the picks are under the model that they taught, 0 to 1; None before two picks.

    The posterior predictive chance that picks made by the model itself are at least as unlikely as
    those observed (Rubin 1984; Gelman, Meng and Stern 1996). Below 0.05, preferences that add up
    across issues do not fit what they picked.
    """
    picks = [one for one in evidence if isinstance(one, Pick)]
    if len(picks) < LEAST_PICKS:
        return None
    rng = np.random.default_rng(posterior.seed % 2**63)
    observed, replicated = np.zeros(posterior.n_draws), np.zeros(posterior.n_draws)
    columns = np.arange(posterior.n_draws)
    for pick in picks:
        chances = _answer_chances(posterior, pick)
        drawn = (rng.random(posterior.n_draws) > np.cumsum(chances, axis=0)).sum(axis=0)
        drawn = np.minimum(drawn, len(chances) - 1)
        chosen = len(pick.packages) if pick.chosen is None else pick.chosen
        observed -= np.log(chances[chosen])
        replicated -= np.log(chances[drawn, columns])
    return posterior.probability(replicated >= observed - 1e-12)


def _answer_chances(posterior: Posterior, pick: Pick) -> FloatArray:
    """Chance of every answer that was possible, none of them last, shape ``(n_answers, n_draws)``.

    By the likelihood of the fit: with its lapse, the order shown, and issues that nobody had named then.
    """
    possible: list[int | None] = [*range(len(pick.packages))]
    if pick.none_allowed or pick.chosen is None:
        possible.append(None)
    answers = [replace(pick, chosen=one, none_allowed=None in possible) for one in possible]
    layout = posterior.layout
    model = CounterpartModel(posterior.agenda, answers, layout.settings, layout.own)
    return np.exp(model.log_left_out(posterior.z))


@dataclass(frozen=True)
class Limit:
    """A limit that they stated, and the chance, 0 to 1, that they mean it."""

    evidence: Constraint
    probability: float


def limits(posterior: Posterior, evidence: Sequence[Evidence]) -> tuple[Limit, ...]:
    """The limits that they stated, in order, each with the chance that it is meant, given all evidence.

    A limit is meant with prior chance h (`statement_honesty`) and otherwise says nothing; its likelihood
    L is ``h P(none) + (1 - h) / 2``, so that under a draw it is meant with ``1 - (1 - h) / (2 L)``.
    """
    layout = posterior.layout
    empty = (1 - layout.settings.statement_honesty) / 2
    found = []
    for one in evidence:
        if isinstance(one, Constraint):
            model = CounterpartModel(posterior.agenda, [one], layout.settings, layout.own)
            log_likelihood = model.log_likelihood(posterior.z)
            # A limit that rules nothing out has no likelihood to speak of: its chance stays the prior one.
            meant = 1 - np.where(log_likelihood < 0, empty * np.exp(-log_likelihood), 2 * empty)
            found.append(Limit(one, float(np.clip(meant @ posterior.draw_weights, 0.0, 1.0))))
    return tuple(found)


@dataclass(frozen=True)
class ClaimMeant:
    """Packages that they called equal, and the chance, 0 to 1, that they mean it."""

    evidence: EqualClaim
    probability: float


def equal_claims(posterior: Posterior, evidence: Sequence[Evidence]) -> tuple[ClaimMeant, ...]:
    """Their claims that packages are worth the same to them, each with the chance that it is meant.

    Before anything is known a claim is meant with chance `likelihoods.received.MEANT`; under a draw, in
    proportion to what that reading of it adds to its likelihood.
    """
    layout = posterior.layout
    found = []
    for one in evidence:
        if isinstance(one, EqualClaim):
            model = CounterpartModel(posterior.agenda, [one], layout.settings, layout.own, (1.0,))
            chance = chance_meant([one], model.context)(model.draws(posterior.z))[0]
            found.append(ClaimMeant(one, float(np.clip(chance @ posterior.draw_weights, 0.0, 1.0))))
    return tuple(found)


def _leave_an_option(issue: Issue, stated: Sequence[Constraint]) -> bool:
    """Whether some option of an issue respects all of some limits stated on it."""
    low, high = issue.bounds
    named: list[set[float]] = []
    for one in stated:
        if one.least is not None:
            low = max(low, issue.coordinate(one.least))
        if one.most is not None:
            high = min(high, issue.coordinate(one.most))
        if one.one_of is not None:
            named.append({issue.coordinate(option) for option in one.one_of})
    if named:
        return any(low <= place <= high for place in set.intersection(*named))
    return low <= high


@dataclass(frozen=True)
class Contradiction:
    """Something that does not fit together.

    Attributes
    ----------
    kind : {'talk', 'empty talk', 'statement', 'limit', 'limits', 'equality', 'picks'}
        What they push for against what they pick, because it exaggerates an issue or because it says
        nothing; a stated priority, a stated limit, or packages called equal, against all else; the
        limits on an issue, or the picks, against each other.
    issue : str
        The issue that seems exaggerated, or was stated; empty for the other kinds.
    probability : float
        Chance that talk is not sincere; that the stated issue is the top one; that the limit is meant,
        of several the one that is least likely meant; or of picks as unlikely as these.
    """

    kind: str
    issue: str
    probability: float


def contradictions(posterior: Posterior, evidence: Sequence[Evidence]) -> tuple[Contradiction, ...]:
    """Where what they say and what they do disagree."""
    found = []
    names = posterior.agenda.names
    doubted = posterior.talk_probabilities[1:]
    if doubted and sum(doubted) > DOUBTED:
        *stretched, empty = doubted
        worst = int(np.argmax(stretched))
        said = ("talk", names[worst]) if sum(stretched) >= empty else ("empty talk", "")
        found.append(Contradiction(*said, float(sum(doubted))))
    tops = posterior.weight_summary()
    stated = {one.order[0] for one in evidence if isinstance(one, Statement) and one.polarity > 0}
    for name in names:
        if name in stated and tops[name].p_top < CONFLICT:
            found.append(Contradiction("statement", name, tops[name].p_top))
    stated_limits = limits(posterior, evidence)
    for limit in stated_limits:
        if limit.probability < CONFLICT:
            found.append(Contradiction("limit", limit.evidence.issue, limit.probability))
    for issue in posterior.agenda.issues:
        together = [limit for limit in stated_limits if limit.evidence.issue == issue.name]
        if together and not _leave_an_option(issue, [limit.evidence for limit in together]):
            least = min(limit.probability for limit in together)
            found.append(Contradiction("limits", issue.name, least))
    for claim in equal_claims(posterior, evidence):
        if claim.probability < DOUBTED * MEANT:
            found.append(Contradiction("equality", "", claim.probability))
    fit = fit_of_picks(posterior, evidence)
    if fit is not None and fit < POOR_FIT:
        found.append(Contradiction("picks", "", fit))
    return tuple(found)
