"""A store of a few invented plans, made once for the tests of this folder."""

import pyoxigraph as ox
import pytest

from pilotkg import graph
from pilotkg.model import Records
from tests.graph.records import many_records, town_records


@pytest.fixture(scope="package")
def plans() -> tuple[Records, ...]:
    """The invented town, and three counties from another document."""
    return town_records(), many_records(3)


@pytest.fixture(scope="package")
def quads(plans: tuple[Records, ...]) -> list[ox.Quad]:
    return [*graph.quads(plans)]


@pytest.fixture(scope="package")
def store(quads: list[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.bulk_extend(quads)
    return store
