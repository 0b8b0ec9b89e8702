"""Every page with who opens it: the table's pages, and those that only certain data or a question in the address bring up."""

from collections.abc import Iterator

from werkzeug.test import TestResponse

from tests.security.audience import ROWS, SHUT
from tests.security.world import READERS, World

_MORE = (
    "mentor /pairs/{A}/sessions/2",
    "other /pairs/{B}/sessions/1",
    "other /citations/{cB}",
    "mentor /programmes/{P}/people/{sA}",
    "contact /programmes/{P}/people/{sA}",
    "admin /programmes/{P}/people/{sA}",
    "admin /programmes/{P}/people/{free}/facts",
    "chief /programmes/{P}/people/{sA}",
    "chief /programmes/{Q}",
    "far /programmes/{Q}",
    "far /programmes/{Q}/people/{mC}",
    "admin /programmes/{P}/pairs/new?senior={free}&junior={unpaired}",
    "admin /programmes/{P}/pairs/new?senior={free}&junior={mA}",
    "admin /programmes/{P}?q=kanari&sort=grade",
    "senior /programmes/{P}/forms/intake-senior/check",
    "other /programmes/{P}/forms/intake-senior/check",
    "senior /programmes/{P}/forms/intake-senior/pages/suggestions",
    "senior /programmes/{P}/forms/intake-senior/receipt",
    "mentor /programmes/{P}/forms/intake-junior/pages/facts",
    "mentor /programmes/{P}/forms/intake-junior/pages/own_part",
    "mentor /programmes/{P}/forms/intake-junior/pages/suggestions",
    "mentor /no-such-page",
    "out /no-such-page",
)


def every_page() -> Iterator[tuple[str, str]]:
    """Reader and address of every page that opens."""
    for row in ROWS:
        for reader in READERS:
            if row.method == "GET" and row.expected[reader] not in SHUT:
                yield reader, row.address
    for line in _MORE:
        reader, address = line.split()
        yield reader, address


_swept: dict[tuple[str, str], TestResponse] = {}


def sweep(world: World) -> dict[tuple[str, str], TestResponse]:
    """Every page of the world as it was built, opened once a run."""
    if not _swept:
        world.restore()
        before = world.rows()
        _swept.update({page: world.get(*page) for page in every_page()})
        assert world.rows() == before, "looking changes nothing: not one row of any table differs"
    return _swept
