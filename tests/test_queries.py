"""Every query of the catalogue: a whole header, standard SPARQL, and an answer of the shape that the header promises.

The answers themselves, checked against the text of the plans, stand in tests/queries, a file per group.
"""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.plugins.sparql import prepareQuery

from pilotkg import resources
from pilotkg.graph.catalogue import Catalogue, Column, Query
from pilotkg.graph.namespaces import XSD
from pilotkg.graph.query import ask_store
from pilotkg.graph.store import open_store
from tests.conftest import uses_release

CATALOGUE = Catalogue.load(resources.folder("queries"))
GROUPS = ("places", "targets", "mechanisms", "themes", "change", "comparison", "provenance", "quality", "federation")
HAN = re.compile("[\u4e00-\u9fff]")
INTEGER, DECIMAL, YEAR, BOOLEAN = XSD.integer, XSD.decimal, XSD.gYear, XSD.boolean
TYPES = {"string": XSD.string, "integer": INTEGER, "decimal": DECIMAL, "year": YEAR, "boolean": BOOLEAN}
WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"

every_query = pytest.mark.parametrize("query", [*CATALOGUE], ids=lambda query: query.name)
every_query_of_one_graph = pytest.mark.parametrize(
    "query", [query for query in CATALOGUE if query.endpoint is None], ids=lambda query: query.name
)
every_query_with_confidence = pytest.mark.parametrize(
    "query",
    [query for query in CATALOGUE if "confidence" in {parameter.name for parameter in query.parameters}],
    ids=lambda query: query.name,
)


@pytest.fixture(scope="module")
def store(release: Path) -> ox.Store:
    return open_store(release)


def test_every_group_has_its_questions() -> None:
    groups = [query.group for query in CATALOGUE]
    assert {*groups} == {*GROUPS}
    assert all(groups.count(group) >= 5 for group in GROUPS)
    assert len(groups) >= 42


@every_query
def test_the_header_is_whole(query: Query) -> None:
    for text in (query.title, query.question):
        assert set(text) == {"zh", "en"}
        assert HAN.search(text["zh"])
        assert not HAN.search(text["en"])
    assert query.question["zh"].endswith("？")
    assert query.question["en"].endswith("?")
    assert all(parameter.description for parameter in query.parameters)
    assert all(column.description for column in query.columns)
    assert query.columns


@every_query
def test_it_is_standard_sparql_with_an_order(query: Query) -> None:
    prepareQuery(query.text)
    assert re.search(r"^ORDER BY ", query.text, re.M)


@every_query
def test_a_label_in_chinese_has_one_in_english_beside_it(query: Query) -> None:
    names = {column.name for column in query.columns}
    for column in query.columns:
        if column.type == "string@zh" and column.name not in ("within", "heading", "title", "phrase"):
            assert f"{column.name.removesuffix('_zh')}_en" in names


@uses_release
@every_query
def test_what_it_asks_of_a_graph_are_terms_of_the_ontology(query: Query, store: ox.Store) -> None:
    terms = {f"https://w3id.org/pilotkg/ontology#{name}" for name in re.findall(r"\bpk:([\w-]+)", query.text)}
    known = {iri for iri in terms if any(store.quads_for_pattern(ox.NamedNode(iri), None, None, None))}
    assert known == terms


@uses_release
@every_query_of_one_graph
def test_its_answer_has_the_shape_of_its_header(query: Query, store: ox.Store) -> None:
    answer = store.query(query.text, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    assert [variable.value for variable in answer.variables] == [column.name for column in query.columns]
    rows = [tuple(row) for row in answer]
    assert rows
    assert len({*rows}) == len(rows), "a row twice"
    for row in rows:
        for term, column in zip(row, query.columns, strict=True):
            assert fits(term, column), f"{column.name}: {term}"


def fits(term: object, column: Column) -> bool:
    """Whether a term is of the column's type."""
    if term is None:
        return column.optional
    if column.type == "iri":
        return isinstance(term, ox.NamedNode)
    if not isinstance(term, ox.Literal):
        return False
    if column.type.startswith("string@"):
        return term.language == column.type.removeprefix("string@")
    return term.datatype == (ox.NamedNode(WKT) if column.type == "wkt" else TYPES[column.type])


@uses_release
@every_query_of_one_graph
def test_asked_again_with_its_defaults_it_gives_the_same_rows_in_the_same_order(query: Query, store: ox.Store) -> None:
    defaults = {parameter.name: parameter.default for parameter in query.parameters}
    assert ask_store(query.bind(defaults), store) == ask_store(query.text, store)


@uses_release
@every_query_with_confidence
def test_what_is_less_sure_than_asked_for_does_not_count(query: Query, store: ox.Store) -> None:
    every = ask_store(query.text, store)
    assert ask_store(query.bind({"confidence": "0.0001"}), store) == every, "every statement has a confidence"
    if query.name != "plans-with-most-targets":  # there the others move up
        assert len(ask_store(query.bind({"confidence": "0.99"}), store)) <= len(every)
    assert len(ask_store(query.bind({"confidence": "1.01"}), store)) == 0


@uses_release
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("mechanisms-by-province", {"province": "四川省"}),
        ("pilots-of-a-level", {"level": "prefecture"}),
        ("targets-of-a-metric", {"metric": "registered-urbanization-rate", "year": 2017}),
        ("similar-plans", {"minimum": 0.55}),
        ("plans-with-a-theme", {"theme": "industry-city"}),
        ("evidence-of-a-place", {"place": "金海湖镇"}),
        ("what-a-place-says", {"place": "福清市"}),
        ("what-a-place-says", {"mechanism": "leading-group"}),
        ("plans-above-a-target", {"minimum": 60}),
        ("pace-before-and-after", {"metric": "registered-urbanization-rate"}),
        ("plan-at-a-glance", {"place": "金海湖镇"}),
    ],
)
def test_another_value_gives_another_answer(name: str, values: dict[str, object], store: ox.Store) -> None:
    query = CATALOGUE.get(name)
    answer = ask_store(query.bind(values), store)
    assert len(answer) > 0
    assert answer != ask_store(query.text, store)


@uses_release
def test_the_page_of_answers_is_that_of_the_release(release: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "queries.md").read_text("utf-8")
    same = page == (release / "queries.md").read_text("utf-8")
    assert same, "run docs/refresh.py, see CONTRIBUTING.md"
