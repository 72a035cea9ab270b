"""The pages: valid, whole, in both languages, without a request to anybody, and with links that lead somewhere."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from pyoxigraph import QueryResultsFormat, parse_query_results
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.namespace import SH

from pilotkg import resources
from pilotkg.errors import ReleaseError
from pilotkg.graph.catalogue import Catalogue
from pilotkg.graph.query import find, query
from pilotkg.reference import Written, write_reference
from pilotkg.reference.links import anchor
from pilotkg.reference.pages import INDEX, PAGES, QUERIES, SHAPES, VOCABULARIES, editor_link, run_link
from pilotkg.reference.sources import read
from pilotkg.serve.endpoint import serving
from tests.conftest import uses_release

pytestmark = pytest.mark.xdist_group("reference")
PK = "https://w3id.org/pilotkg/ontology#"


@cache
def tree(path: Path) -> Element:
    """A page, parsed by the rules of HTML; raises where it breaks them."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root = parser.parse(path.read_text(encoding="utf-8"))
    assert isinstance(root, Element)
    return root


def elements(path: Path) -> Iterator[Element]:
    return (e for e in tree(path).iter() if isinstance(e.tag, str))


@cache
def ids(path: Path) -> Counter[str]:
    return Counter(e.attrib["id"] for e in elements(path) if "id" in e.attrib)


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def entry(folder: Path, page: str, key: str) -> Element:
    (found,) = [e for e in elements(folder / page) if e.tag == "article" and e.attrib.get("id") == key]
    return found


def row(article: Element, name: str) -> str:
    """What an entry tells under a heading, by its English name."""
    (rows,) = article.iter("dl")
    heads = [text_of(e) for e in rows if e.tag == "dt"]
    values = [text_of(e) for e in rows if e.tag == "dd"]
    return next(value for head, value in zip(heads, values, strict=True) if head.endswith(name))


@cache
def ontology() -> Graph:
    return read(*sorted(resources.folder("ontology").glob("*.ttl")))


# ------------------------------------------------------------------ every page


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_valid_html_with_each_id_once(folder: Path, page: str) -> None:
    assert [key for key, n in ids(folder / page).items() if n > 1] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_within_leads_somewhere(folder: Path, page: str) -> None:
    for element in elements(folder / page):
        link = element.attrib.get("href", "")
        if not link or urlsplit(link).scheme:
            continue
        target = folder / (unquote(urlsplit(link).path) or page)
        assert target.is_file(), link
        fragment = unquote(urlsplit(link).fragment)
        assert not fragment or fragment in ids(target), link


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_nobody_for_anything(folder: Path, page: str) -> None:
    for element in elements(folder / page):
        assert "src" not in element.attrib, element.tag
        if element.tag == "link":
            assert element.attrib["href"].startswith("data:")
    styles = "".join(text_of(e) for e in elements(folder / page) if e.tag in ("style", "script"))
    assert not re.search(r"https?:|@import|url\(|fetch|XMLHttpRequest", styles)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_used_without_seeing_it(folder: Path, page: str) -> None:
    root = tree(folder / page)
    levels = [int(e.tag[1]) for e in root.iter() if isinstance(e.tag, str) and re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert root.attrib["lang"] and root.find(".//main") is not None and root.find(".//title") is not None
    labelled = {e.attrib["for"] for e in root.iter("label")}
    for field in root.iter("input"):
        assert field.attrib["id"] in labelled
    for svg in (e for e in root.iter() if str(e.tag).endswith("svg")):
        assert {svg.attrib["aria-labelledby"], svg.attrib["aria-describedby"]} <= set(ids(folder / page))


@pytest.mark.parametrize("page", PAGES)
def test_texts_stand_there_in_both_languages(folder: Path, page: str) -> None:
    said = Counter(e.attrib["lang"] for e in elements(folder / page) if e.attrib.get("class") == "t")
    assert said["zh"] == said["en"] > 100


# ------------------------------------------------------------------ what is described


def test_every_term_of_the_ontology_has_its_fragment_as_anchor(folder: Path, written: Written) -> None:
    own = {str(s) for s in ontology().subjects(RDF.type) if str(s).startswith(PK)}
    assert {iri.removeprefix(PK) for iri in own} <= set(ids(folder / INDEX))
    assert written.terms == len(own)


def test_a_term_is_told_with_labels_definitions_and_iri(folder: Path) -> None:
    for term in (str(s) for s in ontology().subjects(RDF.type, OWL.Class) if str(s).startswith(PK)):
        told = text_of(entry(folder, INDEX, term.removeprefix(PK)))
        texts = [*ontology().objects(URIRef(term), RDFS.label), *ontology().objects(URIRef(term), SKOS.definition)]
        assert len(texts) == 4
        for said in (term, *map(str, texts)):
            assert " ".join(said.split()) in told, term


def test_axioms_are_told_in_words(folder: Path) -> None:
    nested = entry(folder, INDEX, "NestedPilotLocality")
    assert row(nested, "Equivalent to") == "pk:PilotLocality and (pk:within some pk:PilotLocality)"
    within = entry(folder, INDEX, "within")
    assert row(within, "Characteristics") == "transitive"
    assert row(within, "Inverse of") == "pk:contains"
    assert (
        row(entry(folder, INDEX, "proposesMechanism"), "Follows from the chain")
        == "pk:includesMeasure o pk:usesMechanism"
    )
    assert "pk:Task" in row(entry(folder, INDEX, "Measure"), "Subclasses")
    assert row(entry(folder, INDEX, "status"), "In the data cube") == "qb:CodedProperty, qb:DimensionProperty"


def test_a_class_is_shown_by_one_from_the_graph(folder: Path) -> None:
    for name in ("PilotPlan", "Locality", "Indicator", "Task", "Mention", "TextSpan", "Metric", "QuantifiedPlan"):
        (example,) = [text_of(e) for e in entry(folder, INDEX, name).iter("pre")]
        assert f"pk:{name}" in example
        raw = next(entry(folder, INDEX, name).iter("pre"))
        assert len(Graph().parse(data="".join(raw.itertext()), format="turtle")) > 1


def test_a_term_tells_which_constraints_and_queries_speak_of_it(folder: Path) -> None:
    about = entry(folder, INDEX, "about")
    assert "pks:indicator-about" in row(about, "Constrained by")
    assert "Violation" in row(about, "Constrained by")
    adjusted = entry(folder, INDEX, "hasIndicator")
    assert "Targets that their own baseline contradicts" in row(adjusted, "Asked by")


def test_every_concept_is_in_its_tree_with_notation_and_mappings(folder: Path) -> None:
    found = set(ids(folder / VOCABULARIES))
    for concept in ontology().subjects(RDF.type, SKOS.Concept):
        assert anchor(str(concept)) in found, concept
    ppp = entry(folder, VOCABULARIES, "mechanism/ppp")
    assert "eurovoc:7934" in row(ppp, "Mappings")
    assert row(ppp, "Type") == "pk:ReformMechanism"
    assert re.search(r"cues \d+ · .*words \d+", row(ppp, "Recognised by"))
    assert re.search(r"\d+ .*plans", row(ppp, "In the graph"))
    people = entry(folder, VOCABULARIES, "mechanism-group/people")
    assert "household registration reform" in row(people, "Narrower")


def test_every_shape_is_told_with_messages_severity_and_target(folder: Path) -> None:
    shapes = read(*sorted(resources.folder("shapes").glob("*.ttl")))
    found = set(ids(folder / SHAPES))
    for kind in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint):
        for shape in shapes.subjects(RDF.type, kind):
            assert not isinstance(shape, URIRef) or anchor(str(shape)) in found, shape
    value = entry(folder, SHAPES, "indicator-value")
    assert row(value, "On") == "pk:Indicator"
    assert row(value, "Path") == "pk:value"
    assert "sh:lessThan pk:upperValue" in row(value, "Must hold")
    assert "A value is one decimal" in text_of(value) and "数值须为一个小数" in text_of(value)


def test_every_query_is_told_with_question_columns_and_answer(folder: Path, written: Written) -> None:
    catalogue = Catalogue.load(resources.folder("queries"))
    assert written.queries == len(catalogue.queries)
    for asked in catalogue:
        told = text_of(entry(folder, QUERIES, asked.name))
        assert asked.question["zh"] in told and asked.question["en"] in told
        for parameter in asked.parameters:
            assert parameter.name in told
        assert " ".join(asked.text.split()) in told


# ------------------------------------------------------------------ links that run


def links_to_run(folder: Path) -> list[str]:
    return [e.attrib["href"] for e in elements(folder / QUERIES) if e.attrib.get("class") == "run"]


def test_a_link_carries_the_whole_query(folder: Path) -> None:
    texts = {asked.text for asked in Catalogue.load(resources.folder("queries"))}
    assert {parse_qs(urlsplit(link).query)["query"][0] for link in links_to_run(folder)} == texts
    assert (
        run_link("https://example.org/sparql?key=1", "ASK {}") == "https://example.org/sparql?key=1&query=ASK%20%7B%7D"
    )


@uses_release
def test_the_links_answer_as_the_command_does(release: Path) -> None:
    """What a browser gets that opens a link, for a browser says what it would like best."""
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    with serving(release, "127.0.0.1", 0) as endpoint:
        for name in ("themes-by-frequency", "pilots-by-province", "targets-below-baseline"):
            request = urllib.request.Request(run_link(endpoint.query_url, find(name).text), headers=browser)
            with urllib.request.urlopen(request, timeout=30) as answer:
                rows = list(parse_query_results(answer.read(), format=QueryResultsFormat.XML))  # type: ignore[arg-type]
            assert len(rows) == len(query(name, release)) > 0


def test_an_editor_is_linked_where_one_is_known() -> None:
    asked = find("themes-by-frequency")
    link = editor_link("http://localhost:7878/query", asked)
    assert link.startswith("http://localhost:7878/#")
    shared = parse_qs(urlsplit(link).fragment)
    assert shared["query"] == [asked.text]
    assert shared["endpoint"] == ["http://localhost:7878/query"]
    assert not editor_link("https://example.org/sparql", asked)


@uses_release
def test_the_editor_shows_the_answer_in_a_browser(release: Path, tmp_path: Path) -> None:
    chromium = (
        shutil.which("chromium") or shutil.which("google-chrome") or pytest.skip("no Chromium to open the editor in")
    )
    with serving(release, "127.0.0.1", 0) as endpoint:
        link = editor_link(endpoint.query_url, find("themes-by-frequency"))
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--dump-dom")
        command = [chromium, *options, f"--user-data-dir={tmp_path}", link]
        page = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout.decode()
    answer = query("themes-by-frequency", release)
    assert f"{len(answer)} results" in page
    for row in answer:
        assert str(row["theme_zh"]) in page


# ------------------------------------------------------------------ the folder


def test_two_runs_write_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    code = f"from pathlib import Path; from pilotkg.reference import write_reference; write_reference(Path({str(tmp_path)!r}))"
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        other = tmp_path / path.relative_to(folder)
        assert hashlib.sha256(other.read_bytes()).digest() == hashlib.sha256(path.read_bytes()).digest(), path.name


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "graph.ttl").write_text("<https://example.org/a> a <https://example.org/B> .")
    with pytest.raises(ReleaseError, match="cannot be written"):
        write_reference(tmp_path / "file", tmp_path / "graph.ttl")


def test_a_graph_without_plans_still_gives_a_reference(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text("<https://example.org/a> a <https://example.org/B> .")
    done = write_reference(tmp_path / "out", tmp_path / "graph.ttl", "https://example.org/sparql")
    assert done.terms > 100
    assert "https://example.org/sparql?query=" in (tmp_path / "out" / QUERIES).read_text("utf-8")
