"""When the next try of a mail is due."""

from datetime import datetime, timedelta

from service.notifications.values import FIRST_PAUSE, TRIES


def next_try(attempts: int, now: datetime) -> datetime | None:
    """After `attempts` failures (1, 2, 4, 8 … minutes later), or None when it is given up."""
    if attempts >= TRIES:
        return None
    return now + FIRST_PAUSE * (1 << max(attempts - 1, 0))


def expired(expires_at: datetime | None, now: datetime) -> bool:
    """Whether the mail would arrive too late to be of use."""
    return expires_at is not None and now >= expires_at


def lease_until(now: datetime, span: timedelta) -> datetime:
    """Until when this worker has it."""
    return now + span
