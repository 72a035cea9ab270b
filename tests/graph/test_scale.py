"""A hundred invented plans: how many triples each step makes, and how long it takes (`pytest -s` shows it)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pilotkg.graph import (
    Context,
    Ids,
    Vocabularies,
    all_plan_quads,
    build_store,
    inferred_quads,
    nquads,
    open_store,
    turtle,
)
from pilotkg.resources import folder
from tests.graph.records import many_records


@contextmanager
def timed(step: str) -> Iterator[Callable[[int], None]]:
    """Prints how long a step took and how much it made."""
    made: list[int] = []
    started = time.process_time()
    yield made.append
    print(f"{step}: {made[0]:,} in {time.process_time() - started:.2f} s")


def test_triples_grow_with_plans(tmp_path: Path) -> None:
    ids, records = Ids(), many_records(100)
    vocabularies = Vocabularies.load(folder("ontology"), ids)
    with timed("mapping, quads") as made:
        facts = list(all_plan_quads(records.plans, Context(records.source, vocabularies, ids)))
        made(len(facts))
    with timed("inference, quads") as made:
        inferred = inferred_quads((*facts, *vocabularies.quads), ids)
        made(len(inferred))
    found = [*facts, *vocabularies.quads, *inferred]
    with timed("N-Quads, bytes") as made:
        made(len(nquads(found)))
    with timed("Turtle, bytes") as made:
        made(len(turtle(found).encode()))
    with timed("store, quads") as made:
        build_store(tmp_path / "store", found)
        made(len(open_store(tmp_path / "store")))
    assert 100_000 < len(facts) < 200_000
    assert len(open_store(tmp_path / "store")) == len(set(found))
