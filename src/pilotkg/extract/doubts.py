"""What extraction itself doubts: numbers with counted units that no indicator covers, and characters that make no sense.

In: an outline and the indicators read from it. Out: doubts that hold spans and no words of the text, so that records
without prose carry them too. The net is wider than the grammar of quantities: it is to show what that one lets through.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate

from pilotkg.extract.lexicon import Lexicon
from pilotkg.model import Doubt, Indicator, TextSpan
from pilotkg.source.text import CleanText, Outline

UNCOVERED, STRANGE = "uncovered-number", "strange-character"
_WHY = {
    UNCOVERED: "a number with a counted unit, and no indicator speaks of it",
    STRANGE: "characters that a Chinese text does not have; something may have been lost here",
}
_NUMERALS = "一二两三四五六七八九十百千万亿几数"
_NUMBER = re.compile("[0-9十百千万亿]")  # 一户一宅 and 一套 count nothing
_UNCOUNTED = frozenset({"length", "mass", "item", "day"})
# What Chinese plans are written in: ASCII, Latin letters, marks, Roman numerals, Han, full-width forms.
_STRANGE = re.compile(
    "[^\t\n\u0020-\u007e\u00a0-\u024f\u0370-\u03ff\u2010-\u203b\u2070-\u209f\u20ac\u2100-\u218f"
    "\u2190-\u22ff\u2460-\u24ff\u2500-\u25ff\u3000-\u303f\u3200-\u33ff\u3400-\u9fff\uff00-\uffef]{1,40}"
)


def doubts(outline: Outline, indicators: Sequence[Indicator], lexicon: Lexicon) -> tuple[Doubt, ...]:
    """The doubts about a plan, in the order of its text."""
    spans = sorted(indicator.span for indicator in indicators)
    found = [Doubt(span, UNCOVERED, _WHY[UNCOVERED]) for span in _uncovered(outline.text, spans, lexicon.grammar.kinds)]
    found += [Doubt(outline.text.span(*m.span()), STRANGE, _WHY[STRANGE]) for m in _STRANGE.finditer(outline.text.text)]
    return tuple(sorted(found))


def _uncovered(text: CleanText, covered: Sequence[TextSpan], kinds: Mapping[str, str]) -> Iterator[TextSpan]:
    """Numbers that begin in no span: 人均生产总值上万美元, 财政收入过亿元."""
    begins = [span.begin for span in covered]
    ends = list(accumulate((span.end for span in covered), max))
    for m in _counted(tuple(sorted(kinds.items()))).finditer(text.text):
        if (number := _NUMBER.search(m[0])) is not None:
            begin = text.offsets[m.start() + number.start()]
            before = bisect_right(begins, begin)
            if not before or ends[before - 1] <= begin:
                yield text.span(*m.span())


@cache
def _counted(kinds: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """What may be a number in front of a counted unit. It begins with a set, which `re` finds fast."""
    counted = {re.sub("^[千百]?[万亿]*", "", unit) for unit, kind in kinds if kind not in _UNCOUNTED} - {""}
    units = "|".join(re.escape(unit) for unit in sorted(counted, key=lambda unit: (-len(unit), unit)))
    return re.compile(rf"[0-9{_NUMERALS}](?<![\d.A-Za-z第{_NUMERALS}].)[0-9.,{_NUMERALS}]{{0,20}}[多余]?(?:{units})")
