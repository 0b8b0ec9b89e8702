"""The same as tables for files: released results, the codebook, and the author's own answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.surveys.kinds.codebook import codebook, codes
from service.surveys.kinds.instrument import Instrument, Questionnaire
from service.surveys.kinds.proofread import stem
from service.surveys.kinds.questions import Question
from service.surveys.values import Answers, Text, WaveCard
from service.waves.values import Block, ResultPage, Sheet

_Cells = tuple[str | int, ...]
_RESULTS: _Cells = (
    "wave",
    "instrument",
    "edition",
    "session",
    "opened",
    "closed",
    "side",
    "item",
    "question_id",
    "question_en",
    "asked_from",
    "asked_to",
    "answer",
    "answer_id",
    "answer_en",
    "count_from",
    "count_to",
    "word",
    "comment",
    "withheld",
)
_CODES: _Cells = (
    "item",
    "sides",
    "page",
    "question_id",
    "question_en",
    "kind",
    "required",
    "code",
    "code_id",
    "code_en",
    "condition_id",
    "condition_en",
    "reason",
    "permission",
    "source",
    "adapted",
    "translation",
)
_OWN: _Cells = ("instrument", "handed_in", "item", "question_id", "question_en", "code", "answer_id", "answer_en")


def results_table(page: ResultPage) -> Sheet:
    """One row for each group of answers that is counted together, each comment, and each question with nothing to show.

    A count lies between `count_from` and `count_to`; several answers counted together are joined by ` + `. Moments are ISO
    8601 in UTC.
    """
    rows: list[_Cells] = [_RESULTS]
    wave = page.wave
    closed = wave.closed_at or wave.closes_at
    head: _Cells = (
        wave.id,
        wave.instrument,
        wave.edition,
        wave.session_number or "",
        wave.opens_at.isoformat(timespec="minutes"),
        min(closed, wave.closes_at).isoformat(timespec="minutes"),
    )
    gap = [""] * (len(_RESULTS) - len(head) - 2)
    rows += [(*head, one.side, *gap, "fewer than 5 answers") for one in page.sides if one.withheld]
    for _, items in page.pages:
        for item in items:
            for block in item.blocks:
                rows += [(*head, block.side, item.id, *_both(block.question), *cells) for cells in _figure(block)]
    return Sheet("results", tuple(rows))


def codebook_table(questionnaire: Questionnaire) -> Sheet:
    """One row for each answer that may be stored, and one for each item without any."""
    rows: list[_Cells] = [_CODES]
    for row in codebook(questionnaire):
        told = row.provenance
        head = (row.item, " + ".join(row.sides), row.page, *_both(row.question), row.kind, _yes(row.required))
        tail = (
            *(_both(row.condition) if row.condition else ("", "")),
            row.reason or "",
            row.permission or "",
            told.source.en if told else "",
            _yes(told.adapted) if told else "",
            told.translation if told else "",
        )
        coded = [(_code(code), *_both(words)) for code, words in row.codes] or [("", "", "")]
        rows += [(*head, *code, *tail) for code in coded]
    return Sheet("codebook", tuple(rows))


def own_table(form: Instrument, answers: Answers, handed_in: str) -> Sheet:
    """The answers of one person to one form, for that person alone; `handed_in` is an ISO moment."""
    rows: list[_Cells] = [_OWN]
    for page in form.pages:
        for item in page.items:
            if item.id in answers:
                asked = (stem(page, item, "id"), stem(page, item, "en"))
                rows.append((form.key, handed_in, item.id, *asked, *_answer(item, answers[item.id])))
    return Sheet("answers", tuple(rows))


def _figure(block: Block) -> Iterator[_Cells]:
    figure = block.figure
    base: _Cells = (figure.base_low, figure.base_high)
    for row in figure.rows:
        named = [block.labels[key] for key in row.keys]
        words = (" + ".join(one.id for one in named), " + ".join(one.en for one in named))
        told: _Cells = ("", "") if figure.word else (row.low, row.high)
        share = "" if not figure.word else "fewer than half" if row.low == 0 else "half or more"
        yield (*base, " + ".join(_code(key) for key in row.keys), *words, *told, share, "", "")
    for comment in figure.comments:
        yield ("", "", "", "", "", "", "", "", comment, "")
    if figure.word and not figure.rows:
        mostly = figure.word == "mostly"
        label = _both(block.labels[figure.mostly]) if mostly else ("", "")
        yield (*base, _code(figure.mostly) if mostly else "", *label, "", "", _words(block), "", "")
    if figure.why:
        yield ("", "", "", "", "", "", "", "", "", figure.why)


def _words(block: Block) -> str:
    """The word of a figure that has one, in plain English."""
    return {
        "upper": "more at the upper end",
        "lower": "more at the lower end",
        "balanced": "balanced",
        "balanced_or_upper": "balanced or more at the upper end",
        "mostly": "mostly",
    }.get(block.figure.word or "", "no answer clearly ahead")


def _answer(item: Question, value: Any) -> _Cells:
    code = " + ".join(value) if isinstance(value, list) else _code(value) if codes(item) else ""
    return code, "; ".join(item.show(value, "id")), "; ".join(item.show(value, "en"))


def _both(text: Text) -> tuple[str, str]:
    return text.id, text.en


def _yes(value: bool) -> str:  # noqa: FBT001 - it is a cell
    return "yes" if value else "no"


def _code(code: Any) -> str:
    if code is None:
        return "none"
    return str(code).lower() if isinstance(code, bool) else str(code)


def file_name(wave: WaveCard, ending: str) -> str:
    """For example ``pulse-week-4-12.csv``; the number keeps waves of one form apart."""
    return f"{wave.instrument}-{wave.id}.{ending}"
