"""What stands beside the code agrees with itself: requirements, versions, licences, commands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from meso_infer.ui.all_negotiations.document_import import MOST_MEGABYTES as LARGEST_DOCUMENT_MB
from meso_infer.ui.setup.sources import MOST_MEGABYTES as LARGEST_SHEET_MB
from meso_infer.ui.trouble import LARGEST_BACKUP_MB
from meso_infer.version import VERSION

ROOT = Path(__file__).resolve().parent.parent
FIXED_BY_THE_USER = ["streamlit", "scikit-learn", "pandas", "plotly"]


def read(name: str) -> str:
    """Text of a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def requirements(name: str) -> list[Requirement]:
    """The requirements of a file, in its order, comments and includes left out."""
    lines = (line.split("#")[0].strip() for line in read(name).splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-r")]


def pinned() -> dict[str, Version]:
    """Exact versions by normalised name."""
    return {
        canonicalize_name(requirement.name): Version(str(requirement.specifier).removeprefix("=="))
        for requirement in requirements("constraints.txt")
    }


def closure(wanted: list[Requirement]) -> Iterator[metadata.Distribution]:
    """Installed distributions that the requirements bring in, directly or not."""
    seen: set[tuple[str, frozenset[str]]] = set()
    ahead = [(requirement, frozenset[str]()) for requirement in wanted]
    while ahead:
        requirement, extras = ahead.pop()
        if requirement.marker is not None and not any(
            requirement.marker.evaluate({"extra": extra}) for extra in extras or {""}
        ):
            continue
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        distribution = metadata.distribution(requirement.name)
        yield distribution
        for line in distribution.requires or []:
            ahead.append((Requirement(line), frozenset(requirement.extras)))


def licence(distribution: metadata.Distribution) -> str:
    """What a distribution says about its licence: the expression, else field and classifiers."""
    about = distribution.metadata
    if "License-Expression" in about:
        return about["License-Expression"]
    classifiers = [line for line in about.get_all("Classifier") or [] if "License ::" in line]
    field = about["License"].strip().split("\n")[0] if "License" in about else ""
    return " / ".join([*classifiers, field])


def is_copyleft(text: str) -> bool:
    """Whether a licence is the GPL or AGPL; the lesser GPL is not, since we only import it."""
    without_lesser = re.sub(
        r"LGPL[\w.+-]*|(Library or )?Lesser General Public Licen[cs]e",
        "",
        text,
        flags=re.IGNORECASE,
    )
    pattern = r"A?GPL|General Public Licen[cs]e"
    return re.search(pattern, without_lesser, flags=re.IGNORECASE) is not None


def test_the_first_requirements_are_those_that_were_asked_for() -> None:
    """requirements.txt opens with the four packages that the dashboard was ordered with."""
    names = [requirement.name for requirement in requirements("requirements.txt")]
    assert names[:4] == FIXED_BY_THE_USER


def test_every_requirement_has_a_lower_bound_that_the_constraints_meet() -> None:
    """What is pinned satisfies what is required, and every requirement is pinned."""
    versions = pinned()
    for name in ("requirements.txt", "requirements-dev.txt"):
        for requirement in requirements(name):
            assert str(requirement.specifier).startswith(">="), f"{requirement} has no lower bound"
            version = versions[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version), f"{requirement} is pinned at {version}"


def test_everything_installed_at_run_time_is_pinned() -> None:
    """constraints.txt names every package that requirements.txt brings in, directly or not."""
    brought = {
        canonicalize_name(distribution.name)
        for distribution in closure(requirements("requirements.txt"))
    }
    assert brought <= set(pinned())


def test_constraints_name_no_source_and_no_hash() -> None:
    """The versions hold wherever the packages come from, and on any platform's wheels."""
    assert not re.search(r"https?:|file:|--|@|\.whl", read("constraints.txt"))


def test_the_package_has_the_requirements_of_the_file() -> None:
    """There is one list of requirements: the package's metadata is read from requirements.txt."""
    project = tomllib.loads(read("pyproject.toml"))
    assert project["tool"]["setuptools"]["dynamic"]["dependencies"]["file"] == ["requirements.txt"]
    stated = {Requirement(line).name for line in metadata.distribution("meso-infer").requires or []}
    assert stated == {requirement.name for requirement in requirements("requirements.txt")}


def test_everything_read_at_run_time_is_packed() -> None:
    """Whatever file stands among the modules is covered by the patterns of the package data."""
    project = tomllib.loads(read("pyproject.toml"))
    patterns = project["tool"]["setuptools"]["package-data"]["*"]
    unpacked = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "meso_infer").rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
        if not any(path.match(pattern) for pattern in patterns)
    ]
    assert not unpacked


def test_the_console_script_starts_the_command_line() -> None:
    """The installed command `meso-infer` loads and is callable."""
    (script,) = metadata.entry_points(group="console_scripts", name="meso-infer")
    assert callable(script.load())


def test_no_runtime_dependency_is_copyleft() -> None:
    """Nothing that is shipped with or imported by the package is under the GPL or AGPL."""
    licences = {
        distribution.name: licence(distribution)
        for distribution in closure(requirements("requirements.txt"))
    }
    assert all(licences.values()), f"no licence stated: {licences}"
    assert not {name: text for name, text in licences.items() if is_copyleft(text)}


def test_the_licence_rule_knows_the_lesser_from_the_full() -> None:
    """The rule above refuses the GPL and AGPL in each spelling and lets the lesser GPL by."""
    full = ["GPL-3.0-only", "AGPL-3.0-or-later", "GNU General Public License v3 (GPLv3)"]
    lesser = [
        "LGPL-3.0-only",
        "GNU Lesser General Public License v3 (LGPLv3)",
        "MIT",
        "BSD-3-Clause",
    ]
    assert all(is_copyleft(text) for text in full)
    assert not any(is_copyleft(text) for text in lesser)


def test_the_commands_of_the_documents_exist() -> None:
    """Every `make` command that a document names is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), flags=re.MULTILINE))
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for document in documents:
        text = document.read_text(encoding="utf-8")
        code = re.findall(r"```(?:sh|console|bash)\n(.*?)```", text, flags=re.DOTALL)
        code += re.findall(r"`([^`\n]+)`", text)
        named = {name for part in code for name in re.findall(r"\bmake ([a-z-]+)", part)}
        assert named <= targets, f"{document.name} names {sorted(named - targets)}"


def test_the_changelog_opens_with_the_version_of_the_package() -> None:
    """The newest entry of CHANGELOG.md is about the version that pyproject.toml and the package state."""
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    first = re.search(r"^## (\S+)", read("CHANGELOG.md"), flags=re.MULTILINE)
    assert first is not None
    assert first.group(1) == version == metadata.version("meso-infer") == VERSION


def test_the_dashboard_listens_on_this_machine_only() -> None:
    """Without other instructions, nobody else on the network can read a negotiation."""
    config = tomllib.loads(read(".streamlit/config.toml"))
    assert config["server"]["address"] == "127.0.0.1"
    assert config["browser"]["gatherUsageStats"] is False


def test_what_a_page_takes_the_server_takes() -> None:
    """No page offers to take a file that the server would refuse, some bytes for its frame counted in."""
    most = tomllib.loads(read(".streamlit/config.toml"))["server"]["maxUploadSize"]
    assert max(LARGEST_BACKUP_MB, LARGEST_DOCUMENT_MB, LARGEST_SHEET_MB) < most


def test_live_data_stays_out_of_the_repository() -> None:
    """The live database, its side files, exports, backups and secrets are ignored."""
    ignored = set(read(".gitignore").splitlines())
    assert {"data/*.sqlite3", "data/*.sqlite3-*", "exports/", "backups/"} <= ignored
    assert {".streamlit/secrets.toml", ".env", ".venv/"} <= ignored
