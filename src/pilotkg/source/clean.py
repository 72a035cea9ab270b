"""Raw text becomes clean text: lines joined, layout and paste noise dropped, glyph faults repaired, every offset kept.

In: a document's text as given. Out: `CleanText` with a line feed at each paragraph's end, a tab between the cells of a
table row, and nowhere else white space that Chinese does not need.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pilotkg.model import Repair, TextSpan
from pilotkg.source.markers import marker_at
from pilotkg.source.text import CleanText

# A pasted address runs until white space or Chinese; what follows it in rare scripts or replacement marks is its garbage.
_URL = r"(?:https?://|www\.)[^\s\u4e00-\u9fff\u3000-\u303f\uff00-\uff65“”‘’—…]*"
_SPACE = r"(?:(?<![A-Za-z])[^\S\n]+|[^\S\n]+(?![A-Za-z]))"
_JUNK = r"[\ue000-\uf8ff\ufffd\u200b-\u200f\u2060\ufeff\u00ad]+"
_WIDE = r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a％．]"
_RADICAL = r"[\u2e80-\u2fdf\uf900-\ufaff]"
_ASCII_MARK = r"(?:(?<=[^\x00-\x7f])[,;:!?()]|[,;:!?()](?=[^\x00-\x7f])|(?<=[\u4e00-\u9fff”）])\.(?![\w.]))"
_FULL = str.maketrans(",;:!?().", "，；：！？（）。")
_PAGE_NUMBER = re.compile(r"[-—–·\s第]*\d{1,4}[-—–·\s页]*(?:/\s*\d{1,4})?|[第共]\s*\d{1,4}\s*页[\s，,共第\d页]*")
_PLAIN_NUMBER = re.compile(r"\d{1,4}")
_UNIT_AHEAD = re.compile(r"\s*(?:年|月|日|万|亿|个|％|%|人|户|亩|元|平方|公|家|项|所|[.．,，、—-]|多|余|以|左)")
_TERMINAL = "。！？；：”）"
_TRADITIONAL = frozenset("國為與業發設鎮產農區開戶達標總體務應會來進實現環")


class _Line(NamedTuple):
    begin: int
    end: int


def clean(raw: str, title_lines: Iterable[tuple[int, int]] = ()) -> CleanText:
    """Clean a document's text.

    Args:
        raw: the text as given, in code points.
        title_lines: stretches of `raw` that hold a title of several lines; each becomes one paragraph.

    Returns:
        Clean text whose offsets point into `raw`, with every repair of a fault.
    """
    repairs: list[Repair] = []
    lines = _content_lines(raw, repairs)
    breaks = _paragraph_breaks(raw, lines, list(title_lines))
    traditional = _simplifier() if _looks_traditional(raw) else None
    parts: list[str] = []
    offsets = array("I")
    for line, ends in zip(lines, breaks, strict=True):
        _clean_line(raw, line, parts, offsets, repairs)
        if ends:
            parts.append("\n")
            offsets.append(min(line.end, len(raw) - 1))
    text = "".join(parts)
    if traditional:
        text = text.translate(traditional)
    return CleanText(text, offsets, tuple(sorted(repairs)))


def content_lines(raw: str) -> list[tuple[int, int]]:
    """Begin and end of each line that carries text: page numbers, running heads and bare addresses left out."""
    return [(line.begin, line.end) for line in _content_lines(raw, [])]


def _content_lines(raw: str, repairs: list[Repair]) -> list[_Line]:
    kept: list[_Line] = []
    blank_before = 0
    heads = _running_heads(raw)
    found = [_Line(m.start(), m.end()) for m in re.finditer(r"[^\s](?:[^\n\r\f]*[^\s])?", raw)]
    for i, line in enumerate(found):
        content = raw[line.begin : line.end]
        gap_end = line.begin
        blank_before = _breaks(raw, kept[-1].end if kept else 0, gap_end)
        after = raw[line.end : found[i + 1].begin] if i + 1 < len(found) else "\f"
        if content in heads and ("\f" in after or "\f" in raw[found[i - 1].end if i else 0 : line.begin]):
            continue
        if (
            len(content) <= 14
            and _PAGE_NUMBER.fullmatch(content)
            and _is_page_number(raw, line, content, blank_before, after)
        ):
            repairs.append(
                Repair(
                    TextSpan(line.begin, line.end), "page-number", content, "", "a page number stands between two lines"
                )
            )
            continue
        kept.append(line)
    return kept


def _is_page_number(raw: str, line: _Line, content: str, blank_before: int, after: str) -> bool:
    """A number alone on its line, unless it is a figure that a line break cut off from its unit."""
    if not _PLAIN_NUMBER.fullmatch(content):
        return True
    if _UNIT_AHEAD.match(raw, line.end):
        return False
    if "\f" in after or blank_before > 2 or "\f" in raw[max(0, line.begin - 3) : line.begin]:
        return True
    return len(content) < 4  # a year alone on a line stays


def _breaks(raw: str, begin: int, end: int) -> int:
    return raw.count("\n", begin, end) + 2 * raw.count("\f", begin, end)


def _running_heads(raw: str) -> frozenset[str]:
    """Lines that open or close at least three pages alike."""
    if raw.count("\f") < 3:
        return frozenset()
    edges: Counter[str] = Counter()
    for page in raw.split("\f"):
        lines = [s for s in (line.strip() for line in page.splitlines()) if s and not _PAGE_NUMBER.fullmatch(s)]
        edges.update({s for s in (*lines[:1], *lines[-1:]) if len(s) <= 40 and s[-1] not in "。；"})
    return frozenset(s for s, n in edges.items() if n >= 3)


def _paragraph_breaks(raw: str, lines: list[_Line], titles: list[tuple[int, int]]) -> list[bool]:
    """For each line whether a paragraph ends with it."""
    widths = [_width(raw[a:b]) for a, b in lines]
    full = _full_width(widths)
    begins_title = {a for a, _ in titles}
    inside_title = [(a, b) for a, b in titles]
    starts = [marker_at(raw, a) is not None for a, _ in lines]
    result = []
    for i, (begin, end) in enumerate(lines):
        if i + 1 == len(lines) or lines[i + 1].begin in begins_title:
            result.append(True)
            continue
        title = next(((a, b) for a, b in inside_title if a <= begin < b), None) if inside_title else None
        if title is not None:
            result.append(end >= title[1])
            if end >= title[1]:
                inside_title = [t for t in inside_title if t != title]
            continue
        last = raw[end - 1]
        short = widths[i] < full
        row = "\t" in raw[begin:end] or "\t" in raw[lines[i + 1].begin : lines[i + 1].end]
        alone = short and last not in "，、" and (starts[i] or _is_bare_heading(raw, begin, end))
        result.append(
            row or starts[i + 1] or alone or (short and last in "。！？；：") or _is_bare_heading(raw, *lines[i + 1])
        )
    return result


def _full_width(widths: list[int]) -> float:
    """Width from which a line counts as filled; infinite where the document does not wrap its lines."""
    if not widths:
        return float("inf")
    ordered = sorted(widths)
    wide = ordered[int(len(ordered) * 0.9)]
    filled = sum(1 for w in widths if wide * 0.85 <= w <= wide * 1.15)
    return wide * 0.85 if filled * 2 >= len(widths) and len(widths) > 3 else float("inf")


def _width(line: str) -> int:
    return len(line) + sum(1 for c in line if c > "\u2000")


_BARE_HEADING = re.compile(
    r"(?:(?:试点)?(?:区域|地区)?基本(?:情况|概况)|发展(?:现状|基础)|现状(?:与|和)?(?:基础|形势)?|总体(?:思路|要求|目标)(?:[及与和](?:主要)?目标)?"
    r"|指导思想(?:[和与、]?\S{0,8}目标)?|主要目标|发展目标|(?:试点|主要|重点|改革|工作)任务|(?:保障|推进|支持)(?:措施|举措|机制)|组织(?:实施|保障))[：:]?"
)


def _is_bare_heading(raw: str, begin: int, end: int) -> bool:
    return end - begin <= 14 and _BARE_HEADING.fullmatch(re.sub(r"\s", "", raw[begin:end])) is not None


def _clean_line(raw: str, line: _Line, parts: list[str], offsets: array[int], repairs: list[Repair]) -> None:
    position = line.begin
    row = "\t" in raw[line.begin : line.end]
    noise, whys = _noise()
    for m in noise.finditer(raw, line.begin, line.end):
        if position < m.start():
            parts.append(raw[position : m.start()])
            offsets.extend(range(position, m.start()))
        kind = m.lastgroup or ""
        now = _replacement(kind, m, row)
        if now:
            parts.append(now)
            offsets.extend(m.start() + min(i, m.end() - m.start() - 1) for i in range(len(now)))
        if kind == "url":
            repairs.append(Repair(TextSpan(m.start(), m.end()), "url", m[0], "", "an address was pasted into the text"))
        elif kind == "junk":
            repairs.append(Repair(TextSpan(m.start(), m.end()), "glyph", m[0], "", "a character without meaning"))
        elif kind.startswith("f"):
            repairs.append(Repair(TextSpan(m.start(), m.end()), "glyph", m[0], now, whys[int(kind[1:])][1]))
        position = m.end()
    if position < line.end:
        parts.append(raw[position : line.end])
        offsets.extend(range(position, line.end))


def _replacement(kind: str, m: re.Match[str], row: bool) -> str:
    if kind == "space":
        return "\t" if row and "\t" in m[0] else ""
    if kind in ("url", "junk"):
        return ""
    if kind == "wide" or kind == "radical":
        return unicodedata.normalize("NFKC", m[0])
    if kind == "mark":
        between_digits = (
            m[0] in ",.:"
            and m.string[m.start() - 1 : m.start()].isdigit()
            and m.string[m.end() : m.end() + 1].isdigit()
        )
        return m[0] if between_digits else m[0].translate(_FULL)
    return m.expand(_noise()[1][int(kind[1:])][0])


@cache
def _noise() -> tuple[re.Pattern[str], tuple[tuple[str, str], ...]]:
    """One expression for all that is not plain text, and what each systematic fault is replaced by, and why."""
    groups, whys = [f"(?P<url>{_URL})", f"(?P<junk>{_JUNK})"], []
    for line in files("pilotkg.source").joinpath("faults.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        was, now, why = line.split("\t")
        groups.append(f"(?P<f{len(whys)}>{was})" if "(" not in was.replace("(?", "") else f"(?P<f{len(whys)}>{was})")
        whys.append((now, why))
    groups += [f"(?P<space>{_SPACE})", f"(?P<wide>{_WIDE})", f"(?P<radical>{_RADICAL})", f"(?P<mark>{_ASCII_MARK})"]
    return re.compile("|".join(groups)), tuple(whys)


def _looks_traditional(raw: str) -> bool:
    return sum(raw.count(c) for c in sorted(_TRADITIONAL)) > len(raw) // 100


@cache
def _simplifier() -> dict[int, str]:
    """Traditional characters to simplified ones, one to one, as the package zhconv has them."""
    from zhconv import zhconv  # noqa: PLC0415 - a large table, needed only for traditional text

    table = zhconv.getdict("zh-cn")
    return {ord(k): v for k, v in table.items() if len(k) == 1 and len(v) == 1}
