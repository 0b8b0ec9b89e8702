"""The arc of a pair is open to the two of it."""

from __future__ import annotations

from service.pairing.access import pair_member
from service.web.access import Guard

AUDIENCE: dict[str, Guard] = {"arc": pair_member, "held": pair_member}
