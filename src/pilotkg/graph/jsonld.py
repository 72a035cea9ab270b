"""The JSON-LD 1.1 context of the ontology, and the frame that makes a plan one nested object.

In: the ontology. Out: JSON. Names are those of the ontology's properties and classes, so that `plan["hasIndicator"]`
reads as the ontology does; members of code lists (Target, Minimum) are written by name. `ontology/context.jsonld` and
`ontology/plan-frame.jsonld` are what this makes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, RdfFormat, Store

from pilotkg.graph.namespaces import OWL, PK, PREFIXES, RDF, RDFS, XSD

_CODED: Final = ("bound", "level", "status")  # their values are terms of the ontology
_YEARS: Final = ("fromYear", "year")  # xsd:gYear is no datatype of OWL 2, so their range does not say it
_PREFIXES: Final = ("dcterms", "eli", "geo", "nif", "oa", "pk", "prov", "qb", "rdfs", "skos", "unit", "xsd")
_TEXTS: Final = {
    "definition": "skos:definition",
    "label": "rdfs:label",
    "prefLabel": "skos:prefLabel",
    "title": "dcterms:title",
}


def context(ontology: Path) -> dict[str, Any]:
    """The context: prefixes, a term for each class and property, texts by language.

    Args:
        ontology: the file pilotkg.ttl.
    """
    store = Store()
    store.load(path=str(ontology), format=RdfFormat.TURTLE)
    terms: dict[str, Any] = {"@version": 1.1, "@vocab": PK.iri, "id": "@id"}
    terms["type"] = {"@id": "@type", "@container": "@set"}
    terms |= {prefix: PREFIXES[prefix] for prefix in _PREFIXES}
    terms |= {name: {"@id": iri, "@container": "@language"} for name, iri in _TEXTS.items()}
    single = {*_own(store, OWL.FunctionalProperty), *_YEARS}
    for name in _own(store, OWL.ObjectProperty):
        many = {} if name in single else {"@container": "@set"}  # a list, also where there is one
        terms[name] = {"@id": f"pk:{name}", "@type": "@vocab" if name in _CODED else "@id", **many}
    for name in _own(store, OWL.DatatypeProperty):
        terms[name] = {"@id": f"pk:{name}", **_datatype(store, name)}
    for name in _own(store, OWL.Class):
        terms[name] = f"pk:{name}"
    return {"@context": terms}


def plan_frame(ontology: Path) -> dict[str, Any]:
    """The frame: each plan with its place, indicators, and measures with their parts, inside it."""
    inside = {"@embed": "@always"}
    by_id = {"@embed": "@never"}
    measure = {"@embed": "@always", "usesMechanism": by_id, "hasSubMeasure": {**inside, "usesMechanism": by_id}}
    return {
        **context(ontology),
        "@omitDefault": True,
        "type": "PilotPlan",
        "locality": inside,
        "hasIndicator": {**inside, "about": by_id, "metric": by_id},
        "hasMeasure": measure,
    }


def text(document: dict[str, Any]) -> str:
    """A document as it is written to its file."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _own(store: Store, kind: NamedNode) -> list[str]:
    """Names of the ontology's own terms of a kind, in order."""
    found = (q.subject for q in store.quads_for_pattern(None, RDF.type, kind))
    own = (node.value for node in found if isinstance(node, NamedNode))
    return sorted(iri[len(PK.iri) :] for iri in own if iri.startswith(PK.iri))


def _datatype(store: Store, name: str) -> dict[str, str]:
    """How values of a property are typed: plain strings need no type."""
    if name in _YEARS:
        return {"@type": "xsd:gYear"}
    for quad in store.quads_for_pattern(PK[name], RDFS.range, None):
        if isinstance(quad.object, NamedNode) and quad.object not in (XSD.string, RDFS.Literal):
            return {"@type": f"xsd:{quad.object.value[len(XSD.iri) :]}"}
    return {}
