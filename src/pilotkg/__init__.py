"""PilotKG: plans of China's new-type urbanization pilots become a checked, queryable knowledge graph.

    pilotkg.build("plans.txt", "release")                 a release folder
    pilotkg.load("release")                               an rdflib Dataset on the fast store
    pilotkg.query("similar-plans", "release")             rows, which pandas.DataFrame takes as they are
    pilotkg.extract_plans("plans.txt")                    typed records
    pilotkg.check_graph("release")                        a report

Each is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pilotkg.check import check as check_graph
    from pilotkg.graph.query import query
    from pilotkg.graph.store import load
    from pilotkg.pipeline import build
    from pilotkg.pipeline import read_plans as extract_plans

__all__ = ["build", "check_graph", "extract_plans", "load", "query"]

_HOMES = {
    "build": ("pilotkg.pipeline", "build"),
    "check_graph": ("pilotkg.check", "check"),
    "extract_plans": ("pilotkg.pipeline", "read_plans"),
    "load": ("pilotkg.graph.store", "load"),
    "query": ("pilotkg.graph.query", "query"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pilotkg' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
