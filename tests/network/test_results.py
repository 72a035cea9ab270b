"""Networks as RDF: a well-formed cube of described terms, that the ontology allows, and that a release takes in."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store
from typer.testing import CliRunner

from pilotkg import resources
from pilotkg.check import check
from pilotkg.cli import app
from pilotkg.errors import ReleaseError
from pilotkg.graph.catalogue import Catalogue
from pilotkg.graph.namespaces import Ids
from pilotkg.graph.query import NETWORKS, ask_store, find, query
from pilotkg.graph.store import open_store
from pilotkg.network import backbone, build, measure, rankings, write_networks
from pilotkg.network.results import result_quads
from pilotkg.publish.networks import add_networks
from pilotkg.serve.endpoint import serving
from tests.conftest import uses_release
from tests.test_cube import CONSTRAINTS, ask

KINDS = ("mechanism-task", "theme-mechanism", "locality-mechanism", "locality-by-both")
DIMENSIONS = {
    "PositionStructure": ("inNetwork", "positionOf"),
    "AssociationStructure": ("inNetwork", "firstEnd", "secondEnd"),
    "RankingStructure": ("inNetwork", "positionOf", "rankedBy"),
}


@pytest.fixture(scope="module")
def both(shipped: Store) -> Store:
    """The graph of the plans that ship, and its networks."""
    networks = {kind: build(shipped, kind) for kind in KINDS}
    bones = {kind: measure(backbone(network.graph)) for kind, network in networks.items()}
    joined = Store()
    joined.bulk_extend(shipped)
    joined.bulk_extend(result_quads(bones, {"mechanism-task": rankings(networks["mechanism-task"], runs=20)}, Ids()))
    return joined


@pytest.mark.parametrize("pattern", CONSTRAINTS.values(), ids=CONSTRAINTS.keys())
def test_plans_and_networks_are_well_formed_cubes(both: Store, pattern: str) -> None:
    assert ask(both, pattern) == []


@pytest.mark.parametrize("structure", DIMENSIONS)
def test_no_two_observations_agree_in_every_dimension(both: Store, structure: str) -> None:
    """IC-12, for the structures of networks."""
    given = " ; ".join(f"pk:{name} ?{name}" for name in DIMENSIONS[structure])
    group = " ".join(f"?{name}" for name in DIMENSIONS[structure])
    pattern = (
        f"{{ SELECT (SAMPLE(?o) AS ?x) WHERE {{ ?o qb:dataSet ?set ; {given} . ?set qb:structure pk:{structure} }}"
        f" GROUP BY ?set {group} HAVING (COUNT(*) > 1) }}"
    )
    assert ask(both, pattern) == []
    assert ask(both, f"?x qb:dataSet/qb:structure pk:{structure}")
    assert set(ask(both, f"pk:{structure} qb:component/qb:dimension ?x")) == {
        f"<https://w3id.org/pilotkg/ontology#{name}>" for name in DIMENSIONS[structure]
    }


def test_networks_break_no_shape_and_contradict_nothing(both: Store) -> None:
    report = check(both)
    assert report.consistent and report.conforms


def test_a_network_says_how_it_came_about(both: Store) -> None:
    rows = ask_store(
        "PREFIX pk: <https://w3id.org/pilotkg/ontology#> PREFIX prov: <http://www.w3.org/ns/prov#>"
        " PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX dcterms: <http://purl.org/dc/terms/>"
        " SELECT ?n ?edges ?pairs ?backbone ?model ?cite { ?n a pk:Network ; ^prov:generated/prov:used ?dataset ;"
        " pk:edgeCount ?edges ; pk:pairsTested ?pairs ; pk:backbone/skos:notation ?backbone ;"
        " pk:nullModel ?m . ?m skos:notation ?model ; dcterms:bibliographicCitation ?cite } ORDER BY ?n",
        both,
    )
    found = {str(row["n"]).rpartition("/")[2]: row for row in rows}
    assert found.keys() == {"locality-by-both", "mechanism-task", "theme-mechanism"}  # the others are not tested
    assert found["mechanism-task"]["pairs"] == 74 * 73 / 2
    assert found["mechanism-task"]["backbone"] == "SignificantEdges"
    assert found["mechanism-task"]["model"] == "ConditionalConfigurationModel"


@pytest.mark.parametrize("name", sorted(Catalogue.load(resources.folder("queries") / NETWORKS).queries))
def test_queries_of_networks_have_a_whole_header_and_an_answer(both: Store, name: str) -> None:
    asked = find(name)
    assert set(asked.title) == set(asked.question) == {"zh", "en"} and asked.group == NETWORKS
    answer = ask_store(asked.text, both)
    assert answer and tuple(column.name for column in asked.columns) == answer.variables


def test_mechanisms_by_betweenness(shipped: Store, both: Store) -> None:
    rows = query("mechanisms-by-betweenness", both)
    bone = measure(backbone(build(shipped, "mechanism-task").graph))
    expected = {d["label_zh"]: d["betweenness"] for _, d in bone.nodes(data=True)}
    assert {row["mechanism_zh"]: row["betweenness"] for row in rows} == pytest.approx(expected)
    assert [row["rank"] for row in rows] == sorted(int(row["rank"] or 0) for row in rows)


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> Path:
    """A release of one's own."""
    return Path(shutil.copytree(release, tmp_path / "release"))


@pytest.fixture(scope="module")
def written(shipped: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("written")
    write_networks(shipped, out, ["mechanism-task"])
    return out


@uses_release
def test_a_release_takes_networks_in(copy: Path, written: Path) -> None:
    before = (copy / "SHA256SUMS").read_text("utf-8")
    old = {path.name: path.read_bytes() for path in copy.iterdir() if path.is_file() and path.name != "SHA256SUMS"}
    add_networks(copy, written)
    assert len(query("mechanisms-by-betweenness", copy)) == 74
    with serving(copy, port=0) as endpoint:
        assert len(query("mechanisms-by-betweenness", endpoint=endpoint.query_url)) == 74
    added = sorted(set((copy / "SHA256SUMS").read_text("utf-8").splitlines()) - set(before.splitlines()))
    assert {re.sub("^[0-9a-f]{64}  ", "", line) for line in added} == {"networks.nq", "networks.ttl"}
    assert {name: (copy / name).read_bytes() for name in old} == old
    sums = (copy / "SHA256SUMS").read_bytes()
    add_networks(copy, written)  # once more: nothing twice
    assert (copy / "SHA256SUMS").read_bytes() == sums
    assert [path.name for path in copy.parent.iterdir()] == ["release"]


@uses_release
def test_whatever_fails_the_release_stays_as_it_was(copy: Path, written: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    broken = tmp_path / "broken"
    shutil.copytree(written, broken)
    (broken / "networks.nq").write_text("<a> <b> .\n")
    with pytest.raises(Exception, match="not readable"):
        add_networks(copy, broken)
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before
    assert open_store(copy)


def test_only_a_release_takes_networks(written: Path, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="only a release"):
        add_networks(tmp_path, written)


@uses_release
def test_on_the_command_line(copy: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    run = CliRunner()
    asked = ["query", "mechanisms-by-betweenness", "-g", str(copy), "--format", "csv"]
    empty = run.invoke(app, asked)
    assert empty.exit_code == 0 and "--into-release" in empty.stderr
    filtered = run.invoke(app, ["network", str(copy), "-o", out, "--only", "province=四川省", "--into-release"])
    assert filtered.exit_code != 0 and not (copy / "networks.nq").exists()
    done = run.invoke(app, ["network", str(copy), "-o", out, "--kind", "mechanism-task", "--into-release"])
    assert done.exit_code == 0, done.output
    assert "low-carbon" in run.invoke(app, asked).stdout


def test_the_results_parse_as_turtle_and_as_quads(written: Path) -> None:
    counted = []
    for name, form in (("networks.ttl", RdfFormat.TURTLE), ("networks.nq", RdfFormat.N_QUADS)):
        store = Store()
        store.bulk_load(path=str(written / name), format=form)
        counted.append(len({quad.triple for quad in store}))
    assert counted[0] == counted[1] > 1000
