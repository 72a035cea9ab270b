"""Precision, recall and F1 of a built graph against annotations made by hand, part by part.

In: a graph in the terms of the ontology, and a folder of annotations, one NNN.json a plan, NNN being its position in
the source document. Both become `Facts`; every part compares two multisets of keys. Out: `Score`s with every miss.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
import pyoxigraph as ox

from pilotkg import resources
from pilotkg.errors import PilotKGError
from pilotkg.graph.store import open_store
from pilotkg.source import read

CORE: Final = frozenset(
    {
        "resident-urbanization-rate",
        "registered-urbanization-rate",
        "urbanization-rate",
        "resident-population",
        "registered-population",
        "total-population",
        "area",
    }
)
LONGEST_EVIDENCE: Final = 200

_PREFIXES: Final = """
PREFIX pk: <https://w3id.org/pilotkg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
"""
_UNITS: Final = {
    "％": "%",
    "平方千米": "平方公里",
    "km²": "平方公里",
    "千米": "公里",
    "人次": "人",
    "个百分点": "pp",
    "百分点": "pp",
}
_GLYPHS: Final = str.maketrans("臵∶〃", "置：”")
_NOT_COMPARED: Final = re.compile(r"[\s。，、；：:;,.“”\"'《》（）()—\-－]")


class GoldError(PilotKGError):
    """A folder of annotations is missing or empty, or one of its files is not of the form that is scored."""


@dataclass(frozen=True, slots=True)
class IndicatorKey:
    """What makes two quantified statements the same: metric, figures, unit, year and status."""

    metric: str
    figures: tuple[Decimal | None, ...]
    unit: str
    year: int | None
    status: str


@dataclass(slots=True)
class Facts:
    """What is compared of one plan, in the form that both sides are brought into."""

    name: str | None = None
    level: str | None = None
    code: str | None = None
    chain: set[str] = field(default_factory=set)
    title_themes: set[str] = field(default_factory=set)
    focus_themes: set[str] = field(default_factory=set)
    indicators: list[IndicatorKey] = field(default_factory=list)
    mechanisms: set[tuple[str, int]] = field(default_factory=set)
    safeguards: set[str] = field(default_factory=set)
    tasks: list[tuple[int, str, int]] = field(default_factory=list)
    assurances: list[tuple[int, str, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Miss:
    """One key that is on one side only: `kind` is missed (in the gold alone) or spurious (in the graph alone)."""

    position: int
    kind: str
    key: Hashable


@dataclass(frozen=True, slots=True)
class Score:
    """How one part compares over all annotated plans: counts of keys, and every miss."""

    part: str
    hits: int
    missed: int
    spurious: int
    misses: tuple[Miss, ...] = ()

    @property
    def gold(self) -> int:
        """How many keys the annotations hold."""
        return self.hits + self.missed

    @property
    def precision(self) -> float:
        """Share of the graph's keys that are in the gold; 0 where the graph has none."""
        return _share(self.hits, self.hits + self.spurious)

    @property
    def recall(self) -> float:
        """Share of the gold's keys that are in the graph; 0 where the gold has none."""
        return _share(self.hits, self.gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _share(2 * self.hits, 2 * self.hits + self.missed + self.spurious)


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many indicators have a span of at most 200 characters that holds their value, and which have not."""

    right: int
    faults: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many indicators there are."""
        return self.right + len(self.faults)


@dataclass(frozen=True, slots=True)
class Result:
    """All parts, and the evidence where the source was at hand."""

    parts: tuple[Score, ...]
    evidence: Evidence | None = None

    def as_data(self) -> dict[str, Any]:
        """The figures, for JSON."""
        names = ("precision", "recall", "f1", "gold")
        data: dict[str, Any] = {part.part: {name: getattr(part, name) for name in names} for part in self.parts}
        if self.evidence is not None:
            data["evidence"] = {"right": self.evidence.right, "total": self.evidence.total}
        return data

    def misses(self) -> Iterator[str]:
        """Every miss and every fault of evidence on a line, under a heading for each part."""
        for part in self.parts:
            if part.misses:
                yield f"\n== {part.part}"
                yield from (f"{m.position:03d} {m.kind:8} {_shown(m.key)}" for m in part.misses)
        if self.evidence is not None and self.evidence.faults:
            yield "\n== evidence"
            yield from self.evidence.faults


def score_graph(path: Path, gold: Path, source: Path | None = None) -> Result:
    """Score the graph at a path.

    Args:
        path: a release folder, a store, or a .nq, .trig, .ttl or .nt file.
        gold: a folder of annotations, one NNN.json a plan.
        source: the document that the plans were read from; None leaves the evidence unchecked.

    Raises:
        GoldError: the annotations cannot be read.
        GraphError: the graph cannot be read.
        SourceError: the document cannot be read.
    """
    annotated = facts_of_gold(gold)
    store = open_store(path)
    parts = tuple(score(facts_of_graph(store), annotated))
    return Result(parts, evidence(store, read(source).text) if source is not None else None)


def score(found: Mapping[int, Facts], gold: Mapping[int, Facts]) -> list[Score]:
    """Compare plan by plan, for the plans that are annotated; a plan that the graph has not counts as empty."""
    return [_score_part(part, keys, found, gold) for part, keys in _PARTS.items()]


def _score_part(part: str, keys: _Keys, found: Mapping[int, Facts], gold: Mapping[int, Facts]) -> Score:
    hits, misses = 0, []
    for position in sorted(gold):
        want = Counter(keys(gold[position]))
        got = Counter(keys(found.get(position, Facts())))
        if part == _CODE and not want:  # places without a code of their own
            continue
        hits += (want & got).total()
        misses += [Miss(position, "missed", key) for key in (want - got).elements()]
        misses += [Miss(position, "spurious", key) for key in (got - want).elements()]
    missed = sum(miss.kind == "missed" for miss in misses)
    return Score(part, hits, missed, len(misses) - missed, tuple(misses))


_Keys = Callable[[Facts], Iterable[Hashable]]
_CODE: Final = "admin code"
_PARTS: Final[dict[str, _Keys]] = {
    "locality name": lambda f: [f.name] if f.name else [],
    "locality level": lambda f: [f.level] if f.level else [],
    "locality within": lambda f: f.chain,
    _CODE: lambda f: [f.code] if f.code else [],
    "declared themes": lambda f: f.title_themes,
    "focus themes": lambda f: f.focus_themes,
    "indicators: strict": lambda f: f.indicators,
    "indicators: core rates": lambda f: [i for i in f.indicators if i.metric in CORE],
    "indicators: value and unit": lambda f: [(i.figures, i.unit) for i in f.indicators],
    "mechanisms (set per plan)": lambda f: {mechanism for mechanism, _ in f.mechanisms},
    "mechanisms (task by task)": lambda f: {(mechanism, task) for mechanism, task in f.mechanisms if task},
    "safeguards (set per plan)": lambda f: f.safeguards,
    "task headings": lambda f: [heading for _, heading, _ in f.tasks],
    "task sub-measures (count per task)": lambda f: [(ordinal, count) for ordinal, _, count in f.tasks],
    "assurance headings": lambda f: [heading for _, heading, _ in f.assurances],
}


# --- The graph


def facts_of_graph(store: ox.Store) -> dict[int, Facts]:
    """The facts of every plan in a graph, by its position in the source."""
    plans: dict[str, Facts] = {}
    positions: dict[str, int] = {}
    for plan, position in rows(store, "?plan ?position", "?plan a pk:PilotPlan ; pk:position ?position ."):
        plans[plan], positions[plan] = Facts(), int(position)
    for part in (_read_places, _read_themes, _read_indicators, _read_mechanisms, _read_headings):
        part(store, plans)
    return {positions[plan]: facts for plan, facts in plans.items()}


def _read_places(store: ox.Store, plans: dict[str, Facts]) -> None:
    optional = 'OPTIONAL {{ ?place {} ?{} FILTER(langMatches(lang(?{}), "zh")) }}'
    pattern = (
        "?plan pk:locality ?place ."
        + optional.format("rdfs:label", "name", "name")
        + "OPTIONAL { ?place pk:level ?level } OPTIONAL { ?place pk:adminCode ?code }"
    )
    for plan, name, level, code in rows(store, "?plan ?name ?level ?code", pattern):
        facts = plans[plan]
        facts.name, facts.level, facts.code = name or None, _last_part(level) or None, code or None
    above = '?plan pk:locality/pk:within+ ?above . ?above rdfs:label ?name FILTER(langMatches(lang(?name), "zh"))'
    for plan, name in rows(store, "?plan ?name", above):
        plans[plan].chain.add(name)


def _read_themes(store: ox.Store, plans: dict[str, Facts]) -> None:
    themes = _concepts("themes", "PilotTheme")
    for plan, theme in rows(store, "?plan ?theme", "?plan pk:declaresTheme ?theme ."):
        plans[plan].title_themes |= {_last_part(theme)} & themes
    for plan, theme in rows(store, "?plan ?theme", "?plan pk:focusesOn ?theme ."):
        plans[plan].focus_themes |= {_last_part(theme)} & themes


def _read_indicators(store: ox.Store, plans: dict[str, Facts]) -> None:
    pattern = """?plan pk:hasIndicator ?i . ?i pk:metric ?metric ; pk:status ?status .
        OPTIONAL { ?i pk:value ?value } OPTIONAL { ?i pk:upperValue ?upper } OPTIONAL { ?i pk:unitText ?unit }
        OPTIONAL { ?i pk:year ?year } OPTIONAL { ?i pk:ratioText ?ratio }"""
    wanted = "?plan ?i ?metric ?value ?upper ?unit ?year ?status ?ratio"
    for plan, _, metric, value, upper, unit, year, status, ratio in rows(store, wanted, pattern):
        plans[plan].indicators.append(
            indicator_key(
                metric=_last_part(metric),
                figures=re.split("[:：∶]", ratio) if ratio else [value, upper],
                unit=None if ratio else unit,
                year=int(year[:4]) if year else None,
                status=_last_part(status).lower(),
            )
        )


def _read_mechanisms(store: ox.Store, plans: dict[str, Facts]) -> None:
    """Mechanisms of tasks and safeguards of assurances; a measure's are those of its sub-measures too."""
    safeguards = _concepts("mechanisms", "Safeguard")
    pattern = """?plan pk:hasMeasure ?x . ?x pk:ordinal ?n ; pk:hasSubMeasure*/pk:usesMechanism ?m .
        FILTER NOT EXISTS { ?up pk:hasSubMeasure ?x }
        BIND(EXISTS { ?x a pk:Assurance } AS ?assurance)"""
    for plan, ordinal, concept, assurance in rows(store, "DISTINCT ?plan ?n ?m ?assurance", pattern):
        mechanism = _last_part(concept)
        if assurance == "true" and mechanism in safeguards:
            plans[plan].safeguards.add(mechanism)
        elif assurance == "false" and mechanism not in safeguards:
            plans[plan].mechanisms.add((mechanism, int(ordinal)))


def _read_headings(store: ox.Store, plans: dict[str, Facts]) -> None:
    for kind in ("Task", "Assurance"):
        pattern = f"""?plan pk:hasMeasure ?x . ?x a pk:{kind} ; pk:ordinal ?n .
            OPTIONAL {{ ?x rdfs:label ?label FILTER(langMatches(lang(?label), "zh")) }}
            OPTIONAL {{ ?x pk:hasSubMeasure ?sub . ?sub pk:enumerated true }}"""
        counted = "?plan ?x ?n ?label (COUNT(DISTINCT ?sub) AS ?subs)"
        for plan, _, ordinal, label, subs in rows(store, counted, pattern, "GROUP BY ?plan ?x ?n ?label"):
            items = plans[plan].tasks if kind == "Task" else plans[plan].assurances
            items.append((int(ordinal), _plain(label), int(subs)))


def evidence(store: ox.Store, source: str) -> Evidence:
    """Check that each indicator's span, cut from the source text as given, holds its value."""
    pattern = """?i a pk:Indicator . OPTIONAL { ?i pk:value ?v }
        OPTIONAL { ?i pk:evidence ?s . ?s nif:beginIndex ?x ; nif:endIndex ?y }"""
    wanted = "?i (SAMPLE(?v) AS ?value) (MIN(?x) AS ?begin) (MIN(?y) AS ?end)"
    right, faults = 0, []
    for indicator, value, begin, end in rows(store, wanted, pattern, "GROUP BY ?i ORDER BY ?i"):
        if not begin or not 0 < int(end) - int(begin) <= LONGEST_EVIDENCE:
            faults.append(f"{indicator}: no span, or one of over {LONGEST_EVIDENCE} characters")
        elif not _holds(source[int(begin) : int(end)], value):
            faults.append(f"{indicator}: {value or 'a ratio'} is not in “{source[int(begin) : int(end)][:60]}”")
        else:
            right += 1
    return Evidence(right, tuple(faults))


def _holds(words: str, value: str) -> bool:
    """Whether words hold a value, in digits or in Chinese numerals; any ratio where there is no value."""
    words = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", words)).replace("l00", "100")
    if not value:
        return re.search(r"\d[:：∶/]|[一二三四五六七八九十]分之", words) is not None
    digits = f"{Decimal(value):f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    tail = "0*" if "." in digits else r"(?:\.0+)?"
    if re.search(rf"(?<![\d.]){re.escape(digits)}{tail}(?!\.?\d)", words):
        return True
    numeral = "[一二三四五六七八九十百千两半]+[万亿多余]*(?:人|名|元|平方|亩|公顷|户|成|倍)|百分之"
    return re.search(numeral, words) is not None


def rows(store: ox.Store, variables: str, pattern: str, tail: str = "") -> Iterator[tuple[str, ...]]:
    """Rows of a query over all graphs at once, as text; an unbound variable is empty."""
    query = f"{_PREFIXES}SELECT {variables} WHERE {{ {pattern} }} {tail}"
    answer = store.query(query, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    for row in answer:
        yield tuple("" if term is None else term.value for term in row)


@cache
def _concepts(vocabulary: str, kind: str) -> frozenset[str]:
    """Ids of the concepts of one class in a vocabulary that ships."""
    store = ox.Store()
    store.bulk_load(path=str(resources.folder("ontology") / f"{vocabulary}.ttl"), format=ox.RdfFormat.TURTLE)
    return frozenset(_last_part(iri) for (iri,) in rows(store, "?c", f"?c a pk:{kind}"))


# --- The annotations


def facts_of_gold(folder: Path) -> dict[int, Facts]:
    """The facts of every annotated plan in a folder, by its position in the source.

    Raises:
        GoldError: the folder holds no annotations, or one of them has another form.
    """
    files = sorted(folder.glob("[0-9][0-9][0-9].json"))
    if not files:
        raise GoldError(
            "there are no annotations here",
            file=folder,
            remedy="Give a folder with a file such as 003.json for each annotated plan",
        )
    return {int(file.stem): _gold_facts(file) for file in files}


def _gold_facts(file: Path) -> Facts:
    try:
        return _facts_of(msgspec.json.decode(file.read_bytes()))
    except (OSError, msgspec.DecodeError, LookupError, TypeError, ValueError) as error:
        raise GoldError(
            f"the annotation cannot be read: {type(error).__name__} {error}",
            file=file,
            remedy="Bring it into the form that docs/accuracy.md tells",
        ) from error


def _facts_of(gold: dict[str, Any]) -> Facts:
    place = gold["locality"]
    return Facts(
        name=place["name"],
        level=place["level"],
        code=place["code"],
        chain={place[k] for k in ("province", "prefecture", "county") if place[k] and place[k] != place["name"]},
        title_themes={theme for _, theme in gold["title_themes"] if theme != "other"},
        focus_themes={theme for theme, _ in gold["body_themes"]},
        indicators=[
            indicator_key(
                metric=i["metric"],
                figures=i.get("ratio") or [i["value"], i.get("value2")],
                unit=None if i.get("ratio") else i["unit"],
                year=i["year"],
                status=i["kind"],
            )
            for i in gold["indicators"]
        ],
        mechanisms={(mechanism, task) for mechanism, task, _ in gold["mechanisms"]},
        safeguards={safeguard for safeguard, _, _ in gold["safeguards"]},
        tasks=[(n, _plain(heading), subs) for n, (_, heading, subs) in enumerate(gold["tasks"], 1)],
        assurances=[(n, _plain(heading), subs) for n, (_, heading, subs) in enumerate(gold["assurances"], 1)],
    )


# --- What both have in common


def indicator_key(
    *, metric: str, figures: Iterable[Any], unit: str | None, year: int | None, status: str
) -> IndicatorKey:
    """A key; `unit` None marks a ratio."""
    digits = 4 if unit is None else 6
    return IndicatorKey(metric, tuple(_figure(f, digits) for f in figures), _unit(unit), year, status)


def _figure(figure: object, digits: int) -> Decimal | None:
    """A number to so many digits behind the point, without trailing zeros; None where there is none."""
    return None if figure in (None, "") else round(Decimal(str(figure)), digits).normalize()


def _unit(unit: str | None) -> str:
    if unit is None:
        return "ratio"
    unit = re.sub(r"\s", "", unit)
    return _UNITS.get(unit, unit)


def _plain(heading: str | None) -> str:
    """A heading as compared: without white space and punctuation, systematic glyph faults mended."""
    return _NOT_COMPARED.sub("", (heading or "").translate(_GLYPHS))


def _last_part(iri: str) -> str:
    return re.split("[/#]", iri)[-1]


def _shown(key: Hashable) -> str:
    """A key for reading."""
    if isinstance(key, IndicatorKey):
        figures = ":".join(f"{figure:f}" for figure in key.figures if figure is not None)
        return f"{key.metric} {figures} {key.unit} ({key.year or 'no year'}, {key.status})"
    if isinstance(key, tuple):
        return " ".join(
            ":".join(f"{figure:f}" for figure in part if figure is not None) if isinstance(part, tuple) else str(part)
            for part in key
        )
    return str(key)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
