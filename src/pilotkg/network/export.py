"""Networks as files: GEXF 1.3 and GraphML for Gephi and others, CSV, JSON for sigma and Cytoscape, Parquet.

In: a networkx graph, and a Look where it has one. Out: text or files. Attributes keep name and type: a column whose values
are all int, float, bool or str is written as such; int beside float as float; anything else as text. What is None or NaN
is left out of its node or edge.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias
from xml.sax.saxutils import escape, quoteattr

import networkx as nx

from pilotkg.graph.provenance import software_version, source_date
from pilotkg.network.look import Look

Graph: TypeAlias = "nx.Graph[str]"
Row: TypeAlias = dict[str, Any]
_Cell: TypeAlias = tuple[
    str, str, Callable[[Any], str], str
]  # a column, what stands before it, what it says, and after

# Names that readers of GEXF take for something else: an attribute so called would hide it, and gets an underscore.
_TAKEN: Final = frozenset(
    {
        "id",
        "label",
        "kind",
        "weight",
        "start",
        "end",
        "pid",
        "for",
        "color",
        "size",
        "shape",
        "thickness",
        "x",
        "y",
        "z",
    }
)
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_AS_THEY_ARE: Final = frozenset({str, int, float, bool})
_GEXF_TYPES: Final = {bool: "boolean", int: "long", float: "double", str: "string"}
_GRAPHML_TYPES: Final = {bool: "boolean", int: "long", float: "double", str: "string"}


def node_rows(graph: Graph) -> list[Row]:
    """A row a node: `id`, then its attributes (one that is called id as `id_`); pandas.DataFrame takes them so."""
    return [{"id": node, **_beside(("id",), data)} for node, data in graph.nodes(data=True)]


def edge_rows(graph: Graph) -> list[Row]:
    """A row an edge: `source`, `target`, then its attributes."""
    ends = ("source", "target")
    return [{"source": a, "target": b, **_beside(ends, data)} for a, b, data in graph.edges(data=True)]


def _beside(taken: tuple[str, ...], data: Mapping[str, Any]) -> Row:
    """Attributes in plain types; those whose names are taken get an underscore."""
    plain = _plain(data)
    if plain.keys().isdisjoint(taken):
        return plain
    return {f"{name}_" if name in taken else name: value for name, value in plain.items()}


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
        return cls(nodes, edges, _columns(nodes), _columns(edges))


def gexf(graph: Graph, look: Look | None = None, language: str = "zh") -> str:
    """GEXF 1.3 with labels, attributes, weights, and colours, sizes and positions where there is a look.

    Colours are opaque: an alpha value is what several readers choke on.

    Args:
        graph: the network.
        look: how it looks.
        language: zh or en, of the labels that are shown.
    """
    return _gexf_texts(graph, Tables.of(graph), look, (language,))[language]


def _gexf_texts(graph: Graph, tables: Tables, look: Look | None, languages: Iterable[str]) -> dict[str, str]:
    """The GEXF of a network in several languages, which differ in the labels that are shown."""
    node_columns = _without(tables.node_columns, "id")
    edge_columns = _without(tables.edge_columns, "source", "target", "weight")
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">',
        f"<meta{_modified()}>",
        f"<creator>PilotKG {software_version()}</creator>",
        f"<description>{escape(_title(graph))}</description>",
        "</meta>",
        f'<graph defaultedgetype="{_direction(graph)}" mode="static" idtype="string">',
        *_gexf_columns("node", node_columns),
        *_gexf_columns("edge", edge_columns),
        f'<nodes count="{len(tables.nodes)}">',
    ]
    cells = _gexf_cells(node_columns)
    inside = ["\n".join((*_gexf_values(row, cells), *_gexf_node(row["id"], look), "</node>")) for row in tables.nodes]
    rest = [*_gexf_edges(tables.edges, _gexf_cells(edge_columns), look), "</graph>", "</gexf>", ""]
    found = {}
    for language in languages:
        begins = (f"<node id={_quoted(row['id'])} label={_quoted(_label(row, language))}>" for row in tables.nodes)
        drawn = (f"{begin}\n{more}" for begin, more in zip(begins, inside, strict=True))
        found[language] = "\n".join((*head, *drawn, "</nodes>", *rest))
    return found


def _gexf_edges(edges: Sequence[Row], cells: Sequence[_Cell], look: Look | None) -> Iterator[str]:
    yield f'<edges count="{len(edges)}">'
    for number, row in enumerate(edges):
        kind = f" kind={_quoted(row['type'])}" if "type" in row else ""
        ends = f"source={_quoted(row['source'])} target={_quoted(row['target'])}"
        yield f'<edge id="{number}" {ends} weight="{float(row.get("weight", 1.0))!r}"{kind}>'
        yield from _gexf_values(row, cells)
        yield from _gexf_edge((row["source"], row["target"]), look)
        yield "</edge>"
    yield "</edges>"


def graphml(graph: Graph, look: Look | None = None, language: str = "zh") -> str:
    """GraphML 1.0; the look as attributes x, y, size, r, g, b, which Gephi takes for what they are."""
    return _graphml(graph, Tables.of(graph), look, language)


def _graphml(graph: Graph, tables: Tables, look: Look | None, language: str = "zh") -> str:
    nodes = []
    for given in tables.nodes:
        row = dict(given)
        row.setdefault("label", _label(row, language))
        row.update(_flat(row["id"], look))
        nodes.append(row)
    node_columns = _without(_columns(nodes), "id")
    edge_columns = _without(tables.edge_columns, "source", "target")
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *_graphml_keys("node", "n", node_columns),
        *_graphml_keys("edge", "e", edge_columns),
        f'<graph id="G" edgedefault="{_direction(graph)}">',
    ]
    cells = _graphml_cells("n", node_columns)
    for row in nodes:
        lines += [f"<node id={_quoted(row['id'])}>", *_filled(row, cells), "</node>"]
    cells = _graphml_cells("e", edge_columns)
    for number, row in enumerate(tables.edges):
        head = f'<edge id="e{number}" source={_quoted(row["source"])} target={_quoted(row["target"])}>'
        lines += [head, *_filled(row, cells), "</edge>"]
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


def csv_text(rows: Sequence[Row]) -> str:
    """Rows as CSV (RFC 4180) with a byte order mark, without which spreadsheets misread Chinese."""
    out = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return "\ufeff" + out.getvalue()


def sigma_json(graph: Graph, look: Look | None = None, language: str = "zh") -> str:
    """JSON that graphology imports, and so sigma.js draws: attributes label, x, y, size, color."""
    return _sigma_json(graph, Tables.of(graph), look, language)


def _sigma_json(graph: Graph, tables: Tables, look: Look | None, language: str = "zh") -> str:
    nodes = []
    for row in tables.nodes:
        drawn = _flat(row["id"], look)
        if drawn:
            red, green, blue = (drawn.pop(part) for part in "rgb")
            drawn["color"] = f"#{red:02x}{green:02x}{blue:02x}"
        attributes = {**_without(row, "id"), "label": _label(row, language), **drawn}
        nodes.append({"key": row["id"], "attributes": attributes})
    edges = []
    for number, row in enumerate(tables.edges):
        edge = {"key": str(number), "source": row["source"], "target": row["target"]}
        edge["attributes"] = _without(row, "source", "target")
        edges.append(edge | ({} if graph.is_directed() else {"undirected": True}))
    kind = "directed" if graph.is_directed() else "undirected"
    options = {"type": kind, "multi": graph.is_multigraph(), "allowSelfLoops": True}
    return _json({"attributes": _plain(graph.graph), "options": options, "nodes": nodes, "edges": edges})


def cytoscape_json(graph: Graph, look: Look | None = None, language: str = "zh") -> str:
    """JSON of Cytoscape.js: elements with data, and positions (y downwards, as there)."""
    return _cytoscape_json(graph, Tables.of(graph), look, language)


def _cytoscape_json(graph: Graph, tables: Tables, look: Look | None, language: str = "zh") -> str:
    nodes = []
    for row in tables.nodes:
        node: Row = {"data": {**row, "label": _label(row, language)}}
        if look is not None:
            x, y = look.position[row["id"]]
            node["position"] = {"x": _short(x), "y": _short(-y)}
        nodes.append(node)
    edges = [{"data": {"id": f"e{n}", **row}} for n, row in enumerate(tables.edges)]
    return _json({"data": _plain(graph.graph), "elements": {"nodes": nodes, "edges": edges}})


def write_parquet(rows: Sequence[Row], path: Path) -> None:
    """Rows as a Parquet file; columns keep their types."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    from pyarrow import parquet  # noqa: PLC0415

    types = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), str: pa.string()}
    arrays = {}
    for name, kind in _columns(rows).items():
        values = [row.get(name) for row in rows]
        if kind is str:
            values = [None if value is None else _text(value) for value in values]
        arrays[name] = pa.array(values, types[kind])
    parquet.write_table(pa.table(arrays), path)


def write_network(graph: Graph, folder: Path, look: Look | None = None) -> list[Path]:
    """Write a network in every form into a folder that is there; returns the files."""
    tables = Tables.of(graph)
    shown = _gexf_texts(graph, tables, look, ("zh", "en"))
    texts = {
        "network.zh.gexf": shown["zh"],
        "network.en.gexf": shown["en"],
        "network.graphml": _graphml(graph, tables, look),
        "nodes.csv": csv_text(tables.nodes),
        "edges.csv": csv_text(tables.edges),
        "network.sigma.json": _sigma_json(graph, tables, look),
        "network.cytoscape.json": _cytoscape_json(graph, tables, look),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    write_parquet(tables.nodes, folder / "nodes.parquet")
    write_parquet(tables.edges, folder / "edges.parquet")
    return [folder / name for name in (*texts, "nodes.parquet", "edges.parquet")]


def _plain(data: Mapping[str, Any]) -> Row:
    """Attributes as str, int, float and bool; NumPy's scalars as Python's, None and NaN left out, lists as JSON."""
    if _AS_THEY_ARE.issuperset(map(type, data.values())):
        return {name: value for name, value in data.items() if type(value) is not float or not math.isnan(value)}
    found: Row = {}
    for name, value in data.items():
        plain = value.item() if hasattr(value, "item") and getattr(value, "ndim", 0) == 0 else value
        if plain is None or (isinstance(plain, float) and math.isnan(plain)):
            continue
        if not isinstance(plain, (str, int, float, bool)):
            given = plain.tolist() if hasattr(plain, "tolist") else plain
            given = sorted(given) if isinstance(given, (set, frozenset)) else given
            plain = json.dumps(given, ensure_ascii=False, default=str)
        found[name] = plain
    return found


def _without(named: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in named.items() if name not in names}


def _columns(rows: Iterable[Row]) -> dict[str, type]:
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


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, repr(value))
    return str(value)


def _cells(columns: Mapping[str, type], written: Callable[[str], str]) -> Iterator[tuple[str, Callable[[Any], str]]]:
    """How to write what a column holds: numbers as they are, words in a form that XML takes."""
    for name, kind in columns.items():
        if kind is str:
            yield name, lambda value: written(_text(value))
        elif kind is float:
            yield name, lambda value: _text(float(value))
        else:
            yield name, _text


def _filled(row: Row, cells: Iterable[_Cell]) -> list[str]:
    return [f"{before}{say(row[name])}{after}" for name, before, say, after in cells if name in row]


def _gexf_columns(kind: str, columns: Mapping[str, type]) -> Iterator[str]:
    if not columns:
        return
    yield f'<attributes class="{kind}" mode="static">'
    for number, (name, type_) in enumerate(columns.items()):
        title = f"{name}_" if name in _TAKEN else name
        yield f'<attribute id="{number}" title={_quoted(title)} type="{_GEXF_TYPES[type_]}"/>'
    yield "</attributes>"


def _gexf_cells(columns: Mapping[str, type]) -> list[_Cell]:
    found = []
    for number, (name, say) in enumerate(_cells(columns, _quoted)):
        mark = "" if columns[name] is str else '"'
        found.append((name, f'<attvalue for="{number}" value={mark}', say, f"{mark}/>"))
    return found


def _gexf_values(row: Row, cells: Sequence[_Cell]) -> Iterator[str]:
    if given := _filled(row, cells):
        yield "<attvalues>"
        yield from given
        yield "</attvalues>"


def _gexf_node(node: str, look: Look | None) -> Iterator[str]:
    if look is not None:
        (red, green, blue), (x, y) = look.colour[node], look.position[node]
        yield f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
        yield f'<viz:position x="{_short(x)}" y="{_short(y)}" z="0.0"/>'
        yield f'<viz:size value="{_short(look.size[node])}"/>'


def _gexf_edge(edge: tuple[str, str], look: Look | None) -> Iterator[str]:
    if look is not None:
        red, green, blue = look.edge_colour[edge]
        yield f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
        yield f'<viz:thickness value="{_short(look.edge_width[edge])}"/>'


def _graphml_keys(kind: str, letter: str, columns: Mapping[str, type]) -> Iterator[str]:
    for number, (name, type_) in enumerate(columns.items()):
        named = f'attr.name={_quoted(name)} attr.type="{_GRAPHML_TYPES[type_]}"'
        yield f'<key id="{letter}{number}" for="{kind}" {named}/>'


def _graphml_cells(letter: str, columns: Mapping[str, type]) -> list[_Cell]:
    said = enumerate(_cells(columns, _escaped))
    return [(name, f'<data key="{letter}{number}">', say, "</data>") for number, (name, say) in said]


def _flat(node: str, look: Look | None) -> Row:
    if look is None:
        return {}
    (red, green, blue), (x, y) = look.colour[node], look.position[node]
    return {"x": _short(x), "y": _short(y), "size": _short(look.size[node]), "r": red, "g": green, "b": blue}


def _label(row: Row, language: str) -> str:
    return str(row.get(f"label_{language}") or row.get("label") or row["id"])


def _title(graph: Graph) -> str:
    names = (graph.graph.get("title_zh", ""), graph.graph.get("title_en", ""))
    return " · ".join(name for name in names if name)


def _direction(graph: Graph) -> str:
    return "directed" if graph.is_directed() else "undirected"


def _modified() -> str:
    """When it was made, where SOURCE_DATE_EPOCH says so."""
    moment = source_date()
    if moment is None:
        return ""
    return f' lastmodifieddate="{datetime.fromisoformat(moment.value).astimezone(UTC).date().isoformat()}"'


@lru_cache(maxsize=65536)
def _quoted(text: str) -> str:
    """An attribute value in XML; line breaks as references, or a parser would make blanks of them."""
    return quoteattr(_clean(str(text)), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


@lru_cache(maxsize=65536)
def _escaped(text: str) -> str:
    """Text between tags in XML."""
    return escape(_clean(text))


def _clean(text: str) -> str:
    """Text without the control characters that XML 1.0 does not have."""
    return _NOT_IN_XML.sub("", text)


def _short(number: float) -> float:
    return round(float(number), 3)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
