"""What changed between two releases, in words: terms, plans and places, and facts by plan and kind.

In: two releases or RDF files. Out: a Difference. Subjects are compared with the blank nodes that hang from them, each
such description in the canonical form of RDFC-1.0 (pyoxigraph's; rdflib's to_canonical_graph is another algorithm), so
that a blank node that is named anew is no change. What was inferred, and the description of the dataset, are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad

from pilotkg.graph.namespaces import DEFAULT_BASE, OA, OWL, PK, PROV, RDFS, SKOS, VOID
from pilotkg.graph.store import read_quads

# How a fact was read rather than what it says: told as a number.
_READING: Final = frozenset(
    {PK.evidence, PK.confidence, PK.rule, OA.hasTarget, PROV.wasDerivedFrom, PROV.wasGeneratedBy}
)
_FIGURE: Final = (PK.value, PK.upperValue, PK.unitText, PK.ratioText)
_FOLLOWS: Final = frozenset({PK.normalizedValue, PK.normalizedUpperValue, PK.unit, *_FIGURE})  # told by the figure
_TERMS: Final = ("theme/", "mechanism", "metric/", "unit/")
_PLACES: Final = ("locality/", "division/")
_KINDS: Final = {"indicator": "indicators", "task": "tasks", "assurance": "safeguards", "mention": "mentions"}
_LEFT_OUT: Final = ("graph/inferred", "graph/dataset")


class Change(NamedTuple):
    """One thing that is new, gone or other than it was: where it belongs, of which kind it is, and what happened."""

    group: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Changes of terms, plans and places, and facts; readings that changed, by plan; terms removed against the rule.

    `removed` are IRIs of terms that the old release has and the new one neither has nor calls deprecated.
    """

    terms: tuple[Change, ...]
    plans: tuple[Change, ...]
    facts: tuple[Change, ...]
    readings: Mapping[str, int]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.terms or self.plans or self.facts or self.readings)

    def text(self) -> str:
        """All of it as lines for reading, in an order that the two graphs alone decide."""
        if not self:
            return "Nothing changed."
        lines: list[str] = []
        for title, changes in (("Terms", self.terms), ("Plans and places", self.plans)):
            if changes:
                lines += [f"{title}:", *(f"  {change.words}" for change in changes)]
        grouped: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for change in self.facts:
            grouped[change.group][change.kind].append(change.words)
        lines += ["Facts:"] if grouped else []
        for group, kinds in grouped.items():
            for kind, words in kinds.items():
                lines += [f"  {group}, {kind}:", *(f"    {word}" for word in words)]
        if self.readings:
            count = sum(self.readings.values())
            lines.append(f"Read elsewhere, by another rule or less or more surely: {count} facts, in")
            lines += [f"  {plan}: {number}" for plan, number in self.readings.items()]
        lines += [f"Removed, and should be deprecated instead: {iri}" for iri in self.removed]
        return "\n".join(lines)


def diff(old: Path | str, new: Path | str) -> Difference:
    """What changed from one release or RDF file to another.

    Raises:
        GraphError: one of them cannot be read.
    """
    return difference(read_quads(old), read_quads(new))


def difference(old: Iterable[Quad], new: Iterable[Quad]) -> Difference:
    """What changed from some quads to others."""
    before, after = _Side.of(old), _Side.of(new)
    terms: list[Change] = []
    plans: list[Change] = []
    facts: list[Change] = []
    readings: Counter[str] = Counter()
    for subject in sorted({*before.described, *after.described}):
        one, other = before.described.get(subject), after.described.get(subject)
        if one == other:
            continue
        path = _path(subject, before.base if one is not None else after.base)
        if _is_term(subject, path):
            terms += _change_of_term(subject, before, after)
        elif path.startswith(_PLACES) or (path.startswith("plan/") and not _kind(path)):
            plans += _changes(before, after, subject, "", "")
        elif path.startswith("plan/") and not _of_whole_plan(path, before, after):
            plan = _plan_name(path, before, after)
            said = _changes(before, after, subject, plan, _kind(path))
            facts += said
            readings[plan] += not said
    facts.sort(key=lambda change: (change.group, change.kind))
    moved = {plan: number for plan, number in sorted(readings.items()) if number}
    return Difference(tuple(terms), tuple(plans), tuple(facts), moved, removed_terms(before, after))


def removed_terms(before: _Side, after: _Side) -> tuple[str, ...]:
    """Terms of the old side that the new one does not have: they should have stayed, with owl:deprecated true."""
    gone = sorted(before.described.keys() - after.described.keys())
    return tuple(iri for iri in gone if " " not in iri and _is_term(iri, _path(iri, before.base)))


@dataclass(frozen=True, slots=True)
class _Side:
    """One of two graphs: what it says of each named subject, and the canonical form of that."""

    base: str
    values: Mapping[str, Mapping[NamedNode, tuple[Any, ...]]]
    described: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> _Side:
        """Gather the quads by subject; anonymous axioms are gathered by their canonical form."""
        kept = list(quads)
        spaces = sorted(q.object.value for q in kept if q.predicate == VOID.uriSpace and isinstance(q.object, Literal))
        about: defaultdict[Any, list[Quad]] = defaultdict(list)
        for quad in kept:
            if not str(quad.graph_name).rstrip(">").endswith(_LEFT_OUT):
                about[quad.subject].append(quad)
        referred = {q.object for found in about.values() for q in found if isinstance(q.object, BlankNode)}
        described, values = {}, {}
        for subject, found in about.items():
            if isinstance(subject, NamedNode):
                described[subject.value] = _canonical(subject, about)
                values[subject.value] = _by_property(found)
            elif subject not in referred:
                form = _canonical(subject, about)
                described[f"{PK.iri} {' '.join(form)}"] = form
        return cls(spaces[0] if spaces else DEFAULT_BASE, values, described)

    def all(self, subject: str, prop: NamedNode) -> tuple[Any, ...]:
        """The values of a property, in order."""
        return self.values.get(subject, {}).get(prop, ())

    def label(self, iri: str, language: str = "en") -> str:
        """The label in a language, else any, else the last part of the IRI."""
        labels = [*self.all(iri, SKOS.prefLabel), *self.all(iri, RDFS.label)]
        fitting = [text.value for text in labels if text.language == language] or [text.value for text in labels]
        return str(fitting[0]) if fitting else iri.rstrip("/").replace("#", "/").rpartition("/")[2]

    def told(self, term: Any) -> str:
        """A value in words."""
        return str(term.value) if isinstance(term, Literal) else self.label(getattr(term, "value", "…"))


def _by_property(quads: Iterable[Quad]) -> dict[NamedNode, tuple[Any, ...]]:
    found: defaultdict[NamedNode, set[Any]] = defaultdict(set)
    for quad in quads:
        found[quad.predicate].add(quad.object)
    return {prop: tuple(sorted(found[prop], key=str)) for prop in sorted(found, key=str)}


def _canonical(subject: Any, about: Mapping[Any, list[Quad]]) -> tuple[str, ...]:
    """The triples about a node and about the blank nodes that hang from it, canonical by RDFC-1.0, in order."""
    nodes, quads = [subject], []
    for node in nodes:  # grows while it is walked
        for quad in about.get(node, ()):
            quads.append(Quad(quad.subject, quad.predicate, quad.object))
            if isinstance(quad.object, BlankNode) and quad.object not in nodes:
                nodes.append(quad.object)
    if len(nodes) > 1 or isinstance(subject, BlankNode):
        dataset = Dataset(quads)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        quads = list(dataset)
    return tuple(sorted({str(quad) for quad in quads}))


def _path(subject: str, base: str) -> str:
    return subject[len(base) :] if subject.startswith(base) else ""


def _is_term(subject: str, path: str) -> bool:
    return subject.startswith(PK.iri) or path.startswith(_TERMS)


def _kind(path: str) -> str:
    """The kind of a fact of a plan: that of the last part of its path that names one."""
    return next((_KINDS[part] for part in reversed(path.split("/")) if part in _KINDS), "")


def _plan_name(path: str, before: _Side, after: _Side) -> str:
    """The place of the plan that a fact belongs to, in Chinese, as plans are known by."""
    slug = _slug(path)
    for side in (after, before):
        if (iri := f"{side.base}locality/{slug}") in side.values:
            return side.label(iri, "zh")
    return slug


def _slug(path: str) -> str:
    """The part of a path below a plan that names the plan."""
    parts = path.split("/")
    return "/".join(parts[1 : next((n for n, part in enumerate(parts) if part in _KINDS), len(parts))])


def _of_whole_plan(path: str, before: _Side, after: _Side) -> bool:
    """Whether the plan of a fact is itself new or gone, which says it all."""
    slug = _slug(path)
    return (f"{before.base}plan/{slug}" in before.values) != (f"{after.base}plan/{slug}" in after.values)


def _change_of_term(subject: str, before: _Side, after: _Side) -> Iterator[Change]:
    if " " in subject:  # an anonymous axiom
        sign = "gone" if subject in before.described else "new"
        yield Change("", "", f"an axiom without a name is {sign}: {_axiom(subject)}")
    elif after.all(subject, OWL.deprecated) and not before.all(subject, OWL.deprecated):
        yield Change("", "", f"{before.label(subject)} is deprecated ({subject})")
    else:
        yield from _changes(before, after, subject, "", "")


def _axiom(form: str) -> str:
    """The terms of the project that an axiom relates."""
    terms = (part.strip("<>") for part in form.split() if part.startswith(f"<{PK.iri}"))
    return ", ".join(sorted({f"pk:{term[len(PK.iri) :]}" for term in terms}))


def _changes(before: _Side, after: _Side, subject: str, group: str, kind: str) -> list[Change]:
    """What happened to one subject."""
    name = _name(subject, after if subject in after.values else before)
    if subject not in before.values:
        return [Change(group, kind, f"new: {_with_figure(name, after, subject)}")]
    if subject not in after.values:
        return [Change(group, kind, f"gone: {_with_figure(name, before, subject)}")]
    told = []
    one, other = _figure(before, subject), _figure(after, subject)
    if one != other:
        told.append(f"{name} {one} → {other}")
    for prop in sorted({*before.values[subject], *after.values[subject]} - _READING - _FOLLOWS, key=str):
        was, now = before.all(subject, prop), after.all(subject, prop)
        gone = [before.told(term) for term in was if term not in now and not isinstance(term, BlankNode)]
        new = [after.told(term) for term in now if term not in was and not isinstance(term, BlankNode)]
        if gone or new:
            told.append(f"{name}, {after.label(prop.value)}: {', '.join(gone) or '–'} → {', '.join(new) or '–'}")
    if not told and not _only_reading(before, after, subject):
        told.append(f"{name}: its definition changed")
    return [Change(group, kind, words) for words in told]


def _only_reading(before: _Side, after: _Side, subject: str) -> bool:
    properties = {*before.values[subject], *after.values[subject]}
    return any(before.all(subject, prop) != after.all(subject, prop) for prop in properties & _READING)


def _name(subject: str, side: _Side) -> str:
    """What a subject is called: an indicator by year, status and metric, a mention by what it is of, others by label."""
    if metric := side.all(subject, PK.metric):
        years = [*side.all(subject, PK.fromYear), *side.all(subject, PK.year)]
        status = [side.told(term) for term in side.all(subject, PK.status)]
        scope = [f"({term.value})" for term in side.all(subject, PK.scope)]
        when = "–".join(year.value for year in years)
        return " ".join(part for part in (when, *status, "of the", side.told(metric[0]).lower(), *scope) if part)
    if concept := side.all(subject, PK.mentionOf):
        where = [side.label(node.value, "zh") for node in side.all(subject, PK.mentionedIn)]
        return f"{side.told(concept[0])} in {', '.join(where)}"
    ordinal = [term.value for term in side.all(subject, PK.ordinal)]
    return " ".join([*ordinal, side.label(subject, "zh" if ordinal else "en")])


def _with_figure(name: str, side: _Side, subject: str) -> str:
    return f"{name} {_figure(side, subject)}".rstrip()


def _figure(side: _Side, subject: str) -> str:
    """The figure of an indicator as it is written: 60 %, 10–15 万人, 6.8:51.6:41.6; nothing of anything else."""
    value, upper, unit, ratio = ("".join(term.value for term in side.all(subject, prop)) for prop in _FIGURE)
    return ratio or " ".join(part for part in (f"{value}–{upper}" if upper else value, unit) if part)
