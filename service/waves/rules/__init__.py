"""Decisions about waves on plain values: when a mail is due, what an admin sees first, what a cell of a file may hold."""

from service.waves.rules.cells import harmless
from service.waves.rules.lines import SORTS, arranged, is_urgent, may_name
from service.waves.rules.mails import FIRST, OPENED, SECOND, by_day, mail_due

__all__ = ["FIRST", "OPENED", "SECOND", "SORTS", "arranged", "by_day", "harmless", "is_urgent", "mail_due", "may_name"]
