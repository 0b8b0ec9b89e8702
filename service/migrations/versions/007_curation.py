"""Every text of a guide is kept with its author and note; the states of a guide get the names that curators see."""

import sqlalchemy as sa
from alembic import op


revision = '007'
down_revision = '006'
branch_labels = None
depends_on = None

_STATES = (('active', 'published'), ('retired', 'withdrawn'))


def upgrade() -> None:
    op.create_table('knowledge_revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=1000), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('raw', sa.Text(), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_revision')),
    )
    op.create_index('ix_knowledge_revision_path_id', 'knowledge_revision', ['path', 'id'])
    version = sa.table('knowledge_version', sa.column('status', sa.String))
    for before, after in _STATES:
        op.execute(version.update().where(version.c.status == before).values(status=after))


def downgrade() -> None:
    version = sa.table('knowledge_version', sa.column('status', sa.String))
    for before, after in _STATES:
        op.execute(version.update().where(version.c.status == after).values(status=before))
    op.drop_index('ix_knowledge_revision_path_id', table_name='knowledge_revision')
    op.drop_table('knowledge_revision')
