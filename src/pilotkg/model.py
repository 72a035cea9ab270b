"""The records between text and triples: plain immutable data with types and units, and no input or output.

A record cannot be built in a state that makes no sense: an empty span, a rate without a value, a confidence of 1.2.
Field names follow the ontology (see docs/data.md); ids are the last part of the concepts' IRIs.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from msgspec import Struct


class Level(StrEnum):
    """Administrative level of a place, as in pk:level."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    DISTRICT = "district"
    COUNTY_CITY = "county-city"
    COUNTY = "county"
    TOWNSHIP = "township"
    ZONE = "zone"
    XPCC_CITY = "xpcc-city"


class Status(StrEnum):
    """As what a value is stated, as in pk:status."""

    BASELINE = "baseline"
    TARGET = "target"
    REFERENCE = "reference"
    PROVISION = "provision"


class Bound(StrEnum):
    """How a value bounds what it measures, as in pk:bound."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"


class MeasureKind(StrEnum):
    """What a top-level measure is: 试点任务, 保障措施, or the paragraph before the first of either (ordinal 0)."""

    TASK = "task"
    ASSURANCE = "assurance"
    PREAMBLE = "preamble"


class TextSpan(Struct, frozen=True, order=True):
    """A stretch of the source file as given, in Unicode code points: begin inclusive, end exclusive (RFC 5147)."""

    begin: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.begin < self.end:
            raise ValueError(f"a span must begin before it ends, not {self.begin}..{self.end}")


class Repair(Struct, frozen=True, order=True):
    """One correction of the source text: what stood at a span, what is read instead, which rule, and why.

    `kind` is glyph | name | url | page-number | digit-space | title | numbering; `was` and `now` are short.
    """

    span: TextSpan
    kind: str
    was: str
    now: str
    why: str


class Locality(Struct, frozen=True):
    """The administrative place whose plan it is, as of December 2016.

    `slug` is the IRI's path behind `locality/` and `plan/` (110117 or 110117/jinhaihu). `within` lists the GB/T 2260
    codes of the levels above it, nearest first (a town: county, prefecture, province), fillers left out.
    """

    slug: str
    name: str
    name_en: str
    level: Level
    code: str | None
    within: tuple[str, ...]
    span: TextSpan
    confidence: float = 1.0

    def __post_init__(self) -> None:
        _check_confidence(self.confidence)
        if self.code is not None and not (len(self.code) == 6 and self.code.isdigit()):
            raise ValueError(f"a GB/T 2260 code has six digits, not {self.code!r}")


class Reading(Struct, frozen=True):
    """One reading of the text that gives a plan a theme or a measure a mechanism (pk:Mention).

    `concept` is the id of a theme, mechanism or safeguard; None for a title phrase that says none of the themes, which
    then stands in `phrase`. `rule` names the cue or grammar rule that fired.
    """

    concept: str | None
    phrase: str | None
    span: TextSpan
    rule: str
    confidence: float = 1.0

    def __post_init__(self) -> None:
        _check_confidence(self.confidence)
        if self.concept is None and not self.phrase:
            raise ValueError("a reading without a concept must keep its phrase")


class Indicator(Struct, frozen=True):
    """One quantified statement: who, which metric, how much, when, as what.

    `value` and `upper` are as written, in `unit` (万人, 平方公里, %, pp …); `ratio` stands instead of them for 6.8:51.6:41.6,
    with an empty unit. `year` is the year spoken of, or the end of a period that starts in `from_year`. `scope` names the
    part of the place that is meant, None for the whole.
    """

    metric: str
    value: Decimal | None
    upper: Decimal | None
    unit: str
    ratio: tuple[Decimal, ...] | None
    year: int | None
    from_year: int | None
    status: Status
    bound: Bound
    scope: str | None
    span: TextSpan
    rule: str
    confidence: float = 1.0

    def __post_init__(self) -> None:
        _check_confidence(self.confidence)
        if (self.value is None) == (self.ratio is None):
            raise ValueError("an indicator has either a value or a ratio")
        if self.upper is not None and self.value is None:
            raise ValueError("an upper value needs a lower one")


class Measure(Struct, frozen=True):
    """What a plan sets out to do: a task, an assurance, or the paragraph before the first of them.

    `heading` is without its ordinal, glyph faults repaired; `enumerated` says whether the text numbers a sub-measure.
    Mechanisms stand at the innermost measure whose text proposes them; `themes` are those the heading serves.
    """

    kind: MeasureKind
    ordinal: int
    heading: str
    span: TextSpan
    mechanisms: tuple[Reading, ...] = ()
    themes: tuple[Reading, ...] = ()
    submeasures: tuple[Measure, ...] = ()
    enumerated: bool = False


class Doubt(Struct, frozen=True, order=True):
    """Something that deserves a second look: where, of which kind, and why, in words."""

    span: TextSpan
    kind: str
    why: str


class CurationAction(StrEnum):
    """What a person did about a fact."""

    SET = "set"
    ADD = "add"
    DROP = "drop"


class Curation(Struct, frozen=True):
    """One decision of a person about a fact that extraction gave, or failed to give.

    `fact` is indicator, theme, mechanism, locality or heading; `target` the path of its IRI under the base, None for a
    fact that was dropped. `was` and `now` tell the fact before and after in short, `when` is a day (2026-05-04).
    """

    action: CurationAction
    fact: str
    target: str | None
    was: str
    now: str
    who: str
    why: str
    when: str


class Plan(Struct, frozen=True):
    """All that was read from one plan. `position` is its order in the source document, from 1."""

    position: int
    title: str
    span: TextSpan
    locality: Locality
    title_themes: tuple[Reading, ...]
    focus_themes: tuple[Reading, ...]
    indicators: tuple[Indicator, ...]
    measures: tuple[Measure, ...]
    repairs: tuple[Repair, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    curations: tuple[Curation, ...] = ()


class Source(Struct, frozen=True):
    """The document that plans were read from: enough to find a span again and to tell whether it is the same file."""

    name: str
    sha256: str
    length: int
    encoding: str
    media_type: str = "text/plain"


class Records(Struct, frozen=True):
    """A source and its plans, in the order of the document."""

    source: Source
    plans: tuple[Plan, ...]


def _check_confidence(confidence: float) -> None:
    if not 0 <= confidence <= 1:
        raise ValueError(f"a confidence lies between 0 and 1, not {confidence}")
