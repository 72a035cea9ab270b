"""Quantified statements of a plan: who, which metric, how much, when, as what.

In: an outline and the vocabularies. Out: `Indicator` records in the order of the text. Which words mean which metric, and
which units there are, is data (ontology/cues/metrics.ttl, ontology/metrics.ttl, ontology/units.ttl); how a figure finds its metric, its year, its
status and its scope is grammar and stands here. Each rule's name is the `rule` of the indicators that it gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pilotkg.extract.quantities import Grammar, Quantity, grammar
from pilotkg.extract.years import Time, times
from pilotkg.model import Bound, Indicator, Status
from pilotkg.source.text import CleanText, Outline, Range, Section, SectionKind
from pilotkg.vocabulary import Context, Vocabulary, metric_kinds, written_units

_BASE_YEAR = 2015  # plans of this batch tell where they stand at the end of 2015
_SENTENCE = re.compile(r"[^。！？\n]+")
_CLAUSE = re.compile(r"[，；：。]")
_GROWTH = re.compile(r"(?:增长|增速|增幅|递增|增加|提高|提升|增收|下降|降低|减少|上升|下浮|增)(?![到至长加速幅收])[^，；到至]{0,6}$")
_PEOPLE = frozenset({"people", "household", "visit"})
_UNCOUNTED = frozenset({"length", "mass", "item"})
_GROWS = {
    "gdp": "gdp-growth", "urban-income": "income-growth", "rural-income": "income-growth", "household-income": "income-growth",
}  # fmt: skip
_RULES_OF_SHARE = frozenset({"allocation-share", "subsidy-standard"})
_FUTURE = re.compile(r"力争|争取|将|目标|预计|规划(?!面积|控制|区)|计划|确保|达到")
_PRESENT = re.compile(r"现有|已(?!经?成为)|目前|现状|当前|现在|截至|截止|原有|完成了|实现了|建成了|现为|现已")
_CHANGE = re.compile(r"(?:由|从)[^，；。]{0,16}$")
_CHANGED = re.compile(
    r"^[^，；。]{0,4}(?:提高|增加|增长|上升|提升|扩大|扩展|下降|降低|缩小|减少|发展|增至|降至|升|降|达)[^，；。]{0,4}(?:到|至|为)?"
)
_REFERENCE = re.compile(
    r"(?:全国|全省|全区|全市|国家|世界|省|自治区)(?:的)?平均(?:水平|值)?(?:为|是|达到|达|的)?[（(]?$"
)
_DISTRIBUTE = re.compile(r"分别")
_BOTH = re.compile(r"均|都|双双")
_JOIN = re.compile(r"[和与及、]")
_INHERITS = re.compile(r"(?:其中|同时|同期|当年|全年|年末|年底|（其中)")
_SCOPE = re.compile(
    r"(?:县城|镇区|城区|中心城区|主城区|建成区|规划区|城镇建成区|县城建成区|中心城市|集镇|园区|[\u4e00-\u9fff]{2,8}?(?:新区|开发区|新城|工业园|产业园|园区|组团|示范区|集聚区|街道|社区|城镇群))"
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the vocabularies say about metrics and units, ready to use."""

    vocabulary: Vocabulary
    kinds: dict[str, frozenset[str]]
    grammar: Grammar
    words: dict[str, str]

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Lexicon:
        """The lexicon of the vocabularies that come with the package."""
        words = {word: cue.concept for cue in vocabulary["metrics"].cues if not cue.conditions for word in cue.words}
        return cls(vocabulary, metric_kinds(), grammar(written_units()), words)


@dataclass(slots=True)
class _Sentence:
    """A sentence: its text, where it begins, and its clauses."""

    text: str
    begin: int
    heading: bool
    bounds: list[int]

    def clause(self, position: int) -> Range:
        """The clause around a position of the sentence."""
        begin = max((b for b in self.bounds if b <= position), default=0)
        end = min((b - 1 for b in self.bounds if b > position), default=len(self.text))
        return Range(begin, end)


@dataclass(frozen=True, slots=True)
class _Found:
    """A metric named in a sentence."""

    metric: str
    begin: int
    end: int
    rule: str
    specific: bool

    @property
    def rank(self) -> tuple[int, int, bool]:
        """The nearer to a figure behind it the better, then the longer, then the one with conditions."""
        return self.end, self.end - self.begin, self.specific


def indicators(outline: Outline, lexicon: Lexicon) -> tuple[Indicator, ...]:
    """All indicators of a plan, in the order of its text."""
    found: list[Indicator] = []
    for section in outline.sections:
        for passage in _passages(section):
            found.extend(_passage(outline.text, passage, section.kind, lexicon))
    return tuple(sorted(found, key=lambda i: (i.span.begin, i.span.end)))


def _passages(section: Section) -> Iterator[Range]:
    """Stretches within which a year holds: a section's lead, and each of its items; aims and facts as a whole."""
    if section.items and section.kind in (SectionKind.TASKS, SectionKind.ASSURANCES):
        yield section.lead
        for item in section.items:
            yield item.whole
    else:
        yield Range(max(section.heading.end, section.whole.begin), section.whole.end)


def _passage(text: CleanText, where: Range, kind: SectionKind, lexicon: Lexicon) -> Iterator[Indicator]:
    inherited: Time | None = None
    spoken: Time | None = None
    for m in _SENTENCE.finditer(text.text, where.begin, where.end):
        sentence = m[0]
        begin = m.start()
        dates = list(times(sentence, 0, len(sentence)))
        if re.search(r"\d|[一二两三四五六七八九十百千][万亿成倍百千]|分之", sentence):
            quantities = list(lexicon.grammar.quantities(sentence, 0, len(sentence)))
            if quantities:
                bounds = [0, *(c.end() for c in _CLAUSE.finditer(sentence))]
                s = _Sentence(sentence, begin, False, bounds)
                yield from _sentence(text, s, quantities, dates, kind, lexicon, spoken, inherited)
        plain = [d for d in dates if d.plain]
        inherited = plain[-1] if plain else (inherited if _INHERITS.match(sentence) else None)
        spoken = next((d for d in reversed(plain) if d.year > _BASE_YEAR), spoken)


def _sentence(
    text: CleanText, s: _Sentence, quantities: list[Quantity], dates: list[Time], kind: SectionKind, lexicon: Lexicon,
    spoken: Time | None, inherited: Time | None,
) -> Iterator[Indicator]:  # fmt: skip
    hits = _metrics(s, lexicon)
    assigned = _distributed(s, quantities, hits, lexicon)
    last = ""
    for i, q in enumerate(quantities):
        if q.kind in _UNCOUNTED:
            continue
        choice = assigned.get(i) or _choose(s, quantities, i, hits, lexicon, last)
        last = choice[-1][0] if choice else last
        for metric, rule in choice:
            unit = _unit(q, metric, lexicon)
            if unit is None:
                continue
            status = _status(s, quantities, i, metric, kind, dates)
            time = _when(s, q, dates, status, kind, spoken, inherited)
            if status is Status.TARGET and time is not None and time.year <= _BASE_YEAR:
                status = Status.BASELINE
            begin = min(q.begin, _evidence_begin(s, q, hits, metric))
            yield Indicator(
                metric=metric,
                value=q.value,
                upper=q.upper,
                unit=unit,
                ratio=q.ratio,
                year=time.year if time else None,
                from_year=time.start if time else None,
                status=status,
                bound=q.bound,
                scope=_scope(s, q, metric),
                span=text.span(s.begin + begin, s.begin + q.end),
                rule=rule,
            )


def _metrics(s: _Sentence, lexicon: Lexicon) -> list[_Found]:
    """Metrics that the sentence names, longest first where several end alike, with heads shared by coordinated words supplied."""
    found: list[_Found] = []
    for hit in lexicon.vocabulary["metrics"].scan(s.text):
        clause = s.clause(hit.begin)
        context = Context(
            s.text[clause.begin : hit.begin],
            s.text[hit.end : clause.end],
            s.text[clause.begin : clause.end],
            s.text,
            s.heading,
        )
        if hit.cue.fits(context):
            found.append(_Found(hit.cue.concept, hit.begin, hit.end, hit.cue.name, bool(hit.cue.conditions)))
    return found


def _fit(found: Sequence[_Found], q: Quantity, lexicon: Lexicon) -> list[_Found]:
    kinds = {"count": {"people", "money"}, "us-money": {"money"}, "household": {"household", "dwelling"}}.get(
        q.kind, {q.kind}
    )
    if q.kind == "bare":
        return [f for f in found if f.metric == "income-ratio"]
    return [f for f in found if lexicon.kinds.get(f.metric, frozenset()) & kinds]


def _choose(
    s: _Sentence, quantities: list[Quantity], i: int, hits: list[_Found], lexicon: Lexicon, last: str
) -> list[tuple[str, str]]:
    """The metric of a figure, by the rules in their order; `last` is that of the figure before it in the sentence."""
    q = quantities[i]
    clause = s.clause(q.begin)
    before = s.text[clause.begin : q.begin]
    if q.unit == "pp" or q.kind == "multiple":
        return [("other", "difference")]
    if q.kind == "percent" and _GROWTH.search(before):
        return [(name, "growth") for name in _grown(s, q, hits, last)]
    if q.kind == "money" and re.search(r"(?:年均|同比|每年|平均)(?:增长|增加|增收|提高)[^，到至]{0,3}$", before):
        return [(_grown(s, q, hits, last)[-1], "growth")]
    fitting = _fit(hits, q, lexicon)
    left = [f for f in fitting if clause.begin <= f.begin and f.end <= q.begin]
    earlier = max((p.end for p in quantities[:i] if p.begin >= clause.begin), default=clause.begin)
    right = [
        f
        for f in fitting
        if q.end <= f.begin <= q.end + 14 and f.end <= clause.end and not _between(quantities, q.end, f.begin)
    ]
    if q.kind in ("people", "count") and all(f.begin < earlier or f.metric == "migrant-population" for f in left) and (moved := _moved(fitting, q, clause)) is not None:
        return [_named(moved)]
    if q.kind == "percent" and "占" in before:
        return [(_shared(s, q, hits, lexicon, before), "share")]
    beside = left and q.begin - max(f.end for f in left) <= 2 and max(f.begin for f in left) >= earlier
    if right and not beside and (_adjacent(s, q, right) or (left and max(f.end for f in left) <= earlier)):
        return [_named(max(right, key=lambda f: f.rank))]
    if left:
        best = max(left, key=lambda f: f.rank)
        if best.metric == "urban-population" and last == "registered-population" and "其中" in before and "常住" not in before:
            return [("urban-registered-population", "among-registered")]
        if best.metric in ("resident-population", "total-population") and last == "built-up-area" and "全" not in before:
            return [("urban-population", "of-the-built-up-area")]
        if q.kind == "percent" and (pair := _pair(s, left, best)) is not None:
            return [_named(pair), _named(best)]
        return [_named(best)]
    if right:
        return [_named(max(right, key=lambda f: f.rank))]
    if (up := _carried(s, clause, q, fitting, before)) is not None:
        return [_named(up)]
    if q.kind == "ratio":
        return (
            [("other", "ratio")]
            if q.ratio and len(q.ratio) == 2 and "/" in s.text[q.begin : q.end] or "分之" in s.text[q.begin : q.end]
            else []
        )
    if q.kind in ("people", "count") and s.text[q.begin : q.end].endswith("人口"):
        return [("total-population", "unnamed")]
    if q.kind in ("percent", "people", "area", "money", "us-money"):
        return [("other", "unnamed")]
    return []


def _pair(s: _Sentence, left: list[_Found], head: _Found) -> _Found | None:
    """A rate named in full right before another that shares its figure: 养老保险覆盖率、医疗保险覆盖率达100%."""
    for f in left:
        between = s.text[f.end : head.begin]
        if f.metric != head.metric and s.text[f.end - 1] == "率" and re.fullmatch("[、和与及](?:城乡|城镇|农村|基本)?", between):
            return f
    return None


def _moved(fitting: list[_Found], q: Quantity, clause: Range) -> _Found | None:
    """People of whom the clause says behind the figure that they become citizens: 1.8万外来人口和1.3万农业人口市民化."""
    behind = [f for f in fitting if f.metric == "new-citizens" and q.end <= f.begin <= q.end + 30 and f.end <= clause.end]
    return max(behind, key=lambda f: f.rank, default=None)


def _named(f: _Found) -> tuple[str, str]:
    return f.metric, f.rule


def _adjacent(s: _Sentence, q: Quantity, right: list[_Found]) -> bool:
    gap = s.text[q.end : min(f.begin for f in right)]
    return re.fullmatch(r"(?:左右|以上|以内|余|多|名|的)?", gap) is not None


def _between(quantities: list[Quantity], begin: int, end: int) -> bool:
    return any(begin <= q.begin < end for q in quantities)


def _carried(s: _Sentence, clause: Range, q: Quantity, fitting: list[_Found], before: str) -> _Found | None:
    """The metric of the clause before, where this clause has no noun of its own: 面积扩大，达到20平方公里."""
    if clause.begin == 0 or not re.fullmatch(
        r"(?:共|约|已|达|达到|为|其中|计|总计|增至|增加到|扩大到|到|提高到|超过|突破|控制在|发展到|不低于|不超过|并|力争|预计)*(?:20\d\d年(?:底|末)?)?(?:达到|达|为)?",
        before,
    ):
        return None
    previous = s.clause(clause.begin - 2)
    earlier = [f for f in fitting if previous.begin <= f.begin and f.end <= previous.end]
    return max(earlier, key=lambda f: f.rank, default=None)


def _grown(s: _Sentence, q: Quantity, hits: list[_Found], last: str) -> list[str]:
    """Metrics of a growth rate: growth of GDP and of incomes has its own, any other is `other`; A、B增长x% gives two."""
    clause = s.clause(q.begin)
    named = [f for f in hits if clause.begin <= f.begin and f.end <= q.begin]
    if not named and clause.begin > 0 and not last:
        previous = s.clause(clause.begin - 2)
        named = [f for f in hits if previous.begin <= f.begin and f.end <= previous.end]
    if not named:
        return [_growth_of(last)]
    head = max(named, key=lambda f: f.rank)
    beside = [f for f in named if f.end == head.begin - 1 and s.text[f.end] in "、和与及"]
    return [_growth_of(f.metric) for f in (*sorted(beside, key=lambda f: f.rank)[-1:], head)]


def _growth_of(metric: str) -> str:
    return _GROWS.get(metric, "energy-intensity" if metric == "energy-intensity" else "other")


def _shared(s: _Sentence, q: Quantity, hits: list[_Found], lexicon: Lexicon, before: str) -> str:
    """Metric of a share (A占B的x%): by what A is; where the clause opens with 占, A stands in the clause before."""
    clause = s.clause(q.begin)
    at = clause.begin + before.rfind("占")
    subject = [f for f in hits if clause.begin <= f.begin < at]
    if before.lstrip("约已则").startswith("占") and clause.begin > 0:
        previous = s.clause(clause.begin - 2)
        subject = [f for f in hits if previous.begin <= f.begin and f.end <= previous.end]
    percent = [f for f in subject if "percent" in lexicon.kinds.get(f.metric, frozenset())]
    names = [f.metric for f in (percent or subject)]
    if any(n in ("ethnic-minority-share", "ethnic-minority-population") for n in names):
        return "ethnic-minority-share"
    for f in sorted(subject, key=lambda f: -f.end):
        if f.metric in ("industry-share", "industrial-output"):
            return (
                "industry-share"
                if re.search("GDP|生产总值|比重|总产值|经济|产值|收入", before[before.rfind("占") :])
                else "other"
            )
        if "percent" in lexicon.kinds.get(f.metric, frozenset()) and f.metric != "allocation-share":
            return f.metric
    return "other"


def _distributed(
    s: _Sentence, quantities: list[Quantity], hits: list[_Found], lexicon: Lexicon
) -> dict[int, list[tuple[str, str]]]:
    """Figures of statements with 分别 or 均: each figure gets its own metric, or one figure all of them.

    常住人口和户籍人口城镇化率分别达83%和78%; 养老、医疗保险参保率均达到98%.
    """
    result: dict[int, list[tuple[str, str]]] = {}
    for m in _DISTRIBUTE.finditer(s.text):
        run = _run_of(s, quantities, m.end())
        if len(run) < 2:
            continue
        names = _coordinated(s, hits, m.start(), quantities[run[0]], lexicon, len(run), [quantities[i] for i in run])
        if len(names) == len(run):
            for i, name in zip(run, names, strict=True):
                result[i] = [(name, "distributive")]
    return result


def _run_of(s: _Sentence, quantities: list[Quantity], begin: int) -> list[int]:
    """Figures that follow one another with nothing between them but 和, 、 or bounds."""
    run: list[int] = []
    at = begin
    for i, q in enumerate(quantities):
        if q.begin < begin:
            continue
        gap = s.text[at : q.begin]
        if run and not re.fullmatch(r"(?:以上|以内|左右|以下|[和与及、，])*(?:约|近)?", gap):
            break
        if not run and len(gap) > 12:
            break
        run.append(i)
        at = q.end
    return run


def _coordinated(
    s: _Sentence, hits: list[_Found], end: int, q: Quantity, lexicon: Lexicon, count: int, run: list[Quantity]
) -> list[str]:
    """The metrics named one beside another before 分别, the head that they share supplied to each."""
    names = [f for f in hits if f.end <= end]
    chosen: list[_Found] = []
    last = end
    for want in reversed(run):
        fitting = [f for f in _fit(names, want, lexicon) if f.end <= last]
        if not fitting:
            break
        best = max(fitting, key=lambda f: f.rank)
        chosen.insert(0, best)
        last = best.begin
    metrics = [f.metric for f in chosen]
    if len(chosen) == count and len(set(metrics)) == count and _close(s, chosen, end):
        return metrics
    if chosen:
        shared = _shared_head(s, chosen[-1], lexicon, count)
        if len(shared) == count:
            return shared
    return metrics if len(chosen) == count and _close(s, chosen, end) else []


def _close(s: _Sentence, chosen: list[_Found], end: int) -> bool:
    ends = [f.begin for f in chosen[1:]] + [end]
    return all(stop - f.end <= 12 for f, stop in zip(chosen, ends, strict=True))


_TOWN_AND_COUNTRY = {"household-income": ["urban-income", "rural-income"]}


def _shared_head(s: _Sentence, last: _Found, lexicon: Lexicon, count: int) -> list[str]:
    """Metrics of coordinated words whose common ending stands only with the last: 常住人口和户籍人口+城镇化率."""
    word = s.text[last.begin : last.end]
    if last.metric in _TOWN_AND_COUNTRY and count == 2 and "城乡" in s.text[max(0, last.begin - 2) : last.end]:
        return _TOWN_AND_COUNTRY[last.metric]
    known = lexicon.words
    before = s.text[max(0, last.begin - 30) : last.begin]
    parts = [p for p in re.split("[和与及、，：；]", before)]
    if len(parts) < count or parts[-1]:
        return []
    names = [last.metric]
    for part in reversed(parts[-count:-1]):
        metric = next(
            (
                known[part[a:] + word[cut:]]
                for cut in range(1, len(word) - 1)
                for a in range(len(part))
                if part[a:] + word[cut:] in known
            ),
            None,
        )
        if metric is None:
            return []
        names.insert(0, metric)
    return names


def _unit(q: Quantity, metric: str, lexicon: Lexicon) -> str | None:
    """The unit as the gold of the field writes it: a bare 万 is 万人 of people and 万元 of money."""
    if q.kind != "count":
        return q.unit
    kinds = lexicon.kinds.get(metric, frozenset())
    if metric != "other" and kinds & _PEOPLE:
        return q.unit + ("人次" if metric == "tourist-visits" else "人")
    if metric != "other" and "money" in kinds:
        return q.unit + "元"
    return None


def _status(
    s: _Sentence, quantities: list[Quantity], i: int, metric: str, kind: SectionKind, dates: list[Time]
) -> Status:
    q = quantities[i]
    clause = s.clause(q.begin)
    before = s.text[clause.begin : q.begin]
    if _REFERENCE.search(before):
        return Status.REFERENCE
    if metric in _RULES_OF_SHARE:
        return Status.PROVISION
    if metric == "investment" and re.search(r"每年[^，]{0,6}(?:安排|投入|设立|列支|统筹|拿出)", before):
        return Status.PROVISION
    if _changes(s, q):
        return Status.BASELINE
    year = _own_year(s, q, dates)
    if year is not None and year.plain:
        return Status.TARGET if year.year > _BASE_YEAR else Status.BASELINE
    if kind in (SectionKind.BASICS, SectionKind.OTHER):
        return Status.BASELINE
    if _PRESENT.search(before) and not _FUTURE.search(before):
        return Status.BASELINE
    return Status.TARGET


def _changes(s: _Sentence, q: Quantity) -> bool:
    """Whether a figure is what something rises or falls from: 由2010年的36%提高到46%."""
    clause = s.clause(q.begin)
    return _CHANGE.search(s.text[clause.begin : q.begin]) is not None and _CHANGED.match(s.text[q.end : clause.end]) is not None


def _own_year(s: _Sentence, q: Quantity, dates: list[Time]) -> Time | None:
    """The last year said before a figure in its sentence; that of 由2010年的36% holds for this figure alone."""
    for d in reversed(dates):
        if d.end > q.begin or not d.plain:
            continue
        of_change = s.text[max(0, d.begin - 1) : d.begin] in ("由", "从", "自") and s.text.startswith("的", d.end)
        if not of_change or not re.search(r"\d", s.text[d.end : q.begin]):
            return d
    return None


def _when(
    s: _Sentence, q: Quantity, dates: list[Time], status: Status, kind: SectionKind, spoken: Time | None, inherited: Time | None
) -> Time | None:
    own = _own_year(s, q, dates)
    if own is not None and not (status is Status.BASELINE and own.year > _BASE_YEAR):
        return own
    behind = next((d for d in dates if q.end <= d.begin <= q.end + 3 and d.plain), None)
    if behind is not None and re.fullmatch(r"[（(]?", s.text[q.end : behind.begin]):
        return behind
    if status is Status.TARGET:
        return spoken if kind is not SectionKind.BASICS else None
    if status is Status.BASELINE and inherited is not None and _INHERITS.match(s.text):
        return inherited
    return None


def _evidence_begin(s: _Sentence, q: Quantity, hits: list[_Found], metric: str) -> int:
    """Where the evidence begins: at the metric's name in the clause, else with the figure."""
    clause = s.clause(q.begin)
    names = [f.begin for f in hits if f.metric == metric and clause.begin <= f.begin and f.end <= q.begin]
    begin = max(names, default=q.begin)
    return begin if q.end - begin <= 40 else q.begin


def _scope(s: _Sentence, q: Quantity, metric: str) -> str | None:
    clause = s.clause(q.begin)
    found = [m[0] for m in _SCOPE.finditer(s.text, clause.begin, q.begin)]
    return found[-1] if found else None
