"""The tables, as SQLAlchemy sees them; the migrations build exactly these.

A change here needs a migration with it and the number of its revision below.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

SCHEMA_REVISION = "0002"
"""The newest migration. A test holds it equal to the newest file under ``migrations/versions``."""


def to_json(value: Any) -> str:
    """Write JSON so that it reads back the same: floats to the bit, keys in their order.

    Raises
    ------
    ValueError, TypeError, RecursionError
        The value is not JSON (not-a-number and infinity are not).
    """
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


class JsonText(TypeDecorator[Any]):
    """JSON in a text column: SQLite would read a column declared JSON as a number if it could."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else to_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: goes in with any time zone and comes out in UTC, also where zones are not kept."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# JSON and not JSONB on PostgreSQL: JSONB forgets the order of keys.
_JSON = JSON().with_variant(JsonText(), "sqlite")

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(column_0_N_label)s",
    }
)

negotiations = Table(
    "negotiations",
    METADATA,
    Column("negotiation_id", String, primary_key=True),
    Column("header", _JSON, nullable=False),
    Column("is_example", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

events = Table(
    "events",
    METADATA,
    Column("negotiation_id", String, ForeignKey("negotiations.negotiation_id"), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", String),
    Column("party", String),
    Column("visibility", String),
    Column("payload", _JSON, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    UniqueConstraint("negotiation_id", "id"),
    CheckConstraint("sequence >= 1", name="sequence_starts_at_one"),
)

# No foreign key: the set-up of a negotiation is a draft before the negotiation exists.
drafts = Table(
    "drafts",
    METADATA,
    Column("negotiation_id", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("payload", _JSON, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
)

# A case of a neutral. What each entry of its log may be read by stands beside it, row by row, so that
# a view is filtered by the query that reads it.
cases = Table(
    "cases",
    METADATA,
    Column("case_id", String, primary_key=True),
    Column("header", _JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

case_entries = Table(
    "case_entries",
    METADATA,
    Column("case_id", String, ForeignKey("cases.case_id"), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("sender", String, nullable=False),
    Column("payload", _JSON, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    UniqueConstraint("case_id", "id"),
    CheckConstraint("sequence >= 1", name="sequence_starts_at_one"),
)

case_readers = Table(
    "case_readers",
    METADATA,
    Column("case_id", String, primary_key=True),
    Column("reader", String, primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    ForeignKeyConstraint(
        ["case_id", "sequence"], ["case_entries.case_id", "case_entries.sequence"]
    ),
)

# What a link opens is named by purpose, subject and party; of its secret only a digest is kept.
links = Table(
    "links",
    METADATA,
    Column("link_id", String, primary_key=True),
    Column("purpose", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("party", String, nullable=False),
    Column("salt", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
)

wrong_tries = Table(
    "wrong_tries",
    METADATA,
    Column("scope", String, primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
)
