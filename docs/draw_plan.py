#!/usr/bin/env python3
"""Draw the picture of the README: one plan of a release, and what the graph says about it.

    .venv/bin/python docs/draw_plan.py release docs/one-plan.svg

In: a release. Out: SVG 1.1, the same for the same release.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

from pilotkg.graph.query import query, with_prefixes
from pilotkg.graph.store import open_store

PLACE = "金海湖镇"
SHOWN = 4  # tasks
MECHANISMS = 2  # of a task
FILL = {
    "plan": "#1f3a5f",
    "place": "#2d6a4f",
    "theme": "#7b4b94",
    "indicator": "#b5651d",
    "task": "#34699a",
    "mechanism": "#5c677d",
}
FONT = 'font-family=\'system-ui, Helvetica, Arial, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif\''


@dataclass(frozen=True)
class Box:
    """A node of the picture: its corner, its size, and one or two lines of text."""

    x: float
    y: float
    width: float
    kind: str
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """Room for the lines."""
        return 20 + 16 * (len(self.lines) - 1) + 10

    def draw(self) -> str:
        """The box in SVG."""
        parts = [
            f"<rect x='{self.x:g}' y='{self.y:g}' width='{self.width:g}' height='{self.height:g}' rx='6' "
            f"fill='{FILL[self.kind]}'/>"
        ]
        for number, line in enumerate(self.lines):
            size, shade = (13, "#ffffff") if number == 0 else (11, "#dfe6ee")
            parts.append(
                f"<text x='{self.x + 10:g}' y='{self.y + 19 + 16 * number:g}' font-size='{size}' fill='{shade}'>"
                f"{escape(line)}</text>"
            )
        return "".join(parts)


def main(release: Path, out: Path) -> None:
    """Draw the plan and write the picture."""
    ask = Asker(release)
    plan = Box(390, 250, 210, "plan", (f"{PLACE}试点方案", f"pk:PilotPlan · pk:position {ask.position()}"))
    place = stack(20, 90, 270, "place", ask.place())
    themes = stack(20, 370, 270, "theme", ask.themes())
    indicators = stack(720, 20, 380, "indicator", ask.indicators())
    tasks = stack(720, 350, 380, "task", ask.tasks())
    edges = [
        edge(plan, place[0], "pk:locality"),
        *(edge(plan, box) for box in (*themes, *indicators, *tasks)),
        label(390, 400, "pk:declaresTheme"),
        label(390, 416, "pk:focusesOn"),
        label(665, 150, "pk:hasIndicator"),
        label(665, 420, "pk:hasMeasure"),
        *(edge(above, below, "pk:within", down=True) for above, below in pairwise(place)),
    ]
    boxes = [box.draw() for box in (plan, *place, *themes, *indicators, *tasks)]
    foot = label(560, 592, ask.evidence())
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1120 610' role='img' {FONT}>"
        f"<title>What the graph says about the plan of {PLACE}</title>"
        "<rect width='1120' height='610' fill='#f7f9fb'/>" + "".join((*edges, *boxes, foot)) + "</svg>\n"
    )
    out.write_text(svg, encoding="utf-8")


class Asker:
    """Asks the release for what the picture shows."""

    def __init__(self, release: Path) -> None:
        self.store = open_store(release)

    def rows(self, pattern: str, tail: str = "") -> list[tuple[str, ...]]:
        """Rows of a pattern about the plan, as text."""
        text = f"SELECT * WHERE {{ {{ SELECT ?plan WHERE {{ ?plan pk:locality/rdfs:label '{PLACE}'@zh }} }} {pattern} }} {tail}"
        return [
            tuple(_plain(value) for name, value in row.items() if name.startswith("v_"))
            for row in query(with_prefixes(text), self.store)
        ]

    def position(self) -> str:
        """Order of the plan in its document."""
        return self.rows("?plan pk:position ?v_1")[0][0]

    def place(self) -> list[tuple[str, ...]]:
        """The place and what it lies within, nearest first."""
        own = self.rows(
            "?plan pk:locality ?l . ?l rdfs:label ?v_1, ?v_2 FILTER(LANG(?v_1) = 'zh' && LANG(?v_2) = 'en')"
        )
        above = self.rows(
            "?plan pk:locality/pk:within+ ?d . ?d pk:adminCode ?code ; rdfs:label ?v_1, ?v_2 "
            "FILTER(LANG(?v_1) = 'zh' && LANG(?v_2) = 'en')",
            "ORDER BY DESC(?code)",
        )
        return own + above

    def themes(self) -> list[tuple[str, ...]]:
        """Declared themes, then those of the focus."""
        return [
            (zh, f"{en} · {how}")
            for prop, how in (("declaresTheme", "title"), ("focusesOn", "focus"))
            for zh, en in self.rows(
                f"?plan pk:{prop} ?t . ?t skos:prefLabel ?v_1, ?v_2 FILTER(LANG(?v_1) = 'zh' && LANG(?v_2) = 'en')",
                "ORDER BY ?t",
            )
        ]

    def indicators(self) -> list[tuple[str, ...]]:
        """Each value with its label and its place in the source."""
        found = self.rows(
            "?plan pk:hasIndicator ?i . ?i rdfs:label ?v_1 ; pk:value ?v_2 ; pk:unitText ?v_3 ; pk:evidence ?s . "
            "?s nif:beginIndex ?v_4 ; nif:endIndex ?v_5 FILTER(LANG(?v_1) = 'zh')",
            "ORDER BY ?v_4",
        )
        return [
            (f"{name}  {value} {unit}", f"pk:evidence → characters {begin}–{end}")
            for name, value, unit, begin, end in found
        ]

    def tasks(self) -> list[tuple[str, ...]]:
        """Each task with some of its mechanisms."""
        found = self.rows(
            "?plan pk:hasMeasure ?t . ?t a pk:Task ; pk:ordinal ?o ; rdfs:label ?v_1 ; pk:hasSubMeasure*/pk:usesMechanism ?m . "
            "?m skos:prefLabel ?v_2 FILTER(LANG(?v_2) = 'zh')",
            "ORDER BY ?o ?m",
        )
        by_task: dict[str, list[str]] = {}
        for heading, mechanism in found:
            names = by_task.setdefault(heading, [])
            names += [mechanism] if mechanism not in names else []
        return [
            (heading, "pk:usesMechanism → " + "、".join(names[:MECHANISMS]) + (" …" if len(names) > MECHANISMS else ""))
            for heading, names in list(by_task.items())[:SHOWN]
        ]

    def evidence(self) -> str:
        """The line at the foot, which names the document."""
        name = self.rows("?plan prov:wasDerivedFrom ?d . ?d rdfs:label ?v_1")[0][0]
        return f"Every statement points to the characters of {name} that it was read from (pk:evidence), in offsets of the file as given."


def stack(x: float, y: float, width: float, kind: str, lines: Sequence[tuple[str, ...]]) -> list[Box]:
    """Boxes one below the other."""
    boxes: list[Box] = []
    for texts in lines:
        top = boxes[-1].y + boxes[-1].height + (18 if kind == "place" else 6) if boxes else y
        boxes.append(Box(x, top, width, kind, texts))
    return boxes


def edge(one: Box, other: Box, text: str = "", *, down: bool = False) -> str:
    """A curve from the side of one box to the near side of the other, or straight down."""
    if down:
        x, top, bottom = one.x + 40, one.y + one.height, other.y
        return f"<path d='M{x:g} {top:g}V{bottom:g}' stroke='#9aa8b8' fill='none'/>" + label(
            x + 40, (top + bottom) / 2 + 4, text
        )
    right = other.x > one.x
    begin = (one.x + (one.width if right else 0), one.y + one.height / 2)
    end = (other.x + (0 if right else other.width), other.y + other.height / 2)
    middle = (begin[0] + end[0]) / 2
    path = f"M{begin[0]:g} {begin[1]:g}C{middle:g} {begin[1]:g} {middle:g} {end[1]:g} {end[0]:g} {end[1]:g}"
    named = label(middle, (begin[1] + end[1]) / 2 - 6, text) if text else ""
    return f"<path d='{path}' stroke='#9aa8b8' fill='none'/>{named}"


def label(x: float, y: float, text: str) -> str:
    """A small text, centred."""
    return f"<text x='{x:g}' y='{y:g}' font-size='11' fill='#4a5a6a' text-anchor='middle'>{escape(text)}</text>"


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
