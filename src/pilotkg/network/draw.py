"""Pictures of networks: nodes and edges with labels that do not overlap, and a legend of communities.

In: measured graphs and their looks. Out: matplotlib figures; FIGURES has all kinds of pictures by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from pilotkg.network.canvas import INK, Graph, blank, cut, hexed, name_of
from pilotkg.network.charts import heatmap_figure, sankey_figure, slope_figure
from pilotkg.network.communities import ALONE
from pilotkg.network.labels import Words, place_labels
from pilotkg.network.lettering import extent, title, write
from pilotkg.network.look import GREY, PALETTE, Look, colour_of, notes_on_edges

_MOST_LABELS: Final = 200
_MOST_IN_A_CROWD: Final = 120
_CROWD: Final = 400  # nodes; in larger networks what plans say in their own words is too much to be named
_OWN_WORDS: Final = frozenset({"Measure", "Task", "Assurance", "SubMeasure", "Indicator"})
_MARKERS: Final = {"PilotTheme": "s", "Measure": "."}
_WIDTH: Final = 13.0  # of the figure, in inches, as all lengths of the frame
_COLUMN: Final = 10.1  # where the legend begins
_TOP: Final = 0.65  # above nodes and legend, with the title
_LOW, _HIGH = 4.5, 9.2  # of the part with the nodes
_LETTERS: Final = 7.5  # of the legend, in points
_LINE: Final = 0.155

Entry: TypeAlias = tuple[str, list[str]]  # a colour, or none for a note, and its lines


def network_figure(graph: Graph, look: Look, language: str = "zh") -> Figure:
    """A network as nodes and edges, coloured by community, with a legend; as high as it needs.

    Args:
        graph: measured by `measure`.
        look: of `look_of`.
        language: of the labels, zh or en.
    """
    entries = [*_communities(graph, language), *(("", [note]) for note in _notes(graph, language))]
    high = min(max(_LOW, _legend_height(entries), (_COLUMN - 0.2) * _aspect(look)), _HIGH)
    figure = blank(_WIDTH, high + _TOP + 0.1)
    axes = figure.add_axes(
        (0.1 / _WIDTH, 0.1 / (high + _TOP + 0.1), (_COLUMN - 0.2) / _WIDTH, high / (high + _TOP + 0.1))
    )
    title(figure, graph, language)
    _frame(axes, look)
    _draw_edges(axes, graph, look)
    _draw_nodes(axes, graph, look)
    _legend(figure, entries, language)
    place_labels(figure, axes, _words(graph, look, language, _points_per_unit(axes)))
    return figure


def _words(graph: Graph, look: Look, language: str, scale: float) -> list[Words]:
    """The names of the strongest nodes, to be placed in this order."""
    nodes = _strongest(graph, graph)
    if len(graph) > _MOST_LABELS:
        nodes = [n for n in nodes if graph.degree[n] > 1]
    if len(graph) > _CROWD:
        nodes = [n for n in nodes if not _in_own_words(graph, n)]
    most = max(look.size.values(), default=1.0)
    least = 7.5 if len(graph) < 100 else 6.0
    return [
        Words(
            name_of(graph, n, language),
            *look.position[n],
            look.size[n] / 2 * scale,
            least + 2.5 * look.size[n] / most,
        )
        for n in nodes[: _MOST_IN_A_CROWD if len(graph) > _CROWD else _MOST_LABELS]
    ]


def _strongest(graph: Graph, nodes: Iterable[str]) -> list[str]:
    """Nodes by strength; in crowded graphs those that plans say in their own words come last."""
    crowd = len(graph) > _CROWD
    return sorted(nodes, key=lambda n: (crowd and _in_own_words(graph, n), -graph.nodes[n].get("strength", 0), n))


def _in_own_words(graph: Graph, node: str) -> bool:
    return graph.nodes[node]["type"] in _OWN_WORDS


def _draw_edges(axes: Any, graph: Graph, look: Look) -> None:
    edges = sorted(look.edge_width, key=lambda edge: (look.edge_width[edge], edge))
    lines = [(look.position[a], look.position[b]) for a, b in edges]
    thin = 1.0 if len(edges) <= 500 else 0.4
    axes.add_collection(
        LineCollection(
            lines,
            colors=np.array([look.edge_colour[edge] for edge in edges]).reshape(-1, 3) / 255,
            linewidths=[look.edge_width[edge] * thin for edge in edges],
            zorder=1,
            rasterized=len(edges) > 2000,  # so many lines as shapes would make an SVG that nothing opens
        )
    )


def _draw_nodes(axes: Any, graph: Graph, look: Look) -> None:
    scale = _points_per_unit(axes)
    for kind in sorted({str(d["type"]) for _, d in graph.nodes(data=True)}):
        nodes = [n for n, d in graph.nodes(data=True) if d["type"] == kind]
        axes.scatter(
            [look.position[n][0] for n in nodes],
            [look.position[n][1] for n in nodes],
            s=np.array([(look.size[n] * scale) ** 2 for n in nodes]),
            c=np.array([look.colour[n] for n in nodes]) / 255,
            marker=_MARKERS.get(kind, "o"),
            edgecolors="white",
            linewidths=0.6 if len(graph) < 500 else 0.2,
            zorder=2,
        )


_BORDER: Final = 60  # about the nodes, in the layout's unit


def _aspect(look: Look) -> float:
    """How high the nodes' frame is by its width."""
    xs, ys = zip(*look.position.values(), strict=True)
    return float((max(ys) - min(ys) + 2 * _BORDER) / (max(xs) - min(xs) + 2 * _BORDER))


def _frame(axes: Any, look: Look) -> None:
    """Limits that hold all nodes at one scale, and take up the whole of the axes, so that names find room."""
    box = axes.get_window_extent()
    xs, ys = zip(*look.position.values(), strict=True)
    across, along = (max(part) - min(part) + 2 * _BORDER for part in (xs, ys))
    unit = max(across / box.width, along / box.height) / 2
    x, y = ((max(part) + min(part)) / 2 for part in (xs, ys))
    axes.set_xlim(x - box.width * unit, x + box.width * unit)
    axes.set_ylim(y - box.height * unit, y + box.height * unit)
    axes.set_axis_off()


def _points_per_unit(axes: Any) -> float:
    (x0, _), (x1, _) = axes.transData.transform([(0, 0), (1, 0)])
    return float((x1 - x0) * 72 / axes.figure.dpi)


def _communities(graph: Graph, language: str) -> Iterator[Entry]:
    """Communities by colour, each with its three strongest members; those in grey as one."""
    members: dict[int, list[str]] = {}
    for node, data in graph.nodes(data=True):
        members.setdefault(data.get("community", ALONE), []).append(node)
    shown = [c for c in sorted(members) if c != ALONE and c < len(PALETTE)]
    for community in shown:
        strongest = _strongest(graph, members[community])[:3]
        names = [name_of(graph, n, language) for n in strongest]
        yield hexed(colour_of(community)), _wrapped(names, f" ({len(members[community])})", language)
    if grey := sum(len(members[c]) for c in members if c not in shown):
        smaller = any(c not in shown and c != ALONE for c in members)
        word = {
            "zh": "较小的社群，或不属任何社群" if smaller else "不属任何社群",
            "en": "smaller communities, or none" if smaller else "in no community",
        }[language]
        yield hexed(GREY), [f"{word} ({grey})"]


def _wrapped(names: list[str], end: str, language: str) -> list[str]:
    """Names in lines that the legend has room for."""
    room = (_WIDTH - _COLUMN - 0.35) * 72
    comma = "、" if language == "zh" else ", "
    lines = [""]
    for number, name in enumerate(names):
        piece = _fitting(name, room - 30) + (end if number == len(names) - 1 else comma)
        if lines[-1] and extent((lines[-1] + piece).rstrip(), _LETTERS)[2] > room:
            lines.append("")
        lines[-1] += piece
    return lines


def _fitting(name: str, room: float) -> str:
    """A name cut to a width in points."""
    most = len(name)
    while most > 1 and extent(cut(name, most), _LETTERS)[2] > room:
        most -= 1
    return cut(name, most)


def _legend_height(entries: list[Entry]) -> float:
    return 0.6 + sum(_LINE * len(lines) + 0.09 for _, lines in entries)


def _legend(figure: Figure, entries: list[Entry], language: str) -> None:
    """What colours mean, and how edges were chosen, from the top of the frame down."""
    height = figure.get_figheight()
    y = height - _TOP - 0.1
    heading = {"zh": "社群（最强的三个成员）", "en": "Communities (three strongest members)"}[language]
    write(figure, heading, (_COLUMN / _WIDTH, y / height), 9, align="left top")
    y -= 0.3
    notes = False
    for colour, lines in entries:
        y -= 0 if notes or colour else 0.15
        notes = not colour
        if colour:
            mark = Rectangle((_COLUMN / _WIDTH, (y - 0.12) / height), 0.12 / _WIDTH, 0.12 / height, color=colour)
            mark.set_transform(figure.transFigure)
            figure.add_artist(mark)
        for line in lines:
            at = ((_COLUMN + (0.2 if colour else 0)) / _WIDTH, y / height)
            write(figure, line.rstrip(), at, _LETTERS, align="left top", color=INK if colour else "#555555")
            y -= _LINE
        y -= 0.09


def _notes(graph: Graph, language: str) -> Iterator[str]:
    yield from notes_on_edges(graph, language)
    yield {"zh": "灰色连线：跨社群", "en": "Grey edges: between communities"}[language]
    yield {"zh": "点面积：强度；线宽：权重", "en": "Area: strength; width: weight"}[language]
    kinds = {str(data["type"]) for _, data in graph.nodes(data=True)}
    if "PilotTheme" in kinds and len(kinds) > 1:
        yield {"zh": "方块：主题；圆点：其他", "en": "Squares: themes; discs: others"}[language]


FIGURES: Final[Mapping[str, Callable[..., Figure]]] = {
    "picture": network_figure,
    "heatmap": heatmap_figure,
    "sankey": sankey_figure,
    "slope": slope_figure,
}
