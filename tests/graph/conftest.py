"""A made-up town, a small vocabulary, and records of any size for the tests of graph/ and check/."""

from __future__ import annotations

from pathlib import Path

import pytest

from pilotkg.graph import Ids, Vocabularies
from pilotkg.graph.mapping import Context
from pilotkg.model import Records
from tests.graph.records import SOURCE, VOCABULARY, town_records


@pytest.fixture
def vocabulary(tmp_path: Path) -> Path:
    folder = tmp_path / "ontology"
    folder.mkdir()
    for name, text in VOCABULARY.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def ids() -> Ids:
    return Ids()


@pytest.fixture
def context(vocabulary: Path, ids: Ids) -> Context:
    return Context(SOURCE, Vocabularies.load(vocabulary, ids), ids)


@pytest.fixture
def records() -> Records:
    return town_records()
