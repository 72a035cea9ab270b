"""Networks as tables: rows of nodes and edges in plain types, which every file of a network is written from; CSV and Parquet.

In: a networkx graph. Out: rows, the types of their columns, text or files. Attributes keep name and type: a column whose values
are all int, float, bool or str is written as such; int beside float as float; anything else as text. What is None or NaN is left
out of its node or edge.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import networkx as nx

Graph: TypeAlias = "nx.Graph[str]"
Row: TypeAlias = dict[str, Any]

_AS_THEY_ARE: Final = frozenset({str, int, float, bool})


def node_rows(graph: Graph) -> list[Row]:
    """A row a node: `id`, then its attributes (one that is called id as `id_`); pandas.DataFrame takes them so."""
    return [{"id": node, **_renamed(("id",), data)} for node, data in graph.nodes(data=True)]


def edge_rows(graph: Graph) -> list[Row]:
    """A row an edge: `source`, `target`, then its attributes."""
    ends = ("source", "target")
    return [{"source": a, "target": b, **_renamed(ends, data)} for a, b, data in graph.edges(data=True)]


def _renamed(taken: tuple[str, ...], data: Mapping[str, Any]) -> Row:
    """Attributes in plain types; those whose names are taken get an underscore."""
    row = plain(data)
    if row.keys().isdisjoint(taken):
        return row
    return {f"{name}_" if name in taken else name: value for name, value in row.items()}


@dataclass(frozen=True, slots=True)
class Tables:
    """A graph's rows, and the types of their columns, which all forms are written from."""

    nodes: Sequence[Row]
    edges: Sequence[Row]
    node_columns: Mapping[str, type]
    edge_columns: Mapping[str, type]

    @classmethod
    def of(cls, graph: Graph) -> Tables:
        """The tables of a graph."""
        nodes, edges = node_rows(graph), edge_rows(graph)
        return cls(nodes, edges, columns_of(nodes), columns_of(edges))


def csv_text(rows: Sequence[Row]) -> str:
    """Rows as CSV (RFC 4180) with a byte order mark, without which spreadsheets misread Chinese."""
    out = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return "\ufeff" + out.getvalue()


def write_parquet(rows: Sequence[Row], path: Path) -> None:
    """Rows as a Parquet file; columns keep their types."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    from pyarrow import parquet  # noqa: PLC0415

    types = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), str: pa.string()}
    arrays = {}
    for name, kind in columns_of(rows).items():
        values = [row.get(name) for row in rows]
        if kind in (str, float):
            written = text_of if kind is str else float
            values = [None if value is None else written(value) for value in values]
        arrays[name] = pa.array(values, types[kind])
    parquet.write_table(pa.table(arrays), path)


def plain(data: Mapping[str, Any]) -> Row:
    """Attributes as str, int, float and bool; NumPy's scalars as Python's, None and NaN left out, lists as JSON."""
    if _AS_THEY_ARE.issuperset(map(type, data.values())):
        return {name: value for name, value in data.items() if type(value) is not float or not math.isnan(value)}
    found: Row = {}
    for name, value in data.items():
        simple = value.item() if hasattr(value, "item") and getattr(value, "ndim", 0) == 0 else value
        if simple is None or (isinstance(simple, float) and math.isnan(simple)):
            continue
        if not isinstance(simple, (str, int, float, bool)):
            given = simple.tolist() if hasattr(simple, "tolist") else simple
            given = sorted(given) if isinstance(given, (set, frozenset)) else given
            simple = json.dumps(given, ensure_ascii=False, default=str)
        found[name] = simple
    return found


def without(named: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A mapping but for some names."""
    return {name: value for name, value in named.items() if name not in names}


def columns_of(rows: Iterable[Row]) -> dict[str, type]:
    """The type of each attribute, in the order of first use."""
    seen: dict[tuple[str, type], None] = {}
    for row in rows:
        seen.update(dict.fromkeys(zip(row, map(type, row.values()), strict=True)))
    kinds: dict[str, set[type]] = {}
    for name, kind in seen:
        kinds.setdefault(name, set()).add(kind)
    return {name: _common(found) for name, found in kinds.items()}


def _common(kinds: set[type]) -> type:
    if len(kinds) == 1:
        return next(iter(kinds))
    return float if kinds == {int, float} else str


def text_of(value: Any) -> str:
    """A value as XML Schema writes it, near enough for the readers of GEXF and GraphML: true, false, Infinity."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, repr(value))
    return str(value)
