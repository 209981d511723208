"""Migrations build what the code expects, and touch nothing that is not ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from meso_infer.errors import StorageUnavailable
from meso_infer.storage import open_store
from meso_infer.storage.engine import Database
from meso_infer.storage.migrate import bring_up_to_date, schema_revision
from meso_infer.storage.schema import METADATA, SCHEMA_REVISION
from tests.storage.examples import START, ids, rows


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", "meso_infer.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


def execute(url: str, statement: str) -> None:
    """Change a database behind the store's back."""
    database = Database(url)
    with database.writing() as connection:
        connection.execute(text(statement))
    database.close()


def test_the_code_knows_the_newest_migration() -> None:
    """The revision that the code expects is the one at which the migrations arrive."""
    assert ScriptDirectory.from_config(configuration()).get_heads() == [SCHEMA_REVISION]


def test_migrations_build_the_tables_of_the_code(store_url: str) -> None:
    """From nothing, the migrations arrive at exactly the tables that the code describes."""
    database = Database(store_url)
    bring_up_to_date(database)
    config = configuration()
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.check(config)  # raises when Alembic would generate another migration
        assert set(inspect(connection).get_table_names()) == {*METADATA.tables, "alembic_version"}
        rules = inspect(connection)
        assert [one["name"] for one in rules.get_check_constraints("events")] == [
            "ck_events_sequence_starts_at_one"
        ]
        assert rules.get_pk_constraint("events")["constrained_columns"] == [
            "negotiation_id",
            "sequence",
        ]
    database.close()


def test_migrations_go_both_ways(store_url: str) -> None:
    """Taking the migrations back leaves no table, and the way up is open again."""
    open_store(store_url).close()
    database = Database(store_url)
    config = configuration()
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    database.close()
    store = open_store(store_url)
    store.create("n", {}, rows("a"), recorded_at=START)
    assert ids(store, "n") == ["a"]
    store.close()


def test_a_failed_migration_leaves_nothing(store_url: str) -> None:
    """If the last table cannot be built, the first is not there either."""
    database = Database(store_url)
    with database.writing() as connection:
        # A view is no table, so the way seems clear, but it holds the name.
        connection.execute(text("CREATE VIEW drafts AS SELECT 1 AS one"))
    with pytest.raises(StorageUnavailable):
        bring_up_to_date(database)
    with database.reading() as connection:
        assert inspect(connection).get_table_names() == []
        assert schema_revision(connection) is None
    database.close()


def test_a_newer_database_is_left_alone(store_url: str) -> None:
    """A database that a newer release has upgraded is refused, and keeps its revision."""
    store = open_store(store_url)
    store.create("n", {}, rows("a"), recorded_at=START)
    store.close()
    execute(store_url, "UPDATE alembic_version SET version_num = '9999'")
    for _ in range(2):
        with pytest.raises(StorageUnavailable, match=r"newer release.*9999.*Install"):
            open_store(store_url)
    execute(store_url, f"UPDATE alembic_version SET version_num = '{SCHEMA_REVISION}'")
    store = open_store(store_url)
    assert ids(store, "n") == ["a"]
    store.close()


def test_a_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    """A SQLite file with tables of others is refused and gets none of ours."""
    path = tmp_path / "browser.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(StorageUnavailable, match=r"another program.*bookmarks"):
        open_store(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("bookmarks",)]


@pytest.mark.postgres
def test_a_shared_server_is_shared(postgresql_url: str) -> None:
    """In PostgreSQL tables of others are no obstacle, unless one has a name of ours."""
    with psycopg.connect(postgresql_url) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    open_store(postgresql_url).close()


@pytest.mark.postgres
def test_a_taken_name_is_left_alone(postgresql_url: str) -> None:
    """A table of ours that is not ours stops the migration before it begins."""
    with psycopg.connect(postgresql_url) as connection:
        connection.execute("CREATE TABLE events (happened TEXT)")
    with pytest.raises(StorageUnavailable, match=r"another program.*events"):
        open_store(postgresql_url)
