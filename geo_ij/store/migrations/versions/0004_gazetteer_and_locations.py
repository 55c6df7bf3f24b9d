"""Keep names of places, where records were found to be, and what online geocoders answered."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

POINT_TABLES = ("gazetteer_entries", "locations")


def upgrade() -> None:
    op.create_table(
        "gazetteer_entries",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("extent_m", sa.Double(), nullable=False),
        sa.Column("locality", sa.String(length=120), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("added_at", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("easting", sa.Float(), nullable=False),
        sa.Column("northing", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_gazetteer_entries")),
        sa.UniqueConstraint("source", "reference", "name", name=op.f("uq_gazetteer_entries_source_reference_name")),
    )
    op.create_table(
        "gazetteer_versions",
        sa.Column("layer", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("layer", name=op.f("pk_gazetteer_versions")),
    )
    op.create_table(
        "online_answers",
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("text_key", sa.String(length=200), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("provider", "text_key", name=op.f("pk_online_answers")),
    )
    _create_locations()
    _begin_the_police_layer()
    if op.get_bind().dialect.name == "postgresql":
        _add_geometry_columns()


def _create_locations() -> None:
    op.create_table(
        "locations",
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_reference", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("easting", sa.Double(), nullable=True),
        sa.Column("northing", sa.Double(), nullable=True),
        sa.Column("uncertainty_m", sa.Double(), nullable=True),
        sa.Column("precision", sa.String(length=20), nullable=True),
        sa.Column("matched_name", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("alternatives", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("located_at", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.String(length=32), nullable=True),
        sa.Column("decided_note", sa.Text(), nullable=True),
        sa.Column("before_decision", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("location_id", name=op.f("pk_locations")),
        sa.UniqueConstraint(
            "subject_kind", "subject_reference", name=op.f("uq_locations_subject_kind_subject_reference")
        ),
    )
    op.create_index(op.f("ix_locations_state"), "locations", ["state"], unique=False)


def _begin_the_police_layer() -> None:
    """Street names that were imported before names had versions are a first version."""
    op.execute(
        "INSERT INTO gazetteer_versions (layer, version) SELECT 'police', 1 WHERE EXISTS (SELECT 1 FROM street_points)"
    )


def _add_geometry_columns() -> None:
    point = "ST_SetSRID(ST_MakePoint(easting, northing), 27700)"
    for table in POINT_TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN geom geometry(Point, 27700) GENERATED ALWAYS AS ({point}) STORED")
        op.execute(f"CREATE INDEX ix_{table}_geom ON {table} USING gist (geom)")


def downgrade() -> None:
    op.drop_index(op.f("ix_locations_state"), table_name="locations")
    op.drop_table("locations")
    op.drop_table("online_answers")
    op.drop_table("gazetteer_versions")
    op.drop_table("gazetteer_entries")
