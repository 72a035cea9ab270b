"""Quantified statements of a plan: who, which metric, how much, when, as what.

In: an outline and the lexicon of metrics and units. Out: `Indicator` records in the order of the text. What a figure
measures is decided in `figures`; as what it is stated, for which year and for which part of the place is grammar and here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from pilotkg.extract.baseline import base_year
from pilotkg.extract.confidence import IN_WORDS, INHERITED_YEAR, PART, REPAIRED
from pilotkg.extract.figures import Choice, choices
from pilotkg.extract.lexicon import Lexicon, Named, Sentence, ending, named
from pilotkg.extract.parts import Parts
from pilotkg.extract.quantities import Quantity
from pilotkg.extract.tables import Statement, tables
from pilotkg.extract.years import Time, times
from pilotkg.model import Indicator, Level, Status, TextSpan
from pilotkg.source.text import CleanText, Outline, Range, Section, SectionKind

_SENTENCE = re.compile(r"[^。！？\n]+")
# A set of first characters stands in front, since `re` finds one fast.
_FIGURE = re.compile("[0-9一二两三四五六七八九十百千分](?:(?<=[0-9])|(?<!分)[万亿成倍百千]|(?<=分)之)")
_UNCOUNTED = frozenset({"length", "mass", "item"})
_PROVISIONS = frozenset({"allocation-share", "subsidy-standard"})
_EVERY_YEAR = re.compile("每年[^，]{0,6}(?:安排|投入|设立|列支|统筹|拿出)")
_FUTURE = re.compile("力争|争取|将|目标|预计|规划(?!面积|控制|区)|计划|确保|达到")
_PRESENT = re.compile("现有|已(?!经?成为)|目前|现状|当前|现在|截至|截止|原有|完成了|实现了|建成了|现为|现已")
_FROM = re.compile("(?:由|从)[^，；。]{0,16}$")
_TO = re.compile("^[^，；。]{0,4}(?:提高|增加|增长|上升|提升|扩大|扩展|下降|降低|缩小|减少|发展|增至|降至|升|降|达)")
_AVERAGE = re.compile("(?:全国|全省|全区|全市|国家|世界|省|自治区)(?:的)?平均(?:水平|值)?(?:为|是|达到|达|的)?[（(]?$")
_COMPARES = re.compile("高于|低于|高出|超|比")
_INHERITS = re.compile("其中|同时|同期|当年|全年|年末|年底|（其中")
_LONGEST_EVIDENCE = 60
_MOST_YEARS = 8  # that a figure looks back over in its sentence
_FAR_OFF = "远期"  # what a place wants to be some day, after the years that it names
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Setting:
    """What stands around a sentence: section, base year, the target year said before, the year that it may inherit."""

    text: CleanText
    kind: SectionKind
    base: int
    level: Level | None = None
    target: Time | None = None
    inherited: Time | None = None

    def ahead(self, time: Time) -> bool:
        """Whether a year, or the start of a period, lies behind the base year."""
        return (time.start or time.year) > self.base


class _Said(NamedTuple):
    """A sentence with figures, the years in it, and what stands around it."""

    sentence: Sentence
    dates: list[Time]
    setting: _Setting
    parts: Parts


class _Reading(NamedTuple):
    """What is read of a figure, beside its number and bound."""

    metric: str
    unit: str
    status: Status
    time: Time | None
    scope: str | None
    span: TextSpan
    rule: str


def indicators(outline: Outline, lexicon: Lexicon, level: Level | None = None) -> tuple[Indicator, ...]:
    """All indicators of a plan, in the order of its text; `level` is that of its place."""
    (found,) = indicators_of([(outline, level)], lexicon)
    return found


def indicators_of(plans: Sequence[tuple[Outline, Level | None]], lexicon: Lexicon) -> Iterator[tuple[Indicator, ...]]:
    """The indicators of some plans, each plan given with the level of its place.

    Each step is taken for all sentences before the next, which keeps what it needs in the processor's caches.
    """
    settings = [(outline, base_year(outline), level) for outline, level in plans]
    said = [[*_sentences(*setting, lexicon)] for setting in settings]
    names = [[named(one.sentence, lexicon) for one in plan] for plan in said]
    chosen = [
        [[*choices(one.sentence, found, lexicon)] for one, found in zip(plan, near, strict=True)]
        for plan, near in zip(said, names, strict=True)
    ]
    for (outline, base, _), plan, near, choice in zip(settings, said, names, chosen, strict=True):
        found = [i for one, n, c in zip(plan, near, choice, strict=True) for i in _statements(one, n, c, lexicon)]
        found += _tables(outline, base, lexicon)
        yield tuple(sorted(found, key=lambda i: (i.span.end, i.span.begin, i.metric)))


def _sentences(outline: Outline, base: int, level: Level | None, lexicon: Lexicon) -> Iterator[_Said]:
    """The sentences of a plan that have figures."""
    for section in outline.sections:
        for where in _passages(section):
            yield from _passage(where, _Setting(outline.text, section.kind, base, level), lexicon)


def _tables(outline: Outline, base: int, lexicon: Lexicon) -> Iterator[Indicator]:
    for section in outline.sections:
        for table in tables(outline.text, section.whole):
            for statement in table.statements():
                yield from _tabled(statement, _Setting(outline.text, section.kind, base), lexicon)


def _passages(section: Section) -> Iterator[Range]:
    """Stretches within which a year holds: an item of tasks or safeguards and what stands before the first; else a section."""
    if section.items and section.kind in (SectionKind.TASKS, SectionKind.ASSURANCES):
        yield section.lead
        for item in section.items:
            yield item.whole
    else:
        yield Range(max(section.heading.end, section.whole.begin), section.whole.end)


def _passage(where: Range, setting: _Setting, lexicon: Lexicon) -> Iterator[_Said]:
    """The sentences of a stretch that have figures."""
    if not _FIGURE.search(setting.text.text, where.begin, where.end):
        return
    parts = Parts(setting.text, where.begin, setting.level)
    for m in _SENTENCE.finditer(setting.text.text, where.begin, where.end):
        words = m[0]
        inherited = setting.inherited if _INHERITS.match(words) else None
        if "\t" in words or not _FIGURE.search(words):
            if inherited is not setting.inherited:
                setting = replace(setting, inherited=inherited)
            continue
        dates = [d for d in times(words, 0, len(words)) if d.plain]
        sentence = Sentence(words, m.start(), tuple(lexicon.grammar.quantities(words, 0, len(words))))
        if sentence.quantities:
            yield _Said(sentence, dates, setting, parts)
        if dates or inherited is not setting.inherited:
            target = next((d for d in reversed(dates) if d.year > setting.base), setting.target)
            setting = replace(setting, target=target, inherited=dates[-1] if dates else inherited)


def _tabled(statement: Statement, setting: _Setting, lexicon: Lexicon) -> Iterator[Indicator]:
    """What a cell of a table says, by the first of its readings that names a metric."""
    time = statement.time
    for s, q, choice in sorted(_readings(statement, lexicon), key=lambda r: r[2][0][0] == "other")[:1]:
        for metric, rule in choice:
            unit = _unit(q, metric, lexicon)
            if unit is not None and q.kind not in _UNCOUNTED:
                status = statement.status or _status_of(time, setting)
                span = setting.text.span(*statement.where)
                scope = Parts(setting.text, 0, None).of(s, q, metric, rule)  # a cell is compared with nothing around it
                reading = _Reading(metric, unit, status, time, scope, span, f"table.{rule}")
                yield _indicator(q, reading, lexicon.calibration.of(rule))


def _readings(statement: Statement, lexicon: Lexicon) -> Iterator[tuple[Sentence, Quantity, Choice]]:
    """The figure of a statement, with what it measures, in each of the ways to say it that give it a meaning."""
    for words in statement.readings:
        s = Sentence(words, 0, tuple(lexicon.grammar.quantities(words, 0, len(words))))
        for q, choice in [*choices(s, named(s, lexicon), lexicon)][-1:] if s.quantities else ():
            if choice:
                yield s, q, choice


def _status_of(time: Time | None, setting: _Setting) -> Status:
    """As what a figure is stated that only its year or its section tells of."""
    if time is not None:
        return Status.TARGET if setting.ahead(time) else Status.BASELINE
    return Status.BASELINE if setting.kind in (SectionKind.BASICS, SectionKind.OTHER) else Status.TARGET


def _statements(
    said: _Said, names: list[Named], chosen: list[tuple[Quantity, Choice]], lexicon: Lexicon
) -> Iterator[Indicator]:
    """The statements of a sentence, from the metrics that it names and those that its figures measure."""
    s, dates, setting, parts = said
    for q, choice in chosen:
        for metric, rule in choice:
            unit = _unit(q, metric, lexicon)
            if unit is None or q.kind in _UNCOUNTED:
                continue
            status = _status(s, q, metric, dates, setting)
            time = _when(s, q, dates, status, setting)
            if status is Status.TARGET and time is not None and not setting.ahead(time):
                status = Status.BASELINE
            scope = parts.of(s, q, metric, rule)
            span = setting.text.span(s.begin + _evidence_begin(s, q, names, metric), s.begin + q.end)
            signed = "+".join((rule, *_signs(s, q, time, scope, span, setting)))
            reading = _Reading(metric, unit, status, time, scope, span, signed)
            yield _indicator(q, reading, lexicon.calibration.of(signed))


def _indicator(q: Quantity, reading: _Reading, confidence: float) -> Indicator:
    """The record of a figure and what was read of it."""
    time = reading.time
    return Indicator(
        metric=reading.metric,
        value=q.value,
        upper=q.upper,
        unit=reading.unit,
        ratio=q.ratio,
        year=time.year if time else None,
        from_year=time.start if time else None,
        status=reading.status,
        bound=q.bound,
        scope=reading.scope,
        span=reading.span,
        rule=reading.rule,
        confidence=confidence,
    )


def _signs(
    s: Sentence, q: Quantity, time: Time | None, scope: str | None, span: TextSpan, setting: _Setting
) -> Iterator[str]:
    """What makes a reading less sure, by the names of `confidence.SIGNS`."""
    if time is not None and (time is setting.target or time is setting.inherited):
        yield INHERITED_YEAR
    if scope is not None:
        yield PART
    if not s.text[q.begin].isdigit():
        yield IN_WORDS
    repairs = setting.text.repairs
    at = bisect_left(repairs, span.begin, key=lambda repair: repair.span.begin)
    if at < len(repairs) and repairs[at].span.begin < span.end:
        yield REPAIRED


def _unit(q: Quantity, metric: str, lexicon: Lexicon) -> str | None:
    """The unit of a figure: a bare 万 is 万人 of people and 万元 of money; None where it can be neither."""
    if q.kind != "count":
        return q.unit
    if metric == "tourist-visits":
        return q.unit + "人次"
    if metric != "other" and lexicon.measures(metric, "people"):
        return q.unit + "人"
    return q.unit + "元" if metric != "other" and lexicon.measures(metric, "money") else None


def _status(s: Sentence, q: Quantity, metric: str, dates: list[Time], setting: _Setting) -> Status:
    before = s.before(q)
    if _AVERAGE.search(before) and not _COMPARES.search(before):
        return Status.REFERENCE
    if metric in _PROVISIONS or (metric == "investment" and _EVERY_YEAR.search(before)):
        return Status.PROVISION
    if _rises_from(s, q):
        return Status.BASELINE
    year = _own_year(s, q, dates)
    if year is not None:
        return Status.TARGET if setting.ahead(year) else Status.BASELINE
    if setting.kind in (SectionKind.BASICS, SectionKind.OTHER):
        return Status.BASELINE
    return Status.BASELINE if _PRESENT.search(before) and not _FUTURE.search(before) else Status.TARGET


def _rises_from(s: Sentence, q: Quantity) -> bool:
    """Whether a figure is what something rises or falls from: 由2010年的36%提高到46%."""
    return _FROM.search(s.before(q)) is not None and _TO.match(s.after(q)) is not None


def _own_year(s: Sentence, q: Quantity, dates: list[Time]) -> Time | None:
    """The last year said before a figure in its sentence; that of 由2010年的36% holds for this figure alone."""
    before = bisect_right(dates, q.begin, key=lambda d: d.end)
    for d in reversed(dates[max(0, before - _MOST_YEARS) : before]):
        of_change = s.text[max(0, d.begin - 1) : d.begin] in ("由", "从", "自") and s.text.startswith("的", d.end)
        if not of_change or not _DIGIT.search(s.text, d.end, q.begin):
            return d
    return None


def _when(s: Sentence, q: Quantity, dates: list[Time], status: Status, setting: _Setting) -> Time | None:
    """The year of a figure: its sentence's own, one in brackets behind it, or the one that the guide lets it inherit."""
    if _FAR_OFF in s.before(q):
        return None
    own = _own_year(s, q, dates)
    if own is not None and not (status is Status.BASELINE and setting.ahead(own)):
        return own
    after = bisect_left(dates, q.end, key=lambda d: d.begin)
    if after < len(dates) and s.text[q.end : dates[after].begin] in ("", "（", "("):
        return dates[after]
    if status is Status.TARGET and setting.kind is not SectionKind.BASICS:
        return setting.target
    if status is Status.BASELINE and _INHERITS.match(s.text):
        return setting.inherited
    return None


def _evidence_begin(s: Sentence, q: Quantity, names: list[Named], metric: str) -> int:
    """Where the evidence begins: with the metric's name in the clause, with the clause where 分别 hands the figure out."""
    clause = s.clause(q.begin)
    near = ending(names, q.end - _LONGEST_EVIDENCE, q.begin)
    before = [f for f in near if f.metric == metric and clause.begin <= f.begin]
    begin = max(before, key=lambda f: f.rank).begin if before else q.begin
    if "分别" in s.before(q):
        begin = clause.begin
    return begin if q.end - begin <= _LONGEST_EVIDENCE else q.begin
