"""Logs of negotiations with automated agents, as the library's own agenda and evidence.

A log is seen from our chair: our utility is known in full, each round holds what we showed, what they
picked, which issue they pushed on and what they asked for instead. Options are positions in the lists
of levels; who the counterpart is, and what it wants, is not in a log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from meso_infer.evidence import Counteroffer, Evidence, Pick, Push, Ranking
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, Issue, OrderedIssue
from meso_infer.packages import Agenda, Package
from meso_infer.posterior import Posterior
from meso_infer.prior import Layout, ModelSettings
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
    n_draws=2048,
)
"""What differs from the library's defaults for an automated agent. It answers more sharply than people
and does not bluff; it opens higher, near the best it can get; it does not bend its offers towards us."""


@dataclass(frozen=True)
class LogReading:
    """What of a log is read, and under which model.

    `asked_is_best` reads the option that a push names as their favourite one; otherwise it is only
    better for them than the one in hand. `repeats` reads a counteroffer that they merely repeat as
    evidence each time. `opposition`, `opposition_sd`, `trend_sd`: see `model_of`.
    """

    model: ModelSettings = AGENT
    lapse: float = 0.03
    talk_lapse: float = 0.05
    asked_is_best: bool = False
    repeats: bool = True
    opposition: float = 0.5
    opposition_sd: float = 0.7
    trend_sd: float = 1.0


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
                found += push_of(log, agenda, picked, shown["push"], now, reading)
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
) -> list[Evidence]:
    """A push on one issue, and that the option asked for is better for them than the one in hand."""
    name = push["issue"]
    lapse = reading.talk_lapse
    issue = agenda.issue(name)
    if isinstance(issue, OrderedIssue):
        return [Push((picked,), name, direction="later", round=now, lapse=lapse)]
    described = next(one for one in log["issues"] if one["name"] == name)
    wanted = option_names(described)[push["wanted"]]
    if reading.asked_is_best:
        return [Push((picked,), name, option=wanted, round=now, lapse=lapse)]
    better = picked.with_option(name, wanted)
    return [
        Push((picked,), name, round=now, lapse=lapse),
        Ranking((better, picked), lapse),
    ]


def posterior_of(log: Log, reading: LogReading) -> Posterior:
    """What the library believes about the counterpart after a log."""
    agenda = agenda_of(log)
    own = own_utility_of(log, agenda)
    return infer(
        agenda,
        evidence_of(log, agenda, reading),
        settings=model_of(agenda, own, reading),
        own=own,
    )


def model_of(agenda: Agenda, own: AdditiveUtility, reading: LogReading) -> ModelSettings:
    """The model's settings; where nothing is known of their taste, it leans against ours.

    The latent values of the options of an issue then share two unknowns: by how much they oppose (or
    follow) our own values of them, normal with mean `opposition` and spread `opposition_sd`, and by how
    much they rise (or fall) along the list, since lists often run from one end to the other, normal
    with spread `trend_sd`.
    """
    layout = Layout(agenda, reading.model)
    if layout.n_knots == 0:
        return reading.model
    first = layout.n_issues + len(layout.curve_issues)
    mean, covariance = np.zeros(layout.n_dimensions), np.eye(layout.n_dimensions)
    for issue, function, part in zip(agenda.issues, own.functions, layout.knot_slices, strict=True):
        block = slice(first + part.start, first + part.stop)
        if part.stop > part.start:
            against = 1 - 2 * function(issue.coordinates())
            mean[block] = reading.opposition * against
            along = np.linspace(-1, 1, part.stop - part.start)
            covariance[block, block] += reading.opposition_sd**2 * np.outer(against, against)
            covariance[block, block] += reading.trend_sd**2 * np.outer(along, along)
    return replace(
        reading.model,
        latent_mean=tuple(float(x) for x in mean),
        latent_cholesky=tuple(
            tuple(float(x) for x in row) for row in np.linalg.cholesky(covariance)
        ),
    )


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
