"""The first ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "isi_terbaca",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bagian", sa.String(length=40), nullable=False),
        sa.Column("versi", sa.String(length=64), nullable=False),
        sa.Column("isi", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "bagian", name=op.f("pk_isi_terbaca")),
    )
    op.create_table(
        "jalannya",
        sa.Column("nomor", sa.Integer(), nullable=False),
        sa.Column("waktu", sa.DateTime(), nullable=False),
        sa.Column("oleh", sa.String(length=200), nullable=False),
        sa.Column("perintah", sa.String(length=60), nullable=False),
        sa.Column("periode", sa.String(length=7), nullable=True),
        sa.Column("peristiwa", sa.String(length=10), nullable=False),
        sa.Column("keterangan", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("nomor", name=op.f("pk_jalannya")),
    )
    op.create_table(
        "kiriman",
        sa.Column("nomor", sa.Integer(), nullable=False),
        sa.Column("waktu", sa.DateTime(), nullable=False),
        sa.Column("oleh", sa.String(length=200), nullable=False),
        sa.Column("bagian", sa.String(length=40), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("ekstensi", sa.String(length=20), nullable=False),
        sa.Column("ukuran", sa.BigInteger(), nullable=False),
        sa.Column("diubah", sa.DateTime(), nullable=False),
        sa.Column("lampiran", sa.Boolean(), nullable=False),
        sa.Column("periode", sa.String(length=7), nullable=True),
        sa.Column("revisi", sa.Integer(), nullable=True),
        sa.Column("pengiriman_ke", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("nomor", name=op.f("pk_kiriman")),
    )
    with op.batch_alter_table("kiriman", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kiriman_bagian"), ["bagian"], unique=False)
        batch_op.create_index(batch_op.f("ix_kiriman_sha256"), ["sha256"], unique=False)

    op.create_table(
        "terbitan",
        sa.Column("nomor", sa.Integer(), nullable=False),
        sa.Column("waktu", sa.DateTime(), nullable=False),
        sa.Column("oleh", sa.String(length=200), nullable=False),
        sa.Column("periode", sa.String(length=7), nullable=False),
        sa.Column("jenis", sa.String(length=10), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("ukuran", sa.BigInteger(), nullable=False),
        sa.Column("versi", sa.String(length=64), nullable=False),
        sa.Column("masukan", sa.JSON(), nullable=False),
        sa.Column("pengumpulan", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("nomor", name=op.f("pk_terbitan")),
    )
    with op.batch_alter_table("terbitan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_terbitan_periode"), ["periode"], unique=False)

    op.create_table(
        "hasil",
        sa.Column("nomor", sa.Integer(), nullable=False),
        sa.Column("terbitan", sa.Integer(), nullable=False),
        sa.Column("iku", sa.String(length=40), nullable=False),
        sa.Column("nilai", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("aturan", sa.String(length=100), nullable=True),
        sa.Column("isi", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["terbitan"], ["terbitan.nomor"], name=op.f("fk_hasil_terbitan")),
        sa.PrimaryKeyConstraint("nomor", name=op.f("pk_hasil")),
    )
    with op.batch_alter_table("hasil", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hasil_terbitan"), ["terbitan"], unique=False)

    op.create_table(
        "kunci",
        sa.Column("nomor", sa.Integer(), nullable=False),
        sa.Column("waktu", sa.DateTime(), nullable=False),
        sa.Column("oleh", sa.String(length=200), nullable=False),
        sa.Column("periode", sa.String(length=7), nullable=False),
        sa.Column("tindakan", sa.String(length=5), nullable=False),
        sa.Column("terbitan", sa.Integer(), nullable=True),
        sa.Column("register_sha256", sa.String(length=64), nullable=True),
        sa.Column("alasan", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["terbitan"], ["terbitan.nomor"], name=op.f("fk_kunci_terbitan")),
        sa.PrimaryKeyConstraint("nomor", name=op.f("pk_kunci")),
    )
    with op.batch_alter_table("kunci", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kunci_periode"), ["periode"], unique=False)

    op.create_table(
        "pemberlakuan",
        sa.Column("nomor", sa.Integer(), nullable=False),
        sa.Column("waktu", sa.DateTime(), nullable=False),
        sa.Column("oleh", sa.String(length=200), nullable=False),
        sa.Column("bagian", sa.String(length=40), nullable=False),
        sa.Column("periode", sa.String(length=7), nullable=False),
        sa.Column("kiriman", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["kiriman"], ["kiriman.nomor"], name=op.f("fk_pemberlakuan_kiriman")),
        sa.PrimaryKeyConstraint("nomor", name=op.f("pk_pemberlakuan")),
    )
    with op.batch_alter_table("pemberlakuan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pemberlakuan_periode"), ["periode"], unique=False)

    op.create_table(
        "pemeriksaan",
        sa.Column("nomor", sa.Integer(), nullable=False),
        sa.Column("waktu", sa.DateTime(), nullable=False),
        sa.Column("oleh", sa.String(length=200), nullable=False),
        sa.Column("kiriman", sa.Integer(), nullable=False),
        sa.Column("versi", sa.String(length=64), nullable=False),
        sa.Column("diterima", sa.Boolean(), nullable=False),
        sa.Column("temuan", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["kiriman"], ["kiriman.nomor"], name=op.f("fk_pemeriksaan_kiriman")),
        sa.PrimaryKeyConstraint("nomor", name=op.f("pk_pemeriksaan")),
    )
    with op.batch_alter_table("pemeriksaan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pemeriksaan_kiriman"), ["kiriman"], unique=False)

    op.create_table(
        "pengecualian",
        sa.Column("nomor", sa.Integer(), nullable=False),
        sa.Column("waktu", sa.DateTime(), nullable=False),
        sa.Column("oleh", sa.String(length=200), nullable=False),
        sa.Column("kiriman", sa.Integer(), nullable=False),
        sa.Column("kode", sa.String(length=4), nullable=False),
        sa.Column("lembar", sa.Text(), nullable=True),
        sa.Column("sel", sa.Text(), nullable=True),
        sa.Column("isi", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["kiriman"], ["kiriman.nomor"], name=op.f("fk_pengecualian_kiriman")),
        sa.PrimaryKeyConstraint("nomor", name=op.f("pk_pengecualian")),
    )
    op.create_table(
        "pengembalian",
        sa.Column("nomor", sa.Integer(), nullable=False),
        sa.Column("waktu", sa.DateTime(), nullable=False),
        sa.Column("oleh", sa.String(length=200), nullable=False),
        sa.Column("kiriman", sa.Integer(), nullable=False),
        sa.Column("alasan", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["kiriman"], ["kiriman.nomor"], name=op.f("fk_pengembalian_kiriman")),
        sa.PrimaryKeyConstraint("nomor", name=op.f("pk_pengembalian")),
    )
    op.create_table(
        "dokumen_ttd",
        sa.Column("nomor", sa.Integer(), nullable=False),
        sa.Column("waktu", sa.DateTime(), nullable=False),
        sa.Column("oleh", sa.String(length=200), nullable=False),
        sa.Column("kunci", sa.Integer(), nullable=False),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["kunci"], ["kunci.nomor"], name=op.f("fk_dokumen_ttd_kunci")),
        sa.PrimaryKeyConstraint("nomor", name=op.f("pk_dokumen_ttd")),
    )
