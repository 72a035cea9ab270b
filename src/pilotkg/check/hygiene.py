"""Labels and names of an ontology: both languages everywhere, no term that nobody defines, no misspelt borrowed term.

In: a store with the ontology in it, and other files that use it. Out: findings, and how many terms have their labels.
How the borrowed vocabularies spell their terms is read from the namespaces that rdflib carries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import rdflib.namespace as carried
from pyoxigraph import Literal, NamedNode, Store
from rdflib import URIRef

from pilotkg.check.pitfalls import Finding
from pilotkg.graph.namespaces import OWL, PK, PREFIXES, RDF, RDFS, SKOS

LANGUAGES: Final = ("en", "zh")
_TEXTS: Final = (RDFS.label, SKOS.definition)
_USED: Final = re.compile(r"(?<![\w:-])([A-Za-z][\w-]*):([A-Za-z_][\w-]*)")
_DECLARED: Final = re.compile(r"^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
_NOT_NAMES: Final = re.compile(
    r"\"\"\".*?\"\"\"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|<[^>\s]*>|#[^\n]*", re.DOTALL
)
# Namespaces that rdflib knows in full, so that a term that it does not list is misspelt.
_KNOWN: Final[Mapping[str, Any]] = {
    str(namespace): namespace
    for namespace in (
        carried.DCAT,
        carried.DCTERMS,
        carried.FOAF,
        carried.OWL,
        carried.PROV,
        carried.QB,
        carried.RDF,
        carried.RDFS,
        carried.SDO,
        carried.SH,
        carried.SKOS,
        carried.VANN,
        carried.VOID,
        carried.XSD,
    )
}


def own_terms(store: Store, own: str = PK.iri) -> list[str]:
    """Terms of a namespace that a store gives a type, in order."""
    typed = (q.subject for q in store.quads_for_pattern(None, RDF.type, None))
    return sorted({node.value for node in typed if isinstance(node, NamedNode) and node.value.startswith(own)})


def unlabelled(store: Store, own: str = PK.iri) -> Iterator[Finding]:
    """Terms that lack their label or definition in a language, or have two in one."""
    for term in own_terms(store, own):
        for prop in _TEXTS:
            texts = (q.object for q in store.quads_for_pattern(NamedNode(term), prop, None))
            languages = sorted(str(text.language) for text in texts if isinstance(text, Literal))
            if languages != list(LANGUAGES):
                name = prop.value.rpartition("#")[2]
                yield Finding(
                    "labels", "not one text in each language", term, f"{name}: {', '.join(languages) or 'none'}"
                )


def undefined(store: Store, used: Mapping[str, str], own: str = PK.iri) -> Iterator[Finding]:
    """Terms of the namespace that are used in the ontology or in other files and defined nowhere.

    Args:
        store: the ontology and its vocabularies.
        used: terms that other files use, each with the name of a file.
        own: the namespace.
    """
    defined = {*own_terms(store, own), own}
    inside = {node.value: "" for quad in store for node in quad.triple if isinstance(node, NamedNode)}
    for term, where in sorted({**inside, **used}.items()):
        if term.startswith(own) and term not in defined:
            yield Finding("names", "used and not defined", term, where)


def misspelt(store: Store, used: Mapping[str, str]) -> Iterator[Finding]:
    """Borrowed terms that their vocabulary does not have, and properties or classes of no declared namespace."""
    spoken = {*(q.predicate for q in store), *(q.object for q in store.quads_for_pattern(None, RDF.type, None))}
    here = {node.value: "" for node in spoken if isinstance(node, NamedNode)}
    for term, where in sorted({**here, **used}.items()):
        namespace = next((iri for iri in _KNOWN if term.startswith(iri)), None)
        if namespace is not None:
            if URIRef(term) not in _KNOWN[namespace]:
                yield Finding("names", "not a term of its vocabulary", term, where)
        elif not term.startswith(tuple(PREFIXES.values())) and term in here:
            yield Finding("names", "of no namespace that the project declares", term, where)


def terms_in_file(path: Path) -> tuple[dict[str, str], list[Finding]]:
    """Terms that a Turtle or SPARQL file writes with a prefix, with the file's name; and prefixes that are not right.

    A query may use the project's prefixes without declaring them; a Turtle file may not.
    """
    text = path.read_text(encoding="utf-8")
    declared = dict(_DECLARED.findall(text))
    findings = [
        Finding("names", "a prefix that means another namespace elsewhere", iri, f"{prefix}: in {path.name}")
        for prefix, iri in sorted(declared.items())
        if PREFIXES.get(prefix, iri) != iri
    ]
    prefixes = {**PREFIXES, **declared} if path.suffix == ".rq" else declared
    terms: dict[str, str] = {}
    for prefix, name in _USED.findall(_NOT_NAMES.sub(" ", _DECLARED.sub(" ", text))):
        if prefix in prefixes:
            terms[prefixes[prefix] + name] = path.name
        elif prefix != "_":
            findings.append(Finding("names", "a prefix that is not declared", prefix, path.name))
    return terms, sorted(set(findings))


def header_prefix(store: Store) -> Iterator[Finding]:
    """An ontology whose preferred prefix or namespace is not what the project uses."""
    for quad in store.quads_for_pattern(None, RDF.type, OWL.Ontology):
        for name, wanted in (("preferredNamespacePrefix", "pk"), ("preferredNamespaceUri", PK.iri)):
            said = [q.object for q in store.quads_for_pattern(quad.subject, NamedNode(PREFIXES["vann"] + name), None)]
            if [getattr(node, "value", None) for node in said] != [wanted]:
                subject: Any = quad.subject
                yield Finding("names", f"vann:{name} is not {wanted}", subject.value)
