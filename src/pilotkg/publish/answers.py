"""The catalogue of queries as a page for reading: each with question, parameters, columns and what the graph answers.

In: a store and a catalogue. Out: Markdown; of every answer the first rows. Queries that ask another endpoint as well are
shown without an answer: it is not the graph's alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from pilotkg.graph.catalogue import Catalogue, Column, Query
from pilotkg.graph.query import Result, Value, ask_store
from pilotkg.publish.report import markdown_table

ROWS: Final = 5
_HEAD: Final = """# Queries and their answers

Ask any of these with `pilotkg query NAME`; give a parameter another value with `-p NAME=VALUE`. Each answer below is what
the graph of this release says, of which the first rows are shown. A `?` after the type of a column says that it may be
empty."""
_LONGEST: Final = 26  # characters of a Chinese text that are shown
_REMOTE: Final = "The answer depends on the endpoint that is asked; `pilotkg serve` makes one of a release."


def as_markdown(store: ox.Store, catalogue: Catalogue) -> str:
    """The page."""
    groups: dict[str, list[Query]] = {}
    for query in catalogue:
        groups.setdefault(query.group, []).append(query)
    parts = [_HEAD]
    for group, queries in sorted(groups.items()):
        parts.append(f"## {group.capitalize()}")
        for query in queries:
            parts += _head_of(query)
            parts += _answer(ask_store(query.text, store)) if query.endpoint is None else [_REMOTE]
    return "\n\n".join(parts) + "\n"


def _head_of(query: Query) -> Iterator[str]:
    yield f"### {query.name}"
    yield f"**{query.title['zh']}** · **{query.title['en']}**"
    yield f"{query.question['zh']}  \n{query.question['en']}"
    if query.parameters:
        rows = [(f"`{p.name}`", p.type, f"`{p.default}`", p.description) for p in query.parameters]
        yield markdown_table(("parameter", "type", "default", ""), rows)
    yield "Columns: " + ", ".join(_column(column) for column in query.columns)


def _column(column: Column) -> str:
    """A column with its type; a question mark says that it may be empty."""
    return f"`{column.name}` {column.type}{'?' if column.optional else ''}"


def _cell(value: Value) -> object:
    """A value as the page shows it: a long text of a plan, such as its title, is cut; the query gives the whole."""
    if isinstance(value, str) and sum(c > "\u2e7f" for c in value) > _LONGEST:
        return value[:_LONGEST] + "…"
    return "" if value is None else value


def _answer(answer: Result) -> Iterator[str]:
    rows_shown = [[_cell(value) for value in row.values()] for row in answer[:ROWS]]
    yield markdown_table(answer.variables, rows_shown)
    left = len(answer) - ROWS
    if left > 0:
        yield f"… and {left:,} more."
