"""What publishing or withdrawing would change is tried out first."""

import sqlalchemy as sa
from alembic import op


revision = '009'
down_revision = '008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('curation_trial',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('version', sa.String(length=12), nullable=False),
    sa.Column('wanted', sa.String(length=10), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_curation_trial')),
    )
    op.create_index('ix_curation_trial_document_id', 'curation_trial', ['document', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_curation_trial_document_id', table_name='curation_trial')
    op.drop_table('curation_trial')
