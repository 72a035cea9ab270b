"""How a network looks: a place, a size and a colour for each node, a colour and a width for each edge.

In: a measured graph. Out: a Look, which the pictures, the pages and the files for Gephi share. The same for a graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import Any, Final, TypeAlias

import networkx as nx
import numpy as np
from scipy.sparse import csgraph

from pilotkg.network.communities import ALONE

Graph: TypeAlias = "nx.Graph[str]"
Colour: TypeAlias = tuple[int, int, int]

# Okabe and Ito's colours, then Tol's muted ones: both are told apart by colour-blind readers. Grey is for no community.
PALETTE: Final[tuple[Colour, ...]] = (
    *((0, 114, 178), (230, 159, 0), (0, 158, 115), (213, 94, 0), (204, 121, 167), (86, 180, 233), (240, 228, 66)),
    *((51, 34, 136), (17, 119, 51), (136, 34, 85), (153, 153, 51), (68, 170, 153), (221, 204, 119), (102, 17, 0)),
)
GREY: Final[Colour] = (153, 153, 153)
SPREAD: Final = 1000.0  # the width and height that positions take
_SMALL: Final = 200  # nodes; beyond, hubs are placed first and the others around them
_GAP: Final = 10.0  # between nodes of small graphs, so that names find room
_HUBS: Final = 90
_ROUNDS: Final = 150
_GOLDEN: Final = pi * (3 - sqrt(5))


@dataclass(frozen=True, slots=True)
class Look:
    """Positions (x to the right, y upwards), sizes (diameters in the same unit), colours and widths."""

    position: Mapping[str, tuple[float, float]]
    size: Mapping[str, float]
    colour: Mapping[str, Colour]
    edge_colour: Mapping[tuple[str, str], Colour]
    edge_width: Mapping[tuple[str, str], float]


def look_of(graph: Graph) -> Look:
    """The look of a graph whose nodes have `community` and `strength`."""
    position = layout(graph)
    size = _sizes(graph)
    if len(graph) <= _SMALL:
        position = _apart(position, size)
    colour = {n: colour_of(d.get("community", ALONE)) for n, d in graph.nodes(data=True)}
    weights = {(a, b): float(d.get("weight", 1.0)) for a, b, d in graph.edges(data=True)}
    most, even = max(weights.values(), default=1.0), len(set(weights.values())) == 1
    return Look(
        position,
        size,
        colour,
        {(a, b): _pale(_mixed(colour[a], colour[b])) for a, b in weights},
        {edge: 1.0 if even else 0.5 + 4.5 * sqrt(weight / most) for edge, weight in weights.items()},
    )


def colour_of(community: int) -> Colour:
    """The colour of a community; those beyond the palette share grey with nodes that have none."""
    return PALETTE[community] if 0 <= community < len(PALETTE) else GREY


def notes_on_edges(graph: Graph, language: str) -> Iterator[str]:
    """How the edges of a network were chosen, and how many, in a language; nothing where all are shown."""
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


def layout(graph: Graph) -> dict[str, tuple[float, float]]:
    """A place for each node: connected components by stress majorisation, the largest first, others below.

    Large graphs: the hubs so, the others around what they are linked to.
    """
    simple: Graph = nx.Graph()
    simple.add_nodes_from(sorted(graph))
    simple.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in graph.edges() if a != b))
    if len(simple) > _SMALL:
        return _scaled(_around_hubs(simple))
    parts = sorted((sorted(part) for part in nx.connected_components(simple)), key=lambda part: (-len(part), part[0]))
    return _scaled(_packed([_one_component(simple, part) for part in parts]))


def _one_component(graph: Graph, part: list[str]) -> dict[str, tuple[float, float]]:
    """A component about the origin, as wide as the root of its size asks."""
    if len(part) == 1:
        return {part[0]: (0.0, 0.0)}
    points = _stress(nx.to_scipy_sparse_array(graph, part, weight=None, format="csr"))
    points = points - points.mean(0)
    turned = points @ np.linalg.svd(points, full_matrices=False)[2].T  # its longer side lies flat
    turned *= np.sign(
        turned[np.abs(turned).argmax(0), range(turned.shape[1])]
    )  # which way round is no matter of chance
    turned -= (turned.max(0) + turned.min(0)) / 2
    reach = float(np.abs(turned).max()) or 1.0
    radius = 1.2 * sqrt(len(part))
    return {n: (float(x) * radius / reach, float(y) * radius / reach) for n, (x, y) in zip(part, turned, strict=True)}


def _stress(adjacency: Any) -> Any:
    """Places whose distances are those of the graph as far as two dimensions allow (Gansner et al., 2004)."""
    distance = csgraph.shortest_path(adjacency, unweighted=True)
    n = len(distance)
    weight = 1 / (distance + np.eye(n)) ** 2 - np.eye(n)
    inverse = np.linalg.pinv(np.diag(weight.sum(1)) - weight)
    turns = 2 * np.pi * np.arange(n) / n
    points = np.column_stack((np.cos(turns), np.sin(turns))) * distance.max() / 2
    wanted = weight * distance
    for _ in range(_ROUNDS):
        x, y = points.T
        apart = np.sqrt((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2)
        pull = wanted / np.maximum(apart, 1e-9)
        points = inverse @ (pull.sum(1)[:, None] * points - pull @ points)
    return points


def _packed(parts: list[dict[str, tuple[float, float]]]) -> dict[str, tuple[float, float]]:
    """Components side by side: the largest on top, the rest in rows below it, about as wide together."""
    if not parts:
        return {}
    boxes = [(_reach(part, 0) + 0.6, _reach(part, 1) + 0.6) for part in parts]
    width = max(2 * boxes[0][0], sqrt(4 * sum(across * along for across, along in boxes)))
    placed: dict[str, tuple[float, float]] = {}
    left, top, row = 0.0, 0.0, 0.0
    for part, (across, along) in zip(parts, boxes, strict=True):
        if left and left + 2 * across > width * 1.05:
            left, top, row = 0.0, top - row, 0.0
        for node, (x, y) in part.items():
            placed[node] = (left + across + x, top - along + y)
        left += 2 * across
        row = max(row, 2 * along)
    return placed


def _reach(part: Mapping[str, tuple[float, float]], axis: int) -> float:
    return max(abs(point[axis]) for point in part.values())


def _around_hubs(graph: Graph) -> dict[str, tuple[float, float]]:
    hubs = sorted(graph, key=lambda n: (-graph.degree[n], n))[:_HUBS]
    placed = layout(_shared(graph, hubs))
    waiting = [n for n in graph if n not in placed]
    crowd: defaultdict[tuple[int, int], int] = defaultdict(int)
    while waiting:
        later = []
        for node in waiting:
            near = [placed[other] for other in sorted(graph[node]) if other in placed]
            if not near:
                later.append(node)
                continue
            x, y = (sum(point[axis] for point in near) / len(near) for axis in (0, 1))
            spot = (round(x / 12), round(y / 12))
            crowd[spot] += 1
            reach, turn = 7 * sqrt(crowd[spot] + 2), crowd[spot] * _GOLDEN
            placed[node] = (x + reach * cos(turn), y + reach * sin(turn))
        if len(later) == len(waiting):  # components without a hub
            placed[later[0]] = (-SPREAD * 0.6, -SPREAD * 0.6)
            later = later[1:]
        waiting = later
    return placed


def _shared(graph: Graph, hubs: list[str]) -> Graph:
    """Hubs, linked where they are neighbours, or each with those that it shares the most neighbours with."""
    linked: Graph = nx.Graph()
    linked.add_nodes_from(hubs)
    for node in hubs:
        others = sorted(
            ((len(list(nx.common_neighbors(graph, node, other))), other) for other in hubs if other != node),
            key=lambda pair: (-pair[0], pair[1]),
        )
        linked.add_edges_from((node, other) for shared, other in others[:3] if shared)
        linked.add_edges_from((node, other) for other in hubs if other in graph[node])
    return linked


def _scaled(position: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    points = np.array(list(position.values())).reshape(-1, 2)
    if not len(points):
        return position
    middle = (points.max(0) + points.min(0)) / 2
    factor = SPREAD / max(float(np.ptp(points, axis=0).max()), 1e-9) if len(points) > 1 else 1.0
    return {n: (float((x - middle[0]) * factor), float((y - middle[1]) * factor)) for n, (x, y) in position.items()}


def _sizes(graph: Graph) -> dict[str, float]:
    """Areas follow strength; the whole takes about a tenth of the picture."""
    strength = {n: float(d.get("strength", 1.0)) for n, d in graph.nodes(data=True)}
    most = max(strength.values(), default=1.0) or 1.0
    largest = min(42.0, SPREAD * 0.6 / sqrt(max(len(graph), 1)))
    return {n: largest * (0.25 + 0.75 * sqrt(value / most)) for n, value in strength.items()}


def _apart(position: dict[str, tuple[float, float]], size: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Nodes pushed off each other until none overlap, or as far as 200 rounds bring them."""
    nodes = list(position)
    x, y = np.array([position[n] for n in nodes]).T
    least = np.array([size[n] for n in nodes])
    reach = (least[:, None] + least) / 2 * 1.15 + _GAP
    np.fill_diagonal(reach, 0)
    for _ in range(200):
        across, along = x[:, None] - x, y[:, None] - y
        distance = np.sqrt(across**2 + along**2)
        over = np.maximum(reach - distance, 0)
        if not over.any():
            break
        push = over / np.maximum(distance, 1e-6) / 2
        x, y = x + (across * push).sum(1), y + (along * push).sum(1)
    return {n: (float(x), float(y)) for n, x, y in zip(nodes, x, y, strict=True)}


def _mixed(one: Colour, other: Colour) -> Colour:
    return one if one == other else GREY


def _pale(colour: Colour) -> Colour:
    """A colour halfway to white: what others do by transparency, which some readers of GEXF choke on."""
    red, green, blue = ((part + 255) // 2 for part in colour)
    return red, green, blue
