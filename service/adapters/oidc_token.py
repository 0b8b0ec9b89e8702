"""Whether an ID token is the provider's word to us, about this sign-in: OpenID Connect Core 1.0, 3.1.3.7.

Signatures of a published key only: a token that signs itself with ``none``, or with a public key taken for a shared secret, is
refused by its algorithm before anything else is looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from service import clock
from service.accounts.ports import IdentityRefused

ALGORITHMS = ("RS256", "ES256", "PS256", "EdDSA", "Ed25519")
LEEWAY_SECONDS = 60
_LONGEST_SUBJECT = 255


class UnknownKey(Exception):
    """The token is signed by a key that was not published when the keys were last fetched."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token must say: whose it is, for whom, and for which sign-in."""

    issuer: str
    client_id: str
    nonce: str


def read_token(text: object, keys: KeySet, expected: Expected, access_token: str | None) -> Mapping[str, Any]:
    """The claims of a token that is right in every respect; raises ``UnknownKey`` or ``IdentityRefused``."""
    if not isinstance(text, str):
        raise IdentityRefused("untrusted", "no ID token was given")
    try:
        token = jwt.decode(text, keys, registry=JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False))
    except InvalidKeyIdError as error:
        raise UnknownKey from error
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise IdentityRefused("untrusted", f"the ID token cannot be read: {type(error).__name__}") from error
    claims = CodeIDToken(
        token.claims,
        token.header,
        {
            "iss": {"essential": True, "values": [expected.issuer]},
            "aud": {"essential": True, "values": [expected.client_id]},
            "nonce": {"essential": True, "values": [expected.nonce]},
        },
        {"nonce": expected.nonce, "client_id": expected.client_id, "access_token": access_token},
    )
    try:
        claims.validate(now=int(clock.now().timestamp()), leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError) as error:
        name = getattr(error, "claim", None) or type(error).__name__
        raise IdentityRefused("untrusted", f"the ID token is not for this sign-in: {name}") from error
    subject = claims["sub"]
    if not 0 < len(subject) <= _LONGEST_SUBJECT or not (subject.isascii() and subject.isprintable()):
        raise IdentityRefused("untrusted", "the ID token's sub cannot be kept")
    return dict(claims)
