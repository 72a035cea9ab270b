"""Pictures of networks: nodes and edges with labels that do not overlap, and a legend of communities.

In: measured graphs and their looks. Out: matplotlib figures; FIGURES has all kinds of pictures by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from pilotkg.network.canvas import Graph, blank, cut, hexed, name_of
from pilotkg.network.charts import heatmap_figure, sankey_figure, slope_figure
from pilotkg.network.communities import ALONE
from pilotkg.network.labels import Words, place_labels
from pilotkg.network.lettering import title, write
from pilotkg.network.look import PALETTE, Look, colour_of

_MOST_LABELS: Final = 120
_MARKERS: Final = {"PilotTheme": "s", "Measure": "."}


def network_figure(graph: Graph, look: Look, language: str = "zh") -> Figure:
    """A network as nodes and edges, coloured by community, with a legend.

    Args:
        graph: measured by `measure`.
        look: of `look_of`.
        language: of the labels, zh or en.
    """
    figure = blank(13, 10)
    axes = figure.add_axes((0.01, 0.02, 0.76, 0.92))
    title(figure, graph, language)
    _draw_edges(axes, graph, look)
    _draw_nodes(axes, graph, look)
    _legend(figure, graph, language)
    nodes = sorted(graph, key=lambda n: (-graph.nodes[n].get("strength", 0), n))[:_MOST_LABELS]
    scale = _points_per_unit(axes)
    most = max(look.size.values(), default=1.0)
    words = [
        Words(
            name_of(graph, n, language),
            *look.position[n],
            look.size[n] / 2 * scale,
            (7.5 if len(graph) < 100 else 6.0) + 2.5 * look.size[n] / most,
        )
        for n in nodes
        if len(graph) <= _MOST_LABELS or graph.degree[n] > 1
    ]
    place_labels(figure, axes, words)
    return figure


def _draw_edges(axes: Any, graph: Graph, look: Look) -> None:
    edges = sorted(look.edge_width, key=lambda edge: (look.edge_width[edge], edge))
    lines = [(look.position[a], look.position[b]) for a, b in edges]
    thin = 1.0 if len(edges) <= 500 else 0.4
    axes.add_collection(
        LineCollection(
            lines,
            colors=[hexed(look.edge_colour[edge]) for edge in edges],
            linewidths=[look.edge_width[edge] * thin for edge in edges],
            zorder=1,
            rasterized=len(edges) > 2000,  # so many lines as shapes would make an SVG that nothing opens
        )
    )


def _draw_nodes(axes: Any, graph: Graph, look: Look) -> None:
    _frame(axes, look)
    scale = _points_per_unit(axes)
    for kind in sorted({str(d["type"]) for _, d in graph.nodes(data=True)}):
        nodes = [n for n, d in graph.nodes(data=True) if d["type"] == kind]
        axes.scatter(
            [look.position[n][0] for n in nodes],
            [look.position[n][1] for n in nodes],
            s=[(look.size[n] * scale) ** 2 for n in nodes],
            c=[hexed(look.colour[n]) for n in nodes],
            marker=_MARKERS.get(kind, "o"),
            edgecolors="white",
            linewidths=0.6 if len(graph) < 500 else 0.2,
            zorder=2,
        )


def _frame(axes: Any, look: Look) -> None:
    xs, ys = zip(*look.position.values(), strict=True)
    border = 60
    axes.set_xlim(min(xs) - border, max(xs) + border)
    axes.set_ylim(min(ys) - border, max(ys) + border)
    axes.set_aspect("equal")
    axes.set_axis_off()


def _points_per_unit(axes: Any) -> float:
    axes.apply_aspect()
    (x0, _), (x1, _) = axes.transData.transform([(0, 0), (1, 0)])
    return float((x1 - x0) * 72 / axes.figure.dpi)


def _legend(figure: Figure, graph: Graph, language: str) -> None:
    """Communities by colour, each with its three strongest members; how edges were chosen."""
    members: dict[int, list[str]] = {}
    for node, data in graph.nodes(data=True):
        members.setdefault(data.get("community", ALONE), []).append(node)
    y = 0.9
    heading = {"zh": "社群（最强的三个成员）", "en": "Communities (three strongest members)"}[language]
    write(figure, heading, (0.775, y), 9, align="left top")
    for community in sorted(c for c in members if c != ALONE)[: len(PALETTE)]:
        y -= 0.031
        strongest = sorted(members[community], key=lambda n: (-graph.nodes[n].get("strength", 0), n))[:3]
        names = ("、" if language == "zh" else ", ").join(name_of(graph, n, language) for n in strongest)
        mark = Rectangle(
            (0.776, y - 0.013), 0.011, 0.013, color=hexed(colour_of(community)), transform=figure.transFigure
        )
        figure.add_artist(mark)
        text = f"{cut(names, 22 if language == 'zh' else 46)} ({len(members[community])})"
        write(figure, text, (0.792, y), 7, align="left top")
    y -= 0.05
    for line in _notes(graph, language):
        write(figure, line, (0.776, y), 7, align="left top", color="#555555")
        y -= 0.022


def _notes(graph: Graph, language: str) -> Iterator[str]:
    facts = graph.graph
    method = facts.get("backbone", "none")
    words = {
        "significance": {"zh": f"连线：q < {facts.get('alpha')}", "en": f"Edges: q < {facts.get('alpha')}"},
        "nearest": {
            "zh": "连线：每点最可信的几条（未必显著）",
            "en": "Edges: each node's surest ones (not all significant)",
        },
        "disparity": {"zh": "连线：差异过滤", "en": "Edges: disparity filter"},
    }
    if method in words:
        yield words[method][language]
        shown, everything = graph.number_of_edges(), facts.get("all_edges", 0)
        yield {"zh": f"共 {everything} 条，示 {shown} 条", "en": f"{shown} of {everything} edges shown"}[language]
    yield {"zh": "点面积：强度；线宽：权重", "en": "Area: strength; width: weight"}[language]


FIGURES: Final[Mapping[str, Callable[..., Figure]]] = {
    "picture": network_figure,
    "heatmap": heatmap_figure,
    "sankey": sankey_figure,
    "slope": slope_figure,
}
