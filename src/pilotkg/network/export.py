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
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_AS_THEY_ARE: Final = frozenset({str, int, bool})
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
    return {f"{name}_" if name in taken else name: value for name, value in _plain(data).items()}


def gexf(graph: Graph, look: Look | None = None, language: str = "zh") -> str:
    """GEXF 1.3 with labels, attributes, weights, and colours, sizes and positions where there is a look.

    Colours are opaque: an alpha value is what several readers choke on.

    Args:
        graph: the network.
        look: how it looks.
        language: zh or en, of the labels that are shown.
    """
    return gexf_texts(graph, look, (language,))[language]


def gexf_texts(graph: Graph, look: Look | None, languages: Iterable[str]) -> dict[str, str]:
    """The GEXF of a network in several languages, which differ in the labels that are shown."""
    nodes, edges = node_rows(graph), edge_rows(graph)
    node_columns, edge_columns = _columns(nodes, {"id"}), _columns(edges, {"source", "target", "weight"})
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
        f'<nodes count="{len(nodes)}">',
    ]
    inside = ["\n".join((*_gexf_values(row, node_columns), *_gexf_node(row["id"], look), "</node>")) for row in nodes]
    rest = [*_gexf_edges(edges, edge_columns, look), "</graph>", "</gexf>", ""]
    found = {}
    for language in languages:
        begins = (f"<node id={_quoted(row['id'])} label={_quoted(_label(row, language))}>" for row in nodes)
        drawn = (f"{begin}\n{more}" for begin, more in zip(begins, inside, strict=True))
        found[language] = "\n".join((*head, *drawn, "</nodes>", *rest))
    return found


def _gexf_edges(edges: Sequence[Row], columns: Mapping[str, type], look: Look | None) -> Iterator[str]:
    yield f'<edges count="{len(edges)}">'
    for number, row in enumerate(edges):
        kind = f" kind={_quoted(row['type'])}" if "type" in row else ""
        ends = f"source={_quoted(row['source'])} target={_quoted(row['target'])}"
        yield f'<edge id="{number}" {ends} weight="{float(row.get("weight", 1.0))!r}"{kind}>'
        yield from _gexf_values(row, columns)
        yield from _gexf_edge((row["source"], row["target"]), look)
        yield "</edge>"
    yield "</edges>"


def graphml(graph: Graph, look: Look | None = None, language: str = "zh") -> str:
    """GraphML 1.0; the look as attributes x, y, size, r, g, b, which Gephi takes for what they are."""
    nodes, edges = node_rows(graph), edge_rows(graph)
    for row in nodes:
        row.setdefault("label", _label(row, language))
        row.update(_flat(row["id"], look))
    node_columns, edge_columns = _columns(nodes, {"id"}), _columns(edges, {"source", "target"})
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *_graphml_keys("node", "n", node_columns),
        *_graphml_keys("edge", "e", edge_columns),
        f'<graph id="G" edgedefault="{_direction(graph)}">',
    ]
    for row in nodes:
        lines += [f"<node id={_quoted(row['id'])}>", *_graphml_values(row, "n", node_columns), "</node>"]
    for number, row in enumerate(edges):
        head = f'<edge id="e{number}" source={_quoted(row["source"])} target={_quoted(row["target"])}>'
        lines += [head, *_graphml_values(row, "e", edge_columns), "</edge>"]
    return "\n".join([*lines, "</graph>", "</graphml>", ""])


def csv_text(rows: Sequence[Row]) -> str:
    """Rows as CSV (RFC 4180) with a byte order mark, without which spreadsheets misread Chinese."""
    out = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + out.getvalue()


def sigma_json(graph: Graph, look: Look | None = None, language: str = "zh") -> str:
    """JSON that graphology imports, and so sigma.js draws: attributes label, x, y, size, color."""
    nodes = []
    for row in node_rows(graph):
        drawn = _flat(row["id"], look)
        if drawn:
            red, green, blue = (drawn.pop(part) for part in "rgb")
            drawn["color"] = f"#{red:02x}{green:02x}{blue:02x}"
        key = row.pop("id")
        nodes.append({"key": key, "attributes": {**row, "label": _label({"id": key, **row}, language), **drawn}})
    edges = []
    for number, row in enumerate(edge_rows(graph)):
        ends = row.pop("source"), row.pop("target")
        edge = {"key": str(number), "source": ends[0], "target": ends[1], "attributes": row}
        edges.append(edge | ({} if graph.is_directed() else {"undirected": True}))
    kind = "directed" if graph.is_directed() else "undirected"
    options = {"type": kind, "multi": graph.is_multigraph(), "allowSelfLoops": True}
    return _json({"attributes": _plain(graph.graph), "options": options, "nodes": nodes, "edges": edges})


def cytoscape_json(graph: Graph, look: Look | None = None, language: str = "zh") -> str:
    """JSON of Cytoscape.js: elements with data, and positions (y downwards, as there)."""
    nodes = []
    for row in node_rows(graph):
        node: Row = {"data": {**row, "label": _label(row, language)}}
        if look is not None:
            x, y = look.position[row["id"]]
            node["position"] = {"x": _short(x), "y": _short(-y)}
        nodes.append(node)
    edges = [{"data": {"id": f"e{n}", **row}} for n, row in enumerate(edge_rows(graph))]
    return _json({"data": _plain(graph.graph), "elements": {"nodes": nodes, "edges": edges}})


def write_parquet(rows: Sequence[Row], path: Path) -> None:
    """Rows as a Parquet file; columns keep their types."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    from pyarrow import parquet  # noqa: PLC0415

    columns = _columns(rows, set())
    table = pa.table({name: [_as(kind, row.get(name)) for row in rows] for name, kind in columns.items()})
    parquet.write_table(table, path)


def write_network(graph: Graph, folder: Path, look: Look | None = None) -> list[Path]:
    """Write a network in every form into a folder that is there; returns the files."""
    nodes, edges = node_rows(graph), edge_rows(graph)
    shown = gexf_texts(graph, look, ("zh", "en"))
    texts = {
        "network.zh.gexf": shown["zh"],
        "network.en.gexf": shown["en"],
        "network.graphml": graphml(graph, look),
        "nodes.csv": csv_text(nodes),
        "edges.csv": csv_text(edges),
        "network.sigma.json": sigma_json(graph, look),
        "network.cytoscape.json": cytoscape_json(graph, look),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    write_parquet(nodes, folder / "nodes.parquet")
    write_parquet(edges, folder / "edges.parquet")
    return [folder / name for name in (*texts, "nodes.parquet", "edges.parquet")]


def _plain(data: Mapping[str, Any]) -> Row:
    """Attributes as str, int, float and bool; NumPy's scalars as Python's, None and NaN left out, lists as JSON."""
    found: Row = {}
    for name, value in data.items():
        if type(value) in _AS_THEY_ARE:
            found[name] = value
            continue
        plain = value.item() if hasattr(value, "item") and getattr(value, "ndim", 0) == 0 else value
        if plain is None or (isinstance(plain, float) and math.isnan(plain)):
            continue
        if not isinstance(plain, (str, int, float, bool)):
            given = plain.tolist() if hasattr(plain, "tolist") else plain
            given = sorted(given) if isinstance(given, (set, frozenset)) else given
            plain = json.dumps(given, ensure_ascii=False, default=str)
        found[name] = plain
    return found


def _columns(rows: Iterable[Row], without: set[str]) -> dict[str, type]:
    """The type of each attribute, in the order of first use."""
    kinds: dict[str, set[type]] = {}
    for row in rows:
        for name, value in row.items():
            if name not in without:
                kinds.setdefault(name, set()).add(type(value))
    return {name: _common(found) for name, found in kinds.items()}


def _common(kinds: set[type]) -> type:
    if len(kinds) == 1:
        return next(iter(kinds))
    return float if kinds == {int, float} else str


def _as(kind: type, value: Any) -> Any:
    return None if value is None else _text(value) if kind is str else kind(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, repr(value))
    return str(value)


def _gexf_columns(kind: str, columns: Mapping[str, type]) -> Iterator[str]:
    if not columns:
        return
    yield f'<attributes class="{kind}" mode="static">'
    for number, (name, type_) in enumerate(columns.items()):
        title = f"{name}_" if name in _TAKEN else name
        yield f'<attribute id="{number}" title={_quoted(title)} type="{_GEXF_TYPES[type_]}"/>'
    yield "</attributes>"


def _gexf_values(row: Row, columns: Mapping[str, type]) -> Iterator[str]:
    given = [(n, type_, row[name]) for n, (name, type_) in enumerate(columns.items()) if name in row]
    if given:
        yield "<attvalues>"
        for number, type_, value in given:
            said = _text(_as(type_, value))
            quoted = _quoted(said) if type_ is str else f'"{said}"'
            yield f'<attvalue for="{number}" value={quoted}/>'
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


def _graphml_values(row: Row, letter: str, columns: Mapping[str, type]) -> Iterator[str]:
    for number, (name, type_) in enumerate(columns.items()):
        if name in row:
            yield f'<data key="{letter}{number}">{escape(_clean(_text(_as(type_, row[name]))))}</data>'


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


def _clean(text: str) -> str:
    """Text without the control characters that XML 1.0 does not have."""
    return _NOT_IN_XML.sub("", text)


def _short(number: float) -> float:
    return round(float(number), 3)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
