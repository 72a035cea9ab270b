"""Themes of a plan: what its title declares, its overall idea focuses on, its tasks serve; ranges in, readings out.

A title is taken apart into its phrases. In the overall idea a theme counts where a frame of focus governs it
(以…为重点, 突出…, 围绕…, 走…道路, 打造…区; the frames are data, ontology/cues/themes.ttl).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilotkg.extract.clauses import Found, Passage, evidence
from pilotkg.model import Reading
from pilotkg.source.text import CleanText, Outline, Range, SectionKind
from pilotkg.vocabulary import Frame, Vocabulary

_SEPARATOR = re.compile("[、，,]")
_NO_THEME = re.compile(
    "综合$|^$|^国家$|^“?十[一二三四五]五”?(?:时期|期间)?$|^以人为(?:本|核心)的?$"
    "|^(?:(?:人民)?政府(?:办公厅|办公室)?)?(?:关于)?(?:深入|加快|全面|扎实)?(?:推进|实施|推动)?(?:以人为(?:本|核心)的?)?$"
)
_SENTENCE_END = re.compile("[。；！？;!?\n]|——")
REACH = 90
"""Characters that a frame may reach over at most, to either side of a theme."""


def title_themes(text: CleanText, where: Range, vocabulary: Vocabulary) -> tuple[Reading, ...]:
    """The theme phrases of a title, in order.

    Args:
        text: the plan's text.
        where: what stands between the place and 新型城镇化 (产城融合、城乡统筹 …); may be empty.
        vocabulary: its scheme `themes` is read.

    Returns:
        One reading a phrase; `concept` is None, and the phrase kept, where it says none of the themes.
    """
    found = sorted(
        Passage(text, where, heading=where).found(vocabulary["themes"]),
        key=lambda one: (one.begin, one.begin - one.end),
    )
    return tuple(_title_reading(text, phrase, found) for phrase in _phrases(text, where))


def focus_themes(outline: Outline, vocabulary: Vocabulary) -> tuple[Reading, ...]:
    """The themes that the overall idea declares to be the plan's focus, each once, with its clearest place.

    Where a plan has no such section, the paragraph before its first task stands for it.
    """
    best: dict[str, Reading] = {}
    for where in _ideas(outline):
        for one in Passage(outline.text, where).found(vocabulary["themes"]):
            rival = best.get(one.cue.concept)
            reading = _focus(outline.text, where, one, vocabulary.frames, rival.confidence if rival else 0)
            if reading is not None:
                best[one.cue.concept] = reading
    return tuple(sorted(best.values(), key=lambda reading: (reading.span, str(reading.concept))))


def served_themes(text: CleanText, heading: Range, vocabulary: Vocabulary) -> tuple[Reading, ...]:
    """The themes that a task's heading names (推进产城融合发展), each once; words for titles alone do not count."""
    best: dict[str, Reading] = {}
    for one in Passage(text, heading).found(vocabulary["themes"]):
        if one.cue.concept not in best:
            span = evidence(text, one.clause, one.begin, one.end)
            best[one.cue.concept] = Reading(one.cue.concept, None, span, f"heading.{one.cue.name}", one.cue.confidence)
    return tuple(best.values())


def _ideas(outline: Outline) -> Iterator[Range]:
    aims = tuple(outline.of(SectionKind.AIMS))
    if aims:
        yield from (Range(section.heading.end, section.whole.end) for section in aims)
        return
    for section in outline.of(SectionKind.TASKS):
        if section.lead.begin < section.lead.end:
            yield section.lead
            return


def _phrases(text: CleanText, where: Range) -> Iterator[Range]:
    start = where.begin
    string = text.cut(where)
    for part in _SEPARATOR.split(string):
        if not _NO_THEME.search(part):
            yield Range(start, start + len(part))
        start += len(part) + 1


def _title_reading(text: CleanText, phrase: Range, found: list[Found]) -> Reading:
    inside = [one for one in found if phrase.begin <= one.begin and one.end <= phrase.end]
    span = text.span(*phrase)
    if not inside:
        return Reading(None, text.cut(phrase), span, "title.other")
    longest = max(inside, key=lambda one: (one.cue.confidence, one.end - one.begin, one.end))
    return Reading(longest.cue.concept, text.cut(phrase), span, f"title.{longest.cue.name}")


def _focus(text: CleanText, where: Range, found: Found, frames: tuple[Frame, ...], least: float) -> Reading | None:
    """The reading by the surest frame that governs a finding, where it is surer than `least`."""
    low, high = _sentence(text, where, found)
    before = text.text[low : found.begin]
    for frame in frames:
        confidence = round(frame.confidence * found.cue.confidence, 3)
        if confidence <= least:
            return None
        if frame.before.search(before) and frame.after.match(text.text, found.end, high):
            span = evidence(text, found.clause, found.begin, found.end)
            return Reading(found.cue.concept, None, span, f"{frame.name}+{found.cue.name}", confidence)
    return None


def _sentence(text: CleanText, where: Range, found: Found) -> Range:
    """The stretch of the sentence around a finding that a frame may reach over."""
    low, high = max(where.begin, found.begin - REACH), min(where.end, found.end + REACH)
    ends = [match.end() for match in _SENTENCE_END.finditer(text.text, low, found.begin)]
    stop = _SENTENCE_END.search(text.text, found.end, high)
    return Range(ends[-1] if ends else low, stop.start() if stop else high)
