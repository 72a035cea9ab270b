"""Quads become files: N-Quads with the named graphs, sorted; one merged Turtle file for reading, sorted and prefixed.

Follows RDF 1.1 N-Quads and Turtle. The Turtle parses back to the same triples: instance IRIs are written relative to
@base, since a slash is not legal in a prefixed name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from pilotkg.graph.namespaces import PREFIXES, RDF, RDFS, SKOS, XSD, Ids, kind_prefixes

# pyoxigraph's types allow quoted triples everywhere; this graph has none.
Term: TypeAlias = Any
Subject: TypeAlias = Any
Properties: TypeAlias = dict[NamedNode, dict[Term, None]]  # objects by property, each once

_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_RELATIVE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.~%/#=,-]*")
_SHORT_NUMBER = {XSD.integer: re.compile(r"[+-]?[0-9]+"), XSD.decimal: re.compile(r"[+-]?[0-9]*\.[0-9]+")}
_SHORT_BOOLEAN = ("true", "false")
_FIRST = (RDF.type, RDFS.label, SKOS.prefLabel)
_INDENT = "    "
_ON_ONE_LINE = 4


def nquads(quads: Iterable[Quad]) -> bytes:
    """N-Quads, a line each, sorted by their bytes, without repeats."""
    lines = set((serialize(quads, format=RdfFormat.N_QUADS) or b"").split(b"\n"))
    lines.discard(b"")
    return b"".join(line + b"\n" for line in sorted(lines))


def turtle(triples: Iterable[Quad | Triple], ids: Ids | None = None) -> str:
    """Turtle of the union of all graphs: subjects in natural order, types and labels first, blank nodes in place."""
    ids = ids or Ids()
    writer = _Writer.of(triples, ids)
    blocks = list(writer.blocks())
    used = ((name, iri) for name, iri in sorted(writer.prefixes.items()) if name in writer.used)
    head = [f"@base <{ids.base}> .", *(f"@prefix {name}: <{iri}> ." for name, iri in used)]
    return "\n".join((*head, "", *blocks))


@dataclass(frozen=True, slots=True)
class _Writer:
    base: str
    prefixes: Mapping[str, str]
    subjects: Mapping[Subject, Properties]
    nested: frozenset[BlankNode]
    used: set[str]
    _names: dict[NamedNode, str]

    @classmethod
    def of(cls, triples: Iterable[Quad | Triple], ids: Ids) -> _Writer:
        subjects: dict[Subject, Properties] = {}
        references: defaultdict[BlankNode, int] = defaultdict(int)
        for t in triples:
            value = t.object
            values = subjects.setdefault(t.subject, {}).setdefault(t.predicate, {})
            if isinstance(value, BlankNode) and value not in values:
                references[value] += 1
            values[value] = None
        return cls(ids.base, PREFIXES | kind_prefixes(ids.base), subjects, _nestable(subjects, references), set(), {})

    def blocks(self) -> Iterator[str]:
        """A block for each subject that is not written inside another."""
        tops = [s for s in self.subjects if s not in self.nested]
        for subject in sorted(tops, key=_natural):
            body = f" ;\n{_INDENT}".join(self._properties(subject, _INDENT))
            yield f"{self.term(subject)} {body} .\n"

    def _properties(self, subject: Subject, indent: str) -> Iterator[str]:
        properties = self.subjects[subject]
        for predicate in sorted(properties, key=_predicate_order):
            values = list(properties[predicate])
            if len(values) > 1:
                values.sort(key=_object_order)
            name = "a" if predicate == RDF.type else self.term(predicate)
            if len(values) <= _ON_ONE_LINE and not (len(values) > 1 and self.nested.intersection(values)):
                yield f"{name} {', '.join(self._object(value, indent) for value in values)}"
            else:
                line = f"\n{indent}{_INDENT}"
                yield f"{name}{line}" + f" ,{line}".join(self._object(value, indent + _INDENT) for value in values)

    def _object(self, term: Term, indent: str) -> str:
        if not isinstance(term, BlankNode) or term not in self.nested:
            return self.term(term)
        if (members := self._list(term)) is not None:
            return f"( {' '.join(self._object(m, indent) for m in members)} )"
        deeper = indent + _INDENT
        inner = f" ;\n{deeper}".join(self._properties(term, deeper))
        return f"[\n{deeper}{inner}\n{indent}]" if inner else "[]"

    def _list(self, node: Term) -> list[Term] | None:
        """Members of a well-formed RDF list whose cells nothing else refers to; None where it is no such list."""
        members: list[Term] = []
        while node != RDF.nil:
            properties = self.subjects.get(node) if node in self.nested else None
            if properties is None or set(properties) != {RDF.first, RDF.rest}:
                return None
            first, rest = list(properties[RDF.first]), list(properties[RDF.rest])
            if len(first) != 1 or len(rest) != 1:
                return None
            members.append(first[0])
            node = rest[0]
        return members

    def term(self, term: Term) -> str:
        """A term in its shortest legal form."""
        if isinstance(term, NamedNode):
            if (name := self._names.get(term)) is None:
                name = self._names[term] = self._iri(term.value)
            return name
        if isinstance(term, Literal):
            return self._literal(term)
        return str(term)

    def _iri(self, iri: str) -> str:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        for name, namespace in self.prefixes.items():
            if namespace == iri[:cut] and _LOCAL_NAME.fullmatch(iri, cut):
                self.used.add(name)
                return f"{name}:{iri[cut:]}"
        rest = iri.removeprefix(self.base)
        if rest != iri and _RELATIVE.fullmatch(rest) and "/." not in rest and "//" not in rest:
            return f"<{rest}>"
        return f"<{iri}>"

    def _literal(self, literal: Literal) -> str:
        if literal.language or literal.datatype == XSD.string:
            return str(literal)
        short = _SHORT_NUMBER.get(literal.datatype)
        if short and short.fullmatch(literal.value):
            return literal.value
        if literal.datatype == XSD.boolean and literal.value in _SHORT_BOOLEAN:
            return literal.value
        return f"{Literal(literal.value)}^^{self.term(literal.datatype)}"


def _nestable(subjects: Mapping[Subject, Properties], references: Mapping[BlankNode, int]) -> frozenset[BlankNode]:
    """Blank nodes to write in place: referred to once, and reached from a node that is written on its own."""
    single = {node for node, count in references.items() if count == 1 and node in subjects}
    reached: set[BlankNode] = set()
    todo: list[Subject] = [s for s in subjects if s not in single]
    while todo:
        for objects in subjects[todo.pop()].values():
            below = [o for o in objects if isinstance(o, BlankNode) and o in single and o not in reached]
            reached.update(below)
            todo.extend(below)
    return frozenset(reached)


def _predicate_order(predicate: NamedNode) -> tuple[int, str]:
    return (_FIRST.index(predicate) if predicate in _FIRST else len(_FIRST), predicate.value)


def _object_order(term: Term) -> tuple[object, ...]:
    """Chinese before English, then other literals and IRIs in natural order, blank nodes last."""
    if isinstance(term, Literal):
        return (0, term.language != "zh", term.language or "", _natural_text(term.value), term.datatype.value)
    return (1, isinstance(term, BlankNode), "", _natural_text(term.value))


def _natural(term: Subject) -> tuple[object, ...]:
    return (isinstance(term, BlankNode), _natural_text(term.value))


def _natural_text(value: str) -> tuple[object, ...]:
    """Order in which task/2 comes before task/10: runs of digits compare as numbers."""
    parts: list[str | int] = re.split(r"([0-9]+)", value)
    parts[1::2] = [int(p) for p in parts[1::2]]
    return (parts, value)
