"""The facts that networks are made of: which measure of which plan uses which mechanism, and the like; and filters.

In: plain immutable rows, as `reading` gives them. Out: those of them that pass. Every concept and place has its labels in
Chinese and English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pilotkg.errors import QueryError

SECTIONS: Final = ("task", "assurance", "preamble")
LEVELS: Final = ("prefecture", "district", "county-city", "county", "township", "zone", "xpcc-city")


@dataclass(frozen=True, slots=True)
class Concept:
    """A theme, mechanism, metric, division or group: its key (the IRI's path below the base), labels and group."""

    key: str
    iri: str
    label_zh: str
    label_en: str
    group: str = ""
    group_zh: str = ""
    group_en: str = ""


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan with its locality: key `locality/110117`, level, province, and a point (lon, lat in degrees).

    `point_of` tells whose point it is: the locality's own, or that of the county it lies within; "" where there is none.
    """

    key: str
    iri: str
    plan_iri: str
    position: int
    label_zh: str
    label_en: str
    level: str
    province: Concept | None
    lon: float | None = None
    lat: float | None = None
    point_of: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """A measure uses a mechanism; `top` is the task or safeguard that the measure stands in; confidence 0 to 1."""

    plan: str
    top: str
    measure: str
    section: str
    mechanism: str
    confidence: float


@dataclass(frozen=True, slots=True)
class ThemeUse:
    """A plan has a theme; `said` is declared (its title says so) or focus (its body says so)."""

    plan: str
    theme: str
    said: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator of a whole place: metric, status (baseline, target …), year, value in the metric's base unit."""

    key: str
    plan: str
    metric: str
    status: str
    year: int | None
    value: float | None
    confidence: float


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """A task, safeguard, preamble or sub-measure: its heading, and the top measure that it stands in."""

    key: str
    iri: str
    plan: str
    top: str
    section: str
    label_zh: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a graph goes into a network; None or 0 takes everything.

    Args:
        province: name in Chinese or English, or code, of a province.
        level: a level of places, as in pk:level.
        theme: id of a theme; plans that have it.
        section: task, assurance or preamble; uses of mechanisms in it.
        confidence: the least confidence, 0 to 1, of what was read.

    Raises:
        QueryError: there is no such section or level, or the confidence is not between 0 and 1.
    """

    province: str | None = None
    level: str | None = None
    theme: str | None = None
    section: str | None = None
    confidence: float = 0.0

    def __post_init__(self) -> None:
        _one_of("section", self.section, SECTIONS)
        _one_of("level", self.level, LEVELS)
        if not 0 <= self.confidence <= 1:
            raise QueryError(f"a confidence of {self.confidence} is none", remedy="Give a number between 0 and 1")

    @staticmethod
    def of(values: Mapping[str, str]) -> Filters:
        """Filters from their values as text.

        Raises:
            QueryError: there is no such filter, or its value makes no sense.
        """
        names = ("province", "level", "theme", "section", "confidence")
        for name in values:
            _one_of("filter", name, names)
        text = {name: value for name, value in values.items() if name != "confidence"}
        try:
            confidence = float(values.get("confidence", 0))
        except ValueError as error:
            raise QueryError(
                f"a confidence of {values['confidence']!r} is none", remedy="Give a number between 0 and 1"
            ) from error
        return Filters(**text, confidence=confidence)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that networks are made of. Keys in rows are those of `concepts` and `plans`."""

    base: str
    plans: tuple[PlanFacts, ...]
    concepts: Mapping[str, Concept]
    measures: tuple[MeasureFacts, ...]
    uses: tuple[Use, ...]
    themes: tuple[ThemeUse, ...]
    figures: tuple[Figure, ...]
    filters: Filters = field(default_factory=Filters)

    def filtered(self, filters: Filters) -> Facts:
        """The facts that pass some filters.

        Raises:
            QueryError: no plan passes.
        """
        themed = {t.plan for t in self.themes if filters.theme in (None, t.theme.rpartition("/")[2], t.theme)}
        plans = tuple(
            p
            for p in self.plans
            if _is_province(p.province, filters.province)
            and filters.level in (None, p.level)
            and (filters.theme is None or p.key in themed)
        )
        if not plans:
            raise QueryError(
                f"no plan passes the filters ({_described(filters)})",
                remedy="Filter by a province, level or theme that the graph has",
            )
        kept = {p.key for p in plans}
        least = filters.confidence
        return replace(
            self,
            plans=plans,
            measures=tuple(m for m in self.measures if m.plan in kept and filters.section in (None, m.section)),
            uses=tuple(
                u
                for u in self.uses
                if u.plan in kept and filters.section in (None, u.section) and u.confidence >= least
            ),
            themes=tuple(t for t in self.themes if t.plan in kept and t.confidence >= least),
            figures=tuple(f for f in self.figures if f.plan in kept and f.confidence >= least),
            filters=filters,
        )


def _is_province(province: Concept | None, wanted: str | None) -> bool:
    if wanted is None:
        return True
    if province is None:
        return False
    return wanted in (province.label_zh, province.label_en, province.key.rpartition("/")[2], province.key)


def _one_of(name: str, value: str | None, allowed: Iterable[str]) -> None:
    if value is not None and value not in allowed:
        raise QueryError(f"there is no {name} {value!r}", remedy=f"Take one of: {', '.join(allowed)}")


def _described(filters: Filters) -> str:
    given = {name: getattr(filters, name) for name in ("province", "level", "theme", "section")}
    return ", ".join(f"{name} {value}" for name, value in given.items() if value) or "none"


def described(filters: Filters) -> dict[str, Any]:
    """The filters that are set, by name."""
    given = {n: getattr(filters, n) for n in ("province", "level", "theme", "section", "confidence")}
    return {name: value for name, value in given.items() if value}


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
