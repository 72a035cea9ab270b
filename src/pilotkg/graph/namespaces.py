"""IRIs: the namespaces that the graph uses, and the instance IRIs of a build under a base that can be chosen.

In: ids and slugs of records. Out: pyoxigraph terms. The forms of the IRIs are those of docs/data.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from pilotkg.errors import GraphError
from pilotkg.model import TextSpan

DEFAULT_BASE = "https://w3id.org/pilotkg/id/"


class Namespace:
    """A namespace whose terms are read as attributes or items: `RDFS.label`, `UNIT["KiloM2"]`."""

    def __init__(self, iri: str) -> None:
        self.iri = iri

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        node = self.__dict__[name] = NamedNode(self.iri + name)  # found at once the next time
        return node

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.iri + name)


PK = Namespace("https://w3id.org/pilotkg/ontology#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
PROV = Namespace("http://www.w3.org/ns/prov#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
VOID = Namespace("http://rdfs.org/ns/void#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
SF = Namespace("http://www.opengis.net/ont/sf#")
QB = Namespace("http://purl.org/linked-data/cube#")
QUDT = Namespace("http://qudt.org/schema/qudt/")
UNIT = Namespace("http://qudt.org/vocab/unit/")
NIF = Namespace("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#")
OA = Namespace("http://www.w3.org/ns/oa#")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
SCHEMA = Namespace("https://schema.org/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
VANN = Namespace("http://purl.org/vocab/vann/")
SH = Namespace("http://www.w3.org/ns/shacl#")

PREFIXES: dict[str, str] = {
    "bibo": "http://purl.org/ontology/bibo/",
    "dcat": DCAT.iri,
    "dcterms": DCTERMS.iri,
    "eli": ELI.iri,
    "eurovoc": "http://eurovoc.europa.eu/",
    "foaf": FOAF.iri,
    "geo": GEO.iri,
    "nif": NIF.iri,
    "oa": OA.iri,
    "owl": OWL.iri,
    "pk": PK.iri,
    "prov": PROV.iri,
    "qb": QB.iri,
    "quantitykind": "http://qudt.org/vocab/quantitykind/",
    "qudt": QUDT.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "schema": SCHEMA.iri,
    "sdg": "http://metadata.un.org/sdg/",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-concept": "http://purl.org/linked-data/sdmx/2009/concept#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sf": SF.iri,
    "sh": SH.iri,
    "skos": SKOS.iri,
    "spdx": SPDX.iri,
    "sssom": "https://w3id.org/sssom/",
    "unit": UNIT.iri,
    "vann": VANN.iri,
    "void": VOID.iri,
    "xsd": XSD.iri,
}


def kind_prefixes(base: str) -> dict[str, str]:
    """Prefixes of the kinds whose instances have ids of one segment, and so legal Turtle local names."""
    return {kind: f"{base}{kind}/" for kind in ("division", "mechanism", "metric", "theme")}


@dataclass(frozen=True, slots=True)
class Ids:
    """The instance IRIs of one build, all under `base`.

    Raises:
        GraphError: the base is no absolute IRI that ends in a slash.
    """

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        try:
            NamedNode(self.base)
        except ValueError as error:
            raise GraphError(f"the base {self.base!r} is no IRI: {error}", remedy="Give an absolute IRI") from error
        if not self.base.endswith("/") or ":" not in self.base:
            raise GraphError(
                f"the base {self.base!r} cannot carry instance IRIs",
                remedy="Give an absolute IRI that ends in a slash, such as https://example.org/id/",
            )

    def node(self, path: str) -> NamedNode:
        """The instance at a path under the base."""
        return NamedNode(self.base + path)

    def plan(self, slug: str) -> NamedNode:
        """The plan of a locality; also the name of its graph."""
        return self.node(f"plan/{slug}")

    def locality(self, slug: str) -> NamedNode:
        """A locality, by its slug."""
        return self.node(f"locality/{slug}")

    def division(self, code: str) -> NamedNode:
        """A division of GB/T 2260, by its code."""
        return self.node(f"division/{code}")

    def theme(self, ident: str) -> NamedNode:
        """A theme of the pilot programme."""
        return self.node(f"theme/{ident}")

    def mechanism(self, ident: str) -> NamedNode:
        """A reform mechanism or a safeguard."""
        return self.node(f"mechanism/{ident}")

    def metric(self, ident: str) -> NamedNode:
        """What an indicator measures."""
        return self.node(f"metric/{ident}")

    def graph(self, name: str) -> NamedNode:
        """A named graph that is not a plan's: ontology, themes, divisions, dataset, inferred."""
        return self.node(f"graph/{name}")

    def source(self, sha256: str) -> NamedNode:
        """The source document, by the first 16 digits of its hash."""
        return self.node(f"source/{sha256[:16]}")

    def span(self, sha256: str, span: TextSpan) -> NamedNode:
        """A stretch of the source, as a fragment of RFC 5147."""
        return self.node(f"source/{sha256[:16]}#char={span.begin},{span.end}")
