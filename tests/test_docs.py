"""Documents are run: Python in order, commands as typed, links and pictures found."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.navigation import Listed, pages

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SERVERS = ("serve",)


def name_of(document: Path) -> str:
    """Path of a document as a test's name."""
    return str(document.relative_to(ROOT))


def python_of(text: str) -> str:
    """The ```python blocks of a document, on the lines where they stand in it."""
    kept: list[str] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("```"):
            inside = line.strip() == "```python"
            kept.append("")
        else:
            kept.append(line if inside else "")
    return "\n".join(kept)


def commands_of(text: str) -> list[str]:
    """The lines of ```sh blocks that call the command line of this package and come back."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    lines = [line.split(" #")[0].strip() for block in blocks for line in block.splitlines()]
    calls = [line.removeprefix("python -m meso_infer").strip() for line in lines if _is_call(line)]
    return [call for call in calls if call.split()[0] not in SERVERS]


def _is_call(line: str) -> bool:
    return line.startswith("python -m meso_infer ")


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder with the samples as a reader has them after cloning, and nothing else."""
    keep_out_live_data = shutil.ignore_patterns("*.sqlite3*")
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=keep_out_live_data)
    return tmp_path


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, with the package importable and a database of its own there."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MESO_DATABASE_URL": f"sqlite:///{folder / 'reader.sqlite3'}",
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    "document",
    [path for path in DOCUMENTS if python_of(path.read_text(encoding="utf-8")).strip()],
    ids=name_of,
)
def test_the_python_of_a_document_runs(document: Path, workplace: Path) -> None:
    """A reader who types the blocks of a document one after the other sees no error."""
    script = workplace / document.name
    script.write_text(python_of(document.read_text(encoding="utf-8")), encoding="utf-8")
    result = run([str(script)], workplace)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    "document",
    [path for path in DOCUMENTS if commands_of(path.read_text(encoding="utf-8"))],
    ids=name_of,
)
def test_the_commands_of_a_document_run(document: Path, workplace: Path) -> None:
    """A reader who types the commands of a document one after the other sees no error."""
    for command in commands_of(document.read_text(encoding="utf-8")):
        result = run(["-m", "meso_infer", *shlex.split(command)], workplace)
        assert result.returncode == 0, f"{command}\n{result.stderr}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_and_pictures_are_there(document: Path) -> None:
    """Every relative link of a document leads to a file of the repository."""
    targets = re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8"))
    relative = [target.split("#")[0] for target in targets if "://" not in target]
    missing = [path for path in relative if path and not (document.parent / path).exists()]
    assert not missing


def test_the_floor_plan_shows_every_module_and_no_other() -> None:
    """docs/architecture.md draws the package as it is: each module and folder once."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    plan = re.search(r"^```text\n(meso_infer/\n.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    assert plan is not None
    drawn = re.findall(r"^  (\w+(?:\.py|/))", plan.group(1), flags=re.MULTILINE)
    there = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in (ROOT / "meso_infer").iterdir()
        if (path.is_dir() and any(path.glob("*.py"))) or path.suffix == ".py"
    }
    assert sorted(drawn) == sorted(there)


@pytest.mark.parametrize("listed", pages(), ids=lambda one: one.name)
def test_every_page_has_its_picture(listed: Listed) -> None:
    """docs/dashboard.md shows each page of the navigation in a small file: else `make screenshots`."""
    text = (ROOT / "docs" / "dashboard.md").read_text(encoding="utf-8")
    assert f"## {listed.title}\n" in text
    assert f"](images/{listed.name}.png)" in text
    assert 5_000 < (ROOT / "docs" / "images" / f"{listed.name}.png").stat().st_size < 250_000
