"""Every message about a file of the folder, in two sentences: what is wrong, and how to mend it.

They are message ids, so that the curator's page says them in its reader's language (``N_`` only marks them).
"""

from service.knowledge.values import Problem


def N_(message: str) -> str:  # noqa: N802  the name babel looks for
    """Mark a message for translation without translating it."""
    return message


FAULTS: dict[str, tuple[str, str]] = {
    "not-utf8": (N_("the file is not UTF-8"), N_("save it as UTF-8 text")),
    "too-large": (N_("the file is larger than %(limit)s MB"), N_("split it into several files")),
    "unreadable": (N_("the file cannot be read"), N_("check its permissions")),
    "empty": (N_("the file has no text"), N_("write something or remove the file")),
    "front-matter-open": (N_("the front matter has no closing line"), N_("end it with a line of three hyphens (---)")),
    "front-matter-missing": (
        N_("the guide has no front matter"),
        N_("begin with a line of three hyphens and the fields"),
    ),
    "front-matter-yaml": (
        N_("the front matter is not valid YAML (%(detail)s)"),
        N_("put texts with a colon in double quotes"),
    ),
    "front-matter-map": (N_("the front matter is not a list of fields"), N_("write one field: value a line")),
    "field-missing": (N_("the field %(field)s is missing"), N_("add it to the front matter")),
    "field-unknown": (N_("there is no field %(field)s"), N_("remove it or correct its name")),
    "field-value": (N_("%(field)s does not take the value %(value)s"), N_("use one of: %(allowed)s")),
    "field-type": (N_("%(field)s has the wrong form"), N_("write %(expected)s")),
    "id-form": (N_("the id %(value)s does not fit its file"), N_("write %(expected)s")),
    "id-twice": (N_("the id %(value)s is already used by %(other)s"), N_("give each document its own id")),
    "title-heading": (N_("the first heading differs from the title"), N_("make both the same")),
    "unit-heading": (N_("no heading says “%(heading)s”"), N_("make the unit's heading the same as a ## heading")),
    "unit-unlisted": (
        N_("“%(heading)s” looks like a topic but is not among the units"),
        N_("list it in the front matter"),
    ),
    "unit-twice": (N_("two units are called “%(heading)s”"), N_("give each its own heading")),
    "units-few": (N_("the guide has %(count)s topic units"), N_("write at least two")),
    "prose-few": (N_("the guide has %(count)s prose sections"), N_("write at least two")),
    "about-missing": (N_("the topic has no text under its heading"), N_("say in 70 to 160 words what it is about")),
    "about-length": (N_("what the topic is about takes %(count)s words"), N_("use 70 to 160")),
    "about-list": (N_("what the topic is about holds a list"), N_("write sentences instead")),
    "part-unknown": (N_("“%(heading)s” is no part of a topic"), N_("use one of: %(allowed)s")),
    "part-missing": (N_("the topic has no part “%(part)s”"), N_("add it")),
    "part-twice": (N_("the part “%(part)s” stands twice"), N_("join the two")),
    "step-form": (N_("a step of the activity has no minutes"), N_("begin it with the minutes in brackets, as in (3)")),
    "steps-count": (N_("the activity has %(count)s steps"), N_("use three to five")),
    "minutes-sum": (N_("the minutes of the activity add up to %(count)s"), N_("make them 10")),
    "openers-count": (N_("there are %(count)s openers"), N_("write two or three")),
    "questions-count": (N_("“%(part)s” has %(count)s questions"), N_("write three")),
    "grow-missing": (N_("the question has no GROW letter"), N_("begin it with [G], [R], [O] or [W]")),
    "grow-spread": (
        N_("no question of the topic has the letter %(letters)s"),
        N_("use all four letters over the nine questions"),
    ),
    "grow-action": (N_("no question for both has the letter W"), N_("end one of them in an action")),
    "question-form": (
        N_("the question's form is wrong (%(fault)s): “%(text)s”"),
        N_("reword it; docs/guides.md lists the rules"),
    ),
    "question-topic": (
        N_("the question shares no word with its topic's heading or activity: “%(text)s”"),
        N_("name the thing it asks about"),
    ),
    "question-about": (
        N_("the question shares no word with the text about its topic: “%(text)s”"),
        N_("use a word of that text, or mention the question's thing there"),
    ),
    "question-twice": (N_("the question also stands in %(other)s: “%(text)s”"), N_("ask something else")),
    "spoken-register": (N_("a line to be spoken says Anda or kamu: “%(text)s”"), N_("use no pronoun or {sapaan}")),
    "sapaan-english": (N_("an English line holds {sapaan}"), N_("write you")),
    "twin-missing": (N_("the guide has no twin %(other)s"), N_("write it")),
    "twin-differs": (
        N_("%(what)s differs from the twin %(other)s (%(mine)s, there %(theirs)s)"),
        N_("make both the same"),
    ),
}


KEEPS_OUT = frozenset({"not-utf8", "unreadable", "too-large", "empty", "id-twice"})
"""What keeps a whole file out of the index; faults of its front matter (``front-matter-…``) do so too."""


def english(problem: Problem) -> str:
    """``file:line: what; remedy``, as the command line says it."""
    what, remedy = FAULTS[problem.code]
    params = dict(problem.params)
    return f"{problem.file}:{problem.line}: {what % params}; {remedy % params}"
