"""Pictures of networks: nodes and edges with labels that do not overlap, heat maps with dendrogram, Sankey, slope charts.

In: measured graphs and their looks, or facts. Out: matplotlib figures, and SVG and PNG files whose bytes are the same for
the same input. Text in SVG is drawn as shapes, so that it needs no font where it is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import matplotlib as mpl
import networkx as nx
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Shape
from matplotlib.patheffects import withStroke
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform

from pilotkg.network.communities import ALONE
from pilotkg.network.facts import Facts
from pilotkg.network.fonts import chinese_font
from pilotkg.network.look import PALETTE, Colour, Look, colour_of

Graph: TypeAlias = "nx.Graph[str]"
Box: TypeAlias = tuple[float, float, float, float]  # left, low, right, high

_DPI: Final = 150
_MOST_LABELS: Final = 120
_MARKERS: Final = {"PilotTheme": "s", "Measure": "."}
_RATES: Final = ("metric/resident-urbanization-rate", "metric/registered-urbanization-rate")
_INK: Final = "#222222"


@dataclass(frozen=True, slots=True)
class Words:
    """A text to be placed: what, beside which point, how far from it at least, and how large (points)."""

    text: str
    x: float
    y: float
    gap: float
    size: float


def network_figure(graph: Graph, look: Look, language: str = "zh") -> Figure:
    """A network as nodes and edges, coloured by community, with a legend.

    Args:
        graph: measured by `measure`.
        look: of `look_of`.
        language: of the labels, zh or en.
    """
    figure = _figure(13, 10)
    axes = figure.add_axes((0.01, 0.02, 0.76, 0.92))
    _title(figure, graph, language)
    _draw_edges(axes, graph, look)
    _draw_nodes(axes, graph, look)
    _legend(figure, graph, language)
    nodes = sorted(graph, key=lambda n: (-graph.nodes[n].get("strength", 0), n))[:_MOST_LABELS]
    scale = _points_per_unit(axes)
    most = max(look.size.values(), default=1.0)
    words = [
        Words(
            _name(graph, n, language),
            *look.position[n],
            look.size[n] / 2 * scale,
            (7.5 if len(graph) < 100 else 6.0) + 2.5 * look.size[n] / most,
        )
        for n in nodes
        if len(graph) <= _MOST_LABELS or graph.degree[n] > 1
    ]
    place_labels(figure, axes, words)
    return figure


def heatmap_figure(graph: Graph, language: str = "zh", value: str = "jaccard") -> Figure:
    """How alike things are by an edge attribute between 0 and 1, ordered by average-linkage clustering.

    A dot marks pairs whose q-value is below 0.05.
    """
    nodes = sorted(graph)
    alike = nx.to_numpy_array(graph, nodelist=nodes, weight=value)
    np.fill_diagonal(alike, 1.0)
    tree = hierarchy.linkage(squareform(1 - alike, checks=False), "average", optimal_ordering=True)
    side = max(7.0, 0.17 * len(nodes) + 4)
    figure = _figure(side, side)
    _title(figure, graph, language)
    left = figure.add_axes((0.01, 0.05, 0.1, 0.74))
    drawn = hierarchy.dendrogram(
        tree, ax=left, orientation="left", no_labels=True, color_threshold=0, above_threshold_color=_INK
    )
    left.set_axis_off()
    order = drawn["leaves"]
    axes = figure.add_axes((0.12, 0.05, 0.74, 0.74))
    shown = alike[np.ix_(order, order)]
    np.fill_diagonal(shown, np.nan)
    image = axes.imshow(shown, cmap="cividis", origin="lower", vmin=0, vmax=float(np.nanmax(shown)) or 1.0)
    names = [_name(graph, nodes[n], language) for n in order]
    font = _font(6.5)
    axes.set_yticks(range(len(names)), names, fontproperties=font)
    axes.yaxis.tick_right()
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(names)), names, fontproperties=font, rotation=90)
    axes.tick_params(length=0)
    at = {nodes[n]: place for place, n in enumerate(order)}
    sure = [(at[a], at[b]) for a, b, d in graph.edges(data=True) if d.get("q_value", 1.0) < 0.05]
    both = np.array([*sure, *((y, x) for x, y in sure)]).reshape(-1, 2)
    axes.scatter(both[:, 0], both[:, 1], s=3, color="white", edgecolors="black", linewidths=0.3)
    bar = figure.colorbar(image, cax=figure.add_axes((0.12, 0.02, 0.3, 0.012)), orientation="horizontal")
    bar.ax.tick_params(labelsize=6)
    note = {"zh": "杰卡德系数；白点：q < 0.05", "en": "Jaccard index; white dots: q < 0.05"}[language]
    figure.text(0.44, 0.02, note, fontproperties=_font(8))
    return figure


def sankey_figure(graph: Graph, language: str = "zh", most: int = 24) -> Figure:
    """Themes to mechanisms: a band for each pair as wide as the number of plans that have both.

    Args:
        graph: the network theme-mechanism, before its backbone is taken.
        language: of the labels.
        most: how many mechanisms; the most frequent of those that are no safeguards.
    """
    themes = sorted(
        (n for n, d in graph.nodes(data=True) if d["side"] == 0), key=lambda n: (-graph.nodes[n]["plans"], n)
    )
    means = [n for n, d in graph.nodes(data=True) if d["side"] == 1 and d.get("group") != "safeguards"]
    means = sorted(means, key=lambda n: (-graph.nodes[n]["plans"], n))[:most]
    means.sort(key=lambda n: (str(graph.nodes[n].get("group", "")), -graph.nodes[n]["plans"], n))
    figure = _figure(12, 11)
    _title(figure, graph, language)
    axes = figure.add_axes((0.0, 0.02, 1.0, 0.92))
    count = {(t, m): int(graph.edges[t, m]["count"]) for t in themes for m in means if graph.has_edge(t, m)}
    left = _stack(themes, {t: sum(count.get((t, m), 0) for m in means) for t in themes})
    right = _stack(means, {m: sum(count.get((t, m), 0) for t in themes) for m in means})
    used: dict[str, float] = dict.fromkeys((*themes, *means), 0.0)
    for number, theme in enumerate(themes):
        colour = _hex(PALETTE[number % len(PALETTE)])
        for mean in means:
            width = (count.get((theme, mean), 0) * left[1], count.get((theme, mean), 0) * right[1])
            top = (left[0][theme][0] - used[theme], right[0][mean][0] - used[mean])
            _band(axes, top, width, colour)
            used[theme] += width[0]
            used[mean] += width[1]
        _block(axes, 0.27, left[0][theme], colour, _name(graph, theme, language), "right")
    for mean in means:
        _block(axes, 0.71, right[0][mean], "#777777", _name(graph, mean, language), "left")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_axis_off()
    return figure


def slope_figure(facts: Facts, language: str = "zh", metrics: Sequence[str] = _RATES) -> Figure:
    """From baseline to target: a line for each place that states both, a panel for each metric (in percent).

    The latest baseline year is taken, and the latest target; the five largest rises are named.
    """
    figure = _figure(13, 9)
    labels = {p.key: p.label_zh if language == "zh" else p.label_en for p in facts.plans}
    title = {"zh": "城镇化率：从现状到目标（%）", "en": "Urbanization rates: from baseline to target (%)"}[language]
    figure.text(0.02, 0.955, title, fontproperties=_font(15))
    for number, metric in enumerate(metrics):
        axes = figure.add_axes((0.03 + 0.5 * number, 0.04, 0.44, 0.84))
        concept = facts.concepts.get(metric)
        name = metric if concept is None else concept.label_zh if language == "zh" else concept.label_en
        rises = changes(facts, metric)
        axes.set_title(f"{name}  n = {len(rises)}", fontproperties=_font(12), loc="left")
        named = sorted(rises, key=lambda place: (rises[place][0] - rises[place][1], place))[:5]
        for place, (before, after) in sorted(rises.items()):
            rank = named.index(place) if place in named else None
            colour = "#b5b5b5" if rank is None else _hex(PALETTE[rank])
            width, order = (0.8, 1) if rank is None else (2.0, 3)
            axes.plot((0, 1), (before, after), color=colour, marker="o", ms=3, lw=width, zorder=order)
        axes.set_xlim(-0.12, 1.6)
        ends = {"zh": ("现状", "目标"), "en": ("baseline", "target")}[language]
        axes.set_xticks((0, 1), ends, fontproperties=_font(10))
        for edge in ("top", "right"):
            axes.spines[edge].set_visible(False)
        axes.figure.canvas.draw()
        _named_ends(axes, [(labels[p], rises[p], _hex(PALETTE[n])) for n, p in enumerate(named)])
    return figure


def changes(facts: Facts, metric: str) -> dict[str, tuple[float, float]]:
    """Baseline and target of each place that states both of a metric; of several years the latest."""
    found: dict[tuple[str, str], tuple[int, float]] = {}
    for figure in facts.figures:
        if figure.metric == metric and figure.value is not None:
            at = (figure.plan, figure.status)
            if at not in found or (figure.year or 0) >= found[at][0]:
                found[at] = (figure.year or 0, figure.value)
    places = {plan for plan, status in found if status == "baseline"} & {p for p, status in found if status == "target"}
    return {plan: (found[plan, "baseline"][1], found[plan, "target"][1]) for plan in sorted(places)}


def save(figure: Figure, path: Path) -> list[Path]:
    """Write a figure as PATH.svg and PATH.png; the same figure gives the same bytes."""
    files = [path.with_name(f"{path.name}.{suffix}") for suffix in ("svg", "png")]
    with mpl.rc_context({"svg.hashsalt": "pilotkg", "svg.fonttype": "path"}):
        figure.savefig(files[0], metadata={"Date": None, "Creator": "PilotKG"})
        figure.savefig(files[1], dpi=_DPI, metadata={"Software": "PilotKG"})
    return files


def place_labels(figure: Figure, axes: Any, words: Sequence[Words]) -> list[Box]:
    """Write words beside their points, the first ones best placed, so that none overlap; what finds no place is left out.

    Returns:
        The boxes that are taken, in pixels.
    """
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    pixel = figure.dpi / 72
    points = axes.transData.transform([(w.x, w.y) for w in words]).reshape(-1, 2)
    discs = np.column_stack((points, [w.gap * pixel for w in words]))
    window = axes.get_window_extent(renderer)
    inside = (window.x0, window.y0, window.x1, window.y1)
    to_data = axes.transData.inverted()
    origin = axes.transData.transform((0, 0))
    taken: list[Box] = []
    for number, word in enumerate(words):
        text = axes.text(0, 0, word.text, fontproperties=_font(word.size), color=_INK, zorder=5, va="bottom", ha="left")
        extent = text.get_window_extent(renderer)
        place = _free_place(number, (extent.width, extent.height), (taken, discs, inside))
        if place is None:
            text.remove()
            continue
        box, far = place
        taken.append(box)
        # the glyphs may begin a little beside the anchor
        text.set_position(tuple(to_data.transform(origin + np.array((box[0] - extent.x0, box[1] - extent.y0)))))
        text.set_path_effects([withStroke(linewidth=2, foreground="white")])
        if far:
            x, y = to_data.transform(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
            axes.plot((word.x, x), (word.y, y), color="#999999", lw=0.5, zorder=1.5)
    return taken


def _free_place(
    number: int, size: tuple[float, float], around: tuple[Sequence[Box], Any, Box]
) -> tuple[Box, bool] | None:
    """The nearest box about a disc that covers no other word, and at best no other disc; whether it is far from it."""
    taken, discs, inside = around
    others = np.delete(discs, number, axis=0)
    free = []
    for step, box in _places_about(discs[number], size):
        if box[0] < inside[0] or box[2] > inside[2] or box[1] < inside[1] or box[3] > inside[3]:
            continue
        if any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken):
            continue
        if not _covers(box, others):
            return box, step > 1
        free.append((box, step > 1))
    return free[0] if free else None


def _places_about(disc: Any, size: tuple[float, float]) -> Iterator[tuple[int, Box]]:
    x, y, radius = (float(part) for part in disc)
    width, height = size
    for step in range(5):
        away = radius + 2 + step * height * 0.9
        slant = away * 0.7
        for left, low in (
            (x + away, y - height / 2),
            (x - away - width, y - height / 2),
            (x - width / 2, y + away),
            (x - width / 2, y - away - height),
            (x + slant, y + slant),
            (x + slant, y - slant - height),
            (x - slant - width, y + slant),
            (x - slant - width, y - slant - height),
        ):
            yield step, (left, low, left + width, low + height)


def _covers(box: Box, discs: Any) -> bool:
    """Whether a box covers a part of any disc."""
    across = np.clip(discs[:, 0], box[0], box[2]) - discs[:, 0]
    along = np.clip(discs[:, 1], box[1], box[3]) - discs[:, 1]
    return bool((across**2 + along**2 < discs[:, 2] ** 2).any())


def _draw_edges(axes: Any, graph: Graph, look: Look) -> None:
    edges = sorted(look.edge_width, key=lambda edge: (look.edge_width[edge], edge))
    lines = [(look.position[a], look.position[b]) for a, b in edges]
    thin = 1.0 if len(edges) <= 500 else 0.4
    axes.add_collection(
        LineCollection(
            lines,
            colors=[_hex(look.edge_colour[edge]) for edge in edges],
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
            c=[_hex(look.colour[n]) for n in nodes],
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
    figure.text(0.775, y, heading, fontproperties=_font(9), va="top")
    for community in sorted(c for c in members if c != ALONE)[: len(PALETTE)]:
        y -= 0.031
        strongest = sorted(members[community], key=lambda n: (-graph.nodes[n].get("strength", 0), n))[:3]
        names = ("、" if language == "zh" else ", ").join(_name(graph, n, language) for n in strongest)
        mark = Rectangle(
            (0.776, y - 0.013), 0.011, 0.013, color=_hex(colour_of(community)), transform=figure.transFigure
        )
        figure.add_artist(mark)
        text = f"{names} ({len(members[community])})"
        figure.text(0.792, y, _cut(text, 30 if language == "zh" else 42), fontproperties=_font(7), va="top")
    y -= 0.05
    for line in _notes(graph, language):
        figure.text(0.776, y, line, fontproperties=_font(7), va="top", color="#555555")
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


def _title(figure: Figure, graph: Graph, language: str) -> None:
    figure.text(0.02, 0.965, str(graph.graph.get(f"title_{language}", "")), fontproperties=_font(15))


def _stack(keys: Sequence[str], total: Mapping[str, int]) -> tuple[dict[str, tuple[float, float]], float]:
    """Top and height of each block of a column between 0 and 1, and the height of one unit."""
    gap = 0.3 / max(len(keys), 1)
    unit = (1 - gap * (len(keys) - 1)) / max(sum(total.values()), 1)
    top, found = 1.0, {}
    for key in keys:
        found[key] = (top, total[key] * unit)
        top -= total[key] * unit + gap
    return found, unit


def _band(axes: Any, top: tuple[float, float], width: tuple[float, float], colour: str) -> None:
    if not width[0]:
        return
    x0, x1, middle = 0.285, 0.71, 0.4975
    points = [
        (x0, top[0]), (middle, top[0]), (middle, top[1]), (x1, top[1]), (x1, top[1] - width[1]),
        (middle, top[1] - width[1]), (middle, top[0] - width[0]), (x0, top[0] - width[0]), (x0, top[0]),
    ]  # fmt: skip
    codes = [Shape.MOVETO, *[Shape.CURVE4] * 3, Shape.LINETO, *[Shape.CURVE4] * 3, Shape.CLOSEPOLY]
    axes.add_patch(PathPatch(Shape(points, codes), facecolor=colour, alpha=0.4, lw=0))


def _block(axes: Any, x: float, span: tuple[float, float], colour: str, name: str, side: str) -> None:
    top, height = span
    axes.add_patch(Rectangle((x, top - height), 0.015, height, color=colour, lw=0))
    at = x - 0.008 if side == "right" else x + 0.023
    axes.text(at, top - height / 2, name, ha=side, va="center", fontproperties=_font(9))


def _named_ends(axes: Any, ends: Sequence[tuple[str, tuple[float, float], str]]) -> None:
    """Names to the right of lines' ends, pushed apart so that none overlap."""
    low, high = axes.get_ylim()
    step = (high - low) * 0.035
    at = high + step
    for name, (before, after), colour in sorted(ends, key=lambda end: -end[1][1]):
        at = min(after, at - step)
        text = f"{name}  {before:g} → {after:g}"
        axes.annotate(
            text, (1, after), (1.06, at), fontproperties=_font(9), color=colour, va="center",
            arrowprops={"arrowstyle": "-", "lw": 0.5, "color": colour, "relpos": (0, 0.5)},
        )  # fmt: skip


def _figure(width: float, height: float) -> Figure:
    figure = Figure((width, height), dpi=100, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def _font(size: float) -> FontProperties:
    return FontProperties(fname=str(chinese_font()), size=size)


def _name(graph: Graph, node: str, language: str) -> str:
    data = graph.nodes[node]
    return _cut(str(data.get(f"label_{language}") or node), 40)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
