"""What a build did, as data (report.json) and for reading (report.md).

In: records, counts and the check's findings. Out: sources, counts, what was cleaned and corrected and where, what was
doubtful. No clock: the same build gives the same report.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from pilotkg.model import Measure, MeasureKind, Plan, Records

FORMAT: Final = "pilotkg-release"
VERSION: Final = 1

# Repairs that a reader of the graph should know one by one; those of layout are told by their number.
_LISTED: Final = ("name", "title", "numbering")
_KINDS: Final = {
    "name": "names of places corrected",
    "title": "titles mended",
    "numbering": "ordinals corrected",
    "glyph": "glyph faults repaired",
    "digit-space": "white space taken out of numbers and words",
    "page-number": "page numbers and page breaks dropped",
    "url": "pasted addresses removed",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is in a graph. `mechanisms` are different ones that plans use, `mentions` the places that say so."""

    plans: int
    localities: int
    indicators: int
    measures: int
    mechanisms: int
    mentions: int
    triples: int


def count(records: Iterable[Records], triples: int) -> Counts:
    """Counts over records; `triples` is the size of the graph made of them."""
    plans = [plan for one in records for plan in one.plans]
    measures = [measure for plan in plans for measure in all_measures(plan.measures)]
    mentions = [reading.concept for measure in measures for reading in measure.mechanisms]
    return Counts(
        plans=len(plans),
        localities=len({plan.locality.slug for plan in plans}),
        indicators=sum(len(plan.indicators) for plan in plans),
        measures=len(measures),
        mechanisms=len(set(mentions)),
        mentions=len(mentions),
        triples=triples,
    )


def all_measures(measures: Iterable[Measure]) -> Iterator[Measure]:
    """Measures and their sub-measures, in the order of the text."""
    for measure in measures:
        yield measure
        yield from all_measures(measure.submeasures)


def as_data(
    records: Sequence[Records], counts: Counts, check: Mapping[str, Any], *, base: str, software: str
) -> dict[str, Any]:
    """The report as what report.json holds."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "software": software,
        "base": base,
        "sources": [{**msgspec.to_builtins(one.source), "plans": len(one.plans)} for one in records],
        "counts": msgspec.to_builtins(counts),
        "check": dict(check),
        "repairs": dict(sorted(Counter(r.kind for _, plan in _plans(records) for r in plan.repairs).items())),
        "plans": [_plan(source, plan) for source, plan in _plans(records)],
    }


def encode(data: Mapping[str, Any]) -> bytes:
    """The bytes of report.json."""
    return msgspec.json.format(msgspec.json.encode(data), indent=1) + b"\n"


def as_markdown(records: Sequence[Records], counts: Counts, check: str, *, software: str) -> str:
    """The report for reading; `check` is the check's own part of it, in Markdown without a top heading."""
    parts = [
        f"# What is in this release\n\nBuilt by PilotKG {software}.",
        markdown_table(("source", "plans", "characters", "encoding", "SHA-256"), _source_rows(records)),
        markdown_table(("", "number"), ((name, f"{number:,}") for name, number in msgspec.to_builtins(counts).items())),
        f"## Does it conform?\n\n{check}",
        "## What was cleaned and corrected",
        markdown_table(("repair", "times", "plans"), _repair_rows(records)) or "Nothing.",
        _listed_repairs(records),
        "## What was doubtful",
        _doubts(records),
        "## Plan by plan",
        markdown_table(
            ("", "place", "tasks", "safeguards", "indicators", "mechanisms", "repairs", "doubts"), _plan_rows(records)
        ),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown; empty where there are no rows."""
    lines = [" | ".join(_cell(cell) for cell in row) for row in rows]
    if not lines:
        return ""
    return "\n".join(f"| {line} |" for line in (" | ".join(head), " | ".join("---" for _ in head), *lines))


def _plan(source: str, plan: Plan) -> dict[str, Any]:
    return {
        "source": source,
        "position": plan.position,
        "slug": plan.locality.slug,
        "locality": plan.locality.name,
        "title": plan.title,
        **_figures(plan),
        "repairs": [msgspec.to_builtins(repair) for repair in plan.repairs],
        "doubts": [msgspec.to_builtins(doubt) for doubt in plan.doubts],
    }


def _figures(plan: Plan) -> dict[str, int]:
    kinds = Counter(measure.kind for measure in plan.measures)
    used = {reading.concept for measure in all_measures(plan.measures) for reading in measure.mechanisms}
    return {
        "tasks": kinds[MeasureKind.TASK],
        "assurances": kinds[MeasureKind.ASSURANCE],
        "indicators": len(plan.indicators),
        "mechanisms": len(used),
    }


def _source_rows(records: Sequence[Records]) -> Iterator[tuple[object, ...]]:
    for one in records:
        source = one.source
        yield source.name, len(one.plans), f"{source.length:,}", source.encoding, f"`{source.sha256}`"


def _repair_rows(records: Sequence[Records]) -> Iterator[tuple[object, ...]]:
    times: Counter[str] = Counter()
    plans: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
    for source, plan in _plans(records):
        for repair in plan.repairs:
            times[repair.kind] += 1
            plans[repair.kind].add((source, plan.position))
    for kind in sorted(times, key=lambda k: (k not in _LISTED, -times[k], k)):
        yield _KINDS.get(kind, kind), f"{times[kind]:,}", len(plans[kind])


def _listed_repairs(records: Sequence[Records]) -> str:
    rows = [
        (plan.position, plan.locality.name, repair.was or "–", repair.now or "–", repair.why, _place(repair.span))
        for _, plan in _plans(records)
        for repair in plan.repairs
        if repair.kind in _LISTED
    ]
    return markdown_table(("plan", "place", "the text says", "read as", "why", "characters"), rows)


def _doubts(records: Sequence[Records]) -> str:
    rows = [
        (plan.position, plan.locality.name, doubt.kind, doubt.why, _place(doubt.span))
        for _, plan in _plans(records)
        for doubt in plan.doubts
    ]
    return markdown_table(("plan", "place", "kind", "why", "characters"), rows) or "Nothing."


def _plan_rows(records: Sequence[Records]) -> Iterator[tuple[object, ...]]:
    for _, plan in _plans(records):
        yield plan.position, plan.locality.name, *_figures(plan).values(), len(plan.repairs), len(plan.doubts)


def _plans(records: Sequence[Records]) -> Iterator[tuple[str, Plan]]:
    return ((one.source.name, plan) for one in records for plan in one.plans)


def _place(span: Any) -> str:
    return f"{span.begin}–{span.end}"


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).replace("|", "\\|").split())
