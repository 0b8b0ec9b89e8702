"""The hard rules of pairing on plain values: each makes a pair impossible and says so in both languages.

Private causes have no rule of their own here: they share one sentence (`UNAVAILABLE`), whichever it was, for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from service.pairing.values import Refusal
from service.surveys.values import DAYS, Text

UNAVAILABLE = Refusal(
    "unavailable",
    Text("Pasangan ini tidak tersedia pada putaran ini.", "This pair is not available in this round."),
)

_MONDAY = date(2026, 1, 5)
_HALVES = {"am": (time(8), time(12)), "pm": (time(13), time(17))}


@dataclass(frozen=True, slots=True)
class Person:
    """One side of a possible pair. `slots` are half-days ("mon-am") in `timezone`; `running` counts pairs that run now."""

    user_id: int
    name: str
    grade: int | None
    intake_done: bool
    languages: tuple[str, ...]
    slots: frozenset[str]
    timezone: str
    capacity: int
    running: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What the admin knows about a programme. `lines` maps user to manager: none is the top, a missing key unknown."""

    lines: Mapping[int, int | None]
    panels: frozenset[tuple[int, int]]
    grade_gap: int
    minutes: int
    languages: tuple[str, ...] = ("id", "en")
    paired_before: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """The answer: rules that refuse, known to the admin; or the one shared sentence; or the language of the pair."""

    refusals: tuple[Refusal, ...]
    language: str | None

    @property
    def possible(self) -> bool:
        """Whether the pair can be made."""
        return not self.refusals


Rule = Callable[[Person, Person, Facts], "Refusal | None"]


def check(senior: Person, junior: Person, facts: Facts, *, private_cause: bool) -> Check:
    """Every known rule that refuses; a private cause is told, in its one sentence, only where none of them does."""
    refusals = tuple(_refusals(senior, junior, facts))
    if not refusals and private_cause:
        refusals = (UNAVAILABLE,)
    return Check(refusals, None if refusals else common_language(senior, junior, facts))


def same_person(senior: Person, junior: Person, _facts: Facts) -> Refusal | None:
    """Nobody mentors themselves."""
    if senior.user_id != junior.user_id:
        return None
    return _refusal("same_person", "Satu orang tidak dapat menjadi kedua sisi.", "One person cannot be both sides.")


def unknown_grade(senior: Person, junior: Person, _facts: Facts) -> Refusal | None:
    """A gap cannot be told without both grades."""
    missing = [one.name for one in (senior, junior) if one.grade is None]
    if not missing:
        return None
    return _refusal(
        "unknown_grade",
        "Belum diketahui: tingkat jabatan {who}. Lengkapi dulu datanya.",
        "Not known yet: the grade of {who}. Fill it in first.",
        who=", ".join(missing),
    )


def grade_gap(senior: Person, junior: Person, facts: Facts) -> Refusal | None:
    """The senior stands at least `grade_gap` grades above the junior."""
    if senior.grade is None or junior.grade is None or senior.grade - junior.grade >= facts.grade_gap:
        return None
    return _refusal(
        "grade_gap",
        "{senior} harus sedikitnya {gap} tingkat di atas {junior}.",
        "{senior} has to be at least {gap} grades above {junior}.",
        senior=senior.name,
        junior=junior.name,
        gap=str(facts.grade_gap),
    )


def unknown_line_manager(senior: Person, junior: Person, facts: Facts) -> Refusal | None:
    """A reporting line cannot be ruled out where it is not known."""
    missing = [one.name for one in (senior, junior) if one.user_id not in facts.lines]
    if not missing:
        return None
    return _refusal(
        "unknown_line_manager",
        "Belum diketahui: atasan langsung {who}. Lengkapi dulu datanya.",
        "Not known yet: the line manager of {who}. Fill it in first.",
        who=", ".join(missing),
    )


def unknown_upper_line(_senior: Person, junior: Person, facts: Facts) -> Refusal | None:
    """Without the manager's own manager, a junior under the senior's direct report would go unseen."""
    manager = facts.lines.get(junior.user_id)
    if manager is None or manager in facts.lines:
        return None
    return _refusal(
        "unknown_upper_line",
        "Belum diketahui siapa atasan dari atasan langsung {junior}. Lengkapi dulu datanya.",
        "It is not known yet whom the line manager of {junior} reports to. Fill it in first.",
        junior=junior.name,
    )


def reporting_line(senior: Person, junior: Person, facts: Facts) -> Refusal | None:
    """Neither stands anywhere above the other, directly or under a direct report."""
    for lower, upper in ((junior, senior), (senior, junior)):
        if upper.user_id in _above(lower.user_id, facts.lines):
            return _refusal(
                "reporting_line",
                "{upper} ada di jalur pelaporan {lower}.",
                "{upper} is in the reporting line of {lower}.",
                upper=upper.name,
                lower=lower.name,
            )
    return None


def panel(senior: Person, junior: Person, facts: Facts) -> Refusal | None:
    """Neither sits on the other's appraisal or promotion panel."""
    for one, other in ((senior, junior), (junior, senior)):
        if (one.user_id, other.user_id) in facts.panels:
            return _refusal(
                "panel",
                "{one} duduk di panel penilaian atau promosi {other}.",
                "{one} sits on the appraisal or promotion panel of {other}.",
                one=one.name,
                other=other.name,
            )
    return None


def paired_before(senior: Person, junior: Person, facts: Facts) -> Refusal | None:
    """Each pair is made once."""
    if not facts.paired_before:
        return None
    return _refusal(
        "paired_before",
        "{senior} dan {junior} sudah pernah menjadi pasangan mentoring.",
        "{senior} and {junior} have been a pair before.",
        senior=senior.name,
        junior=junior.name,
    )


def capacity(senior: Person, junior: Person, _facts: Facts) -> Refusal | None:
    """Nobody is in more pairs than they can carry."""
    full = [one.name for one in (senior, junior) if one.running >= one.capacity]
    if not full:
        return None
    return _refusal(
        "capacity",
        "Jumlah pasangan mentoring sudah penuh untuk {who}.",
        "As many pairs as agreed run already for {who}.",
        who=", ".join(full),
    )


def intake_missing(senior: Person, junior: Person, _facts: Facts) -> Refusal | None:
    """Languages and times are known from the intake only."""
    open_ = [one.name for one in (senior, junior) if not one.intake_done]
    if not open_:
        return None
    return _refusal(
        "intake_missing",
        "Formulir awal belum diserahkan oleh {who}, jadi bahasa dan waktunya belum diketahui.",
        "No intake form has come from {who} yet, so languages and times are not known.",
        who=", ".join(open_),
    )


def no_common_language(senior: Person, junior: Person, facts: Facts) -> Refusal | None:
    """The two can talk in a language of the programme."""
    unknown = not (senior.intake_done and junior.intake_done)
    if unknown or common_language(senior, junior, facts) is not None:
        return None
    return _refusal(
        "no_common_language",
        "{senior} dan {junior} tidak memilih satu bahasa yang sama.",
        "{senior} and {junior} have chosen no language in common.",
        senior=senior.name,
        junior=junior.name,
    )


def no_common_slot(senior: Person, junior: Person, facts: Facts) -> Refusal | None:
    """One session fits into a time both have named, each in their own zone."""
    unknown = not (senior.intake_done and junior.intake_done)
    if unknown or common_slot(senior, junior, facts.minutes):
        return None
    return _refusal(
        "no_common_slot",
        "{senior} dan {junior} tidak memiliki waktu luang yang sama.",
        "{senior} and {junior} have no time in common.",
        senior=senior.name,
        junior=junior.name,
    )


RULES: tuple[Rule, ...] = (
    same_person,
    unknown_grade,
    grade_gap,
    unknown_line_manager,
    unknown_upper_line,
    reporting_line,
    panel,
    paired_before,
    capacity,
    intake_missing,
    no_common_language,
    no_common_slot,
)


def common_language(senior: Person, junior: Person, facts: Facts) -> str | None:
    """The language both chose: Indonesian if possible."""
    both = [one for one in senior.languages if one in junior.languages and one in facts.languages]
    return "id" if "id" in both else (both[0] if both else None)


def common_slot(senior: Person, junior: Person, minutes: int) -> bool:
    """Whether a half-day of one and a half-day of the other overlap by at least one session."""
    needed = timedelta(minutes=minutes)
    theirs = list(_spans(junior))
    return any(min(a[1], b[1]) - max(a[0], b[0]) >= needed for a in _spans(senior) for b in theirs)


def _refusals(senior: Person, junior: Person, facts: Facts) -> Iterator[Refusal]:
    for rule in RULES:
        refusal = rule(senior, junior, facts)
        if refusal is not None:
            yield refusal


def _refusal(rule: str, indonesian: str, english: str, **names: str) -> Refusal:
    return Refusal(rule, Text(indonesian, english), names)


def _above(user_id: int, lines: Mapping[int, int | None]) -> set[int]:
    """Everybody above somebody as far as it is known; a circle ends where it closes."""
    found: set[int] = set()
    manager = lines.get(user_id)
    while manager is not None and manager not in found:
        found.add(manager)
        manager = lines.get(manager)
    return found


def _spans(person: Person) -> Iterator[tuple[datetime, datetime]]:
    zone = ZoneInfo(person.timezone)
    for slot in person.slots:
        day, _, half = slot.partition("-")
        start, end = _HALVES[half]
        at = _MONDAY + timedelta(days=DAYS.index(day))
        yield datetime.combine(at, start, zone), datetime.combine(at, end, zone)
