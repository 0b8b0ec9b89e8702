"""Which language and time zone the reader reads in: their own choice, else a cookie, else the browser, else Indonesian."""

from functools import lru_cache
from typing import Literal, Protocol, cast

from babel.support import NullTranslations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale, get_translations, refresh
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.wrappers import Response

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")
DEFAULT: Language = "id"
ZONE = "Asia/Jakarta"
COOKIE = "lang"
_YEAR = 365 * 24 * 3600
_KEY = "dua_arah.reader"
_MESSAGES = 4096


class Reader(Protocol):
    """What the room of accounts knows about whoever reads this page."""

    def locale(self) -> str | None:
        """The signed-in reader's language; None when nobody is signed in."""

    def timezone(self) -> str | None:
        """The signed-in reader's time zone, as an IANA name."""

    def remember(self, language: Language) -> None:
        """Keep the choice of a signed-in reader; nothing for others."""


def use_reader(app: Flask, reader: Reader) -> None:
    """Let `reader` answer for signed-in people."""
    app.extensions[_KEY] = reader


def known(value: object) -> Language | None:
    """`value` when it is one of our languages."""
    return value if value in LANGUAGES else None


def without_reader() -> None:
    """Ask nobody who is reading for the rest of this request: the answer would need the database, and that is what failed."""
    g.without_reader = True
    refresh()


def current_language() -> Language:
    """The language of the page (or mail) being made."""
    locale = get_locale()
    return known(locale.language if locale else None) or DEFAULT


def choose(response: Response, language: Language, *, secure: bool) -> None:
    """Keep `language` for this browser and, when somebody is signed in, for them."""
    response.set_cookie(COOKIE, language, max_age=_YEAR, httponly=True, samesite="Lax", secure=secure)
    reader = _reader()
    if reader is not None:
        reader.remember(language)


def install(app: Flask, *, translations: str) -> None:
    """Set up Flask-Babel with the folder of catalogues (an absolute path)."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", translations)
    Babel(
        app,
        default_locale=DEFAULT,
        default_timezone=ZONE,
        default_translation_directories=translations,
        locale_selector=_select_language,
        timezone_selector=_select_zone,
    )
    app.jinja_env.globals["_"] = _words


@pass_eval_context
def _words(place: EvalContext, message: str, **values: object) -> str:
    """A message in the reader's language, for templates: as Jinja's own, which looks for the catalogue again at each word."""
    if not place.autoescape:
        return str(_catalogue().gettext(message)) % values
    found = _plain(_catalogue(), message)
    return found % values if values else _filled(found)


@lru_cache(maxsize=_MESSAGES)
def _plain(catalogue: NullTranslations, message: str) -> Markup:
    return Markup(catalogue.gettext(message))  # noqa: S704 - as in Jinja: translations are ours


@lru_cache(maxsize=_MESSAGES)
def _filled(message: Markup) -> Markup:
    """Without values a doubled per cent sign is still one."""
    return message % {}


def _catalogue() -> NullTranslations:
    """The reader's catalogue; it is noted beside the locale that Flask-Babel keeps for the page, and goes with it."""
    notes = g.get("_flask_babel")
    locale = getattr(notes, "babel_locale", None) or get_locale()
    kept: tuple[object, NullTranslations] | None = getattr(notes, "catalogue", None)
    if kept is None or kept[0] is not locale:
        kept = (locale, get_translations())
        g.get("_flask_babel").catalogue = kept
    return kept[1]


def _reader() -> Reader | None:
    if g.get("without_reader", False):
        return None
    return cast("Reader | None", current_app.extensions.get(_KEY))


def _select_language() -> str:
    if not has_request_context():
        return DEFAULT
    reader = _reader()
    own = known(reader.locale()) if reader else None
    return own or known(request.cookies.get(COOKIE)) or request.accept_languages.best_match(LANGUAGES) or DEFAULT


def _select_zone() -> str:
    if not has_request_context():
        return ZONE
    reader = _reader()
    return (reader.timezone() if reader else None) or ZONE
