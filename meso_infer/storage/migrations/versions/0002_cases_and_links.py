"""Cases of a neutral, who may read which of their entries, and links with a secret."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _json() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "cases",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("header", _json(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cases")),
    )
    op.create_table(
        "case_entries",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("payload", _json(), nullable=False),
        sa.Column("recorded_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "sequence", name=op.f("pk_case_entries")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_case_entries_cases")),
        sa.UniqueConstraint("case_id", "id", name=op.f("uq_case_entries_case_id_id")),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_case_entries_sequence_starts_at_one")),
    )
    op.create_table(
        "case_readers",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "reader", "sequence", name=op.f("pk_case_readers")),
        sa.ForeignKeyConstraint(
            ["case_id", "sequence"],
            ["case_entries.case_id", "case_entries.sequence"],
            name=op.f("fk_case_readers_case_entries"),
        ),
    )
    op.create_table(
        "links",
        sa.Column("link_id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("issued_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("revoked_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_links")),
    )
    op.create_table(
        "wrong_tries",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_wrong_tries")),
    )


def downgrade() -> None:
    for name in ("wrong_tries", "links", "case_readers", "case_entries", "cases"):
        op.drop_table(name)
