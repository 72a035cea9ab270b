"""What deserves a second look, most doubtful first: records in, rows for review.csv out.

Doubts come from confidences, from repairs of names, from what extraction noted (`Plan.doubts`), and from comparing the
figures of a plan with each other and with the plausible ranges of ontology/metrics.ttl. What a person has decided
(`Plan.curations`) is not asked again. With the source's text each row has its sentence.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from pyoxigraph import Literal

from pilotkg.extract.doubts import STRANGE, UNCOVERED
from pilotkg.graph.namespaces import DEFAULT_BASE, PK, RDF, Ids
from pilotkg.graph.naming import plan_path, statements
from pilotkg.graph.vocabularies import Vocabularies
from pilotkg.model import (
    Bound,
    Indicator,
    Locality,
    Measure,
    MeasureKind,
    Plan,
    Reading,
    Records,
    Source,
    Status,
    TextSpan,
)
from pilotkg.resources import folder
from pilotkg.sentences import sentence, words
from pilotkg.wording import circumstances, fact, figure

COLUMNS: Final = ("rank", "plan", "place", "kind", "what", "why", "sentence", "source", "begin", "end", "iri")
UNSURE: Final = 0.8
"""Readings with a confidence below this are to be looked at."""
# How often something is wrong where a doubt of a kind is raised, as far as looking at such cases tells.
_WEIGHTS: Final = {
    "nothing found": 0.9,
    "target below its baseline": 0.8,
    "value outside its range": 0.7,
    "ordinal missing": 0.5,
    "strange characters": 0.4,
    "number without an indicator": 0.3,
    "two values": 0.25,
    "long heading": 0.15,
    "name repaired": 0.1,
}
_NOTED: Final = {UNCOVERED: "number without an indicator", STRANGE: "strange characters"}
_REPAIRS: Final = ("name", "title", "numbering")
_LONGEST_HEADING: Final = 40
_SAME: Final = Decimal("0.005")
# A target below the baseline is what is wanted of these.
_FALLING: Final = frozenset(
    {"poor-population", "rural-population", "energy-intensity", "income-ratio", "construction-land-per-capita"}
)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A row: how doubtful (0 to 1), of which plan and source, what and why, where, and the IRI of the fact."""

    weight: float
    plan: int
    place: str
    kind: str
    what: str
    why: str
    sentence: str
    source: str
    span: TextSpan
    iri: str


class _Doubt(NamedTuple):
    """A doubt about the fact at a path."""

    path: str
    kind: str
    what: str
    why: str
    span: TextSpan
    weight: float | None = None


def review(
    documents: Iterable[Records],
    base: str = DEFAULT_BASE,
    vocabulary: Path | None = None,
    source_texts: Mapping[str, str] | None = None,
) -> list[Doubtful]:
    """Everything that deserves a second look, most doubtful first, then in the order of the sources.

    Args:
        documents: the records of a source, or of several.
        base: what all instance IRIs begin with.
        vocabulary: folder of the vocabularies; that of the package where it is None.
        source_texts: texts of sources as given, by their SHA-256, where they are at hand.
    """
    ids = Ids(base)
    metrics = _Metrics.load(vocabulary or folder("ontology"), ids)
    rows = []
    for records in documents:
        text = (source_texts or {}).get(records.source.sha256)
        for plan in records.plans:
            decided = {curation.target for curation in plan.curations}
            found = (doubt for look in _LOOKS for doubt in look(plan, metrics) if doubt.path not in decided)
            rows += [_row(doubt, plan, records.source, text, ids) for doubt in found]
    return sorted(rows, key=lambda row: (-row.weight, row.source, row.plan, row.span, row.kind, row.iri))


def encode(rows: Iterable[Doubtful]) -> bytes:
    """The bytes of review.csv: UTF-8 with a byte order mark, as spreadsheets want it (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for rank, r in enumerate(rows, 1):
        place = (r.plan, r.place, r.kind, r.what, r.why, r.sentence, r.source, r.span.begin, r.span.end, r.iri)
        writer.writerow((rank, *place))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _row(doubt: _Doubt, plan: Plan, source: Source, text: str | None, ids: Ids) -> Doubtful:
    return Doubtful(
        weight=_WEIGHTS[doubt.kind] if doubt.weight is None else doubt.weight,
        plan=plan.position,
        place=plan.locality.name,
        kind=doubt.kind,
        what=doubt.what or (words(text, doubt.span, plan) if text is not None else ""),
        why=doubt.why,
        sentence=sentence(text, doubt.span, plan) if text is not None else "",
        source=source.name,
        span=doubt.span,
        iri=ids.node(doubt.path).value,
    )


# --- Metrics


@dataclass(frozen=True, slots=True)
class _Metrics:
    """Plausible ranges, in the base unit; which metrics have one value at a time; how figures are converted."""

    ranges: Mapping[str, tuple[Decimal, Decimal]]
    states: frozenset[str]
    vocabularies: Vocabularies
    ids: Ids

    @classmethod
    def load(cls, path: Path, ids: Ids) -> _Metrics:
        vocabularies = Vocabularies.load(path, ids)
        bounds: dict[str, dict[str, Decimal]] = defaultdict(dict)
        states = set()
        for quad in vocabularies.quads:
            subject = str(getattr(quad.subject, "value", ""))
            if quad.predicate in (PK.plausibleMinimum, PK.plausibleMaximum) and isinstance(quad.object, Literal):
                bounds[subject][quad.predicate.value] = Decimal(quad.object.value)
            if quad.predicate == RDF.type and quad.object == PK.StateMetric:
                states.add(subject.rsplit("/", 1)[-1])
        least, most = PK.plausibleMinimum.value, PK.plausibleMaximum.value
        ranges = {name.rsplit("/", 1)[-1]: (b[least], b[most]) for name, b in bounds.items() if len(b) == 2}
        return cls(ranges, frozenset(states), vocabularies, ids)

    def comparable(self, indicator: Indicator) -> tuple[str, Decimal] | None:
        """The unit and the figure that are compared; None of a ratio, or where the unit is unknown."""
        metric = self.ids.metric(indicator.metric)
        conversion = self.vocabularies.conversion(indicator.unit, metric)
        if conversion is None or indicator.value is None:
            return None
        return conversion.unit.value, conversion.of(indicator.value)

    def in_base_unit(self, indicator: Indicator) -> Decimal | None:
        """The figure in the unit that the metric's range is given in, or None."""
        compared = self.comparable(indicator)
        about = self.vocabularies.metrics.get(self.ids.metric(indicator.metric))
        if compared is None or about is None or about.base_unit is None or compared[0] != about.base_unit.value:
            return None
        return compared[1]


# --- What is looked for; each look gives the doubts about a plan


def _unsure(plan: Plan, metrics: _Metrics) -> Iterator[_Doubt]:
    for path, record, _ in statements(plan):
        if isinstance(record, Indicator | Reading | Locality) and record.confidence < UNSURE:
            rule = f" by the rule {record.rule}" if isinstance(record, Indicator | Reading) else ""
            why = f"read with a confidence of {record.confidence:g}{rule}"
            yield _Doubt(path, "low confidence", fact(record), why, record.span, round(1 - record.confidence, 4))


def _repaired(plan: Plan, metrics: _Metrics) -> Iterator[_Doubt]:
    for repair in plan.repairs:
        if repair.kind in _REPAIRS:
            path = f"locality/{plan.locality.slug}" if repair.kind == "name" else plan_path(plan)
            yield _Doubt(path, "name repaired", f"“{repair.was}” read as “{repair.now}”", repair.why, repair.span)


def _noted(plan: Plan, metrics: _Metrics) -> Iterator[_Doubt]:
    for doubt in plan.doubts:
        yield _Doubt(plan_path(plan), _NOTED.get(doubt.kind, doubt.kind), "", doubt.why, doubt.span)


def _implausible(plan: Plan, metrics: _Metrics) -> Iterator[_Doubt]:
    for path, indicator in _indicators(plan):
        value, bounds = metrics.in_base_unit(indicator), metrics.ranges.get(indicator.metric)
        if value is None or bounds is None or indicator.status is Status.PROVISION:
            continue
        if not bounds[0] <= value <= bounds[1]:
            why = f"{figure(indicator)} is not between {bounds[0]:f} and {bounds[1]:f}, as {indicator.metric} should be"
            yield _Doubt(path, "value outside its range", fact(indicator), why, indicator.span)


def _falling(plan: Plan, metrics: _Metrics) -> Iterator[_Doubt]:
    """Targets of a metric that is to rise, below the plan's own latest baseline of the same part of the place."""
    for indicators in _alike(plan, lambda i: (i.metric, i.scope)):
        metric = indicators[0][1].metric
        if metric not in metrics.states or metric in _FALLING:
            continue
        baselines = [i for _, i in indicators if i.status is Status.BASELINE and metrics.comparable(i)]
        for path, target in indicators:
            compared = metrics.comparable(target)
            if target.status is not Status.TARGET or target.bound is Bound.MAXIMUM or compared is None:
                continue
            above = [b for b in baselines if _above(metrics.comparable(b), compared) and not _later(b, target)]
            if above:
                latest = max(above, key=lambda b: (b.year or 0, b.span))
                why = f"the target lies below the plan's own {figure(latest)} ({circumstances(latest)})"
                yield _Doubt(path, "target below its baseline", fact(target), why, target.span)


def _above(one: tuple[str, Decimal] | None, other: tuple[str, Decimal]) -> bool:
    return one is not None and one[0] == other[0] and one[1] > other[1]


def _later(one: Indicator, other: Indicator) -> bool:
    return one.year is not None and other.year is not None and one.year >= other.year


def _contradictory(plan: Plan, metrics: _Metrics) -> Iterator[_Doubt]:
    """Two values of what has one value at a time; a difference of half a per cent is one of rounding."""
    for group in _alike(plan, lambda i: (i.metric, i.scope, i.from_year, i.year, i.status)):
        if group[0][1].metric not in metrics.states or group[0][1].year is None:
            continue
        for (_, one), (path, other) in itertools.pairwise(group):
            a, b = metrics.comparable(one), metrics.comparable(other)
            if a is not None and b is not None and a[0] == b[0] and abs(a[1] - b[1]) > _SAME * abs(a[1]):
                why = f"the plan also says {figure(one)} for the same time and part of the place"
                yield _Doubt(path, "two values", fact(other), why, other.span)


def _empty(plan: Plan, metrics: _Metrics) -> Iterator[_Doubt]:
    kinds = {measure.kind for measure in plan.measures}
    there = {
        "task": MeasureKind.TASK in kinds,
        "safeguard": MeasureKind.ASSURANCE in kinds,
        "indicator": bool(plan.indicators),
        "mechanism": any(isinstance(s.record, Reading) and s.owner != plan_path(plan) for s in statements(plan)),
    }
    for what, found in there.items():
        if not found:
            yield _Doubt(plan_path(plan), "nothing found", what, f"no {what} was found in this plan", plan.span)


def _misnumbered(plan: Plan, metrics: _Metrics) -> Iterator[_Doubt]:
    for path, record, _ in statements(plan):
        if not isinstance(record, Plan | Measure):
            continue
        below = plan.measures if isinstance(record, Plan) else record.submeasures
        for kind in (MeasureKind.TASK, MeasureKind.ASSURANCE):
            numbers = [m.ordinal for m in below if m.kind is kind and m.ordinal]
            if numbers != list(range(1, len(numbers) + 1)):
                said = ", ".join(map(str, numbers))
                why = f"the items are numbered {said}; one may have been missed, or a number misread"
                yield _Doubt(path, "ordinal missing", fact(record), why, record.span)


def _long_headings(plan: Plan, metrics: _Metrics) -> Iterator[_Doubt]:
    for path, record, _ in statements(plan):
        if isinstance(record, Measure) and len(record.heading) > _LONGEST_HEADING:
            why = f"{len(record.heading)} characters: the heading may run on into its text"
            yield _Doubt(path, "long heading", fact(record), why, record.span)


_LOOKS: Final[tuple[Callable[[Plan, _Metrics], Iterator[_Doubt]], ...]] = (
    _unsure,
    _repaired,
    _noted,
    _implausible,
    _falling,
    _contradictory,
    _empty,
    _misnumbered,
    _long_headings,
)


def _indicators(plan: Plan) -> list[tuple[str, Indicator]]:
    return [(path, record) for path, record, _ in statements(plan) if isinstance(record, Indicator)]


def _alike(plan: Plan, key: Callable[[Indicator], tuple[object, ...]]) -> Iterator[Sequence[tuple[str, Indicator]]]:
    """The indicators of a plan in groups with one key, in the order of the text."""
    groups: defaultdict[tuple[object, ...], list[tuple[str, Indicator]]] = defaultdict(list)
    for path, indicator in _indicators(plan):
        groups[key(indicator)].append((path, indicator))
    yield from groups.values()
