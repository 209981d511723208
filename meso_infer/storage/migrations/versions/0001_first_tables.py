"""Negotiations, their events, and drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _json() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "negotiations",
        sa.Column("negotiation_id", sa.String(), nullable=False),
        sa.Column("header", _json(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("negotiation_id", name=op.f("pk_negotiations")),
    )
    op.create_table(
        "events",
        sa.Column("negotiation_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=True),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("visibility", sa.String(), nullable=True),
        sa.Column("payload", _json(), nullable=False),
        sa.Column("recorded_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("negotiation_id", "sequence", name=op.f("pk_events")),
        sa.ForeignKeyConstraint(
            ["negotiation_id"],
            ["negotiations.negotiation_id"],
            name=op.f("fk_events_negotiations"),
        ),
        sa.UniqueConstraint("negotiation_id", "id", name=op.f("uq_events_negotiation_id_id")),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_events_sequence_starts_at_one")),
    )
    op.create_table(
        "drafts",
        sa.Column("negotiation_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("payload", _json(), nullable=False),
        sa.Column("saved_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("negotiation_id", "key", name=op.f("pk_drafts")),
    )


def downgrade() -> None:
    op.drop_table("drafts")
    op.drop_table("events")
    op.drop_table("negotiations")
