"""A graph on disk: stores, files and release folders, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Quad
from rdflib import Dataset, Literal, URIRef

from pilotkg.errors import GraphError
from pilotkg.graph import build_store, load, nquads, open_store, quads, turtle
from pilotkg.graph.store import base_of
from tests.graph.records import town_records

PLAN = "https://w3id.org/pilotkg/id/plan/110117/qingshiwan"
POSITION = URIRef("https://w3id.org/pilotkg/ontology#position")


@pytest.fixture
def town(vocabulary: Path) -> list[Quad]:
    return list(quads(town_records(), vocabulary=vocabulary))


def test_a_store_is_built_and_opened_to_be_read(town: list[Quad], tmp_path: Path) -> None:
    build_store(tmp_path / "store", town)
    store = open_store(tmp_path / "store")
    assert len(store) == len(set(town))
    with pytest.raises(RuntimeError, match="read-write"):
        store.add(town[0])


def test_every_way_to_say_where_a_graph_is(town: list[Quad], tmp_path: Path) -> None:
    release = tmp_path / "release"
    release.mkdir()
    (release / "pilotkg.nq").write_bytes(nquads(town))
    (tmp_path / "merged.ttl").write_text(turtle(town), encoding="utf-8")
    triples = len({q.triple for q in town})
    for path in (release, release / "pilotkg.nq", tmp_path / "merged.ttl"):
        assert len(open_store(path)) == triples


def test_rdflib_sees_the_union_of_the_graphs(town: list[Quad], tmp_path: Path) -> None:
    (tmp_path / "town.nq").write_bytes(nquads(town))
    dataset = load(tmp_path / "town.nq")
    assert isinstance(dataset, Dataset)
    assert dataset.value(URIRef(PLAN), POSITION) == Literal(3)
    asked = dataset.query("ASK { ?plan pk:position 3 ; pk:hasTheme theme:small-city }")
    assert asked.askAnswer


def test_a_store_knows_its_base(vocabulary: Path, tmp_path: Path) -> None:
    found = quads(town_records(), "https://example.org/kg/", vocabulary)
    (tmp_path / "town.nq").write_bytes(nquads(found))
    assert base_of(open_store(tmp_path / "town.nq")) == "https://example.org/kg/"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.nq", None, "no such file"),
        ("notes.txt", "hello", r"\.txt are not read"),
        ("broken.ttl", "@prefix a: <b> . a:x a", "not readable as RDF"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(GraphError, match=message):
        open_store(tmp_path / name)


def test_a_folder_without_a_graph_is_told(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="neither a release nor a store"):
        open_store(tmp_path)


def test_a_store_is_never_written_over(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="already"):
        build_store(tmp_path, [])


def test_files_and_store_hold_the_same(tmp_path: Path) -> None:
    found = list(quads(town_records()))
    build_store(tmp_path / "store", found)
    assert nquads(open_store(tmp_path / "store")) == nquads(found)
