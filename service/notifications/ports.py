"""What sends mail."""

from typing import Protocol

from service.notifications.values import Message


class MailNotSent(Exception):
    """The mail could not be handed over now; a later try may work. Its text names no receiver."""


class Mailer(Protocol):
    """Hands one mail to the outside world."""

    def send(self, message: Message) -> None:
        """Send, or raise ``MailNotSent``."""
