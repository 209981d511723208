"""Every page on data that cannot be read: a message to act on, never a traceback, and nothing lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from meso_infer import workflow
from meso_infer.events import logged
from meso_infer.storage import EventStore, open_store
from meso_infer.templates import load_sample
from meso_infer.ui import in_view, session
from meso_infer.upkeep import write_backup
from tests.pages.conftest import ROOT, Dashboard

Open = Callable[[], Dashboard]
PAGES = sorted(f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py"))
ACTS = ("Restore", "Install", "Try again", "close", "restore")


def file_of(database: str) -> Path:
    return Path(database.removeprefix("sqlite:///"))


def filled(database: str, *names: str) -> Path:
    """A database with the hiring talks under each of the names, closed."""
    sample = load_sample("hiring")
    with closing(open_store(database)) as store:
        for name in names:
            workflow.start(
                store, sample.header, logged(sample), now=session.now(), negotiation_id=name
            )
    return file_of(database)


@contextmanager
def left_alone(file: Path) -> Iterator[None]:
    yield


@contextmanager
def noise(file: Path) -> Iterator[None]:
    """Another file stands where the database should be."""
    file.write_bytes(b"not a database at all " * 400)
    yield


@contextmanager
def torn(file: Path) -> Iterator[None]:
    """The head of the file is right, and what follows was overwritten."""
    content = file.read_bytes()
    file.write_bytes(content[:4096] + bytes(len(content) - 4096))
    yield


@contextmanager
def newer(file: Path) -> Iterator[None]:
    """A newer release has written the tables."""
    _execute(file, "UPDATE alembic_version SET version_num = '9999'")
    yield


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another program holds the database for itself."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM drafts")
        yield
        other.execute("ROLLBACK")


def _execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("trouble", "said"),
    [(noise, "damaged"), (torn, "damaged"), (newer, "newer release"), (locked, "locked")],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_no_page_breaks_on_a_database_that_cannot_be_used(
    dashboard: Open,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Callable,
    said: str,
) -> None:
    """Each page says what is wrong, what is safe and what to do; the file is left as it was."""
    monkeypatch.setattr("meso_infer.storage.engine.LOCK_SECONDS", 0.1)
    file = filled(database, "mine")
    with trouble(file):
        before = file.read_bytes()
        page = dashboard()
        for path in PAGES:
            page.open(path)
            assert not page.app.exception, path
            assert said in "".join(page.messages("error")), path
            for words in ("What is safe", "What to do"):
                assert words in page.text, path
            assert page.has_button("Try again"), path
        assert file.read_bytes() == before


def test_a_database_taken_away_meanwhile_is_said_once(
    dashboard: Open, database: str, store: EventStore
) -> None:
    """What is tapped while the file is away is refused in one message; put back, all goes on."""
    file = filled(database, "mine")
    page = dashboard().press("They picked B")
    kept = file.rename(file.with_name("elsewhere"))
    page.press("Log round")
    assert [text for text in page.messages("error") if "was moved" in text] == page.messages(
        "error"
    )
    assert len(page.messages("error")) == 1
    assert not file.exists()
    kept.rename(file)
    page.press("Try again")
    assert not page.messages("error")
    page.press("Log round")
    assert store.sequence("mine") > len(logged(load_sample("hiring")))


DAMAGES = {
    "unknown kind": 'UPDATE events SET payload = \'{"kind": "dance"}\' '
    "WHERE negotiation_id = 'bad' AND sequence = 1",
    "not JSON": "UPDATE events SET payload = '{' WHERE negotiation_id = 'bad' AND sequence = 1",
    "another version": "UPDATE events SET version = 99 WHERE negotiation_id = 'bad'",
    "a gap": "UPDATE events SET sequence = 7 WHERE negotiation_id = 'bad' AND sequence = 1",
    "header not JSON": "UPDATE negotiations SET header = '{' WHERE negotiation_id = 'bad'",
    "header of no agenda": "UPDATE negotiations SET header = '{}' WHERE negotiation_id = 'bad'",
}
NEED_ONE = [f"pages/{name}.py" for name in ("live", "next_packages", "counterpart", "timeline")]


@pytest.mark.parametrize("statement", DAMAGES.values(), ids=DAMAGES)
def test_one_bad_negotiation_leaves_the_others_alone(
    dashboard: Open, database: str, statement: str
) -> None:
    """Its own pages say so and how to go on; every page works for the other, and lists both."""
    file = filled(database, "good", "bad")
    _execute(file, statement)
    page = dashboard()
    for name in ("bad", "good"):
        page.app.session_state[in_view.NEGOTIATION] = name
        page.app.query_params[in_view.ADDRESS] = name
        for path in PAGES:
            page.open(path)
            assert not page.app.exception, (name, path)
            told = "".join(page.messages("error"))
            assert bool(told) == (name == "bad" and "all other negotiations" in page.text), (
                name,
                path,
                told,
            )
            if path in NEED_ONE:
                assert bool(told) == (name == "bad"), (name, path)
        assert len(page.app.sidebar.selectbox[0].options) == 2


def test_a_bad_negotiation_can_be_deleted(
    dashboard: Open, database: str, store: EventStore
) -> None:
    """Where the header cannot be read, the id is the name to type."""
    file = filled(database, "good", "bad")
    _execute(file, DAMAGES["header not JSON"])
    page = dashboard()
    page.app.session_state[in_view.NEGOTIATION] = "bad"
    page.app.query_params[in_view.ADDRESS] = "bad"
    page.open("pages/settings.py")
    page.fill("selectbox", "Negotiation to delete", "bad")
    page.fill("text_input", "To confirm, type its name: bad", "bad").press("Delete for good")
    assert [one.negotiation_id for one in store.list()] == ["good"]


def test_a_damaged_database_is_restored_from_any_page(dashboard: Open, database: str) -> None:
    """The newest backup beside it takes its place; the damaged file is kept under another name."""
    file = filled(database, "mine")
    with closing(open_store(database)) as store:
        write_backup(store, now=session.now())
    with noise(file):
        broken = file.read_bytes()
        page = dashboard().press("Restore this backup")
    assert page.messages("error") == []
    assert "Restored 1 negotiation" in "".join(page.messages("success"))
    with closing(open_store(database)) as store:
        assert workflow.load(store, "mine").title == load_sample("hiring").title
    (aside,) = file.parent.glob("*.damaged-*")
    assert aside.read_bytes() == broken


def test_what_was_typed_can_be_copied_when_the_database_goes_away(
    dashboard: Open, database: str
) -> None:
    """A note that was being written stands on the page that says that nothing can be saved."""
    file = filled(database, "mine")
    page = dashboard().open("pages/timeline.py")
    page.fill("text_area", "Add a note", "They will call back on Monday")
    with noise(file):
        session._opened.clear()  # as after a restart of the server
        page.app.run()
        assert [one.value for one in page.app.code] == ["They will call back on Monday"]
