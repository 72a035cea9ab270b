"""The form of a curation file: what is refused, and where the fault is said to be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pilotkg import curation
from pilotkg.errors import CurationError

SCHEMA = Path(__file__).parents[2] / "docs" / "curation.schema.json"
SIGNED = "  who: 王小明\n  why: seen\n  when: 2026-05-04\n"
DROP = "- plan: 110117\n  fact: indicator\n  action: drop\n"


def load(tmp_path: Path, text: str) -> curation.Curations:
    file = tmp_path / "curation.yaml"
    file.write_text(text, encoding="utf-8")
    return curation.load(file)


def test_a_code_that_yaml_takes_for_a_number_names_a_plan(tmp_path: Path) -> None:
    ((entry, place),) = load(tmp_path, f"# a comment\n{DROP}  match: {{metric: area, year: null}}\n{SIGNED}").entries
    assert (entry.slug, place) == ("110117", "entry 1, line 2")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "a list of entries"),
        ("plan: 110117\n", "a list of entries"),
        ("- plan: [\n", "cannot be read as YAML"),
        (f"{DROP}{SIGNED}", "`match` says which fact"),
        (f"{DROP}  match: {{metric: area}}\n  to: {{value: 1}}\n{SIGNED}", "does not go with `drop`"),
        (f"{DROP}  match: {{metric: area}}\n  who: 王小明\n", "missing required field `why`"),
        (f"{DROP}  match: {{metric: area}}\n  who: ''\n  why: seen\n  when: 2026-05-04\n", r"length >= 1.*\$\.who"),
        (f"{DROP}  match: {{metric: area}}\n  who: x\n  why: seen\n  when: soon\n", r"\$\.when"),
        (f"{DROP}  match: {{metrik: area}}\n{SIGNED}", "unknown field `metrik`"),
        (f"{DROP}  match: {{metric: area, status: goal}}\n{SIGNED}", r"'goal'.*\$\.match\.status"),
        (f"- plan: 110117\n  fact: figure\n  action: drop\n{SIGNED}", r"'figure'.*\$\.fact"),
        (
            f"- plan: 110117\n  fact: locality\n  action: drop\n  to: {{name: 某市}}\n{SIGNED}",
            "neither added nor dropped",
        ),
        (
            f"- plan: 110117\n  fact: heading\n  action: set\n  match: {{measure: 1}}\n  to: {{heading: 某}}\n{SIGNED}",
            "measure",
        ),
    ],
)
def test_what_has_not_the_form_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(CurationError, match="(?i)" + told):
        load(tmp_path, text)


def test_the_entry_at_fault_is_named_by_number_and_line(tmp_path: Path) -> None:
    good = f"{DROP}  match: {{metric: area}}\n{SIGNED}"
    with pytest.raises(CurationError, match="entry 2, line 9"):
        load(tmp_path, f"{good}\n{DROP}{SIGNED}")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CurationError, match=r"nowhere\.yaml"):
        curation.load(tmp_path / "nowhere.yaml")


def test_the_published_schema_is_that_of_the_program() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == curation.schema()
