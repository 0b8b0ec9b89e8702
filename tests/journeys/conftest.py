"""What the journeys share: a browser a module, and folders made once a run, whichever worker comes first."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import CHROMIUM, chromium
from tests.journeys.folders import demo_folder, furnished_folder, serving_copy
from tests.journeys.server import RunningServer
from tests.journeys.visits import Visits

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no `chromium` on this machine (apt-get install chromium)"))


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers of this run share."""
    base = tmp_path_factory.getbasetemp()
    return (base if worker_id == "master" else base.parent) / "journeys"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def furnished(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server whose pair 1 has suggestions already."""
    with serving_copy(furnished_folder(place), tmp_path_factory.mktemp("served") / "data") as server:
        server.wait_for("The index is ready")
        yield server


@pytest.fixture
def server(place: Path, tmp_path: Path) -> Iterator[RunningServer]:
    """A server of one journey's own, with the demo as it is on the first day; its mail goes to files."""
    with serving_copy(demo_folder(place), tmp_path / "data", DUA_ARAH_MAIL="file") as running:
        yield running


@pytest.fixture
def visits(browser: Browser) -> Iterator[Callable[..., Visits]]:
    """Opens visits at a server, and closes them after the test."""
    opened: list[Visits] = []

    def visit(server: RunningServer, **options: object) -> Visits:
        opened.append(Visits(browser, server, **options))
        return opened[-1]

    yield visit
    for one in opened:
        one.close()
