"""The outline of a plan: its sections by what their headings mean, and in them the tasks, safeguards and sub-measures.

In: a plan's clean text and where its title ends. Out: an `Outline` in offsets of that text.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pilotkg.source.markers import Marker, Style, marker_at
from pilotkg.source.text import CleanText, Item, Outline, Range, Section, SectionKind

# What a heading means is told by the first of these that it holds; the order settles 保障任务落实 and 总体目标任务.
_MEANINGS = (
    (SectionKind.ASSURANCES, re.compile(r"保障|组织实施|实施机制|推进机制|组织领导|工作要求|实施步骤")),
    (
        SectionKind.TASKS,
        re.compile(
            r"任务|重点工作|主要工作|工作重点|举措|试点内容|改革内容|主要内容|工作内容|主要措施|建设内容|试点工作重点"
        ),
    ),
    (SectionKind.AIMS, re.compile(r"总体(?:思路|要求|目标|构想)|指导思想|思路|目标|愿景")),
    (SectionKind.BASICS, re.compile(r"基本|概况|现状|基础|背景|形势|区情|市情|县情|镇情")),
)
_LONGEST_HEADING = 30
_SECTION_STYLES = (Style.CHAPTER, Style.PART, Style.HAN, Style.HAN_PAREN, Style.ARABIC)
_SENTENCE_END = re.compile(r"[。！？\n]")
_BOUNDARY = frozenset("。；，：！？\n、”")
_INLINE = re.compile(
    r"[。；，：！？\n](?=第?[一二三四五六七八九十]{1,3}[是要、，]|其[一二三四五六七八九十][是要]|[（(][一二三四五六七八九十\d]|[①-⑳]|\d{1,2}[.．、]|——)"
)
_SHI_CLOSE = re.compile(r"[一二三四五六七八九十][是要]")
_STOP = re.compile(r"[。：；，\n]")
_RUN_IN = re.compile(
    r"(?:试点|主要|重点|工作|改革)?"
    r"(?:基本情况|总体思路(?:[及和与]\S{0,2}目标)?|总体要求|指导思想|(?:试点|主要|重点|工作)任务|保障(?:措施|举措|机制))"
)
_RUN_ON = 36
# A clause that only says with what or after what something is done heads nothing: 以…为特色, 依托…优势.
_ADVERBIAL = re.compile("以.+为[^，]{1,8}$|依托|围绕|立足|按照|根据|结合")


_Line = tuple[int, int, Marker | None]  # where a line begins and ends, and what it is numbered with


class _Heading(NamedTuple):
    kind: SectionKind
    begin: int
    words: int
    end: int


def outline(text: CleanText, title: Range) -> Outline:
    """Outline of one plan.

    Sections are found by meaning, not by number or order; what stands between the title and the first heading is the
    basic facts. A plan without any heading has one section of kind OTHER.
    """
    body = text.text
    headings = _section_headings(body, title.end)
    sections = []
    first = headings[0].begin if headings else len(body)
    lead = _trimmed(body, title.end, first)
    if lead.end > lead.begin:
        kind = SectionKind.BASICS if headings else SectionKind.OTHER
        sections.append(Section(kind, Range(lead.begin, lead.begin), lead, lead))
    ends = [*(h.begin for h in headings[1:]), len(body)][: len(headings)]
    for heading, end in zip(headings, ends, strict=True):
        sections.append(_section(body, heading, end))
    return Outline(text, title, tuple(sections))


def _section_headings(body: str, begin: int) -> list[_Heading]:
    """Headings of sections: the outermost style of numbering whose headings mean a section, and headings without a number."""
    candidates: list[tuple[Marker | None, _Heading]] = []
    lines = [(start, end, marker_at(body, start)) for start, end in _lines(body, begin)]
    for start, end, marker in lines:
        if marker is not None and marker.style not in _SECTION_STYLES:
            continue
        words = marker.end if marker else start
        stop = _heading_end(body, words, end, numbered=marker is not None)
        kind = _meaning(body[words:stop]) if stop is not None else None
        if kind is not None and stop is not None:
            candidates.append((marker, _Heading(kind, start, words, stop)))
    if not candidates:
        return []
    style = _outermost(candidates)
    numbered = [(marker, h) for marker, h in candidates if marker is not None and marker.style is style]
    if style is Style.ARABIC:
        numbered = list(_counting(_alike(body, numbered)))
    chosen = [h for marker, h in candidates if marker is None] + [h for _, h in numbered]
    others = _unclassified(body, lines, style, {h.begin: m.number for m, h in numbered}) if style is not None else []
    return sorted([*_parted(body, chosen), *others], key=lambda h: h.begin)


def _alike(body: str, headings: list[tuple[Marker, _Heading]]) -> list[tuple[Marker, _Heading]]:
    """Headings numbered with the sign of the first (1、 or 1.), where those are of tasks and safeguards; else all."""
    signs = [body[marker.begin : marker.end].strip(" 0123456789") for marker, _ in headings]
    alike = [pair for pair, sign in zip(headings, signs, strict=True) if sign == signs[0]]
    kinds = {heading.kind for _, heading in alike}
    return alike if kinds >= {SectionKind.TASKS, SectionKind.ASSURANCES} else headings


def _counting(headings: Iterable[tuple[Marker, _Heading]]) -> Iterator[tuple[Marker, _Heading]]:
    """Headings that count on from one another: 1. inside an item of section 3 begins anew and heads no section."""
    last = 0
    for marker, heading in headings:
        if last < marker.number <= last + 2:
            yield marker, heading
            last = marker.number


def _parted(body: str, headings: Sequence[_Heading]) -> Iterable[_Heading]:
    """目标任务 heads the aims where another section is of tasks alone, else the tasks."""
    both = [h.kind is SectionKind.TASKS and "目标" in body[h.words : h.end] for h in headings]
    alone = any(h.kind is SectionKind.TASKS and not b for h, b in zip(headings, both, strict=True))
    return (h._replace(kind=SectionKind.AIMS) if b and alone else h for h, b in zip(headings, both, strict=True))


def _outermost(candidates: Sequence[tuple[Marker | None, _Heading]]) -> Style | None:
    """The style that numbers sections: the outermost that heads tasks or safeguards, else the outermost of all.

    None where headings without a number stand over both: what is numbered then is inside them.
    """
    if {h.kind for m, h in candidates if m is None} >= {SectionKind.TASKS, SectionKind.ASSURANCES}:
        return None
    numbered = [(m.style, h.kind) for m, h in candidates if m is not None]
    main = [s for s, kind in numbered if kind in (SectionKind.TASKS, SectionKind.ASSURANCES)]
    return min(main or [s for s, _ in numbered], default=None)


def _unclassified(body: str, lines: Sequence[_Line], style: Style, known: Mapping[int, int]) -> list[_Heading]:
    """Numbered headings of the sections' own style that mean none of the four kinds; `known` are those that do, by place.

    In Arabic numerals, which number items too, only those whose number is between their neighbours'.
    """
    found = []
    last, ahead = 0, deque(sorted(known))
    for start, end, marker in lines:
        if marker is None or marker.style is not style:
            continue
        if start in known:
            last = marker.number
            ahead.popleft()
        elif style is not Style.ARABIC or (ahead and last < marker.number < known[ahead[0]]):
            found.append(_Heading(SectionKind.OTHER, start, marker.end, min(end, _first_stop(body, marker.end, end))))
    return found


def _heading_end(body: str, words: int, line_end: int, *, numbered: bool) -> int | None:
    """Where a section's heading ends: with its line, with a stop, or with the last word of meaning where text runs on."""
    stop = _first_stop(body, words, line_end)
    if stop - words <= (_LONGEST_HEADING if numbered else 14):
        return stop if numbered or stop == line_end else None
    if not numbered:
        return None
    m = _RUN_IN.match(body, words)
    return m.end() if m else None


def _first_stop(body: str, begin: int, end: int) -> int:
    m = _STOP.search(body, begin, end)
    return m.start() if m else end


def _meaning(heading: str) -> SectionKind | None:
    return next((kind for kind, pattern in _MEANINGS if pattern.search(heading)), None)


def _section(body: str, heading: _Heading, end: int) -> Section:
    whole = _trimmed(body, heading.begin, end)
    begin = _skip(body, heading.end, whole.end)
    items, lead_end = _items(body, begin, whole.end, enumerated=True)
    lead = _trimmed(body, begin, lead_end)
    return Section(heading.kind, Range(heading.words, heading.end), whole, lead, items)


def _items(body: str, begin: int, end: int, *, enumerated: bool) -> tuple[tuple[Item, ...], int]:
    """The numbered items of a stretch at their first level, and where the first begins."""
    markers = _first_level(body, begin, end)
    if not markers:
        return (), end
    spans = [(m, n.begin if n else end) for m, n in zip(markers, [*markers[1:], None], strict=True)]
    firsts = [_first_sentence(body, m.end, stop) for m, stop in spans]
    run_on = _runs_on(body, spans, firsts)
    items: list[Item] = []
    for (marker, stop), sentence in zip(spans, firsts, strict=True):
        whole = _trimmed(body, marker.begin, stop)
        heading = _item_heading(body, Range(marker.end, min(sentence, whole.end)), whole.end, run_on=run_on)
        rest = _skip(body, heading.end, whole.end)
        subs, _ = _sub_measures(body, rest, whole.end)
        items.append(Item(len(items) + 1, heading, Range(rest, whole.end), whole, subs, enumerated))
    return tuple(items), markers[0].begin


def _sub_measures(body: str, begin: int, end: int) -> tuple[tuple[Item, ...], int]:
    """Sub-measures of an item: the first level of numbering inside it, on a new line or inside a line behind a stop."""
    markers = _first_level(body, begin, end, inline=True)
    if len(markers) < 2:
        return (), end
    items = []
    for i, marker in enumerate(markers):
        stop = markers[i + 1].begin if i + 1 < len(markers) else end
        whole = _trimmed(body, marker.begin, stop)
        sentence = min(_first_sentence(body, marker.end, stop), whole.end)
        heading = Range(marker.end, min(sentence, _clause_end(body, marker.end, sentence)))
        items.append(Item(i + 1, heading, Range(_skip(body, heading.end, whole.end), whole.end), whole))
    return tuple(items), markers[0].begin


def _first_level(body: str, begin: int, end: int, *, inline: bool = False) -> list[Marker]:
    """The run of markers of the outermost level: one style, counting up from one; dashes count themselves."""
    styles: dict[Style, list[Marker]] = {}
    for marker in _markers(body, begin, end, inline=inline):
        styles.setdefault(marker.style, []).append(marker)
    runs = [run for found in styles.values() if len(run := _run(found)) > inline]
    return min(runs, key=lambda r: (r[0].style is Style.DASH, r[0].begin), default=[])


def _run(markers: Iterable[Marker]) -> list[Marker]:
    """Markers of one style that count 1, 2, 3 …; one number may be missing or misprinted."""
    run: list[Marker] = []
    for m in markers:
        if (
            m.style is Style.DASH
            or m.number == len(run) + 1
            or (run and m.number in (run[-1].number + 1, run[-1].number + 2))
        ):
            run.append(m)
    return run


def _markers(body: str, begin: int, end: int, *, inline: bool) -> Iterable[Marker]:
    for start, _ in _lines(body, begin, end):
        if (m := marker_at(body, start)) is not None and m.end <= end:
            yield m
        if inline:
            line_end = body.find("\n", start, end)
            for stop in _INLINE.finditer(body, start, line_end if line_end >= 0 else end):
                m = marker_at(body, stop.end())
                if (
                    m is not None
                    and m.end <= end
                    and (m.style is not Style.HAN)
                    and (m.style is not Style.ARABIC or stop[0] in "。；：\n")
                ):
                    yield m


def _item_heading(body: str, sentence: Range, end: int, *, run_on: bool) -> Range:
    """Heading of an item: its first sentence, or the first clause where the heading runs on into its own text.

    (一)加大宣传力度，营造良好氛围，… is a sentence of the text: 加大宣传力度. (一)构建空间格局一是建设… has no stop: 构建空间格局.
    """
    begin, stop = sentence
    shi = next(
        (m.start() for m in _SHI_CLOSE.finditer(body, begin, min(end, stop)) if m[0][0] == "一" and m.start() > begin),
        None,
    )
    if shi is not None:
        return Range(begin, shi - 1 if body[shi - 1] in "，：；" else shi)
    clause = _clause_end(body, begin, stop)
    if clause == stop:
        return Range(begin, stop)
    alone = stop >= end - 1
    if not alone and _ADVERBIAL.match(body, begin, clause) and body.count("，", begin, stop) < 3:
        return Range(begin, stop)
    long = stop - begin > _RUN_ON or body.count("，", begin, stop) >= 3
    return Range(begin, clause if alone or long or run_on else stop)


def _runs_on(body: str, spans: list[tuple[Marker, int]], firsts: list[int]) -> bool:
    """Whether a list's items have no headings of their own: most of their first sentences are text."""
    commas = running = 0
    for (marker, stop), sentence in zip(spans, firsts, strict=True):
        if body.find("，", marker.end, sentence) < 0:
            continue
        commas += 1
        alone = sentence >= _trimmed(body, marker.begin, stop).end - 1
        running += alone or sentence - marker.end > _RUN_ON or body.count("，", marker.end, sentence) >= 3
    return running * 2 >= len(spans) and running * 2 >= commas > 0


def _clause_end(body: str, begin: int, end: int) -> int:
    """First comma of a sentence that does not stand inside quotation marks or brackets."""
    depth = 0
    for i in range(begin, end):
        c = body[i]
        if c in "“（《‘":
            depth += 1
        elif c in "”）》’":
            depth = max(0, depth - 1)
        elif c in "，：；" and depth == 0 and i > begin:
            return i
    return end


def _first_sentence(body: str, begin: int, end: int) -> int:
    m = _SENTENCE_END.search(body, begin, end)
    return m.start() if m else end


def _lines(body: str, begin: int, end: int | None = None) -> Iterable[tuple[int, int]]:
    """Paragraphs of a stretch; table rows are none, what numbers them opens no section and no item."""
    end = len(body) if end is None else end
    position = begin
    while position < end:
        stop = body.find("\n", position, end)
        stop = end if stop < 0 else stop
        if stop > position and body.find("\t", position, stop) < 0:
            yield position, stop
        position = stop + 1


def _skip(body: str, begin: int, end: int) -> int:
    while begin < end and body[begin] in "。：；，、\n\t ！":
        begin += 1
    return begin


def _trimmed(body: str, begin: int, end: int) -> Range:
    while begin < end and body[begin] in "\n\t ":
        begin += 1
    while end > begin and body[end - 1] in "\n\t ":
        end -= 1
    return Range(begin, end)
