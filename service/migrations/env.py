"""Runs the revisions on the connection that ``schema.upgrade`` hands over."""

from typing import Any, Literal

from alembic import context

from service.db import Base, UtcDateTime

config = context.config


def _ours(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:  # noqa: FBT001 - Alembic's
    return not (kind == "table" and name is not None and name.startswith("huey_"))


def _plain(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """Write our moment type as SQLAlchemy's, so that a revision stays true whatever becomes of our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, UtcDateTime) else False


context.configure(
    connection=config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=_ours,
    render_item=_plain,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
