"""What counts answers and writes figures down for Prometheus."""

from collections.abc import Sequence
from typing import Protocol

from service.operations.values import Family


class Meter(Protocol):
    """Counts over every web process of this machine."""

    def observe(self, endpoint: str, method: str, status: int, seconds: float) -> None:
        """Count one answer."""

    def page(self, families: Sequence[Family]) -> tuple[bytes, str]:
        """What was counted and these figures, in Prometheus' text form, with its content type."""
