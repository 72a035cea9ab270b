"""What the answers are compared with: one store of the release, and its records, counted without SPARQL."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from pilotkg import resources
from pilotkg.graph.catalogue import Catalogue
from pilotkg.graph.query import ask_store
from pilotkg.graph.store import open_store

Record = dict[str, Any]
Ask = Callable[..., list[Record]]
CATALOGUE = Catalogue.load(resources.folder("queries"))


@pytest.fixture(scope="session")
def store(release: Path) -> ox.Store:
    return open_store(release)


@pytest.fixture(scope="session")
def ask(store: ox.Store) -> Ask:
    """Ask a query of the catalogue by its name, with values for its parameters."""

    def asking(name: str, **values: object) -> list[Record]:
        return [*ask_store(CATALOGUE.get(name).bind(values), store)]

    return asking


@pytest.fixture(scope="session")
def plans(release: Path) -> list[Record]:
    """The records of the release, a plan each, as plain JSON."""
    lines = (release / "records.jsonl").read_text("utf-8").splitlines()
    return [record for record in map(json.loads, lines) if "position" in record]


def by_place(rows: list[Record], *columns: str) -> dict[str, Any]:
    """Some columns of an answer, by place."""
    return {str(row["place"]): tuple(row[c] for c in columns) if len(columns) > 1 else row[columns[0]] for row in rows}


def readings(plan: Record) -> Iterator[Record]:
    """All readings of mechanisms in a plan's measures, parts of measures included."""
    todo = [*plan["measures"]]
    while todo:
        measure = todo.pop()
        yield from measure["mechanisms"]
        todo += measure["submeasures"]


def mechanisms(plan: Record) -> set[str]:
    """The ids of the mechanisms and safeguards that a plan proposes."""
    return {reading["concept"] for reading in readings(plan)}


def figures(plan: Record, metric: str, status: str, year: int | None) -> list[float]:
    """The values that a plan gives of the whole place for a metric as something, of a year or of no year."""
    return [
        float(i["value"])
        for i in plan["indicators"]
        if (i["metric"], i["status"], i["year"]) == (metric, status, year) and i["value"] and not i["scope"]
    ]
