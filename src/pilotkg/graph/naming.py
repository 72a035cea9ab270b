"""The paths of statements under the base: what mapping, review, curation and `explain` call the same fact.

In: records. Out: paths such as `plan/110117/jinhaihu/task/1/mention/ppp`, in the forms of docs/data.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from pilotkg.model import Indicator, Locality, Measure, MeasureKind, Plan, Reading

Record: TypeAlias = Plan | Locality | Indicator | Measure | Reading


class Statement(NamedTuple):
    """A record with the path of its IRI, and that of the plan or measure that it is read from."""

    path: str
    record: Record
    owner: str


def statements(plan: Plan) -> Iterator[Statement]:
    """All statements of a plan that have an IRI: itself, its locality, themes, indicators, measures and mechanisms."""
    path = plan_path(plan)
    yield Statement(path, plan, path)
    yield Statement(locality_path(plan), plan.locality, path)
    yield from _mentions((*plan.title_themes, *plan.focus_themes), path)
    for name, indicator in zip(indicator_names(plan.indicators), plan.indicators, strict=True):
        yield Statement(f"{path}/{name}", indicator, path)
    for name, measure in zip(measure_names(plan.measures), plan.measures, strict=True):
        yield from _measure(measure, f"{path}/{name}", path)


def _measure(measure: Measure, path: str, owner: str) -> Iterator[Statement]:
    yield Statement(path, measure, owner)
    yield from _mentions((*measure.mechanisms, *measure.themes), path)
    for name, sub in zip(submeasure_names(measure.submeasures), measure.submeasures, strict=True):
        yield from _measure(sub, f"{path}/{name}", path)


def _mentions(readings: Sequence[Reading], owner: str) -> Iterator[Statement]:
    said = [reading for reading in readings if reading.concept]
    for name, reading in zip(mention_names(said), said, strict=True):
        yield Statement(f"{owner}/{name}", reading, owner)


def plan_path(plan: Plan) -> str:
    """The path of a plan."""
    return f"plan/{plan.locality.slug}"


def locality_path(plan: Plan) -> str:
    """The path of a plan's locality."""
    return f"locality/{plan.locality.slug}"


def indicator_names(indicators: Iterable[Indicator]) -> list[str]:
    """What the indicators of a plan are called in it: indicator/area-baseline, indicator/gdp-2020-target."""
    names = (f"{i.metric}{f'-{i.year}' if i.year is not None else ''}-{i.status}" for i in indicators)
    return [f"indicator/{name}" for name in numbered(names)]


def mention_names(readings: Iterable[Reading]) -> list[str]:
    """What the mentions of a plan or measure are called in it: mention/ppp."""
    return [f"mention/{name}" for name in numbered(str(reading.concept) for reading in readings)]


def measure_names(measures: Sequence[Measure]) -> list[str]:
    """What the top-level measures of a plan are called in it: task/1, assurance/3."""
    return numbered(f"{section}/{m.ordinal}" for section, m in zip(sections(measures), measures, strict=True))


def submeasure_names(measures: Iterable[Measure]) -> list[str]:
    """What the sub-measures of a measure are called in it: their ordinals."""
    return numbered(str(measure.ordinal) for measure in measures)


def sections(measures: Sequence[Measure]) -> list[str]:
    """The IRI part of each top-level measure: task or assurance; a preamble takes that of the item behind it.

    A preamble with no item behind it stands in a section without items: the safeguards' if items go before it, else the
    tasks'.
    """
    names: list[str] = []
    following = "assurance" if any(m.kind is not MeasureKind.PREAMBLE for m in measures) else "task"
    for measure in reversed(measures):
        if measure.kind is not MeasureKind.PREAMBLE:
            following = measure.kind.value
        names.append(following)
    return names[::-1]


def numbered(names: Iterable[str]) -> list[str]:
    """Each name once as it is, then name-2, name-3 and so on."""
    said: Counter[str] = Counter()
    found = []
    for name in names:
        said[name] += 1
        found.append(name if said[name] == 1 else f"{name}-{said[name]}")
    return found
