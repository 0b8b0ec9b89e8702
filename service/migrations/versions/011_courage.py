"""How bold each side of a pair wants its topics."""

import sqlalchemy as sa
from alembic import op


revision = '011'
down_revision = '010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pair_courage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(length=10), nullable=False),
    sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pair_courage')),
    sa.UniqueConstraint('pair_id', 'participation_id', name=op.f('uq_pair_courage_pair_id_participation_id'))
    )
    op.create_index('ix_pair_courage_participation_id', 'pair_courage', ['participation_id'], unique=False)


def downgrade() -> None:
    op.drop_table('pair_courage')
