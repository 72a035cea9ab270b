"""The whole dataset: graphs beside the plans', consequences, description; and that two runs agree."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import pytest
from pyoxigraph import Quad, Store

from pilotkg.errors import GraphError
from pilotkg.graph import nquads, quads
from pilotkg.model import Level, Locality, Records, TextSpan
from tests.graph.records import SOURCE, many_records, town_plan, town_records

PREFIXES = {
    "pk": "https://w3id.org/pilotkg/ontology#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "void": "http://rdfs.org/ns/void#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "geo": "http://www.opengis.net/ont/geosparql#",
}
BASE = "BASE <https://w3id.org/pilotkg/id/> "


def store_of(found: list[Quad]) -> Store:
    store = Store()
    store.extend(found)
    return store


def ask(store: Store, pattern: str) -> bool:
    return bool(store.query(f"{BASE} ASK {{ {pattern} }}", prefixes=PREFIXES))


def county_and_town() -> Records:
    """The invented town, and the county that it lies in as a pilot too."""
    county = Locality(
        "110117", "平谷区", "Pinggu District", Level.DISTRICT, "110117", ("110000",), TextSpan(1000, 1003)
    )
    plan = msgspec.structs.replace(town_plan(), position=4, locality=county, indicators=(), measures=())
    return Records(SOURCE, (town_plan(), plan))


def test_no_triple_stands_in_two_graphs(vocabulary: Path) -> None:
    found = Counter(q.triple for q in quads(many_records(4), vocabulary=vocabulary))
    assert [t for t, n in found.items() if n > 1] == []


def test_two_runs_give_the_same_bytes(vocabulary: Path) -> None:
    once, again = (nquads(quads(town_records(), vocabulary=vocabulary)) for _ in range(2))
    assert once == again


def test_plans_can_be_withdrawn_one_by_one(vocabulary: Path) -> None:
    plans = many_records(3)
    fewer = Records(plans.source, plans.plans[:2])
    gone = f"plan/{plans.plans[2].locality.slug}"
    both = [{q for q in quads(r, vocabulary=vocabulary) if "/plan/" in str(q.graph_name)} for r in (plans, fewer)]
    assert both[0] - both[1] == {q for q in both[0] if str(q.graph_name).endswith(f"{gone}>")}


def test_divisions_have_labels_in_both_languages_and_points(vocabulary: Path) -> None:
    store = store_of(list(quads(town_records(), vocabulary=vocabulary)))
    assert ask(store, 'GRAPH <graph/divisions> { <division/110117> rdfs:label "平谷区"@zh , "Pinggu District"@en }')
    assert ask(
        store, "GRAPH <graph/divisions> { <division/110117> pk:within <division/110000> ; pk:level pk:district }"
    )
    assert ask(store, "GRAPH <graph/divisions> { <division/110117> geo:hasGeometry/geo:asWKT ?point }")


def test_consequences_stand_in_a_graph_of_their_own(vocabulary: Path) -> None:
    store = store_of(list(quads(town_records(), vocabulary=vocabulary)))
    town, plan = "<locality/110117/qingshiwan>", "<plan/110117/qingshiwan>"
    assert ask(store, f"GRAPH <graph/inferred> {{ {town} pk:within <division/110000> ; a pk:PilotLocality }}")
    assert ask(store, f"GRAPH <graph/inferred> {{ {town} pk:hasPlan {plan} }}")
    assert ask(store, f"GRAPH <graph/inferred> {{ {plan} pk:includesMeasure <plan/110117/qingshiwan/task/1/1> }}")
    assert not ask(store, "GRAPH <graph/inferred> { ?thing a owl:Thing }")


def test_a_pilot_county_is_the_division_of_its_code(vocabulary: Path) -> None:
    store = store_of(list(quads(county_and_town(), vocabulary=vocabulary)))
    assert ask(store, "GRAPH <graph/inferred> { <locality/110117> owl:sameAs <division/110117> }")
    assert ask(store, "GRAPH <graph/inferred> { <locality/110117/qingshiwan> pk:within <locality/110117> }")
    assert not ask(store, "GRAPH ?g { <division/110117> pk:hasPlan ?plan }")


def test_a_code_that_no_table_has_is_an_error(vocabulary: Path) -> None:
    place = msgspec.structs.replace(town_plan().locality, within=("119999",))
    records = Records(SOURCE, (msgspec.structs.replace(town_plan(), locality=place),))
    with pytest.raises(GraphError, match="119999"):
        list(quads(records, vocabulary=vocabulary))


def test_the_dataset_counts_what_it_holds(vocabulary: Path) -> None:
    found = list(quads(town_records(), vocabulary=vocabulary))
    others = sum(not str(q.graph_name).endswith("graph/dataset>") for q in found)
    store = store_of(found)
    assert ask(store, f"GRAPH <graph/dataset> {{ <dataset> void:triples {others} ; void:uriSpace ?base }}")
    assert ask(store, "GRAPH ?g { <dataset/class/Indicator> void:entities 5 }")


def test_there_is_no_clock_unless_one_is_given(vocabulary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert not ask(store_of(list(quads(town_records(), vocabulary=vocabulary))), "GRAPH ?g { ?a prov:endedAtTime ?t }")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1480550400")
    when = '"2016-12-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    told = store_of(list(quads(town_records(), vocabulary=vocabulary)))
    assert ask(told, f"GRAPH ?g {{ <activity/build> prov:endedAtTime {when} }}")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(GraphError, match="SOURCE_DATE_EPOCH"):
        list(quads(town_records(), vocabulary=vocabulary))


def test_several_documents_make_one_dataset(vocabulary: Path) -> None:
    other = many_records(2)
    store = store_of(list(quads((town_records(), other), vocabulary=vocabulary)))
    assert ask(store, f"GRAPH ?g {{ <activity/build> prov:used <source/{SOURCE.sha256[:16]}> }}")
    assert ask(store, f"GRAPH ?g {{ <activity/build> prov:used <source/{other.source.sha256[:16]}> }}")
    assert ask(store, "GRAPH ?g { <dataset/class/PilotPlan> void:entities 3 }")
