"""Quantities in running text: numbers with units, ranges, ratios and fractions, in digits or in Chinese numerals.

In: clean text. Out: `Quantity` objects in its offsets. Which units there are is data (ontology/units.ttl); the magnitudes
万 and 亿, the words 多 and 余 inside a number, and how a range or a ratio is written, are grammar and stand here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from pilotkg.model import Bound

_HAN_DIGITS = {
    "〇": 0,
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_HAN_PLACES = {"十": 10, "百": 100, "千": 1000}
_NUMBER = r"\d+(?:\.\d+)?"
_NUMERALS = "一二两三四五六七八九十百千"
_HAN = rf"[{_NUMERALS}][{_NUMERALS}零〇]*"
_MORE = r"[多余几]?"
# How a text writes what the units table calls otherwise. Longest first where one begins another.
_SPELLINGS = {
    "％": "%",
    "平方千米": "平方公里", "km²": "平方公里", "km2": "平方公里", "平方㎞": "平方公里",
    "平米": "平方米", "㎡": "平方米", "m²": "平方米",
    "个百分点": "pp", "百分点": "pp",
    "名": "人", "口人": "人", "人口": "人",
    "美金": "美元", "人民币": "元",
}  # fmt: skip
_BARE_FOLLOWERS = r"(?![级元亩吨千公个米家件辆头只株棵册度伏例台条座处套项座所])"
_RATIO = re.compile(rf"(?<![\d.:：])({_NUMBER}(?:[:：]{_NUMBER})+)(?![\d:：])")
_FRACTION = re.compile(r"(?<![\d./])(\d{1,2})/(\d{1,2})(?![\d/])|([二三四五六七八九十])分之([一二三四五六七八九])")
_PERCENT_WORDS = re.compile(rf"百分之({_HAN}|{_NUMBER})")
_TENTHS = re.compile(r"(?<![一二三四五六七八九十第])([一二三四五六七八九])成(?!为|立|本|效|果|熟|长|功|员|分|片|都|型)")
_COUNTED = re.compile(
    r"([0-9](?<![\d.第].)[0-9]*)(左右|余|多)?(?=农业|外来|农村|农民|农牧|贫困|本地|存量|乡村|流动|进城|常住|户籍)"
)
_BARE = re.compile(r"(?<![\d.:：A-Za-z第])\d\.\d{1,2}(?=[，。；、左以降下缩变至到）]|$)")
_REACHED = re.compile(r"(?:突破|超过?|达到?|规模|面积|约|总计|共|流转|新增|建成)$")
_SHARES_UNIT = re.compile(rf"(?<![\d.])({_NUMBER})(?:[、和与及或])$")
_BEFORE = (
    (
        Bound.MAXIMUM,
        re.compile(
            r"(?:不超过|不高于|控制在|(?<!不)低于|(?<!不)少于|不大于|以内|压缩到|(?<!不)小于|限额|上限|≤|＜|<)[^，。；]{0,4}$"
        ),
    ),
    (Bound.MINIMUM, re.compile(r"(?:不低于|不少于|超过|突破|至少|超|大于|高于|不小于|≥|＞|>|逾)[^，。；]{0,2}$")),
    (Bound.APPROXIMATE, re.compile(r"(?:(?:约|大约|近|将近|接近|大概|左右)[^，。；]{0,1}|约占[^，。；]*)$")),
)
_AFTER = (
    (Bound.MINIMUM, re.compile(r"^(?:及|或)?(?:以上|之上)")),
    (Bound.MAXIMUM, re.compile(r"^(?:及|或)?(?:以内|以下|之内|之下)")),
    (Bound.APPROXIMATE, re.compile(r"^(?:左右|上下|余(?!地)|多)")),
)


_BETWEEN = re.compile("(?:以上|以内|左右|以下|[和与及、，])*(?:约|近)?")
_MOST_IN_A_ROW = 40  # figures that one 分别 can hand out
_NEAR_WORD = 12  # from 分别 to the first of them


class Quantity(NamedTuple):
    """A quantity: `value` and `upper` in `unit` as the units table writes it, or a `ratio`.

    `kind` is the units table's kind (people, area, money, percent, …), "ratio" for a ratio, "count" for a bare 万 or 亿.
    """

    begin: int
    end: int
    value: Decimal | None
    upper: Decimal | None
    unit: str
    kind: str
    ratio: tuple[Decimal, ...] | None
    bound: Bound


@dataclass(frozen=True, slots=True)
class Grammar:
    """The expressions made of a units table."""

    pattern: re.Pattern[str]
    kinds: Mapping[str, str]

    def quantities(self, text: str, begin: int, end: int) -> list[Quantity]:
        """Quantities of a stretch of text, in order, never overlapping."""
        found = [*self._ratios(text, begin, end), *self._measured(text, begin, end)]
        last = begin
        kept: list[Quantity] = []
        for q in sorted(found, key=lambda q: (q.begin, -q.end)):
            if q.begin >= last:
                last = q.end
                kept.append(q)
        return _sharing_a_bound(text, kept) if "分别" in text else kept

    def _measured(self, text: str, begin: int, end: int) -> Iterator[Quantity]:
        for m in self.pattern.finditer(text, begin, end):
            q = self._of(text, m)
            if q is not None:
                yield from _sharing_a_unit(text, begin, q)
                yield q
        for m in _COUNTED.finditer(text, begin, end):
            yield _plain(text, m.start(), m.end(1), Decimal(m[1]), "", "count", m[2])
        for m in _BARE.finditer(text, begin, end) if "." in text else ():
            yield _plain(text, m.start(), m.end(), Decimal(m[0]), "", "bare")
        for m in _PERCENT_WORDS.finditer(text, begin, end) if "百分之" in text else ():
            value = number(m[1])
            if value is not None:
                yield _plain(text, m.start(), m.end(), value, "%", "percent")
        for m in _TENTHS.finditer(text, begin, end) if "成" in text else ():
            yield _plain(text, m.start(), m.end(), Decimal(_HAN_DIGITS[m[1]] * 10), "%", "percent")

    def _of(self, text: str, m: re.Match[str]) -> Quantity | None:
        """The quantity of a match, where its number and unit make sense together."""
        low = text[m.start() : m.end("rest")]
        value = number(low)
        scale, base = m["scale"] or "", m["unit"] or ""
        in_words = not low[0].isdigit()
        if value is None or (in_words and not base):
            return None  # 突破千亿 does not say of what
        unit = _SPELLINGS.get(base, base)
        kind = self.kinds.get(scale + unit) or self.kinds.get(unit, "count" if not base else "")
        if kind in ("people", "household") and text[m.start() - 1 : m.start()] == "每":
            return None
        if not kind or (in_words and not _plausible_han(text, m, low, kind)):
            return None
        upper = number(m["high"]) if m["high"] else None
        bound = _bound(text, m.start(), m.end(), m["more"] or m["less"])
        return Quantity(m.start(), m.end(), value, upper, scale + unit, kind, None, bound)

    def _ratios(self, text: str, begin: int, end: int) -> Iterator[Quantity]:
        for m in _RATIO.finditer(text, begin, end) if "：" in text or ":" in text else ():
            parts = tuple(Decimal(p) for p in re.split("[:：]", m[1]))
            yield Quantity(m.start(), m.end(), None, None, "", "ratio", parts, _bound(text, m.start(), m.end(), ""))
        for m in _FRACTION.finditer(text, begin, end) if "/" in text or "分之" in text else ():
            parts = (Decimal(m[1]), Decimal(m[2])) if m[1] else (Decimal(_HAN_DIGITS[m[4]]), number(m[3]) or Decimal(0))
            yield Quantity(m.start(), m.end(), None, None, "", "ratio", parts, _bound(text, m.start(), m.end(), ""))


def _sharing_a_unit(text: str, begin: int, q: Quantity) -> Iterator[Quantity]:
    """Numbers that stand before a quantity and share its unit: 5.77和0.55个百分点."""
    found: list[Quantity] = []
    at = q.begin
    while (m := _SHARES_UNIT.search(text, max(begin, at - 14), at)) is not None:
        found.append(Quantity(m.start(1), m.end(1), Decimal(m[1]), None, q.unit, q.kind, None, q.bound))
        at = m.start(1)
    return reversed(found)


def _sharing_a_bound(text: str, found: list[Quantity]) -> list[Quantity]:
    """Quantities of which those handed out by one 分别 share the bound that is said of one: 分别达到73%和63%以上."""
    for m in re.finditer("分别", text):
        first = next_to(found, m.end())
        if first is None:
            continue
        last = run_end(text, found, first)
        said = {q.bound for q in found[first:last]} - {Bound.EXACT}
        if len(said) == 1:
            found[first:last] = [q._replace(bound=bound) for bound in said for q in found[first:last]]
    return found


def next_to(found: Sequence[Quantity], at: int) -> int | None:
    """The index of the first quantity behind a word that ends at a place, where it is near it."""
    first = bisect_left(found, at, key=lambda q: q.begin)
    return first if first < len(found) and found[first].begin - at <= _NEAR_WORD else None


def run_end(text: str, found: Sequence[Quantity], first: int) -> int:
    """The index behind the last of quantities that follow one another with nothing between but 和, 、 or bounds."""
    last = first + 1
    while last < min(len(found), first + _MOST_IN_A_ROW) and _BETWEEN.fullmatch(
        text, found[last - 1].end, found[last].begin
    ):
        last += 1
    return min(last, len(found))


def _plain(text: str, begin: int, end: int, value: Decimal, unit: str, kind: str, more: str | None = None) -> Quantity:
    return Quantity(begin, end, value, None, unit, kind, None, _bound(text, begin, end, more))


def number(written: str) -> Decimal | None:
    """Value of a number in digits or Chinese numerals: 1227 → 1227, 两 → 2, 三十六 → 36, 百 → 100; None for nonsense."""
    if written[0].isdigit():
        return Decimal(written)
    total = digit = 0
    for c in written:
        if c in _HAN_DIGITS:
            if digit:
                return None
            digit = _HAN_DIGITS[c]
        else:
            total += (digit or 1) * _HAN_PLACES[c]
            digit = 0
    return Decimal(total + digit)


@cache
def grammar(units: tuple[tuple[str, str], ...]) -> Grammar:
    """The grammar for a units table of (unit as written, kind) pairs."""
    kinds = dict(units)
    bases = {re.sub("^[千百]?[万亿]*", "", name) or name for name in kinds} | set(_SPELLINGS)
    names = "|".join(re.escape(b) for b in sorted(bases, key=lambda b: (-len(b), b)) if b)
    pattern = re.compile(
        # a set of first characters stands in front, since `re` finds one fast; what may not precede it is asked behind it
        rf"[0-9{_NUMERALS}](?<![\d.第].)(?:(?<![A-Za-z].)|(?<=GDP.))"
        rf"(?P<rest>(?<=[0-9])[0-9]*(?:\.[0-9]+)?|(?<=[{_NUMERALS}])[{_NUMERALS}零〇]{{0,14}})(?P<less>{_MORE})"
        rf"(?:(?P<lowunit>[百千]?[万亿]*(?:{names})?)(?:[-—~～－–]+|至|到)(?P<high>{_NUMBER}))?"
        rf"(?P<scale>(?:百万|千万|万亿|万|亿|千)?)(?P<more>{_MORE})"
        rf"(?:(?P<unit>{names})(?![段岁级])|(?<=[万亿]){_BARE_FOLLOWERS}|(?<=[万亿][多余]){_BARE_FOLLOWERS})"
    )
    return Grammar(pattern, kinds)


def _plausible_han(text: str, m: re.Match[str], low: str, kind: str) -> bool:
    """Chinese numerals count where they measure: 百万人口, 两万人, 一倍; not in 一户多宅, 一人, 百万亩工程."""
    value = number(low)
    if kind == "area" and not _REACHED.search(text, max(0, m.start() - 4), m.start()):
        return False
    if m["scale"]:
        return not text.startswith(("千", "万", "大"), m.end())
    if kind == "multiple":
        return True
    return kind in ("area", "money", "people") and value is not None and value >= 10 and low != "十"


def _bound(text: str, begin: int, end: int, more: str | None) -> Bound:
    if more:
        return Bound.APPROXIMATE
    after = text[end : end + 6]
    for bound, pattern in _AFTER:
        if pattern.match(after):
            return bound
    before = text[max(0, begin - 12) : begin]
    for bound, pattern in _BEFORE:
        if pattern.search(before):
            return bound
    return Bound.EXACT
