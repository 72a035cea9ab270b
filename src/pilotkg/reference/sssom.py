"""The mappings as a table of the Simple Standard for Sharing Ontological Mappings (SSSOM/TSV), made of mappings.ttl.

In: the rdflib graph of the ontology with its mappings. Out: a metadata block, each line behind a #, then the table with
a row for each owl:Axiom that tells of a mapping, sorted.
"""

from __future__ import annotations

from typing import Final

from rdflib import OWL, RDF, SKOS, Graph, Literal, Namespace
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from pilotkg.graph.namespaces import DEFAULT_BASE, PREFIXES, kind_prefixes
from pilotkg.reference.links import OWN_PREFIXES, Links

SSSOM: Final = Namespace("https://w3id.org/sssom/")
FILE: Final = "mappings.sssom.tsv"
COLUMNS: Final = (
    *("subject_id", "subject_label", "predicate_id", "object_id", "object_label"),
    *("mapping_justification", "object_source", "comment"),
)


def table(graph: Graph) -> str:
    """The mappings as SSSOM/TSV."""
    links = Links({})
    rows = sorted(_row(graph, axiom, links) for axiom in graph.subjects(RDF.type, OWL.Axiom))
    used = {cell.split(":")[0] for row in rows for cell in (row[0], row[2], row[3], row[5], row[6]) if ":" in cell}
    return "\n".join((*_metadata(graph, used), "\t".join(COLUMNS), *("\t".join(row) for row in rows), ""))


def _row(graph: Graph, axiom: Node, links: Links) -> tuple[str, ...]:
    subject, target = graph.value(axiom, OWL.annotatedSource), graph.value(axiom, OWL.annotatedTarget)
    labels = (o for o in graph.objects(subject, SKOS.prefLabel) if isinstance(o, Literal) and o.language == "en")
    carrier = graph.value(axiom, DCTERMS.source)
    return (
        links.short(str(subject)),
        str(next(labels, "")),
        links.short(str(graph.value(axiom, OWL.annotatedProperty))),
        links.short(str(target)),
        str(graph.value(axiom, SSSOM.object_label) or ""),
        links.short(str(graph.value(axiom, SSSOM.mapping_justification))),
        links.short(str(carrier)),
        str(graph.value(carrier, DCTERMS.title) or ""),
    )


def _metadata(graph: Graph, used: set[str]) -> list[str]:
    """The block of metadata in YAML: the set, its licence, and what its prefixes stand for."""
    mappings = next(iter(sorted(graph.subjects(RDF.type, SSSOM.MappingSet), key=str)))
    titles = (o for o in graph.objects(mappings, DCTERMS.title) if isinstance(o, Literal) and o.language == "en")
    spaces = {**PREFIXES, **kind_prefixes(DEFAULT_BASE), **OWN_PREFIXES}
    lines = [
        f"mapping_set_id: {mappings}",
        f'mapping_set_title: "{next(titles, "")}"',
        f"license: {graph.value(mappings, DCTERMS.license)}",
        "curie_map:",
        *(f'  {name}: "{spaces[name]}"' for name in sorted(used) if name in spaces),
    ]
    return [f"#{line}" for line in lines]
