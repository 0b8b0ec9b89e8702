"""Many processes: leases, turns, beats and counts of jobs; one generation of a state at most."""

import sqlalchemy as sa
from alembic import op


revision = '002'
down_revision = '001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lease',
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('owner', sa.String(length=200), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_lease'))
    )
    op.create_table('worker_beat',
    sa.Column('owner', sa.String(length=200), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('owner', name=op.f('pk_worker_beat'))
    )
    op.create_table('job_turn',
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('slot', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_job_turn'))
    )
    op.create_table('job_count',
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('runs', sa.Integer(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.Double(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_job_count'))
    )
    with op.batch_alter_table('suggestion_request', schema=None) as batch_op:
        batch_op.add_column(sa.Column('worker', sa.String(length=200), server_default='', nullable=False))

    # A database that was written by two processes at once may hold two of a state: the newest counts.
    for state, instead in (('building', 'failed'), ('serving', 'retired')):
        op.execute(
            f"update knowledge_generation set state = '{instead}' where state = '{state}' "
            f"and id < (select max(id) from knowledge_generation where state = '{state}')"
        )
        condition = sa.text(f"state = '{state}'")
        op.create_index(
            f'uq_knowledge_generation_{state}', 'knowledge_generation', ['state'], unique=True,
            sqlite_where=condition, postgresql_where=condition,
        )


def downgrade() -> None:
    for state in ('serving', 'building'):
        op.drop_index(f'uq_knowledge_generation_{state}', 'knowledge_generation')
    with op.batch_alter_table('suggestion_request', schema=None) as batch_op:
        batch_op.drop_column('worker')

    for table in ('job_count', 'job_turn', 'worker_beat', 'lease'):
        op.drop_table(table)
