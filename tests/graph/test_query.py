"""Queries of the catalogue and free ones, on a store and on an endpoint; parameters are values, never SPARQL."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store

from pilotkg.errors import QueryError
from pilotkg.graph import quads
from pilotkg.graph.catalogue import Catalogue, Query
from pilotkg.graph.query import ask_store, find, query
from pilotkg.resources import folder
from tests.graph.records import VOCABULARY, town_records

ECHO = """# title@zh: 回声
# title@en: Echo
# question@en: What was said?
# group: provenance
# param: said string 东_海 what to say
# param: often integer 2 how often
# VALUES ?said { "in a comment" }
SELECT ?said ?often ?text WHERE {
  VALUES ?said { "东 海" }
  VALUES ?often { 2 }
  BIND('VALUES ?said { "in a string" }' AS ?text)
}"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("vocabulary")
    for name, text in VOCABULARY.items():
        (folder / name).write_text(text, encoding="utf-8")
    store = Store()
    store.extend(quads(town_records(), vocabulary=folder))
    return store


@pytest.fixture(scope="module")
def endpoint(store: Store) -> Iterator[str]:
    """A SPARQL endpoint of a few lines over the same store."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            try:
                found = store.query(parse_qs(body)["query"][0], use_default_graph_as_union=True)
            except SyntaxError as error:
                self.send_error(400, explain=str(error))
                return
            if isinstance(found, QueryTriples):
                answer, kind = found.serialize(format=RdfFormat.TURTLE), "text/turtle"
            else:
                answer, kind = found.serialize(format=QueryResultsFormat.JSON), "application/sparql-results+json"
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(answer or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/query"
    server.shutdown()


PK = "PREFIX pk: <https://w3id.org/pilotkg/ontology#> "
FIGURES = PK + "SELECT ?i ?value ?year ?unit ?ratio WHERE { ?i a pk:Indicator OPTIONAL { ?i pk:value ?value } "
FIGURES += (
    "OPTIONAL { ?i pk:year ?year } OPTIONAL { ?i pk:unitText ?unit } OPTIONAL { ?i pk:ratioText ?ratio } } ORDER BY ?i"
)


def test_rows_are_plain_values(store: Store) -> None:
    rows = query(FIGURES, store)
    assert (
        rows[2]["i"] == "https://w3id.org/pilotkg/id/plan/110117/qingshiwan/indicator/resident-population-2015-baseline"
    )
    assert (rows[2]["value"], rows[2]["year"], rows[2]["unit"], rows[2]["ratio"]) == (2.8, 2015, "万人", None)


def test_rows_go_into_pandas(store: Store) -> None:
    frame = pd.DataFrame(query(FIGURES, store))
    assert list(frame.columns) == ["i", "value", "year", "unit", "ratio"]
    assert frame["value"].max() == 1500


def test_results_as_csv_json_and_turtle(store: Store) -> None:
    rows = query(PK + "SELECT ?n WHERE { ?plan pk:position ?n }", store)
    assert rows.csv() == "n\r\n3\r\n"
    assert json.loads(rows.json()) == [{"n": 3}]
    made = query(PK + "CONSTRUCT { ?plan pk:position ?n } WHERE { ?plan pk:position ?n }", store)
    assert "<plan/110117/qingshiwan> pk:position 3 ." in made.turtle()
    with pytest.raises(QueryError, match="rows, not triples"):
        rows.turtle()


def test_an_endpoint_answers_as_the_store_does(store: Store, endpoint: str) -> None:
    for text in (
        FIGURES,
        PK + "ASK { ?plan pk:position 3 }",
        PK + "CONSTRUCT { ?p pk:position ?n } WHERE { ?p pk:position ?n }",
    ):
        assert query(text, endpoint=endpoint) == query(text, store)


def test_what_an_endpoint_does_not_take_is_told(endpoint: str) -> None:
    with pytest.raises(QueryError, match="takes this for no query"):
        query("SELECT ?x WHERE { ?x }", endpoint=endpoint)
    with pytest.raises(QueryError, match="an update is not a query"):
        query("DELETE WHERE { ?s ?p ?o }", endpoint=endpoint)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/query", "nowhere", "http://"])
def test_an_endpoint_that_is_not_there_is_told(address: str) -> None:
    with pytest.raises(QueryError, match="Check the address"):
        query("ASK { ?s ?p ?o }", endpoint=address, timeout=2)


@pytest.mark.parametrize("text", ["SELECT ?x WHERE { ?x", "DELETE WHERE { ?s ?p ?o }", "hello there"])
def test_what_is_no_query_is_told(store: Store, text: str) -> None:
    with pytest.raises(QueryError, match=r"SPARQL 1\.1"):
        query(text, store)


def test_a_header_is_read() -> None:
    echo = Query.parse("echo", ECHO)
    assert echo.title == {"zh": "回声", "en": "Echo"}
    assert echo.group == "provenance"
    assert [(p.name, p.type, p.default, p.description) for p in echo.parameters] == [
        ("said", "string", "东 海", "what to say"),
        ("often", "integer", "2", "how often"),
    ]


def test_parameters_without_a_value_keep_their_default() -> None:
    assert dict(query(Query.parse("echo", ECHO), Store())[0]) == {
        "said": "东 海",
        "often": 2,
        "text": 'VALUES ?said { "in a string" }',
    }


@given(st.text())
def test_a_value_is_a_value_whatever_it_says(said: str) -> None:
    rows = ask_store(Query.parse("echo", ECHO).bind({"said": said, "often": "7"}), Store())
    assert [(row["said"], row["often"]) for row in rows] == [(said, 7)]


@pytest.mark.parametrize("said", ['x" } ?s ?p ?o . { "', "\\", '"""', "\n# comment", "} UNION {", "\\u0022 }"])
def test_an_injection_stays_text(said: str) -> None:
    assert query(Query.parse("echo", ECHO), Store(), {"said": said})[0]["said"] == said


def test_values_have_the_type_of_their_parameter() -> None:
    echo = Query.parse("echo", ECHO)
    for value in ("many", "1.5", "", "1 }"):
        with pytest.raises(QueryError, match="no integer"):
            echo.bind({"often": value})


def test_unknown_names_are_answered_with_the_closest() -> None:
    with pytest.raises(QueryError, match=r"Did you mean said\? .* often, said"):
        Query.parse("echo", ECHO).bind({"sai": "x"})
    with pytest.raises(QueryError, match="Did you mean mechanisms-by-province"):
        find("mechanism-by-provinces")


def test_a_query_file_by_its_path(store: Store, tmp_path: Path) -> None:
    (tmp_path / "echo.rq").write_text(ECHO, encoding="utf-8")
    assert query(str(tmp_path / "echo.rq"), store, {"often": 3})[0]["often"] == 3
    with pytest.raises(QueryError, match="cannot be read"):
        query(str(tmp_path / "missing.rq"), store)


@pytest.mark.parametrize("declared", ["said", "said text x", "said string"])
def test_a_parameter_declared_wrongly_is_told(declared: str) -> None:
    with pytest.raises(QueryError, match="declared as"):
        Query.parse("wrong", f"# param: {declared}\nASK {{}}")


def test_a_parameter_needs_its_block() -> None:
    with pytest.raises(QueryError, match="has no block"):
        Query.parse("wrong", "# param: said string x what\n# VALUES ?said { 1 }\nASK {}")


def test_every_query_of_the_catalogue_runs(store: Store) -> None:
    catalogue = Catalogue.load(folder("queries"))
    for each in catalogue:
        if each.endpoint is not None:
            continue  # tests/queries/test_federation.py has an endpoint for it
        defaults = {parameter.name: parameter.default for parameter in each.parameters}
        assert query(each, store, defaults) == query(each, store)
        assert each.title.keys() == each.question.keys() == {"zh", "en"}
        assert each.group


SEVERAL = """# param: least integer 2 smallest
# param: endpoint endpoint http://localhost:7878/query another endpoint
# param: property iri https://example.org/code property
# column: n integer a number
# column: name string@zh? a name
SELECT ?n ?name { VALUES ?least { 2 } { SELECT ?n { VALUES ?least { 2 } VALUES ?n { 1 2 3 } FILTER(?n >= ?least) } }
SERVICE SILENT <http://localhost:7878/query> { VALUES ?property { <https://example.org/code> } ?s ?property ?n } }"""


def test_a_value_goes_into_all_blocks_of_its_parameter_and_into_the_service() -> None:
    several = Query.parse("several", SEVERAL)
    assert several.endpoint is several.parameters[1]
    text = several.bind({"least": 3, "endpoint": "http://127.0.0.1:1/sparql", "property": "https://example.org/id"})
    assert text.count('VALUES ?least { "3"') == 2
    assert "SERVICE SILENT <http://127.0.0.1:1/sparql> {" in text
    assert "VALUES ?property { <https://example.org/id> }" in text
    assert several.bind({}) == SEVERAL


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("endpoint", "localhost"),
        ("endpoint", "http://a/> { } #"),
        ("property", "code"),
        ("property", "x:> ?p ?o . <y:"),
    ],
)
def test_an_address_stays_an_address(name: str, value: str) -> None:
    with pytest.raises(QueryError, match=f"no {'endpoint' if name == 'endpoint' else 'iri'}"):
        Query.parse("several", SEVERAL).bind({name: value})


def test_columns_have_a_type_and_may_be_empty() -> None:
    number, name = Query.parse("several", SEVERAL).columns
    assert (number.name, number.type, number.optional) == ("n", "integer", False)
    assert (name.type, name.optional, name.description) == ("string@zh", True, "a name")
    for declared in ("n", "n number a number"):
        with pytest.raises(QueryError, match="a column is declared as"):
            Query.parse("wrong", f"# column: {declared}\nASK {{}}")
