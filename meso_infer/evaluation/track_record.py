"""Claims held to account: how often what the tool said came true.

Every estimate that a person saw is in the log, with its predicted next pick and the model version.
The answer that followed says whether the prediction was any good. Nothing here refits anything.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv

from meso_infer.events import AllRejected, EstimateShown, PackagePicked
from meso_infer.negotiation import Negotiation
from meso_infer.posterior import Posterior

NONE = "none"
BINS = ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.0))
LEAST_CHANCE = 1e-6
INTERVAL = 0.90


@dataclass(frozen=True)
class Prediction:
    """One predicted pick and what was picked.

    Attributes
    ----------
    chances : dict of label to float
        As they were shown; "none" among them where it was an answer.
    picked : str
        A label of `chances`.
    round : int
    model_version : str
    """

    chances: dict[str, float]
    picked: str
    round: int
    model_version: str


def predictions(negotiation: Negotiation) -> tuple[Prediction, ...]:
    """Each pick or rejection that followed an estimate a person saw, with what that estimate predicted.

    The last estimate before the answer counts. Withdrawn answers do not. Where all was turned down and
    the prediction had no place for that, it had given it no chance.
    """
    found: list[Prediction] = []
    shown: EstimateShown | None = None
    for entry in negotiation.log:
        event = entry.in_force
        if isinstance(event, EstimateShown):
            shown = event
            continue
        picked = _picked(event)
        if picked is None or shown is None:
            continue
        chances = _chances(shown)
        if picked == NONE and chances:
            chances = {NONE: 0.0, **chances}
        if picked in chances and shown.summary.get("round") == entry.round:
            found.append(Prediction(chances, picked, entry.round, shown.model_version))
        shown = None
    return tuple(found)


def _picked(event: object) -> str | None:
    if isinstance(event, PackagePicked):
        return event.package
    return NONE if isinstance(event, AllRejected) else None


def _chances(shown: EstimateShown) -> dict[str, float]:
    given = shown.summary.get("next_pick")
    if not isinstance(given, dict):
        return {}
    return {str(label): float(p) for label, p in given.items() if isinstance(p, (int, float))}


@dataclass(frozen=True)
class Belief:
    """What was believed to matter most to them at one moment.

    Attributes
    ----------
    chances : dict of issue to float
        The chance of each to matter most, 0 to 1.
    n_informative : int
        Informative answers by then.
    """

    chances: dict[str, float]
    n_informative: int

    @property
    def top(self) -> tuple[str, float]:
        """The likeliest issue and its chance."""
        name = max(self.chances, key=lambda one: self.chances[one])
        return name, self.chances[name]


def belief_of(posterior: Posterior) -> Belief:
    """What an estimate says matters most."""
    summary = posterior.weight_summary()
    return Belief({name: one.p_top for name, one in summary.items()}, posterior.n_informative)


def belief_shown(shown: EstimateShown) -> Belief | None:
    """What a person was shown to matter most; None where the record does not say."""
    weights, n = shown.summary.get("weights"), shown.summary.get("informative_events")
    if not isinstance(weights, dict) or not isinstance(n, int):
        return None
    tops = {str(name): one.get("p_top") for name, one in weights.items() if isinstance(one, dict)}
    chances = {name: float(p) for name, p in tops.items() if isinstance(p, (int, float))}
    return Belief(chances, n) if chances else None


def beliefs_shown(negotiation: Negotiation, model_version: str) -> dict[int, Belief]:
    """What was shown after each round and before the next was answered, by that model; by round.

    An estimate that a person saw before the first answer of a round is what was believed at the end of
    the round before. Rounds after which nothing was shown are missing.
    """
    found: dict[int, Belief] = {}
    told = 0
    for entry in negotiation.log:
        if entry.evidence:
            told = entry.round
        shown = entry.in_force
        if not isinstance(shown, EstimateShown) or shown.model_version != model_version:
            continue
        belief = belief_shown(shown) if told < entry.round else None
        if belief is not None and entry.round > 1:
            found[entry.round - 1] = belief
    return found


@dataclass(frozen=True)
class Bin:
    """Claims of similar confidence: what was said, and how often it was so.

    Attributes
    ----------
    said : float
        Mean probability claimed.
    was : float
        Share that came true.
    low, high : float
        90% interval of that share (Jeffreys).
    n : int
    """

    said: float
    was: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Calibration:
    """How predicted picks turned out.

    Attributes
    ----------
    n : int
        Answers that were predicted.
    hits : int
        How often the likeliest answer was given.
    brier : float
        Mean squared error summed over answers, 0 (perfect) to 2 (Brier 1950).
    log_score, chance_log_score : float
        Mean log-probability of what was picked, in nats, and what guessing one of M would score.
    gain_low, gain_high : float
        90% interval of the mean gain in log score over guessing.
    bins : tuple of Bin
        The reliability curve; empty bins are left out.
    """

    n: int
    hits: int
    brier: float
    log_score: float
    chance_log_score: float
    gain_low: float
    gain_high: float
    bins: tuple[Bin, ...]

    @property
    def gain(self) -> float:
        """Mean gain in log score over guessing, in nats."""
        return self.log_score - self.chance_log_score


def calibration(made: Sequence[Prediction]) -> Calibration | None:
    """Hold predictions to account; None when there are none."""
    if not made:
        return None
    gains, briers, hits, guesses = [], [], 0, []
    for one in made:
        labels = list(one.chances)
        p = np.array([one.chances[label] for label in labels])
        was = np.array([label == one.picked for label in labels], float)
        briers.append(float(((p - was) ** 2).sum()))
        guesses.append(-math.log(len(labels)))
        gains.append(math.log(max(one.chances[one.picked], LEAST_CHANCE)) - guesses[-1])
        hits += labels[int(p.argmax())] == one.picked
    gain, spread = float(np.mean(gains)), 0.0
    if len(gains) > 1:
        spread = 1.645 * float(np.std(gains, ddof=1)) / math.sqrt(len(gains))
    return Calibration(
        n=len(made),
        hits=hits,
        brier=float(np.mean(briers)),
        log_score=gain + float(np.mean(guesses)),
        chance_log_score=float(np.mean(guesses)),
        gain_low=gain - spread,
        gain_high=gain + spread,
        bins=_bins((p, label == one.picked) for one in made for label, p in one.chances.items()),
    )


def _bins(claims: Iterable[tuple[float, bool]]) -> tuple[Bin, ...]:
    given = list(claims)
    found = []
    for low, high in BINS:
        inside = [(p, was) for p, was in given if low <= p < high or (high == 1.0 and p == 1.0)]
        if not inside:
            continue
        n, true = len(inside), sum(was for _, was in inside)
        low_end, high_end = share_interval(true, n)
        found.append(
            Bin(
                said=float(np.mean([p for p, _ in inside])),
                was=true / n,
                low=low_end,
                high=high_end,
                n=n,
            )
        )
    return tuple(found)


def share_interval(true: int, n: int) -> tuple[float, float]:
    """The 90% interval of a share of which `true` in `n` were so (Jeffreys; Brown, Cai and DasGupta 2001)."""
    tail = (1 - INTERVAL) / 2
    a, b = true + 0.5, n - true + 0.5
    low = 0.0 if true == 0 else float(betaincinv(a, b, tail))
    high = 1.0 if true == n else float(betaincinv(a, b, 1 - tail))
    return low, high
