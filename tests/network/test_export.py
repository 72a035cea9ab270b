"""Files are read back by readers that share no code with the writers."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
import pytest
from lxml import etree
from pyoxigraph import Store

from pilotkg.network.build import build
from pilotkg.network.export import cytoscape_json, gexf, graphml, sigma_json, write_network
from pilotkg.network.look import Look, look_of
from pilotkg.network.measures import backbone, measure
from pilotkg.network.tables import csv_text, edge_rows, node_rows, write_parquet

GEXF, VIZ = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}"
_READ = """
const { readFileSync } = require('fs');
const Graph = require('graphology');
const gexf = require('graphology-gexf');
process.stdout.write(JSON.stringify(gexf.parse(Graph.Graph || Graph, readFileSync(0, 'utf-8')).export()));
"""


@pytest.fixture(scope="module")
def real(store: Store) -> nx.Graph[str]:
    return measure(backbone(build(store, "locality-by-mechanisms").graph))


@pytest.fixture(scope="module")
def look(real: nx.Graph[str]) -> Look:
    return look_of(real)


@pytest.fixture
def awkward() -> nx.Graph[str]:
    """All that other writers stumble over."""
    graph: nx.Graph[str] = nx.Graph(title_zh="难")
    graph.add_node(
        '甲 "<&>', pid="p1", id="mine", label="own", start="2015", label_zh="甲\n乙\t丙", label_en="A", flag=True
    )
    graph.add_node("b", count=np.int64(3), share=np.float32(0.5), nothing=None, list=["x", 1], big=2**40, mixed="text")
    graph.add_node("c", count=4, share=1, flag=False, mixed=7, void=math.nan, endless=math.inf, bell="\x07!")
    graph.add_edge('甲 "<&>', "b", weight=np.float64(2.5), count=np.int64(2), kind="own kind", note="")
    graph.add_edge("b", "c")
    return graph


@pytest.fixture(scope="session")
def node_modules(request: pytest.FixtureRequest) -> Path:
    """Where graphology-gexf is: as PILOTKG_NODE_MODULES says, or fetched by npm once."""
    if named := os.environ.get("PILOTKG_NODE_MODULES"):
        return Path(named)
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("no node and npm to read GEXF back with graphology-gexf")
    folder = Path(request.config.cache.mkdir("graphology"))
    if not (folder / "node_modules").is_dir():
        packages = ("graphology@0.26.0", "graphology-gexf@0.13.2")
        # Workers share the cache: each fetches beside it, and a rename shows the folder only when it is whole.
        with TemporaryDirectory(dir=folder) as fetched:
            command = [npm, "install", "--no-audit", "--no-fund", "--prefix", fetched, *packages]
            try:
                subprocess.run(command, check=True, capture_output=True, timeout=120)
            except (subprocess.SubprocessError, OSError):
                pytest.skip("npm cannot fetch graphology-gexf to read GEXF back")
            with suppress(OSError):  # another worker was first
                (Path(fetched) / "node_modules").rename(folder / "node_modules")
    return folder / "node_modules"


def _graphology(text: str, node_modules: Path) -> dict[str, Any]:
    node = shutil.which("node") or pytest.skip("no node to read GEXF back with graphology-gexf")
    environment = {**os.environ, "NODE_PATH": str(node_modules)}
    done = subprocess.run([node, "-e", _READ], input=text.encode(), capture_output=True, check=True, env=environment)
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def test_graphology_reads_every_attribute_of_the_gexf(real: nx.Graph[str], look: Look, node_modules: Path) -> None:
    read = _graphology(gexf(real, look), node_modules)
    nodes = {node["key"]: node["attributes"] for node in read["nodes"]}
    assert nodes.keys() == set(real)
    for key, data in real.nodes(data=True):
        for name, value in data.items():
            assert nodes[key][name] == (pytest.approx(value) if isinstance(value, float) else value), name
            assert isinstance(nodes[key][name], bool) == isinstance(value, bool)
        assert nodes[key]["label"] == data["label_zh"]
        assert nodes[key]["color"] == f"rgb({','.join(map(str, look.colour[key]))})"
        assert nodes[key]["size"] == pytest.approx(look.size[key], abs=0.001)
        assert (nodes[key]["x"], nodes[key]["y"]) == pytest.approx(look.position[key], abs=0.001)
    assert len(read["edges"]) == real.number_of_edges()
    for edge in read["edges"]:
        data = real.edges[edge["source"], edge["target"]]
        for name, value in data.items():
            assert edge["attributes"][name] == (pytest.approx(value) if isinstance(value, float) else value), name


def test_graphology_reads_what_others_lose(awkward: nx.Graph[str], node_modules: Path) -> None:
    read = _graphology(gexf(awkward), node_modules)
    nodes = {node["key"]: node["attributes"] for node in read["nodes"]}
    assert nodes['甲 "<&>'] == {
        **{"label": "甲\n乙\t丙", "label_": "own", "id_": "mine", "pid_": "p1", "start_": "2015"},
        **{"label_zh": "甲\n乙\t丙", "label_en": "A", "flag": True},
    }
    assert nodes["b"] == {
        **{"label": "b", "count": 3, "share": 0.5, "big": 2**40, "mixed": "text", "list": '["x", 1]'},
    }
    assert nodes["c"]["share"] == 1 and nodes["c"]["mixed"] == "7" and nodes["c"]["flag"] is False
    assert nodes["c"]["bell"] == "!"
    edge = read["edges"][0]["attributes"]
    assert edge == {"weight": 2.5, "count": 2, "kind_": "own kind", "note": ""}


def test_the_gexf_is_of_version_1_3_and_has_no_alpha(real: nx.Graph[str], look: Look) -> None:
    text = gexf(real, look, "en")
    root = ET.fromstring(text)
    assert root.tag == f"{GEXF}gexf" and root.get("version") == "1.3"
    graph = root.find(f"{GEXF}graph")
    assert graph is not None and graph.get("defaultedgetype") == "undirected" and graph.get("mode") == "static"
    colours = list(root.iter(f"{VIZ}color"))
    assert len(colours) == real.number_of_nodes() + real.number_of_edges()
    assert all(set(colour.attrib) == {"r", "g", "b"} for colour in colours)
    declared = {(a.get("class"), b.get("id")) for a in root.iter(f"{GEXF}attributes") for b in a}
    for kind in ("node", "edge"):
        used = {(kind, v.get("for")) for e in root.iter(GEXF + kind) for v in e.iter(f"{GEXF}attvalue")}
        assert used <= declared
    labels = [node.get("label") for node in root.iter(f"{GEXF}node")]
    assert labels == [data["label_en"] for _, data in real.nodes(data=True)]
    ids = [node.get("id") for node in root.iter(f"{GEXF}node")]
    ends = {edge.get(end) for edge in root.iter(f"{GEXF}edge") for end in ("source", "target")}
    assert len(set(ids)) == len(ids) and ends <= set(ids)


@pytest.mark.parametrize("name", ["real", "awkward", "whole"])
def test_the_gexf_is_valid_by_the_official_schema(name: str, request: pytest.FixtureRequest, store: Store) -> None:
    named = os.environ.get("PILOTKG_GEXF_SCHEMA")
    if not named:
        pytest.skip("no package carries it: name gexf.rng of github.com/gephi/gexf (1.3/) in PILOTKG_GEXF_SCHEMA")
    graph = build(store, "property-graph").graph if name == "whole" else request.getfixturevalue(name)
    schema = etree.RelaxNG(etree.parse(named))  # RELAX NG is the form the specification is kept in
    schema.assertValid(etree.fromstring(gexf(graph, look_of(graph) if name == "real" else None).encode()))


# What the specification of GEXF 1.3 (gexf.net) asks for, as far as these files use it, where the schema is not at hand.
_INSIDE = {
    "gexf": ["meta", "graph"],
    "meta": ["creator", "description"],
    "graph": ["attributes", "attributes", "nodes", "edges"],
    "attributes": ["attribute"],
    "nodes": ["node"],
    "edges": ["edge"],
    "node": ["attvalues", "viz:color", "viz:position", "viz:size"],
    "edge": ["attvalues", "viz:color", "viz:thickness"],
    "attvalues": ["attvalue"],
}
_ATTRIBUTES = {  # those that must be there, those that may
    "gexf": ({"version"}, set()),
    "meta": (set(), {"lastmodifieddate"}),
    "graph": ({"defaultedgetype", "mode", "idtype"}, set()),
    "attributes": ({"class", "mode"}, set()),
    "attribute": ({"id", "title", "type"}, set()),
    "nodes": ({"count"}, set()),
    "edges": ({"count"}, set()),
    "node": ({"id", "label"}, set()),
    "edge": ({"id", "source", "target", "weight"}, {"kind"}),
    "attvalue": ({"for", "value"}, set()),
    "viz:color": ({"r", "g", "b"}, set()),
    "viz:position": ({"x", "y", "z"}, set()),
    "viz:size": ({"value"}, set()),
    "viz:thickness": ({"value"}, set()),
}
_READ_AS = {"long": int, "double": float, "string": str, "boolean": {"true": True, "false": False}.__getitem__}


def _tag(element: ET.Element) -> str:
    return element.tag.replace(VIZ, "viz:").replace(GEXF, "")


@pytest.mark.parametrize("name", ["real", "awkward", "whole"])
def test_the_gexf_keeps_the_rules_of_the_specification(name: str, request: pytest.FixtureRequest, store: Store) -> None:
    graph = build(store, "property-graph").graph if name == "whole" else request.getfixturevalue(name)
    root = ET.fromstring(gexf(graph, look_of(graph) if name == "real" else None))
    for element in root.iter():
        inside = [_tag(child) for child in element]
        allowed = _INSIDE.get(_tag(element), [])
        if len(allowed) == 1:
            assert set(inside) <= set(allowed)
        else:  # each at its place; what is left out is left out
            places = iter(allowed)
            assert all(child in places for child in inside), (_tag(element), inside)
        needed, more = _ATTRIBUTES.get(_tag(element), (set(), set()))
        assert needed <= set(element.keys()) <= needed | more, _tag(element)
    types = {
        (columns.get("class"), a.get("id")): str(a.get("type"))
        for columns in root.iter(f"{GEXF}attributes")
        for a in columns
    }
    assert set(types.values()) <= _READ_AS.keys()
    for kind in ("node", "edge"):
        for element in root.iter(GEXF + kind):
            for value in element.iter(f"{GEXF}attvalue"):
                written = str(value.get("value")).replace("Infinity", "inf")
                _READ_AS[types[kind, value.get("for")]](written)  # type: ignore[operator]
    for colour in root.iter(f"{VIZ}color"):
        assert all(0 <= int(value) <= 255 for value in colour.attrib.values())
    for size in (*root.iter(f"{VIZ}size"), *root.iter(f"{VIZ}thickness")):
        assert float(size.get("value", "-1")) >= 0
    for count, kind in (("nodes", "node"), ("edges", "edge")):
        (holder,) = root.iter(GEXF + count)
        assert int(holder.get("count", "-1")) == len(list(root.iter(GEXF + kind)))
        ids = [element.get("id") for element in root.iter(GEXF + kind)]
        assert len(set(ids)) == len(ids)


def test_a_directed_multigraph_keeps_its_edges(store: Store, node_modules: Path) -> None:
    graph = build(store, "property-graph").graph
    read = _graphology(gexf(graph), node_modules)
    assert read["options"]["type"] == "directed"
    assert len(read["edges"]) == graph.number_of_edges()
    assert {e["attributes"]["kind"] for e in read["edges"]} == {d["type"] for *_, d in graph.edges(data=True)}


@pytest.mark.parametrize("name", ["real", "awkward"])
def test_igraph_reads_every_attribute_of_the_graphml(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph", reason="the reader igraph is not installed")
    graph: nx.Graph[str] = request.getfixturevalue(name)
    path = tmp_path / "network.graphml"
    path.write_text(graphml(graph, look_of(graph) if name == "real" else None), encoding="utf-8")
    if name == "awkward":  # igraph does not resolve &amp; in a node's id, only in data
        path.write_text(graphml(nx.relabel_nodes(graph, {'甲 "<&>': "甲"})), encoding="utf-8")
    read = igraph.Graph.Read_GraphML(str(path))
    assert (read.vcount(), read.ecount()) == (graph.number_of_nodes(), graph.number_of_edges())
    for vertex, row in zip(read.vs, node_rows(graph), strict=True):
        for attribute, value in row.items():
            if attribute == "id" or value == math.inf:
                continue
            kept = vertex.attributes()[attribute]
            if attribute == "bell":
                assert kept == "!"
            elif isinstance(value, str) or attribute == "mixed":
                assert kept == str(value)
            else:
                assert kept == pytest.approx(value)
                assert isinstance(kept, bool) == isinstance(value, bool)
    assert [e["weight"] for e in read.es if not math.isnan(e["weight"])] == pytest.approx(
        [row["weight"] for row in edge_rows(graph) if "weight" in row]
    )


def test_rows_go_into_pandas_and_parquet(real: nx.Graph[str], tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    rows = edge_rows(real)
    frame = pandas.DataFrame(rows)
    assert len(frame) == real.number_of_edges() and frame["count"].dtype == "int64"
    write_parquet(rows, tmp_path / "edges.parquet")
    from pyarrow import parquet  # noqa: PLC0415

    table = parquet.read_table(tmp_path / "edges.parquet")
    assert table.to_pylist() == rows


def test_csv_opens_in_a_spreadsheet() -> None:
    assert csv_text([{"id": "甲", "n": 1}, {"id": "b,c"}]) == '\ufeffid,n\r\n甲,1\r\n"b,c",\r\n'


def test_json_for_browsers(real: nx.Graph[str], look: Look) -> None:
    sigma = json.loads(sigma_json(real, look))
    first = sigma["nodes"][0]
    assert first["attributes"]["color"].startswith("#") and {"x", "y", "size", "label"} <= first["attributes"].keys()
    elements = json.loads(cytoscape_json(real, look))["elements"]
    assert len(elements["edges"]) == real.number_of_edges()
    assert elements["nodes"][0]["position"]["y"] == pytest.approx(-first["attributes"]["y"])


def test_the_same_network_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    written = []
    for run in ("one", "two"):
        (tmp_path / run).mkdir()
        graph = measure(backbone(build(store, "mechanism-task").graph))
        written.append([path.read_bytes() for path in write_network(graph, tmp_path / run, look_of(graph))])
    assert written[0] == written[1]
