"""Diagrams: every box and arrow is there, nothing lies on anything else, and the same input gives the same picture."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

from pilotkg.reference.diagram import Arrow, Box, draw

NAMES = ("Plan", "Task", "Place", "Theme", "Figure", "Unit")
BOXES = [Box(name, f"#{name}", (name, "名", name.lower())) for name in NAMES]
ARROWS = [
    Arrow("Plan", "Task", ("has task",)),
    Arrow("Plan", "Place", ("of",)),
    Arrow("Plan", "Theme", ("about",)),
    Arrow("Task", "Theme", ("serves",)),
    Arrow("Plan", "Figure", ("states",)),
    Arrow("Figure", "Place", ("for",)),
    Arrow("Figure", "Unit", ("in",)),
    Arrow("Place", "Place", ("within",)),
    Arrow("Unit", "Plan", ("back",)),
    Arrow("Figure", "Task", kind="subclass"),
    Arrow("Plan", "Elsewhere", ("not drawn",)),
]


def picture() -> ElementTree.Element:
    return ElementTree.fromstring(draw(BOXES, ARROWS, "Title & more", "Words", "test"))


def test_each_class_is_a_box_that_links_and_each_arrow_is_named() -> None:
    svg = picture()
    assert [a.attrib["href"] for a in svg.iter("a")] == [f"#{name}" for name in NAMES]
    texts = {t.text for t in svg.iter("text")}
    assert {"has task", "serves", "within", "back", "名"} <= texts
    assert "not drawn" not in texts
    assert svg.find("title").text == "Title & more"  # type: ignore[union-attr]


def test_no_box_lies_on_another() -> None:
    areas = [tuple(float(r.attrib[k]) for k in ("x", "y", "width", "height")) for r in picture().iter("rect")]
    assert len(areas) == len(NAMES)
    for (x, y, w, h), (a, b, c, d) in combinations(areas, 2):
        assert x + w <= a or a + c <= x or y + h <= b or b + d <= y


def test_no_name_of_an_arrow_stands_on_another() -> None:
    places = [(float(t.attrib["x"]), float(t.attrib["y"])) for t in picture().iter("text") if t.get("class") == "name"]
    assert len(places) == len(set(places))
    for (x, y), (a, b) in combinations(places, 2):
        assert abs(y - b) > 8 or abs(x - a) > 40


def test_arrowheads_stand_where_the_property_leads_and_triangles_at_the_upper_class() -> None:
    heads = [(p.get("class"), sorted(set(p.attrib) & {"marker-start", "marker-end"})) for p in picture().iter("path")]
    arrows = [head for head in heads if head[0] in ("property", "subclass")]
    assert len(arrows) == len(ARROWS) - 1
    assert all(len(ends) == 1 for _, ends in arrows)
    assert ("subclass", ["marker-start"]) in arrows
    assert ("property", ["marker-start"]) in arrows  # `back` is drawn from left to right, against its direction


def test_the_same_classes_give_the_same_picture() -> None:
    assert draw(BOXES, ARROWS, "t", "d", "k") == draw(BOXES, ARROWS, "t", "d", "k")
