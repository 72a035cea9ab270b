"""Federation: a second SPARQL endpoint on this machine, asked over HTTP through SERVICE, with facts made up for it."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from pilotkg.errors import QueryError
from pilotkg.graph.query import query
from pilotkg.serve.endpoint import serving
from tests.conftest import uses_release
from tests.queries.conftest import CATALOGUE, Ask

CODE = "https://statistics.example.org/code"
ELSEWHERE = """
@prefix : <https://statistics.example.org/> .
@prefix mechanism: <https://w3id.org/pilotkg/id/mechanism/> .
@prefix metric: <https://w3id.org/pilotkg/id/metric/> .
@prefix pk: <https://w3id.org/pilotkg/ontology#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix qudt: <http://qudt.org/schema/qudt/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix unit: <http://qudt.org/vocab/unit/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

:pan pk:adminCode "520222" ; rdfs:label "盘县"@zh , "Pan"@en .
:panzhou :code "52 02 22" ; rdfs:label "盘州市"@zh .
:suizhou :code "42 13" ; rdfs:label "随州市"@zh-Hans .
:one-of-its-towns :code "52 02 22 101" ; rdfs:label "某镇"@zh .
:elsewhere pk:adminCode "999999" ; rdfs:label "别处"@zh .

unit:PERCENT a qudt:Unit ; rdfs:label "Percent"@en , "百分比"@zh .
unit:KiloM2 a qudt:Unit ; rdfs:label "Square Kilometer"@en-us .
unit:FURLONG a qudt:Unit ; rdfs:label "Furlong"@en .

:o1 a qb:Observation ; pk:about :pan ; pk:metric metric:resident-urbanization-rate ; pk:year "2020"^^xsd:gYear ;
    pk:normalizedValue 54.5 ; pk:unit unit:PERCENT .
:o2 a qb:Observation ; pk:about :pan ; pk:metric metric:resident-urbanization-rate ; pk:year "2019"^^xsd:gYear ;
    pk:normalizedValue 53.1 ; pk:unit unit:PERCENT .
:o3 a qb:Observation ; pk:about :pan ; pk:metric metric:resident-urbanization-rate ; pk:year "2020"^^xsd:gYear ;
    pk:normalizedValue 0.545 ; pk:unit unit:UNITLESS .

:plan1 a pk:PilotPlan ; pk:proposesMechanism mechanism:cost-sharing , mechanism:ppp .
:plan2 a pk:PilotPlan ; pk:proposesMechanism mechanism:ppp .
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the second endpoint."""
    folder = tmp_path_factory.mktemp("elsewhere") / "store"
    store = ox.Store(str(folder))
    store.load(ELSEWHERE.encode(), format=ox.RdfFormat.TURTLE)
    store.flush()
    del store
    with serving(folder, port=0) as endpoint:
        yield endpoint.query_url


@uses_release
def test_pilot_places_by_their_code(ask: Ask, elsewhere: str) -> None:
    rows = ask("places-elsewhere", endpoint=elsewhere)
    assert [(row["code"], row["place"], row["name"], row["same_name"]) for row in rows] == [
        ("520222", "盘县", "盘县", True)
    ]
    rows = ask(
        "places-elsewhere", endpoint=elsewhere, property=CODE
    )  # in pairs of digits, without the zeros of a prefecture
    assert [(row["code"], row["name"], row["same_name"]) for row in rows] == [
        ("421300", "随州市", True),
        ("520222", "盘州市", False),
    ]


@uses_release
def test_one_place_by_its_code(ask: Ask, elsewhere: str) -> None:
    rows = ask("place-elsewhere", endpoint=elsewhere)
    assert {(row["value"], row["language"]) for row in rows} == {("520222", None), ("盘县", "zh"), ("Pan", "en")}
    rows = ask("place-elsewhere", endpoint=elsewhere, property=CODE)
    assert {(row["place"], row["value"]) for row in rows} == {("盘县", "52 02 22"), ("盘县", "盘州市")}
    rows = ask("place-elsewhere", endpoint=elsewhere, property=CODE, code="421300")
    assert {(row["place_en"], row["value"]) for row in rows} == {("Suizhou City", "42 13"), ("Suizhou City", "随州市")}


@uses_release
def test_targets_beside_what_came_of_them(ask: Ask, elsewhere: str) -> None:
    (row,) = ask("figures-elsewhere", endpoint=elsewhere)  # the year and the unit have to be the same
    assert [row[c] for c in ("code", "place", "target", "bound", "figure", "difference")] == [
        *("520222", "盘县", 53, "minimum"),
        *(54.5, 1.5),
    ]


@uses_release
def test_units(ask: Ask, elsewhere: str) -> None:
    rows = ask("units-elsewhere", endpoint=elsewhere)
    assert [row["name"] for row in rows] == ["Percent", "Square Kilometer"]
    assert [row["name"] for row in ask("units-elsewhere", endpoint=elsewhere, language="zh")] == ["百分比"]


@uses_release
def test_mechanisms_of_another_batch(ask: Ask, elsewhere: str) -> None:
    rows = {row["mechanism_zh"]: row for row in ask("mechanisms-elsewhere", endpoint=elsewhere)}
    assert {name: (row["plans_there"], row["share_there"]) for name, row in rows.items()} == {
        "市民化成本分担机制": (1, 50),
        "政府和社会资本合作": (2, 100),
    }
    assert (rows["市民化成本分担机制"]["plans"], rows["市民化成本分担机制"]["share"]) == (52, 46.8)


@uses_release
def test_an_endpoint_of_a_release_asks_the_other_as_well(ask: Ask, release: Path, elsewhere: str) -> None:
    with serving(release, port=0) as here:
        for each in CATALOGUE:
            if each.endpoint is not None:
                served = query(each, parameters={"endpoint": elsewhere}, endpoint=here.query_url)
                assert [*served] == ask(each.name, endpoint=elsewhere)
                assert len(served) > 0
                # The endpoint of a release is one that can be asked: `pilotkg serve` is the default.
                assert len(ask(each.name, endpoint=here.query_url)) > 0 or each.name == "units-elsewhere"


@uses_release
def test_an_endpoint_that_does_not_answer_is_told(ask: Ask) -> None:
    with pytest.raises(QueryError, match="Check the address after SERVICE"):
        ask("units-elsewhere", endpoint="http://localhost:1/query")
    with pytest.raises(QueryError, match="no endpoint"):
        ask("units-elsewhere", endpoint="localhost")
