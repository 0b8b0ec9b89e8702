"""An organisation's OpenID Connect provider behind the ``IdentityProvider`` port, with Authlib.

Authorization code flow with PKCE (S256). What the browser keeps between the two steps (state, nonce, verifier) is handed to the
caller; nothing of one sign-in stays here. Both steps have one total deadline each, and at most a few run at a time: a provider that
hangs must not hold every thread of a server.
"""

import secrets
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any, TypeVar

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.client import OAuth2Client

from service.accounts.ports import IdentityRefused, ProviderUnavailable
from service.accounts.values import Begun, Identity
from service.adapters.oidc_provider import Metadata, Published, fetch_json
from service.adapters.oidc_token import Expected, UnknownKey, read_token
from service.adapters.outbound_http import connect_timeout, guarded_transport, run_with_deadline

T = TypeVar("T")

MAX_ANSWER_BYTES = 256 * 1024
_BEGIN_SECONDS = 5.0
_FINISH_SECONDS = 10.0
_REST_SECONDS = 5.0  # after a failure: whoever asks meanwhile is told at once
_AT_A_TIME = 4
_TURN_SECONDS = 1.0
_LONGEST_ADDRESS = 254
_SCOPE = "openid email"
_NONSENSE = (  # what Authlib and the HTTP client raise at an answer that is none
    httpx2.HTTPError,
    httpx2.InvalidURL,
    OSError,
    ValueError,
    TypeError,
    KeyError,
    ArithmeticError,
    RecursionError,
)


@dataclass(frozen=True, slots=True)
class Registration:
    """How the provider knows us; from the settings."""

    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    begin_seconds: float = _BEGIN_SECONDS
    finish_seconds: float = _FINISH_SECONDS
    rest_seconds: float = _REST_SECONDS


class _Deadline:
    """So many seconds for everything that one step asks of the provider."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def run(self, make: Callable[[], Awaitable[T]]) -> T:
        """What `make()` gives; everything that can go wrong on the way is a ``ProviderUnavailable``."""
        try:
            return run_with_deadline(make, self._ends - time.monotonic())
        except (ProviderUnavailable, IdentityRefused):
            raise
        except TimeoutError as error:
            message = "the provider does not answer in time"
            raise ProviderUnavailable(message) from error
        except OAuthError as error:
            raise _of_token_endpoint(str(error.error)) from error
        except _NONSENSE as error:
            message = f"the provider cannot be asked: {type(error).__name__}"
            raise ProviderUnavailable(message) from error


class OpenIdProvider:
    """See ``IdentityProvider``. Opens no socket before the first call."""

    def __init__(self, registration: Registration) -> None:
        self._us = registration
        self._published = Published(registration.issuer)
        self._turns = threading.BoundedSemaphore(_AT_A_TIME)
        self._rests_until = 0.0

    def begin(self, redirect_uri: str) -> Begun:
        """See ``IdentityProvider``."""
        deadline = _Deadline(self._us.begin_seconds)
        with self._turn():
            metadata = self._metadata(deadline)
        kept = {
            "state": secrets.token_urlsafe(24),
            "nonce": secrets.token_urlsafe(24),
            "verifier": secrets.token_urlsafe(48),
            "redirect_uri": redirect_uri,
        }
        asker = OAuth2Client(None, client_id=self._us.client_id, scope=_SCOPE, code_challenge_method="S256")
        url, _state = asker.create_authorization_url(
            metadata.authorization,
            redirect_uri=redirect_uri,
            state=kept["state"],
            nonce=kept["nonce"],
            code_verifier=kept["verifier"],
        )
        return Begun(url, kept)

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> Identity:
        """See ``IdentityProvider``."""
        if not compare_digest(answer.get("state", "").encode(), kept["state"].encode()):
            raise IdentityRefused("stale", "the state is not the one that was kept")
        deadline = _Deadline(self._us.finish_seconds)
        with self._turn():
            metadata = self._metadata(deadline)
            code = _code(answer, metadata)
            tokens = deadline.run(lambda: self._tokens(metadata, code, kept))
            claims = self._claims(tokens, metadata, kept["nonce"], deadline)
            if not claims.keys() >= {"email", "email_verified"} and metadata.userinfo:
                claims = deadline.run(lambda: self._userinfo(metadata, str(tokens.get("access_token")), claims["sub"]))
        return _identity(metadata.issuer, claims)

    def check(self) -> None:
        """See ``IdentityProvider``."""
        deadline = _Deadline(self._us.begin_seconds)
        deadline.run(self._ask_keys)

    def _metadata(self, deadline: _Deadline) -> Metadata:
        """The provider's description; a failure is remembered for a moment, so that the next ones do not wait for it too."""
        if time.monotonic() < self._rests_until:
            message = "the provider did not answer a moment ago"
            raise ProviderUnavailable(message)
        try:
            return deadline.run(self._ask_metadata)
        except ProviderUnavailable:
            self._rests_until = time.monotonic() + self._us.rest_seconds
            raise

    def _claims(
        self, tokens: Mapping[str, Any], metadata: Metadata, nonce: str, deadline: _Deadline
    ) -> Mapping[str, Any]:
        """What the ID token says; a key we do not know is looked for once more, as providers change theirs."""
        expected = Expected(metadata.issuer, self._us.client_id, nonce)
        text, access = tokens.get("id_token"), tokens.get("access_token")
        try:
            return read_token(text, deadline.run(self._ask_keys), expected, access)
        except UnknownKey:
            keys = deadline.run(lambda: self._ask_keys(again=True))
        try:
            return read_token(text, keys, expected, access)
        except UnknownKey as error:
            raise IdentityRefused(
                "untrusted", "the ID token is signed by a key the provider does not publish"
            ) from error

    async def _ask_metadata(self) -> Metadata:
        async with self._client() as client:
            return await self._published.metadata(client)

    async def _ask_keys(self, *, again: bool = False) -> Any:
        async with self._client() as client:
            return await self._published.keys(client, again=again)

    async def _tokens(self, metadata: Metadata, code: str, kept: Mapping[str, str]) -> Mapping[str, Any]:
        async with self._client(metadata) as client:
            tokens: Mapping[str, Any] = await client.fetch_token(
                metadata.token,
                grant_type="authorization_code",
                code=code,
                redirect_uri=kept["redirect_uri"],
                code_verifier=kept["verifier"],
            )
            return tokens

    async def _userinfo(self, metadata: Metadata, access_token: str, subject: str) -> Mapping[str, Any]:
        """The claims of the userinfo endpoint, where providers put the address by default; about the same person only."""
        async with self._client() as client:
            claims = await fetch_json(client, str(metadata.userinfo), {"Authorization": f"Bearer {access_token}"})
        if claims.get("sub") != subject:
            raise IdentityRefused("untrusted", "the userinfo is about somebody else")
        return claims

    def _client(self, metadata: Metadata | None = None) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=self._us.client_id,
            client_secret=self._us.client_secret,
            token_endpoint_auth_method=_client_auth(self._us.client_secret, metadata),
            transport=guarded_transport(limit=MAX_ANSWER_BYTES),
            timeout=connect_timeout(),
            follow_redirects=False,
            trust_env=False,
            headers={"Accept-Encoding": "identity"},
        )

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=_TURN_SECONDS):
            message = "too many people wait for the provider already"
            raise ProviderUnavailable(message)
        try:
            yield
        finally:
            self._turns.release()


def _client_auth(secret: str | None, metadata: Metadata | None) -> str:
    """How we prove who we are: as the standard prefers, unless the provider takes only the other way."""
    if not secret:
        return "none"
    offered = metadata.client_auth if metadata else ()
    return (
        "client_secret_post"
        if "client_secret_post" in offered and "client_secret_basic" not in offered
        else "client_secret_basic"
    )


def _code(answer: Mapping[str, str], metadata: Metadata) -> str:
    """The code in an answer that is the provider's own; raises what its error means.

    Where the provider promises its name in every answer, one without it was mixed up with another's (RFC 9207).
    """
    named = answer.get("iss")
    if named != metadata.issuer and (named is not None or metadata.names_itself):
        raise IdentityRefused("untrusted", "the answer names another issuer, or none")
    error = answer.get("error")
    if error == "access_denied":
        raise IdentityRefused("declined", "the person said no at the provider")
    if error is not None:
        message = f"the provider answers with the error {_word(error)}"
        raise ProviderUnavailable(message)
    code = answer.get("code")
    if not code:
        raise IdentityRefused("stale", "the answer has no code")
    return code


def _of_token_endpoint(error: str) -> Exception:
    """What an error of the token endpoint means: an old code is the person's to begin again, all else is not."""
    if error == "invalid_grant":
        return IdentityRefused("stale", "the code is used or too old")
    return ProviderUnavailable(f"the token endpoint refuses us: {_word(error)}")


def _word(error: str) -> str:
    """An error's name, fit for a log: it may come from an address that anybody wrote."""
    name = error[:40]
    return name if name.isascii() and name.replace("_", "").isalnum() else "unknown"


def _identity(issuer: str, claims: Mapping[str, Any]) -> Identity:
    """Who this is. ``email_verified`` counts as the JSON value true alone.

    The standard makes it a boolean; taking the text "true" would be the first step to taking the text "false".
    """
    email = claims.get("email")
    usable = isinstance(email, str) and 0 < len(email) <= _LONGEST_ADDRESS and email.isprintable()
    verified = usable and claims.get("email_verified") is True
    return Identity(issuer, claims["sub"], str(email) if usable else "", verified)
