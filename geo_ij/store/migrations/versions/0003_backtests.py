"""Keep the last back-test of each force."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backtests",
        sa.Column("force", sa.String(length=60), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.Column("test_months", sa.Integer(), nullable=False),
        sa.Column("data_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("force", name=op.f("pk_backtests")),
    )


def downgrade() -> None:
    op.drop_table("backtests")
