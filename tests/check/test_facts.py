"""Which plan a node belongs to, and where it was read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Quad, Store

from pilotkg.check.facts import Facts, Place
from pilotkg.graph import nquads, turtle
from pilotkg.resources import folder
from tests.check.conftest import facts

ID = "https://w3id.org/pilotkg/id/"
PLAN = f"{ID}plan/110117/qingshiwan"
SOURCE = "plans-of-2016.txt"


@pytest.mark.parametrize(
    "node",
    [
        PLAN,
        f"{PLAN}/task/1/1/mention/homestead-reform",
        f"{ID}locality/110117/qingshiwan",
        f"{ID}source/abababababababab#char=565,571",
    ],
)
def test_a_node_knows_its_plan(town: Sequence[Quad], node: str) -> None:
    assert facts(town).plan_of(node) == PLAN


@pytest.mark.parametrize(
    "node", [f"{ID}division/110000", f"{ID}theme/small-city", "http://example.org/", f"{ID}period/2020"]
)
def test_what_plans_share_is_of_none(town: Sequence[Quad], node: str) -> None:
    assert facts(town).plan_of(node) is None


def test_a_node_is_where_its_evidence_is(town: Sequence[Quad]) -> None:
    read = facts(town)
    assert read.place_of(f"{PLAN}/indicator/resident-population-2015-baseline") == Place(SOURCE, 200, 215)
    assert read.place_of(f"{ID}source/abababababababab#char=6,10") == Place(SOURCE, 6, 10)
    assert read.place_of(f"{PLAN}/task/1/1/nothing") == Place(SOURCE, 560, 600)  # that of what it is a part of
    assert read.place_of(f"{ID}division/110000") is None
    assert read.plans == {PLAN: "北京市平谷区青石湾镇新生小城市培育新型城镇化综合试点工作方案要点"}


def test_a_graph_without_the_ontology_gets_it(town: Sequence[Quad], tmp_path: Path) -> None:
    alone = [q for q in town if str(q.graph_name) == f"<{PLAN}>"]
    ontology = folder("ontology")
    with_it = Facts.of(alone, ontology)
    assert len(with_it.quads) > len(alone)
    assert len(Facts.of(town, tmp_path).quads) == len(set(town))  # brings its own: the folder is not looked at


def test_files_and_stores_are_read_as_quads_are(town: Sequence[Quad], tmp_path: Path) -> None:
    (tmp_path / "town.nq").write_bytes(nquads(town))
    (tmp_path / "town.ttl").write_text(turtle(town), encoding="utf-8")
    store = Store()
    store.extend(town)
    for graph in (tmp_path / "town.nq", str(tmp_path / "town.ttl"), store):
        read = Facts.of(graph, folder("ontology"))
        named = {
            q.triple for q in read.quads if not isinstance(q.subject, BlankNode) and not isinstance(q.object, BlankNode)
        }
        assert len(read.quads) == len(town)
        assert named <= {q.triple for q in town}
        assert read.plans == facts(town).plans
