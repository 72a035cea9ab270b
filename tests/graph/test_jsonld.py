"""A plan of the graph, framed: what a web developer reads without knowing RDF."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyld import jsonld  # type: ignore[import-untyped]

from pilotkg.graph import nquads, quads
from pilotkg.graph.jsonld import context, plan_frame, text
from pilotkg.resources import folder
from tests.graph.records import town_records

ONTOLOGY = folder("ontology") / "pilotkg.ttl"


def no_network(address: str, _: object) -> Any:
    """A document loader that loads nothing."""
    raise AssertionError(f"asks for {address}")


@pytest.fixture(scope="module")
def plan() -> dict[str, Any]:
    """The plan of the invented town as one object."""
    kept = [q for q in quads(town_records()) if "/plan/" in str(q.graph_name)]
    triples = nquads(type(q)(q.subject, q.predicate, q.object) for q in kept).decode()
    expanded = jsonld.from_rdf(triples, {"format": "application/n-quads"})
    frame = json.loads((ONTOLOGY.parent / "plan-frame.jsonld").read_text("utf-8"))
    framed: dict[str, Any] = jsonld.frame(expanded, frame, {"documentLoader": no_network, "omitGraph": True})
    return framed


@pytest.mark.parametrize(("name", "made"), [("context", context), ("plan-frame", plan_frame)])
def test_the_files_are_what_the_ontology_makes(name: str, made: Any) -> None:
    assert (ONTOLOGY.parent / f"{name}.jsonld").read_text("utf-8") == text(made(ONTOLOGY))


def test_a_plan_has_its_place_inside(plan: dict[str, Any]) -> None:
    assert "PilotPlan" in plan["type"]
    assert plan["locality"]["level"] == "township"
    assert plan["locality"]["label"]["zh"] == "青石湾镇"


def test_figures_are_read_by_name(plan: dict[str, Any]) -> None:
    of = {one["id"].rpartition("/")[2]: one for one in plan["hasIndicator"]}
    rate = of["resident-urbanization-rate-2020-target"]
    assert (rate["value"], rate["unitText"], rate["year"], rate["status"]) == ("61.5", "%", "2020", "Target")
    assert rate["metric"] == "https://w3id.org/pilotkg/id/metric/resident-urbanization-rate"


def test_measures_have_their_parts_inside(plan: dict[str, Any]) -> None:
    below = [sub for one in plan["hasMeasure"] for sub in one.get("hasSubMeasure", ())]
    assert below
    assert all("label" in sub and "SubMeasure" in sub["type"] for sub in below)


def test_the_context_reads_what_it_wrote(plan: dict[str, Any]) -> None:
    """Nothing that the context says is lost on the way back to triples."""
    written = jsonld.to_rdf(plan, {"format": "application/n-quads", "documentLoader": no_network})
    assert '"61.5"^^<http://www.w3.org/2001/XMLSchema#decimal>' in written
    assert '"2020"^^<http://www.w3.org/2001/XMLSchema#gYear>' in written
    assert "<https://w3id.org/pilotkg/ontology#status> <https://w3id.org/pilotkg/ontology#Target>" in written
