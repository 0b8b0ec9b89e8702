"""What of a text from elsewhere (guide, intake, focus note) goes into a prompt: what readers see, and is said to readers."""

from functools import lru_cache

from service.knowledge.rules.cleaning import clean
from service.suggestions.rules.instructions import without_instructions


@lru_cache(maxsize=1024)
def material(text: str) -> str:
    """The text without comments, hidden elements and characters, and without sentences that speak to a machine."""
    return without_instructions(clean(text).text)
