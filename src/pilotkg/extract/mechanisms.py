"""Reform mechanisms and safeguards of measures: an item of the outline in, a measure with its readings out.

A mechanism is read once a task, on the innermost measure whose text proposes it; a safeguard once a plan, at its
clearest place. The cues are those of the schemes `mechanisms` and `safeguards`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import structs

from pilotkg.extract.clauses import Found, Passage, reading
from pilotkg.extract.themes import served_themes
from pilotkg.model import Measure, MeasureKind, Reading
from pilotkg.source.text import CleanText, Item, Outline, Range, Section, SectionKind
from pilotkg.vocabulary import Scheme, Vocabulary

_Placed = tuple[Found, ...]


def measures(outline: Outline, vocabulary: Vocabulary) -> tuple[Measure, ...]:
    """The measures of a plan with their mechanisms and safeguards: preamble (if it proposes any), tasks, assurances."""
    text = outline.text
    found = [measure for section in outline.of(SectionKind.TASKS) for measure in _tasks(text, section, vocabulary)]
    items = [item for section in outline.of(SectionKind.ASSURANCES) for item in items_of(section)]
    return (*found, *assurances(text, items, vocabulary))


def task(text: CleanText, item: Item, vocabulary: Vocabulary) -> Measure:
    """One task with its sub-measures; each mechanism is read once in it."""
    best = _clearest((Passage(text, item.whole, item.heading),), vocabulary["mechanisms"])
    measure = _measure(text, item, MeasureKind.TASK, best)
    return structs.replace(measure, themes=served_themes(text, item.heading, vocabulary))


def assurances(text: CleanText, items: Iterable[Item], vocabulary: Vocabulary) -> tuple[Measure, ...]:
    """The safeguards section's items; each safeguard is read once in all of them."""
    items = tuple(items)
    best = _clearest((Passage(text, item.whole, item.heading) for item in items), vocabulary["safeguards"])
    return tuple(_measure(text, item, MeasureKind.ASSURANCE, best) for item in items)


def preamble(text: CleanText, lead: Range, vocabulary: Vocabulary) -> Measure | None:
    """The paragraph before the first task as a measure of ordinal 0, or None where it proposes no mechanism."""
    if lead.begin >= lead.end:
        return None
    best = _clearest((Passage(text, lead),), vocabulary["mechanisms"])
    if not best:
        return None
    readings = tuple(reading(text, found) for found in best)
    span = text.span(*lead)
    return Measure(MeasureKind.PREAMBLE, 0, "", span, mechanisms=readings)


def _tasks(text: CleanText, section: Section, vocabulary: Vocabulary) -> Iterator[Measure]:
    lead = preamble(text, section.lead, vocabulary) if section.items else None
    if lead:
        yield lead
    for item in items_of(section):
        yield task(text, item, vocabulary)


def items_of(section: Section) -> tuple[Item, ...]:
    """The items of a section; one that is not divided is itself one item, under its own heading."""
    if section.items or section.lead.begin >= section.lead.end:
        return section.items
    return (Item(1, section.heading, section.lead, Range(section.heading.begin, section.whole.end)),)


def _clearest(passages: Iterable[Passage], scheme: Scheme) -> _Placed:
    """For each concept the finding with the highest confidence in some passages, in the text's order."""
    best: dict[str, Found] = {}
    for passage in passages:
        passage.clearest(scheme, best)
    return tuple(sorted(best.values(), key=lambda one: (one.begin, one.cue.name)))


def _measure(text: CleanText, item: Item, kind: MeasureKind, best: _Placed) -> Measure:
    inside = tuple(one for one in best if item.whole.begin <= one.begin < item.whole.end)
    below = tuple(_measure(text, sub, kind, inside) for sub in item.subs)
    own = (one for one in inside if not any(sub.whole.begin <= one.begin < sub.whole.end for sub in item.subs))
    return Measure(
        kind=kind,
        ordinal=item.ordinal,
        heading=text.cut(item.heading),
        span=text.span(*item.whole),
        mechanisms=tuple(reading(text, one) for one in own),
        submeasures=below,
        enumerated=item.enumerated,
    )


def readings(measure: Measure) -> Iterator[Reading]:
    """All readings of a measure and its sub-measures."""
    yield from measure.mechanisms
    for sub in measure.submeasures:
        yield from readings(sub)
