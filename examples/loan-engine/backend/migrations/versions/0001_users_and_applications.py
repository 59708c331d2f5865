"""Users and their loan applications."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NEW_ID = sa.text("gen_random_uuid()")
MONEY = sa.Numeric(12, 2)


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid, server_default=NEW_ID, nullable=False),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("password_hash", sa.String, nullable=False),
        sa.Column("created_at", sa.DateTime(True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_users_email_lower_case")),
    )
    op.create_table(
        "loan_applications",
        sa.Column("id", sa.Uuid, server_default=NEW_ID, nullable=False),
        sa.Column("applicant_id", sa.Uuid, nullable=False),
        sa.Column("amount", MONEY, nullable=False),
        sa.Column("term_months", sa.Integer, nullable=False),
        sa.Column("monthly_income", MONEY, nullable=False),
        sa.Column("monthly_debts", MONEY, nullable=False),
        sa.Column("annual_rate_percent", sa.Numeric(5, 2), nullable=False),
        sa.Column("monthly_payment", MONEY, nullable=False),
        sa.Column("total_interest", MONEY, nullable=False),
        sa.Column("debt_to_income_percent", sa.Numeric(7, 1), nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("created_at", sa.DateTime(True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_loan_applications"),
        sa.ForeignKeyConstraint(
            ["applicant_id"],
            ["users.id"],
            name="fk_loan_applications_applicant_id",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(
            "outcome IN ('affordable', 'review', 'unaffordable')",
            name=op.f("ck_loan_applications_outcome_known"),
        ),
    )


def downgrade() -> None:
    op.drop_table("loan_applications")
    op.drop_table("users")
