"""What is taken over from guides may be as long as its author likes; SQLite never looked at the length."""

import sqlalchemy as sa
from alembic import op


revision = '004'
down_revision = '003'
branch_labels = None
depends_on = None

WORDS = {
    'suggested_topic': {'title': 200, 'unit': 200},
    'topic_citation': {'document': 300, 'title': 300, 'heading': 300, 'path': 500, 'passage': 200},
}


def upgrade() -> None:
    if op.get_bind().dialect.name != 'postgresql':
        return
    for table, columns in WORDS.items():
        for name, length in columns.items():
            op.alter_column(table, name, type_=sa.Text(), existing_type=sa.String(length))


def downgrade() -> None:
    if op.get_bind().dialect.name != 'postgresql':
        return
    for table, columns in WORDS.items():
        for name, length in columns.items():
            op.alter_column(
                table, name, type_=sa.String(length), existing_type=sa.Text(), postgresql_using=f'left({name}, {length})'
            )
