"""Waves of surveys: frozen editions, sealed drafts, confidential answers by form, and anonymous ones without a person.

Drafts that stood beside the answers move to their own table. No key is at hand here, so they move as they are, marked; the first
minute of the running service seals them.
"""

import json

import sqlalchemy as sa
from alembic import op


revision = '005'
down_revision = '004'
branch_labels = None
depends_on = None

UNSEALED = b'unsealed:'


def upgrade() -> None:
    op.create_table('survey_edition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instrument', sa.String(length=60), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_edition')),
    sa.UniqueConstraint('instrument', 'digest', name=op.f('uq_survey_edition_instrument_digest')),
    sa.UniqueConstraint('instrument', 'number', name=op.f('uq_survey_edition_instrument_number'))
    )
    op.create_table('survey_wave',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('instrument', sa.String(length=60), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('side', sa.String(length=6), nullable=True),
    sa.Column('session_number', sa.Integer(), nullable=True),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_by', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('confidential', 'anonymous')", name=op.f('ck_survey_wave_kind')),
    sa.CheckConstraint("side IS NULL OR side IN ('senior', 'junior')", name=op.f('ck_survey_wave_side')),
    sa.CheckConstraint('opens_at < closes_at', name=op.f('ck_survey_wave_span')),
    sa.ForeignKeyConstraint(['edition_id'], ['survey_edition.id'], name=op.f('fk_survey_wave_edition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_wave')),
    sa.UniqueConstraint('id', 'kind', name=op.f('uq_survey_wave_id_kind'))
    )
    op.create_index('ix_survey_wave_programme_id', 'survey_wave', ['programme_id'], unique=False)
    op.create_table('survey_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(length=80), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['wave_id'], ['survey_wave.id'], name=op.f('fk_survey_draft_wave_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_draft')),
    sa.UniqueConstraint('form', 'programme_id', 'user_id', name=op.f('uq_survey_draft_form_programme_id_user_id'))
    )
    for column in ('programme_id', 'user_id', 'wave_id'):
        op.create_index(f'ix_survey_draft_{column}', 'survey_draft', [column], unique=False)
    op.create_table('survey_stash',
    sa.Column('user_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('path', sa.String(length=300), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_survey_stash'))
    )
    op.create_table('survey_turnout',
    sa.Column('wave_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('wave_kind', sa.String(length=12), nullable=False),
    sa.Column('people', sa.JSON(), nullable=False),
    sa.CheckConstraint("wave_kind = 'anonymous'", name=op.f('ck_survey_turnout_anonymous')),
    sa.ForeignKeyConstraint(['wave_id', 'wave_kind'], ['survey_wave.id', 'survey_wave.kind'], name='wave'),
    sa.PrimaryKeyConstraint('wave_id', name=op.f('pk_survey_turnout'))
    )
    op.create_table('survey_box',
    sa.Column('wave_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('side', sa.String(length=6), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('wave_kind', sa.String(length=12), nullable=False),
    sa.Column('sheets', sa.JSON(), nullable=False),
    sa.CheckConstraint("wave_kind = 'anonymous'", name=op.f('ck_survey_box_anonymous')),
    sa.CheckConstraint("side IN ('senior', 'junior')", name=op.f('ck_survey_box_side')),
    sa.ForeignKeyConstraint(['wave_id', 'wave_kind'], ['survey_wave.id', 'survey_wave.kind'], name='wave'),
    sa.PrimaryKeyConstraint('wave_id', 'side', 'number', name=op.f('pk_survey_box'))
    )
    op.create_table('survey_reminder',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['wave_id'], ['survey_wave.id'], name=op.f('fk_survey_reminder_wave_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('wave_id', 'user_id', 'number', name=op.f('pk_survey_reminder'))
    )
    _move_drafts()
    with op.batch_alter_table('survey_response', schema=None) as batch_op:
        batch_op.add_column(sa.Column('form', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('wave_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('wave_kind', sa.String(length=12), server_default='confidential', nullable=False))
        batch_op.add_column(sa.Column('side', sa.String(length=6), nullable=True))
    op.execute('update survey_response set form = instrument')
    op.execute("update survey_response set side = replace(instrument, 'intake-', '') where instrument like 'intake-%'")
    op.execute('delete from survey_response where submitted_at is null')
    op.execute("update survey_response set answers = '{}' where answers is null")
    with op.batch_alter_table('survey_response', schema=None) as batch_op:
        batch_op.drop_constraint('uq_survey_response_instrument_programme_id_user_id', type_='unique')
        batch_op.alter_column('form', existing_type=sa.String(length=80), nullable=False)
        batch_op.alter_column('wave_kind', existing_type=sa.String(length=12), server_default=None)
        batch_op.alter_column('answers', existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column('submitted_at', existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.drop_column('draft')
        batch_op.drop_column('created_at')
        batch_op.drop_column('updated_at')
        batch_op.create_unique_constraint(op.f('uq_survey_response_form_programme_id_user_id'), ['form', 'programme_id', 'user_id'])
        batch_op.create_check_constraint(op.f('ck_survey_response_confidential'), "wave_kind = 'confidential'")
        batch_op.create_foreign_key('wave', 'survey_wave', ['wave_id', 'wave_kind'], ['id', 'kind'])
        batch_op.create_index('ix_survey_response_wave_id', ['wave_id'], unique=False)


def _move_drafts() -> None:
    old = sa.table('survey_response', *(sa.column(name) for name in ('instrument', 'programme_id', 'user_id')),
                   sa.column('draft', sa.JSON()), sa.column('updated_at', sa.DateTime(timezone=True)))
    new = sa.table('survey_draft', *(sa.column(name) for name in ('form', 'programme_id', 'user_id')),
                   sa.column('sealed', sa.LargeBinary()), sa.column('updated_at', sa.DateTime(timezone=True)))
    connection = op.get_bind()
    rows = connection.execute(sa.select(old).where(old.c.draft.is_not(None))).all()
    for instrument, programme_id, user_id, draft, updated_at in rows:
        if draft is None:
            continue
        sealed = UNSEALED + json.dumps({'answers': draft, 'writers': {}}).encode()
        connection.execute(sa.insert(new).values(
            form=instrument, programme_id=programme_id, user_id=user_id, sealed=sealed, updated_at=updated_at))


def downgrade() -> None:
    with op.batch_alter_table('survey_response', schema=None) as batch_op:
        batch_op.drop_index('ix_survey_response_wave_id')
        batch_op.drop_constraint('wave', type_='foreignkey')
        batch_op.drop_constraint('ck_survey_response_confidential', type_='check')
        batch_op.drop_constraint('uq_survey_response_form_programme_id_user_id', type_='unique')
        batch_op.add_column(sa.Column('draft', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('created_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('updated_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column('answers', existing_type=sa.JSON(), nullable=True)
        batch_op.alter_column('submitted_at', existing_type=sa.DateTime(timezone=True), nullable=True)
    op.execute('delete from survey_response where wave_id is not null')
    op.execute('update survey_response set created_at = submitted_at, updated_at = submitted_at')
    with op.batch_alter_table('survey_response', schema=None) as batch_op:
        batch_op.alter_column('created_at', existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.alter_column('updated_at', existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.drop_column('form')
        batch_op.drop_column('wave_id')
        batch_op.drop_column('wave_kind')
        batch_op.drop_column('side')
        batch_op.create_unique_constraint(
            op.f('uq_survey_response_instrument_programme_id_user_id'), ['instrument', 'programme_id', 'user_id'])
    for table in ('survey_reminder', 'survey_box', 'survey_turnout', 'survey_stash', 'survey_draft', 'survey_wave', 'survey_edition'):
        op.drop_table(table)
