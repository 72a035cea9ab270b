"""The facts of an invented plan and those that were read from its text, in one form, to be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from pilotkg.extract.mechanisms import readings
from pilotkg.gazetteer import Gazetteer
from pilotkg.model import Measure, MeasureKind, Plan
from pilotkg.synth import Truth

Facts = dict[str, Any]


def true(truth: Truth) -> Facts:
    """What is true of a plan."""
    place = truth.locality
    above = (place.county, place.prefecture, place.province)
    return {
        "place": (place.name, place.level, place.code, tuple(name for name in above if name)),
        "themes": [theme for _, theme in truth.title_themes],
        "focus": {theme for theme, _ in truth.body_themes},
        "indicators": Counter(
            (f.metric, f.value, f.value2, "" if f.ratio else f.unit, f.ratio, f.year, f.from_year, f.kind, f.bound)
            for f in truth.indicators
        ),
        "tasks": list(truth.tasks),
        "assurances": list(truth.assurances),
        "mechanisms": {(mechanism, task) for mechanism, task, _ in truth.mechanisms},
        "safeguards": {safeguard for safeguard, _, _ in truth.safeguards},
    }


def read(plan: Plan) -> Facts:
    """What was read from a plan."""
    place, gazetteer = plan.locality, Gazetteer.load()
    tasks = [m for m in plan.measures if m.kind is not MeasureKind.ASSURANCE]
    assurances = [m for m in plan.measures if m.kind is MeasureKind.ASSURANCE]
    return {
        "place": (
            place.name, place.level.value, place.code, tuple(gazetteer.division(code).name for code in place.within)
        ),
        "themes": [reading.concept for reading in plan.title_themes],
        "focus": {reading.concept for reading in plan.focus_themes},
        "indicators": Counter(
            (i.metric, i.value, i.upper, "" if i.ratio else i.unit, i.ratio, i.year, i.from_year, i.status.value, i.bound.value)
            for i in plan.indicators
        ),
        "tasks": _headings(tasks),
        "assurances": _headings(assurances),
        "mechanisms": {(r.concept, m.ordinal) for m in tasks for r in readings(m)},
        "safeguards": {r.concept for m in assurances for r in readings(m)},
    }  # fmt: skip


def _headings(measures: Iterable[Measure]) -> list[tuple[int, str, int]]:
    return [(m.ordinal, m.heading, sum(sub.enumerated for sub in m.submeasures)) for m in measures]
