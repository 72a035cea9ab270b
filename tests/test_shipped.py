"""The plans that ship: the records are those of the document, and the release made of them is whole, the same every time."""

import json
from pathlib import Path

import pytest

from pilotkg import pipeline, records, resources
from pilotkg.graph.query import query
from pilotkg.model import MeasureKind, Records
from tests.conftest import uses_release


@pytest.fixture(scope="module")
def shipped() -> Records:
    (one,) = records.read(resources.RECORDS)
    return one


def test_the_document_gives_the_records_that_ship_byte_for_byte(document: Path) -> None:
    same = records.encode(pipeline.read_plans(document)) == resources.RECORDS.read_bytes()
    assert same, "run docs/refresh.py, see CONTRIBUTING.md"


def test_all_plans_are_there_in_the_order_of_the_document(shipped: Records) -> None:
    assert [plan.position for plan in shipped.plans] == list(range(1, 112))
    begins = [plan.span.begin for plan in shipped.plans]
    assert begins == sorted(begins)


def test_every_plan_has_its_place_tasks_and_safeguards(shipped: Records) -> None:
    for plan in shipped.plans:
        kinds = {measure.kind for measure in plan.measures}
        assert plan.locality.name, plan.position
        assert plan.locality.within, plan.position
        assert plan.locality.within[-1].endswith("0000"), plan.position
        assert {MeasureKind.TASK, MeasureKind.ASSURANCE} <= kinds, plan.position


def test_the_records_name_no_folder_and_hold_no_prose(shipped: Records) -> None:
    assert shipped.source.name == Path(shipped.source.name).name
    text = resources.RECORDS.read_text("utf-8")
    longest = max((value for line in text.splitlines() for value in _strings(json.loads(line))), key=len)
    assert len(longest) < 200, longest


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inside for text in _strings(one)]


@uses_release
def test_the_release_conforms(release: Path) -> None:
    report = json.loads((release / "report.json").read_text("utf-8"))
    assert report["check"]["conforms"] is True
    assert report["counts"]["plans"] == report["counts"]["localities"] == 111


@uses_release
def test_a_second_build_writes_the_same_bytes(release: Path, tmp_path: Path) -> None:
    pipeline.build(None, tmp_path / "again")
    one, other = ((folder / "SHA256SUMS").read_text().splitlines() for folder in (release, tmp_path / "again"))
    assert one == other


@uses_release
def test_the_readme_tells_what_is_in_the_release(release: Path) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    counts = json.loads((release / "report.json").read_text("utf-8"))["counts"]
    for name in ("plans", "indicators", "measures", "mechanisms", "mentions", "triples"):
        assert f" {counts[name]:,} " in readme, "run docs/refresh.py, see CONTRIBUTING.md"
    answer = query("narrowing-the-registration-gap", release).csv().splitlines()
    shown = readme.split("```text\n")[1].split("```")[0].splitlines()
    assert shown == answer[: len(shown)]
