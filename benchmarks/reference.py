"""Whether the sampler gives the posterior of its own model: agreement with stored NUTS posteriors.

    python -m benchmarks.reference                  3 and 5 issues against NUTS, 48 negotiations each
    python -m benchmarks.reference --coverage       5 issues, 6 rounds, 200 simulated counterparts

The judge stands beside the project; it calls `fit` below on negotiations that it simulates, with the
prior that it simulates them under.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks._tables import print_heading, print_table
from meso_infer.evidence import Counteroffer, Evidence, Pick, Push, Ranking, Statement
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, Issue, NumericIssue
from meso_infer.packages import Agenda, Package
from meso_infer.prior import ModelSettings

ROOT = Path(__file__).resolve().parents[1]
BESIDE = ROOT.parent / "shared" / "bench" / "inference"

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


def settings_of(prior: Mapping[str, Any]) -> ModelSettings:
    """The judge's prior as the library's settings."""
    known = {ours: prior[theirs] for ours, theirs in SETTING_OF.items()}
    return ModelSettings(**known, empty_talk_share=0.0, most_counteroffers=UNLIMITED)


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


def ask_judge(folder: Path, *arguments: str, adapter: str = "fit") -> dict[str, Any]:
    """Run the judge in its own folder and read its answer; raises RuntimeError when it has none."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "judge.py", "--adapter", f"benchmarks.reference:{adapter}", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout.strip():
        raise RuntimeError(f"the judge gave no answer: {done.stderr.strip()[-500:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask the judge and print its tables, with the thresholds that were missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--issues", default="3,5", help="numbers of issues, against NUTS")
    parser.add_argument(
        "--coverage", action="store_true", help="coverage on simulated counterparts"
    )
    parser.add_argument(
        "--bluff", action="store_true", help="counterparts whose talk exaggerates, and honest ones"
    )
    parser.add_argument("--n", type=int, default=200, help="of them")
    parser.add_argument("--data", type=Path, default=BESIDE, help="folder of the judge")
    chosen = parser.parse_args(arguments)
    if not (chosen.data / "judge.py").is_file():
        print("The stored reference posteriors are not here: nothing was measured.")
        return 0
    print_heading("Agreement of the posterior with its model")
    if chosen.bluff:
        answers = _bluff(chosen.data, str(chosen.n))
    elif chosen.coverage:
        answers = {
            "5 issues, 6 rounds": ask_judge(
                chosen.data, "--issues", "5", "--rounds", "6", "--n", str(chosen.n)
            )
        }
    else:
        answers = {
            f"{issues} issues": ask_judge(chosen.data, "--issues", issues, "--reference")
            for issues in chosen.issues.split(",")
        }
    _show(answers)
    return 0


def _bluff(folder: Path, n: str) -> dict[str, dict[str, Any]]:
    """Honest and bluffing counterparts, talk believed and doubted."""
    ask = ("--issues", "5", "--rounds", "6", "--n", n)
    return {
        f"{behaviour}, talk {attitude}": ask_judge(
            folder, *ask, "--behave", behave, adapter=adapter
        )
        for behaviour, behave in (("honest", "model"), ("bluffing", "bluff"))
        for attitude, adapter in (("believed", "fit"), ("doubted", "doubting_fit"))
    }


def _show(answers: Mapping[str, Mapping[str, Any]]) -> None:
    keys = [key for key in next(iter(answers.values())) if key != "missed"]
    rows = [
        (name, *(f"{answer[key]:g}" for key in keys), ", ".join(answer["missed"]) or "none")
        for name, answer in answers.items()
    ]
    print_table(("", *keys, "thresholds missed"), rows)


if __name__ == "__main__":
    raise SystemExit(main())
