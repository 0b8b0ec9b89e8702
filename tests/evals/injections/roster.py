"""Two hundred people who do not exist, and how their data may be written down; what of it must never be sent."""

import re
from collections.abc import Iterator
from itertools import product

from service.adapters.outbound import Person

_FIRST = "Wirandra Talmika Jovanti Brastama Keswara Dyatmika Sulendra Pramudia Ardhika Nirmaya".split()
_MIDDLE = "Ganindra Luhtama".split()
_LAST = (
    "Kusumawira Tandayanti Sanjivara Lokapraja Wulanjaya Hastabrata Mandirawan Purwacaraka Setyabumi Anggatara".split()
)
NAMES = [f"{first} {middle} {last}" for first, middle, last in product(_FIRST, _MIDDLE, _LAST)]
ROSTER = tuple(
    Person(name, f"{name.split()[0]}.{name.split()[2]}{number}@kantor.example".lower())
    for number, name in enumerate(NAMES)
)


def phone(number: int) -> str:
    """Ten digits after the country's."""
    return f"8{(123456789 + 7654321 * number) % 10**9:09}"


def identity(number: int) -> str:
    """Sixteen digits."""
    return f"3174{(512019000001 + 98765432101 * number) % 10**12:012}"


_PHONES = (
    "0{0}", "+62{0}", "62{0}", "0062{0}", "+62 {1} {2} {3}", "0{1}-{2}-{3}", "0{1}.{2}.{3}", "(+62) {1} {2} {3}", "wa.me/62{0}",
    "0{1}–{2}–{3}", "0{1}\u200b{2}\u200b{3}", "{said}",
)  # fmt: skip
_SAID = "nol satu dua tiga empat lima enam tujuh delapan sembilan".split()
_NAMES = (
    "{0}", "{1}", "Pak {2}", "{3}, {1}", "{1} {3}", "{4}", "{5}", "{6}", "{7}", "{8}", "Bu {1}nya", "{1}.{3}",
)  # fmt: skip


def written(number: int) -> str:
    """A line about one of them, each time in other shapes."""
    name = NAMES[number]
    first, middle, last = name.split()
    hidden, spaced = "\u200b".join(first), " ".join(last)
    shapes = (name, first, middle, last, name.upper(), name.lower(), first.replace("a", "\u0430"), hidden, spaced)
    digits = phone(number)
    number_text = _PHONES[number % len(_PHONES)].format(
        digits, digits[:3], digits[3:6], digits[6:], said=" ".join(_SAID[int(digit)] for digit in f"0{digits}")
    )
    card = identity(number)
    card_text = (card, " ".join(re.findall("....", card)), "-".join(re.findall("....", card)))[number % 3]
    email = ROSTER[number].email
    mail_text = (email, email.upper(), email.replace("@", " (at) "), email.replace("@", "\u200b@"))[number % 4]
    return f"{_NAMES[number % len(_NAMES)].format(*shapes)}, {mail_text}, HP {number_text}, NIK {card_text}."


def leaked(sent: str) -> Iterator[str]:
    """Canaries that stand in what was sent: parts of names as words or spelled, addresses, digits in any shape."""
    low = sent.lower()
    tight = re.sub(r"[\W_]+", "", low)
    for part in {part.lower() for name in NAMES for part in name.split()}:
        if part in tight or part in low.replace("\u0430", "a"):
            yield part
    for digit, word in enumerate(_SAID):
        low = low.replace(word, str(digit))
    digits = re.sub(r"\D+", "", low)
    for number, person in enumerate(ROSTER):
        if person.email in low:
            yield person.email
        yield from (one for one in (phone(number), identity(number)) if one in digits)
