"""Rows are chained by hash, and the ledger knows whose it is."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the chain, which begins with the rows added from now on, and the workspaces that were at home here."""
    op.create_table(
        "rantai",
        sa.Column("nomor", sa.Integer(), nullable=False),
        sa.Column("tabel", sa.String(length=20), nullable=False),
        sa.Column("baris", sa.Integer(), nullable=False),
        sa.Column("sidik", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("nomor", name=op.f("pk_rantai")),
    )
    op.create_table(
        "ruang_kerja",
        sa.Column("nomor", sa.Integer(), nullable=False),
        sa.Column("waktu", sa.DateTime(), nullable=False),
        sa.Column("oleh", sa.String(length=200), nullable=False),
        sa.Column("pengenal", sa.String(length=36), nullable=False),
        sa.Column("tempat", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("nomor", name=op.f("pk_ruang_kerja")),
    )
