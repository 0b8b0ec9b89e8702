"""Compiles the translations while a wheel is built: the compiled catalogues are not in the repository, but must travel."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Babel heads a catalogue without a date with the minute it is compiled in: the same sources must make the same wheel.
_CREATED = datetime(2026, 1, 1, tzinfo=UTC)
_CATALOGUES = "service/translations/*/LC_MESSAGES/*.po"


class EmptyCatalogue(Exception):
    """A wheel would go out without its translations."""


class CompileTranslations(BuildHookInterface[Any]):
    """hatchling finds and calls this for a wheel, a normal one or an editable one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile every catalogue beside its source, and let the results into the wheel although git ignores them."""
        root = Path(self.root)
        sources = sorted(root.glob(_CATALOGUES))
        if not sources:
            message = f"there is no catalogue at {_CATALOGUES}"
            raise EmptyCatalogue(message)
        for source in sources:
            target = source.with_suffix(".mo")
            compile_catalogue(source, target)
            build_data["artifacts"].append(target.relative_to(root).as_posix())


def compile_catalogue(source: Path, target: Path) -> None:
    """Write the compiled catalogue, whole or not at all. Raises ``EmptyCatalogue`` where it holds no translation."""
    with source.open("rb") as stream:
        catalogue = read_po(stream, abort_invalid=True)
    catalogue.creation_date = _CREATED
    if not _translated(catalogue):
        message = f"{source.name} in {source.parent.parent.name} holds no translation; look at `make messages`"
        raise EmptyCatalogue(message)
    incoming = target.with_suffix(".mo.incoming")
    with incoming.open("wb") as stream:
        write_mo(stream, catalogue)
    incoming.replace(target)  # a server may be reading the one before


def _translated(catalogue: Catalog) -> int:
    """How many messages have a translation that is not in doubt."""
    return sum(bool(message.id and message.string and not message.fuzzy) for message in catalogue)
