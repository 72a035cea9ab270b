"""The facts of a plan in the form in which the fixtures of other documents write them: a place, themes, a line an indicator."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from pilotkg.extract.mechanisms import readings
from pilotkg.gazetteer import Gazetteer
from pilotkg.model import Bound, Indicator, Measure, MeasureKind, Plan

FOLDER = Path(__file__).parent / "fixtures" / "forms"
Facts = dict[str, Any]


def written(name: str) -> Facts:
    """The facts that a fixture says are in its document."""
    facts = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return {
        "place": facts["place"],
        "themes": sorted(facts["themes"]),
        "focus": sorted(facts["focus"]),
        "indicators": sorted(facts["indicators"].splitlines()),
        "tasks": [_task(line) for line in facts["tasks"]],
        "assurances": facts["assurances"],
        "safeguards": sorted(facts["safeguards"]),
    }


def read(plan: Plan) -> Facts:
    """The facts that were read from a document."""
    place, gazetteer = plan.locality, Gazetteer.load()
    above = [gazetteer.division(code).name for code in place.within]
    return {
        "place": " ".join((place.name, place.level.value, *([place.code] if place.code else []), *above)),
        "themes": sorted(reading.concept or str(reading.phrase) for reading in plan.title_themes),
        "focus": sorted(str(reading.concept) for reading in plan.focus_themes),
        "indicators": sorted(_line(indicator) for indicator in plan.indicators),
        "tasks": [_measure(m) for m in plan.measures if m.kind is MeasureKind.TASK],
        "assurances": [f"{m.heading} {_enumerated(m)}" for m in plan.measures if m.kind is MeasureKind.ASSURANCE],
        "safeguards": sorted(
            {str(r.concept) for m in plan.measures if m.kind is MeasureKind.ASSURANCE for r in readings(m)}
        ),
    }


def _task(line: str) -> tuple[str, int, frozenset[str]]:
    heading, subs, *mechanisms = line.split()
    return heading, int(subs), frozenset(mechanisms)


def _measure(measure: Measure) -> tuple[str, int, frozenset[str]]:
    return measure.heading, _enumerated(measure), frozenset(str(r.concept) for r in readings(measure))


def _enumerated(measure: Measure) -> int:
    return sum(sub.enumerated for sub in measure.submeasures)


def _line(i: Indicator) -> str:
    years = "-".join(str(year) for year in (i.from_year, i.year) if year is not None) or "-"
    value = ":".join(map(str, i.ratio)) if i.ratio else "..".join(str(v) for v in (i.value, i.upper) if v is not None)
    bound = [] if i.bound is Bound.EXACT else [i.bound.value]
    return " ".join((i.metric, value, i.unit or "-", years, i.status.value, *bound))


def figures(indicator: Indicator) -> tuple[Decimal, ...]:
    """The figures of an indicator."""
    return tuple(v for v in (indicator.value, indicator.upper, *(indicator.ratio or ())) if v is not None)


def plain(text: str) -> str:
    """A stretch of a source with its digits and signs as ASCII, without white space and separators of thousands."""
    narrow = unicodedata.normalize("NFKC", "".join(text.split()))
    return re.sub(r"(?<=\d),(?=\d{3})", "", narrow)
