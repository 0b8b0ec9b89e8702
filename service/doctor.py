"""Looks at every part an installation depends on, and says in one sentence each how it stands or how to mend it."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from service.accounts.ports import IdentityProvider, ProviderUnavailable
from service.accounts.values import CALLBACK
from service.app import create_app
from service.db import db
from service.knowledge import queries as knowledge
from service.knowledge.actions import folder, wishes
from service.knowledge.ports import Embedder, Embedders, EmbedderUnavailable
from service.ports import port
from service.schema import is_current
from service.settings import Settings
from service.suggestions.actions import Desk
from service.suggestions.ports import ModelUnavailable
from service.suggestions.prompts import Prompts
from service.wiring import chroma_fault, lay_out_guides, mailer_of, real_ports


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part stands."""

    part: str
    good: bool
    text: str

    def as_dict(self) -> dict[str, object]:
        """As plain values."""
        return asdict(self)


def examine(settings: Settings) -> list[Finding]:
    """Look at each part in turn; one that fails does not keep the others from being looked at."""
    findings = [Finding("settings", True, f"read; data in {settings.data}, guides in {settings.knowledge}")]
    findings.extend(_guides(settings))
    findings.extend(_folder(settings))
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        app = create_app(settings, real_ports(settings))
    except OSError as error:
        text = f"{settings.data} cannot be written ({error.strerror}): set DUA_ARAH_DATA to a folder that can"
        return [*findings, Finding("data", False, text)]
    with app.app_context():
        findings.extend(_database())
        if all(finding.good for finding in findings if finding.part == "database"):
            findings.extend(_guarded("index", _index))
            findings.extend(_guarded("chroma", lambda: _chroma(settings)))
        db.session.rollback()
        findings.extend(_guarded("embedder", _embedder))
        findings.extend(_guarded("model", lambda: _model(settings)))
        findings.extend(_guarded("sign-in", lambda: _sign_in(settings)))
    findings.extend(_guarded("mail", lambda: _mail(settings)))
    return findings


def _guarded(part: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        return list(look())
    except Exception as error:  # noqa: BLE001 - a doctor that faints helps nobody
        return [Finding(part, False, f"could not be looked at: {type(error).__name__}: {error}")]


def _guides(settings: Settings) -> Iterator[Finding]:
    laid = lay_out_guides(settings)
    if laid is None:
        return
    if laid.fault:
        remedy = f"see that {settings.knowledge} can be written"
        yield Finding("guides", False, f"the shipped guides could not be laid out ({laid.fault}): {remedy}")
    elif laid.own:
        yield Finding("guides", True, f"{settings.knowledge} is your own; the shipped guides are not laid there")
    else:
        words = {"edited here, kept": laid.edited, "deleted here, kept out": laid.deleted}
        parts = [f"{word}: {', '.join(paths)}" for word, paths in words.items() if paths]
        if laid.behind:
            parts.append(
                f"shipped in another version meanwhile, in {settings.bundled_guides}: {', '.join(laid.behind)}"
            )
        yield Finding("guides", True, "; ".join(parts) or "as shipped")


def _folder(settings: Settings) -> Iterator[Finding]:
    if not settings.knowledge.is_dir():
        yield Finding(
            "folder", False, f"{settings.knowledge} is no folder: set DUA_ARAH_KNOWLEDGE to where the guides are"
        )
        return
    problems = folder.check(settings.knowledge)
    if problems:
        yield Finding("folder", False, f"{len(problems)} problems: `dua-arah knowledge check` lists them")
    else:
        yield Finding("folder", True, "in order")


def _database() -> Iterator[Finding]:
    try:
        db.session.execute(text("select 1"))
        db.session.rollback()
        current = is_current(db.engine)
    except SQLAlchemyError as error:
        yield Finding(
            "database", False, f"does not answer: {error.__class__.__name__}; check DUA_ARAH_DATABASE_URL and the disk"
        )
        return
    if current:
        yield Finding("database", True, "answers, newest schema")
    else:
        yield Finding("database", False, "has an old schema: run `dua-arah db upgrade`")


def _index() -> Iterator[Finding]:
    serving = knowledge.generation("serving")
    if serving is None:
        yield Finding("index", False, "not built yet: run `dua-arah knowledge sync`, or start the server")
        return
    yield Finding("index", True, f"generation {serving.id} serves {serving.passages} passages")


def _chroma(settings: Settings) -> Iterator[Finding]:
    if settings.chroma_url is None:
        return
    db.session.rollback()  # the server is not called with a transaction open
    fault = chroma_fault(settings, port(Embedders))
    if fault:
        yield Finding("chroma", False, f"{fault} Guides are found by their words only; check DUA_ARAH_CHROMA_URL")
    else:
        yield Finding("chroma", True, "the Chroma server answers and holds the index")


def _embedder() -> Iterator[Finding]:
    """The embedder that serves, and the one that is chosen, where that is another."""
    wanted = wishes.chosen(port(Embedders))
    serving = port(Embedder)
    told = [_vectors_of(one) for one in ([wanted] if wanted.name == serving.name else [wanted, serving])]
    db.session.rollback()
    yield Finding("embedder", all(good for good, _ in told), "; ".join(words for _, words in told))


def _vectors_of(embedder: Embedder) -> tuple[bool, str]:
    name = embedder.name
    db.session.rollback()  # it may be far away, and is not called with a transaction open
    try:
        vector = embedder.queries(["tes"])[0]
    except EmbedderUnavailable as error:
        return False, f"{name} gives no vectors ({error}): check DUA_ARAH_EMBEDDER and its address"
    return True, f"{name} gives vectors of {len(vector)} dimensions"


def _model(settings: Settings) -> Iterator[Finding]:
    faults = Prompts(settings.root / "prompts").faults()
    if faults:
        yield Finding("prompts", False, "; ".join(faults))
    desk = port(Desk)
    if desk.model is None:
        yield Finding("model", True, "none configured; the guided writer serves (set DUA_ARAH_MODEL to use one)")
        return
    try:
        seconds = desk.model.ping(min(settings.model_timeout, 20.0))
    except ModelUnavailable as error:
        yield Finding(
            "model", False, f"{desk.model.name}: {error.message}; check OPENAI_BASE_URL, OPENAI_API_KEY and the name"
        )
        return
    yield Finding("model", True, f"{desk.model.name} answered in {seconds:.1f} s")


def _sign_in(settings: Settings) -> Iterator[Finding]:
    if settings.sign_in == "mail":
        return
    try:
        port(IdentityProvider).check()
    except ProviderUnavailable as error:
        yield Finding("sign-in", False, f"{settings.oidc_issuer} cannot be used: {error}; check DUA_ARAH_OIDC_ISSUER")
        return
    yield Finding("sign-in", True, f"{settings.oidc_issuer} answers; it must know {settings.address}{CALLBACK}")


def _mail(settings: Settings) -> Iterator[Finding]:
    mailer = mailer_of(settings)
    ping = getattr(mailer, "ping", None)
    if ping is None:
        yield Finding("mail", True, f"goes to the {settings.mail}")
        return
    fault = ping()
    if fault:
        yield Finding("mail", False, f"the SMTP server does not serve: {fault}; check DUA_ARAH_SMTP_HOST and its kin")
    else:
        yield Finding("mail", True, f"SMTP at {settings.smtp_host} answers")
