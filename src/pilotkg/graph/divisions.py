"""The divisions of GB/T 2260 that localities lie within, and the points of coded localities, in a graph of their own.

In: plans and the gazetteer. Out: quads in graph/divisions: labels in both languages, level, code, parent, point.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from pyoxigraph import NamedNode, Quad

from pilotkg.errors import GraphError
from pilotkg.graph.mapping import Triples
from pilotkg.graph.namespaces import GEO, PK, RDF, RDFS, SF, Ids
from pilotkg.graph.terms import en, point, text, zh
from pilotkg.model import Level, Plan


class Division(Protocol):
    """A division as the gazetteer gives it: `parents` nearest first, lon and lat in degrees or None."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def name_en(self) -> str: ...  # noqa: D102
    @property
    def level(self) -> Level: ...  # noqa: D102
    @property
    def parents(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def lon(self) -> float | None: ...  # noqa: D102
    @property
    def lat(self) -> float | None: ...  # noqa: D102


class Gazetteer(Protocol):
    """Whatever knows divisions by their code; KeyError where there is none."""

    def division(self, code: str) -> Division:
        """The division with a code."""
        ...


def division_quads(plans: Iterable[Plan], gazetteer: Gazetteer, ids: Ids) -> Iterator[Quad]:
    """Quads of all divisions above the plans' localities, by code, and of the points of coded localities.

    Raises:
        GraphError: a locality lies within a code that the table does not have.
    """
    plans = tuple(plans)
    graph = ids.graph("divisions")
    for code in _above(plans, gazetteer):
        yield from (Quad(*triple, graph) for triple in _division(gazetteer.division(code), ids))
    for slug, code in sorted((p.locality.slug, p.locality.code) for p in plans if p.locality.code):
        place = _find(gazetteer, code, slug)
        yield from (Quad(*triple, graph) for triple in _point(ids.locality(slug), place))


def _above(plans: tuple[Plan, ...], gazetteer: Gazetteer) -> list[str]:
    found: set[str] = set()
    for plan in plans:
        for code in plan.locality.within:
            found.update((code, *_find(gazetteer, code, plan.locality.name).parents))
    return sorted(found)


def _find(gazetteer: Gazetteer, code: str, place: str) -> Division:
    try:
        return gazetteer.division(code)
    except KeyError as error:
        raise GraphError(
            f"the code {code} is not in GB/T 2260 of December 2016",
            plan=place,
            remedy="Correct the locality's code or what it lies within in the records",
        ) from error


def _division(division: Division, ids: Ids) -> Triples:
    node = ids.division(division.code)
    yield node, RDF.type, PK.Locality
    yield node, RDF.type, GEO.Feature
    yield node, RDFS.label, zh(division.name)
    yield node, RDFS.label, en(division.name_en)
    yield node, PK.adminCode, text(division.code)
    yield node, PK.level, PK[division.level.value]
    if division.parents:
        yield node, PK.within, ids.division(division.parents[0])
    yield from _point(node, division)


def _point(node: NamedNode, division: Division) -> Triples:
    if division.lon is None or division.lat is None:
        return
    geometry = NamedNode(f"{node.value}#point")
    yield node, GEO.hasGeometry, geometry
    yield geometry, RDF.type, GEO.Geometry
    yield geometry, RDF.type, SF.Point
    yield geometry, GEO.asWKT, point(division.lon, division.lat)
