"""How surely a figure was read: a rule with its signs of doubt in, a confidence out.

A rule is written `base+sign+sign`: the cue or grammar rule that told the metric, and what made the reading less sure (a
year taken over from another sentence …). How often each is right is measured by bench/calibrate.py, and stands in
ontology/cues/calibration.csv.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pilotkg import resources
from pilotkg.errors import VocabularyError

ANY: Final = "*"
"""The row of the table that holds for every rule without a row of its own."""
FILE: Final = Path("cues") / "calibration.csv"
TABLE: Final = "table."
"""What the rule of a reading of a table's cell begins with; it is trusted as the rule that follows."""
COLUMNS: Final = ("rule", "cases", "right", "confidence")

INHERITED_YEAR, PART, IN_WORDS, REPAIRED = "inherited-year", "part-of-place", "in-words", "repaired"
SIGNS: Final = {
    INHERITED_YEAR: "the year was said in another sentence",
    PART: "its clause or its sentence names a part of the place, which the figure is taken to speak of",
    IN_WORDS: "the figure is written in Chinese numerals",
    REPAIRED: "the text was repaired inside the span",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the table: in how many annotated cases a rule fired, in how many rightly, and the confidence from that.

    That of a sign is a factor to the confidence of the rule.
    """

    cases: int
    right: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What is known of rules by their name, of signs by their name with a + before it, and of `ANY`."""

    entries: Mapping[str, Entry]

    def of(self, rule: str) -> float:
        """The confidence of a reading by a rule, to three digits."""
        base, *signs = rule.removeprefix(TABLE).split("+")
        share = (self.entries.get(base) or self.entries[ANY]).confidence
        for sign in signs:
            entry = self.entries.get(f"+{sign}")
            share *= entry.confidence if entry else 1.0
        return round(share, 3)


@cache
def calibration(folder: Path | None = None) -> Calibration:
    """The calibration of a folder of vocabularies (by default the one that comes with the package).

    Raises:
        VocabularyError: the table is missing or damaged.
    """
    path = (folder or resources.folder("ontology")) / FILE
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        entries = {r["rule"]: Entry(int(r["cases"]), int(r["right"]), float(r["confidence"])) for r in rows}
        if not 0 < entries[ANY].confidence <= 1:
            raise ValueError(f"the confidence of {ANY} is {entries[ANY].confidence}")
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise VocabularyError(
            f"the calibration cannot be read: {type(error).__name__} {error}",
            file=path,
            remedy="Restore the file, or make it anew with bench/calibrate.py",
        ) from error
    return Calibration(entries)
