"""For which part of the place a figure holds: the county town, the built-up area, a park; or what else than the place.

In: sentences with figures, in order, and what each figure measures. Out: the words of the part, None for the whole. Told by the
words of the figure's clause; else by what the clause, the one before it or the sentence says of its subject.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final, NamedTuple

from pilotkg.extract.lexicon import Sentence
from pilotkg.extract.quantities import Quantity
from pilotkg.model import Level
from pilotkg.source.text import CleanText

# A name's characters; words that join it to what stands before it are no part of it.
_NAME: Final = "[^\\W\\d_的里为在和与及将把以由到了]"
_NAMED: Final = (
    f"{_NAME}{{2,8}}?(?:新区|开发区|新城|工业园|产业园|园区|组团|示范区|集聚区|街道|社区|城镇群|片区|(?<!宅)基地)"
)
_TOWN: Final = "(?<!全)县城(?!镇)|镇区|中心城区|主城区|[市次]?城区|(?<!副)中心城市"
_PART: Final = re.compile(
    f"{_TOWN}|都市区|城镇建成区|(?<!县城|城区)(?<!中心城市)(?:建成区|镇?规划区)|集镇|园区|副中心|坝区|(?<=其中)陆域|{_NAMED}"
)
_TOWNS: Final = re.compile(_TOWN)
_KIND: Final = re.compile(
    "区|县城|城市|新城|城镇群|集镇|园|副中心|陆域|组团|街道|基地"
)  # in every name, and sooner found
# a set of first characters stands in front, since `re` finds one fast
_WHOLE: Final = re.compile("[全市县镇](?<![占比于出过以].)(?:(?<=全)[市县区镇州旗乡域]|(?<=[市县镇])域)")
_CALLED: Final = re.compile(f"的({_NAME}{{0,8}}?{_NAMED}(?:组团)?)")
_SUBJECT: Final = re.compile(f"{_NAME}{{0,4}}?(中心城市|中心城区|主城区|都市区)(?=[包位以是地处辖现])")
_OF_THE_WHOLE: Final = re.compile("(?:占|比|高于|低于|高出|超过)(全[市县区镇州旗]|[市县镇]域)")
_PEOPLE: Final = frozenset({"urban-population", "resident-population", "total-population"})
_LAND: Final = ("built-up-area", "planned-area")
_NEAR: Final = 200  # characters that the name of a part may stand from what compares it with the whole
_BARE_PEOPLE: Final = re.compile(
    "(?:集聚|聚集)?的?(?:城镇|常住|总|镇区)*(?:人口|居民)(?:规模)?(?:达到?|约|为|超过|突破)*"
)
_BECOMES: Final = re.compile("((?:省级|市级|国家级)?(?:示范镇|重点镇|中心镇)|次城区)(?:发展|建设|培育)?成为?$")
_SERVED: Final = re.compile("辐射[^，。]{1,12}")
# By which of its words a place of a level calls the whole of itself. A city in a prefecture says 全市 of the prefecture, too.
_OWN_WORDS: Final = {
    Level.PREFECTURE: "市州盟域",
    Level.DISTRICT: "区域",
    Level.COUNTY_CITY: "域",
    Level.COUNTY: "县旗域",
    Level.TOWNSHIP: "镇乡域",
}
_ITEM: Final = re.compile("(?:^|[、，：；为])([^\\W\\d_]{2,10}?)(?:为|占|支付|报销|承担)?$")


class Said(NamedTuple):
    """A figure that was read, and for which part."""

    q: Quantity
    part: str | None


class Parts:
    """The parts that the figures of a passage speak of.

    `level` is the level of the plan's place: 全市 is the whole of a city, but something larger for a town.
    """

    def __init__(self, text: CleanText, begin: int, level: Level | None) -> None:
        self._text, self._begin = text.text, begin
        self._whole = _OWN_WORDS.get(level, "") if level else ""
        self._sentence: Sentence | None = None
        self._subject: str | None = None
        self._compared: tuple[int, str] | None = None
        self._said: dict[str, Said] = {}

    def of(self, s: Sentence, q: Quantity, metric: str, rule: str) -> str | None:
        """The part that a figure speaks of; to be asked of each figure in turn."""
        if s is not self._sentence:
            self._enter(s)
        part = self._of(s, q, metric, rule)
        self._said[metric] = Said(q, part)
        return part

    def _enter(self, s: Sentence) -> None:
        self._sentence, self._said = s, {}
        subject = _SUBJECT.match(s.text)
        self._subject = subject[1] if subject else None
        self._compared = None
        for m in _OF_THE_WHOLE.finditer(s.text) if self._whole else ():
            clause = s.clause(m.start())
            if m[1][-1] not in self._whole or clause.begin == 0:
                continue
            at = s.clause(clause.begin - 2).begin
            stop = s.begin + clause.begin
            named = [*_TOWNS.finditer(self._text, max(self._begin, stop - _NEAR), stop)]
            if named:
                self._compared = at, named[-1][0]
            break

    def _of(self, s: Sentence, q: Quantity, metric: str, rule: str) -> str | None:
        before = s.before(q)
        if q.kind == "area" and (called := _CALLED.match(s.after(q))):
            return called[1]
        if _KIND.search(before) and (own := [*_PART.finditer(before)]):
            return self._own(s, q, before, own[-1])
        if metric == "allocation-share" and q.kind == "percent":
            return _item(s, q)
        if _WHOLE.search(before):
            return None
        compared = self._compared[1] if self._compared and q.begin >= self._compared[0] else None
        return self._carried(s, q, metric, rule) or compared or self._subject

    def _own(self, s: Sentence, q: Quantity, before: str, found: re.Match[str]) -> str | None:
        """The part that the clause names, unless it belongs to another figure or the whole is named behind it.

        建成区面积70平方公里、城镇化率65%: the rate is of the whole place, the part belongs to the area's name.
        """
        if q.kind == "percent" and before.startswith(("面积", "人口"), found.end()):
            begin = q.begin - len(before) + found.end()
            if any(begin <= other.begin < q.begin for other in s.quantities):
                return None
        return None if _WHOLE.search(before, found.end()) else found[0]

    def _carried(self, s: Sentence, q: Quantity, metric: str, rule: str) -> str | None:
        """The part of the figure before: people right behind the land they live on, or a town as large as they make it."""
        if rule == "size-of-a-city":
            becomes, said = _BECOMES.search(s.before(q)), self._said.get(metric)
            return becomes[1] if becomes else said.part if said else None
        clause = s.clause(q.begin)
        if metric not in _PEOPLE or clause.begin == 0 or not _BARE_PEOPLE.fullmatch(s.text, clause.begin, q.begin):
            return None
        previous = s.clause(clause.begin - 2)
        for land in _LAND:
            said = self._said.get(land)
            if said and said.part and said.q.begin >= previous.begin:
                return said.part
        served = _SERVED.match(s.text, previous.begin, previous.end)
        return served[0] if served else None


def _item(s: Sentence, q: Quantity) -> str | None:
    """For whom a share of a list is, each with its own: 一类医院90%、二类医院85%."""
    at = bisect_left(s.quantities, q.begin, key=lambda other: other.begin)
    clause = s.clause(q.begin)
    beside = (*s.quantities[max(0, at - 1) : at], *s.quantities[at + 1 : at + 2])
    listed = any(other.kind == q.kind and clause.begin <= other.begin < clause.end for other in beside)
    item = _ITEM.search(s.before(q)) if listed else None
    return item[1] if item else None
