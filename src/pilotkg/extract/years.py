"""Years and periods in running text: 2015年, 到2020年, “十三五”末, 2016—2020年.

In: clean text. Out: `Time` objects in its offsets. Years inside the titles of documents and years that date an event are
left out, since they say nothing about a figure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

PLAN_ENDS = {"十一": 2010, "十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030}
# A set of first characters stands in front, since `re` finds one fast; what may not precede it is asked behind it.
_TIME = re.compile(
    r"[12十](?:(?<!\d.)(?:(?<=1)9|(?<=2)0)\d\d(?:年?(?:[-—~～－–]+|至|到)(?P<to>(?:19|20)\d\d)年|年(?!代|版|度?《))"
    r"|(?<=十)(?P<plan>[一二三四五])五[”\"]?(?P<part>末|期末|期间|时期|规划期|以来)?)"
)
_TITLE = re.compile(r"《[^《》]{0,80}》|（(?:19|20)\d\d[-—~～－–至]+(?:19|20)\d\d年?）")
_DAY = re.compile(r"(?:\d{1,2}月)(?:\d{1,2}日)?(?!底|末|份?，)")
_UNTIL = ("到", "至")
_COMPARED = re.compile("(?:比|较|相比|相较于?)$")
_HAPPENS = re.compile(
    "被|经|获|荣获|成为|撤|设立|成立|挂牌|启动|开始|以来|建成(?!区)|列入|列为|入选|跻身|晋升|升格|第[一二三四五]|正式"
    "|国家|国际|世界|省|国务院|中央|党|[^，。]{0,6}(?:大会|运动会|博览会|奥会|园会|论坛)"
)


class Time(NamedTuple):
    """A year (`year`), or the end of a period that starts in `start`; `plain` is False where it dates something else."""

    begin: int
    end: int
    year: int
    start: int | None
    plain: bool


def times(text: str, begin: int, end: int) -> Iterator[Time]:
    """Years and periods of a stretch, in order."""
    if text.find("年", begin, end) < 0 and text.find("五", begin, end) < 0:
        return
    titles = [m.span() for m in _TITLE.finditer(text, begin, end)]
    for m in _TIME.finditer(text, begin, end):
        nearest = bisect_right(titles, m.start(), key=itemgetter(0)) - 1
        if nearest >= 0 and m.start() < titles[nearest][1]:
            continue
        yield from _time(text, m, begin)


def _time(text: str, m: re.Match[str], begin: int) -> Iterator[Time]:
    if m["plan"]:
        year = PLAN_ENDS[f"十{m['plan']}"]
        part = m["part"] or ""
        after = text[m.end() : m.end() + 4]
        if not part and not after.startswith(("末", "期")) and not after.startswith(("规划目标", "目标")):
            return
        start = year - 4 if part in ("期间", "时期", "规划期", "以来") else None
        opening = text[m.start() - 1 : m.start()] in ("“", '"')
        yield Time(m.start() - opening, m.end(), year, start, True)
    elif m["to"]:
        yield Time(m.start(), m.end(), int(m["to"]), int(m[0][:4]), True)
    else:
        yield Time(m.start(), m.end(), int(m[0][:4]), None, _dates_a_figure(text, m, begin))


def _dates_a_figure(text: str, m: re.Match[str], begin: int) -> bool:
    """Whether a year says when a figure holds, not what it is compared with or when something happens (2022年冬奥会)."""
    if _COMPARED.search(text[max(begin, m.start() - 3) : m.start()]):
        return False
    if text[max(begin, m.start() - 1) : m.start()] in _UNTIL:
        return True
    after = text[m.end() : m.end() + 12]
    day = _DAY.match(after)
    rest = after[day.end() :] if day else after
    if day and not rest.startswith(("底", "末", "，", "止", "起")):
        return False
    return not _HAPPENS.match(rest)
