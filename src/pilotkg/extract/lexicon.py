"""Sentences with figures, and the metrics that they name: what the rules of `figures` go by.

In: a sentence's text and the vocabularies. Out: its clauses, and the metrics named in it wherever their cues' conditions hold.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pilotkg.extract.confidence import Calibration, calibration
from pilotkg.extract.quantities import Grammar, Quantity, grammar
from pilotkg.source.text import Range
from pilotkg.vocabulary import Vocabulary, metric_kinds, written_units

_CLAUSE = re.compile("[，；：。]")
FAR = 30  # characters that a name may stand from what it belongs to
LONGEST = 160  # what keeps time linear in the length of a clause


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the vocabularies say about metrics and units, ready to use.

    `measured` gives for each kind of unit the metrics that it measures; `words` the metric of each word without
    conditions; `calibration` how often each rule is right.
    """

    vocabulary: Vocabulary
    measured: dict[str, frozenset[str]]
    grammar: Grammar
    words: dict[str, str]
    calibration: Calibration

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Lexicon:
        """The lexicon of the vocabularies that come with the package."""
        words = {word: cue.concept for cue in vocabulary["metrics"].cues if not cue.conditions for word in cue.words}
        measured: dict[str, set[str]] = {}
        for metric, kinds in metric_kinds().items():
            for kind in kinds:
                measured.setdefault(kind, set()).add(metric)
        frozen = {kind: frozenset(metrics) for kind, metrics in measured.items()}
        return cls(vocabulary, frozen, grammar(written_units()), words, calibration())

    def measures(self, metric: str, kind: str) -> bool:
        """Whether a metric is measured in a kind of unit."""
        return metric in self.measured.get(kind, frozenset())


class Named(NamedTuple):
    """A metric named in a sentence; `rank` orders those before a figure: the nearer, then the longer, then the narrower.

    `narrow` is whether the cue requires something to stand around its words, as 人口 needs 城区 to be of a city.
    """

    metric: str
    begin: int
    end: int
    rule: str
    narrow: bool

    @property
    def rank(self) -> tuple[int, int, bool]:
        """Sort key, greatest first."""
        return self.end, self.end - self.begin, self.narrow


class Sentence:
    """A sentence: its text, where it begins in the plan, its quantities, and its clauses without their stops."""

    def __init__(self, text: str, begin: int, quantities: tuple[Quantity, ...]) -> None:
        self.text, self.begin, self.quantities = text, begin, quantities
        self._starts = [0, *(m.end() for m in _CLAUSE.finditer(text))]
        stops = [*self._starts[1:], len(text) + 1]
        self.clauses = [Range(start, stop - 1) for start, stop in zip(self._starts, stops, strict=True)]
        self._before: dict[int, str] = {}

    def clause(self, position: int) -> Range:
        """The clause around a position, without its stop."""
        return self.clauses[bisect_right(self._starts, position) - 1]

    def before(self, q: Quantity) -> str:
        """The clause's text before a quantity, or the near end of it."""
        found = self._before.get(q.begin)
        if found is None:
            found = self.text[max(self.clause(q.begin).begin, q.begin - LONGEST) : q.begin]
            self._before[q.begin] = found
        return found

    def after(self, q: Quantity) -> str:
        """The clause's text behind a quantity, or the near end of it."""
        return self.text[q.end : min(self.clause(q.begin).end, q.end + LONGEST)]


def named(sentence: Sentence, lexicon: Lexicon) -> list[Named]:
    """The metrics that a sentence names, wherever their cues' conditions hold.

    Looked for from a little before the clause in front of the first figure to the end of the last figure's clause.
    """
    text = sentence.text
    first, last = sentence.quantities[0], sentence.quantities[-1]
    start = max(0, sentence.clause(max(0, sentence.clause(first.begin).begin - 2)).begin - FAR)
    found = []
    for cue, opens, closes in lexicon.vocabulary["metrics"].scan(text[start : sentence.clause(last.begin).end]):
        begin, end = opens + start, closes + start
        if cue.conditions:
            clause = sentence.clause(begin)
            low, high = max(clause.begin, begin - LONGEST), min(clause.end, end + LONGEST)
            around = text[max(0, begin - LONGEST) : end + LONGEST] if cue.asks_sentence else ""
            if not cue.fits((text[low:begin], text[end:high], text[low:high], around)):
                continue
        found.append(Named(cue.concept, begin, end, cue.name, cue.requires))
    return found


def ending(names: Sequence[Named], begin: int, end: int) -> Sequence[Named]:
    """Those of a sentence's names that end in a stretch, its end included."""
    return names[bisect_left(names, begin, key=_end) : bisect_right(names, end, key=_end)]


def _end(f: Named) -> int:
    return f.end
