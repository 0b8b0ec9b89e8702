"""A mail server of paper: what would have gone out is read from a list."""

from dataclasses import dataclass, field

import pytest

from service.notifications.ports import Mailer
from service.notifications.values import Message
from tests.visitors import Visitor, person


@dataclass
class PaperMailer:
    sent: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> None:
        self.sent.append(message)


@pytest.fixture
def mailer() -> PaperMailer:
    return PaperMailer()


@pytest.fixture
def outside(mailer) -> dict[type, object]:
    return {Mailer: mailer}


@pytest.fixture
def visitor(app) -> Visitor:
    return Visitor(app)


@pytest.fixture
def ratna(app) -> int:
    return person(app)
