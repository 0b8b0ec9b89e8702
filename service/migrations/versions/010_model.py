"""What a model costs a programme, and answers that need not be asked for twice."""

import sqlalchemy as sa
from alembic import op


revision = '010'
down_revision = '009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('suggestion_request', sa.Column('partial', sa.JSON(none_as_null=True), nullable=True))
    op.create_table('model_usage',
    sa.Column('programme_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('calls', sa.Integer(), nullable=False),
    sa.Column('tokens_in', sa.BigInteger(), nullable=False),
    sa.Column('tokens_out', sa.BigInteger(), nullable=False),
    sa.Column('faults', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('programme_id', 'day', name=op.f('pk_model_usage'))
    )
    op.create_table('model_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_answer')),
    sa.UniqueConstraint('key', name=op.f('uq_model_answer_key'))
    )


def downgrade() -> None:
    op.drop_table('model_answer')
    op.drop_table('model_usage')
    with op.batch_alter_table('suggestion_request') as table:
        table.drop_column('partial')
