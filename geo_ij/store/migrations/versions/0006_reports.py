"""Keep reports of residents and officers, e-mails in and out, and what a force's own extract says of incidents."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_mail()
    _create_reports()
    _create_parts_of_reports()
    _add_columns()


def _create_mail() -> None:
    op.create_table(
        "api_keys",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("added_at", sa.String(length=32), nullable=False),
        sa.Column("disabled_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("label", name=op.f("uq_api_keys_label")),
    )
    op.create_table(
        "incoming_mail",
        sa.Column("message_key", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("report_reference", sa.String(length=60), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("message_key", name=op.f("pk_incoming_mail")),
    )
    op.create_index(op.f("ix_incoming_mail_state"), "incoming_mail", ["state"], unique=False)
    op.create_table(
        "outgoing_mail",
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("report_reference", sa.String(length=60), nullable=True),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.String(length=32), nullable=False),
        sa.Column("claimed_at", sa.String(length=32), nullable=True),
        sa.Column("sent_at", sa.String(length=32), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("mail_id", name=op.f("pk_outgoing_mail")),
    )
    op.create_index(op.f("ix_outgoing_mail_report_reference"), "outgoing_mail", ["report_reference"], unique=False)
    op.create_index(op.f("ix_outgoing_mail_queued_at"), "outgoing_mail", ["queued_at"], unique=False)
    op.create_index(op.f("ix_outgoing_mail_sent_at"), "outgoing_mail", ["sent_at"], unique=False)


def _create_reports() -> None:
    op.create_table(
        "report_drafts",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("began_at", sa.String(length=32), nullable=False),
        sa.Column("changed_at", sa.String(length=32), nullable=False),
        sa.Column("sent_as", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_report_drafts")),
    )
    op.create_index(op.f("ix_report_drafts_changed_at"), "report_drafts", ["changed_at"], unique=False)
    op.create_table(
        "reports",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("received_key", sa.String(length=80), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("received_at", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("issues", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("how_often", sa.String(length=20), nullable=False),
        sa.Column("activities", sa.Text(), nullable=False),
        sa.Column("activity_text", sa.Text(), nullable=False),
        sa.Column("reporter_kind", sa.String(length=20), nullable=False),
        sa.Column("wants_updates", sa.Boolean(), nullable=False),
        sa.Column("place_text", sa.Text(), nullable=False),
        sa.Column("easting", sa.Float(), nullable=True),
        sa.Column("northing", sa.Float(), nullable=True),
        sa.Column("uncertainty_m", sa.Float(), nullable=True),
        sa.Column("cell", sa.Integer(), nullable=True),
        sa.Column("public_easting", sa.Float(), nullable=True),
        sa.Column("public_northing", sa.Float(), nullable=True),
        sa.Column("public_place", sa.String(length=200), nullable=True),
        sa.Column("ward", sa.String(length=120), nullable=True),
        sa.Column("council", sa.String(length=120), nullable=True),
        sa.Column("policing_area", sa.String(length=120), nullable=True),
        sa.Column("alarms", sa.Text(), nullable=False),
        sa.Column("public_text", sa.Text(), nullable=True),
        sa.Column("household", sa.String(length=64), nullable=True),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["duplicate_of"], ["reports.report_id"], name=op.f("fk_reports_duplicate_of_reports")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_reports")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reports_public_id")),
        sa.UniqueConstraint("received_key", name=op.f("uq_reports_received_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_reports_reference")),
    )
    op.create_index("ix_reports_cell_received_at", "reports", ["cell", "received_at"], unique=False)
    op.create_index(op.f("ix_reports_duplicate_of"), "reports", ["duplicate_of"], unique=False)
    op.create_index(op.f("ix_reports_ended_at"), "reports", ["ended_at"], unique=False)
    op.create_index(op.f("ix_reports_received_at"), "reports", ["received_at"], unique=False)
    op.create_index("ix_reports_status_received_at", "reports", ["status", "received_at"], unique=False)


def _create_parts_of_reports() -> None:
    op.create_table(
        "report_contacts",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.report_id"], name=op.f("fk_report_contacts_report_id_reports"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_contacts")),
    )
    op.create_table(
        "report_history",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("event", sa.String(length=30), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.report_id"], name=op.f("fk_report_history_report_id_reports"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("step_id", name=op.f("pk_report_history")),
    )
    op.create_index(op.f("ix_report_history_report_id"), "report_history", ["report_id"], unique=False)
    op.create_table(
        "report_photographs",
        sa.Column("photograph_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("draft_hash", sa.String(length=64), nullable=True),
        sa.Column("added_at", sa.String(length=32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.Column("boxes", sa.Text(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("redacted", sa.LargeBinary(), nullable=True),
        sa.Column("thumbnail", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_hash"],
            ["report_drafts.key_hash"],
            name=op.f("fk_report_photographs_draft_hash_report_drafts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.report_id"],
            name=op.f("fk_report_photographs_report_id_reports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("photograph_id", name=op.f("pk_report_photographs")),
    )
    op.create_index(op.f("ix_report_photographs_draft_hash"), "report_photographs", ["draft_hash"], unique=False)
    op.create_index(op.f("ix_report_photographs_report_id"), "report_photographs", ["report_id"], unique=False)
    op.create_table(
        "report_supports",
        sa.Column("support_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("household", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.report_id"], name=op.f("fk_report_supports_report_id_reports"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("support_id", name=op.f("pk_report_supports")),
        sa.UniqueConstraint("report_id", "household", name=op.f("uq_report_supports_report_id_household")),
    )
    op.create_index(op.f("ix_report_supports_report_id"), "report_supports", ["report_id"], unique=False)


def _add_columns() -> None:
    op.add_column(
        "force_months", sa.Column("asb_source", sa.String(length=20), server_default="archive", nullable=False)
    )
    op.add_column("hotspots", sa.Column("households", sa.Integer(), server_default="0", nullable=False))
    op.add_column("hotspots", sa.Column("officer_reports", sa.Integer(), server_default="0", nullable=False))
    op.add_column("hotspots", sa.Column("voice", sa.String(length=20), nullable=True))
    op.add_column("hotspots", sa.Column("breakdown", sa.Text(), server_default="{}", nullable=False))
    op.add_column(
        "incidents", sa.Column("asb_type", sa.String(length=40), server_default="unspecified", nullable=False)
    )
    op.add_column(
        "incidents", sa.Column("asb_qualifier", sa.String(length=20), server_default="unknown", nullable=False)
    )
    op.add_column("incidents", sa.Column("occurred_on", sa.String(length=10), nullable=True))
    op.add_column("incidents", sa.Column("reference", sa.String(length=60), nullable=True))


def downgrade() -> None:
    op.drop_column("incidents", "reference")
    op.drop_column("incidents", "occurred_on")
    op.drop_column("incidents", "asb_qualifier")
    op.drop_column("incidents", "asb_type")
    op.drop_column("hotspots", "breakdown")
    op.drop_column("hotspots", "voice")
    op.drop_column("hotspots", "officer_reports")
    op.drop_column("hotspots", "households")
    op.drop_column("force_months", "asb_source")
    op.drop_index(op.f("ix_report_supports_report_id"), table_name="report_supports")
    op.drop_table("report_supports")
    op.drop_index(op.f("ix_report_photographs_report_id"), table_name="report_photographs")
    op.drop_index(op.f("ix_report_photographs_draft_hash"), table_name="report_photographs")
    op.drop_table("report_photographs")
    op.drop_index(op.f("ix_report_history_report_id"), table_name="report_history")
    op.drop_table("report_history")
    op.drop_table("report_contacts")
    op.drop_index("ix_reports_status_received_at", table_name="reports")
    op.drop_index(op.f("ix_reports_received_at"), table_name="reports")
    op.drop_index(op.f("ix_reports_ended_at"), table_name="reports")
    op.drop_index(op.f("ix_reports_duplicate_of"), table_name="reports")
    op.drop_index("ix_reports_cell_received_at", table_name="reports")
    op.drop_table("reports")
    op.drop_index(op.f("ix_report_drafts_changed_at"), table_name="report_drafts")
    op.drop_table("report_drafts")
    op.drop_index(op.f("ix_outgoing_mail_sent_at"), table_name="outgoing_mail")
    op.drop_index(op.f("ix_outgoing_mail_queued_at"), table_name="outgoing_mail")
    op.drop_index(op.f("ix_outgoing_mail_report_reference"), table_name="outgoing_mail")
    op.drop_table("outgoing_mail")
    op.drop_index(op.f("ix_incoming_mail_state"), table_name="incoming_mail")
    op.drop_table("incoming_mail")
    op.drop_table("api_keys")
