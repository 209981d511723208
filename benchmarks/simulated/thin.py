"""What is claimed where little or nothing is known, and where what is known contradicts itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.simulated.rounds import agenda, evidence_by_round, own_spec, own_utility
from meso_infer.certainty import certainty
from meso_infer.evidence import Counteroffer, Evidence, Pick, Push, Statement
from meso_infer.headline import headline, top_issue
from meso_infer.inference import infer
from meso_infer.issues import NumericIssue
from meso_infer.negotiation import Header
from meso_infer.packages import Agenda, Package
from meso_infer.posterior import Posterior
from meso_infer.prior import Layout, ModelSettings
from meso_infer.simulate import SyntheticCounterpart

ROUNDS = 6


@dataclass(frozen=True)
class Claim:
    """What is said of one log.

    Attributes
    ----------
    informative : float
        Answers that moved the estimate by at least 0.1 bit.
    confidence : float
        Chance given to the issue most likely to be first.
    width : float
        Mean width of the 90% intervals of the weights.
    word : str
        How sure the claim of the first issue is said to be.
    sentence : str
        What a person reads.
    """

    informative: float
    confidence: float
    width: float
    word: str
    sentence: str


def claimed(posterior: Posterior) -> Claim:
    """What a posterior makes the product say."""
    _, chance = top_issue(posterior)
    summary = posterior.weight_summary().values()
    return Claim(
        informative=posterior.n_informative,
        confidence=chance,
        width=float(np.mean([s.q95 - s.q05 for s in summary])),
        word=certainty(chance, posterior.n_informative),
        sentence=headline(posterior),
    )


def thin_logs(on: Agenda) -> dict[str, tuple[Evidence, ...]]:
    """Logs with nothing, with one event, and with answers that cannot all be meant."""

    def package(*amounts: float) -> Package:
        return on.decode(list(amounts))

    table = (package(9, 1, 3, 0, 1), package(2, 8, 4, 1, 2), package(4, 3, 9, 2, 0))
    name = on.names[0]
    return {
        "no events": (),
        "one pick": (Pick(table, 0),),
        "one push": (Push((table[1],), name, "higher"),),
        "one counteroffer": (Counteroffer(package(10, 4, 5, 0, 1)),),
        "one stated priority": (Statement((name,)),),
        "the same three packages, each picked once": tuple(Pick(table, k) for k in range(3)),
        "an issue said to matter, then said not to": (
            Statement((name,)),
            Statement((name,), polarity=-1),
        ),
    }


def claims() -> dict[str, Claim]:
    """What is said of each thin log."""
    on = agenda()
    return {name: claimed(infer(on, evidence)) for name, evidence in thin_logs(on).items()}


def equal_agenda(n_issues: int = 5) -> Agenda:
    """Amounts that they want higher and we want lower."""
    return Agenda(
        tuple(
            NumericIssue(
                name=f"issue {j + 1}",
                low=0,
                high=10,
                step=1,
                own_direction="lower",
                counterpart_direction={"higher": 1.0},
            )
            for j in range(n_issues)
        )
    )


def equal_counterpart(on: Agenda, rng: np.random.Generator) -> SyntheticCounterpart:
    """Somebody to whom all issues matter the same; everything else as the prior has it."""
    layout = Layout(on, ModelSettings())
    z = rng.standard_normal((layout.n_dimensions, 1))
    z[: on.n_issues] = 0.0
    return SyntheticCounterpart(layout, z)


def equal_confidence(n: int, rounds: int = ROUNDS) -> list[float]:
    """Confidence in a first issue where there is none, for each of `n` counterparts."""
    on = equal_agenda()
    found: list[float] = []
    for seed in range(n):
        rng = np.random.default_rng(seed)
        header = Header(on, title="Trial", own=own_spec(on, rng))
        logs = evidence_by_round(header, equal_counterpart(on, rng), seed, (rounds,))
        posterior = infer(on, logs[rounds], own=own_utility(header))
        found.append(top_issue(posterior)[1])
    return found


def rows(claims_made: dict[str, Claim]) -> Sequence[tuple[str, ...]]:
    """Rows of the table."""
    return [
        (name, f"{c.informative:g}", f"{c.confidence:.2f}", f"{c.width:.2f}", c.word, c.sentence)
        for name, c in claims_made.items()
    ]
