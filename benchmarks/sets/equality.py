"""Whether a proposed set keeps its promises, on one random agenda a seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.sets.agendas import random_own
from meso_infer.errors import NoFeasibleMeso
from meso_infer.inference import infer
from meso_infer.proposal import propose
from meso_infer.proposal.checks import dominated, known_signs

MODES = ("balanced", "learn-most", "reveal-least")


@dataclass(frozen=True)
class Checked:
    """One proposal: how far from equal, how many rules and dominances it broke, or why there is none."""

    mode: str
    spread: float = 0.0
    broken_rules: int = 0
    dominated: int = 0
    refusal: str | None = None


def checked(seed: int) -> Checked:
    """Propose on the random agenda of a seed, with a rule and in a third of the cases an amount to solve."""
    rng = np.random.default_rng([seed, 3])
    mode = MODES[seed % len(MODES)]
    own = random_own(rng, 10 ** rng.uniform(3, 9), rules=True, continuous=1 / 3)
    posterior = infer(own.agenda, [], own=own)
    try:
        found = propose(
            own.agenda,
            own,
            posterior,
            target=float(rng.uniform(0.4, 0.85)),
            mode=mode,  # type: ignore[arg-type]
            n_packages=int(rng.integers(2, 5)),
        )
    except NoFeasibleMeso as refusal:
        return Checked(mode, refusal=str(refusal))
    packages = list(found.packages.values())
    rows = own.agenda.encode(packages)
    return Checked(
        mode,
        own.spread(packages),
        sum(len(own.agenda.broken_rules(package)) for package in packages),
        int(dominated(rows, known_signs(posterior)).any(axis=1).sum()),
    )
