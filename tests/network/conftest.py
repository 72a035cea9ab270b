"""A tiny world that one can count on one's fingers, a store of invented plans, and one of those that ship."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from pilotkg import records
from pilotkg.graph import quads
from pilotkg.network.facts import Concept, Facts, Figure, MeasureFacts, PlanFacts, ThemeUse, Use
from pilotkg.resources import RECORDS
from tests.graph.records import many_records

BASE = "https://example.org/id/"
EAST, WEST = (
    Concept("division/330000", f"{BASE}division/330000", "东省", "East"),
    Concept("division/510000", f"{BASE}division/510000", "西省", "West"),
)
CONCEPTS = {
    key: Concept(key, BASE + key, zh, en, group, group, group)
    for key, zh, en, group in (
        ("mechanism/a", "甲", "alpha", "people"),
        ("mechanism/b", "乙", "beta", "people"),
        ("mechanism/c", "丙", "gamma", "money"),
        ("theme/t", "主题", "theme", ""),
        ("metric/m", "指标", "metric", ""),
    )
}
# Which mechanisms each task of each plan uses: a and b go together in three tasks of four.
TASKS = {
    "1": (("a", "b"), ("c",)),
    "2": (("a", "b"),),
    "3": (("a", "b", "c"),),
    "4": (("c",), ()),
}


def _place(n: str) -> PlanFacts:
    key = f"locality/{n}"
    province, level = (EAST, "township") if int(n) < 3 else (WEST, "county")
    return PlanFacts(
        key, BASE + key, f"{BASE}plan/{n}", int(n), f"{n}镇", f"Town {n}", level, province, 100.0 + int(n), 30.0, "own"
    )


@pytest.fixture
def facts() -> Facts:
    """Four plans, five tasks with a mechanism and one without, three mechanisms, one theme."""
    measures, uses = [], []
    for n, tasks in TASKS.items():
        for at, mechanisms in enumerate(tasks, 1):
            top = f"plan/{n}/task/{at}"
            measures.append(MeasureFacts(top, BASE + top, f"locality/{n}", top, "task", f"第{at}项"))
            uses += [Use(f"locality/{n}", top, top, "task", f"mechanism/{m}", 0.9) for m in mechanisms]
    themes = (ThemeUse("locality/1", "theme/t", "declared", 1.0), ThemeUse("locality/2", "theme/t", "focus", 0.5))
    figures = tuple(
        Figure(f"plan/{n}/indicator/m-2020-target", f"locality/{n}", "metric/m", "target", 2020, 50.0 + int(n), 1.0)
        for n in "123"
    )
    return Facts(BASE, tuple(map(_place, TASKS)), CONCEPTS, tuple(measures), tuple(uses), themes, figures)


@pytest.fixture(scope="session")
def store() -> Store:
    """A graph of twelve invented plans under the project's own vocabulary."""
    made = Store()
    made.bulk_extend(quads(many_records(12)))
    return made


@pytest.fixture(scope="session")
def shipped() -> Store:
    """The graph of the plans that ship."""
    (documents,) = records.read(RECORDS)
    made = Store()
    made.bulk_extend(quads(documents))
    return made
