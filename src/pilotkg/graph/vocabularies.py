"""The published vocabularies: each Turtle file of ontology/ becomes a named graph; labels and units are read there.

In: a folder of Turtle files (its sub-folders are not published). Out: quads with blank nodes named as RDFC-1.0 names
them, so that two runs give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
)

from pilotkg.errors import VocabularyError
from pilotkg.graph.namespaces import DEFAULT_BASE, PK, RDFS, SKOS, UNIT, Ids
from pilotkg.graph.terms import canonical

_ONTOLOGY_FILE = "pilotkg"


class Unit(NamedTuple):
    """A unit as plans write it: its kind, its factor to the base unit of the kind, and its QUDT unit, if any."""

    kind: NamedNode
    factor: Decimal
    qudt: NamedNode | None


class Metric(NamedTuple):
    """What an indicator measures: the kinds of unit that it takes, and the base unit of its own, where it has one."""

    kinds: frozenset[NamedNode]
    base_unit: NamedNode | None


class Conversion(NamedTuple):
    """How to compare: the QUDT unit to convert to, and what to multiply with."""

    unit: NamedNode
    factor: Decimal

    def of(self, value: Decimal) -> Decimal:
        """A value converted, to twelve significant digits (a mu is a fifteen-hundredth of a km²)."""
        return Decimal(f"{value * self.factor:.12g}")


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """What is published beside the plans: all vocabulary graphs, labels of their terms, units by the text of plans."""

    quads: tuple[Quad, ...]
    units: Mapping[str, Unit]
    metrics: Mapping[NamedNode, Metric]
    _labels: Mapping[NamedNode, Mapping[str, str]]

    def labels(self, term: NamedNode) -> Mapping[str, str]:
        """Preferred labels of a term by language; empty where it has none."""
        return self._labels.get(term, {})

    def conversion(self, written: str, metric: NamedNode) -> Conversion | None:
        """How figures of a metric in a written unit are compared; None where the unit is unknown.

        28 万人 are 280000 persons; 40 公顷 of farmland are 0.4 km². The metric's base unit where the written one is of
        its kind, else that of the written unit's kind: days of good air stay days beside the metric's percent. No unit
        is a plain number.
        """
        if not written:
            return Conversion(UNIT.UNITLESS, Decimal(1))
        unit, about = self.units.get(written), self.metrics.get(metric)
        if unit is None:
            return None
        same_kind = {u.qudt: u.factor for u in self.units.values() if u.kind == unit.kind and u.qudt is not None}
        if about is not None and about.base_unit in same_kind and unit.kind in about.kinds:
            return Conversion(about.base_unit, unit.factor / same_kind[about.base_unit])
        base = self.metrics.get(unit.kind)
        if base is None or base.base_unit is None:
            return None
        return Conversion(base.base_unit, unit.factor / same_kind.get(base.base_unit, Decimal(1)))

    @classmethod
    def load(cls, folder: Path, ids: Ids) -> Vocabularies:
        """Read the *.ttl of a folder, instance IRIs moved under the build's base.

        Raises:
            VocabularyError: the folder holds no Turtle file, or one that cannot be read.
        """
        paths = sorted(folder.glob("*.ttl"))
        if not paths:
            raise VocabularyError(
                "no vocabulary in Turtle here", file=folder, remedy="Name the folder with pilotkg.ttl"
            )
        quads = tuple(quad for path in paths for quad in _read(path, ids))
        return cls(quads, _units(quads), _metrics(quads), _labels(quads))


def graph_name(path: Path, ids: Ids) -> NamedNode:
    """The graph of a vocabulary file: graph/themes for themes.ttl, graph/ontology for pilotkg.ttl."""
    return ids.graph("ontology" if path.stem == _ONTOLOGY_FILE else path.stem)


def _read(path: Path, ids: Ids) -> list[Quad]:
    graph = graph_name(path, ids)
    try:
        parsed = list(parse(path=str(path), format=RdfFormat.TURTLE))
    except (SyntaxError, OSError, ValueError) as error:
        raise VocabularyError(f"not readable as Turtle: {error}", file=path, remedy="Correct the file") from error
    quads = (Quad(q.subject, q.predicate, q.object, graph) for q in parsed)
    dataset = Dataset(_moved(quad, ids) for quad in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((_named(quad, path.stem) for quad in dataset), key=str)


def _moved(quad: Quad, ids: Ids) -> Quad:
    """A quad with its instance IRIs under the build's base, and its literals in canonical form."""

    def move(term: Any) -> Any:
        if isinstance(term, NamedNode) and term.value.startswith(DEFAULT_BASE):
            return ids.node(term.value.removeprefix(DEFAULT_BASE))
        return canonical(term) if isinstance(term, Literal) else term

    return Quad(move(quad.subject), quad.predicate, move(quad.object), quad.graph_name)


def _named(quad: Quad, stem: str) -> Quad:
    """Blank nodes named after their file: canonical names are unique within one graph only."""

    def name(term: Any) -> Any:
        return BlankNode(f"{stem}-{term.value}") if isinstance(term, BlankNode) else term

    return Quad(name(quad.subject), quad.predicate, name(quad.object), quad.graph_name)


def _labels(quads: tuple[Quad, ...]) -> dict[NamedNode, dict[str, str]]:
    found: dict[Any, dict[str, str]] = {}
    for prop in (RDFS.label, SKOS.prefLabel):
        for quad in quads:
            if quad.predicate == prop and isinstance(quad.object, Literal) and quad.object.language:
                found.setdefault(quad.subject, {})[quad.object.language] = quad.object.value
    return found


def _units(quads: tuple[Quad, ...]) -> dict[str, Unit]:
    """Units (pk:factor, pk:unitKind, pk:qudtUnit) by each way of writing them (skos:notation, then skos:altLabel)."""
    about = _objects(quads, (PK.factor, PK.unitKind, PK.qudtUnit, SKOS.notation, SKOS.altLabel))
    nodes = [node for node in about[PK.factor] if node in about[PK.unitKind]]
    units: dict[str, Unit] = {}
    for prop in (SKOS.notation, SKOS.altLabel):
        for node in nodes:
            kind, factor = about[PK.unitKind][node][0], about[PK.factor][node][0]
            qudt = about[PK.qudtUnit].get(node, [None])[0]
            for written in about[prop].get(node, []):
                units.setdefault(written.value, Unit(kind, Decimal(factor.value), qudt))
    return units


def _metrics(quads: tuple[Quad, ...]) -> dict[NamedNode, Metric]:
    """What has a base unit or kinds of unit: metrics, and the kinds themselves."""
    about = _objects(quads, (PK.unitKind, PK.baseUnit))
    kinds, bases = about[PK.unitKind], about[PK.baseUnit]
    return {n: Metric(frozenset(kinds.get(n, ())), bases.get(n, [None])[0]) for n in dict.fromkeys((*kinds, *bases))}


def _objects(quads: tuple[Quad, ...], properties: tuple[NamedNode, ...]) -> dict[NamedNode, dict[NamedNode, list[Any]]]:
    """Objects by property and subject, in the order of the quads."""
    found: dict[NamedNode, dict[NamedNode, list[Any]]] = {prop: {} for prop in properties}
    for quad in quads:
        if quad.predicate in found and isinstance(quad.subject, NamedNode):
            found[quad.predicate].setdefault(quad.subject, []).append(quad.object)
    return found
