"""The soak as one picture: memory, open files and threads, the queue, and how it answered; planted faults as thin lines."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from tests.soak.record import BROKEN, Record
from tests.soak.verdict import unexpected, warm_up

PAPER, INK, TEAL, WARM, QUIET = "#FBFAF7", "#1D2433", "#0F5E5B", "#C8562B", "#8A8F99"
COLOURS = {"web": TEAL, "worker": WARM, "web master": "#6FA8A5", "chroma": "#7A6BB0"}
_MINUTE = 60.0
_ROW = 19  # points that a row of a legend takes


def draw(record: Record, path: Path) -> None:
    """Write the picture as PNG."""
    with mpl.rc_context(_style()):
        figure, panels = plt.subplots(2, 2, figsize=(13, 7.6), sharex=True, layout="constrained")
        memory, files, queue, answers = panels.flat
        _memory(record, memory)
        _files(record, files)
        _queue(record, queue)
        _answers(record, answers)
        for panel in panels.flat:
            _faults(record, panel)
            panel.set_xlim(0, max(1.0, record.samples[-1].at / _MINUTE if record.samples else 1.0))
        for panel in panels[1]:
            panel.set_xlabel("minutes")
        kinds = sorted({fault.name for fault in record.faults})
        lines = f" Thin lines: {', '.join(kinds)}." if kinds else ""
        figure.suptitle(
            f"{record.played / _MINUTE:.0f} minutes, {record.mode}: {len(record.answers)} answers, "
            f"{len(record.wishes)} wishes.{lines}",
            x=0.01,
            ha="left",
        )
        figure.savefig(path, dpi=110)
        plt.close(figure)


def _style() -> dict[str, object]:
    return {
        "figure.facecolor": PAPER,
        "axes.facecolor": PAPER,
        "savefig.facecolor": PAPER,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": QUIET,
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 11,
        "figure.titlesize": 12,
        "legend.frameon": False,
        "legend.fontsize": 9,
        "lines.linewidth": 1.4,
        "font.size": 10,
    }


def _kind(part: str) -> str:
    return "worker" if part.startswith("worker") else part


def _totals(record: Record, what: str) -> dict[str, list[float]]:
    kinds = dict.fromkeys(_kind(one.part) for sample in record.samples for one in sample.processes)
    return {
        kind: [
            sum(float(getattr(one, what)) for one in sample.processes if _kind(one.part) == kind) or float("nan")
            for sample in record.samples
        ]
        for kind in kinds
    }


def _minutes(record: Record) -> list[float]:
    return [sample.at / _MINUTE for sample in record.samples]


def _memory(record: Record, panel: Axes) -> None:
    for kind, values in _totals(record, "rss").items():
        panel.plot(_minutes(record), values, color=COLOURS.get(kind, QUIET), label=kind)
    panel.axvspan(0, warm_up(record) / _MINUTE, color=QUIET, alpha=0.08, lw=0)
    _legend(panel, panel.get_lines(), 4)
    _finish(panel, "Memory (MB, sum over processes; warm-up shaded)")


def _files(record: Record, panel: Axes) -> None:
    for what, style in (("files", "-"), ("threads", ":")):
        for kind, values in _totals(record, what).items():
            if kind != "web master":  # which opens nothing
                colour = COLOURS.get(kind, QUIET)
                panel.plot(_minutes(record), values, color=colour, ls=style, label=f"{kind}: {what}")
    _legend(panel, panel.get_lines(), 3)
    _finish(panel, "Open files and threads")


def _queue(record: Record, panel: Axes) -> None:
    def column(name: str) -> list[float]:
        return [float("nan") if (value := getattr(one, name)) is None else float(value) for one in record.samples]

    panel.plot(_minutes(record), column("queue"), color=TEAL, label="jobs in the queue")
    panel.plot(_minutes(record), column("open_wishes"), color=WARM, label="open wishes")
    panel.set_ylim(bottom=0)
    right = panel.twinx()
    right.spines["right"].set_visible(True)
    right.plot(_minutes(record), column("oldest_wish"), color=QUIET, lw=0.9, label="oldest wish (s, right)")
    right.set_ylim(bottom=0)
    handles = [*panel.get_lines(), *right.get_lines()]
    _legend(panel, handles, 3)
    _finish(panel, "Jobs, open wishes, and the oldest wish")


def _answers(record: Record, panel: Axes) -> None:
    by_minute: dict[int, list[float]] = defaultdict(list)
    failed: dict[int, int] = defaultdict(int)
    for one in record.answers:
        by_minute[int(one.at // _MINUTE)].append(one.seconds)
        failed[int(one.at // _MINUTE)] += one.status >= 500 or one.status == BROKEN
    minutes = sorted(by_minute)
    at = [minute + 0.5 for minute in minutes]
    panel.plot(at, [_percentile(by_minute[minute], 95) for minute in minutes], color=TEAL, label="95th percentile (s)")
    panel.plot(at, [_percentile(by_minute[minute], 50) for minute in minutes], color=QUIET, label="median (s)")
    panel.set_ylim(bottom=0)
    right = panel.twinx()
    right.spines["right"].set_visible(True)
    right.bar(at, [failed[minute] for minute in minutes], width=0.8, color=WARM, alpha=0.45, label="failed (right)")
    right.set_ylim(0, max([4, *failed.values()]) * 1.3)
    right.yaxis.get_major_locator().set_params(integer=True)
    handles = [*panel.get_lines(), right.containers[0]]
    _legend(panel, handles, 3)
    _finish(panel, f"Answers each minute; {len(unexpected(record))} failed outside planted faults")


def _percentile(values: Sequence[float], percent: float) -> float:
    return float(np.percentile(values, percent))


def _faults(record: Record, panel: Axes) -> None:
    moments: Iterable[float] = (fault.began / _MINUTE for fault in record.faults)
    for moment in moments:
        panel.axvline(moment, color=WARM, lw=0.6, alpha=0.6, zorder=0)


def _legend(panel: Axes, handles: Sequence[Artist], columns: int) -> None:
    """Under the title, above the lines."""
    panel.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=columns, borderaxespad=0.1, handlelength=1.4
    )


def _finish(panel: Axes, title: str) -> None:
    panel.set_title(title, pad=_ROW * (2 if panel.get_legend() and len(panel.get_legend().get_texts()) > 4 else 1))
    panel.set_ylim(bottom=0)
