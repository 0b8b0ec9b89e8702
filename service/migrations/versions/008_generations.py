"""Curators choose the embedder, have the index made anew, and see what came of it."""

import sqlalchemy as sa
from alembic import op


revision = '008'
down_revision = '007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('knowledge_choice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('embedder', sa.String(length=200), nullable=False),
    sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_choice')),
    )
    op.add_column('knowledge_generation', sa.Column('cause', sa.String(length=20), nullable=False, server_default='folder'))
    op.add_column('knowledge_generation', sa.Column('documents', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('knowledge_sync_request', sa.Column('kind', sa.String(length=10), nullable=False, server_default='read'))
    generation = sa.table('knowledge_generation', sa.column('id', sa.Integer), sa.column('documents', sa.Integer))
    member = sa.table('knowledge_generation_document', sa.column('generation_id', sa.Integer))
    counted = sa.select(sa.func.count()).where(member.c.generation_id == generation.c.id).scalar_subquery()
    op.execute(generation.update().values(documents=counted))


def downgrade() -> None:
    op.drop_column('knowledge_sync_request', 'kind')
    op.drop_column('knowledge_generation', 'documents')
    op.drop_column('knowledge_generation', 'cause')
    op.drop_table('knowledge_choice')
