"""Graphs of invented plans under the real ontology, for the tests of check/."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pyoxigraph import Quad

from pilotkg.check.facts import Facts
from pilotkg.graph import quads
from pilotkg.graph.namespaces import DEFAULT_BASE
from tests.graph.records import many_records, town_records


@pytest.fixture(scope="session")
def town() -> Sequence[Quad]:
    """One invented town with each kind of statement."""
    return tuple(quads(town_records()))


@pytest.fixture(scope="session")
def small(town: Sequence[Quad]) -> Sequence[Quad]:
    """The town and the ontology without the larger vocabularies: quick to reason about."""
    left_out = ("graph/mechanisms>", "graph/units>", "graph/cube>")
    return tuple(q for q in town if not str(q.graph_name).endswith(left_out))


@pytest.fixture(scope="session")
def plans() -> Sequence[Quad]:
    """Five invented counties."""
    return tuple(quads(many_records(5)))


def facts(found: Sequence[Quad]) -> Facts:
    """Facts of quads that bring the ontology along."""
    return Facts(tuple(found), DEFAULT_BASE)
