"""Three ways to hand a mail over: printed on the console, kept as a file, or given to an SMTP server."""

import smtplib
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Literal, TextIO

from service import clock
from service.notifications.ports import MailNotSent
from service.notifications.values import Message

_TIMEOUT_SECONDS = 20.0


def compose(message: Message, sender: str) -> EmailMessage:
    """The mail as text and HTML, with headers that mark it as sent by a program.

    Raises ``ValueError`` for an address or subject that would break out of its header.
    """
    mail = EmailMessage(policy=SMTP)
    name, address = parseaddr(sender)
    mail["From"] = Address(display_name=name, addr_spec=address)
    mail["To"] = Address(addr_spec=message.to)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{message.key}@{address.rpartition('@')[2] or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail


@dataclass(frozen=True)
class ConsoleMailer:
    """Prints every mail: for a machine where somebody looks at the terminal."""

    stream: TextIO | None = None

    def send(self, message: Message) -> None:
        """Print the mail's text between two lines."""
        stream = self.stream or sys.stdout
        line = "─" * 72
        stream.write(f"\n{line}\nTo: {message.to}\nSubject: {message.subject}\n\n{message.text}{line}\n")
        stream.flush()


@dataclass(frozen=True)
class FileMailer:
    """Keeps one ``.eml`` per mail in a folder; a second try of the same mail replaces its file."""

    folder: Path
    sender: str

    def send(self, message: Message) -> None:
        """Write the file whole or not at all, readable by this account only."""
        data = _composed(message, self.sender).as_bytes()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = self.folder / f".{message.key}.part"
            unfinished.touch(mode=0o600)
            unfinished.write_bytes(data)
            unfinished.replace(self.folder / f"{message.key}.eml")
        except OSError as error:
            reason = f"the mail folder takes no file: {error.strerror}"
            raise MailNotSent(reason) from error


@dataclass(frozen=True)
class SmtpMailer:
    """Gives every mail to an SMTP server, one connection a mail."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Literal["starttls", "tls", "none"] = "starttls"
    timeout: float = _TIMEOUT_SECONDS
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def send(self, message: Message) -> None:
        """Send over a protected connection; every failure becomes ``MailNotSent`` without the receiver's address."""
        mail = _composed(message, self.sender)
        try:
            with self._connect() as server:
                self._enter(server)
                server.send_message(mail)
        except (OSError, smtplib.SMTPException) as error:
            reason = f"the mail server did not take it: {_described(error)}"
            raise MailNotSent(reason) from error

    def ping(self) -> str | None:
        """What keeps the server from being used, or None; no mail is sent."""
        try:
            with self._connect() as server:
                self._enter(server)
                server.noop()
        except (OSError, smtplib.SMTPException) as error:
            return _described(error)
        return None

    def _enter(self, server: smtplib.SMTP) -> None:
        if self.tls == "starttls":
            server.starttls(context=self.context())
        if self.user:
            server.login(self.user, self.password or "")

    def _connect(self) -> smtplib.SMTP:
        if self.tls == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=self.context())
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout)


def _composed(message: Message, sender: str) -> EmailMessage:
    try:
        return compose(message, sender)
    except (ValueError, IndexError) as error:
        reason = "the address or subject is not fit for a mail header"
        raise MailNotSent(reason) from error


def _described(error: Exception) -> str:
    """What failed, by kind and code: a server's own words may quote the receiver."""
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
