"""The commands that write a negotiation out: every copy in every form, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from meso_infer.cli import main
from meso_infer.documents import read_document
from meso_infer.report import FORMATS
from tests.example_document import TEXT

STARTS = {
    "html": b"<!DOCTYPE",
    "word": b"PK",
    "excel": b"PK",
    "csv": b"PK",
    "research": b"PK",
    "json": b"{",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a document."""
    (tmp_path / "hiring.json").write_text(TEXT, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "pdf"])
def test_a_report_in_every_form(
    folder: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Named for the document and the copy; it says what it wrote for whom."""
    assert main(("report", "hiring.json", "--file", "--format", form)) == 0
    path = folder / f"hiring-shared{FORMATS[form].suffix}"
    assert path.read_bytes().startswith(STARTS[form])
    assert capsys.readouterr().out.startswith(f"Wrote {path.name}: safe to share, ")


def test_copies_differ_in_what_they_hold(folder: Path) -> None:
    """Ours has the limits; the one to share has not; a mediator has them with leave only."""
    for name, more in {
        "ours": ("--copy", "internal"), "kept": ("--copy", "mediator"), "shared": (),
        "told": ("--copy", "mediator", "--allow-own"),
        "part": ("--copy", "internal", "--section", "issues", "--paper", "Letter"),
    }.items():  # fmt: skip
        assert main(("report", "hiring.json", "--file", "--output", f"{name}.html", *more)) == 0
    texts = {path.stem: path.read_text("utf-8") for path in folder.glob("*.html")}
    assert {name for name, text in texts.items() if "Walk-away" in text} == {"ours", "told"}
    assert "Outcome" not in texts["part"]
    assert "size: letter" in texts["part"]


def test_a_stored_negotiation_is_named_by_its_id(folder: Path) -> None:
    """The report of the database is that of the document that was imported."""
    database = ("--database", f"sqlite:///{folder / 'meso.sqlite3'}")
    assert main(("import", "hiring.json", "--id", "my / deal", *database)) == 0
    assert main(("report", "my / deal", "--format", "json", "--copy", "internal", *database)) == 0
    written = json.loads((folder / "my-deal-internal.json").read_text("utf-8"))
    assert read_document(written) == read_document(folder / "hiring.json")
    assert main(("export", "my / deal", "--output", "same.json", *database)) == 0
    assert json.loads((folder / "same.json").read_text("utf-8")) == written


def test_nothing_is_overwritten_and_bad_input_is_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that exists, a section that the copy may not hold, a negotiation that is not there."""
    (folder / "taken.html").write_text("mine")
    before = sorted(folder.iterdir())
    database = ("--database", f"sqlite:///{folder / 'meso.sqlite3'}")
    for said, *arguments in (
        ("exists already", "report", "hiring.json", "--file", "--output", "taken.html"),
        ("no folder away", "report", "hiring.json", "--file", "--output", "away/x.html"),
        ("is a folder", "report", "hiring.json", "--file", "--output", str(folder)),
        ("it may hold issues", "report", "hiring.json", "--file", "--section", "own"),
        ("--copy mediator", "report", "hiring.json", "--file", "--allow-own"),
        ("no database", "report", "nobody", *database),
        ("not both", "export", "nobody", "--shared", "--mediator", *database),
    ):
        assert main(arguments) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.count("\n") == 1
        assert said in captured.err
    assert (folder / "taken.html").read_text() == "mine"
    assert sorted(folder.iterdir()) == before
