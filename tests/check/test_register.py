"""The register of published terms: a term that is removed is found, a new one is entered, a deprecated one stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from pilotkg.check import register
from pilotkg.check.ontology import check_ontology
from pilotkg.check.register import Entry, encode, findings, read, updated
from pilotkg.errors import VocabularyError
from pilotkg.graph.namespaces import Ids
from pilotkg.graph.vocabularies import Vocabularies
from pilotkg.resources import folder

PK = "https://w3id.org/pilotkg/ontology#"
HEAD = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix pk: <https://w3id.org/pilotkg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix theme: <https://w3id.org/pilotkg/id/theme/> .
<https://w3id.org/pilotkg/ontology> a owl:Ontology ; owl:versionInfo "0.2.0" .
"""
BRIDGE = 'pk:Bridge a owl:Class ; rdfs:label "bridge"@en ; skos:definition "A way over a river."@en .'
HARBOUR = 'theme:harbour a skos:Concept ; skos:inScheme pk:themes ; skos:prefLabel "harbour"@en ; skos:definition "A port."@en .'
FORD = """pk:Ford a owl:Class ; rdfs:label "ford"@en ; skos:definition "A way through a river."@en ;
  owl:deprecated true ; dcterms:isReplacedBy pk:Bridge ."""
REGISTER = {entry.term: entry for entry in (Entry(f"{PK}Bridge", "0.1.0"), Entry(f"{PK}Ford", "0.1.0"))}


def store(*turtle: str) -> Store:
    """A store with an ontology of version 0.2.0."""
    made = Store()
    made.load("\n".join((HEAD, *turtle)).encode(), format=RdfFormat.TURTLE)
    return made


def told(made: Store, entries: dict[str, Entry]) -> list[tuple[str, str]]:
    return [(found.term.rpartition("#")[2].rpartition("/")[2], found.name) for found in findings(made, entries)]


def test_a_published_term_that_is_removed_is_found() -> None:
    assert told(store(BRIDGE), REGISTER) == [("Ford", "a published term that is gone: deprecate it instead")]


def test_a_term_or_concept_that_nobody_registered_is_found() -> None:
    new = "not registered: run python -m pilotkg.check.register at the release"
    bridge = {f"{PK}Bridge": REGISTER[f"{PK}Bridge"]}
    assert told(store(BRIDGE, FORD.replace("owl:deprecated true ;", ""), HARBOUR), bridge) == [
        ("harbour", new),
        ("Ford", new),
    ]


def test_new_terms_are_entered_with_the_version_and_old_ones_keep_theirs() -> None:
    entries = {entry.term: entry for entry in updated(store(BRIDGE, FORD, HARBOUR), REGISTER)}
    assert entries[f"{PK}Bridge"] == REGISTER[f"{PK}Bridge"]
    assert entries[f"{PK}Ford"] == Entry(f"{PK}Ford", "0.1.0", "deprecated", f"{PK}Bridge")
    assert entries["https://w3id.org/pilotkg/id/theme/harbour"].since == "0.2.0"
    assert told(store(BRIDGE, FORD, HARBOUR), entries) == []


def test_a_term_that_is_gone_stays_in_the_register() -> None:
    assert f"{PK}Ford" in {entry.term for entry in updated(store(BRIDGE), REGISTER)}


def test_a_deprecated_term_keeps_label_and_definition_and_a_replacement_that_is_there() -> None:
    bare = "pk:Ford a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy pk:Ferry ."
    entries = {entry.term: entry for entry in updated(store(BRIDGE, bare), REGISTER)}
    assert told(store(BRIDGE, bare), entries) == [
        ("Ford", "a deprecated term that is no longer explained"),
        ("Ford", "a deprecated term that is no longer explained"),
        ("Ford", "replaced by what is not there or deprecated"),
    ]


def test_a_status_that_is_registered_otherwise_is_found() -> None:
    assert told(store(BRIDGE, FORD), REGISTER) == [("Ford", "registered otherwise")]


def test_a_register_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text(encode(REGISTER.values()), encoding="utf-8")
    assert read(path) == REGISTER
    for wrong in ("term,since\nx,1\n", f"{encode(REGISTER.values())}{PK}Ford,0.1.0,current,\n"):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(VocabularyError, match="line"):
            read(path)
    with pytest.raises(VocabularyError, match="cannot be read"):
        read(tmp_path / "none.csv")


def test_the_register_that_ships_is_as_it_is_written() -> None:
    path = folder("ontology") / register.FILE
    assert path.read_text(encoding="utf-8") == encode(read(path).values())


def test_a_term_of_the_real_ontology_that_is_removed_is_found(tmp_path: Path) -> None:
    """Also where it was a concept: a mechanism that plans of an earlier version use."""
    for path in (*folder("ontology").glob("*.ttl"), folder("ontology") / register.FILE):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (tmp_path / "mechanisms.ttl").read_text(encoding="utf-8")
    (tmp_path / "mechanisms.ttl").write_text(text.replace("mechanism:bonds", "mechanism:debentures"), encoding="utf-8")
    made = Store()
    made.extend(Vocabularies.load(tmp_path, Ids()).quads)
    found = findings(made, read(tmp_path / register.FILE))
    assert [(f.term.rpartition("/")[2], f.name.partition(":")[0]) for f in found] == [
        ("bonds", "a published term that is gone"),
        ("debentures", "not registered"),
    ]


def test_the_check_of_the_ontology_asks_the_register(tmp_path: Path) -> None:
    for path in folder("ontology").glob("*.ttl"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    entries = [*read(folder("ontology") / register.FILE).values(), Entry(f"{PK}Ford", "0.1.0")]
    (tmp_path / register.FILE).write_text(encode(entries), encoding="utf-8")
    report = check_ontology(tmp_path)
    assert [(found.number, found.term) for found in report.findings] == [("register", f"{PK}Ford")]
    assert "a published term that is gone" in report.text()
