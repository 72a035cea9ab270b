"""The layout of a text: the lines that carry words, which of them are filled, and where paragraphs end.

In: raw text. Out: a `Layout` in raw offsets, without page numbers and running heads. A PDF breaks every line and puts
nothing between paragraphs; a text that was typed breaks at paragraphs only: the widths of the lines tell which it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pilotkg.model import Repair, TextSpan
from pilotkg.source.markers import MARKER_BEGINS, marker_at

_LINE = re.compile(r"[^\s](?:[^\n\r\f]*[^\s])?")
_PAGE_NUMBER = re.compile(r"[-—–·\s第]*\d{1,4}[-—–·\s页]*(?:/\s*\d{1,4})?|[第共]\s*\d{1,4}\s*页[\s，,共第\d页]*")
_CONTENTS = re.compile(r".{2,40}?(?:[.．]{3,}|…+|·{3,}|—{4,}|-{4,})\s*[-—]?\s*\d{1,3}\s*[-—]?")
_PLAIN_NUMBER = re.compile(r"\d{1,4}")
_UNIT_AHEAD = re.compile(r"\s*(?:年|月|日|万|亿|个|％|%|人|户|亩|元|平方|公|家|项|所|[.．,，、—-]|多|余|以|左)")
_BARE_HEADING = re.compile(
    r"(?:(?:试点)?(?:区域|地区)?基本(?:情况|概况)|发展(?:现状|基础)|现状(?:与|和)?(?:基础|形势)?"
    r"|总体(?:思路|要求|目标)(?:[及与和](?:主要)?目标)?|指导思想(?:[和与、]?\S{0,8}目标)?|主要目标|发展目标"
    r"|(?:试点|主要|重点|改革|工作)任务|(?:保障|推进|支持)(?:措施|举措|机制)|组织(?:实施|保障))[：:]?"
)
_LONGEST_BARE_HEADING = 14
_FILLED = 0.85
_MEASURED = 1000  # lines are enough to tell the width of all
_LONGEST_HEAD = 40
_WIDEST_GAP = 100  # that is looked at between two lines
_CUT_LINES = 3  # as many that end inside a sentence, all of one width, are no chance
_STOPS = "。！？；："


class Line(NamedTuple):
    """Raw offsets of a line, without white space at either end; a table row keeps the tabs of its empty cells."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of a text in order; `full` is the width from which a line is filled, infinite where none is wrapped."""

    lines: tuple[Line, ...]
    full: float
    repairs: tuple[Repair, ...]


def layout(raw: str) -> Layout:
    """The layout of a text; each page number that is left out is a repair."""
    heads = _running_heads(raw)
    found = [Line._make(m.span()) for m in _LINE.finditer(raw)]
    if "\t" in raw:
        found = [_with_empty_cells(raw, line) for line in found]
    kept: list[Line] = []
    repairs: list[Repair] = []
    for i, line in enumerate(found):
        begin, end = line
        short = end - begin <= _LONGEST_BARE_HEADING
        of_contents = raw[end - 1].isdigit() and _CONTENTS.fullmatch(raw, begin, end)
        if of_contents or ((short or heads) and _is_furniture(raw, line, kept, found[i + 1 : i + 2], heads)):
            words = raw[line.begin : line.end]
            why = "a page number, a running head or a line of the table of contents stands between two lines"
            repairs.append(Repair(TextSpan(*line), "page-number", words, "", why))
        else:
            kept.append(line)
    return Layout(tuple(kept), _full_width(raw, kept), tuple(repairs))


def paragraph_ends(raw: str, lines: Sequence[Line], full: float) -> list[bool]:
    """For each line whether a paragraph ends with it.

    It does before a numbered or bare heading and behind one, with a short line that closes a sentence, and around table rows.
    """
    starts = [
        (raw[begin] in MARKER_BEGINS and marker_at(raw, begin) is not None)
        or (end - begin <= _LONGEST_BARE_HEADING and _is_bare_heading(raw[begin:end]))
        for begin, end in lines
    ]
    tabs = bool(lines) and raw.find("\t", lines[0].begin, lines[-1].end) >= 0
    rows = [is_row(raw, line) for line in lines] if tabs else [False] * len(lines)
    ends = []
    for i, (begin, end) in enumerate(lines[:-1]):
        closes = starts[i + 1] or rows[i] or rows[i + 1]
        if not closes and ((last := raw[end - 1]) in _STOPS or (starts[i] and last not in "，、")):
            closes = width(raw[begin:end]) < full
        ends.append(closes)
    return [*ends, True] if lines else []


def is_row(raw: str, line: Line) -> bool:
    """Whether a line is a table row: a tab stands between words, and not behind an ordinal alone (一、<tab>基本情况)."""
    tab = raw.find("\t", *line)
    if tab < 0:
        return False
    marker = marker_at(raw, line.begin)
    return marker is None or marker.end <= tab or raw.find("\t", marker.end, line.end + 1) >= 0


def width(line: str) -> int:
    """Columns that a line takes: two for a Chinese character, one for a Latin one."""
    return len(line.encode("gbk", "replace"))


def _with_empty_cells(raw: str, line: Line) -> Line:
    """A table row with the empty cells at its ends."""
    begin, end = line
    if is_row(raw, line):
        while begin > 0 and raw[begin - 1] == "\t":
            begin -= 1
        while raw.startswith("\t", end):
            end += 1
    return Line(begin, end)


def _is_furniture(raw: str, line: Line, kept: list[Line], after: list[Line], heads: frozenset[str]) -> bool:
    """Whether a line is a page number or a running head; `after` is the next line, if there is one."""
    words = raw[line.begin : line.end]
    gap_before = raw[max(kept[-1].end if kept else 0, line.begin - _WIDEST_GAP) : line.begin]
    gap_after = raw[line.end : after[0].begin] if after else "\f"
    if words in heads:
        return "\f" in gap_before or "\f" in gap_after
    if not _PAGE_NUMBER.fullmatch(words):
        return False
    if not _PLAIN_NUMBER.fullmatch(words):
        return True
    if "\f" in gap_before or "\f" in gap_after:
        return True
    if _UNIT_AHEAD.match(raw, line.end):
        return False  # a figure that a line break cut off from its unit
    return gap_before.count("\n") > 2 or len(words) < 4


def _running_heads(raw: str) -> frozenset[str]:
    """Lines that open or close at least three pages alike, each on the next page or the one after it."""
    if raw.count("\f") < 3:
        return frozenset()
    seen: dict[tuple[bool, str], int] = {}
    repeated: Counter[str] = Counter()
    for number, page in enumerate(raw.split("\f")):
        lines = [s for s in (line.strip() for line in page.splitlines()) if s and not _PAGE_NUMBER.fullmatch(s)]
        for opens, words in ((True, lines[0]), (False, lines[-1])) if lines else ():
            if len(words) <= _LONGEST_HEAD and words[-1] not in _STOPS and marker_at(words, 0) is None:
                repeated[words] += number - seen.get((opens, words), -3) <= 2
                seen[opens, words] = number
    return frozenset(words for words, times in repeated.items() if times >= 2 and not _BARE_HEADING.fullmatch(words))


def _full_width(raw: str, lines: Sequence[Line]) -> float:
    """The width of a filled line: where half of the lines come near one width, or where hardly one is wider than those cut.

    Of a long text every so many lines are measured.
    """
    lines = lines[:: max(1, len(lines) // _MEASURED)]
    widths = [width(raw[a:b]) for a, b in lines]
    if len(widths) <= 3:
        return float("inf")
    wide = sorted(widths)[int(len(widths) * 0.9)]
    filled = sum(1 for w in widths if wide * _FILLED <= w <= wide / _FILLED)
    if filled * 2 >= len(widths):
        return wide * _FILLED
    cut = sorted((w for w, line in zip(widths, lines, strict=True) if raw[line.end - 1] not in _STOPS), reverse=True)
    rank = max(_CUT_LINES, len(widths) // 50)
    if len(cut) < rank:
        return float("inf")
    wide = cut[rank - 1]
    wider = sum(1 for w in widths if w > wide / _FILLED)
    return wide * _FILLED if wider < rank else float("inf")


def _is_bare_heading(words: str) -> bool:
    return _BARE_HEADING.fullmatch("".join(words.split())) is not None
