"""The first schema."""

import sqlalchemy as sa
from alembic import op


revision = '001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('exclusion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.Column('excluded_participation_id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exclusion')),
    sa.UniqueConstraint('participation_id', 'excluded_participation_id', name=op.f('uq_exclusion_participation_id_excluded_participation_id'))
    )
    with op.batch_alter_table('exclusion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exclusion_excluded_participation_id'), ['excluded_participation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_exclusion_participation_id'), ['participation_id'], unique=False)

    op.create_table('installation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('demo_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installation'))
    )
    op.create_table('knowledge_generation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('embedder', sa.String(length=200), nullable=False),
    sa.Column('embedder_version', sa.String(length=200), nullable=False),
    sa.Column('splitter', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('passages', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('owner', sa.String(length=200), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('switched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('message', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_generation'))
    )
    with op.batch_alter_table('knowledge_generation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_knowledge_generation_state'), ['state'], unique=False)

    op.create_table('knowledge_problem',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=1000), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=50), nullable=False),
    sa.Column('params', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_problem'))
    )
    with op.batch_alter_table('knowledge_problem', schema=None) as batch_op:
        batch_op.create_index('ix_knowledge_problem_path_line', ['path', 'line'], unique=False)

    op.create_table('knowledge_sync_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('requested_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_sync_request'))
    )
    with op.batch_alter_table('knowledge_sync_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_knowledge_sync_request_done_at'), ['done_at'], unique=False)

    op.create_table('knowledge_vector',
    sa.Column('text_hash', sa.String(length=64), nullable=False),
    sa.Column('embedder', sa.String(length=200), nullable=False),
    sa.Column('embedder_version', sa.String(length=200), nullable=False),
    sa.Column('vector', sa.LargeBinary(), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.PrimaryKeyConstraint('text_hash', 'embedder', 'embedder_version', name=op.f('pk_knowledge_vector'))
    )
    op.create_table('knowledge_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('path', sa.String(length=1000), nullable=False),
    sa.Column('document', sa.String(length=1000), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('splitter', sa.String(length=20), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('raw', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_version')),
    sa.UniqueConstraint('path', 'sha256', 'splitter', name=op.f('uq_knowledge_version_path_sha256_splitter'))
    )
    with op.batch_alter_table('knowledge_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_knowledge_version_document'), ['document'], unique=False)

    op.create_table('outbox_mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=36), nullable=False),
    sa.Column('to_email', sa.String(length=254), nullable=False),
    sa.Column('locale', sa.String(length=2), nullable=False),
    sa.Column('template', sa.String(length=64), nullable=False),
    sa.Column('context', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.String(length=300), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'sent', 'dropped')", name=op.f('ck_outbox_mail_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_mail')),
    sa.UniqueConstraint('key', name=op.f('uq_outbox_mail_key'))
    )
    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_mail_next_try_at'), ['next_try_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_mail_state'), ['state'], unique=False)

    op.create_table('pair',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('senior_id', sa.Integer(), nullable=False),
    sa.Column('junior_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pair'))
    )
    with op.batch_alter_table('pair', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pair_junior_id'), ['junior_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pair_programme_id'), ['programme_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pair_senior_id'), ['senior_id'], unique=False)

    op.create_table('pair_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('stage_key', sa.String(length=30), nullable=False),
    sa.Column('scheduled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pair_session')),
    sa.UniqueConstraint('pair_id', 'number', name=op.f('uq_pair_session_pair_id_number'))
    )
    with op.batch_alter_table('pair_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pair_session_pair_id'), ['pair_id'], unique=False)

    op.create_table('programme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('sessions', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('grade_gap', sa.Integer(), nullable=False),
    sa.Column('intake_opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme'))
    )
    op.create_table('sign_in_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('subject', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_attempt'))
    )
    with op.batch_alter_table('sign_in_attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_attempt_at'), ['at'], unique=False)
        batch_op.create_index('ix_sign_in_attempt_subject', ['kind', 'subject', 'at'], unique=False)

    op.create_table('suggestion_set',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('session', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('writer', sa.String(length=10), nullable=False),
    sa.Column('missing', sa.JSON(), nullable=False),
    sa.Column('receipt', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestion_set'))
    )
    with op.batch_alter_table('suggestion_set', schema=None) as batch_op:
        batch_op.create_index('ix_suggestion_set_pair_session', ['pair_id', 'session'], unique=False)

    op.create_table('survey_response',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instrument', sa.String(length=60), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('draft', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('answers', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_response')),
    sa.UniqueConstraint('instrument', 'programme_id', 'user_id', name=op.f('uq_survey_response_instrument_programme_id_user_id'))
    )
    with op.batch_alter_table('survey_response', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_response_programme_id'), ['programme_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_survey_response_user_id'), ['user_id'], unique=False)

    op.create_table('user',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('locale', sa.String(length=2), nullable=False),
    sa.Column('timezone', sa.String(length=64), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("locale IN ('id', 'en')", name=op.f('ck_user_locale')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user')),
    sa.UniqueConstraint('email', name=op.f('uq_user_email'))
    )
    op.create_table('knowledge_generation_document',
    sa.Column('generation_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['generation_id'], ['knowledge_generation.id'], name=op.f('fk_knowledge_generation_document_generation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['version_id'], ['knowledge_version.id'], name=op.f('fk_knowledge_generation_document_version_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('generation_id', 'version_id', name=op.f('pk_knowledge_generation_document'))
    )
    op.create_table('knowledge_passage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('heading', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('tags', sa.JSON(), nullable=False),
    sa.Column('unit', sa.JSON(), nullable=True),
    sa.Column('lexical', sa.Text(), nullable=False),
    sa.Column('views', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['knowledge_version.id'], name=op.f('fk_knowledge_passage_version_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_passage')),
    sa.UniqueConstraint('version_id', 'position', name=op.f('uq_knowledge_passage_version_id_position'))
    )
    with op.batch_alter_table('knowledge_passage', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_knowledge_passage_key'), ['key'], unique=False)

    op.create_table('panel_seat',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('panelist_user_id', sa.Integer(), nullable=False),
    sa.Column('about_user_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_panel_seat_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_panel_seat')),
    sa.UniqueConstraint('programme_id', 'panelist_user_id', 'about_user_id', name=op.f('uq_panel_seat_programme_id_panelist_user_id_about_user_id'))
    )
    with op.batch_alter_table('panel_seat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_panel_seat_programme_id'), ['programme_id'], unique=False)

    op.create_table('participation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(length=10), nullable=False),
    sa.Column('role_title', sa.String(length=120), nullable=False),
    sa.Column('function', sa.String(length=120), nullable=False),
    sa.Column('site', sa.String(length=120), nullable=False),
    sa.Column('grade', sa.Integer(), nullable=True),
    sa.Column('line_manager_id', sa.Integer(), nullable=True),
    sa.Column('line_manager_unknown', sa.Boolean(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('notice_accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_participation_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participation')),
    sa.UniqueConstraint('programme_id', 'user_id', name=op.f('uq_participation_programme_id_user_id'))
    )
    with op.batch_alter_table('participation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_participation_programme_id'), ['programme_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_participation_user_id'), ['user_id'], unique=False)

    op.create_table('reporting_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('manager_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_reporting_line_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reporting_line')),
    sa.UniqueConstraint('programme_id', 'user_id', name=op.f('uq_reporting_line_programme_id_user_id'))
    )
    with op.batch_alter_table('reporting_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reporting_line_programme_id'), ['programme_id'], unique=False)

    op.create_table('role_grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=True),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("role IN ('admin', 'curator', 'contact', 'deputy')", name=op.f('ck_role_grant_role')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_role_grant_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant')),
    sa.UniqueConstraint('user_id', 'role', 'programme_id', name=op.f('uq_role_grant_user_id_role_programme_id'))
    )
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_grant_programme_id'), ['programme_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_role_grant_user_id'), ['user_id'], unique=False)

    op.create_table('sign_in_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('link_hash', sa.String(length=64), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_sign_in_code_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_code')),
    sa.UniqueConstraint('link_hash', name=op.f('uq_sign_in_code_link_hash'))
    )
    with op.batch_alter_table('sign_in_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_code_email'), ['email'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_in_code_user_id'), ['user_id'], unique=False)

    op.create_table('suggested_topic',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('set_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('unit', sa.String(length=200), nullable=True),
    sa.Column('author', sa.String(length=10), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['set_id'], ['suggestion_set.id'], name=op.f('fk_suggested_topic_set_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggested_topic'))
    )
    with op.batch_alter_table('suggested_topic', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_suggested_topic_set_id'), ['set_id'], unique=False)

    op.create_table('suggestion_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pair_id', sa.Integer(), nullable=False),
    sa.Column('session', sa.Integer(), nullable=False),
    sa.Column('writer', sa.String(length=10), nullable=False),
    sa.Column('focus', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('open_key', sa.String(length=40), nullable=True),
    sa.Column('step', sa.String(length=20), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lease', sa.String(length=36), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fault', sa.String(length=40), nullable=True),
    sa.Column('set_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['set_id'], ['suggestion_set.id'], name=op.f('fk_suggestion_request_set_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestion_request')),
    sa.UniqueConstraint('open_key', name=op.f('uq_suggestion_request_open_key'))
    )
    with op.batch_alter_table('suggestion_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_suggestion_request_leased_until'), ['leased_until'], unique=False)
        batch_op.create_index(batch_op.f('ix_suggestion_request_pair_id'), ['pair_id'], unique=False)

    op.create_table('user_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_user_session_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_user_session_token_hash'))
    )
    with op.batch_alter_table('user_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_user_session_user_id'), ['user_id'], unique=False)

    op.create_table('correction_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['participation_id'], ['participation.id'], name=op.f('fk_correction_request_participation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction_request'))
    )
    with op.batch_alter_table('correction_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_correction_request_participation_id'), ['participation_id'], unique=False)

    op.create_table('topic_citation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('document', sa.String(length=300), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('heading', sa.String(length=300), nullable=False),
    sa.Column('path', sa.String(length=500), nullable=False),
    sa.Column('version', sa.String(length=12), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('passage', sa.String(length=200), nullable=False),
    sa.Column('quote', sa.Text(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['topic_id'], ['suggested_topic.id'], name=op.f('fk_topic_citation_topic_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic_citation'))
    )
    with op.batch_alter_table('topic_citation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_topic_citation_document'), ['document'], unique=False)
        batch_op.create_index(batch_op.f('ix_topic_citation_topic_id'), ['topic_id'], unique=False)

    op.create_table('topic_mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('topic_id', sa.Integer(), nullable=False),
    sa.Column('participation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['topic_id'], ['suggested_topic.id'], name=op.f('fk_topic_mark_topic_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_topic_mark')),
    sa.UniqueConstraint('topic_id', 'participation_id', name=op.f('uq_topic_mark_topic_id_participation_id'))
    )
    with op.batch_alter_table('topic_mark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_topic_mark_participation_id'), ['participation_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('topic_mark', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_topic_mark_participation_id'))

    op.drop_table('topic_mark')
    with op.batch_alter_table('topic_citation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_topic_citation_topic_id'))
        batch_op.drop_index(batch_op.f('ix_topic_citation_document'))

    op.drop_table('topic_citation')
    with op.batch_alter_table('correction_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_correction_request_participation_id'))

    op.drop_table('correction_request')
    with op.batch_alter_table('user_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_user_session_user_id'))

    op.drop_table('user_session')
    with op.batch_alter_table('suggestion_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_suggestion_request_pair_id'))
        batch_op.drop_index(batch_op.f('ix_suggestion_request_leased_until'))

    op.drop_table('suggestion_request')
    with op.batch_alter_table('suggested_topic', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_suggested_topic_set_id'))

    op.drop_table('suggested_topic')
    with op.batch_alter_table('sign_in_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_code_user_id'))
        batch_op.drop_index(batch_op.f('ix_sign_in_code_email'))

    op.drop_table('sign_in_code')
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_role_grant_user_id'))
        batch_op.drop_index(batch_op.f('ix_role_grant_programme_id'))

    op.drop_table('role_grant')
    with op.batch_alter_table('reporting_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reporting_line_programme_id'))

    op.drop_table('reporting_line')
    with op.batch_alter_table('participation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_participation_user_id'))
        batch_op.drop_index(batch_op.f('ix_participation_programme_id'))

    op.drop_table('participation')
    with op.batch_alter_table('panel_seat', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_panel_seat_programme_id'))

    op.drop_table('panel_seat')
    with op.batch_alter_table('knowledge_passage', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_knowledge_passage_key'))

    op.drop_table('knowledge_passage')
    op.drop_table('knowledge_generation_document')
    op.drop_table('user')
    with op.batch_alter_table('survey_response', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_response_user_id'))
        batch_op.drop_index(batch_op.f('ix_survey_response_programme_id'))

    op.drop_table('survey_response')
    with op.batch_alter_table('suggestion_set', schema=None) as batch_op:
        batch_op.drop_index('ix_suggestion_set_pair_session')

    op.drop_table('suggestion_set')
    with op.batch_alter_table('sign_in_attempt', schema=None) as batch_op:
        batch_op.drop_index('ix_sign_in_attempt_subject')
        batch_op.drop_index(batch_op.f('ix_sign_in_attempt_at'))

    op.drop_table('sign_in_attempt')
    op.drop_table('programme')
    with op.batch_alter_table('pair_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pair_session_pair_id'))

    op.drop_table('pair_session')
    with op.batch_alter_table('pair', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pair_senior_id'))
        batch_op.drop_index(batch_op.f('ix_pair_programme_id'))
        batch_op.drop_index(batch_op.f('ix_pair_junior_id'))

    op.drop_table('pair')
    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_mail_state'))
        batch_op.drop_index(batch_op.f('ix_outbox_mail_next_try_at'))

    op.drop_table('outbox_mail')
    with op.batch_alter_table('knowledge_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_knowledge_version_document'))

    op.drop_table('knowledge_version')
    op.drop_table('knowledge_vector')
    with op.batch_alter_table('knowledge_sync_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_knowledge_sync_request_done_at'))

    op.drop_table('knowledge_sync_request')
    with op.batch_alter_table('knowledge_problem', schema=None) as batch_op:
        batch_op.drop_index('ix_knowledge_problem_path_line')

    op.drop_table('knowledge_problem')
    with op.batch_alter_table('knowledge_generation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_knowledge_generation_state'))

    op.drop_table('knowledge_generation')
    op.drop_table('installation')
    with op.batch_alter_table('exclusion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_exclusion_participation_id'))
        batch_op.drop_index(batch_op.f('ix_exclusion_excluded_participation_id'))

    op.drop_table('exclusion')
