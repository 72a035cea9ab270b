"""Charts beside the networks: a heat map with dendrogram, a Sankey of themes to mechanisms, a slope chart of rates.

In: networks, or facts. Out: matplotlib figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import networkx as nx
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Shape
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform

from pilotkg.network.canvas import INK, Graph, blank, hexed, name_of
from pilotkg.network.facts import Facts, changes
from pilotkg.network.lettering import extent, title, write
from pilotkg.network.look import PALETTE

_LETTERS: Final = 9.0  # of names, in points
_CELL: Final = 0.17  # of the heat map, in inches: as high as the names beside it need
_BLOCK: Final = 0.015  # how wide the blocks of the Sankey are, by the figure's width
_RATES: Final = ("metric/resident-urbanization-rate", "metric/registered-urbanization-rate")


def heatmap_figure(graph: Graph, language: str = "zh", value: str = "jaccard") -> Figure:
    """How alike things are by an edge attribute between 0 and 1, ordered by average-linkage clustering.

    A dot marks pairs whose q-value is below 0.05.
    """
    nodes = sorted(graph)
    alike = nx.to_numpy_array(graph, nodelist=nodes, weight=value)
    np.fill_diagonal(alike, 1.0)
    tree = hierarchy.linkage(squareform(1 - alike, checks=False), "average", optimal_ordering=True)
    names = {n: name_of(graph, n, language) for n in nodes}
    grid, margin = max(4.0, _CELL * len(nodes)), _widest(names.values(), _LETTERS)
    width, height = 1.55 + grid + margin + 0.15, 0.7 + grid + margin + 0.65  # inches, as all lengths here
    figure = blank(width, height)
    title(figure, graph, language)
    left = figure.add_axes((0.2 / width, 0.7 / height, 1.2 / width, grid / height))
    drawn = hierarchy.dendrogram(
        tree, ax=left, orientation="left", no_labels=True, color_threshold=0, above_threshold_color=INK
    )
    left.set_axis_off()
    order = drawn["leaves"]
    axes = figure.add_axes((1.5 / width, 0.7 / height, grid / width, grid / height))
    shown = alike[np.ix_(order, order)]
    np.fill_diagonal(shown, np.nan)
    image = axes.imshow(shown, cmap="cividis", origin="lower", vmin=0, vmax=float(np.nanmax(shown)) or 1.0)
    axes.set_axis_off()
    edge = len(order) - 0.3
    for place, node in enumerate(order):
        write(axes, names[nodes[node]], (edge, place), _LETTERS, align="left center")
        write(axes, names[nodes[node]], (place, edge), _LETTERS, align="left center", turned=90)
    at = {nodes[n]: place for place, n in enumerate(order)}
    sure = [(at[a], at[b]) for a, b, d in graph.edges(data=True) if d.get("q_value", 1.0) < 0.05]
    both = np.array([*sure, *((y, x) for x, y in sure)]).reshape(-1, 2)
    axes.scatter(both[:, 0], both[:, 1], s=7, color="white", edgecolors="black", linewidths=0.4)
    bar_axes = figure.add_axes((1.5 / width, 0.4 / height, 0.4 * grid / width, 0.18 / height))
    bar = figure.colorbar(image, cax=bar_axes, orientation="horizontal")
    bar.ax.tick_params(labelsize=8)
    note = {"zh": "杰卡德系数；白点：q < 0.05", "en": "Jaccard index; white dots: q < 0.05"}[language]
    write(figure, note, ((1.75 + 0.4 * grid) / width, 0.49 / height), _LETTERS, align="left center")
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
    figure = blank(12, 11)
    title(figure, graph, language)
    axes = figure.add_axes((0.0, 0.02, 1.0, 0.9))
    names = {n: name_of(graph, n, language) for n in (*themes, *means)}
    # where the bands begin and end: as far apart as the names beside the blocks allow
    ends = (
        (0.25 + _widest((names[t] for t in themes), _LETTERS)) / 12 + _BLOCK,
        1 - (0.25 + _widest((names[m] for m in means), _LETTERS)) / 12 - _BLOCK,
    )
    count = {(t, m): int(graph.edges[t, m]["count"]) for t in themes for m in means if graph.has_edge(t, m)}
    left = _stack(themes, {t: sum(count.get((t, m), 0) for m in means) for t in themes})
    right = _stack(means, {m: sum(count.get((t, m), 0) for t in themes) for m in means})
    used: dict[str, float] = dict.fromkeys((*themes, *means), 0.0)
    for number, theme in enumerate(themes):
        colour = hexed(PALETTE[number % len(PALETTE)])
        for mean in means:
            width = (count.get((theme, mean), 0) * left[1], count.get((theme, mean), 0) * right[1])
            top = (left[0][theme][0] - used[theme], right[0][mean][0] - used[mean])
            _band(axes, ends, top, width, colour)
            used[theme] += width[0]
            used[mean] += width[1]
        _block(axes, ends[0] - _BLOCK, left[0][theme], colour, names[theme], "right")
    for mean in means:
        _block(axes, ends[1], right[0][mean], "#777777", names[mean], "left")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_axis_off()
    note = {
        "zh": f"带宽：同时有该主题和该机制的方案数；最常见的 {len(means)} 个改革机制，按组排列",
        "en": f"Width: plans that have both theme and mechanism; the {len(means)} most frequent reform mechanisms, by group",
    }[language]
    write(figure, note, (0.25 / 12, 1 - 0.62 / 11), 9, color="#555555")
    return figure


def slope_figure(facts: Facts, language: str = "zh", metrics: Sequence[str] = _RATES) -> Figure:
    """From baseline to target: a line for each place that states both, a panel for each metric (in percent).

    The latest baseline year is taken, and the latest target; the five largest rises are named.
    """
    figure = blank(13, 9)
    labels = {p.key: p.label_zh if language == "zh" else p.label_en for p in facts.plans}
    heading = {"zh": "城镇化率：从现状到目标（%）", "en": "Urbanization rates: from baseline to target (%)"}[language]
    write(figure, heading, (0.02, 0.955), 15)
    for number, metric in enumerate(metrics):
        axes = figure.add_axes((0.03 + 0.5 * number, 0.04, 0.44, 0.84))
        concept = facts.concepts.get(metric)
        name = metric if concept is None else concept.label_zh if language == "zh" else concept.label_en
        rises = changes(facts, metric)
        write(figure, f"{name}  n = {len(rises)}", (0.03 + 0.5 * number, 0.89), 12)
        named = sorted(rises, key=lambda place: (rises[place][0] - rises[place][1], place))[:5]
        for place, (before, after) in sorted(rises.items()):
            rank = named.index(place) if place in named else None
            colour = "#b5b5b5" if rank is None else hexed(PALETTE[rank])
            width, order = (0.8, 1) if rank is None else (2.0, 3)
            axes.plot((0, 1), (before, after), color=colour, marker="o", ms=3, lw=width, zorder=order)
        axes.set_xlim(-0.12, 1.6)
        ends = {"zh": ("现状", "目标"), "en": ("baseline", "target")}[language]
        axes.set_xticks((0, 1), ("", ""))
        for edge in ("top", "right"):
            axes.spines[edge].set_visible(False)
        low, high = axes.get_ylim()
        axes.set_ylim(low, high)
        for x, end in enumerate(ends):
            write(axes, end, (x, low - (high - low) * 0.012), 10, align="center top")
        _named_ends(axes, [(labels[p], rises[p], hexed(PALETTE[n])) for n, p in enumerate(named)])
    return figure


def _stack(keys: Sequence[str], total: Mapping[str, int]) -> tuple[dict[str, tuple[float, float]], float]:
    """Top and height of each block of a column between 0 and 1, and the height of one unit."""
    gap = 0.3 / max(len(keys), 1)
    unit = (1 - gap * (len(keys) - 1)) / max(sum(total.values()), 1)
    top, found = 1.0, {}
    for key in keys:
        found[key] = (top, total[key] * unit)
        top -= total[key] * unit + gap
    return found, unit


def _widest(names: Iterable[str], size: float) -> float:
    """How much room names need beside what they name, in inches."""
    return max((extent(name, size)[2] for name in names), default=0.0) / 72 + 0.1


def _band(
    axes: Any, ends: tuple[float, float], top: tuple[float, float], width: tuple[float, float], colour: str
) -> None:
    if not width[0]:
        return
    x0, x1 = ends
    middle = (x0 + x1) / 2
    points = [
        (x0, top[0]), (middle, top[0]), (middle, top[1]), (x1, top[1]), (x1, top[1] - width[1]),
        (middle, top[1] - width[1]), (middle, top[0] - width[0]), (x0, top[0] - width[0]), (x0, top[0]),
    ]  # fmt: skip
    codes = [Shape.MOVETO, *[Shape.CURVE4] * 3, Shape.LINETO, *[Shape.CURVE4] * 3, Shape.CLOSEPOLY]
    axes.add_patch(PathPatch(Shape(points, codes), facecolor=colour, alpha=0.4, lw=0))


def _block(axes: Any, x: float, span: tuple[float, float], colour: str, name: str, side: str) -> None:
    top, height = span
    axes.add_patch(Rectangle((x, top - height), _BLOCK, height, color=colour, lw=0))
    at = x - 0.008 if side == "right" else x + _BLOCK + 0.008
    write(axes, name, (at, top - height / 2), _LETTERS, align=f"{side} center")


def _named_ends(axes: Any, ends: Sequence[tuple[str, tuple[float, float], str]]) -> None:
    """Names to the right of lines' ends, pushed apart so that none overlap."""
    low, high = axes.get_ylim()
    step = (high - low) * 0.035
    at = high + step
    for name, (before, after), colour in sorted(ends, key=lambda end: -end[1][1]):
        at = min(after, at - step)
        text = f"{name}  {before:g} → {after:g}"
        axes.plot((1, 1.05), (after, at), color=colour, lw=0.5)
        write(axes, text, (1.06, at), 9, align="left center", color=colour)
