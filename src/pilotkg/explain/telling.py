"""An explanation for reading: the record behind an IRI in, titled lines out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pilotkg.explain.finding import Found, find
from pilotkg.explain.rules import Rulebook
from pilotkg.model import Curation, Indicator, Locality, Measure, Plan, Reading, Repair
from pilotkg.sentences import read_as, repairs_in, sentence, shortened, words
from pilotkg.wording import fact

MARKS: Final = ("【", "】")
_TITLES: Final = ("Plan", "Place", "Read", "Sentence", "Rule", "Confidence", "Repairs", "Correction")


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the fact is, its IRI, and lines under titles."""

    what: str
    iri: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]

    def text(self) -> str:
        """The explanation for reading."""
        wide = max(map(len, _TITLES)) + 2
        lines = [self.what, self.iri, ""]
        for title, part in self.parts:
            lines += [f"{title if n == 0 else '':{wide}}{line}" for n, line in enumerate(part)]
        return "\n".join(lines)


def explain(iri: str, release: Path | str = "release", source: Path | str | None = None) -> Explanation:
    """How a fact of a release came about.

    Args:
        iri: the IRI of an indicator, mention, measure, plan or locality, or its path under the base.
        release: a release folder, or a records file.
        source: the document that the release was made from, to show the sentence; found by its name where it lies beside
            the release or in the current folder.

    Raises:
        ExplainError: no fact has this IRI (the nearest are told), or the document is another one.
        RecordsError: the records of the release cannot be read.
    """
    found = find(iri, Path(release), Path(source) if source is not None else None)
    parts = {
        "Plan": (f"{found.plan.position}. {found.plan.title}",),
        "Place": (fact(found.plan.locality),),
        "Read": (f"in {found.source.name}, characters {found.record.span.begin} to {found.record.span.end}",),
        "Sentence": tuple(_sentence(found)),
        "Rule": tuple(_rule(found)),
        "Confidence": tuple(_confidence(found)),
        "Repairs": tuple(_repair(repair) for repair in _repairs(found)),
        "Correction": tuple(_curation(c) for c in found.plan.curations if c.target and found.iri.endswith(c.target)),
    }
    return Explanation(fact(found.record), found.iri, tuple((title, lines) for title, lines in parts.items() if lines))


def _sentence(found: Found) -> Iterator[str]:
    if found.text is None:
        yield f"not shown: {found.source.name} is not at hand (give it with --source)"
    elif isinstance(found.record, Measure):
        yield shortened(words(found.text, found.record.span, found.plan))
    elif not isinstance(found.record, Plan):
        yield sentence(found.text, found.record.span, found.plan, MARKS)
        if repairs_in(found.record.span, found.plan):
            yield f"read as: {read_as(found.text, found.record.span, found.plan)}"


def _rule(found: Found) -> Iterator[str]:
    record = found.record
    if isinstance(record, Indicator | Reading):
        read = read_as(found.text, record.span, found.plan) if found.text is not None else None
        yield from Rulebook.load(found.vocabulary).tell(record.rule, read)
    elif isinstance(record, Locality):
        yield "the place that the plan's title or opening names, as the code table of December 2016 has it (GB/T 2260)"
    elif isinstance(record, Measure):
        numbered = (
            "" if record.enumerated or record.ordinal == 0 or _is_top(found) else ", which the text does not number"
        )
        yield f"an item of the plan's outline{numbered}; its label is its heading, without the ordinal"
    else:
        yield "a plan begins with a title of the form …新型城镇化…方案, and ends where the next one begins"


def _is_top(found: Found) -> bool:
    return any(measure is found.record for measure in found.plan.measures)


def _confidence(found: Found) -> Iterator[str]:
    record = found.record
    if isinstance(record, Indicator | Reading | Locality):
        yield f"{record.confidence:g}"
    if isinstance(record, Indicator) and not any(
        c.target and found.iri.endswith(c.target) for c in found.plan.curations
    ):
        yield from Rulebook.load(found.vocabulary).odds(record.rule)


def _repairs(found: Found) -> list[Repair]:
    """Repairs inside the span; those of a whole plan stand in the release's report, but for its name and title."""
    inside = repairs_in(found.record.span, found.plan)
    named = [r for r in found.plan.repairs if r.kind in ("name", "title")]
    if isinstance(found.record, Plan):
        return named
    return sorted({*inside, *named}) if isinstance(found.record, Locality) else inside


def _repair(repair: Repair) -> str:
    change = f"“{repair.was}” read as “{repair.now}”" if repair.now else f"“{repair.was}” left out"
    return f"{' '.join(change.split())} at {repair.span.begin}: {repair.why}"


def _curation(curation: Curation) -> str:
    change = " → ".join(part for part in (curation.was, curation.now) if part)
    return f"{curation.action.value} by {curation.who} on {curation.when}: {change} ({curation.why})"
