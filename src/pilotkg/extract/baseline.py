"""The base year of a plan: the last one of which it says how things are, after which it says how they shall be.

In: an outline. Out: a year. Each year said votes for its side by the section and the words around it (截至2015年底, 到2020年),
the period in the title by its start; the base year is the one that parts the votes best.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pilotkg.extract.tables import Table, tables
from pilotkg.extract.years import PLAN_ENDS, Time, times
from pilotkg.model import Status
from pilotkg.source.text import Outline, Range, SectionKind

_PERIOD = re.compile(r"(?P<from>20\d\d)年?[-—~～－–至到]+20\d\d年?|(?P<plan>十[一二三四五])五")
_TOWARDS = re.compile(r"(?:(?:^|[^\u4e00-\u9fff])到|力争|争取|预计|确保|(?:力争|争取|预计|确保|计划)[到至在])$")
_UNTIL_NOW = re.compile(r"(?:截至|截止|现有|目前|已)[^，。；]{0,6}$")
_TITLE_WEIGHT = 4.0
_PERIOD_WEIGHT = 0.5
_REACH = 12


class _Vote(NamedTuple):
    """A year that a plan looks back to, or (`ahead`) the first year of what it looks ahead to."""

    year: int
    ahead: bool
    weight: float


def base_year(outline: Outline) -> int:
    """The base year of a plan; 0 where it says no year at all.

    A plan that tells where it stands at the end of 2020 and sets targets for 2025 and 2035 has the base year 2020; one
    that only sets targets, the first for 2017, has 2016.
    """
    votes = [*_title_votes(outline), *_text_votes(outline)]
    candidates = sorted({v.year - v.ahead for v in votes})
    return max(candidates, key=lambda y: (_agreement(votes, y), -y), default=0)


def _agreement(votes: list[_Vote], base: int) -> float:
    return sum(v.weight for v in votes if v.ahead == (v.year > base))


def _title_votes(outline: Outline) -> Iterator[_Vote]:
    for m in _PERIOD.finditer(outline.text.cut(outline.title)):
        yield _Vote(int(m["from"]) if m["from"] else PLAN_ENDS[m["plan"]] - 4, True, _TITLE_WEIGHT)


def _text_votes(outline: Outline) -> Iterator[_Vote]:
    text = outline.text.text
    for section in outline.sections:
        for time in times(text, section.whole.begin, section.whole.end):
            if time.plain and not _in_row(text, time.begin):
                yield _vote(text, time, section.whole, section.kind)
        for table in tables(outline.text, section.whole):
            yield from _table_votes(table)


def _in_row(text: str, at: int) -> bool:
    """Whether a place is in a table row: a tab stands in its line."""
    stop = text.find("\n", at)
    return text.find("\t", text.rfind("\n", 0, at) + 1, stop if stop >= 0 else len(text)) >= 0


def _table_votes(table: Table) -> Iterator[_Vote]:
    """The head of a table looks ahead with every year but its first, unless it says more (2020年现状, 2025年目标)."""
    columns = [c for c in table.columns if c.time is not None and not c.grows]
    years = sorted({c.time.year for c in columns if c.time is not None})
    for column in columns:
        if column.time is not None:
            first = len(years) > 1 and column.time.year == years[0]
            looks_back = column.status is Status.BASELINE or (column.status is None and first)
            yield _Vote(column.time.year, not looks_back, 1.0)


def _vote(text: str, time: Time, where: Range, kind: SectionKind) -> _Vote:
    before = text[max(where.begin, time.begin - _REACH) : time.begin]
    looks_back = kind in (SectionKind.BASICS, SectionKind.OTHER)
    changes = before[-1:] in ("由", "从") and text.startswith("的", time.end)
    if changes or _UNTIL_NOW.search(before):
        looks_back = True
    elif _TOWARDS.search(before):
        looks_back = False
    weight = 1.0 if time.start is None else _PERIOD_WEIGHT
    return _Vote(time.year, False, weight) if looks_back else _Vote(time.start or time.year, True, weight)
