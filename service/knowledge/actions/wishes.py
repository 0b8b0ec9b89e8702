"""What curators ask of the index beyond following the folder: another embedder, all of it made again, or to give that up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from service.db import db
from service.knowledge import queries
from service.knowledge.actions import index
from service.knowledge.models import EmbedderChoice, Generation
from service.knowledge.ports import Embedder, Embedders
from service.knowledge.values import RENEWALS

_ASKED_FOR = ("switch", *RENEWALS)


class NotOffered(Exception):
    """The settings offer no embedder of this name."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done: first follow the folder under `keeping`, then build under `target` for the `cause`, where there is one.

    `keeping` is the serving generation's embedder; None where nothing serves or the settings do not offer it.
    """

    keeping: Embedder | None
    target: Embedder
    cause: str | None


def chosen(embedders: Embedders) -> Embedder:
    """The embedder that curators chose, or the first that the settings offer."""
    name = queries.chosen_embedder()
    return next((one for one in embedders.available if one.name == name), embedders.available[0])


def plan(embedders: Embedders) -> Plan:
    """What is to be done now, by the folder's index, the choice, and the open requests."""
    serving, wanted = queries.generation("serving"), chosen(embedders)
    keeping = embedders.named(serving.embedder, serving.embedder_version) if serving else None
    if serving is None or keeping is None:
        return Plan(None, wanted, "folder")
    if wanted.name != keeping.name:
        return Plan(keeping, wanted, "switch")
    if queries.requested("anew"):
        return Plan(keeping, embedders.renewed(serving.embedder, serving.embedder_version) or keeping, "anew")
    return Plan(keeping, keeping, "rebuild" if queries.requested("rebuild") else None)


def choose(embedders: Embedders, name: str, now: datetime) -> None:
    """Have the index made with another embedder; the present one serves until that is done. Raises ``NotOffered``."""
    if all(one.name != name for one in embedders.available):
        raise NotOffered(name)
    db.session.add(EmbedderChoice(embedder=name, chosen_at=now))
    index.request_sync(now)


def cancel(embedders: Embedders, now: datetime) -> bool:
    """Give up what was asked for and is not done: the generation being built, the requests, the choice of an embedder.

    What serves goes on serving. False where nothing was asked for. A build of what changed in the folder is not given up: it
    would be begun again.
    """
    serving = queries.generation("serving")
    building = db.session.scalar(
        update(Generation)
        .where(Generation.state == "building", Generation.cause.in_(_ASKED_FOR))
        .values(state="cancelled", beat_at=now)
        .returning(Generation.id)
    )
    waiting = queries.requested(*RENEWALS)
    index.answer_requests(now, now, RENEWALS)
    undecided = serving is not None and chosen(embedders).name != serving.embedder
    if serving is not None and undecided and embedders.named(serving.embedder, serving.embedder_version) is not None:
        choose(embedders, serving.embedder, now)
        return True
    return building is not None or waiting
