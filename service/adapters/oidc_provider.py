"""What an OpenID Connect provider publishes about itself: its addresses and its keys, fetched, checked and kept for a while.

Everything is asked through the capped transport of ``outbound_http``, inside a deadline that the caller holds.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet

from service.accounts.ports import ProviderUnavailable

WELL_KNOWN = "/.well-known/openid-configuration"
FRESH_SECONDS = 3600.0
_OK = 200
_MOST_KEYS = 50
_ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The provider's own description, as far as we use it. `issuer` is written exactly as its tokens write it."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str | None
    client_auth: tuple[str, ...]
    names_itself: bool
    """Whether it promises its ``iss`` in every answer (RFC 9207)."""


@dataclass
class Published:
    """The description and the keys of the provider at `issuer`, each asked for again after `fresh` seconds."""

    issuer: str
    fresh: float = FRESH_SECONDS
    _metadata: tuple[float, Metadata] | None = field(default=None, init=False)
    _keys: tuple[float, KeySet] | None = field(default=None, init=False)

    async def metadata(self, client: httpx2.AsyncClient) -> Metadata:
        """The description. Raises ``ProviderUnavailable``."""
        kept = self._metadata
        if kept is None or time.monotonic() - kept[0] > self.fresh:
            document = await fetch_json(client, self.issuer + WELL_KNOWN)
            kept = self._metadata = (time.monotonic(), read_metadata(document, self.issuer))
        return kept[1]

    async def keys(self, client: httpx2.AsyncClient, *, again: bool = False) -> KeySet:
        """The keys; `again` asks for them whatever is kept. Raises ``ProviderUnavailable``."""
        kept = self._keys
        if again or kept is None or time.monotonic() - kept[0] > self.fresh:
            document = await fetch_json(client, (await self.metadata(client)).keys)
            kept = self._keys = (time.monotonic(), read_keys(document))
        return kept[1]


async def fetch_json(
    client: httpx2.AsyncClient, address: str, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The JSON object at an address; anything else raises ``ProviderUnavailable``."""
    request = client.build_request("GET", address, headers={"Accept": "application/json", **(headers or {})})
    response = await client.send(request, auth=None)
    where = urlsplit(address).path
    if response.status_code != _OK:
        message = f"{where} answers {response.status_code}"
        raise ProviderUnavailable(message)
    try:
        document = json.loads(response.content)
    except (ValueError, RecursionError) as error:
        message = f"{where} is not JSON"
        raise ProviderUnavailable(message) from error
    if not isinstance(document, dict):
        message = f"{where} is not a JSON object"
        raise ProviderUnavailable(message)
    return document


def read_metadata(document: Mapping[str, Any], issuer: str) -> Metadata:
    """The description in a discovery document; raises ``ProviderUnavailable`` where it is not one of `issuer`.

    Some issuers end in a slash, which our setting does not keep; nothing else may differ.
    """
    named = document.get("issuer")
    if not isinstance(named, str) or named.removesuffix("/") != issuer:
        message = "the discovery document is another issuer's"
        raise ProviderUnavailable(message)
    found = {name: _address(document, name, issuer) for name in _ADDRESSES}
    missing = [name for name, address in found.items() if address is None]
    if missing:
        message = f"the discovery document names no usable {missing[0]}"
        raise ProviderUnavailable(message)
    methods = document.get("token_endpoint_auth_methods_supported")
    return Metadata(
        issuer=named,
        authorization=str(found["authorization_endpoint"]),
        token=str(found["token_endpoint"]),
        keys=str(found["jwks_uri"]),
        userinfo=_address(document, "userinfo_endpoint", issuer),
        client_auth=tuple(map(str, methods)) if isinstance(methods, list) else ("client_secret_basic",),
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )


def read_keys(document: Mapping[str, Any]) -> KeySet:
    """The keys we can read; one that is new to us does not spoil the others. Raises ``ProviderUnavailable`` for none."""
    listed = document.get("keys")
    keys = [key for key in map(_key, listed[:_MOST_KEYS]) if key is not None] if isinstance(listed, list) else []
    if not keys:
        message = "the provider publishes no usable key"
        raise ProviderUnavailable(message)
    return KeySet(keys)


def is_private_way(address: str, *, loopback: bool) -> bool:
    """Whether nobody on the way can read along: HTTPS, or (where `loopback` is allowed) this machine itself."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    return loopback and parts.scheme == "http" and _is_this_machine(host or "")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address(document: Mapping[str, Any], name: str, issuer: str) -> str | None:
    value = document.get(name)
    loopback = issuer.startswith("http://")
    return value if isinstance(value, str) and is_private_way(value, loopback=loopback) else None


def _key(data: object) -> Key | None:
    """One published key; shared secrets are not published, so what says it is one is none."""
    if not isinstance(data, dict) or data.get("kty") == "oct":
        return None
    try:
        return JWKRegistry.import_key(data)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
