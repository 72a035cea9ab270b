"""A network as one HTML page that needs nothing else: search, hover, neighbours, filter by community and weight.

In: a measured graph and its look. Out: HTML with data, style and script inside; it asks no server for anything.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Final, TypeAlias

import networkx as nx

from pilotkg.network.look import Look, notes_on_edges
from pilotkg.network.tables import edge_rows, node_rows

Graph: TypeAlias = "nx.Graph[str]"
_TEMPLATE: Final = Path(__file__).with_name("page.html")


def page(graph: Graph, look: Look, language: str = "zh") -> str:
    """The page of a network, which begins in a language, zh or en, and has both."""
    titles = {f"title_{name}": str(graph.graph.get(f"title_{name}", "")) for name in ("zh", "en")}
    notes = {f"notes_{name}": list(notes_on_edges(graph, name)) for name in ("zh", "en")}
    nodes = []
    for row in node_rows(graph):
        key = row.pop("id")
        x, y = look.position[key]
        size, colour = round(look.size[key], 2), _css(look.colour[key])
        nodes.append({"id": key, "x": round(x, 2), "y": round(y, 2), "size": size, "color": colour, "attributes": row})
    edges = []
    for row in edge_rows(graph):
        ends = {"source": row.pop("source"), "target": row.pop("target")}
        key = (ends["source"], ends["target"])
        drawn = {"color": _css(look.edge_colour[key]), "width": round(look.edge_width[key], 2)}
        edges.append({**ends, "weight": row.pop("weight", 1.0), **drawn, "attributes": row})
    data = _script({"language": language, **titles, **notes, "nodes": nodes, "edges": edges})
    title = escape(" · ".join(name for name in titles.values() if name))
    return Template(_TEMPLATE.read_text("utf-8")).substitute(title=title, data=data)


def _css(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _script(value: Any) -> str:
    """JSON that may stand in a script element: nothing in it ends the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
