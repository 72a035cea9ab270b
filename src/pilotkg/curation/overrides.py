"""Entries of a curation file are carried out: records in, corrected records out, with what was decided.

Each entry must match just one fact; one that matches nothing (any more) is an error that tells what there is.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from msgspec import UNSET, Struct, structs

from pilotkg.curation.form import (
    Curations,
    Entry,
    HeadingEntry,
    IndicatorEntry,
    IndicatorFields,
    IndicatorMatch,
    MechanismEntry,
    MechanismFields,
    Said,
    ThemeEntry,
    ThemeFields,
)
from pilotkg.errors import CurationError
from pilotkg.graph.naming import measure_names, plan_path, statements, submeasure_names
from pilotkg.model import Bound, Curation, Indicator, Measure, Plan, Reading, Records, TextSpan
from pilotkg.vocabulary import metric_kinds, vocabulary
from pilotkg.wording import fact

RULE: Final = "curation"
"""The rule of a statement that a person added."""


def apply(curations: Curations, documents: Sequence[Records]) -> tuple[Records, ...]:
    """Records with all decisions carried out, in the order of the file.

    Raises:
        CurationError: an entry matches nothing (any more), or more than one fact, or names a concept that is unknown.
    """
    by_plan: defaultdict[str, list[tuple[Entry, str]]] = defaultdict(list)
    for entry, place in curations.entries:
        by_plan[entry.slug].append((entry, place))
    slugs = [plan.locality.slug for records in documents for plan in records.plans]
    for slug, entries in by_plan.items():
        if slug not in slugs:
            raise CurationError(
                f"there is no plan {slug}",
                file=curations.file,
                place=entries[0][1],
                remedy=_nearest(slug, slugs, "Take the entry out, or name a plan by the end of its IRI"),
            )
    return tuple(
        structs.replace(
            records,
            plans=tuple(_curated(plan, by_plan.get(plan.locality.slug, ()), curations.file) for plan in records.plans),
        )
        for records in documents
    )


# --- One plan


class _Done(NamedTuple):
    """What became of a plan by an entry: the fact before and after; a heading's measure by its path."""

    plan: Plan
    before: Any
    after: Any


class _NoMatchError(Exception):
    """An entry that cannot be carried out: why, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy


def _curated(plan: Plan, entries: Iterable[tuple[Entry, str]], file: Path) -> Plan:
    steps: list[tuple[Entry, _Done]] = []
    for entry, place in entries:
        try:
            done = _carry_out(entry, plan)
        except _NoMatchError as error:
            raise CurationError(error.what, file=file, plan=entry.slug, place=place, remedy=error.remedy) from error
        except ValueError as error:
            raise CurationError(
                f"the fact would make no sense: {error}",
                file=file,
                plan=entry.slug,
                place=place,
                remedy="Correct what the entry sets or adds",
            ) from error
        plan = done.plan
        steps.append((entry, done))
    return structs.replace(plan, curations=(*plan.curations, *_decisions(plan, steps))) if steps else plan


def _decisions(plan: Plan, steps: Sequence[tuple[Entry, _Done]]) -> Iterator[Curation]:
    """What was decided, with the statements as they are called when all is done."""
    paths = {id(statement.record): statement.path for statement in statements(plan)}
    later = {id(done.before): done.after for _, done in steps if isinstance(done.before, Struct)}
    for entry, done in steps:
        current = done.after
        while id(current) in later:
            current = later[id(current)]
        yield Curation(
            action=entry.action,
            fact=str(entry.__struct_config__.tag),
            target=f"{plan_path(plan)}/{entry.match.measure}"
            if isinstance(entry, HeadingEntry)
            else paths.get(id(current)),
            was=_words(done.before),
            now=_words(done.after),
            who=entry.who,
            why=entry.why,
            when=entry.when.isoformat(),
        )


def _words(record: Any) -> str:
    return "" if record is None else record if isinstance(record, str) else fact(record)


def _carry_out(entry: Entry, plan: Plan) -> _Done:
    if isinstance(entry, IndicatorEntry):
        return _indicator(entry, plan)
    if isinstance(entry, ThemeEntry):
        return _theme(entry, plan)
    if isinstance(entry, MechanismEntry):
        return _mechanism(entry, plan)
    if isinstance(entry, HeadingEntry):
        return _heading(entry, plan)
    place = structs.replace(plan.locality, **_given(entry.to), confidence=1.0)
    return _Done(structs.replace(plan, locality=place), plan.locality, place)


def _indicator(entry: IndicatorEntry, plan: Plan) -> _Done:
    old = _only(_matching(entry.match, plan.indicators), entry, plan.indicators) if entry.match else None
    new = _new_indicator(entry.to, old) if entry.to else None
    if new is not None:
        _known(new.metric, metric_kinds(), "metric")
    kept = [i for i in plan.indicators if i is not old]
    indicators = sorted((*kept, *([new] if new else [])), key=lambda i: (i.span.end, i.span.begin, i.metric))
    return _Done(structs.replace(plan, indicators=tuple(indicators)), old, new)


def _matching(match: IndicatorMatch, indicators: Iterable[Indicator]) -> list[Indicator]:
    said = {name: value for name, value in _given(match).items() if name != "nth"}
    found = [i for i in indicators if all(getattr(i, name) == value for name, value in said.items())]
    return found if match.nth is UNSET else found[match.nth - 1 : match.nth]


def _new_indicator(to: IndicatorFields, old: Indicator | None) -> Indicator:
    given = _with_span(_given(to))
    if old is not None:
        return structs.replace(old, **given, confidence=1.0)
    nothing = {"value": None, "upper": None, "unit": "", "ratio": None, "year": None, "from_year": None, "scope": None}
    missing = [name for name in ("metric", "status", "span") if name not in given]
    if missing:
        raise ValueError(f"it lacks {' and '.join(missing).replace('span', 'begin and end')}")
    return Indicator(**{**nothing, "bound": Bound.EXACT, **given}, rule=RULE, confidence=1.0)


def _theme(entry: ThemeEntry, plan: Plan) -> _Done:
    groups = {Said.TITLE: plan.title_themes, Said.FOCUS: plan.focus_themes}
    old, said = None, Said.FOCUS
    if entry.match is not None:
        found = [
            (where, r)
            for where, readings in groups.items()
            for r in readings
            if r.concept == entry.match.concept
            and entry.match.said in (UNSET, where)
            and entry.match.phrase in (UNSET, r.phrase)
        ]
        said, old = _only(found, entry, [r for readings in groups.values() for r in readings])
    new = None
    if entry.to is not None:
        _known(entry.to.concept, {cue.concept for cue in vocabulary()["themes"].cues}, "theme")
        said = said if entry.to.said is UNSET else entry.to.said
        new = _new_reading(entry.to, old)
    groups = {where: tuple(r for r in readings if r is not old) for where, readings in groups.items()}
    if new is not None:
        groups[said] = tuple(sorted((*groups[said], new), key=lambda r: (r.span, str(r.concept))))
    return _Done(structs.replace(plan, title_themes=groups[Said.TITLE], focus_themes=groups[Said.FOCUS]), old, new)


def _new_reading(to: ThemeFields | MechanismFields, old: Reading | None) -> Reading:
    given = _with_span({name: value for name, value in _given(to).items() if name not in ("said", "measure")})
    if old is not None:
        return structs.replace(old, **given, confidence=1.0)
    if "span" not in given:
        raise ValueError("it lacks begin and end")
    return Reading(**given, phrase=None, rule=RULE, confidence=1.0)


def _mechanism(entry: MechanismEntry, plan: Plan) -> _Done:
    measures = dict(_by_path(plan.measures, measure_names(plan.measures)))
    where, old = "", None
    if entry.match is not None:
        every = [(path, r) for path, measure in measures.items() for r in measure.mechanisms]
        found = [
            (path, r) for path, r in every if r.concept == entry.match.concept and entry.match.measure in (UNSET, path)
        ]
        where, old = _only(found, entry, [r for _, r in every])
    new = None
    if entry.to is not None:
        schemes = ("mechanisms", "safeguards")
        _known(entry.to.concept, {c.concept for s in schemes for c in vocabulary()[s].cues}, "mechanism or safeguard")
        where = where if entry.to.measure is UNSET else entry.to.measure
        if where not in measures:
            what = f"there is no measure {where}" if where else "an added mechanism needs its measure"
            raise _NoMatchError(what, _nearest(where, list(measures), "Name a measure as in task/1"))
        new = _new_reading(entry.to, old)

    def change(path: str, measure: Measure) -> Measure:
        kept = [r for r in measure.mechanisms if r is not old]
        if path == where and new is not None:
            kept = sorted((*kept, new), key=lambda r: (r.span, str(r.concept)))
        return measure if kept == list(measure.mechanisms) else structs.replace(measure, mechanisms=tuple(kept))

    return _Done(_with_measures(plan, change), old, new)


def _heading(entry: HeadingEntry, plan: Plan) -> _Done:
    measures = dict(_by_path(plan.measures, measure_names(plan.measures)))
    path = entry.match.measure
    if path not in measures:
        raise _NoMatchError(f"there is no measure {path}", _nearest(path, list(measures), "Name one as in task/1"))
    changed = _with_measures(
        plan, lambda at, measure: structs.replace(measure, heading=entry.to.heading) if at == path else measure
    )
    return _Done(changed, measures[path].heading, entry.to.heading)


def _by_path(measures: Sequence[Measure], names: Iterable[str], above: str = "") -> Iterator[tuple[str, Measure]]:
    for name, measure in zip(names, measures, strict=True):
        path = f"{above}{name}"
        yield path, measure
        yield from _by_path(measure.submeasures, submeasure_names(measure.submeasures), f"{path}/")


def _with_measures(plan: Plan, change: Callable[[str, Measure], Measure]) -> Plan:
    """A plan whose measures are changed, each by its path."""

    def changed(measures: Sequence[Measure], names: Iterable[str], above: str = "") -> tuple[Measure, ...]:
        out = []
        for name, measure in zip(names, measures, strict=True):
            path = f"{above}{name}"
            below = changed(measure.submeasures, submeasure_names(measure.submeasures), f"{path}/")
            out.append(change(path, structs.replace(measure, submeasures=below)))
        return tuple(out)

    return structs.replace(plan, measures=changed(plan.measures, measure_names(plan.measures)))


# --- Shared


def _given(part: Struct) -> dict[str, Any]:
    """What an entry says, by name."""
    return {name: value for name, value in structs.asdict(part).items() if value is not UNSET}


def _with_span(given: Mapping[str, Any]) -> dict[str, Any]:
    """Fields with `begin` and `end` made a span."""
    fields = {name: value for name, value in given.items() if name not in ("begin", "end")}
    return {**fields, "span": TextSpan(given["begin"], given["end"])} if "begin" in given else fields


_Found = TypeVar("_Found")


def _only(found: Sequence[_Found], entry: Entry, all_of_them: Iterable[Indicator | Reading]) -> _Found:
    """The one that matches; whatever else is an error that tells what there is."""
    if len(found) == 1:
        return found[0]
    kind = str(entry.__struct_config__.tag)
    if found:
        facts = "; ".join(fact(f[1] if isinstance(f, tuple) else f) for f in found)  # type: ignore[arg-type]
        raise _NoMatchError(
            f"the entry matches {len(found)} facts ({facts})", "Say more of the one that is meant, or which by `nth`"
        )
    asked = getattr(getattr(entry, "match", None), "metric", None) or getattr(
        getattr(entry, "match", None), "concept", ""
    )
    alike = [fact(r) for r in all_of_them if asked in (getattr(r, "metric", None), getattr(r, "concept", None))]
    there = f"the plan has {'; '.join(alike)}" if alike else f"the plan has no {kind} {asked}"
    raise _NoMatchError("the entry matches nothing (any more)", f"Take it out or correct it: {there}")


def _known(name: str, names: Iterable[str], kind: str) -> None:
    known = set(names)
    if name not in known:
        raise _NoMatchError(f"{name} is no {kind}", _nearest(name, sorted(known), "Use an id of the vocabulary"))


def _nearest(name: str, names: Sequence[str], otherwise: str) -> str:
    near = difflib.get_close_matches(name, names, 3, 0.6)
    return f"{otherwise}; near it: {', '.join(near)}" if near else otherwise
