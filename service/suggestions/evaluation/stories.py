"""The six sessions of a pair as a reader would see them, as one document: so that somebody can judge the whole by reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from service.sessions import queries as sessions
from service.suggestions.actions import receipt_words
from service.suggestions.evaluation.fictional import Fictional
from service.suggestions.guided import phrases
from service.suggestions.rules.address import addressed
from service.suggestions.values import Outcome, SideBrief, Topic

_WORDS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "bank": "Direktur operasional bank dan analis data",
        "factory": "Kepala pabrik dan teknisi perawatan",
        "hospital": "Manajer rumah sakit dan perawat poliklinik",
        "note": "Pasangan rekaan, enam sesi, ditulis oleh `dua-arah eval stories` dari panduan, tanpa model. "
        "Sapaan masih netral, seperti sebelum pasangan menyepakatinya.",
        "who": "Yang mereka isi",
        "senior": "Pemimpin",
        "junior": "Mentor",
        "both": "Bersama",
        "goals": "Ingin",
        "learn": "Ingin belajar tentang",
        "show": "Bisa memperagakan",
        "habits": "Ingin lebih sering",
        "focus": "Catatan fokus",
        "session": "Sesi",
        "practice": "Praktik 10 menit",
        "openers": "Pembuka, diucapkan mentor",
        "reflection": "Refleksi",
        "missing": "Di folder panduan tidak ada",
        "used": "Yang dipakai untuk menyusun",
    },
    "en": {
        "bank": "A bank's operations director and a data analyst",
        "factory": "A factory head and a maintenance technician",
        "hospital": "A hospital manager and a clinic nurse",
        "note": "An invented pair, six sessions, written by `dua-arah eval stories` from the guides, without a model.",
        "who": "What they filled in",
        "senior": "Leader",
        "junior": "Mentor",
        "both": "Both",
        "goals": "Wants to",
        "learn": "Wants to learn about",
        "show": "Can show",
        "habits": "Would like more often to",
        "focus": "Focus line",
        "session": "Session",
        "practice": "10-minute practice",
        "openers": "Openers, said by the mentor",
        "reflection": "Reflection",
        "missing": "The folder has nothing on",
        "used": "Made from",
    },
}


def file_name(pair: Fictional) -> str:
    """Where a pair's story lies in its folder."""
    return f"{pair.story}.{pair.language}.md"


def tell(pair: Fictional, outcomes: Iterable[Outcome]) -> str:
    """A pair's sessions in its own language, as Markdown."""
    return "\n".join(_story(pair, outcomes)).rstrip() + "\n"


def _story(pair: Fictional, outcomes: Iterable[Outcome]) -> Iterator[str]:
    words, language = _WORDS[pair.language], pair.language
    yield from (f"# {words[pair.story]}", "", words["note"], "", f"## {words['who']}", "")
    yield f"- **{words['senior']}**, {pair.senior.function}"
    yield from _filled_in(pair.senior, "senior", language)
    yield f"- **{words['junior']}**, {pair.junior.function}"
    yield from _filled_in(pair.junior, "junior", language)
    for outcome in outcomes:
        yield from _session(outcome, words)


def _filled_in(side: SideBrief, role: str, language: str) -> Iterator[str]:
    words = _WORDS[language]
    goals = (phrases.SENIOR_GOALS if role == "senior" else phrases.JUNIOR_GOALS)[language]
    skills = ", ".join(phrases.SKILLS[language][key] for key in side.skills)
    habits = "; ".join(phrases.BEHAVIOURS[language][key] for key in side.behaviour_gaps)
    parts = (
        ("goals", "; ".join(goals[key] for key in side.goals)),
        ("learn" if role == "senior" else "show", skills),
        ("habits", habits),
        ("focus", side.focus),
    )
    yield from (f"  - {words[name]}: {text}" for name, text in parts if text)


def _session(outcome: Outcome, words: Mapping[str, str]) -> Iterator[str]:
    brief = outcome.brief
    name = sessions.arc()[brief.session - 1].name.into(brief.language)
    yield from ("", f"## {words['session']} {brief.session}: {name}", "", f"*{brief.stage.purpose}*")
    for topic in outcome.topics:
        yield from _topic(topic, words)
    if outcome.missing:
        yield from ("", f"{words['missing']}: {'; '.join(outcome.missing)}.")
    used = "; ".join(receipt_words(outcome.receipt.fields, brief.language))
    yield from ("", f"{words['used']}: {used}.")


def _topic(topic: Topic, words: Mapping[str, str]) -> Iterator[str]:
    yield from ("", f"### {topic.title}", "", topic.why, "", f"**{words['practice']}**", "")
    yield from (f"- ({step.minutes}) {addressed(step.text)}" for step in topic.activity)
    yield from ("", f"**{words['openers']}**", "")
    yield from (f"- {addressed(line)}" for line in topic.openers)
    yield from ("", f"**{words['reflection']}**", "")
    for side in ("senior", "junior", "both"):
        yield from (f"- *{words[side]}:* {addressed(one.text)}" for one in getattr(topic, side))
    for one in topic.citations:
        place = one.title if one.heading in {"", one.title} else f"{one.title}, {one.heading}"
        yield from ("", f"> “{' '.join(one.quote.split())}”", ">", f"> {place}")
