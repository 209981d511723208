"""What the judge of simulated negotiations calls: its words in, draws of the issue weights out.

The inference is the product's own `infer` under the prior that the judge simulates with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from meso_infer.evidence import Counteroffer, Evidence, Pick, Push, Ranking, Statement
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, Issue, NumericIssue
from meso_infer.packages import Agenda, Package
from meso_infer.prior import ModelSettings

UNLIMITED = 1e9
SETTING_OF = {
    "weight_log_sd": "sd_w",
    "curvature_sd": "sd_c",
    "sharpness_log_mean": "mu_beta",
    "sharpness_log_sd": "sd_beta",
    "push_sharpness_log_mean": "mu_push",
    "push_sharpness_log_sd": "sd_push",
    "aspiration_logit_mean": "mu_asp",
    "aspiration_logit_sd": "sd_asp",
    "concession_log_mean": "mu_con",
    "concession_log_sd": "sd_con",
    "tilt_mean": "mu_lam",
    "tilt_sd": "sd_lam",
    "counteroffer_sd": "sig_co",
    "statement_sharpness": "kap",
    "statement_honesty": "honest",
    "talk_sincerity": "h_ex",
}
"""What the judge calls each of the model's settings."""

POOLED_OF = {"weight_log_mean": "eta_mean", "weight_log_cholesky": "eta_chol"}
"""The same for what was learnt from other negotiations; often nothing."""

LEFT_OUT = {"sd_pos": 0.0, "h_push": 1.0, "h_co": 1.0}
"""Parts of the judge's model that the library does not have, at the values that switch them off."""


def settings_of(prior: Mapping[str, Any]) -> ModelSettings:
    """The judge's prior as the library's settings.

    Raises
    ------
    ValueError
        When the judge assumes something that the library's model cannot.
    """
    missing = [name for name, off in LEFT_OUT.items() if prior.get(name, off) != off]
    if missing:
        raise ValueError(
            f"the judge's prior has {', '.join(missing)}; the library has no such part"
        )
    plain = {ours: prior[theirs] for ours, theirs in SETTING_OF.items()}
    pooled = {ours: _tuples(prior.get(theirs)) for ours, theirs in POOLED_OF.items()}
    return ModelSettings(**plain, **pooled, empty_talk_share=0.0, most_counteroffers=UNLIMITED)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(v) for v in value) if isinstance(value, (list, tuple)) else value


def agenda_of(issues: Sequence[Mapping[str, Any]]) -> Agenda:
    """The judge's issues: levels of numeric ones rise towards what the counterpart likes."""
    return Agenda(tuple(_issue(issue) for issue in issues))


def _issue(described: Mapping[str, Any]) -> Issue:
    name, n_levels = described["name"], described["n_levels"]
    if described["kind"] != "numeric":
        return CategoricalIssue(name=name, options=tuple(f"option {k}" for k in range(n_levels)))
    return NumericIssue(
        name=name, low=0, high=n_levels - 1, step=1, counterpart_direction={"higher": 1.0}
    )


def evidence_of(
    agenda: Agenda, events: Sequence[Mapping[str, Any]], lapse: float
) -> list[Evidence]:
    """The judge's events as evidence."""

    def package(levels: Sequence[float]) -> Package:
        return agenda.decode([float(level) for level in levels])

    found: list[Evidence] = []
    for event in events:
        packages = tuple(package(levels) for levels in event.get("packages", ()))
        if event["type"] == "meso":
            pick, push, now = event["pick"], event["push"], event["round"]
            found.append(Pick(packages, pick, event["none"], now, lapse))
            if pick is not None and push is not None:
                found.append(Push((packages[pick],), agenda.names[push], round=now, lapse=lapse))
        elif event["type"] == "counter":
            found.append(Counteroffer(package(event["package"]), event["round"], lapse))
        elif event["type"] == "rank":
            found.append(Ranking(tuple(packages[k] for k in event["order"]), lapse))
        elif event["type"] == "stated":
            found.append(Statement(tuple(agenda.names[j] for j in event["order"])))
    return found


def fit(problem: Mapping[str, Any], log: Mapping[str, Any]) -> dict[str, Any]:
    """What the judge calls: draws of the issue weights, shape ``(n_draws, n_issues)``.

    Our own utility is not handed on: the judge's prior has no tilt, so that it would change nothing.
    """
    return _fit(problem, log, settings_of(problem["prior"]))


def doubting_fit(problem: Mapping[str, Any], log: Mapping[str, Any]) -> dict[str, Any]:
    """The same, with the library's own doubt of talk: the judge's prior believes all of it."""
    own = ModelSettings()
    doubt = replace(
        settings_of(problem["prior"]),
        talk_sincerity=own.talk_sincerity,
        empty_talk_share=own.empty_talk_share,
    )
    return _fit(problem, log, doubt)


def _fit(
    problem: Mapping[str, Any], log: Mapping[str, Any], settings: ModelSettings
) -> dict[str, Any]:
    agenda = agenda_of(problem["issues"])
    evidence = evidence_of(agenda, log["events"], problem["prior"]["eps"])
    return {"samples": infer(agenda, evidence, settings=settings).weights.T}
