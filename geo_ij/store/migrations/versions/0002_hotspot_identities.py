"""Remember every hotspot id and what became of it; let incidents be only roughly known."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hotspot_identities",
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("hotspot_id", sa.String(length=20), nullable=False),
        sa.Column("first_as_of", sa.Integer(), nullable=False),
        sa.Column("last_as_of", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("merged_into", sa.String(length=20), nullable=True),
        sa.Column("split_from", sa.String(length=20), nullable=True),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("method", "hotspot_id", name=op.f("pk_hotspot_identities")),
    )
    op.create_table(
        "hotspot_events",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("hotspot_id", sa.String(length=20), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=20), nullable=False),
        sa.Column("other_id", sa.String(length=20), nullable=True),
        sa.Column("data_fingerprint", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_hotspot_events")),
    )
    op.create_index(op.f("ix_hotspot_events_hotspot_id"), "hotspot_events", ["hotspot_id"], unique=False)
    op.create_index(op.f("ix_hotspot_events_other_id"), "hotspot_events", ["other_id"], unique=False)
    op.add_column("hotspots", sa.Column("uncertain_share", sa.Double(), server_default="0", nullable=False))
    op.add_column("incidents", sa.Column("uncertainty_m", sa.Double(), server_default="0", nullable=False))
    if op.get_bind().dialect.name == "postgresql":
        polygon = "ST_SetSRID(ST_GeomFromWKB(geometry), 27700)"
        op.execute(
            "ALTER TABLE hotspot_identities "
            f"ADD COLUMN geom geometry(Geometry, 27700) GENERATED ALWAYS AS ({polygon}) STORED"
        )
        op.execute("CREATE INDEX ix_hotspot_identities_geom ON hotspot_identities USING gist (geom)")
    _remember_what_was_found()


def _remember_what_was_found() -> None:
    """Begin with the hotspots of each method's usual run of its latest month: they are what work is planned by."""
    latest = (
        "FROM hotspots JOIN hotspot_runs ON hotspot_runs.run_id = hotspots.run_id "
        "WHERE hotspot_runs.months = 12 AND hotspot_runs.as_of = "
        "(SELECT max(other.as_of) FROM hotspot_runs AS other "
        "WHERE other.method = hotspot_runs.method AND other.months = 12)"
    )
    op.execute(
        "INSERT INTO hotspot_identities (method, hotspot_id, first_as_of, last_as_of, state, geometry) "
        f"SELECT method, hotspot_id, as_of, as_of, 'found', geometry {latest}"
    )
    op.execute(
        "INSERT INTO hotspot_events (method, hotspot_id, as_of, event, data_fingerprint) "
        f"SELECT method, hotspot_id, as_of, 'appeared', data_fingerprint {latest} ORDER BY method, hotspots.rank"
    )


def downgrade() -> None:
    op.drop_column("incidents", "uncertainty_m")
    op.drop_column("hotspots", "uncertain_share")
    op.drop_table("hotspot_events")
    op.drop_table("hotspot_identities")
