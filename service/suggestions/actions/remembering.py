"""Answers of a model, kept so that the same question costs nothing the second time: a wish after a crash, a dry run repeated."""

from __future__ import annotations

from typing import Any

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from service import clock
from service.db import db, insert_new, reading
from service.suggestions.models import ModelAnswer

_log = structlog.get_logger(__name__)

MOST = 500  # some two megabytes; the oldest go first


class KeptAnswers:
    """The ``Answers`` port over a table. Each call is a short transaction of its own: none is open while a model is asked."""

    def recall(self, key: str) -> Any:
        """The answer kept under `key`, as plain JSON values; None where there is none."""
        try:
            with reading():
                return db.session.scalar(select(ModelAnswer.body).where(ModelAnswer.key == key))
        except SQLAlchemyError as error:
            _log.warning("model_answers_unreadable", error=type(error).__name__)
            return None
        finally:
            db.session.rollback()

    def remember(self, key: str, body: Any) -> None:
        """Keep an answer; one that is there already stays, and one that cannot be kept is asked for again."""
        try:
            insert_new(ModelAnswer, [{"key": key, "body": body, "made_at": clock.now()}])
            newest = select(func.max(ModelAnswer.id)).scalar_subquery()
            db.session.execute(delete(ModelAnswer).where(ModelAnswer.id <= newest - MOST))
            db.session.commit()
        except SQLAlchemyError as error:
            db.session.rollback()
            _log.warning("model_answer_not_kept", error=type(error).__name__)
