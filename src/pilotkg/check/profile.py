"""The OWL 2 RL profile (OWL 2 Profiles, section 4): which axioms of an ontology are outside it.

In: a store with an ontology in it. Out: findings. Of an equivalence of a named class with an expression only the
direction from the expression to the class is asked for: it is the one that rules materialise. Composite properties
(transitive, or the head of a chain) are held to the restrictions of OWL 2 (Structural Specification, section 11.2) too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import BlankNode, NamedNode, Store

from pilotkg.check.pitfalls import Finding
from pilotkg.graph.namespaces import OWL, RDF, RDFS, XSD

_NAME: Final = "outside the profile OWL 2 RL"
_NO_CLASS: Final = frozenset({OWL.Thing})
_NAMES: Final = """
decimal integer nonNegativeInteger nonPositiveInteger positiveInteger negativeInteger long int short byte unsignedLong
unsignedInt unsignedShort unsignedByte float double string normalizedString token language Name NCName NMTOKEN boolean
hexBinary base64Binary anyURI dateTime dateTimeStamp
"""
_DATATYPES: Final = frozenset(
    {RDF.PlainLiteral, RDF.XMLLiteral, RDF.langString, RDFS.Literal} | {XSD[name] for name in _NAMES.split()}
)
_FOREIGN_AXIOMS: Final = frozenset({OWL.disjointUnionOf, OWL.hasSelf, OWL.onDatatype, OWL.datatypeComplementOf})
_SIMPLE_ONLY: Final = (
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.IrreflexiveProperty,
    OWL.AsymmetricProperty,
)
_CARDINALITIES: Final = (OWL.maxCardinality, OWL.maxQualifiedCardinality)


def outside_profile(store: Store) -> list[Finding]:
    """Axioms that are not in OWL 2 RL, in the order of the terms that they are about."""
    axioms = _Axioms(store)
    found = {*_class_axioms(axioms), *_property_axioms(axioms), *_composite(axioms)}
    return sorted(found)


@dataclass(frozen=True, slots=True)
class _Axioms:
    """The triples of an ontology, whatever graph they stand in."""

    store: Store

    def pairs(self, prop: NamedNode) -> Iterator[tuple[Any, Any]]:
        """Subjects and objects of a property."""
        return ((q.subject, q.object) for q in self.store.quads_for_pattern(None, prop, None))

    def value(self, node: Any, prop: NamedNode) -> Any:
        """One value of a property, or None."""
        return next((q.object for q in self.store.quads_for_pattern(node, prop, None)), None)

    def items(self, head: Any) -> Iterator[Any]:
        """The members of an RDF list."""
        while head is not None and head != RDF.nil:
            yield self.value(head, RDF.first)
            head = self.value(head, RDF.rest)

    def kinds(self, kind: NamedNode) -> Iterator[Any]:
        """What has a type."""
        return (q.subject for q in self.store.quads_for_pattern(None, RDF.type, kind))

    def is_datatype(self, node: Any) -> bool:
        """Whether a node names a data range rather than a class."""
        return node in _DATATYPES or (isinstance(node, NamedNode) and node.value.startswith(XSD.iri))


def _class_axioms(axioms: _Axioms) -> Iterator[Finding]:
    for lower, upper in axioms.pairs(RDFS.subClassOf):
        yield from _told(lower, _not_sub(axioms, lower), "below another class")
        yield from _told(lower, _not_super(axioms, upper), "above another class")
    for named, other in axioms.pairs(OWL.equivalentClass):
        sides = [side for side in (named, other) if isinstance(side, BlankNode)]
        yield from (f for side in sides for f in _told(named, _not_sub(axioms, side), "the defining side"))
    for one, other in axioms.pairs(OWL.disjointWith):
        for side in (one, other):
            yield from _told(one, _not_sub(axioms, side), "disjoint with another class")
    for node, members in axioms.pairs(OWL.members):
        if axioms.value(node, RDF.type) == OWL.AllDisjointClasses:
            for member in axioms.items(members):
                yield from _told(member, _not_sub(axioms, member), "disjoint with other classes")
    for keyed, _ in axioms.pairs(OWL.hasKey):
        yield from _told(keyed, _not_sub(axioms, keyed), "with a key")
    for prop in sorted(_FOREIGN_AXIOMS, key=str):
        yield from (_finding(subject, f"{_short(prop)} is no construct of it") for subject, _ in axioms.pairs(prop))


def _property_axioms(axioms: _Axioms) -> Iterator[Finding]:
    for prop, domain in axioms.pairs(RDFS.domain):
        yield from _told(prop, _not_super(axioms, domain), "as a domain")
    for prop, value in axioms.pairs(RDFS.range):
        if axioms.is_datatype(value):
            if value not in _DATATYPES:
                yield _finding(prop, f"the datatype {_short(value)}")
        else:
            yield from _told(prop, _not_super(axioms, value), "as a range")
    for prop in axioms.kinds(OWL.ReflexiveProperty):
        yield _finding(prop, "a reflexive property")


def _composite(axioms: _Axioms) -> Iterator[Finding]:
    """Composite properties where only simple ones may stand."""
    composite = {*axioms.kinds(OWL.TransitiveProperty), *(p for p, _ in axioms.pairs(OWL.propertyChainAxiom))}
    grown = True
    while grown:
        above = {upper for prop, upper in axioms.pairs(RDFS.subPropertyOf) if prop in composite}
        inverse = {one for pair in axioms.pairs(OWL.inverseOf) if composite & set(pair) for one in pair}
        grown = not (above | inverse) <= composite
        composite |= above | inverse
    for kind in _SIMPLE_ONLY:
        yield from (_finding(p, f"composite, and an {_short(kind)}") for p in axioms.kinds(kind) if p in composite)
    for prop in (OWL.propertyDisjointWith, *_CARDINALITIES):
        for subject, value in axioms.pairs(prop):
            restricted = {subject, value, axioms.value(subject, OWL.onProperty)} & composite
            yield from (_finding(p, f"composite, and used with {_short(prop)}") for p in restricted)


def _not_sub(axioms: _Axioms, node: Any) -> str | None:
    """What keeps a class expression from standing on the left of an RL axiom (subClassExpression); None if nothing."""
    if isinstance(node, NamedNode):
        return "owl:Thing" if node in _NO_CLASS else None
    for prop in (OWL.intersectionOf, OWL.unionOf):
        if (head := axioms.value(node, prop)) is not None:
            return _first(_not_sub(axioms, item) for item in axioms.items(head))
    if axioms.value(node, OWL.oneOf) is not None or axioms.value(node, OWL.hasValue) is not None:
        return None
    some = axioms.value(node, OWL.someValuesFrom)
    if some is not None:
        allowed = some == OWL.Thing or axioms.is_datatype(some)
        return None if allowed else _not_sub(axioms, some)
    return _construct(axioms, node)


def _not_super(axioms: _Axioms, node: Any) -> str | None:
    """What keeps a class expression from standing on the right of an RL axiom (superClassExpression); None if nothing."""
    if isinstance(node, NamedNode):
        return "owl:Thing" if node in _NO_CLASS else None
    if (head := axioms.value(node, OWL.intersectionOf)) is not None:
        return _first(_not_super(axioms, item) for item in axioms.items(head))
    if (complement := axioms.value(node, OWL.complementOf)) is not None:
        return _not_sub(axioms, complement)
    if (every := axioms.value(node, OWL.allValuesFrom)) is not None:
        return None if axioms.is_datatype(every) else _not_super(axioms, every)
    if axioms.value(node, OWL.hasValue) is not None:
        return None
    return _cardinality(axioms, node)


def _cardinality(axioms: _Axioms, node: Any) -> str | None:
    """What keeps a restriction of how many values there are, at most one in RL, from standing there."""
    for prop in _CARDINALITIES:
        if (limit := axioms.value(node, prop)) is not None:
            counted = axioms.value(node, OWL.onClass)
            allowed = counted in (None, OWL.Thing) or _not_sub(axioms, counted) is None
            return None if limit.value in ("0", "1") and allowed else f"{_short(prop)} {limit.value}"
    return _construct(axioms, node)


def _first(reasons: Iterable[str | None]) -> str | None:
    return next((reason for reason in reasons if reason is not None), None)


def _construct(axioms: _Axioms, node: Any) -> str:
    """The construct that an expression is built with."""
    built = (q.predicate for q in axioms.store.quads_for_pattern(node, None, None))
    names = sorted(_short(prop) for prop in built if prop.value.startswith(OWL.iri) and prop != OWL.onProperty)
    return ", ".join(names) or "an expression without a construct"


def _told(term: Any, reason: str | None, where: str) -> Iterator[Finding]:
    if reason is not None:
        yield _finding(term, f"{reason}, {where}")


def _finding(term: Any, detail: str) -> Finding:
    return Finding("RL", _NAME, term.value if isinstance(term, NamedNode) else "(an anonymous class)", detail)


def _short(node: NamedNode) -> str:
    for prefix, iri in (("owl", OWL.iri), ("xsd", XSD.iri), ("rdfs", RDFS.iri)):
        if node.value.startswith(iri):
            return f"{prefix}:{node.value[len(iri) :]}"
    return node.value
