"""What stands whole in a JSON answer that is still being written."""

import json
import re
from typing import Any

_LIST = r'"{name}"\s*:\s*\['
_THINKING = re.compile(r"\s*<(think|thinking|reasoning)>", re.IGNORECASE)


def finished(text: str, name: str) -> list[Any]:
    """The items of the list `name` that are complete in `text` so far, in order; none while a model still thinks aloud."""
    thinking = _THINKING.match(text)
    if thinking:
        end = text.lower().find(f"</{thinking[1].lower()}>")
        if end < 0:
            return []
        text = text[end:]
    begin = re.search(_LIST.format(name=re.escape(name)), text)
    items: list[Any] = []
    place = begin.end() if begin else len(text)
    decoder = json.JSONDecoder()
    while place < len(text):
        if text[place] in " \t\r\n,":
            place += 1
            continue
        if text[place] != "{":
            break
        try:
            item, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            break
        items.append(item)
    return items
