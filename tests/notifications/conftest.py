"""A mail server of paper that can be told to fail."""

from dataclasses import dataclass, field

import pytest

from service.notifications.ports import Mailer, MailNotSent
from service.notifications.values import Message


@dataclass
class PaperMailer:
    sent: list[Message] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    def send(self, message: Message) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)


@pytest.fixture
def mailer() -> PaperMailer:
    return PaperMailer()


@pytest.fixture
def outside(mailer) -> dict[type, object]:
    return {Mailer: mailer}


@pytest.fixture
def busy() -> MailNotSent:
    return MailNotSent("the mail server did not take it: SMTPServerDisconnected")
