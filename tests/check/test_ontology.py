"""The ontology that ships passes its own check; labels and names that are wrong are found."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store
from typer.testing import CliRunner

from pilotkg.check.hygiene import header_prefix, misspelt, terms_in_file, undefined, unlabelled
from pilotkg.check.ontology import check_ontology
from pilotkg.cli import app
from pilotkg.resources import folder

PREFIXES = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix pk: <https://w3id.org/pilotkg/ontology#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vann: <http://purl.org/vocab/vann/> .
"""
BRIDGE = """
pk:Bridge a owl:Class ; rdfs:label "桥"@zh , "bridge"@en ; skos:definition "跨河的路。"@zh , "A way over a river."@en .
"""


def store(turtle: str) -> Store:
    """A store with an ontology."""
    made = Store()
    made.load(f"{PREFIXES}{turtle}".encode(), format=RdfFormat.TURTLE)
    return made


def test_the_ontology_that_ships_passes() -> None:
    report = check_ontology()
    assert report.conforms, report.text()
    assert report.labelled == report.terms > 100


def test_a_term_without_a_language_or_with_two_texts_in_one_is_found() -> None:
    assert list(unlabelled(store(BRIDGE))) == []
    one = store(
        'pk:Bridge a owl:Class ; rdfs:label "bridge"@en ; skos:definition "桥。"@zh , "A way."@en , "A road."@en .'
    )
    assert [found.detail for found in unlabelled(one)] == ["label: en", "definition: en, en, zh"]


def test_terms_that_nobody_defines_are_found_in_the_ontology_and_in_files() -> None:
    made = store(f"{BRIDGE} pk:Bridge rdfs:subClassOf pk:Road .")
    used = {"https://w3id.org/pilotkg/ontology#Bridgge": "bridges.rq"}
    assert [(f.term.rpartition("#")[2], f.detail) for f in undefined(made, used)] == [
        ("Bridgge", "bridges.rq"),
        ("Road", ""),
    ]


def test_borrowed_terms_are_spelt_as_their_vocabularies_have_them() -> None:
    made = store(
        f"{BRIDGE} pk:Bridge skos:defintion 'oops'@en ; <http://example.org/x> 1 ; prov:wasDerivedFrom pk:Bridge ."
    )
    used = {"http://www.w3.org/ns/prov#wasDerivedForm": "bridges.rq"}
    assert [(f.term.rpartition("/")[2], f.name) for f in misspelt(made, used)] == [
        ("x", "of no namespace that the project declares"),
        ("core#defintion", "not a term of its vocabulary"),
        ("prov#wasDerivedForm", "not a term of its vocabulary"),
    ]


def test_prefixes_of_files_are_declared_and_mean_one_thing(tmp_path: Path) -> None:
    query = tmp_path / "bridges.rq"
    query.write_text(
        "PREFIX skos: <http://example.org/skos#>\n"
        "# what about other:words?\n"
        'SELECT * { ?s skos:prefLabel "no:name" ; bridge:over ?river ; pk:within ?place }'
    )
    terms, findings = terms_in_file(query)
    assert terms == {
        "http://example.org/skos#prefLabel": "bridges.rq",
        "https://w3id.org/pilotkg/ontology#within": "bridges.rq",
    }
    assert [(f.term, f.name) for f in findings] == [
        ("bridge", "a prefix that is not declared"),
        ("http://example.org/skos#", "a prefix that means another namespace elsewhere"),
    ]


def test_files_that_ship_name_many_terms() -> None:
    """A reader of names that read none would find nothing wrong either."""
    terms, _ = terms_in_file(folder("shapes") / "indicator.ttl")
    assert "https://w3id.org/pilotkg/ontology#normalizedValue" in terms


def test_the_header_names_prefix_and_namespace() -> None:
    header = "<https://w3id.org/pilotkg/ontology> a owl:Ontology ; vann:preferredNamespacePrefix 'pilot' ."
    assert len(list(header_prefix(store(header)))) == 2


@pytest.mark.parametrize("damage", ["owl:disjointWith pk:Locality"])
def test_a_class_that_can_have_no_member_is_told(tmp_path: Path, damage: str) -> None:
    for path in (*folder("ontology").glob("*.ttl"), folder("ontology") / "terms.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "pilotkg.ttl").open("a", encoding="utf-8") as file:
        file.write(f"\npk:PilotTown {damage} .\n")
    report = check_ontology(tmp_path)
    assert ("DL", "https://w3id.org/pilotkg/ontology#PilotTown") in {(f.number, f.term) for f in report.findings}
    assert "a class that can have no member" in report.text()


def test_the_command_tells_and_exits_with_0() -> None:
    done = CliRunner().invoke(app, ["check", "--ontology"])
    assert done.exit_code == 0
    assert "HermiT" in done.stdout
