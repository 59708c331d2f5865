"""The purpose of an application, and an index for the list of one applicant.

Expands only: the release before this one neither reads nor writes `purpose` and keeps working.
Making it required is a later contraction, once no release runs that leaves it out and the old rows
are filled.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INDEX = "ix_loan_applications_applicant_id_created_at"


def upgrade() -> None:
    # IF NOT EXISTS, because the block below commits this column before the index can fail.
    op.add_column(
        "loan_applications", sa.Column("purpose", sa.String, nullable=True), if_not_exists=True
    )
    # Outside a transaction, because building the index must not stop those who write.
    with op.get_context().autocommit_block():
        # A build that was interrupted leaves an index that is never used and blocks the name.
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")
        op.create_index(
            INDEX, "loan_applications", ["applicant_id", "created_at"], postgresql_concurrently=True
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(INDEX, "loan_applications", postgresql_concurrently=True, if_exists=True)
    op.drop_column("loan_applications", "purpose")
