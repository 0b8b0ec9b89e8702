"""``create_app``: a short list of calls that puts the rooms together."""

import secrets
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from service import jobs, ports, sealing
from service.accounts import tasks as _accounts_tasks  # noqa: F401 - registers its jobs
from service.accounts import views as accounts
from service.cases import views as cases
from service.curation import tasks as _curation_tasks  # noqa: F401
from service.curation import views as curation
from service.db import db, engine_options
from service.knowledge import tasks as _knowledge_tasks  # noqa: F401
from service.notifications import tasks as _notifications_tasks  # noqa: F401
from service.operations import views as operations
from service.pairing import views as pairing
from service.people import views as people
from service.sessions import views as sessions
from service.settings import Settings
from service.suggestions import tasks as _suggestions_tasks  # noqa: F401
from service.suggestions import views as suggestions
from service.surveys import views as surveys
from service.waves import tasks as _waves_tasks  # noqa: F401
from service.waves import views as waves
from service.web import kit

_ROOMS = (accounts, people, surveys, cases, pairing, sessions, suggestions, waves, curation, operations)
_UPLOAD_LIMIT = 5 * 1024 * 1024  # a file of the largest size the folder reads, and its form


def create_app(settings: Settings, outside: ports.Ports) -> Flask:
    """The web application with its outside world plugged in; jobs are bound by whoever runs them."""
    here = Path(__file__).parent
    app = Flask(
        "service",
        root_path=str(here),
        template_folder=str(settings.root / "templates"),
        static_folder=str(here / "web" / "static"),
    )
    app.config.update(
        SECRET_KEY=_secret(settings),
        SQLALCHEMY_ENGINES={"default": engine_options(settings.database, settings.threads + settings.job_threads)},
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=_UPLOAD_LIMIT,
        PUBLIC_URL=settings.address,
        METRICS_TOKEN=settings.metrics_token.get_secret_value() if settings.metrics_token else None,
        SIGN_IN=settings.sign_in,
        OIDC_LABEL=settings.oidc_label,
    )
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    sealing.install(app, settings.sealing or [str(app.config["SECRET_KEY"])])
    db.init_app(app)
    ports.plug(app, outside)
    kit.init_app(app)
    for room in _ROOMS:
        room.init_app(app)
    return app


def bind_jobs(app: Flask, settings: Settings) -> None:
    """Let the app's jobs go to the queue beside the database that the settings choose."""
    secret = str(app.config["SECRET_KEY"])
    if settings.on_postgresql:
        jobs.bind(app, jobs.postgres_queue(settings.database, secret))
    else:
        jobs.bind(app, jobs.sqlite_queue(settings.data / "jobs.sqlite3", secret))


def _secret(settings: Settings) -> str:
    """The signing key: the setting, or one made once and kept beside the database."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    path = settings.data / "secret-key"
    if not path.exists():
        settings.data.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return path.read_text(encoding="utf-8")
