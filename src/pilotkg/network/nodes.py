"""Facts become nodes: mechanisms, themes and places, with the attributes that all networks give them.

In: facts. Out: attributes by key, all str, int, float or bool.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from pilotkg.network.facts import Concept, Facts, PlanFacts

_SECTIONS: Final = {"task": ("任务", "task"), "assurance": ("保障措施", "safeguard")}
TYPES: Final = {"mechanism": "Mechanism", "theme": "PilotTheme", "metric": "Metric", "division": "Division"}


def plan_key(place: PlanFacts) -> str:
    """What the keys of a place's plan and its parts begin with."""
    return "plan/" + place.key.removeprefix("locality/") + "/"


def part_labels(place: PlanFacts, key: str, heading: str) -> tuple[str, str]:
    """What a part of a plan is called in Chinese and English: by its heading, and by where it stands.

    Headings are Chinese only, and a few parts have none.
    """
    section, _, number = key.removeprefix(plan_key(place)).partition("/")
    zh, en = _SECTIONS.get(section, (section, section))
    by_place = (f"{zh} {number}", f"{en} {number}") if number != "0" else (f"{zh}总述", f"preamble to {en}s")
    return heading or by_place[0].replace("/", "."), f"{place.label_en}, {by_place[1].replace('/', '.')}"


def mechanism_nodes(facts: Facts, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Mechanisms as nodes, with how many plans propose them."""
    by_plan: Counter[str] = Counter(m for _, m in {(u.plan, u.mechanism) for u in facts.uses})
    return {key: _concept_node(facts, key, by_plan[key]) for key in keys}


def theme_nodes(facts: Facts, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Themes as nodes, with how many plans have them."""
    by_plan: Counter[str] = Counter(t.theme for t in facts.themes)
    return {key: _concept_node(facts, key, by_plan[key]) for key in keys}


def _concept_node(facts: Facts, key: str, plans: int) -> dict[str, Any]:
    concept = facts.concepts.get(key) or Concept(key, facts.base + key, key, key)
    return {**labels_of(concept), "type": TYPES.get(key.partition("/")[0], "Concept"), "plans": plans}


def labels_of(concept: Concept) -> dict[str, Any]:
    """IRI, labels and group of a concept, as attributes."""
    found: dict[str, Any] = {"iri": concept.iri, "label_zh": concept.label_zh, "label_en": concept.label_en}
    if concept.group:
        found.update(group=concept.group, group_zh=concept.group_zh, group_en=concept.group_en)
    return found


def locality_nodes(facts: Facts) -> dict[str, dict[str, Any]]:
    """Places as nodes, with level, themes, province and point."""
    found = {}
    themes: dict[str, list[str]] = {}
    for said in sorted(facts.themes, key=lambda t: (t.said != "declared", t.theme)):
        themes.setdefault(said.plan, []).append(said.theme.rpartition("/")[2])
    for p in facts.plans:
        node: dict[str, Any] = {
            "iri": p.iri,
            "type": "Locality",
            "label_zh": p.label_zh,
            "label_en": p.label_en,
            "level": p.level,
            "theme": themes.get(p.key, [""])[0],
            "themes": " ".join(themes.get(p.key, ())),
        }
        if p.province is not None:
            node.update(province=p.province.key.rpartition("/")[2])
            node.update(province_zh=p.province.label_zh, province_en=p.province.label_en)
        if p.lon is not None and p.lat is not None:
            node.update(longitude=p.lon, latitude=p.lat, point_of=p.point_of)
        found[p.key] = node
    return found
