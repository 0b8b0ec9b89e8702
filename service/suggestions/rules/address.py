"""The form of address in lines to be spoken: filled at display, never sent to a model.

The agreement of a pair names it (*Pak, Bu, Mas, Mbak, Kak* and a name); until there is one, the neutral *Bapak/Ibu* stands.
"""

PLACEHOLDER = "{sapaan}"
NEUTRAL = "Bapak/Ibu"


def addressed(text: str, form: str = NEUTRAL) -> str:
    """The line as it may be said."""
    return text.replace(PLACEHOLDER, form)
