"""The command: measure, print the tables, and keep them as JSON where that is asked for."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks import find, guided, indexing, pages, peers, start, submissions
from tests.benchmarks.figures import Figure
from tests.benchmarks.machine import machine

Measured = Callable[..., list[Figure]]
FIGURES: dict[str, Measured] = {
    "find": find.figures,
    "guided": guided.figures,
    "index": indexing.figures,
    "edit": indexing.edit_figures,
    "pages": pages.figures,
    "submissions": submissions.figures,
    "start": start.figures,
}
PARTS = (*FIGURES, "peers")


def main(words: Sequence[str] | None = None) -> None:
    options = _options(words)
    named = machine()
    figures: list[Figure] = []
    compared: list[peers.Result] = []
    for part in options.only:
        if part == "peers":
            compared = peers.results(quick=options.quick, say=_teller(part))
        else:
            figures.extend(FIGURES[part](quick=options.quick, say=_teller(part)))
    sys.stdout.write("\n".join(_machine_lines(named)) + "\n\n")
    if options.quick:
        sys.stdout.write("A quick run: too few rounds on too little to be quoted.\n\n")
    if figures:
        sys.stdout.write("\n".join(table(figures)) + "\n\n")
    if compared:
        sys.stdout.write("\n".join(peers_table(compared)) + "\n")
    if options.json:
        whole = {
            "machine": named,
            "quick": options.quick,
            "figures": [figure.as_json() for figure in figures],
            "peers": [one.as_json() for one in compared],
        }
        options.json.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", type=_parts, default=list(PARTS), help=f"some of {', '.join(PARTS)}, by commas")
    parser.add_argument("--quick", action="store_true", help="see whether everything runs; the figures mean nothing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures as JSON too")
    return parser.parse_args(words)


def _parts(value: str) -> list[str]:
    wanted = [part.strip() for part in value.split(",") if part.strip()]
    unknown = [part for part in wanted if part not in PARTS]
    if unknown or not wanted:
        message = f"there is no figure {', '.join(unknown)}; choose from {', '.join(PARTS)}"
        raise argparse.ArgumentTypeError(message)
    return [part for part in PARTS if part in wanted]


def _teller(part: str) -> Callable[[str], None]:
    def say(text: str) -> None:
        sys.stderr.write(f"{part}: {text}\n")
        sys.stderr.flush()

    return say


def _machine_lines(named: dict) -> list[str]:
    versions = ", ".join(f"{name} {number}" for name, number in named["versions"].items())
    loads = " ".join(f"{one:.2f}" for one in named["load_at_start"])
    return [
        f"{named['cpu']}, {named['cores']} cores, {named['memory_gb']} GB, {named['system']}, load at start {loads}",
        f"Python {named['python']}, {versions}",
    ]


def table(figures: Sequence[Figure]) -> list[str]:
    """The figures as a Markdown table."""
    lines = [
        "| figure | ours | reference | ratio | bar | met | rounds | what |",
        "| --- | ---: | ---: | ---: | ---: | --- | ---: | --- |",
    ]
    for one in figures:
        reference = "–" if one.reference is None else _number(one.reference, one.unit)
        ratio = "–" if one.ratio is None else f"{one.ratio:.4f}" if one.ratio < 0.1 else f"{one.ratio:.2f}"
        sign = "≤" if one.side == "most" else "≥"
        bar = "–" if one.bar is None else f"{sign} {one.bar:g}{' ' + one.unit if one.ratio is None else ''}"
        met = {None: "–", True: "yes", False: "**no**"}[one.met]
        cells = (one.name, _number(one.ours, one.unit), reference, ratio, bar, met, str(one.rounds), one.note)
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def peers_table(compared: Sequence[peers.Result]) -> list[str]:
    lines = [
        "| corpus | who | nDCG@10 | indexing | a question (median) |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    lines.extend(
        f"| {one.corpus} | {one.who} | {one.ndcg:.3f} | {one.index_seconds:.1f} s | {one.query_ms:.1f} ms |"
        for one in compared
    )
    return lines


def _number(value: float, unit: str) -> str:
    shown = f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    return f"{shown} {unit}"


if __name__ == "__main__":
    main()
