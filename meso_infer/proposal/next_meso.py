"""The next Meso: two to five packages worth the same to us, chosen for what they give and teach.

It becomes history only when the negotiator offers it; nothing here records anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meso_infer.candidates import Candidates
from meso_infer.candidates.wanted import Wanted
from meso_infer.errors import InvalidPackage, InvalidSettings
from meso_infer.exposure import Exposure, exposure_of
from meso_infer.information import choice_gain, initial_recipient_value, mutual_information
from meso_infer.issues import Option
from meso_infer.packages import LABELS, Agenda, Meso, Package
from meso_infer.points import points
from meso_infer.posterior import Posterior, Summary
from meso_infer.proposal.checks import (
    LEAST_DISTANCE,
    CherryPick,
    cherry_pick,
    distances,
    dominance_warnings,
    known_signs,
    load_warnings,
    support_warnings,
)
from meso_infer.proposal.rationale import (
    NONE,
    Lesson,
    lessons,
    other_moves,
    package_reasons,
    set_reasons,
)
from meso_infer.proposal.selection import Choice, Selection
from meso_infer.proposal.settings import Mode, ProposalSettings
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Proposal:
    """A suggested Meso with everything that speaks for and against it.

    Utilities are 0 to 1; probabilities too.

    Attributes
    ----------
    packages : dict of label to Package
        In the order to show them, which is random (from the seed): a place favours no package.
    own_utility, spread, target, tolerance
        What the packages are worth to us, largest minus smallest, and what was asked.
    pick_probability : dict
        Chance of each label, and of "none".
    expected_information_bits : float
    counterpart_value : dict of label to Summary
        Their utility of each package.
    expected_best_value, choice_gain : float
        Their expected utility of the package they like best; how much of it is due to the choice.
    cherry_pick_worst : CherryPick
        The mix of options that would cost us most.
    exposure, exposure_before : Exposure
        What our Mesos reveal of our weights with and without this one.
    held : tuple of str
        Issues that are the same in all packages because it was asked for, or to reveal less.
    reasons, warnings, alternatives : tuple of str
        Sentences; `alternatives` are asking a question and doing nothing.
    lessons : tuple of Lesson
        What each answer would teach.
    candidates : int
        Packages that were worth the target and met every condition.
    method : str
        "exact" when every such package was found, otherwise "heuristic".
    """

    packages: dict[str, Package]
    own_utility: dict[str, float]
    spread: float
    target: float
    tolerance: float
    mode: str
    alpha: float
    pick_probability: dict[str, float]
    expected_information_bits: float
    counterpart_value: dict[str, Summary]
    expected_best_value: float
    choice_gain: float
    cherry_pick_worst: CherryPick
    exposure: Exposure
    exposure_before: Exposure
    held: tuple[str, ...]
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    alternatives: tuple[str, ...]
    lessons: tuple[Lesson, ...]
    candidates: int
    method: str
    seed: int

    @property
    def shown(self) -> tuple[str, ...]:
        """Labels in the order to show them."""
        return tuple(self.packages)

    @property
    def meso(self) -> Meso:
        return Meso.of(self.packages, self.shown)

    def to_dict(self) -> dict[str, Any]:
        """The proposal as the command line writes it (plain JSON types)."""
        after, before = self.exposure, self.exposure_before
        return {
            "packages": {label: dict(package) for label, package in self.packages.items()},
            "own_utility": dict(self.own_utility),
            "pick_probability": dict(self.pick_probability),
            "expected_information_bits": self.expected_information_bits,
            "counterpart_value": {
                label: {"mean": value.mean, "q05": value.q05, "q95": value.q95}
                for label, value in self.counterpart_value.items()
            },
            "exposure": {
                "rank": after.rank,
                "bits": after.true_shapes.bits,
                "linear_bits": after.linear.bits,
                "added_rank": after.rank - before.rank,
                "added_bits": after.true_shapes.bits - before.true_shapes.bits,
                "issues": dict(after.true_shapes.level),
                "linear_issues": dict(after.linear.level),
            },
            "reasons": list(self.reasons),
            "candidates": self.candidates,
            "method": self.method,
        }


def propose(
    agenda: Agenda,
    own: AdditiveUtility,
    posterior: Posterior,
    *,
    target: float,
    tolerance: float = 0.01,
    n_packages: int = 3,
    mode: Mode = "balanced",
    alpha: float | None = None,
    reservation_value: float | None = None,
    margin: float = 0.0,
    held: Mapping[str, Option] | Sequence[str] = (),
    refused: Sequence[Package] = (),
    max_changes: int | None = None,
    previous: Sequence[Sequence[Package]] = (),
    round_number: int = 1,
    last_round: bool = False,
    confirm_many: bool = False,
    seed: int | None = None,
) -> Proposal:
    """Propose the next Meso.

    Parameters
    ----------
    agenda, own, posterior
        The agenda, our utility on it, and what we believe about the counterpart.
    held : mapping of issue to option, or sequence of issues
        Issues fixed at an option, or the same in all packages at whichever option is best.
    refused : sequence of Package
        Not to be offered again.
    previous : sequence of sequences of Package
        Our Mesos so far, oldest first: what they revealed counts.
    seed : int, optional
        Decides the order shown; the posterior's own when absent.

    The other parameters are the fields of `ProposalSettings`.

    Raises
    ------
    InvalidSettings, NoFeasibleMeso
        When an argument is out of range; when no such set exists (the message says what blocks it).
    """
    _refuse_strangers(agenda, own, posterior)
    settings = ProposalSettings(
        target,
        tolerance,
        n_packages,
        mode,
        alpha,
        reservation_value,
        margin,
        max_changes,
        round_number,
        last_round,
        confirm_many,
    )
    return _propose(own, posterior, settings, held, refused, previous, seed)


def _refuse_strangers(agenda: Agenda, own: AdditiveUtility, posterior: Posterior) -> None:
    if not agenda == own.agenda == posterior.agenda:
        raise InvalidSettings(
            "Our utility, the estimate and the agenda do not belong together; make them from one agenda."
        )


def _propose(
    own: AdditiveUtility,
    posterior: Posterior,
    settings: ProposalSettings,
    held: Mapping[str, Option] | Sequence[str],
    refused: Sequence[Package],
    previous: Sequence[Sequence[Package]],
    seed: int | None,
) -> Proposal:
    agenda = own.agenda
    seed = posterior.seed if seed is None else seed
    rng = np.random.default_rng(seed % 2**63)
    fixed = dict(held) if isinstance(held, Mapping) else {}
    constant = () if isinstance(held, Mapping) else tuple(agenda.issue(name).name for name in held)
    refused = [package for package in refused if _readable(agenda, package)]
    previous = [meso for meso in previous if all(_readable(agenda, package) for package in meso)]
    wanted = Wanted(
        own,
        settings.target,
        settings.tolerance,
        {agenda.issue(name).name: option for name, option in fixed.items()},
        tuple(refused),
        settings.floor,
        agenda.encode(list(previous[-1])) if previous else None,
        settings.max_changes,
    )
    selection = Selection(own, posterior, settings, previous, rng)
    candidates = selection.candidates(wanted)
    choice = selection.choose(candidates, wanted, constant)
    shuffled = choice.coordinates[rng.permutation(len(choice.coordinates))]
    report = _Report(own, posterior, settings, choice, shuffled, tuple(previous))
    return report.proposal(candidates, (*fixed, *choice.held), seed)


def _readable(agenda: Agenda, package: Package) -> bool:
    """Whether an earlier package settles today's agenda: issues and options may have changed since."""
    try:
        return agenda.is_complete(agenda.partial(package))
    except InvalidPackage:
        return False


@dataclass(frozen=True)
class _Report:
    """Writes up a chosen set, on all draws of the posterior."""

    own: AdditiveUtility
    posterior: Posterior
    settings: ProposalSettings
    choice: Choice
    coordinates: FloatArray
    previous: tuple[Sequence[Package], ...]

    def proposal(self, candidates: Candidates, held: tuple[str, ...], seed: int) -> Proposal:
        posterior, settings = self.posterior, self.settings
        packages = [self.own.agenda.decode(row) for row in self.coordinates]
        labels = LABELS[: len(packages)]
        own_utility = self.own.utility_of(self.coordinates)
        part_worths = posterior.part_worths_at(self.coordinates)
        theirs = part_worths.sum(axis=1)
        chances = posterior.answer_draws(theirs, round_number=settings.round_number)
        marginal = chances @ posterior.draw_weights
        information = mutual_information(chances, posterior.log_weights)
        value = initial_recipient_value(theirs, posterior.log_weights)
        gain = choice_gain(theirs, posterior.log_weights)
        worst = cherry_pick(
            self.own, self.coordinates, part_worths.swapaxes(0, 1), posterior.draw_weights
        )
        before = exposure_of(self.own, self.previous)
        return Proposal(
            packages=dict(zip(labels, packages, strict=True)),
            own_utility=_by(labels, own_utility),
            spread=float(np.ptp(own_utility)),
            target=settings.target,
            tolerance=settings.tolerance,
            mode=settings.mode,
            alpha=settings.weight_of_value,
            pick_probability=_by((*labels, NONE), marginal),
            expected_information_bits=information,
            counterpart_value={
                label: posterior.summary(row) for label, row in zip(labels, theirs, strict=True)
            },
            expected_best_value=value,
            choice_gain=gain,
            cherry_pick_worst=worst,
            exposure=exposure_of(self.own, [*self.previous, packages]),
            exposure_before=before,
            held=held,
            reasons=(
                *package_reasons(posterior, labels, theirs, marginal),
                *set_reasons(own_utility, information, len(chances), value, gain),
                *self._aim(),
            ),
            warnings=tuple(self._warnings(labels, packages, theirs, worst, information)),
            alternatives=other_moves(posterior, information),
            lessons=lessons(posterior, (*labels, NONE), chances),
            candidates=candidates.in_band,
            method=candidates.method,
            seed=seed,
        )

    def _aim(self) -> list[str]:
        """Why this set and not another one."""
        settings, choice = self.settings, self.choice
        if settings.last_round:
            return ["Chosen to be accepted: in the last round nothing that is learnt can be used."]
        if settings.mode == "learn-most" and choice.as_balanced:
            return [
                "Chosen to learn most; the balanced choice is the same set, so learning costs nothing here."
            ]
        if settings.mode == "learn-most":
            return ["Chosen to learn most; what the packages are worth to them played no part."]
        if settings.mode == "balanced":
            return [
                f"Chosen for value to them ({settings.weight_of_value:.0%}) and for learning which deal "
                "suits them best."
            ]
        if choice.unheld is None:
            return [
                "Chosen to reveal little; keeping an issue the same in all packages does no better."
            ]
        learning = choice.information / max(choice.unheld.information, 1e-12)
        shown = choice.added_exposure / max(choice.unheld.added_exposure, 1e-12)
        return [
            (
                f"{choice.held[0]} is the same in all packages, which therefore say nothing about its worth to us: "
                f"{learning:.0%} of the learning for {shown:.0%} of what the balanced choice would reveal."
            )
        ]

    def _warnings(
        self,
        labels: Sequence[str],
        packages: Sequence[Package],
        theirs: FloatArray,
        worst: CherryPick,
        information: float,
    ) -> list[str]:
        agenda, settings = self.own.agenda, self.settings
        warnings = support_warnings(labels, theirs, self.posterior.log_weights)
        warnings += dominance_warnings(labels, self.coordinates, known_signs(self.posterior))
        apart = distances(agenda, self.coordinates)
        for i, k in combinations(range(len(labels)), 2):
            if apart[i, k] < LEAST_DISTANCE:
                warnings.append(f"{labels[i]} and {labels[k]} are nearly the same.")
        warnings += load_warnings(agenda, packages)
        reservation = settings.reservation_value
        if reservation is not None and worst.own_utility < reservation - 1e-9:
            warnings.append(
                f"If they pick the best of every package ({agenda.describe(worst.package)}), that is worth "
                f"{points(worst.own_utility)} points to us, below the walk-away of {points(reservation)} points: "
                "say that each package stands as a whole."
            )
        if len(labels) > 1 and information < 0.1:
            warnings.append(
                "The answer is expected to teach less than 0.1 bit; asking may teach more."
            )
        return warnings


def _by(labels: Sequence[str], values: FloatArray) -> dict[str, float]:
    return dict(zip(labels, values.tolist(), strict=True))
