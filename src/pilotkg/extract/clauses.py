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
from pilotkg.vocabulary import Context, Cue, Hit, Scheme

REACH = 60
"""Characters that a context reaches at most to either side of a word: what keeps time linear in a sentence's length."""
LONGEST_SPAN = 200
"""Characters of the source that a reading's span may have."""

_CLAUSE_END = re.compile("[，。；：！？,;!?\n]|——")
_SENTENCE_END = frozenset("。；！？;!?\n")
_DOCUMENT_NAME = re.compile("《[^《》]{1,60}》")
# What is there already is no proposal: 目前已建成综合管廊5公里, 截至2015年底, 已完成确权登记.
_BACKGROUND = re.compile("(?:目前|截至|近年来|现有|已经?(?:建成|建立|完成|形成|实现|设立|成立|启动|获批))")


class Found(NamedTuple):
    """A cue whose conditions hold at a place, with the clause that it stands in."""

    cue: Cue
    begin: int
    end: int
    clause: Range


class Passage:
    """A range of a clean text, cut into clauses and sentences."""

    def __init__(self, text: CleanText, where: Range, heading: Range | None = None) -> None:
        self.text, self.where = text, where
        self._heading_end = heading.end if heading else where.begin
        self._string = text.cut(where)
        self._clauses, self._sentences = [0], [0]
        for match in _CLAUSE_END.finditer(self._string):
            if match.end() < len(self._string):
                self._clauses.append(match.end())
                if match[0] in _SENTENCE_END:
                    self._sentences.append(match.end())
        names = _DOCUMENT_NAME.finditer(self._string) if "《" in self._string else ()
        self._names = [match.span() for match in names]

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
        """What a hit finds, where its conditions hold."""
        cue, begin, end = hit
        if self._names and self._in_name(begin):
            return None
        clause = self._within(self._clauses, begin, end)
        if _BACKGROUND.match(self._string, clause[0]):
            return None
        if cue.asks and not cue.fits(self._context(cue, begin, end, clause)):
            return None
        offset = self.where.begin
        return Found(cue, begin + offset, end + offset, Range(clause[0] + offset, clause[1] + offset))

    def _in_name(self, position: int) -> bool:
        index = bisect_right(self._names, (position, len(self._string))) - 1
        return index >= 0 and position < self._names[index][1]

    def _context(self, cue: Cue, begin: int, end: int, clause: tuple[int, int]) -> Context:
        """What stands around a hit; the sentence only where the cue asks for it."""
        string = self._string
        low, high = max(clause[0], begin - REACH), min(clause[1], end + REACH)
        sentence = ""
        if cue.asks_sentence:
            first, last = self._within(self._sentences, begin, end)
            sentence = string[max(first, begin - 2 * REACH) : min(last, end + 2 * REACH)]
        heading = begin + self.where.begin < self._heading_end
        return Context(string[low:begin], string[end:high], string[low:high], sentence, heading)

    def _within(self, starts: list[int], begin: int, end: int) -> tuple[int, int]:
        """Start and end of the piece that holds begin..end, without its closing punctuation."""
        index = bisect_right(starts, begin) - 1
        after = starts[bisect_right(starts, end - 1)] if end <= starts[-1] else len(self._string)
        return starts[index], max(end, after - 1 if after < len(self._string) else after)


def reading(text: CleanText, found: Found) -> Reading:
    """The reading that a finding is: its clause is the evidence, or what is next to the words where that is long."""
    return Reading(
        concept=found.cue.concept,
        phrase=None,
        span=evidence(text, found.clause, found.begin, found.end),
        rule=found.cue.name,
        confidence=found.cue.confidence,
    )


def evidence(text: CleanText, clause: Range, begin: int, end: int) -> TextSpan:
    """The source span of a clause, narrowed round begin..end until it has at most LONGEST_SPAN characters."""
    low, high = clause
    span = text.span(low, high)
    while span.end - span.begin > LONGEST_SPAN and (low < begin or high > end):
        low, high = max(low, begin - (begin - low) // 2), min(high, end + (high - end) // 2)
        span = text.span(low, high)
    return span
