"""The commands that look after the database, on real files."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from meso_infer import workflow
from meso_infer.cli import main
from meso_infer.events import Note, logged
from meso_infer.storage import open_store
from meso_infer.templates import load_sample
from tests.storage.examples import START

SECRET = "Their budget ends in March"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with the hiring example, under the id 'hiring', and a private note 'aside'."""
    path = tmp_path / "meso.sqlite3"
    sample = load_sample("hiring")
    with closing(open_store(f"sqlite:///{path}")) as store:
        events = [*logged(sample), Note(id="aside", text=SECRET)]
        workflow.start(store, sample.header, events, now=START, negotiation_id="hiring")
    return path


def ran(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(arguments) == code
    captured = capsys.readouterr()
    return captured.err if code else captured.out


def test_a_mistyped_path_makes_no_database(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Commands on what is stored refuse a database that is not there, name it, and make none."""
    url = f"sqlite:///{tmp_path}/mist/yped.sqlite3"
    for command in (
        ["list"],
        ["export", "hiring"],
        ["backup", str(tmp_path / "b.jsonl")],
        ["delete", "hiring", "--name", "x"],
        ["redact", "hiring", "e1"],
        ["diagnose"],
    ):
        assert "There is no database at" in ran(capsys, *command, "--database", url, code=2)
    assert list(tmp_path.iterdir()) == []


def test_import_makes_a_database_only_where_its_folder_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A new file in a folder that is there is made, and said; a mistyped folder is refused."""
    sample = str(Path(__file__).parents[2] / "data" / "samples" / "hiring.json")
    said = ran(capsys, "import", sample, "--database", f"sqlite:///{tmp_path}/new.sqlite3")
    assert f"Made a new database at {tmp_path}/new.sqlite3" in said
    again = ran(capsys, "import", sample, "--database", f"sqlite:///{tmp_path}/new.sqlite3")
    assert "Made" not in again
    refused = ran(
        capsys, "import", sample, "--database", f"sqlite:///{tmp_path}/no/x.sqlite3", code=2
    )
    assert "There is no folder" in refused
    assert not (tmp_path / "no").exists()


def test_redaction_tells_first_and_acts_when_told(
    capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    """Without --yes nothing changes; with it, the text is in no byte of the file."""
    url = f"sqlite:///{file}"
    said = ran(capsys, "redact", "hiring", "aside", "--database", url)
    assert "text of aside" in said
    assert "Nothing was changed" in said
    assert SECRET in ran(capsys, "export", "hiring", "--database", url)
    ran(capsys, "redact", "hiring", "aside", "--yes", "--database", url)
    assert SECRET not in ran(capsys, "export", "hiring", "--database", url)
    assert SECRET.encode() not in file.read_bytes()
    assert "text stands in" in ran(capsys, "redact", "hiring", "e99", "--database", url, code=2)
    assert "nothing to take out" in ran(
        capsys, "redact", "hiring", "aside", "--yes", "--database", url, code=2
    )


def test_deletion_needs_the_name(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    """Without the title, or with another, nothing is deleted; with it, nothing is left."""
    url = f"sqlite:///{file}"
    for name in ("", "hiring"):
        refused = ran(capsys, "delete", "hiring", "--name", name, "--database", url, code=2)
        assert "Nothing was deleted" in refused
    title = load_sample("hiring").title
    said = ran(capsys, "delete", "hiring", "--name", title, "--database", url)
    assert "Backups and exports made earlier" in said
    assert json.loads(ran(capsys, "list", "--json", "--database", url)) == {"negotiations": []}
    assert SECRET.encode() not in file.read_bytes()


def test_a_restore_keeps_what_it_replaces(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    """What a restore replaces is in a safety copy, which restores it again."""
    url, kept = f"sqlite:///{file}", str(tmp_path / "kept.jsonl")
    ran(capsys, "backup", kept, "--database", url)
    title = load_sample("hiring").title
    ran(capsys, "redact", "hiring", "aside", "--yes", "--database", url)
    assert "with --replace" in ran(capsys, "restore", kept, "--database", url, code=2)
    ran(capsys, "restore", kept, "--replace", "--database", url)
    assert SECRET in ran(capsys, "export", "hiring", "--database", url)
    (copy,) = (tmp_path / "backups").iterdir()
    ran(capsys, "delete", "hiring", "--name", title, "--database", url)
    ran(capsys, "restore", str(copy), "--database", url)
    assert SECRET not in ran(capsys, "export", "hiring", "--database", url)


def test_a_damaged_database_is_put_aside_for_a_backup(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    """Restoring over a damaged file needs --replace, and keeps the damaged file under another name."""
    url, kept = f"sqlite:///{file}", str(tmp_path / "kept.jsonl")
    ran(capsys, "backup", kept, "--database", url)
    noise = b"not a database" * 500
    file.write_bytes(noise)
    assert "--replace" in ran(capsys, "restore", kept, "--database", url, code=2)
    assert "is not" in ran(capsys, "restore", str(file), "--replace", "--database", url, code=2)
    assert file.read_bytes() == noise
    ran(capsys, "restore", kept, "--replace", "--database", url)
    assert SECRET in ran(capsys, "export", "hiring", "--database", url)
    (aside,) = tmp_path.glob("meso.sqlite3.damaged-*")
    assert aside.read_bytes() == noise


def test_a_diagnosis_counts_and_names_but_tells_nothing_private(
    capsys: pytest.CaptureFixture[str], file: Path
) -> None:
    """Versions, places, counts and findings; neither titles nor texts; a bad event is named."""
    url = f"sqlite:///{file}"
    said = ran(capsys, "diagnose", "--database", url)
    for word in (str(file), "no damage found", "all can be read", "Python", "Last backup: never"):
        assert word in said
    assert SECRET not in said
    assert load_sample("hiring").title not in said
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE events SET payload = '{}' WHERE id = 'aside'")
        connection.commit()
    found = json.loads(ran(capsys, "diagnose", "--json", "--scrub", "--database", url))
    assert list(found["unreadable"]) == ["hiring"]
    assert found["sound"] is False
