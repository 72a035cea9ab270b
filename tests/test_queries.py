"""Every query of the catalogue: a whole header, standard SPARQL, and rows from the graph that ships."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.plugins.sparql import prepareQuery

from pilotkg import resources
from pilotkg.graph.catalogue import Catalogue, Query
from pilotkg.graph.query import ask_store
from pilotkg.graph.store import open_store
from tests.conftest import uses_release

CATALOGUE = Catalogue.load(resources.folder("queries"))
GROUPS = {"places", "targets", "mechanisms", "themes", "change", "comparison", "provenance", "quality"}
HAN = re.compile("[\u4e00-\u9fff]")

every_query = pytest.mark.parametrize("query", [*CATALOGUE], ids=lambda query: query.name)


@pytest.fixture(scope="module")
def store(release: Path) -> ox.Store:
    return open_store(release)


def test_every_group_has_its_questions() -> None:
    assert {query.group for query in CATALOGUE} == GROUPS
    assert len([*CATALOGUE]) >= 20


@every_query
def test_the_header_is_whole(query: Query) -> None:
    for text in (query.title, query.question):
        assert set(text) == {"zh", "en"}
        assert HAN.search(text["zh"])
        assert not HAN.search(text["en"])
    assert query.question["zh"].endswith("？")
    assert query.question["en"].endswith("?")
    assert all(parameter.description for parameter in query.parameters)


@every_query
def test_it_is_standard_sparql_with_an_order(query: Query) -> None:
    prepareQuery(query.text)
    assert re.search(r"^ORDER BY ", query.text, re.M)


@uses_release
@every_query
def test_it_gives_rows_in_a_set_order(query: Query, store: ox.Store) -> None:
    answer = ask_store(query.text, store)
    assert len(answer) > 0
    assert len({tuple(row.values()) for row in answer}) == len(answer), "a row twice"
    assert ask_store(query.text, store) == answer


@uses_release
@every_query
def test_its_defaults_are_values_that_it_takes(query: Query, store: ox.Store) -> None:
    defaults = {parameter.name: parameter.default for parameter in query.parameters}
    assert ask_store(query.bind(defaults), store) == ask_store(query.text, store)


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
    ],
)
def test_another_value_gives_another_answer(name: str, values: dict[str, object], store: ox.Store) -> None:
    query = CATALOGUE.get(name)
    answer = ask_store(query.bind(values), store)
    assert len(answer) > 0
    assert answer != ask_store(query.text, store)


# --- Answers checked by hand against the text


@uses_release
def test_the_evidence_of_a_town(store: ox.Store) -> None:
    rows = ask_store(CATALOGUE.get("evidence-of-a-place").bind({"place": "金海湖镇"}), store)
    assert [(row["value"], row["unit"], row["bound"]) for row in rows] == [
        (133, "平方公里", "exact"),
        (32741, "人", "exact"),
        (19512, "人", "exact"),
        (40.4, "%", "exact"),
        (49, "%", "approximate"),
        (63, "%", "approximate"),
    ]
    assert all(4256 <= int(row["begin"] or 0) < int(row["end"] or 0) <= 6326 for row in rows)  # where the plan stands


@uses_release
def test_the_pilot_places_of_china(store: ox.Store) -> None:
    rows = ask_store(CATALOGUE.get("pilots-by-province").text, store)
    assert sum(int(row["places"] or 0) for row in rows) == 111
    for row in rows:
        assert row["places"] == sum(int(row[level] or 0) for level in ("prefectures", "counties", "towns"))


@uses_release
def test_the_gap_that_narrows_most(store: ox.Store) -> None:
    rows = {row["place"]: row for row in ask_store(CATALOGUE.get("narrowing-the-registration-gap").text, store)}
    # 盘县: 45 and 18.09 % in 2015, over 53 and over 45 % in 2020; 随州市: 47.9 and 19.14 %, about 60 and 45 %
    assert (rows["盘县"]["gap_before"], rows["盘县"]["gap_after"]) == (26.91, 8)
    assert (rows["随州市"]["gap_before"], rows["随州市"]["gap_after"]) == (28.76, 15)


@uses_release
def test_the_names_that_were_corrected(store: ox.Store) -> None:
    rows = ask_store(CATALOGUE.get("names-corrected").text, store)
    assert {row["place"]: row["repair"] for row in rows}.items() >= {
        ("织里镇", "“吴关区”读作“吴兴区”"),
        ("兴义市", "“关义市”读作“兴义市”"),
    }


@uses_release
def test_the_page_of_answers_is_that_of_the_release(release: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "queries.md").read_text("utf-8")
    same = page == (release / "queries.md").read_text("utf-8")
    assert same, "run docs/refresh.py, see CONTRIBUTING.md"
