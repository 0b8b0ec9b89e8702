"""A run of ``dua-arah eval suggestions`` as a page: against the bars, then from every side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from service.cli.report.values import BAD, GOOD, Bars, Page, Section, Table, number, share, span
from service.suggestions.evaluation import breakdown
from service.suggestions.evaluation.breakdown import CHECKED, WHOLE, Slice, Use
from service.suggestions.evaluation.figures import Figure, Likeness, figures, likeness, passed
from service.suggestions.evaluation.records import SuggestionsRun

_LANGUAGES = {"id": "Indonesian", "en": "English"}
_MOST_USED, _STEP, _WHY_STEP = 12, 20, 10
_SHOWN = (*WHOLE, *CHECKED)


def page(run: SuggestionsRun) -> Page:
    """The whole report."""
    alike, near = likeness(run), likeness(run, same_field=True)
    return Page(
        title="Suggestions over invented pairs",
        lead=_lead(run, alike),
        facts=_facts(run),
        sections=[
            Section("Against the bars", [_bars(figures(run))]),
            *([_judged(run)] if run.judged else []),
            _by(
                "By reason",
                breakdown.by_reason(run),
                "A topic may serve several reasons; sets are those of its session.",
            ),
            _by("By stage", breakdown.by_stage(run), plot=_alike_by_stage(run)),
            _by("By language", breakdown.by_language(run), plot=_why_by_language(run)),
            _by("By writer", breakdown.by_writer(run)),
            _pairs(run, alike, near),
            _folder(breakdown.use(run)),
            _why(run),
            _gate(run),
            *([Section("Where it falls short", lines=run.shortfalls)] if run.shortfalls else []),
        ],
    )


def _lead(run: SuggestionsRun, alike: Likeness) -> str:
    missed = [name for name, one in figures(run).items() if not one.reached]
    verdict = f"Below the bar: {', '.join(missed)}." if missed else "Every bar is reached."
    return f"{verdict} Two pairs of one language share {alike.overlap:.0%} of their topics at a session on average."


def _facts(run: SuggestionsRun) -> dict[str, str]:
    fallbacks = Counter(one.fallback for one in run.sets if one.fallback)
    return {
        "made": run.made_at[:16].replace("T", " ") + " UTC",
        "writer": run.writer + (f" (asked for: {run.choice})" if run.choice != run.writer else ""),
        "pairs": str(len({one.pair for one in run.sets})),
        "sets": str(len(run.sets)),
        "topics": str(len(run.topics)),
        "questions": str(sum(len(topic.grow) for topic in run.topics)),
        "sets that say something is missing": str(sum(bool(one.missing) for one in run.sets)),
        **({"fallbacks": ", ".join(f"{kind} {count}" for kind, count in fallbacks.items())} if fallbacks else {}),
    }


def verdict(figure: Figure) -> str:
    """How a figure stands in a table."""
    return GOOD if figure.reached else BAD


def _bars(found: dict[str, Figure]) -> Table:
    rows = [
        (
            name,
            str(one.good),
            str(one.of),
            share(one.share),
            span(one.interval),
            share(one.bar, 0),
            verdict(one),
        )
        for name, one in found.items()
    ]
    note = "Interval: Wilson, 95 %, as if each had been drawn for itself."
    return Table("", ("figure", "good", "of", "share", "interval", "bar", "reached"), rows, note)


def _by(title: str, slices: Sequence[Slice], lead: str = "", plot: Bars | None = None) -> Section:
    names = tuple(name for name in _SHOWN if any(name in one.figures for one in slices))
    shares = Table(
        f"{title}: the checks",
        (title.removeprefix("By "), *names),
        [
            (one.name, *(share(one.figures[key].share if key in one.figures else None) for key in names))
            for one in slices
        ],
    )
    sizes = Table(
        f"{title}: how much, and how long to read",
        (
            title.removeprefix("By "),
            "sets",
            "topics",
            "a set",
            "said to be missing",
            "words of why",
            "beginnings",
            "minutes a topic",
        ),
        [
            (
                one.name,
                str(one.sets),
                str(one.topics),
                number(one.topics_a_set),
                str(one.missing),
                number(one.why_words, 0),
                str(one.openings),
                number(one.minutes),
            )
            for one in slices
        ],
        "Words of why: the median. Beginnings: how many different first four words. Minutes: at 200 words a minute.",
    )
    return Section(title, [sizes, shares], [plot or _topics(title, slices)] if len(slices) > 1 else [], lead)


def _topics(title: str, slices: Sequence[Slice]) -> Bars:
    told = "; ".join(f"{one.name} {one.topics}" for one in slices)
    return Bars(
        f"{title}: topics suggested",
        tuple(one.name for one in slices),
        {"topics": [one.topics for one in slices]},
        f"Topics suggested: {told}.",
    )


def _alike_by_stage(run: SuggestionsRun) -> Bars:
    names = {one.session: f"{one.session} {one.stage}" for one in run.sets}
    found = {name: likeness(run, session=session).overlap for session, name in sorted(names.items())}
    return Bars(
        "How much two pairs of one language have in common, by stage",
        tuple(found),
        {"topics in common": list(found.values())},
        "; ".join(f"{name} {value:.0%}" for name, value in found.items()) + ".",
        percent=True,
        most=1.0,
    )


def _why_by_language(run: SuggestionsRun) -> Bars:
    counts = {
        language: Counter(
            len(topic.why.split()) // _WHY_STEP for one in run.sets if one.language == language for topic in one.topics
        )
        for language in sorted({one.language for one in run.sets})
    }
    steps = range(max((step for found in counts.values() for step in found), default=0) + 1)
    longest = max((len(topic.why.split()) for topic in run.topics), default=0)
    return Bars(
        "How many words a why has, by language",
        tuple(f"{step * _WHY_STEP} to {step * _WHY_STEP + _WHY_STEP - 1}" for step in steps),
        {_LANGUAGES.get(language, language): [found[step] for step in steps] for language, found in counts.items()},
        f"Topics by the length of their why in words; the longest has {longest}.",
    )


def _pairs(run: SuggestionsRun, alike: Likeness, near: Likeness) -> Section:
    rows = [
        (name, str(one.compared), share(one.overlap), share(one.same))
        for name, one in (("any two of one language", alike), ("of them, leaders in one field", near))
    ]
    table = Table("", ("pairs compared at a session", "comparisons", "topics in common", "the same topics"), rows)
    topics = [topic.words for topic in run.topics]
    counts = Counter(words // _STEP for words in topics)
    steps = range(min(counts, default=0), max(counts, default=0) + 1)
    length = Bars(
        "How many words a topic has",
        tuple(f"{step * _STEP}" for step in steps),
        {"topics": [counts[step] for step in steps]},
        f"From {min(topics, default=0)} to {max(topics, default=0)} words in steps of {_STEP}, all parts of a topic together.",
    )
    return Section(
        "Between pairs", [table], [length], "No two pairs should get one set because they share a department."
    )


def _folder(uses: Sequence[Use]) -> Section:
    rows = [
        (
            _LANGUAGES.get(one.language, one.language),
            f"{one.used} of {one.documents}",
            f"{one.units_used} of {one.units}",
            number(one.gini, 2),
            share(one.top),
        )
        for one in uses
    ]
    table = Table(
        "",
        ("language", "documents used", "topic units used", "Gini over documents", "share of the ten most used"),
        rows,
        "A document counts where a topic is its own; Gini is 0 where all are used alike, near 1 where one is used alone.",
    )
    plots = [
        Bars(
            f"{_LANGUAGES.get(one.language, one.language)}: the documents most used",
            tuple(name for name, _ in one.counts[:_MOST_USED]),
            {"topics": [count for _, count in one.counts[:_MOST_USED]]},
            f"Most used: {', '.join(f'{name} {count}' for name, count in one.counts[:3])}.",
            lying=True,
        )
        for one in uses
        if one.counts
    ]
    unused = [
        f"{_LANGUAGES.get(one.language, one.language)}, never suggested: "
        + (", ".join(name for name, count in one.counts if not count) or "none")
        for one in uses
    ]
    return Section("What of the folder is used", [table], plots, lines=unused)


def _why(run: SuggestionsRun) -> Section:
    rows = [
        (
            _LANGUAGES.get(one.language, one.language),
            str(one.whys),
            str(one.texts),
            str(one.openings),
            f"{one.commonest} …",
            share(one.share),
        )
        for one in breakdown.telling(run)
    ]
    columns = ("language", "whys", "different texts", "different beginnings", "commonest beginning", "its share")
    return Section("Why for you two", [Table("", columns, rows, words=frozenset({4}))])


def _gate(run: SuggestionsRun) -> Section:
    found = breakdown.refusals(run)
    rows = [(code, str(count), number(count / (len(run.sets) or 1), 2)) for code, count in found]
    return Section("What the gate refused", [Table("", ("rule", "refused", "a set"), rows)])


def _judged(run: SuggestionsRun) -> Section:
    rows = [
        (
            name,
            str(good),
            str(of),
            share(good / of if of else None),
            span(Figure(good, of).interval),
        )
        for name, (good, of) in run.judged.items()
    ]
    lead = f"Read by the model {run.judge}: an opinion beside the counted figures, not one of them."
    return Section(
        "What a model says of them", [Table("", ("asked", "yes", "of", "share", "interval"), rows)], lead=lead
    )


def summary(run: SuggestionsRun) -> dict[str, object]:
    """Plain values for ``--json``."""
    alike, near = likeness(run), likeness(run, same_field=True)
    return {
        "writer": run.writer,
        "pairs": len({one.pair for one in run.sets}),
        "sets": len(run.sets),
        "topics": len(run.topics),
        "questions": sum(len(topic.grow) for topic in run.topics),
        "figures": {name: one.to_json() for name, one in figures(run).items()},
        "overlap": round(alike.overlap, 4),
        "overlap_same_field": round(near.overlap, 4),
        "same_topics": round(alike.same, 4),
        "slices": {
            "reason": _plain(breakdown.by_reason(run)),
            "stage": _plain(breakdown.by_stage(run)),
            "language": _plain(breakdown.by_language(run)),
            "writer": _plain(breakdown.by_writer(run)),
        },
        "folder": {
            one.language: {
                "documents": one.documents,
                "documents_used": one.used,
                "units": one.units,
                "units_used": one.units_used,
                "gini": round(one.gini, 4),
                "top_ten": round(one.top, 4),
            }
            for one in breakdown.use(run)
        },
        "refused": dict(breakdown.refusals(run)),
        "judged": {name: {"good": good, "of": of} for name, (good, of) in run.judged.items()},
        "passed": passed(run),
        "shortfalls": list(run.shortfalls),
    }


def _plain(slices: Sequence[Slice]) -> dict[str, object]:
    return {
        one.name: {
            "sets": one.sets,
            "topics": one.topics,
            "missing": one.missing,
            "why_words": one.why_words,
            "minutes": round(one.minutes, 2),
            **{name: round(figure.share, 4) for name, figure in one.figures.items()},
        }
        for one in slices
    }
