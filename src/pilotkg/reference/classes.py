"""The class diagrams: how the classes are connected by object properties, and how they stand above each other.

In: the rdflib graph of the ontology, its terms, and where they are described. Out: SVG elements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Final

from rdflib import OWL, RDFS, Graph, Namespace, URIRef
from rdflib.term import Node

from pilotkg.graph.namespaces import PK, PREFIXES
from pilotkg.reference.diagram import Arrow, Box, draw
from pilotkg.reference.links import Links
from pilotkg.reference.terms import Term, below

_SCHEMA: Final = Namespace(PREFIXES["schema"])
_WIDTH: Final = 27  # letters in a line of a box
_MANY: Final = 3  # domains of a property that are still drawn one by one


def connections(graph: Graph, terms: Mapping[str, Sequence[Term]], links: Links, page: str) -> list[str]:
    """Classes and the object properties between them, a picture for each group of classes that hang together.

    A property and its inverse are one arrow, which leaves the class that the ontology names first. Where a property has
    many domains, one box stands for them.
    """
    place = {term.iri: number for number, term in enumerate(terms.get("classes", ()))}
    arrows, shared = _properties(graph, terms.get("object-properties", ()), place)
    own = {end for arrow in arrows for end in (arrow.source, arrow.target) if end in place}
    arrows += [a for a in _hierarchy(graph, terms.get("classes", ())) if {a.source, a.target} <= own]
    pictures = []
    for number, group in enumerate(_groups(arrows, place)):
        ours = [a for a in arrows if a.source in group or a.target in group]
        shown = {end for arrow in ours for end in (arrow.source, arrow.target)}
        boxes = [box for key, box in shared.items() if key in shown]
        boxes += _boxes(graph, terms, shown - set(shared), links, page)
        words = _in_words(boxes, ours, links)
        pictures.append(draw(boxes, ours, "Classes and object properties / 类与对象属性", words, f"connected-{number}"))
    return pictures


def _properties(
    graph: Graph, properties: Iterable[Term], place: Mapping[str, int]
) -> tuple[list[Arrow], dict[str, Box]]:
    """The arrows of properties, and the boxes that stand for many domains at once."""
    arrows: list[Arrow] = []
    shared: dict[str, Box] = {}
    drawn: set[Node] = set()
    for term in properties:
        node = URIRef(term.iri)
        if node in drawn:
            continue
        inverses = sorted({*graph.objects(node, OWL.inverseOf), *graph.subjects(OWL.inverseOf, node)}, key=str)
        drawn.update(inverses)
        names = [term.name, *(str(i).removeprefix(PK.iri) for i in inverses)]
        sources = _ends(graph, node, RDFS.domain, _SCHEMA.domainIncludes)
        targets = _ends(graph, node, RDFS.range, _SCHEMA.rangeIncludes)
        if len(sources) > _MANY:
            listed = " · ".join(s.removeprefix(PK.iri) for s in sorted(sources, key=lambda s: place.get(s, len(place))))
            shared[listed] = Box(listed, f"#{term.name}", tuple(wrap(listed, _WIDTH)), "several")
            sources = [listed]
        for source in sources:
            for target in targets:
                turned = bool(inverses) and place.get(source, 0) > place.get(target, 0)
                one, other = (target, source) if turned else (source, target)
                arrows.append(Arrow(one, other, (" / ".join(reversed(names) if turned else names),)))
    return arrows, shared


def _groups(arrows: Sequence[Arrow], place: Mapping[str, int]) -> list[set[str]]:
    """Our classes that arrows between them connect, the largest group first."""
    near: dict[str, set[str]] = {}
    for arrow in arrows:
        ends = [end for end in (arrow.source, arrow.target) if end in place]
        for end in ends:
            near.setdefault(end, set()).update(ends)
    groups: list[set[str]] = []
    for key in sorted(near, key=lambda k: place[k]):
        if not any(key in group for group in groups):
            group, reached = set(), [key]
            while reached:
                one = reached.pop()
                if one not in group:
                    group.add(one)
                    reached += near[one]
            groups.append(group)
    return sorted(groups, key=lambda group: -len(group))


def hierarchy(graph: Graph, terms: Mapping[str, Sequence[Term]], links: Links, page: str) -> str:
    """Classes and the classes above them, by axiom or by definition."""
    arrows = list(_hierarchy(graph, terms.get("classes", ())))
    shown = {end for arrow in arrows for end in (arrow.source, arrow.target)}
    boxes = _boxes(graph, terms, shown, links, page)
    return draw(boxes, arrows, "Subclasses / 上下位类", _in_words(boxes, arrows, links), "ordered")


def _ends(graph: Graph, node: Node, *props: URIRef) -> list[str]:
    return sorted({str(o) for prop in props for o in graph.objects(node, prop) if isinstance(o, URIRef)})


def _hierarchy(graph: Graph, classes: Iterable[Term]) -> Iterator[Arrow]:
    for term in classes:
        for lower in sorted(below(graph, URIRef(term.iri)), key=str):
            yield Arrow(str(lower), term.iri, kind="subclass")
        for upper in sorted(graph.objects(URIRef(term.iri), RDFS.subClassOf), key=str):
            if isinstance(upper, URIRef) and not str(upper).startswith(PK.iri):
                yield Arrow(term.iri, str(upper), kind="subclass")


def _boxes(graph: Graph, terms: Mapping[str, Sequence[Term]], shown: set[str], links: Links, page: str) -> list[Box]:
    boxes = []
    own = {term.iri for term in terms.get("classes", ())}
    for term in terms.get("classes", ()):
        if term.iri in shown:
            defined = (URIRef(term.iri), OWL.equivalentClass, None) in graph
            lines = (term.name, term.label.zh, *wrap(term.label.en, _WIDTH))
            boxes.append(Box(term.iri, links.place(term.iri, page), lines, "defined" if defined else "own"))
    foreign = (Box(iri, links.place(iri, page), (links.short(iri),), "foreign") for iri in sorted(shown - own))
    return [*boxes, *foreign]


def _in_words(boxes: Sequence[Box], arrows: Sequence[Arrow], links: Links) -> str:
    """What the picture shows, for those who do not see it."""
    told = (f"{links.short(a.source)} {' '.join(a.names) or 'subclass of'} {links.short(a.target)}" for a in arrows)
    return f"{len(boxes)} classes. " + "; ".join(told)
