"""Networks as files: GEXF 1.3 and GraphML for Gephi and others, CSV, JSON for sigma and Cytoscape, Parquet.

In: a networkx graph, and a Look where it has one. Out: text or files. What becomes of attributes is told in `tables`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias
from xml.sax.saxutils import escape, quoteattr

import networkx as nx

from pilotkg.graph.provenance import software_version, source_date
from pilotkg.network.look import Look
from pilotkg.network.tables import Row, Tables, columns_of, csv_text, plain, text_of, without, write_parquet

Graph: TypeAlias = "nx.Graph[str]"
# A column, what stands before its values, how they are written, and what stands after them.
_Cell: TypeAlias = tuple[str, str, Callable[[Any], str], str]

# Names that readers of GEXF take for something else: an attribute so called would hide it, and gets an underscore.
_TAKEN: Final = frozenset(
    [
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
    ]
)
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TYPES: Final = {bool: "boolean", int: "long", float: "double", str: "string"}  # in GEXF as in GraphML


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
    node_columns = without(tables.node_columns, "id")
    edge_columns = without(tables.edge_columns, "source", "target", "weight")
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
    node_columns = without(columns_of(nodes), "id")
    edge_columns = without(tables.edge_columns, "source", "target")
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
        attributes = {**without(row, "id"), "label": _label(row, language), **drawn}
        nodes.append({"key": row["id"], "attributes": attributes})
    edges = []
    for number, row in enumerate(tables.edges):
        edge = {"key": str(number), "source": row["source"], "target": row["target"]}
        edge["attributes"] = without(row, "source", "target")
        edges.append(edge | ({} if graph.is_directed() else {"undirected": True}))
    kind = "directed" if graph.is_directed() else "undirected"
    options = {"type": kind, "multi": graph.is_multigraph(), "allowSelfLoops": True}
    return _json({"attributes": plain(graph.graph), "options": options, "nodes": nodes, "edges": edges})


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
    return _json({"data": plain(graph.graph), "elements": {"nodes": nodes, "edges": edges}})


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


def _cells(columns: Mapping[str, type], written: Callable[[str], str]) -> Iterator[tuple[str, Callable[[Any], str]]]:
    """How to write what a column holds: numbers as they are, words in a form that XML takes."""
    for name, kind in columns.items():
        if kind is str:
            yield name, lambda value: written(text_of(value))
        elif kind is float:
            yield name, lambda value: text_of(float(value))
        else:
            yield name, text_of


def _filled(row: Row, cells: Iterable[_Cell]) -> list[str]:
    return [f"{before}{say(row[name])}{after}" for name, before, say, after in cells if name in row]


def _gexf_columns(kind: str, columns: Mapping[str, type]) -> Iterator[str]:
    if not columns:
        return
    yield f'<attributes class="{kind}" mode="static">'
    for number, (name, type_) in enumerate(columns.items()):
        title = f"{name}_" if name in _TAKEN else name
        yield f'<attribute id="{number}" title={_quoted(title)} type="{_TYPES[type_]}"/>'
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
        named = f'attr.name={_quoted(name)} attr.type="{_TYPES[type_]}"'
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
