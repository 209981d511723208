"""What a counterpart told once talks were over, beside what was estimated before they did.

It holds past estimates to account, one negotiation at a time and all of them together, and is no evidence
for any: nothing here is handed to inference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from meso_infer.evaluation.track_record import Calibration, Prediction, calibration, share_interval
from meso_infer.events import Debrief, EstimateShown
from meso_infer.headline import percent
from meso_infer.negotiation import Negotiation

LEAST_TOLD = 10
"""Debriefs from which on scores are shown."""
COLUMNS = ("Issue", "They told", "We estimated", "90% range", "Within it")
SAME = 1e-9


@dataclass(frozen=True)
class Reckoning:
    """An estimate beside what the counterpart told about the same issues.

    Attributes
    ----------
    means, low, high : dict of issue to float
        The weights that were estimated, 0 to 1, and their 90% intervals.
    p_top : dict of issue to float
        The chance of each issue to matter most, as it was shown.
    told_weights : dict of issue to float
        What they told, summing to 1; empty where they gave an order.
    told_order : tuple of str
        The issues that they put in order, most important first.
    round : int
    model_version : str
    """

    means: dict[str, float]
    low: dict[str, float]
    high: dict[str, float]
    p_top: dict[str, float]
    told_weights: dict[str, float]
    told_order: tuple[str, ...]
    round: int
    model_version: str

    @property
    def pairs(self) -> tuple[int, int]:
        """Pairs of issues that were estimated in the order that they told, and how many there are."""
        apart = [
            (one, other)
            for one, other in combinations(self.told_order, 2)
            if not self.told_weights or self.told_weights[one] - self.told_weights[other] > SAME
        ]
        return sum(self.means[one] - self.means[other] > SAME for one, other in apart), len(apart)

    @property
    def tau(self) -> float | None:
        """Rank agreement, 1 the same order to -1 the reverse (Kendall 1938); None without a pair."""
        right, total = self.pairs
        return 2 * right / total - 1 if total else None

    @property
    def covered(self) -> tuple[int, int]:
        """Told weights that lie in their 90% interval, and how many were told."""
        told = self.told_weights.items()
        return sum(self.low[n] - SAME <= w <= self.high[n] + SAME for n, w in told), len(told)

    @property
    def top(self) -> str | None:
        """What mattered most to them; None where they named several alike."""
        if not self.told_weights:
            return self.told_order[0]
        most = max(self.told_weights.values())
        first = [name for name, weight in self.told_weights.items() if most - weight < SAME]
        return first[0] if len(first) == 1 else None

    @property
    def prediction(self) -> Prediction | None:
        """The claim of what matters most as one that came true or not."""
        top = self.top
        if top is None:
            return None
        return Prediction(self.p_top, top, self.round, self.model_version)


def reckoning(negotiation: Negotiation) -> Reckoning | None:
    """The last that the counterpart told, beside the last estimate that a person saw before it.

    None where they told neither weights nor an order, or no estimate was shown before.
    """
    found: Reckoning | None = None
    shown: EstimateShown | None = None
    for entry in negotiation.log:
        event = entry.in_force
        if isinstance(event, EstimateShown):
            shown = event
        if entry.event.kind == "correction" or not isinstance(event, Debrief) or shown is None:
            continue
        if negotiation.is_counterpart(event.actor) and (event.weights or event.order):
            found = _beside(shown, event, entry.round) or found
    return found


def _beside(shown: EstimateShown, told: Debrief, round_number: int) -> Reckoning | None:
    """None where the estimate does not speak of all issues that were told of, or of one alone."""
    weights = shown.summary.get("weights")
    told_weights = dict(told.weights or {})
    order = told.order or tuple(sorted(told_weights, key=lambda name: -told_weights[name]))
    if not isinstance(weights, dict) or len(order) < 2 or any(n not in weights for n in order):
        return None
    # An issue that was left out of the telling was not said to matter least.
    parts: dict[str, dict[str, float]] = {name: {} for name in ("mean", "q05", "q95", "p_top")}
    for name in order:
        one = weights[name]
        for part, values in parts.items():
            value = one.get(part) if isinstance(one, dict) else None
            if not isinstance(value, int | float):
                return None
            values[name] = float(value)
    return Reckoning(
        parts["mean"], parts["q05"], parts["q95"], parts["p_top"], told_weights, order,
        round_number, shown.model_version,
    )  # fmt: skip


# --- in words ---------------------------------------------------------------------------------------------


def reckoning_rows(found: Reckoning) -> tuple[tuple[str, str, str, str, str], ...]:
    """One row an issue, under `COLUMNS`, in the order that they told."""
    rows = []
    for place, name in enumerate(found.told_order, start=1):
        told = found.told_weights.get(name)
        inside = (
            "" if told is None else _yes(found.low[name] - SAME <= told <= found.high[name] + SAME)
        )
        rows.append(
            (
                name,
                f"place {place}" if told is None else _share(told),
                f"{100 * found.means[name]:.0f}%",
                f"{100 * found.low[name]:.0f} to {100 * found.high[name]:.0f}%",
                inside or "no size was told",
            )
        )
    return tuple(rows)


def _share(share: float) -> str:
    """A told share as whole percents: what people say is exactly nothing or all is that."""
    return f"{100 * share:.0f}%"


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def reckoning_sentences(found: Reckoning) -> tuple[str, ...]:
    """How the estimate did against what they told."""
    right, total = found.pairs
    tau = found.tau
    said = []
    if tau is not None:
        said.append(
            f"In order: {right} of {total} pairs of issues stood the way they told (rank agreement "
            f"{tau:.2f}: 1 is the same order, 0 is chance, -1 the reverse)."
        )
    top = found.top
    if top is not None:
        said.append(
            f"What mattered most to them, {top}, had been given a chance of {percent(found.p_top[top])}."
        )
    covered, n = found.covered
    if n:
        said.append(
            f"In size: {covered} of {n} told shares lie in their 90% range; nine of ten should over many "
            "negotiations."
        )
    said.append("What people tell afterwards may differ from what they would have chosen.")
    return tuple(said)


def told_sentences(found: Sequence[Reckoning]) -> tuple[str, ...]:
    """How estimates did against what counterparts told, over all negotiations with a debrief."""
    n = len(found)
    if not n:
        return (
            "No counterpart has told afterwards what mattered to them. Ask, and log it on the page "
            "Agreement and improvement.",
        )
    right = sum(one.pairs[0] for one in found)
    total = sum(one.pairs[1] for one in found)
    covered = sum(one.covered[0] for one in found)
    sizes = sum(one.covered[1] for one in found)
    said = [f"Told afterwards in {n} negotiation{'' if n == 1 else 's'}."]
    if total:
        low, high = share_interval(right, total)
        said.append(
            f"In order: {right} of {total} pairs of issues stood as told ({100 * right / total:.0f}%, 90%: "
            f"{100 * low:.0f}–{100 * high:.0f}%); chance is 50%."
        )
    if sizes:
        low, high = share_interval(covered, sizes)
        said.append(
            f"In size: {covered} of {sizes} told shares lay in their 90% range "
            f"({100 * covered / sizes:.0f}%, 90%: {100 * low:.0f}–{100 * high:.0f}%)."
        )
    scored = told_calibration(found)
    if scored is None or scored.n < LEAST_TOLD:
        said.append(
            f"From {LEAST_TOLD} on, this shows how often the issue called likeliest mattered most."
        )
        return tuple(said)
    low, high = share_interval(scored.hits, scored.n)
    said.append(
        f"The issue called likeliest to matter most did in {scored.hits} of {scored.n} "
        f"({percent(scored.hits / scored.n)}, 90%: {100 * low:.0f}–{100 * high:.0f}%); Brier score "
        f"{scored.brier:.2f}, from 0 (sure and right) to 2 (sure and wrong)."
    )
    return tuple(said)


def told_calibration(found: Sequence[Reckoning]) -> Calibration | None:
    """The claims of what matters most, held against what was told; None without any."""
    return calibration([made for one in found if (made := one.prediction) is not None])
