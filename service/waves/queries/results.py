"""What a closed wave tells everybody: the release, with the words of its questions and answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from service.surveys import queries as surveys
from service.surveys.kinds.codebook import Row, codebook
from service.surveys.kinds.codebook import codes as codes_of
from service.surveys.kinds.instrument import Instrument, Questionnaire
from service.surveys.kinds.measured import measures
from service.surveys.kinds.questions import Question, Scale, YesNo
from service.surveys.rules.figures import Release
from service.surveys.rules.release import release
from service.surveys.values import Text, WaveCard
from service.waves.values import Block, ResultItem, ResultPage, SideSummary

_SKIPPED = Text("tidak menjawab", "no answer")


def results(wave: WaveCard, now: datetime) -> ResultPage:
    """The released results of a wave. Raises ``surveys.WaveStillOpen`` before it has closed."""
    questionnaire = surveys.wave_questionnaire(wave)
    asked = {side: instrument for side, instrument in questionnaire.by_side.items() if wave.side in {None, side}}
    shown = _release(wave, asked, now)
    return ResultPage(
        wave=wave,
        title=next(iter(asked.values())).title,
        sides=tuple(SideSummary(side, shown.sides[side].answered, shown.sides[side].withheld) for side in asked),
        pages=_pages(questionnaire, asked, shown),
    )


def _release(wave: WaveCard, asked: Mapping[str, Instrument], now: datetime) -> Release:
    sheets = surveys.sheets(wave, now)
    return release({side: measures(one) for side, one in asked.items()}, sheets, closed=wave.state(now) == "closed")


def _pages(
    questionnaire: Questionnaire, asked: Mapping[str, Instrument], shown: Release
) -> tuple[tuple[Text, tuple[ResultItem, ...]], ...]:
    titles: dict[str, Text] = {}
    for instrument in asked.values():
        titles |= {page.key: page.title for page in instrument.pages if page.key not in titles}
    rows: dict[str, dict[str, list[Row]]] = {key: {} for key in titles}
    for row in codebook(questionnaire):
        if row.page in rows:
            rows[row.page].setdefault(row.item, []).append(row)
    found = [
        (title, tuple(item for key, some in rows[page].items() if (item := _item(key, some, asked, shown)).blocks))
        for page, title in titles.items()
    ]
    return tuple((title, items) for title, items in found if items)


def _item(key: str, rows: list[Row], asked: Mapping[str, Instrument], shown: Release) -> ResultItem:
    blocks = []
    for side, instrument in asked.items():
        figure = shown.sides[side].figures.get(key)
        question = next((row.question for row in rows if side in row.sides), None)
        if figure is None or question is None:
            continue
        item = next(one for one in instrument.items() if one.id == key)
        labels = dict(codes_of(item)) | ({} if item.required else {None: _SKIPPED})
        blocks.append(Block(side, question, figure, labels, _scale(item)))
    return ResultItem(key, tuple(blocks))


def _scale(item: Question) -> str:
    if isinstance(item, YesNo):
        return "yes_no"
    if isinstance(item, Scale):
        return "agreement" if item.measures == "agreement" else "ends"
    return "options"
