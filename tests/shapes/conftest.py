"""The real graph, for the tests of shapes."""

from __future__ import annotations

import pytest
from pyoxigraph import Quad

from pilotkg import graph, records, resources


@pytest.fixture(scope="session")
def real() -> tuple[Quad, ...]:
    """The graph of the plans that ship."""
    return tuple(graph.quads(records.read(resources.RECORDS)))
