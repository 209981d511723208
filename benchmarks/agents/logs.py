"""Logs of negotiations with automated agents, as the library's own agenda and evidence.

A log is seen from our chair: our utility is known in full, each round holds what we showed, what they
picked, which issue they pushed on and what they asked for instead. Options are positions in the lists
of levels; who the counterpart is, and what it wants, is not in a log.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from meso_infer.evidence import Counteroffer, Evidence, Pick, Push
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, Issue, OrderedIssue
from meso_infer.packages import Agenda, Package
from meso_infer.posterior import Posterior
from meso_infer.prior import ModelSettings
from meso_infer.utility import AdditiveUtility

Log = Mapping[str, Any]
Prediction = dict[str, Any]


AGENT = ModelSettings(
    full_ranges=True,
    sharpness_log_mean=3.0,
    sharpness_log_sd=1.0,
    push_sharpness_log_mean=3.0,
    push_sharpness_log_sd=1.0,
    aspiration_logit_mean=1.5,
    aspiration_logit_sd=1.0,
    counteroffer_sd=0.08,
    tilt_mean=0.0,
    tilt_sd=0.0,
    talk_sincerity=1.0,
    asked_is_best=0.0,
    list_trend_sd=1.0,
    n_draws=2048,
)
"""What differs from the library's defaults for an automated agent. It answers more sharply than people
and does not bluff; it opens higher, near the best it can get; it does not bend its offers towards us; of
what it asks for, any option that it likes better will do. Its values may rise along a list."""


@dataclass(frozen=True)
class LogReading:
    """What of a log is read, and under which model.

    `repeats` reads a counteroffer that they merely repeat as evidence each time. Over a whole negotiation
    they are expected to concede the share `concession`, or less when it is short.
    """

    model: ModelSettings = AGENT
    lapse: float = 0.03
    talk_lapse: float = 0.05
    repeats: bool = True
    concession: float = 0.6


def agenda_of(log: Log) -> Agenda:
    """The issues of a log.

    Where the order of the levels for the counterpart is known, an issue is an ordered one that they
    like later on its list; otherwise it is a list without an order.
    """
    orders = log.get("their_order")
    issues: list[Issue] = []
    for described in log["issues"]:
        name = described["name"]
        options = option_names(described)
        if orders is None:
            issues.append(CategoricalIssue(name=name, options=options))
        else:
            options = tuple(options[level] for level in orders[name])
            issues.append(
                OrderedIssue(name=name, options=options, counterpart_direction={"later": 1.0})
            )
    return Agenda(tuple(issues))


def option_names(described: Mapping[str, Any]) -> tuple[str, ...]:
    """Names that an issue may have for its levels, in the log's order."""
    return tuple(
        f"{place + 1}: {' '.join(str(level).split())}"
        for place, level in enumerate(described["levels"])
    )


def package_of(log: Log, agenda: Agenda, levels: Sequence[int]) -> Package:
    """The package at positions in the lists of levels."""
    return agenda.package(
        {
            described["name"]: option_names(described)[level]
            for described, level in zip(log["issues"], levels, strict=True)
        }
    )


def own_utility_of(log: Log, agenda: Agenda) -> AdditiveUtility:
    """Our utility, as the log gives it."""
    values = {
        described["name"]: dict(
            zip(option_names(described), log["own"]["values"][described["name"]], strict=True)
        )
        for described in log["issues"]
    }
    total = sum(log["own"]["weights"].values())
    weights = {name: weight / total for name, weight in log["own"]["weights"].items()}
    return AdditiveUtility.of(agenda, weights, values)


def evidence_of(log: Log, agenda: Agenda, reading: LogReading) -> tuple[Evidence, ...]:
    """Everything a log shows about the counterpart, in its order.

    A forced pick is one among the packages, without none; that they asked for something else instead
    of a single package is their counteroffer and no rejection.
    """
    found: list[Evidence] = []
    asked: Package | None = None
    for shown in log["rounds"]:
        now = int(shown["round"]) + 1
        packages = tuple(package_of(log, agenda, levels) for levels in shown["shown"])
        if shown["pick"] is not None:
            found.append(Pick(packages, shown["pick"], False, now, reading.lapse))
            if shown["push"] is not None:
                picked = packages[shown["pick"]]
                found.append(push_of(log, agenda, picked, shown["push"], now, reading))
        if shown["counter"] is not None:
            package = package_of(log, agenda, shown["counter"])
            if reading.repeats or package != asked:
                found.append(Counteroffer(package, now, reading.talk_lapse))
            asked = package
    return tuple(found)


def push_of(
    log: Log,
    agenda: Agenda,
    picked: Package,
    push: Mapping[str, Any],
    now: int,
    reading: LogReading,
) -> Push:
    """A push on one issue: later on its list where its order is known, else towards an option."""
    name = push["issue"]
    lapse = reading.talk_lapse
    issue = agenda.issue(name)
    if isinstance(issue, OrderedIssue):
        return Push((picked,), name, direction="later", round=now, lapse=lapse)
    described = next(one for one in log["issues"] if one["name"] == name)
    wanted = option_names(described)[push["wanted"]]
    return Push((picked,), name, option=wanted, round=now, lapse=lapse)


def posterior_of(log: Log, reading: LogReading) -> Posterior:
    """What the library believes about the counterpart after a log."""
    agenda = agenda_of(log)
    own = own_utility_of(log, agenda)
    evidence = evidence_of(log, agenda, reading)
    settings = reading.model
    each_round = math.log(reading.concession / log["horizon"])
    if each_round < settings.concession_log_mean:
        settings = replace(settings, concession_log_mean=each_round)
    return infer(agenda, evidence, settings=settings, own=own)


def expected_utilities(log: Log, posterior: Posterior) -> list[float]:
    """Mean utility to them of each of the log's outcomes, 0 to 1."""
    total = np.zeros(len(log["eval_outcomes"]))
    levels = np.asarray(log["eval_outcomes"])
    for j, described in enumerate(log["issues"]):
        issue = posterior.agenda.issues[j]
        names = option_names(described)
        places = np.array([issue.coordinate(issue.parse(name)) for name in names])
        means = posterior.part_worths(issue.name, places) @ posterior.draw_weights
        total += means[levels[:, j]]
    return [float(value) for value in total]


def predictor(reading: LogReading) -> Callable[[Log], Prediction]:
    """The function that the judge asks: weights with their 90% intervals, and utilities of outcomes."""

    def predict(log: Log) -> Prediction:
        posterior = posterior_of(log, reading)
        weights = {
            name: {"mean": summary.mean, "lo": summary.q05, "hi": summary.q95}
            for name, summary in posterior.weight_summary().items()
        }
        return {"weights": weights, "utilities": expected_utilities(log, posterior)}

    return predict


READINGS = {
    "blind": LogReading(model=replace(AGENT, weight_log_sd=0.85)),
    "order": LogReading(),
}
"""How logs are read on each track of the judge; chosen on the tune subset."""
