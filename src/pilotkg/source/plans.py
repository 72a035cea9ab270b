"""Where the plans of a document begin: their titles, told by form.

In: raw text and its lines. Out: for each plan its lines, as a range of indices, and how many of the first are its title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pilotkg.source.layout import Line
from pilotkg.source.markers import marker_at

_ENDS = re.compile(
    r"(?:方案(?:要点|纲要)?|要点|计划(?:纲要)?|规划(?:纲要)?|实施意见|行动纲要)(?:（[^（）]{1,24}）|\([^()]{1,24}\))?(?:的通知)?$"
)
_LAST = frozenset("案点划要见领）)知")
_SUBJECT = re.compile("城镇化")
_PLACE = re.compile("(?!试点|综合试点|新型)[\u4e00-\u9fff]{1,8}?(?:省|自治区|兵团|兴团|市|州|盟|地区|县|旗|区|镇|乡)")
_STOPS = re.compile(r"[。；！？：:;，…]|\.{3}")
_LONGEST_TITLE = 90
_MOST_LINES = 4
_SHORTEST_PLAN = 60


class Stretch(NamedTuple):
    """A plan's lines, begin inclusive and end exclusive, and how many of them are its title."""

    begin: int
    end: int
    titles: int


def stretches(raw: str, lines: Sequence[Line]) -> list[Stretch]:
    """The plans of a document in order; empty where no line has the form of a title.

    A title of several lines begins with the topmost line that opens with a place. One whose plan holds next to nothing (a
    cover, a table of contents) is passed over.
    """
    heads: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if raw[line.end - 1] in _LAST and line.end - line.begin <= _LONGEST_TITLE:
            first = _title(raw, lines, i, heads[-1][1] + 1 if heads else 0)
            if first is not None:
                heads.append((first, i))
    if not heads:
        return []
    ends = [first for first, _ in heads[1:]] + [len(lines)]
    found = [Stretch(first, end, last - first + 1) for (first, last), end in zip(heads, ends, strict=True)]
    return [s for s in found if len(found) == 1 or _length(lines[s.begin + s.titles : s.end]) >= _SHORTEST_PLAN]


def whole(raw: str, lines: Sequence[Line]) -> Stretch:
    """All of a document as one plan; its first line is the title where it speaks of urbanization and is no sentence."""
    words = _words(raw, lines[0])
    titled = len(words) <= _LONGEST_TITLE and _SUBJECT.search(words) and not _STOPS.search(words)
    return Stretch(0, len(lines), 1 if titled and not marker_at(words, 0) else 0)


def _title(raw: str, lines: Sequence[Line], last: int, free: int) -> int | None:
    """The first line of the title that ends with line `last`, or None where that line ends none."""
    text = _words(raw, lines[last])
    if _STOPS.search(text):
        return None
    first, title = last, text
    for i in range(last - 1, max(free, last - _MOST_LINES) - 1, -1):
        above = _words(raw, lines[i])
        text = above + text
        if len(text) > _LONGEST_TITLE or _STOPS.search(above) or _ENDS.search(above) or marker_at(above, 0):
            break
        if _PLACE.match(above):
            first, title = i, text
    ends = _ENDS.search(title) and _SUBJECT.search(title)
    return first if ends and not marker_at(title, 0) else None


def _words(raw: str, line: Line) -> str:
    return re.sub(r"\s", "", raw[line.begin : line.end])


def _length(lines: Sequence[Line]) -> int:
    return sum(line.end - line.begin for line in lines)
