"""Where the plans of a document begin: their titles, told by form.

In: raw text. Out: for each plan the stretch of its title's lines and the stretch of the whole plan, in raw offsets.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pilotkg.source.clean import content_lines
from pilotkg.source.markers import marker_at

_ENDS = re.compile(
    r"(?:方案(?:要点|纲要)?|要点|计划(?:纲要)?|规划(?:纲要)?|实施意见|行动纲要)(?:（[^（）]{1,24}）|\([^()]{1,24}\))?(?:的通知)?$"
)
_SUBJECT = re.compile(r"城镇化|城镇化试点|城鎮化")
_PLACE = re.compile(
    r"(?!试点|综合试点|新型)[\u4e00-\u9fff]{1,8}?(?:省|自治区|直辖市|兵团|兴团|市|州|盟|地区|县|縣|旗|区|區|镇|鎮|乡)"
)
_STOPS = re.compile(r"[。；！？：:;，…]|\.{3}")
_LONGEST_TITLE = 90


class Stretch(NamedTuple):
    """Raw offsets: a title's lines, and the plan that it heads."""

    title: tuple[int, int]
    plan: tuple[int, int]


def stretches(raw: str) -> list[Stretch]:
    """The plans of a document in order; empty where no line has the form of a title."""
    lines = content_lines(raw)
    texts = [re.sub(r"\s", "", raw[a:b]) for a, b in lines]
    found: list[tuple[int, int, int]] = []
    taken = -1
    for i, text in enumerate(texts):
        if i <= taken or not _ENDS.search(text) or _STOPS.search(text) or len(text) > _LONGEST_TITLE:
            continue
        first = _first_line(raw, lines, texts, i, taken)
        title = "".join(texts[first : i + 1])
        if not _SUBJECT.search(title) or marker_at(title, 0) or not _heads_a_plan(texts, i):
            continue
        found.append((lines[first][0], lines[i][1], i))
        taken = i
    ends = [a for a, _, _ in found[1:]] + [len(raw)]
    all_plans = [Stretch((a, b), (a, end)) for (a, b, _), end in zip(found, ends, strict=True)]
    return _without_empty(raw, all_plans)


def _first_line(raw: str, lines: list[tuple[int, int]], texts: list[str], last: int, taken: int) -> int:
    """First line of the title that ends with line `last`: the topmost of up to four that opens with a place."""
    first = last
    for i in range(last, max(taken, last - 4), -1):
        if i < last and (
            _STOPS.search(texts[i])
            or marker_at(texts[i], 0)
            or len("".join(texts[i : last + 1])) > _LONGEST_TITLE
            or _ENDS.search(texts[i])
        ):
            break
        if _PLACE.match(texts[i]):
            first = i
    return first


def _heads_a_plan(texts: list[str], i: int) -> bool:
    """A title is followed by a section or by running text, not by the rest of a sentence."""
    behind = texts[i + 1 : i + 4]
    return (
        not behind
        or any(marker_at(t, 0) for t in behind)
        or len(behind[0]) >= 15
        or any(_STOPS.search(t) for t in behind)
        or len(behind) > 1
    )


def _without_empty(raw: str, plans: list[Stretch]) -> list[Stretch]:
    """A title whose plan holds no section (a cover page, a table of contents) belongs to the one behind it."""
    kept = []
    for s in plans:
        body = raw[s.title[1] : s.plan[1]]
        if len(re.sub(r"\s", "", body)) >= 60 or len(plans) == 1:
            kept.append(s)
    return kept
