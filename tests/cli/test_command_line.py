"""The command line: its JSON, its words, and one line for bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import click
import pytest

from meso_infer import workflow
from meso_infer.cli import commands, main
from meso_infer.documents import json_schema, read_document
from meso_infer.version import VERSION
from tests.example_document import EXAMPLE, NOISE, TEXT

SUMMARY = {"mean", "sd", "q05", "q25", "q50", "q75", "q95"}


@pytest.fixture
def document(tmp_path: Path) -> str:
    path = tmp_path / "hiring.json"
    path.write_text(TEXT, "utf-8")
    return str(path)


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'meso.sqlite3'}"


def ran(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Output of a command that must work without a word on standard error."""
    assert main(arguments) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def ran_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    return json.loads(ran(capsys, *arguments, "--json"))


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on standard error of a command that must refuse its input."""
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.endswith("\n")
    assert captured.err.count("\n") == 1
    return captured.err


def test_infer_prints_the_estimate_of_the_library(
    capsys: pytest.CaptureFixture[str], document: str
):
    """The JSON has the contract's keys, and its numbers are the library's for the same document."""
    printed = ran_json(capsys, "infer", document)
    assert set(printed) == {
        "weights", "rank_probabilities", "directions", "sharpness", "reservation", "next_pick",
        "diagnostics", "events_used",
    }  # fmt: skip
    posterior = workflow.infer(read_document(EXAMPLE))
    for name, summary in posterior.weight_summary().items():
        assert printed["weights"][name] == vars(summary)
        assert set(printed["weights"][name]) == SUMMARY | {"p_top"}
    assert printed["rank_probabilities"] == posterior.rank_probabilities()
    assert printed["directions"] == posterior.directions()
    assert set(printed["next_pick"]) == {"A", "B", "C", "none"}
    assert sum(printed["next_pick"].values()) == pytest.approx(1)
    assert ran_json(capsys, "infer", document) == printed


def test_as_of_and_seed_are_heard(capsys: pytest.CaptureFixture[str], document: str):
    """As of fewer events less is known; another seed moves the numbers within their noise."""
    now = ran_json(capsys, "infer", document)
    first = ran_json(capsys, "infer", document, "--as-of", "1")
    assert (first["events_used"], now["events_used"]) == (0, 2)
    other = ran_json(capsys, "infer", document, "--seed", "5")
    assert other["weights"] != now["weights"]
    assert other["weights"]["Salary"]["mean"] == pytest.approx(
        now["weights"]["Salary"]["mean"], abs=0.1
    )


def test_propose_prints_packages_in_the_band(capsys: pytest.CaptureFixture[str], document: str):
    """The JSON has the contract's keys; the packages are feasible and within the tolerance."""
    printed = ran_json(
        capsys, "propose", document, "--packages", "2", "--target", "0.6", "--tolerance", "0.02",
        "--mode", "learn-most",
    )  # fmt: skip
    assert {
        "packages", "own_utility", "pick_probability", "expected_information_bits",
        "counterpart_value", "exposure", "reasons", "candidates", "method",
    } <= set(printed)  # fmt: skip
    negotiation = read_document(EXAMPLE)
    assert len(printed["packages"]) == 2
    for label, package in printed["packages"].items():
        assert negotiation.own is not None
        utility = negotiation.own.utility(negotiation.agenda.package(package))
        assert utility == pytest.approx(printed["own_utility"][label])
        assert abs(utility - 0.6) <= 0.01 + 1e-9
        assert set(printed["counterpart_value"][label]) >= {"mean", "q05", "q95"}


@pytest.mark.parametrize("form", ["labels", "list", "proposal"])
def test_utility_values_packages_for_both_sides(
    capsys: pytest.CaptureFixture[str], document: str, tmp_path: Path, form: str
):
    """Packages by label, in a list, or as propose prints them, get an interval and our own utility."""
    offered = EXAMPLE["events"][0]["packages"]
    data = {"labels": offered, "list": list(offered.values()), "proposal": {"packages": offered}}
    path = tmp_path / "packages.json"
    path.write_text(json.dumps(data[form]))
    printed = ran_json(capsys, "utility", document, str(path))
    negotiation = read_document(EXAMPLE)
    posterior = workflow.infer(negotiation)
    packages = [negotiation.agenda.package(one) for one in offered.values()]
    means = posterior.utility(packages).mean(axis=1)
    for label, mean, package in zip(printed["counterpart_value"], means, packages, strict=True):
        summary = printed["counterpart_value"][label]
        assert set(summary) == SUMMARY
        assert summary["mean"] == pytest.approx(mean)
        assert negotiation.own is not None
        assert printed["own_utility"][label] == pytest.approx(negotiation.own.utility(package))


def test_without_json_there_are_words(
    capsys: pytest.CaptureFixture[str], document: str, tmp_path: Path
):
    """Each command says in short sentences and tables what it found."""
    (tmp_path / "p.json").write_text(json.dumps(EXAMPLE["events"][0]["packages"]))
    assert "Salary" in ran(capsys, "infer", document)
    assert "Worth to us" in ran(capsys, "propose", document)
    assert "worth to them" in ran(capsys, "utility", document, str(tmp_path / "p.json"))
    assert "is sound: 4 issues, 3 events" in ran(capsys, "validate", document)
    assert "true weight" in ran(capsys, "simulate", document, "--rounds", "1")
    assert "propose" in ran(capsys, "--help")
    assert "propose" in ran(capsys)


def test_the_demo_plays_the_round_of_the_article(capsys: pytest.CaptureFixture[str]):
    """After "B" and "+5000" salary is the likeliest top issue, above one half, and more so than before."""
    printed = ran_json(capsys, "demo")
    top = {name: weight["p_top"] for name, weight in printed["after"]["weights"].items()}
    assert max(top, key=lambda name: top[name]) == "Salary"
    assert top["Salary"] > 0.5 > printed["before"]["weights"]["Salary"]["p_top"]
    assert len(printed["proposal"]["packages"]) == 3
    words = ran(capsys, "demo")
    assert "They picked B" in words
    assert "They asked for Salary USD 5,000 higher" in words


def test_a_trial_shows_the_truth_beside_the_estimate(
    capsys: pytest.CaptureFixture[str], document: str
):
    """The same seed plays the same trial, and its document is sound."""
    printed = ran_json(capsys, "simulate", document, "--rounds", "2", "--seed", "3")
    assert sum(printed["true_weights"].values()) == pytest.approx(1)
    assert len(read_document(printed["document"]).rounds) == 2
    assert ran_json(capsys, "simulate", document, "--rounds", "2", "--seed", "3") == printed


def test_import_then_export_gives_the_log_back(
    capsys: pytest.CaptureFixture[str], document: str, database: str, tmp_path: Path
):
    """What was imported is listed, exported equal, and exported without our numbers when shared."""
    imported = ran_json(capsys, "import", document, "--database", database)
    assert imported == {"id": "hiring", "events": 3}
    assert "hiring  Hiring       3" in ran(capsys, "list", "--database", database)
    (listed,) = ran_json(capsys, "list", "--database", database)["negotiations"]
    assert (listed["id"], listed["title"], listed["events"]) == ("hiring", "Hiring", 3)
    text = ran(capsys, "export", "hiring", "--database", database)
    exported = read_document(text)
    original = read_document(EXAMPLE)
    assert exported.rounds == original.rounds
    assert [e.event.id for e in exported.log] == [e.event.id for e in original.log]
    shared = tmp_path / "shared.json"
    ran(capsys, "export", "hiring", "--shared", "--output", str(shared), "--database", database)
    assert "weights" not in shared.read_text("utf-8")
    assert "exists" in refused(
        capsys, "export", "hiring", "--output", str(shared), "--database", database
    )


def test_a_backup_restores(
    capsys: pytest.CaptureFixture[str], document: str, database: str, tmp_path: Path
):
    """A backup brings the negotiations back into an empty database."""
    ran(capsys, "import", document, "--database", database)
    backup, other = str(tmp_path / "all.jsonl"), f"sqlite:///{tmp_path / 'other.sqlite3'}"
    ran(capsys, "backup", backup, "--database", database)
    assert "Restored 1 negotiation." in ran(capsys, "restore", backup, "--database", other)
    assert "hiring" in ran(capsys, "list", "--database", other)
    refused(capsys, "restore", backup, "--database", other)
    refused(capsys, "restore", document, "--replace", "--database", other)


def test_a_bad_document_writes_nothing(
    capsys: pytest.CaptureFixture[str], database: str, tmp_path: Path
):
    """Importing a document with a fault in its last event leaves the database as it was."""
    bad = {**EXAMPLE, "events": [*EXAMPLE["events"], {"kind": "package-picked", "package": "D"}]}
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(bad))
    line = refused(capsys, "import", str(path), "--database", database)
    assert "events[3] (package-picked): Package 'D' is not on the table" in line
    assert "There is no database" in refused(capsys, "list", "--database", database)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["infer"], "Missing argument 'FILE'. Say: meso-infer infer [OPTIONS] FILE"),
        (["infer", "nowhere.json"], "There is no file 'nowhere.json'"),
        (["infer", "{half}"], "is cut off"),
        (["infer", "{noise}"], "40.0 MB"),
        (["infer", "{binary}", "--json"], "is not text in UTF-8"),
        (["infer", "{empty}"], "The document is empty"),
        (["infer", "{good}", "--as-of", "9"], "The log has 3 events"),
        (["infer", "{good}", "--as-of", "-1"], "'--as-of': '-1'; give a whole number, 0 or more"),
        (["infer", "{good}", "--seed", "x"], "'--seed': 'x'; give a whole number, 0 or more"),
        (["simulate", "{good}", "--rounds", "51"], "give a whole number, 1 to 50"),
        (["infer", "{good}", "--colour"], "All that it takes: meso-infer infer --help"),
        (["infer", "{good}", "{good}"], "unexpected extra argument"),
        (["propose", "{good}", "--mode", "win"], "--mode"),
        (["propose", "{good}", "--packages", "9"], "give a whole number, 1 to 5"),
        (["propose", "{good}", "--target", "much"], "'much'; give a number such as 0.65"),
        (["propose", "{good}", "--target", "7"], "from 0 to 1"),
        (["propose", "{good}", "--tolerance", "nan"], "tolerance"),
        (["propose", "{good}", "--hold", "Pay"], "Pay"),
        (["utility", "{good}", "{half}"], "is cut off"),
        (["utility", "{good}", "{good}"], "Package"),
        (["validate", "{half}"], "is cut off"),
        (["export", "nobody"], "There is no database at"),
        (["restore", "nowhere.jsonl"], "nowhere.jsonl"),
        (["list", "--database", "mongo://x"], "not supported"),
        (["dance"], "No such command 'dance'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_input_is_one_line_and_exit_2(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    document: str,
    arguments: list[str],
    message: str,
):
    """Whatever is wrong with the input, there is one clear line on standard error and exit code 2."""
    files = {"good": document}
    for name, content in (
        ("half", TEXT[: len(TEXT) // 2].encode()),
        ("noise", NOISE),
        ("binary", NOISE[:1000]),
        ("empty", b""),
    ):
        files[name] = str(tmp_path / name)
        if f"{{{name}}}" in arguments:
            Path(files[name]).write_bytes(content)
    assert message in refused(capsys, *(one.format(**files) for one in arguments))


def test_every_command_and_option_says_what_it_is_for():
    """The list of commands cuts no sentence short, and no option stands there without a word."""
    context = click.Context(commands)
    for name, command in commands.commands.items():
        assert not command.get_short_help_str(limit=65).endswith("..."), name
        for option in command.get_params(context):
            assert not isinstance(option, click.Option) or option.help, (name, option.name)


def test_the_version_is_told_where_nothing_is_installed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """A clone that was never installed knows its release."""
    monkeypatch.setattr(metadata, "distribution", lambda name: metadata.Distribution.from_name(""))
    assert VERSION in ran(capsys, "--version")


def test_an_answered_offer_is_not_predicted_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    """The words predict the next pick while an offer waits for one, and not after they picked."""
    for events, is_predicted in ((EXAMPLE["events"][:1], True), (EXAMPLE["events"], False)):
        path = tmp_path / "hiring.json"
        path.write_text(json.dumps({**EXAMPLE, "events": events}))
        assert ("Next pick" in ran(capsys, "infer", str(path))) == is_predicted


def test_the_commands_of_the_contract_exist():
    """Every command of the design is there."""
    promised = {
        "infer", "propose", "utility", "validate", "import", "export", "demo", "simulate",
        "serve", "backup", "restore",
    }  # fmt: skip
    assert promised <= set(commands.commands)


def test_the_schema_can_be_printed(capsys: pytest.CaptureFixture[str]):
    """The schema command prints what ships."""
    assert json.loads(ran(capsys, "schema")) == json.loads(json.dumps(json_schema()))


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "meso_infer", *arguments],
        input=stdin,
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONWARNINGS": "default", "PYTHONIOENCODING": "ascii"},
    )


def test_the_module_runs_in_a_process_of_its_own():
    """``python -m meso_infer`` reads standard input, prints JSON and leaves standard error empty."""
    done = run("infer", "-", "--json", stdin=TEXT.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert set(json.loads(done.stdout)["weights"]) == {"Salary", "Remote", "Contract", "Office"}


def test_a_process_refuses_noise_in_one_line():
    """More noise than any document holds on standard input: exit code 2, one line, no traceback."""
    done = run("validate", "-", stdin=NOISE)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr


def test_a_terminal_without_unicode_is_no_obstacle():
    """Names in any script are printed, with replacements where the terminal cannot show them."""
    document = json.dumps({**EXAMPLE, "title": "支払い – Délai"}).encode()
    done = run("infer", "-", stdin=document)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("redirect", "code", "said"),
    [("<&-", 2, b"Standard input is closed; name a file.\n"), (">&-", 0, b"")],
)
def test_closed_streams_are_no_traceback(redirect: str, code: int, said: bytes):
    """Without standard input a command asks for a file; without standard output it says nothing."""
    command = f'exec "$0" -m meso_infer infer - --json {redirect}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable],
        input=TEXT.encode(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, b"", said)
