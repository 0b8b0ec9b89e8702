"""Messages to the neutral contact and the answers to them, sealed."""

import sqlalchemy as sa
from alembic import op


revision = '006'
down_revision = '005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contact_case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('readers', sa.JSON(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(withdrawn_at IS NULL) = (sealed IS NOT NULL)', name=op.f('ck_contact_case_words')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_case')),
    sa.UniqueConstraint('programme_id', 'author_id', 'number', name=op.f('uq_contact_case_programme_id_author_id_number'))
    )
    op.create_index('ix_contact_case_author_id', 'contact_case', ['author_id'], unique=False)
    op.create_table('contact_case_reply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['contact_case.id'], name=op.f('fk_contact_case_reply_case_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_case_reply')),
    sa.UniqueConstraint('case_id', 'number', name=op.f('uq_contact_case_reply_case_id_number'))
    )
    op.create_index('ix_contact_case_reply_case_id', 'contact_case_reply', ['case_id'], unique=False)


def downgrade() -> None:
    op.drop_table('contact_case_reply')
    op.drop_table('contact_case')
