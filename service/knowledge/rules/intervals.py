"""How sure a share is."""

from __future__ import annotations

import math

Part = tuple[float, float]
"""What one unit (a pair, a question) adds to a figure: to its numerator and to its denominator."""

_Z = 1.959964  # the normal quantile of a two-sided 95 %


def wilson(good: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927), from 0 to 1; all of it where nothing was counted."""
    if not of:
        return 0.0, 1.0
    share, spread = good / of, _Z**2 / of
    middle = share + spread / 2
    reach = _Z * math.sqrt(share * (1 - share) / of + spread / (4 * of))
    return max(0.0, (middle - reach) / (1 + spread)), min(1.0, (middle + reach) / (1 + spread))
