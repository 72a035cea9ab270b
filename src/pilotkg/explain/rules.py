"""Rules in words: the name of a rule in, what it looks for, under which conditions, and how often it is right out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pilotkg.curation import RULE as BY_HAND
from pilotkg.extract.confidence import ANY, SIGNS, Calibration, calibration
from pilotkg.vocabulary import Cue, Frame, Vocabulary, vocabulary

_SHOWN: Final = 12
_PREFIXES: Final = {
    "table.": "read from a cell of a table, its row and column said as a sentence",
    "title.": "a phrase of the plan's title",
    "heading.": "a heading of the overall idea that is the theme itself",
}
GRAMMAR: Final = {
    "difference": "percentage points and multiples compare; they measure nothing of their own",
    "growth": "the clause says that something grows or falls by the figure",
    "share": "the clause says what part something is of a whole (占), and the part tells the metric",
    "distributive": "分别 hands figures out to the metrics named before it, one to each",
    "among-registered": "an urban population named as part of the registered population (其中)",
    "of-the-built-up-area": "people named right behind a built-up area live in it",
    "size-of-a-city": "people of whom the text says behind the figure that a city has or shall have as many",
    "ratio": "a fraction that no word names",
    "households": "a number of households, or of their people",
    "unnamed": "no word near the figure names a metric, and its unit is one that counts",
    "other": "a phrase of the title that says none of the programme's themes",
    BY_HAND: "a person added it (see the correction)",
}
"""Rules of grammar, by their names in `extract`; all other rules are cues and frames of ontology/cues/."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The vocabularies and the calibration that a release was made with."""

    words: Vocabulary
    calibration: Calibration

    @classmethod
    def load(cls, ontology: Path) -> Rulebook:
        """The rulebook of a folder of vocabularies.

        Raises:
            VocabularyError: a file cannot be read.
        """
        return cls(vocabulary(ontology / "cues"), calibration(ontology))

    def tell(self, rule: str, read: str | None) -> Iterator[str]:
        """A rule in lines: its parts, each with what it looks for; `read` is the text that it fired on, if known."""
        rest = rule
        for prefix, meaning in _PREFIXES.items():
            if rule.startswith(prefix):
                rest = rule.removeprefix(prefix)
                yield f"{prefix.rstrip('.')}: {meaning}"
        for part in rest.split("+"):
            yield from self._part(part, read)

    def _part(self, name: str, read: str | None) -> Iterator[str]:
        frame = next((f for f in self.words.frames if f.name == name), None)
        cue = next((c for s in self.words.schemes.values() for c in s.cues if c.name == name), None)
        if cue is not None:
            yield from _tell_cue(cue, read)
        elif frame is not None:
            yield from _tell_frame(frame)
        else:
            meaning = SIGNS.get(name) or GRAMMAR.get(name) or "a rule that this version of the program does not know"
            yield f"{name}: {meaning}"

    def odds(self, rule: str) -> Iterator[str]:
        """How often the parts of an indicator's rule were right in the annotated plans."""
        base, *signs = rule.removeprefix("table.").split("+")
        entry = self.calibration.entries.get(base)
        if entry is None:
            yield f"{base} was not seen in the annotated plans; all rules together: {self.calibration.of(ANY):g}"
        else:
            yield f"{base} was right in {entry.right} of {entry.cases} annotated cases, smoothed: {entry.confidence:g}"
        for sign in signs:
            if (found := self.calibration.entries.get(f"+{sign}")) is not None:
                yield f"{sign} was right in {found.right} of {found.cases}: × {found.confidence:g}"


def _tell_cue(cue: Cue, read: str | None) -> Iterator[str]:
    fired = [word for word in cue.words if read is not None and word in read]
    longest = [word for word in fired if not any(word != other and word in other for other in fired)]
    yield f"{cue.name}: a cue of ontology/cues/{cue.scheme}.ttl for {cue.concept}"
    if longest:
        yield f"  its words here: {'、'.join(longest)}"
    yield f"  its words: {_some(cue.words)}"
    for condition in cue.conditions:
        where = {"before": "before it", "after": "behind it"}.get(condition.field, f"in its {condition.field}")
        yield f"  {'not ' if condition.negative else ''}{where}: {condition.pattern}"
    if cue.governors:
        yield f"  before it one of: {_some(tuple(sorted(cue.governors)))}"
    if cue.place:
        yield f"  only in the {cue.place}"
    if cue.scheme != "metrics":
        yield f"  right in the annotated plans, smoothed: {cue.confidence:g}"


def _tell_frame(frame: Frame) -> Iterator[str]:
    yield f"{frame.name}: a frame of focus of ontology/cues/themes.ttl"
    yield f"  before the theme: {frame.before.pattern or '–'}"
    yield f"  behind it: {frame.after.pattern or '–'}"
    yield f"  right in the annotated plans, smoothed: {frame.confidence:g}"


def _some(words: tuple[str, ...]) -> str:
    more = f" … ({len(words)} in all)" if len(words) > _SHOWN else ""
    return "、".join(words[:_SHOWN]) + more
