"""How the index stands, for those who may have it made again: its generations, its embedders, and what is under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from service.knowledge import queries as knowledge
from service.knowledge.actions import wishes
from service.knowledge.ports import Embedder, Embedders
from service.knowledge.queries import Build
from service.knowledge.values import RENEWALS


@dataclass(frozen=True, slots=True)
class Offer:
    """An embedder that the settings offer. `serves`: the present index is made with it; `chosen`: it is to be."""

    name: str
    serves: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class IndexLife:
    """The index. `pending`: another embedder is chosen than the one that serves; `fault` is why it does not serve yet.

    `stoppable`: something that was asked for is not done, and may be given up. `lost`: nobody can ask what serves by meaning.
    """

    builds: tuple[Build, ...]
    serving: Build | None
    offers: tuple[Offer, ...]
    pending: bool
    waiting: bool
    stoppable: bool
    lost: bool
    fault: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What is to be embedded, at most, and how long that took last time; None where that is not known."""

    texts: int
    about: timedelta | None


def index_life(embedders: Embedders) -> IndexLife:
    """How the index stands now."""
    builds = knowledge.generations()
    serving = knowledge.generation("serving")
    shown = next((one for one in builds if serving is not None and one.id == serving.id), None)
    chosen = wishes.chosen(embedders).name
    building = next((one for one in builds if one.state == "building"), None)
    at_home = serving is not None and embedders.named(serving.embedder, serving.embedder_version) is not None
    pending = serving is not None and serving.embedder != chosen
    waiting = knowledge.requested(*RENEWALS)
    return IndexLife(
        builds=tuple(builds),
        serving=shown,
        offers=tuple(
            Offer(one.name, serving is not None and one.name == serving.embedder, one.name == chosen)
            for one in embedders.available
        ),
        pending=pending,
        waiting=waiting,
        stoppable=at_home and (pending or waiting or (building is not None and building.asked_for)),
        lost=serving is not None and not at_home,
        fault=_fault(builds) if pending and building is None else "",
    )


def _fault(builds: list[Build]) -> str:
    """Why the last switch failed, if nothing has served since."""
    for build in builds:
        if build.state == "failed" and build.cause == "switch":
            return build.message
        if build.cause != "folder":
            return ""
    return ""


def cost_of_choice(embedder: Embedder) -> Cost:
    """What the index would cost with an embedder, for the texts that serve."""
    serving = knowledge.generation("serving")
    missing = knowledge.missing_for(serving.id, embedder.name, embedder.version) if serving else []
    return _cost(len(missing), embedder.name)


def cost_of_all() -> Cost:
    """What it would cost to embed every text that serves once more."""
    serving = knowledge.generation("serving")
    if serving is None:
        return Cost(0, None)
    return _cost(len(knowledge.missing_for(serving.id, "", "")), serving.embedder)


def _cost(texts: int, embedder: str) -> Cost:
    rate = knowledge.rate(knowledge.generations(), embedder)
    return Cost(texts, timedelta(seconds=texts / rate) if rate else None)
