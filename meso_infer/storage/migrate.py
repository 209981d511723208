"""Brings the tables of a database to what this release expects, once, whoever starts first.

It must stay cheap when there is nothing to do: that is every start but the first.
"""

from __future__ import annotations

import threading

from sqlalchemy import Connection, inspect, text

from meso_infer.errors import StorageUnavailable
from meso_infer.storage.engine import Database
from meso_infer.storage.schema import METADATA, SCHEMA_REVISION

# Any number that no other program on the same server is likely to choose.
_POSTGRESQL_LOCK = 6_376_736_001

# Alembic keeps the running migration in a global of its own.
_ONE_AT_A_TIME = threading.Lock()


def bring_up_to_date(database: Database) -> None:
    """Create or upgrade the tables where needed.

    Raises
    ------
    StorageUnavailable
        The database belongs to another program or was written by a newer release; it was left as
        it is.
    """
    with database.reading() as connection:
        if schema_revision(connection) == SCHEMA_REVISION:
            return
    with _ONE_AT_A_TIME, database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_POSTGRESQL_LOCK})"))
        _upgrade(connection, database)


def schema_revision(connection: Connection) -> str | None:
    """Return the revision of the tables, or None where there are none of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))


def _upgrade(connection: Connection, database: Database) -> None:
    found = schema_revision(connection)  # again: another process may have been faster
    if found == SCHEMA_REVISION:
        return
    # Alembic takes 0.15 s to import; only the first start of a release needs it.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    configuration = Config()
    configuration.set_main_option("script_location", "meso_infer.storage:migrations")
    configuration.set_main_option("path_separator", "os")
    configuration.attributes["connection"] = connection
    if found is None:
        _refuse_tables_of_others(connection, database)
    else:
        known = ScriptDirectory.from_config(configuration).walk_revisions()
        if found not in {script.revision for script in known}:
            raise StorageUnavailable(
                f"The database {database.location} was written by a newer release (tables of "
                f"revision {found}; this release knows up to {SCHEMA_REVISION}). Nothing was "
                "changed. Install the newer release, or choose another place with "
                "MESO_DATABASE_URL."
            )
    command.upgrade(configuration, "head")


def _refuse_tables_of_others(connection: Connection, database: Database) -> None:
    tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
    # A SQLite file is ours alone; a PostgreSQL database may be shared as long as no name collides.
    foreign = tables if database.is_sqlite else tables & set(METADATA.tables)
    if foreign:
        raise StorageUnavailable(
            f"The database {database.location} belongs to another program: it has tables that are "
            f"not ours ({', '.join(sorted(foreign)[:3])}). Nothing was changed. Choose another "
            "place with MESO_DATABASE_URL."
        )
