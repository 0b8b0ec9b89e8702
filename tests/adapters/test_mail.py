"""Every mailer passes one contract; the SMTP one talks to a small server on loopback."""

import email
import io
import socketserver
import threading
from email.policy import default

import pytest

from service.adapters.mail import ConsoleMailer, FileMailer, SmtpMailer, compose
from service.notifications.ports import MailNotSent
from service.notifications.values import Message

SENDER = "Dua Arah <dua-arah@example.org>"
MESSAGE = Message(
    key="6d1f", to="ratna@example.org", subject="Kode masuk – Dua Arah", text="Kode Anda 123456.\n", html="<p>Kode</p>"
)


class SmtpServer(socketserver.ThreadingTCPServer):
    """Understands as much SMTP as one mail needs; `refuse` answers the receiver with this line."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refuse=None):
        super().__init__(("127.0.0.1", 0), SmtpTalk)
        self.refuse = refuse
        self.mails: list[bytes] = []
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.shutdown()
        self.server_close()
        self.thread.join()


class SmtpTalk(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.split(" ")[0].upper()
            if word == "RCPT" and self.server.refuse:
                self.say(self.server.refuse)
            elif word == "DATA":
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(b"".join(lines))
                self.say("250 kept")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def server():
    with SmtpServer() as running:
        yield running


@pytest.fixture(params=["console", "file", "smtp"])
def mailer_and_text(request, tmp_path, server):
    """Each mailer, and how to read back what it handed over."""
    if request.param == "console":
        stream = io.StringIO()
        return ConsoleMailer(stream), stream.getvalue
    if request.param == "file":
        return FileMailer(tmp_path / "mail", SENDER), lambda: text_of((tmp_path / "mail" / "6d1f.eml").read_bytes())
    port = server.server_address[1]
    return SmtpMailer("127.0.0.1", port, SENDER, tls="none"), lambda: text_of(server.mails[0])


def text_of(data: bytes) -> str:
    mail = email.message_from_bytes(data, policy=default)
    return f"To: {mail['To']}\nSubject: {mail['Subject']}\n\n{mail.get_body(('plain',)).get_content()}"


def test_every_mailer_hands_over_receiver_subject_and_text(mailer_and_text):
    mailer, text = mailer_and_text
    mailer.send(MESSAGE)
    assert "To: ratna@example.org" in text()
    assert "Subject: Kode masuk – Dua Arah" in text()
    assert "Kode Anda 123456." in text()


def test_a_mail_has_both_bodies_and_says_that_a_program_sent_it():
    mail = compose(MESSAGE, SENDER)
    assert mail["From"] == "Dua Arah <dua-arah@example.org>"
    assert mail["Message-ID"] == "<6d1f@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body(("html",)).get_content().strip() == "<p>Kode</p>"


@pytest.mark.parametrize(
    "bad",
    [
        {"to": "ratna@example.org\nBcc: everybody@example.org"},
        {"to": "ratna@example.org, second@example.org"},
        {"to": "nobody"},
        {"subject": "Halo\r\nBcc: everybody@example.org"},
    ],
)
def test_no_address_or_subject_breaks_out_of_its_header(tmp_path, bad):
    mailer = FileMailer(tmp_path, SENDER)
    with pytest.raises(MailNotSent):
        mailer.send(Message(**{**vars(MESSAGE), **bad}))
    assert list(tmp_path.iterdir()) == []


def test_a_second_try_leaves_one_file_that_only_we_can_read(tmp_path):
    mailer = FileMailer(tmp_path, SENDER)
    mailer.send(MESSAGE)
    mailer.send(MESSAGE)
    (file,) = tmp_path.iterdir()
    assert file.name == "6d1f.eml" and file.stat().st_mode & 0o077 == 0


def test_a_folder_that_takes_nothing_is_a_failure_to_try_again(tmp_path):
    (tmp_path / "mail").write_text("a file stands here")
    with pytest.raises(MailNotSent):
        FileMailer(tmp_path / "mail", SENDER).send(MESSAGE)


def test_an_absent_mail_server_is_a_failure_to_try_again(server):
    port = server.server_address[1]
    server.shutdown()
    server.server_close()
    with pytest.raises(MailNotSent, match="did not take it"):
        SmtpMailer("127.0.0.1", port, SENDER, tls="none", timeout=2).send(MESSAGE)


def test_a_refused_receiver_is_not_named_in_the_reason():
    with SmtpServer(refuse="550 no such person ratna@example.org") as refusing:
        mailer = SmtpMailer("127.0.0.1", refusing.server_address[1], SENDER, tls="none")
        with pytest.raises(MailNotSent) as failure:
            mailer.send(MESSAGE)
    assert "ratna" not in str(failure.value)


def test_a_server_without_the_protection_asked_for_gets_no_mail(server):
    mailer = SmtpMailer("127.0.0.1", server.server_address[1], SENDER, tls="starttls")
    with pytest.raises(MailNotSent):
        mailer.send(MESSAGE)
    assert server.mails == []


def test_the_password_is_in_no_representation():
    assert "hunter2" not in repr(SmtpMailer("h", 25, SENDER, user="u", password="hunter2"))
