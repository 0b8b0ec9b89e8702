"""The identity provider of an organisation, as this room sees it."""

from collections.abc import Mapping
from typing import Literal, Protocol

from service.accounts.values import Begun, Identity


class ProviderUnavailable(Exception):
    """The provider gave no usable answer, or is not set up as it must be: the person cannot help it.

    The message is for the log and the doctor; it names nobody.
    """

    def __init__(self, message: str = "no provider is configured") -> None:
        super().__init__(message)


class IdentityRefused(Exception):
    """The provider answered, and nobody may be let in by it.

    `reason`: ``declined`` (the person said no there), ``stale`` (begun elsewhere or too long ago, or used already),
    ``untrusted`` (the answer is not what a provider may send us).
    """

    def __init__(self, reason: Literal["declined", "stale", "untrusted"], message: str) -> None:
        super().__init__(message)
        self.reason = reason


class IdentityProvider(Protocol):
    """Where an organisation's people prove who they are. Every call ends within a total deadline."""

    def begin(self, redirect_uri: str) -> Begun:
        """Where to send the browser, and what to keep with it until it comes back to `redirect_uri`.

        Raises ``ProviderUnavailable``.
        """

    def finish(self, answer: Mapping[str, str], kept: Mapping[str, str]) -> Identity:
        """Who came back, by the parameters of the address they came back to and what was kept.

        Raises ``ProviderUnavailable`` or ``IdentityRefused``.
        """

    def check(self) -> None:
        """Raise ``ProviderUnavailable`` where the provider cannot be used as it stands."""


class NoProvider:
    """Signing in by mail alone: there is no provider."""

    def begin(self, _redirect_uri: str) -> Begun:
        """Raise ``ProviderUnavailable``."""
        raise ProviderUnavailable

    def finish(self, _answer: Mapping[str, str], _kept: Mapping[str, str]) -> Identity:
        """Raise ``ProviderUnavailable``."""
        raise ProviderUnavailable

    def check(self) -> None:
        """Nothing to check."""
