"""The catalogue of queries as a page for reading: each with its question, its parameters and what the graph answers.

In: a store and a catalogue. Out: Markdown; of every answer the first rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from pilotkg.graph.catalogue import Catalogue, Query
from pilotkg.graph.query import Result, ask_store
from pilotkg.publish.report import markdown_table

ROWS: Final = 5
_HEAD: Final = """# Queries and their answers

Ask any of these with `pilotkg query NAME`; give a parameter another value with `-p NAME=VALUE`. Each answer below is what
the graph of this release says, of which the first rows are shown."""


def as_markdown(store: ox.Store, catalogue: Catalogue) -> str:
    """The page."""
    groups: dict[str, list[Query]] = {}
    for query in catalogue:
        groups.setdefault(query.group, []).append(query)
    parts = [_HEAD]
    for group, queries in sorted(groups.items()):
        parts.append(f"## {group.capitalize()}")
        for query in queries:
            parts += _entry(query, ask_store(query.text, store))
    return "\n\n".join(parts) + "\n"


def _entry(query: Query, answer: Result) -> Iterator[str]:
    yield f"### {query.name}"
    yield f"**{query.title['zh']}** · **{query.title['en']}**"
    yield f"{query.question['zh']}  \n{query.question['en']}"
    if query.parameters:
        rows = [(f"`{p.name}`", p.type, f"`{p.default}`", p.description) for p in query.parameters]
        yield markdown_table(("parameter", "type", "default", ""), rows)
    rows_shown = [["" if value is None else value for value in row.values()] for row in answer[:ROWS]]
    yield markdown_table(answer.variables, rows_shown)
    left = len(answer) - ROWS
    if left > 0:
        yield f"… and {left:,} more."
