"""Clauses and sentences of a stretch of text, and the cues that hold in them: a range in, findings in order out.

Grammar only: how Chinese punctuation cuts a text, what a document's name is, what stands around a word. The words
themselves are data (pilotkg.vocabulary).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from pilotkg.model import Reading, TextSpan
from pilotkg.source.text import CleanText, Range
from pilotkg.vocabulary import Cue, Hit, Scheme

REACH = 60
"""Characters that a context reaches at most to either side of a word: what keeps time linear in a sentence's length."""
LONGEST_SPAN = 200
"""Characters of the source that a reading's span may have."""

_CLAUSE_END = re.compile("[，。；：！？,;!?\n]|——")
_SENTENCE_END = frozenset("。；！？;!?\n")
_CLOSING = frozenset("，。；：！？,;!?\n—")
_DOCUMENT_NAME = re.compile("《[^《》]{1,60}》")
# What is there already is no proposal: 目前已建成综合管廊5公里, 截至2015年底, 已完成确权登记.
_BACKGROUND = re.compile("(?:目前|截至|近年来|现有|已经?(?:建成|建立|完成|形成|实现|设立|成立|启动|获批))")


class Found(NamedTuple):
    """A cue whose conditions hold at a place, with the clause that it stands in."""

    cue: Cue
    begin: int
    end: int
    clause: tuple[int, int]


class Passage:
    """A range of a clean text, cut into clauses and sentences."""

    def __init__(self, text: CleanText, where: Range, heading: Range | None = None) -> None:
        self.text, self.where = text, where
        self._heading_end = heading.end - where.begin if heading else 0
        self._string = text.cut(where)
        self._clauses: list[int] = []
        self._sentences: list[int] = []
        self._names: list[tuple[int, int]] = []

    def _cut(self) -> None:
        """Note where clauses and sentences begin, where the passage ends, and where names of documents stand."""
        string = self._string
        starts = [0]
        starts += [match.end() for match in _CLAUSE_END.finditer(string)]
        if starts[-1] < len(string):
            starts.append(len(string))
        self._clauses = starts
        self._sentences = [start for start in starts if not start or string[start - 1] in _SENTENCE_END]
        if self._sentences[-1] < len(string):
            self._sentences.append(len(string))
        if "《" in string:
            self._names = [match.span() for match in _DOCUMENT_NAME.finditer(string)]

    def found(self, scheme: Scheme) -> Iterator[Found]:
        """The cues of a scheme that hold, in order of their ends.

        Words inside a document's name 《…》 and in a clause that tells what is there already do not count.
        """
        return (found for hit in scheme.scan(self._string) if (found := self._checked(hit)) is not None)

    def clearest(self, scheme: Scheme, best: dict[str, Found]) -> None:
        """Add to `best`, for each concept, the finding with the highest confidence, the first of equals.

        What could not win is not asked for its conditions.
        """
        for hit in scheme.scan(self._string):
            cue = hit[0]
            rival = best.get(cue.concept)
            if rival is not None and rival.cue.confidence >= cue.confidence:
                continue
            if (found := self._checked(hit)) is not None:
                best[cue.concept] = found

    def _checked(self, hit: Hit) -> Found | None:
        """What a hit finds, where its conditions hold. The context holds the sentence only where the cue asks for it."""
        cue, begin, end = hit
        string = self._string
        if not self._clauses:
            self._cut()
        first, last = _around(string, self._clauses, begin, end)
        if cue.asks:
            low = first if first > begin - REACH else begin - REACH
            high = last if last < end + REACH else end + REACH
            sentence = self._sentence(begin, end) if cue.asks_sentence else ""
            around = (string[low:begin], string[end:high], string[low:high], sentence)
            if not cue.fits(around, heading=begin < self._heading_end):
                return None
        if _BACKGROUND.match(string, first) or (self._names and self._in_name(begin)):
            return None
        offset = self.where.begin
        return Found(cue, begin + offset, end + offset, (first + offset, last + offset))

    def _in_name(self, position: int) -> bool:
        index = bisect_right(self._names, (position, len(self._string))) - 1
        return index >= 0 and position < self._names[index][1]

    def _sentence(self, begin: int, end: int) -> str:
        first, last = _around(self._string, self._sentences, begin, end)
        return self._string[max(first, begin - 2 * REACH) : min(last, end + 2 * REACH)]


def _around(string: str, bounds: list[int], begin: int, end: int) -> tuple[int, int]:
    """Start and end of the piece of a string that holds begin..end, without the punctuation that closes it."""
    after = bisect_right(bounds, begin)
    first = bounds[after - 1]
    while bounds[after] < end:
        after += 1
    last = bounds[after]
    return first, last - 1 if last > end and string[last - 1] in _CLOSING else last


def reading(text: CleanText, found: Found) -> Reading:
    """The reading that a finding is: its clause is the evidence, or what is next to the words where that is long."""
    return Reading(
        concept=found.cue.concept,
        phrase=None,
        span=evidence(text, found.clause, found.begin, found.end),
        rule=found.cue.name,
        confidence=found.cue.confidence,
    )


def evidence(text: CleanText, clause: tuple[int, int], begin: int, end: int) -> TextSpan:
    """The source span of a clause, narrowed round begin..end until it has at most LONGEST_SPAN characters."""
    low, high = clause
    span = text.span(low, high)
    while span.end - span.begin > LONGEST_SPAN and (low < begin or high > end):
        low, high = max(low, begin - (begin - low) // 2), min(high, end + (high - end) // 2)
        span = text.span(low, high)
    return span
