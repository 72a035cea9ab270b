"""The graph as tables for a spreadsheet: one CSV file for each query in the folder tables/ beside this module.

In: a store. Out: RFC 4180 CSV in UTF-8 with a byte order mark, without which spreadsheets misread Chinese;
the first line names the columns.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from pilotkg.graph.namespaces import PREFIXES

NAMES: Final = ("localities", "indicators", "measures", "mechanisms")
_QUERIES: Final = Path(__file__).parent / "tables"
_LIST: Final = "_list"  # the end of a variable that takes several values: they share one cell


def write_tables(store: ox.Store, folder: Path) -> dict[str, int]:
    """Write every table into a folder; returns the number of rows by table."""
    counts = {}
    for name in NAMES:
        columns, *rows = table(store, name)
        (folder / f"{name}.csv").write_bytes(encode([columns, *rows]))
        counts[name] = len(rows)
    return counts


def table(store: ox.Store, name: str) -> list[list[str]]:
    """A table as rows of text; the first one names the columns."""
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    query = prefixes + (_QUERIES / f"{name}.rq").read_text("utf-8")
    answer = store.query(query, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    variables = [variable.value for variable in answer.variables]
    rows = [["" if term is None else term.value for term in row] for row in answer]
    lists = [n for n, variable in enumerate(variables) if variable.endswith(_LIST)]
    return [[variable.removesuffix(_LIST) for variable in variables], *_merged(rows, lists)]


def encode(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as the bytes of a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _merged(rows: list[list[str]], lists: list[int]) -> Iterator[list[str]]:
    """Rows that differ only in the columns `lists` as one, whose cells there hold all values, sorted."""
    found: dict[tuple[str, ...], list[set[str]]] = {}
    for row in rows:
        rest = tuple("" if n in lists else cell for n, cell in enumerate(row))
        values = found.setdefault(rest, [set() for _ in lists])
        for n, several in zip(lists, values, strict=True):
            several.update({row[n]} - {""})
    for rest, values in found.items():
        merged = list(rest)
        for n, several in zip(lists, values, strict=True):
            merged[n] = "; ".join(sorted(several))
        yield merged
