"""Logs of talks between people, as the library's own agenda and evidence.

A log is seen from the observer's chair: who made each offer, what was said, what was taken. What the
other side ("the target" of a log) would get stands in every package; ``None`` is *not mentioned*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from meso_infer.evidence import Counteroffer, Evidence, Pick, Statement
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, Issue, NumericIssue, OrderedIssue
from meso_infer.packages import Agenda, Package
from meso_infer.posterior import Posterior
from meso_infer.prior import ModelSettings

Log = Mapping[str, Any]
Prediction = dict[str, Any]


@dataclass(frozen=True)
class LogReading:
    """What of a log is read, and under which model.

    `model` is the library's own default. `mentions` reads an issue that merely comes up in what they
    say as a statement that it matters; a need that they state is always read as one.
    """

    model: ModelSettings = field(default_factory=ModelSettings)
    lapse: float = 0.05
    mentions: bool = False


def agenda_of(log: Log) -> Agenda:
    """The issues of a log; whoever observes knows the direction of amounts, where the log says it."""
    return Agenda(tuple(_issue(described) for described in log["issues"]))


def _issue(described: Mapping[str, Any]) -> Issue:
    name, levels, direction = described["name"], described["levels"], described.get("direction")
    if described["kind"] == "categorical":
        return CategoricalIssue(name=name, options=tuple(str(level) for level in levels))
    up = {None: 0.5, 1: 1.0, -1: 0.0}[direction]
    steps = {b - a for a, b in pairwise(levels)}
    if len(steps) == 1:
        return NumericIssue(
            name=name,
            low=levels[0],
            high=levels[-1],
            step=steps.pop(),
            counterpart_direction={"higher": up, "lower": 1 - up},
        )
    options = tuple(str(level) for level in levels)
    return OrderedIssue(
        name=name, options=options, counterpart_direction={"later": up, "earlier": 1 - up}
    )


def package_of(agenda: Agenda, levels: Mapping[str, Any]) -> Package:
    """A package of a log; what it does not mention stays unmentioned."""
    named = {
        name: level if isinstance(agenda.issue(name), NumericIssue) or level is None else str(level)
        for name, level in levels.items()
    }
    return agenda.partial(named)


def evidence_of(log: Log, agenda: Agenda, reading: LogReading) -> tuple[Evidence, ...]:
    """Everything a log shows about the target, in its order.

    Their k-th offer is their counteroffer of round k. Ours count only by their answers: an acceptance
    is a pick of one package over none, a rejection the pick of none. That they offered something else
    is not read as a rejection, because people often trade on without having rejected anything.
    """
    found: list[Evidence] = []
    offers = 0
    accepted: Package | None = None
    for event in log["events"]:
        package = package_of(agenda, event["package"]) if event.get("package") else Package({})
        kind, theirs = event["type"], event["by"] == "target"
        now = max(offers, 1)
        if kind == "offer" and theirs and package:
            offers += 1
            found.append(Counteroffer(package, offers, reading.lapse))
        elif kind in ("accept", "deal") and agenda.is_complete(package):
            if theirs:
                found.append(Pick((package,), 0, none_allowed=True, round=now, lapse=reading.lapse))
            if theirs or kind == "accept":
                accepted = package
            elif package != accepted:
                found.append(Pick((package,), 0, none_allowed=True, round=now, lapse=reading.lapse))
        elif kind == "reject" and theirs and agenda.is_complete(package):
            found.append(Pick((package,), None, none_allowed=True, round=now, lapse=reading.lapse))
        elif theirs and (kind == "stated" or (kind == "mention" and reading.mentions)):
            found.append(Statement((event["issue"],), 1 if event.get("polarity", 1) >= 0 else -1))
    return tuple(found)


def posterior_of(log: Log, reading: LogReading) -> Posterior:
    """What the library believes about the target after a log; our own utility is unknown."""
    agenda = agenda_of(log)
    return infer(agenda, evidence_of(log, agenda, reading), settings=reading.model)


def predictor(reading: LogReading) -> Callable[[Log], Prediction]:
    """The function that the judge of logs asks: mean weight an issue, and chances of being the top one."""

    def predict(log: Log) -> Prediction:
        weights = posterior_of(log, reading).weight_summary()
        prediction: Prediction = {name: summary.mean for name, summary in weights.items()}
        prediction["_p_top"] = {name: summary.p_top for name, summary in weights.items()}
        return prediction

    return predict
