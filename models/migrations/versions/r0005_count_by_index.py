"""Let the reports of a year be counted, and unread documents be found, from indexes alone: so the coverage of
millions of reports is a matter of a second.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_versions_report_year_versions_body_id_versions_published",
        "versions",
        ["report_year", "body_id", "published"],
    )
    op.drop_index("ix_documents_outcome", "documents")
    op.create_index("ix_documents_outcome_documents_sha256", "documents", ["outcome", "sha256"])


def downgrade() -> None:
    op.drop_index("ix_documents_outcome_documents_sha256", "documents")
    op.create_index("ix_documents_outcome", "documents", ["outcome"])
    op.drop_index("ix_versions_report_year_versions_body_id_versions_published", "versions")
