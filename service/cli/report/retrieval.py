"""A run of ``dua-arah eval retrieval`` as a page: each leg and the fused search, by group, and what is left unanswered."""

from __future__ import annotations

from service.cli.report.values import Bars, Curves, Page, Section, Table, share, span
from service.knowledge.rules.intervals import wilson
from service.knowledge.rules.measured import LEGS, METRICS, RetrievalRun

_NAMES = {"fused": "fused", "bm25": "BM25 alone", "dense": "dense alone"}


def page(run: RetrievalRun) -> Page:
    """The whole report."""
    found = run.figures()
    fused = found["fused"]
    return Page(
        title="Retrieval",
        lead=f"Fused: nDCG@10 {fused['ndcg@10']:.3f}, recall@5 {fused['recall@5']:.3f}, MRR {fused['mrr']:.3f}.",
        facts={
            "made": run.made_at[:16].replace("T", " ") + " UTC",
            "of": run.subject,
            "embedder": run.embedder,
            "answerable questions": str(sum(one.answerable for one in run.asked)),
            "unanswerable questions": str(sum(not one.answerable for one in run.asked)),
        },
        sections=[
            _section("All questions", run, ""),
            *(_section(f"Group: {name}", run, name) for name in run.groups),
            *([_parts(run)] if len(run.parts_named) > 1 else []),
            *([_abstention(run)] if "abstention" in found else []),
        ],
    )


def _section(title: str, run: RetrievalRun, group: str) -> Section:
    found = run.figures()
    rows = {leg: found[f"{leg} {group}".strip()] for leg in LEGS}
    table = Table(
        "",
        ("search", *METRICS),
        [(_NAMES[leg], *(f"{row[metric]:.3f}" for metric in METRICS)) for leg, row in rows.items()],
    )
    told = "; ".join(f"{_NAMES[leg]} {row['ndcg@10']:.3f}" for leg, row in rows.items())
    plot = Bars(
        "Fused and each leg",
        METRICS,
        {_NAMES[leg]: [row[metric] for metric in METRICS] for leg, row in rows.items()},
        f"nDCG@10: {told}.",
        most=1.0,
    )
    return Section(title, [table], [plot])


def _parts(run: RetrievalRun) -> Section:
    """What was tuned on, beside what was not."""
    rows: list[tuple[str, ...]] = []
    for part in run.parts_named:
        own = run.only(part)
        rows.extend(
            (f"{part}: {name}", *(f"{row[metric]:.3f}" for metric in METRICS))
            for name, row in own.figures().items()
            if name.startswith("fused")
        )
    return Section("What was tuned on, and what was not", [Table("", ("part: search", *METRICS), rows)])


def _abstention(run: RetrievalRun) -> Section:
    rows = []
    for name, kind in (("unanswerable caught", False), ("answerable refused", True)):
        flags = run.flags()[kind]
        refused = sum(not flag for flag in flags)
        edges = span(wilson(refused, len(flags)))
        rows.append((name, str(refused), str(len(flags)), share(refused / len(flags) if flags else None), edges))
    table = Table("", ("questions", "no answer", "of", "share", "interval"), rows, "Interval: Wilson, 95 %.")
    curve = run.curve()
    here = run.figures()["abstention"]
    plots = [
        Curves(
            "Where the threshold stands",
            {"any threshold": curve, "the one that serves": [(here["answerable"], here["unanswerable"])]},
            "answerable refused",
            "unanswerable caught",
            f"At the threshold that serves, {here['unanswerable']:.1%} of the unanswerable are caught and "
            f"{here['answerable']:.1%} of the answerable refused; the upper left corner would be perfect.",
            marks=frozenset({"the one that serves"}),
        )
    ]
    return Section("When nothing is said", [table], plots if curve else [])
