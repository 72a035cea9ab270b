"""Which metric a figure measures: rules over the clause around it, tried in order, the first that answers wins.

In: a sentence with its quantities and the metrics that it names. Out: for each quantity (metric, rule) pairs; none where the
figure does not count, two where one figure is said of two rates. Which words name which metric is data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from pilotkg.extract.lexicon import FAR, LONGEST, Lexicon, Named, Sentence, ending
from pilotkg.extract.quantities import Quantity, next_to, run_end
from pilotkg.source.text import Range

Choice = list[tuple[str, str]]

_GROWTH = re.compile(
    "(?:增长|增速|增幅|递增|增加|提高|提升|增收|下降|降低|减少|上升|下浮|增)(?![到至长加速幅收])[^，；到至]{0,6}$"
)
_MORE_MONEY = re.compile("(?:年均|同比|每年|平均)(?:增长|增加|增收|提高)[^，到至]{0,3}$")
_GROWTH_OF = {
    "gdp": "gdp-growth",
    "urban-income": "income-growth",
    "rural-income": "income-growth",
    "household-income": "income-growth",
    "energy-intensity": "energy-intensity",
}
_WHOLES = re.compile("GDP|生产总值|比重|总产值|经济|产值|收入")
_NO_NOUN = re.compile(
    # possessive: 达到 is 达 and 到 as well, and a row of them is not to be read in every way
    "(?:共|约|已|达到?|为|其中|总?计|增至|增加到|扩大到|到|提高到|超过|突破|控制在|发展到|不低于|不超过|并|力争|预计|总?规模)*+"
    "(?:20[0-9]{2}年(?:底|末)?)?(?:达到|达|为)?"
)
_LARGER = ("全国", "全省", "全世界", "全球")
_HOUSEHOLDS = re.compile("户数|共有?$|总户|辖")
_OF_A_CITY = re.compile("(?:以上|左右)?(?:规模)?”?的[^，。]{0,5}(?:城市|城镇|县城)(?![人居新就常户])")
_SPENT = re.compile("(?P<one>[一每]个)?(?:总?投资(?:总?额|规模)?|造价)(?:达到?|约|超过?|为|近)*$")
_SINGLE = re.compile(
    "(?:以上|左右)?的(?![^，。；]{0,3}(?:[0-9个批]|重[点大]))[^，。；]{1,14}(?:厂|站|工程|项目|公司|企业|酒店)"
)
_BESIDE = re.compile("(?:以上|左右)?、(?:常住|总|聚集)?人口(?:规模)?(?:达到?|约|超过?)?")
_TOWN_AND_COUNTRY = {"household-income": ("urban-income", "rural-income")}
_ALIKE = {"count": ("people", "money"), "us-money": ("money",), "household": ("household", "dwelling")}
_NEAR = 14


def choices(sentence: Sentence, names: list[Named], lexicon: Lexicon) -> Iterator[tuple[Quantity, Choice]]:
    """Each quantity of a sentence with what it measures."""
    shared = dict(_distributed(sentence, names, lexicon))
    last = ""
    for i, q in enumerate(sentence.quantities):
        choice = shared.get(i)
        if choice is None:
            case = _case(sentence, names, lexicon, i, last)
            choice = next((c for rule in RULES if (c := rule(case)) is not None), [])
        last = choice[-1][0] if choice else last
        yield q, choice


class Case(NamedTuple):
    """One figure to decide on, with what its clause has before and behind it.

    `names` are the metrics named in its clause and the one before; `fitting` those of its kind of unit, `left` and `right`
    those of them before and right behind it. `earlier` is where the figure before it in the clause ends, or where the clause
    begins; `last` is the metric of the figure before it in the sentence. Far ends of long clauses are left out.
    """

    sentence: Sentence
    lexicon: Lexicon
    number: int
    last: str
    q: Quantity
    clause: Range
    before: str
    earlier: int
    names: list[Named]
    fitting: list[Named]
    left: list[Named]
    right: list[Named]

    def says(self, q: Quantity) -> str:
        """A quantity as written."""
        return self.sentence.text[q.begin : q.end]

    def previous(self, names: Sequence[Named]) -> list[Named]:
        """Those of some names that stand in the clause before."""
        if self.clause.begin == 0:
            return []
        before = self.sentence.clause(self.clause.begin - 2)
        return [f for f in names if before.begin <= f.begin and f.end <= before.end]


def _case(s: Sentence, names: list[Named], lexicon: Lexicon, index: int, last: str) -> Case:
    """The case of a figure; `names` are all of the sentence, by their ends."""
    q = s.quantities[index]
    clause = s.clause(q.begin)
    first = max(s.clause(max(0, clause.begin - 2)).begin, q.begin - LONGEST)
    near = [f for f in ending(names, first, min(clause.end, q.end + LONGEST)) if f.begin >= first]
    fitting = _fitting(near, q, lexicon)
    before = s.quantities[index - 1] if index else None
    end = _behind_brackets(s, q, clause)
    after = next((other for other in s.quantities[index + 1 : index + 3] if other.begin >= end), None)
    bracket = s.text.find("（", end, clause.end)
    stop = min(after.begin if after else clause.end, clause.end, bracket if bracket >= 0 else clause.end)
    behind = q.end - 2 if s.text.startswith("人口", q.end - 2) else end
    return Case(
        sentence=s,
        lexicon=lexicon,
        number=index,
        last=last,
        q=q,
        clause=clause,
        before=s.before(q),
        earlier=before.end if before and before.begin >= clause.begin else clause.begin,
        names=near,
        fitting=fitting,
        left=[f for f in fitting if clause.begin <= f.begin and f.end <= q.begin],
        right=[f for f in fitting if behind <= f.begin <= end + _NEAR and f.begin < stop and f.end <= clause.end],
    )


def _behind_brackets(s: Sentence, q: Quantity, clause: Range) -> int:
    """Where the text goes on behind a figure; what brackets add to it is passed over: 300套（已建成80套）公租房."""
    closes = s.text.find("）", q.end, min(clause.end, q.end + _NEAR)) if s.text.startswith("（", q.end) else -1
    return closes + 1 if closes >= 0 else q.end


def _size_of_a_project(case: Case) -> Choice | None:
    """The cost of a single project, said as its size, is no statement on the place: 投资2亿元的某厂."""
    spent = case.q.kind in ("money", "us-money", "count") and _SPENT.search(case.before)
    if not spent:
        return None
    single = spent["one"] or _SINGLE.match(case.sentence.text, case.q.end, case.clause.end)
    return [] if single else None


def _difference(case: Case) -> Choice | None:
    """Percentage points and multiples compare; they measure nothing of their own: 高于全省平均3.2个百分点."""
    return [("other", "difference")] if case.q.unit == "pp" or case.q.kind == "multiple" else None


def _growth(case: Case) -> Choice | None:
    """Growth of GDP and of incomes has its metric, any other is `other`: 地区生产总值、财政收入年均增长10%."""
    if not (case.q.kind == "percent" and _GROWTH.search(case.before)) and not (
        case.q.kind == "money" and _MORE_MONEY.search(case.before)
    ):
        return None
    text = case.sentence.text
    subjects = [f for f in case.names if case.clause.begin <= f.begin and f.end <= case.q.begin]
    if not subjects and not case.last:
        subjects = case.previous(case.names)
    if not subjects:
        return [(_GROWTH_OF.get(case.last, "other"), "growth")]
    head = max(subjects, key=lambda f: f.rank)
    beside = sorted(
        (f for f in subjects if f.end == head.begin - 1 and text[f.end] in "、和与及"), key=lambda f: f.rank
    )
    return [(_GROWTH_OF.get(f.metric, "other"), "growth") for f in (*beside[-1:], head)]


def _moved(case: Case) -> Choice | None:
    """People of whom the clause says behind the figure that they become citizens: 1.8万外来人口和1.3万农业人口市民化."""
    if case.q.kind not in ("people", "count"):
        return None
    nearest = max((f for f in case.left if f.begin >= case.earlier), key=lambda f: f.rank, default=None)
    if nearest is not None and nearest.metric != "migrant-population":
        return None
    q, end = case.q, case.clause.end
    behind = [
        f for f in case.fitting if f.metric == "new-citizens" and q.end <= f.begin <= q.end + FAR and f.end <= end
    ]
    return [_pick(behind)] if behind else None


def _share(case: Case) -> Choice | None:
    """A占B的x% is told by what A is; where the clause opens with 占, A stands in the clause before."""
    if case.q.kind == "percent" and case.before.endswith(_LARGER):
        return [("other", "share")]  # 全国57%的水族人口: not a share of the place's
    if case.q.kind != "percent" or "占" not in case.before:
        return None
    at = case.q.begin - len(case.before) + case.before.rfind("占")
    if case.sentence.text[:at].endswith("汉族"):
        return [("other", "share")]
    subjects = [f for f in case.names if case.clause.begin <= f.begin < at]
    if case.before.lstrip("约已则").startswith("占"):
        subjects = case.previous(case.names)
    return [(_share_of(case, subjects, case.sentence.text[at : case.q.begin]), "share")]


def _share_of(case: Case, subjects: list[Named], whole: str) -> str:
    shares = [f for f in subjects if case.lexicon.measures(f.metric, "percent")]
    if any(f.metric in ("ethnic-minority-share", "ethnic-minority-population") for f in shares or subjects):
        return "ethnic-minority-share"
    for f in sorted(subjects, key=lambda f: -f.end):
        if f.metric in ("industry-share", "industrial-output"):
            return "industry-share" if _WHOLES.search(whole) else "other"
        if f in shares and f.metric != "allocation-share":
            return f.metric
    return "other"


def _noun_behind(case: Case) -> Choice | None:
    """The noun that a figure counts: 50亿元旅游发展基金, 8.12万贫困人口."""
    if not case.right:
        return None
    beside = bool(case.left) and max(f.begin for f in case.left) >= case.earlier and _gap(case) <= 2
    adjacent = re.fullmatch(
        "(?:左右|以上|以内|余|多|名|的)?", case.sentence.text[case.q.end : min(f.begin for f in case.right)]
    )
    of_another = bool(case.left) and max(f.end for f in case.left) <= case.earlier
    return [_pick(case.right)] if not beside and (adjacent or of_another) else None


def _gap(case: Case) -> int:
    return case.q.begin - max(f.end for f in case.left)


def _noun_before(case: Case) -> Choice | None:
    """The nearest metric before the figure in its clause: 常住人口102万人."""
    if not case.left:
        return None
    best = max(case.left, key=lambda f: f.rank)
    among = case.last == "registered-population" and "其中" in case.before and "常住" not in case.before
    if best.metric == "urban-population" and among:
        return [("urban-registered-population", "among-registered")]
    of_part = case.last == "built-up-area" and "全" not in case.before and _follows(case)
    if best.metric in ("resident-population", "total-population") and of_part:
        return [("urban-population", "of-the-built-up-area")]
    pair = [f for f in case.left if case.q.kind == "percent" and _stands_beside(case.sentence.text, f, best)]
    return [_named(f) for f in (*pair[:1], best)]


def _follows(case: Case) -> bool:
    """Whether the figure stands alone in the clause, or in the item of a list, right behind a built-up area's."""
    if case.earlier > case.clause.begin:
        return _BESIDE.fullmatch(case.sentence.text, case.earlier, case.q.begin) is not None
    return any(f.metric == "built-up-area" for f in case.previous(case.names))


def _stands_beside(text: str, f: Named, head: Named) -> bool:
    """A rate named in full right before another that shares its figure: 养老保险覆盖率、医疗保险覆盖率达100%."""
    between = text[f.end : head.begin]
    return (
        f.metric != head.metric
        and text[f.end - 1] == "率"
        and re.fullmatch("[、和与及][\u4e00-\u9fff]{0,4}", between) is not None
    )


def _noun_further_behind(case: Case) -> Choice | None:
    """A metric behind the figure in its clause, where none stands before it: 完成21万农业转移人口市民化."""
    return [_pick(case.right)] if case.right else None


def _carried(case: Case) -> Choice | None:
    """The metric of the clause before, where this one has no noun: 建成区面积扩大，达到20平方公里."""
    if not _NO_NOUN.fullmatch(case.before):
        return None
    earlier = case.previous(case.fitting)
    return [_pick(earlier)] if earlier else None


def _size_of_a_city(case: Case) -> Choice | None:
    """People that tell how large a city is or becomes: 成为10万人以上的小城市."""
    people = case.q.kind == "people" and _OF_A_CITY.match(case.sentence.text, case.q.end, case.clause.end)
    return [("urban-population", "size-of-a-city")] if people else None


def _unnamed(case: Case) -> Choice | None:
    """Figures that no word names: they count as `other` where their unit does."""
    q = case.q
    if q.kind == "ratio":
        fraction = "/" in case.says(q) or "分之" in case.says(q)
        return [("other", "ratio")] if fraction else []
    if q.kind == "household":
        return [("other", "households")] if _HOUSEHOLDS.search(case.before) else []
    of_households = (
        case.number > 0 and case.sentence.quantities[case.number - 1].kind == "household" and not case.before
    )
    if q.kind == "people" and of_households and case.last == "other":
        return [("total-population", "households")]
    if q.kind == "people" and case.last == "built-up-area" and _follows(case):
        return [("urban-population", "of-the-built-up-area")]
    if q.kind in ("people", "count") and case.says(q).endswith("人口"):
        return [("total-population", "unnamed")]
    return [("other", "unnamed")] if q.kind in ("percent", "people", "area", "money", "us-money") else []


RULES: tuple[Callable[[Case], Choice | None], ...] = (
    _size_of_a_project,
    _difference,
    _growth,
    _moved,
    _share,
    _size_of_a_city,
    _noun_behind,
    _noun_before,
    _noun_further_behind,
    _carried,
    _unnamed,
)


def _pick(names: list[Named]) -> tuple[str, str]:
    return _named(max(names, key=lambda f: f.rank))


def _named(f: Named) -> tuple[str, str]:
    return f.metric, f.rule


def _fitting(names: Sequence[Named], q: Quantity, lexicon: Lexicon) -> list[Named]:
    """The names whose metrics are measured in a quantity's kind of unit."""
    if q.kind == "bare":
        return [f for f in names if f.metric == "income-ratio"]
    metrics = frozenset().union(*(lexicon.measured.get(kind, frozenset()) for kind in _ALIKE.get(q.kind, (q.kind,))))
    return [f for f in names if f.metric in metrics]


def _distributed(s: Sentence, names: list[Named], lexicon: Lexicon) -> Iterator[tuple[int, Choice]]:
    """Figures behind 分别, each with its own metric: 常住人口和户籍人口城镇化率分别达71%和52%."""
    for m in re.finditer("分别", s.text):
        run = _run(s, m.end())
        metrics = _coordinated(s, names, m.start(), [s.quantities[i] for i in run], lexicon) if len(run) > 1 else []
        if len(metrics) == len(run):
            yield from ((i, [(metric, "distributive")]) for i, metric in zip(run, metrics, strict=True))


def _run(s: Sentence, begin: int) -> list[int]:
    """Figures that follow one another with nothing between them but 和, 、 or bounds."""
    first = next_to(s.quantities, begin)
    return [] if first is None else [*range(first, run_end(s.text, s.quantities, first))]


def _coordinated(s: Sentence, names: list[Named], end: int, run: list[Quantity], lexicon: Lexicon) -> list[str]:
    """The metrics named one beside another before 分别, the head that they share supplied to each."""
    chosen: list[Named] = []
    last = end
    for q in reversed(run):
        fitting = _fitting(ending(names, last - LONGEST, last), q, lexicon)
        if not fitting:
            break
        chosen.insert(0, max(fitting, key=lambda f: f.rank))
        last = chosen[0].begin
    metrics = [f.metric for f in chosen]
    close = len(chosen) == len(run) and all(
        stop - f.end <= 12 for f, stop in zip(chosen, [*(g.begin for g in chosen[1:]), end], strict=True)
    )
    if close and len(set(metrics)) == len(run):
        return metrics
    shared = _shared_head(s, chosen[-1], lexicon, len(run)) if chosen else []
    return shared or (metrics if close else [])


def _shared_head(s: Sentence, last: Named, lexicon: Lexicon, count: int) -> list[str]:
    """Metrics of coordinated words whose common ending stands only with the last: 常住人口和户籍人口+城镇化率."""
    word = s.text[last.begin : last.end]
    if last.metric in _TOWN_AND_COUNTRY and count == 2 and "城乡" in s.text[max(0, last.begin - 2) : last.end]:
        return list(_TOWN_AND_COUNTRY[last.metric])
    parts = re.split("[和与及、，：；]", s.text[max(0, last.begin - FAR) : last.begin])
    if len(parts) < count or parts[-1]:
        return []
    metrics = [_completed(part, word, lexicon.words) for part in parts[-count:-1]]
    return [*(m for m in metrics if m), last.metric] if all(metrics) else []


def _completed(part: str, word: str, words: dict[str, str]) -> str | None:
    """The metric of a word's beginning completed by another's ending: 常住人口 with 户籍人口城镇化率."""
    candidates = (part[a:] + word[cut:] for cut in range(1, len(word) - 1) for a in range(len(part)))
    return next((words[c] for c in candidates if c in words), None)
