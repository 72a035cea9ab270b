"""Class diagrams as SVG: boxes in layers from left to right, arrows of properties and of subclasses between them.

In: boxes and arrows. Out: SVG that takes its colours from the page and whose boxes are links. A layered layout in the
manner of Sugiyama: layers by longest path, bends for arrows that cross a layer, order by barycentres, then heights.
Each arrow has a port of its own where it arrives and is named there, so that no two names stand on each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from typing import Final

_BOX: Final = 178
_LINE: Final = 17
_PAD: Final = 9
_GAP: Final = 22
_PORT: Final = 19
_SWEEPS: Final = 24
_MARGIN: Final = 12
_CURVE: Final = 44  # room for the curve before an arrow's straight end
_LETTER: Final = 6.3  # width of a letter of an arrow's name


@dataclass(frozen=True, slots=True)
class Box:
    """A class: its id, where its link leads, the lines in it (name, zh, en), and how it is drawn."""

    key: str
    href: str
    lines: tuple[str, ...]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow between boxes, its names, and its kind: property or subclass (from the lower to the upper class)."""

    source: str
    target: str
    names: tuple[str, ...] = ()
    kind: str = "property"


@dataclass(slots=True)
class _Node:
    """A place in a layer: a box, or a bend of an arrow that crosses the layer."""

    key: str
    layer: int
    height: float
    box: Box | None = None
    y: float = 0.0
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Route:
    """An arrow as it runs: the nodes that it passes, and whether it is drawn against its own direction."""

    arrow: Arrow
    nodes: tuple[str, ...]
    backwards: bool


def draw(boxes: Sequence[Box], arrows: Sequence[Arrow], title: str, description: str, key: str) -> str:
    """The diagram as an SVG element.

    Args:
        boxes: the classes; the order among equals.
        arrows: between them; an arrow whose ends are not among the boxes is left out.
        title: what the picture is, for those who do not see it.
        description: what it shows, for those who do not see it.
        key: what the ids in it begin with; unique on its page.
    """
    known = {box.key for box in boxes}
    arrows = [a for a in arrows if a.source in known and a.target in known]
    forward = [a if a.kind == "property" else Arrow(a.target, a.source, a.names, a.kind) for a in arrows]
    layer = _layers(boxes, [(a.source, a.target) for a in forward if a.source != a.target])
    nodes: dict[str, _Node] = {box.key: _Node(box.key, layer[box.key], 0, box) for box in boxes}
    routes = [_route(nodes, a, layer, n) for n, a in enumerate(forward) if a.source != a.target]
    for node in nodes.values():
        if node.box is not None:
            ports = max(len(node.before), len(node.after))
            node.height = max(_LINE * len(node.box.lines) + 2 * _PAD, _PORT * ports + _PAD)
    columns = _ordered(nodes)
    _heights(columns, nodes)
    lefts, widths = _columns(columns, routes)
    loops = [a for a in forward if a.source == a.target]
    return _svg(nodes, routes, loops, lefts, (title, description, key), max(widths) + _MARGIN)


def _layers(boxes: Sequence[Box], edges: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The layer of each box: one more than the last of those before it; edges that close a cycle do not count."""
    after: dict[str, list[str]] = {box.key: [] for box in boxes}
    for source, target in edges:
        after[source].append(target)
    done: list[str] = []
    state: dict[str, int] = {}
    kept: dict[str, list[str]] = {key: [] for key in after}

    def visit(key: str) -> None:
        state[key] = 1
        for target in after[key]:
            if state.get(target) == 1:
                continue
            kept[key].append(target)
            if target not in state:
                visit(target)
        state[key] = 2
        done.append(key)

    for box in boxes:
        if box.key not in state:
            visit(box.key)
    layer = dict.fromkeys(after, 0)
    for key in reversed(done):
        for target in kept[key]:
            layer[target] = max(layer[target], layer[key] + 1)
    for key in done:  # what nothing leads to stands right before what it leads to
        if kept[key] and not any(key in targets for targets in kept.values()):
            layer[key] = max(layer[key], min(layer[t] for t in kept[key]) - 1)
    return layer


def _route(nodes: dict[str, _Node], arrow: Arrow, layer: dict[str, int], number: int) -> _Route:
    """The nodes that an arrow passes from left to right; the bends are put among the nodes."""
    backwards = layer[arrow.source] > layer[arrow.target]
    left, right = (arrow.target, arrow.source) if backwards else (arrow.source, arrow.target)
    passed = [left]
    for between in range(layer[left] + 1, layer[right]):
        bend = f"bend-{number}-{between}"
        nodes[bend] = _Node(bend, between, _LINE)
        passed.append(bend)
    passed.append(right)
    for one, other in pairwise(passed):
        nodes[one].after.append(other)
        nodes[other].before.append(one)
    return _Route(arrow, tuple(passed), backwards)


def _ordered(nodes: dict[str, _Node]) -> list[list[str]]:
    """The nodes of each layer in an order with few crossings: the best of some sweeps of barycentres."""
    columns: list[list[str]] = [[] for _ in range(max(n.layer for n in nodes.values()) + 1)]
    for node in nodes.values():
        columns[node.layer].append(node.key)
    best, fewest = [list(column) for column in columns], _crossings(columns, nodes)
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        for number in range(len(columns)) if downwards else reversed(range(len(columns))):
            other = number - 1 if downwards else number + 1
            if 0 <= other < len(columns):
                place = {key: n for n, key in enumerate(columns[other])}
                columns[number] = _by_barycentre(columns[number], place, nodes, downwards)
        found = _crossings(columns, nodes)
        if found < fewest:
            best, fewest = [list(column) for column in columns], found
    return _swapped(best, nodes)


def _by_barycentre(column: list[str], place: dict[str, int], nodes: dict[str, _Node], before: bool) -> list[str]:
    def centre(key: str) -> float:
        neighbours = nodes[key].before if before else nodes[key].after
        seen = [place[n] for n in neighbours if n in place]
        return sum(seen) / len(seen) if seen else column.index(key)

    return sorted(column, key=lambda key: (centre(key), column.index(key)))


def _swapped(columns: list[list[str]], nodes: dict[str, _Node]) -> list[list[str]]:
    """Neighbours of a layer change places as long as that takes a crossing away."""
    fewest = _crossings(columns, nodes)
    improved = True
    while improved:
        improved = False
        for column in columns:
            for at in range(len(column) - 1):
                column[at], column[at + 1] = column[at + 1], column[at]
                found = _crossings(columns, nodes)
                if found < fewest:
                    fewest, improved = found, True
                else:
                    column[at], column[at + 1] = column[at + 1], column[at]
    return columns


def _crossings(columns: list[list[str]], nodes: dict[str, _Node]) -> int:
    count = 0
    for left, right in pairwise(columns):
        place = {key: n for n, key in enumerate(right)}
        ends = [(n, place[t]) for n, key in enumerate(left) for t in nodes[key].after]
        count += sum((a < c and b > d) or (a > c and b < d) for i, (a, b) in enumerate(ends) for c, d in ends[i + 1 :])
    return count


def _heights(columns: list[list[str]], nodes: dict[str, _Node]) -> None:
    """Heights on the page: near those of the neighbours, in the order of the layer, nothing on anything else."""
    for column in columns:
        y = 0.0
        for key in column:
            nodes[key].y = y + nodes[key].height / 2
            y += nodes[key].height + _GAP
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            wished = [_wish(nodes[key], nodes) for key in column]
            _settle(column, wished, nodes)
    top = min(n.y - n.height / 2 for n in nodes.values())
    for node in nodes.values():
        node.y += _MARGIN + _LINE - top


def _wish(node: _Node, nodes: dict[str, _Node]) -> float:
    near = sorted(nodes[key].y for key in (*node.before, *node.after))
    if not near:
        return node.y
    middle = len(near) // 2
    return near[middle] if len(near) % 2 else (near[middle - 1] + near[middle]) / 2


def _settle(column: list[str], wished: list[float], nodes: dict[str, _Node]) -> None:
    """Put a layer's nodes as near to their wishes as their order and heights allow: runs that touch move together."""
    runs: list[tuple[list[int], float]] = []  # members, and where the first of them is

    def offset(members: list[int], upto: int) -> float:
        y = 0.0
        for one, other in pairwise(members[: upto + 1]):
            y += (nodes[column[one]].height + nodes[column[other]].height) / 2 + _GAP
        return y

    for at in range(len(column)):
        members, start = [at], wished[at]
        while runs:
            before, first = runs[-1]
            last = first + offset(before, len(before) - 1)
            room = (nodes[column[before[-1]]].height + nodes[column[members[0]]].height) / 2 + _GAP
            if last + room <= start:
                break
            runs.pop()
            members = before + members
            start = sum(wished[m] - offset(members, n) for n, m in enumerate(members)) / len(members)
        runs.append((members, start))
    for members, start in runs:
        for n, m in enumerate(members):
            nodes[column[m]].y = start + offset(members, n)


def _columns(columns: list[list[str]], routes: Sequence[_Route]) -> tuple[list[float], list[float]]:
    """Where each layer begins, and where it ends; the room before it holds the names of the arrows that end there."""
    lefts, rights, x = [], [], float(_MARGIN)
    for number, column in enumerate(columns):
        ending = [r for r in routes if r.nodes[-1] in column]
        if number:
            x += _CURVE + max((_LETTER * max(map(len, r.arrow.names), default=0) for r in ending), default=0) + 14
        lefts.append(x)
        x += _BOX
        rights.append(x)
    return lefts, rights


def _svg(
    nodes: dict[str, _Node],
    routes: Sequence[_Route],
    loops: Sequence[Arrow],
    lefts: list[float],
    words: tuple[str, str, str],
    width: float,
) -> str:
    title, description, key = words
    height = max(n.y + n.height / 2 for n in nodes.values()) + _MARGIN
    parts = [
        f'<svg class="diagram" viewBox="0 0 {width:.0f} {height:.0f}" style="--width: {width:.0f}px" '
        f'role="group" aria-labelledby="{key}-title" aria-describedby="{key}-desc">',
        f'<title id="{key}-title">{escape(title)}</title><desc id="{key}-desc">{escape(description)}</desc>',
        f'<defs><marker id="{key}-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
        'orient="auto-start-reverse"><path d="M0 1 10 5 0 9z" class="head"/></marker>'
        f'<marker id="{key}-triangle" viewBox="0 0 14 14" refX="13" refY="7" markerWidth="12" markerHeight="12" '
        'orient="auto-start-reverse"><path d="M1 1 13 7 1 13z" class="triangle"/></marker></defs>',
    ]
    ports = _ports(nodes, routes)
    parts += [_line(route, number, nodes, ports, lefts, key) for number, route in enumerate(routes)]
    parts += _loops(loops, nodes, lefts, key)
    parts += [_box(node, lefts[node.layer]) for node in nodes.values() if node.box is not None]
    return "\n".join((*parts, "</svg>"))


def _ports(nodes: dict[str, _Node], routes: Sequence[_Route]) -> dict[tuple[int, str], float]:
    """The height at which each route leaves its first node and arrives at its last, in the order of the other ends."""
    found: dict[tuple[int, str], float] = {}
    for end, next_to in ((0, 1), (-1, -2)):
        at: dict[str, list[tuple[float, int]]] = {}
        for number, route in enumerate(routes):
            at.setdefault(route.nodes[end], []).append((nodes[route.nodes[next_to]].y, number))
        for key, members in at.items():
            first = nodes[key].y - _PORT * (len(members) - 1) / 2
            for place, (_, number) in enumerate(sorted(members)):
                found[(number, "start" if end == 0 else "end")] = first + place * _PORT
    return found


def _line(
    route: _Route,
    number: int,
    nodes: dict[str, _Node],
    ports: dict[tuple[int, str], float],
    lefts: list[float],
    key: str,
) -> str:
    first, last = nodes[route.nodes[0]], nodes[route.nodes[-1]]
    start = (lefts[first.layer] + _BOX, ports[(number, "start")])
    end = (lefts[last.layer], ports[(number, "end")])
    turn = lefts[last.layer - 1] + _BOX + _CURVE
    path = [f"M{start[0]:.1f} {start[1]:.1f}"]
    x, y = start
    for bend in (nodes[k] for k in route.nodes[1:-1]):
        enter, leave = lefts[bend.layer], lefts[bend.layer] + _BOX
        path.append(_curve(x, y, min(x + _CURVE, enter), bend.y) + f" H{leave:.1f}")
        x, y = leave, bend.y
    path.append(_curve(x, y, turn, end[1]) + f" H{end[0]:.1f}")
    subclass = route.arrow.kind != "property"
    marker = "triangle" if subclass else "arrow"
    where = "start" if route.backwards != subclass else "end"
    line = f'<path class="{route.arrow.kind}" d="{" ".join(path)}" marker-{where}="url(#{key}-{marker})"/>'
    names = " · ".join(route.arrow.names)
    label = f'<text class="name" x="{turn + 2:.1f}" y="{end[1] - 4:.1f}">{escape(names)}</text>' if names else ""
    return line + label


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"


def _loops(loops: Sequence[Arrow], nodes: dict[str, _Node], lefts: list[float], key: str) -> Iterable[str]:
    for arrow in loops:
        node = nodes[arrow.source]
        left, top = lefts[node.layer], node.y - node.height / 2
        yield (
            f'<path class="property" d="M{left + 24:.1f} {top:.1f} v-9 h26 v9" marker-end="url(#{key}-arrow)"/>'
            f'<text class="name" x="{left + 58:.1f}" y="{top - 4:.1f}">{escape(" · ".join(arrow.names))}</text>'
        )


def _box(node: _Node, left: float) -> str:
    box = node.box
    assert box is not None
    top = node.y - node.height / 2
    first = node.y - _LINE * (len(box.lines) - 1) / 2 + 4
    lines = "".join(
        f'<text class="line-{n}" x="{left + _BOX / 2:.1f}" y="{first + n * _LINE:.1f}">{escape(line)}</text>'
        for n, line in enumerate(box.lines)
    )
    return (
        f'<a href="{escape(box.href)}" class="box {box.style}">'
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{_BOX}" height="{node.height:.1f}" rx="7"/>{lines}</a>'
    )
