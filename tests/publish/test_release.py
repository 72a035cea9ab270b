"""A release folder holds all that it should, adds up, and is the same from run to run."""

import hashlib
import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from pilotkg import graph
from pilotkg import records as records_file
from pilotkg.model import Records
from pilotkg.publish import report
from pilotkg.publish.release import write_data, write_forms, write_reports


def write(folder: Path, plans: tuple[Records, ...], quads: list[ox.Quad]) -> Path:
    folder.mkdir()
    counts = report.count(plans, len(quads))
    data = report.as_data(plans, counts, {"conforms": True}, base=graph.DEFAULT_BASE, software="1.0")
    text = report.as_markdown(plans, counts, "It conforms.", software="1.0")
    write_data(folder, plans, quads)
    write_forms(folder, graph.DEFAULT_BASE)
    write_reports(folder, {"report.json": report.encode(data), "report.md": text.encode()})
    return folder


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory, plans: tuple[Records, ...], quads: list[ox.Quad]) -> Path:
    return write(tmp_path_factory.mktemp("one") / "release", plans, quads)


def files(folder: Path) -> dict[str, bytes]:
    """All files of a release but the store's, by name."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix(): (folder / path).read_bytes() for path in paths if path.parts[0] != "store"}


def test_what_is_in_it(release: Path) -> None:
    assert {path.name for path in release.iterdir()} == {
        *("pilotkg.nq", "pilotkg.ttl", "queries.md", "records.jsonl", "report.json", "report.md", "SHA256SUMS"),
        *("ontology", "queries", "shapes", "store", "tables"),
    }
    assert {path.stem for path in (release / "tables").iterdir()} == {
        "localities",
        "indicators",
        "measures",
        "mechanisms",
    }


def test_two_runs_write_the_same_bytes(
    release: Path, tmp_path: Path, plans: tuple[Records, ...], quads: list[ox.Quad]
) -> None:
    again = write(tmp_path / "again", plans, quads[::-1])
    assert files(again) == files(release)


def test_the_sums_hold_and_leave_nothing_out(release: Path) -> None:
    lines = (release / "SHA256SUMS").read_text().splitlines()
    sums = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    expected = {name: hashlib.sha256(data).hexdigest() for name, data in files(release).items()}
    del expected["SHA256SUMS"]
    assert sums == expected
    assert list(sums) == sorted(sums)


def test_both_files_and_the_store_hold_the_same_graph(release: Path) -> None:
    from_nquads = {quad.triple for quad in graph.open_store(release / "pilotkg.nq")}
    from_turtle = {quad.triple for quad in graph.open_store(release / "pilotkg.ttl")}
    from_store = {quad.triple for quad in graph.open_store(release / "store")}
    named = {t for t in from_store if not (isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode))}
    assert named <= from_nquads
    assert named <= from_turtle
    assert len(from_store) == len(from_nquads) == len(from_turtle)


def test_the_records_are_those_that_it_was_made_of(release: Path, plans: tuple[Records, ...]) -> None:
    assert records_file.read(release / "records.jsonl") == plans


def test_the_report_counts_and_lists(release: Path, plans: tuple[Records, ...], quads: list[ox.Quad]) -> None:
    data = json.loads((release / "report.json").read_text())
    assert data["counts"]["plans"] == data["counts"]["localities"] == 4
    assert data["counts"]["triples"] == len(quads)
    assert [source["plans"] for source in data["sources"]] == [1, 3]
    assert data["repairs"] == {"name": 1}
    assert data["plans"][0]["repairs"][0]["now"] == "青石湾镇"
    text = (release / "report.md").read_text()
    assert "| 3 | 青石湾镇 | 青石弯镇 | 青石湾镇 | the body names 青石湾镇 | 6–10 |" in text
    assert "It conforms." in text
