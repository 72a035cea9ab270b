"""The whole: a folder of networks, findings whose queries give their numbers, results that SPARQL can ask for."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from pilotkg.errors import GraphError, QueryError
from pilotkg.graph.query import ask_store
from pilotkg.network import Filters, backbone, build, look_of, measure, rankings, write_networks
from pilotkg.network.facts import Facts
from pilotkg.network.findings import findings, markdown
from pilotkg.network.page import page
from pilotkg.network.reading import read_facts
from pilotkg.network.run import Written

KINDS = ("mechanism-task", "mechanism-plan", "theme-mechanism", "locality-by-both")


@pytest.fixture(scope="module")
def folder(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("networks") / "out"
    written = write_networks(store, out, KINDS)
    assert [w.kind for w in written] == list(KINDS)
    assert all(isinstance(w, Written) and w.nodes and w.shown <= w.edges for w in written)
    return out


@pytest.fixture(scope="module")
def both(store: Store, folder: Path) -> Store:
    """The graph and the results together."""
    joined = Store()
    joined.bulk_extend(store)
    joined.bulk_load(path=str(folder / "networks.nq"), format=RdfFormat.N_QUADS)
    return joined


def test_a_folder_for_each_network(folder: Path) -> None:
    names = {path.name for path in (folder / "mechanism-task").iterdir()}
    assert names >= {"network.zh.gexf", "network.graphml", "nodes.csv", "edges.parquet", "rankings.csv", "index.html"}
    assert names >= {"picture.svg", "picture.png", "heatmap.svg"}
    assert (folder / "theme-mechanism" / "sankey.svg").is_file()
    assert {"findings.md", "slope.png", "networks.ttl", "networks.nq"} <= {path.name for path in folder.iterdir()}


def test_every_finding_has_a_query_that_gives_its_numbers(store: Store, both: Store) -> None:
    facts = read_facts(store)
    networks = {kind: build(facts, kind) for kind in KINDS}
    bones = {kind: measure(backbone(network.graph)) for kind, network in networks.items()}
    found = findings(facts, networks, bones, {k: rankings(networks[k]) for k in ("mechanism-task", "mechanism-plan")})
    assert len(found) > 5
    for finding in found:
        assert finding.zh and finding.en
        rows = ask_store(finding.query, both)
        given = [value for row in rows for value in row.values() if isinstance(value, (int, float))]
        for number in finding.numbers:
            assert any(value == pytest.approx(number, rel=1e-6) for value in given), (finding.en, finding.query)
    assert markdown(found, facts).count("```sparql") == len(found)


def test_findings_say_where_they_are_filtered(facts: Facts) -> None:
    filtered = facts.filtered(Filters(province="East"))
    assert "province = East" in markdown([], filtered)


def test_findings_of_a_tiny_world(facts: Facts) -> None:
    network = build(facts, "mechanism-task")
    network.graph.edges["mechanism/a", "mechanism/b"]["q_value"] = 0.01
    first, second, *_ = findings(facts, {"mechanism-task": network}, {}, {})
    assert first.numbers == (3, 1)
    assert second.numbers[0] == 3 and second.numbers[3] == 0.01
    assert "“甲”与“乙”在 3 个" in second.zh and "for example in Town 1, Town 2, Town 3." in second.en


def test_mechanisms_by_betweenness_in_sparql(both: Store) -> None:
    text = (
        "PREFIX pk: <https://w3id.org/pilotkg/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
        " SELECT ?label ?betweenness { ?p pk:positionOf ?m ; pk:betweenness ?betweenness ; pk:inNetwork ?n ."
        " ?n a pk:Network . ?m skos:prefLabel ?label FILTER(LANG(?label) = 'zh' && STRENDS(STR(?n), '/mechanism-task')) }"
        " ORDER BY DESC(?betweenness)"
    )
    rows = ask_store(text, both)
    graph = measure(backbone(build(both, "mechanism-task").graph))
    expected = sorted((d["betweenness"] for _, d in graph.nodes(data=True)), reverse=True)
    assert [row["betweenness"] for row in rows] == pytest.approx(expected)


def test_results_tell_where_they_come_from(both: Store) -> None:
    text = (
        "PREFIX pk: <https://w3id.org/pilotkg/ontology#> PREFIX prov: <http://www.w3.org/ns/prov#>"
        " SELECT (COUNT(*) AS ?n) { ?run prov:generated ?network ; prov:used ?dataset . ?network a pk:Network ; prov:wasDerivedFrom ?dataset }"
    )
    assert ask_store(text, both)[0]["n"] == len(KINDS)


def test_every_term_of_the_results_is_explained(both: Store) -> None:
    text = (
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
        " SELECT DISTINCT ?term { GRAPH ?g { ?s ?p ?o } FILTER(STRENDS(STR(?g), '/graph/network-results'))"
        " VALUES ?which { 0 1 } BIND(IF(?which = 0, ?p, ?o) AS ?term) FILTER(ISIRI(?term) && CONTAINS(STR(?term), '/ontology#'))"
        " FILTER NOT EXISTS { ?term rdfs:label ?zh ; rdfs:label ?en ; skos:definition ?d"
        " FILTER(LANG(?zh) = 'zh' && LANG(?en) = 'en') } }"
    )
    assert list(ask_store(text, both)) == []


_BROWSER = """
const drawn = [], made = {};
const any = (base = {}) => new Proxy(() => {}, {
  get: (_, key) => key in base ? base[key] : key === Symbol.toPrimitive ? () => 0 : (base[key] = any()),
  set: (_, key, value) => { base[key] = value; return true; }, apply: () => any(),
});
const context = any({ measureText: t => ({ width: t.length * 12 }), fillText: t => drawn.push(t) });
const canvas = any({ getContext: () => context, getBoundingClientRect: () => ({ left: 0, top: 0, width: 900, height: 700 }) });
global.window = any({ devicePixelRatio: 1 });
global.document = any({
  getElementById: id => made[id] ||= id === "canvas" ? canvas : any({ textContent: id === "data" ? DATA : "" }),
});
Object.defineProperty(globalThis, "top", { value: 0, configurable: false });
"""
_EVENTS = """
console.log(drawn.join(" "));
made.search.oninput({ target: { value: "甲" } });
made.least.oninput({ target: { value: "0.5" } });
made.language.onchange({ target: { value: "en" } });
canvas.onpointermove({ clientX: 450, clientY: 350 });
canvas.onwheel({ preventDefault() {}, clientX: 1, clientY: 1, deltaY: 100 });
console.log(drawn.join(" "));
"""


class _Sources(HTMLParser):
    """What a page asks others for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.asked += [str(value) for name, value in attrs if name in ("src", "href")]


def test_a_page_needs_nothing_else(facts: Facts) -> None:
    graph = measure(build(facts, "mechanism-task").graph)
    graph.nodes["mechanism/a"]["label_zh"] = "</script><b>甲"
    text = page(graph, look_of(graph))
    parser = _Sources()
    parser.feed(text)
    assert parser.asked == [] and "import(" not in text and "fetch(" not in text and "@import" not in text
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert data["nodes"][0]["attributes"]["label_zh"] == "</script><b>甲"
    assert len(data["edges"]) == graph.number_of_edges()


@pytest.mark.parametrize(("language", "names"), [("zh", {"甲", "乙", "丙"}), ("en", {"alpha", "beta", "gamma"})])
def test_the_script_of_a_page_runs(facts: Facts, tmp_path: Path, language: str, names: set[str]) -> None:
    """In node, with a stand-in for the browser that accepts anything; a clash of names or a slip would throw."""
    node = shutil.which("node") or pytest.skip("no node to run the page's script")
    graph = measure(build(facts, "mechanism-task").graph)
    text = page(graph, look_of(graph), language)
    data, script = re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL)
    run = f"require('vm').runInThisContext({json.dumps(script)});"  # as a browser does, beside its own names
    (tmp_path / "page.js").write_text(_BROWSER.replace("DATA", json.dumps(data)) + run + _EVENTS, encoding="utf-8")
    done = subprocess.run([node, str(tmp_path / "page.js")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    begun, ended = done.stdout.splitlines()
    assert set(begun.split()) == names
    assert set(ended.split()) >= names


def test_a_folder_that_cannot_be_written(facts: Facts, store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(GraphError, match="cannot be written"):
        write_networks(store, tmp_path / "file", ["theme-theme"])


@pytest.mark.parametrize(
    ("kinds", "options"),
    [(["friends"], {}), (None, {"method": "spine"}), (None, {"language": "fr"})],
)
def test_what_is_not_known_is_refused_before_any_work(
    store: Store, tmp_path: Path, kinds: list[str] | None, options: dict[str, str]
) -> None:
    with pytest.raises(QueryError, match="Take one of"):
        write_networks(store, tmp_path / "out", kinds, **options)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()
