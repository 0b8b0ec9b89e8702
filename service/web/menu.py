"""The menu's entries and the help page's contacts, given by rooms this one does not know."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from flask import request
from markupsafe import Markup

Place = Literal["main", "account"]


@dataclass(frozen=True)
class MenuItem:
    """One entry: its label in the reader's language, its address, and where it stands (smaller weight first)."""

    label: str
    url: str
    weight: int = 50
    place: Place = "main"

    @property
    def current(self) -> bool:
        """Whether the reader is on this page or below it."""
        return request.path == self.url or (self.url != "/" and request.path.startswith(f"{self.url}/"))


@dataclass(frozen=True)
class HelpContact:
    """Somebody the reader may write to about their mentoring: name, e-mail, and what this person is."""

    name: str
    email: str
    part: str
    about: str = ""


MenuProvider = Callable[[], Sequence[MenuItem]]
HelpProvider = Callable[[], Sequence[HelpContact]]
HelpPart = Callable[[], Markup]
_menu: dict[tuple[str, str, int], MenuProvider] = {}
_help: dict[tuple[str, str, int], HelpProvider] = {}
_help_parts: dict[tuple[str, str, int], HelpPart] = {}


def add(provider: MenuProvider) -> None:
    """Have `provider` give its entries for every page; adding the same function again changes nothing."""
    _menu[_key(provider)] = provider


def add_help(provider: HelpProvider) -> None:
    """Have `provider` name the contacts of the reader on the help page."""
    _help[_key(provider)] = provider


def add_help_part(provider: HelpPart) -> None:
    """Have `provider` draw a part of the help page for the reader; empty where there is none for them."""
    _help_parts[_key(provider)] = provider


class Menu:
    """The present reader's menu; the rooms are asked once, when its first place is drawn."""

    @cached_property
    def _all(self) -> list[MenuItem]:
        return sorted((item for provider in _menu.values() for item in provider()), key=lambda item: item.weight)

    def items(self, place: Place) -> list[MenuItem]:
        """The entries of one place."""
        return [item for item in self._all if item.place == place]


def help_contacts() -> list[HelpContact]:
    """The contacts of the present reader."""
    return [contact for provider in _help.values() for contact in provider()]


def help_parts() -> list[Markup]:
    """The parts of the help page that other rooms draw for the present reader."""
    return [part for part in (provider() for provider in _help_parts.values()) if part]


def _key(provider: Callable[[], object]) -> tuple[str, str, int]:
    code = getattr(provider, "__code__", None)
    return provider.__module__, getattr(provider, "__qualname__", ""), code.co_firstlineno if code else 0
