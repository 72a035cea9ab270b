"""What confidences are worth: readings compared with annotations, how often each rule was right, and a table of buckets.

In: records or a graph, and annotations (a folder as `score` takes it; single figures judged by hand). Out: outcomes; from
them the table that extraction takes its confidences from (`estimate`), and how far confidences hold (`buckets`).
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from pilotkg.extract.confidence import ANY, COLUMNS, SIGNS, TABLE, Calibration, Entry
from pilotkg.graph.store import open_store
from pilotkg.model import Indicator, Plan
from pilotkg.score import Facts, GoldError, IndicatorKey, facts_of_gold, indicator_key, rows

EDGES: Final = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
_WEIGHT: Final = 6
"""Cases that the expectation counts for beside those of a rule: one right case alone makes no rule sure."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reading in an annotated plan: what kind of fact, by which rule, how surely, and whether the annotator has it too."""

    part: str
    plan: int
    rule: str
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bucket:
    """Readings of one part with confidences from `low` on, below `high`: how many, how sure on average, share right."""

    part: str
    low: float
    high: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Judged:
    """A figure judged by hand: the plan, where the figure ends in the source, and what it says; no key: it does not count."""

    plan: int
    end: int
    key: IndicatorKey | None


# --- From records: how sure each rule is


def key_of(indicator: Indicator) -> IndicatorKey:
    """An indicator in the form that is scored."""
    return indicator_key(
        metric=indicator.metric,
        figures=indicator.ratio or [indicator.value, indicator.upper],
        unit=None if indicator.ratio else indicator.unit,
        year=indicator.year,
        status=indicator.status.value,
    )


def indicator_outcomes(
    plans: Iterable[Plan], gold: Mapping[int, Facts], judged: Iterable[Judged] = ()
) -> Iterator[Outcome]:
    """The outcomes of all indicators in annotated plans, and of those figures of other plans that were judged."""
    by_place: defaultdict[tuple[int, int], list[IndicatorKey | None]] = defaultdict(list)
    for one in judged:
        by_place[one.plan, one.end].append(one.key)
    for plan in plans:
        left = Counter(gold[plan.position].indicators) if plan.position in gold else None
        for indicator in plan.indicators:
            key, place = key_of(indicator), (plan.position, indicator.span.end)
            if left is not None:
                right = left[key] > 0
                left[key] -= right
            elif place in by_place:
                right = key in by_place[place]
            else:
                continue
            yield Outcome("indicators", plan.position, indicator.rule, indicator.confidence, right)


def estimate(outcomes: Sequence[Outcome]) -> dict[str, Entry]:
    """The table of confidences that outcomes give, by rule; signs are marked by a + before their name.

    A rule's confidence is the share right of its readings without a sign, smoothed towards the mean of all rules' shares,
    which stands for rules not seen; a sign's is the share right of the readings that have it over what their rules alone
    let expect, at most 1.
    """
    plain = [o for o in outcomes if "+" not in o.rule]
    by_rule = _grouped((o.rule.removeprefix(TABLE), o) for o in plain)
    mean = (sum(_share(cases) for _, cases in by_rule) + 1) / (len(by_rule) + 2)
    table = {ANY: Entry(len(plain), sum(o.right for o in plain), round(mean, 4))}
    table |= {rule: _entry(cases, mean * _WEIGHT, _WEIGHT) for rule, cases in by_rule}
    rules = Calibration(table)
    signed = ((sign, o) for o in outcomes for sign in o.rule.split("+")[1:] if sign in SIGNS)
    signs = {f"+{sign}": _entry(cases, _WEIGHT, _WEIGHT, rules) for sign, cases in _grouped(signed)}
    return {**table, **signs}


def _share(cases: Sequence[Outcome]) -> float:
    return sum(o.right for o in cases) / len(cases)


def _entry(cases: Sequence[Outcome], right: float, weight: float, rules: Calibration | None = None) -> Entry:
    """Right cases over those expected, which are all of them or what their rules promise, smoothed."""
    hits = sum(o.right for o in cases)
    expected = sum(rules.of(o.rule.split("+")[0]) for o in cases) if rules else len(cases)
    return Entry(len(cases), hits, round(min(1.0, (hits + right) / (expected + weight)), 4))


def _grouped(pairs: Iterable[tuple[str, Outcome]]) -> list[tuple[str, list[Outcome]]]:
    groups: defaultdict[str, list[Outcome]] = defaultdict(list)
    for name, outcome in pairs:
        groups[name].append(outcome)
    return sorted(groups.items())


def cross_validated(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The same outcomes, each with the confidence that the outcomes of the other plans give to its rule."""
    tables = {
        plan: Calibration(estimate([o for o in outcomes if o.plan != plan])) for plan in {o.plan for o in outcomes}
    }
    return [replace(o, confidence=tables[o.plan].of(o.rule)) for o in outcomes]


def write(table: Mapping[str, Entry], path: Path) -> None:
    """Write a table of confidences where extraction reads it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((rule, e.cases, e.right, e.confidence) for rule, e in table.items())


def read_judged(path: Path) -> list[Judged]:
    """Figures judged by hand: a CSV file with the columns plan, end, metric, figure, unit, year and status.

    An empty metric says that the figure does not count; a figure is 61.5, 10-15 or 6.8:51.6:41.6.

    Raises:
        GoldError: the file cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return [_judged(row) for row in csv.DictReader(file)]
    except (OSError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise GoldError(
            f"the judged figures cannot be read: {type(error).__name__} {error}",
            file=path,
            remedy="Give a CSV file with the columns plan, end, metric, figure, unit, year, status",
        ) from error


def _judged(row: Mapping[str, str]) -> Judged:
    place = int(row["plan"]), int(row["end"])
    if not row["metric"]:
        return Judged(*place, None)
    ratio = ":" in row["figure"]
    figures = re.split("[:-]", row["figure"])
    key = indicator_key(
        metric=row["metric"],
        figures=figures if ratio else [*figures, None][:2],
        unit=None if ratio else row["unit"],
        year=int(row["year"]) if row["year"] else None,
        status=row["status"],
    )
    return Judged(*place, key)


# --- From a graph: how far its confidences hold


def graph_outcomes(path: Path, gold: Path) -> list[Outcome]:
    """The outcomes of all readings in a graph that have a confidence, for the plans that are annotated.

    Raises:
        GoldError: the annotations cannot be read.
        GraphError: the graph cannot be read.
    """
    annotated, store = facts_of_gold(gold), open_store(path)
    found = (*_indicators(store, annotated), *_mentions(store, annotated))
    return sorted(found, key=lambda o: (o.part, o.plan, o.rule, o.confidence, o.right))


def _indicators(store: ox.Store, gold: Mapping[int, Facts]) -> Iterator[Outcome]:
    pattern = """?plan pk:position ?n ; pk:hasIndicator ?i . ?i pk:metric ?metric ; pk:status ?status ; pk:rule ?rule ;
            pk:confidence ?confidence .
        OPTIONAL { ?i pk:value ?value } OPTIONAL { ?i pk:upperValue ?upper } OPTIONAL { ?i pk:unitText ?unit }
        OPTIONAL { ?i pk:year ?year } OPTIONAL { ?i pk:ratioText ?ratio }"""
    wanted = "?n ?rule ?confidence ?metric ?status ?value ?upper ?unit ?year ?ratio"
    left = {plan: Counter(facts.indicators) for plan, facts in gold.items()}
    for n, rule, confidence, metric, status, value, upper, unit, year, ratio in rows(
        store, wanted, pattern, "ORDER BY ?i"
    ):
        if int(n) not in left:
            continue
        key = indicator_key(
            metric=_last(metric),
            figures=ratio.split(":") if ratio else [value, upper],
            unit=None if ratio else unit,
            year=int(year[:4]) if year else None,
            status=_last(status).lower(),
        )
        right = left[int(n)][key] > 0
        left[int(n)][key] -= right
        yield Outcome("indicators", int(n), rule, float(confidence), right)


def _mentions(store: ox.Store, gold: Mapping[int, Facts]) -> Iterator[Outcome]:
    """Mechanisms by task, safeguards and themes by plan."""
    said = "?mention pk:mentionOf ?concept ; pk:confidence ?confidence ; pk:rule ?rule ."
    wanted = "DISTINCT ?n ?rule ?confidence ?concept ?mention ?task"
    for part, kind in (("mechanisms", "pk:Task"), ("safeguards", "pk:Assurance")):
        pattern = f"""?plan pk:position ?n ; pk:hasMeasure ?top . ?top a {kind} ; pk:ordinal ?task ; pk:hasSubMeasure* ?m .
            ?m pk:usesMechanism ?concept . ?mention pk:mentionedIn ?m . {said}"""
        for n, rule, confidence, concept, _, task in rows(store, wanted, pattern):
            if (facts := gold.get(int(n))) is None:
                continue
            right = (
                (_last(concept), int(task)) in facts.mechanisms
                if part == "mechanisms"
                else _last(concept) in facts.safeguards
            )
            yield Outcome(part, int(n), rule, float(confidence), right)
    pattern = f"?plan a pk:PilotPlan ; pk:position ?n . ?mention pk:mentionedIn ?plan . {said}"
    for n, rule, confidence, concept, _, _ in rows(store, wanted, pattern):
        if (facts := gold.get(int(n))) is not None:
            themes = facts.title_themes if rule.startswith("title.") else facts.focus_themes
            yield Outcome("themes", int(n), rule, float(confidence), _last(concept) in themes)


def _last(iri: str) -> str:
    return re.split("[/#]", iri)[-1]


# --- Buckets


def buckets(outcomes: Iterable[Outcome]) -> list[Bucket]:
    """Outcomes by part and confidence, the surest first; empty buckets are left out."""
    groups: defaultdict[tuple[str, int], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        at = next(i for i in range(len(EDGES) - 2, -1, -1) if outcome.confidence >= EDGES[i])
        groups[outcome.part, at].append(outcome)
    return [
        Bucket(
            part,
            EDGES[at],
            EDGES[at + 1],
            len(inside),
            sum(o.confidence for o in inside) / len(inside),
            _share(inside),
        )
        for (part, at), inside in sorted(groups.items(), key=lambda group: (group[0][0], -group[0][1]))
    ]


def bucket_rows(found: Iterable[Bucket]) -> list[tuple[str, ...]]:
    """Buckets for reading: part, confidence, readings, mean confidence, share right."""
    return [(b.part, f"{b.low:.2f}–{b.high:.2f}", str(b.count), f"{b.confidence:.3f}", f"{b.right:.3f}") for b in found]


def as_data(found: Iterable[Bucket]) -> list[dict[str, Any]]:
    """Buckets for JSON."""
    return [asdict(bucket) for bucket in found]


BUCKET_HEAD: Final = ("part", "confidence", "readings", "mean confidence", "share right")
