"""Lines of raw text become clean text: joined, paste noise dropped, glyph faults repaired, every offset kept.

In: raw text and the lines of a plan. Out: `CleanText` with a line feed at each paragraph's end, a tab between the cells of a
table row, and nowhere else white space that Chinese does not need. The faults are data (faults.tsv).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple

from pilotkg.model import Repair, TextSpan
from pilotkg.source.layout import Line, is_row, paragraph_ends
from pilotkg.source.text import CleanText, Offsets
from pilotkg.source.traditional import simplified

# A pasted address runs until white space or Chinese; what follows it in rare scripts or replacement marks is its garbage.
_URL = r"(?:https?://|www\.)[^\s\u4e00-\u9fff\u3000-\u303f\uff00-\uff65“”‘’—…]*"
_SPACE = r"(?:(?<![A-Za-z])[^\S\n]+|[^\S\n]+(?![A-Za-z]))"
_JUNK = r"[\ue000-\uf8ff\ufffd\u200b-\u200f\u2060\ufeff\u00ad]+"
_WIDE = r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a％．]"
_RADICAL = r"[\u2e80-\u2fdf\uf900-\ufaff]"
_MARK = r"(?:(?<=[^\x00-\x7f])[,;:!?()]|[,;:!?()](?=[^\x00-\x7f])|(?<=[\u4e00-\u9fff”）])\.(?![\w.]))"
_FIRST = r"hw\s,;:!?()." + (_JUNK + _WIDE + _RADICAL).translate(str.maketrans("", "", "[]+"))
_FULL = str.maketrans(",;:!?().", "，；：！？（）。")


class _Noise(NamedTuple):
    """What is not plain text: the characters that it begins with, its kinds, and for each fault what is meant and why."""

    first: re.Pattern[str]
    kinds: re.Pattern[str]
    faults: dict[str, _Fault]


class _Fault(NamedTuple):
    """A row of faults.tsv."""

    was: re.Pattern[str]
    now: str
    why: str


def clean(raw: str, lines: Sequence[Line], full: float, titles: int = 0) -> CleanText:
    """Clean the lines of a plan.

    Args:
        raw: the text as given, in code points; all offsets point into it.
        lines: the plan's lines.
        full: the width from which a line is filled (see `layout`).
        titles: how many of the first lines are its title; they become one paragraph.

    Returns:
        Clean text with every repair of a fault.
    """
    ends = paragraph_ends(raw, lines, full)
    if titles:
        ends[:titles] = [False] * (titles - 1) + [True]
    pieces = [raw[line.begin : line.end] + "\n" * closes for line, closes in zip(lines, ends, strict=True)]
    begins = [0, *accumulate(len(piece) for piece in pieces)]
    joined = "".join(pieces)
    placed = Offsets(begins[:-1], [line.begin for line in lines], len(joined), len(raw) - 1)
    rows = [is_row(raw, line) for line in lines] if "\t" in joined else []
    text = _without_noise(joined, begins, rows, placed)
    return CleanText(simplified(text.text), text.offsets, text.repairs)


def _without_noise(joined: str, begins: Sequence[int], rows: Sequence[bool], placed: Offsets) -> CleanText:
    """Joined lines without their noise. None of it runs over the end of a line; `rows` tells which lines are table rows."""
    first, kinds, faults = _noise()
    parts: list[str] = []
    here, there = [0], [0]
    repairs: list[Repair] = []
    position = line = length = 0
    for suspect in first.finditer(joined):
        begin = suspect.start()
        while begins[line + 1] <= begin:
            line += 1
        m = kinds.match(joined, begin, begins[line + 1]) if begin >= position else None
        if m is None:
            continue
        kind = m.lastgroup or ""
        now = _meant(faults[kind], m) if kind in faults else _replacement(kind, m, bool(rows) and rows[line])
        if (why := _why(kind, faults)) is not None:
            span = TextSpan(placed[begin], placed[m.end() - 1] + 1)
            repairs.append(Repair(span, "url" if kind == "url" else "glyph", m[0], now, why))
        parts += (joined[position:begin], now)
        length += begin - position
        for i in range(len(now)):
            here.append(length + i)
            there.append(min(begin + i, m.end() - 1))
        length += len(now)
        here.append(length)
        there.append(m.end())
        position = m.end()
    parts.append(joined[position:])
    text = "".join(parts)
    return CleanText(text, Offsets(here, there, len(text), max(0, len(joined) - 1), placed), tuple(repairs))


def _meant(fault: _Fault, m: re.Match[str]) -> str:
    """What a fault stands for; its own expression is asked again, since `now` counts that one's groups."""
    own = fault.was.match(m.string, m.start()) if "\\" in fault.now else None
    return own.expand(fault.now) if own else fault.now


def _replacement(kind: str, m: re.Match[str], row: bool) -> str:
    """What plain text has instead of noise that is no fault."""
    if kind == "space":
        return "\t" * m[0].count("\t") if row else ""
    if kind == "normal":
        return unicodedata.normalize("NFKC", m[0])
    if kind == "mark":
        around = m.string[m.start() - 1 : m.start()] + m.string[m.end() : m.end() + 1]
        return m[0] if m[0] in ",.:" and len(around) == 2 and around.isdigit() else m[0].translate(_FULL)
    return ""


def _why(kind: str, faults: dict[str, _Fault]) -> str | None:
    """Why a kind of noise is repaired; None for layout that is no fault."""
    if kind in faults:
        return faults[kind].why
    return {"url": "an address was pasted into the text", "junk": "a character without meaning"}.get(kind)


@cache
def _noise() -> _Noise:
    """The expressions for all that is not plain text, the systematic faults of faults.tsv among it."""
    groups, firsts = [f"(?P<url>{_URL})", f"(?P<junk>{_JUNK})"], [_FIRST]
    faults: dict[str, _Fault] = {}
    for line in files("pilotkg.source").joinpath("faults.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        was, now, why = line.split("\t")
        name = f"fault{len(faults)}"
        groups.append(f"(?P<{name}>{was})")
        firsts.append(_first_characters(was))
        faults[name] = _Fault(re.compile(was), now, why)
    groups += [f"(?P<space>{_SPACE})", f"(?P<normal>{_WIDE}|{_RADICAL})", f"(?P<mark>{_MARK})"]
    return _Noise(re.compile(f"[{''.join(firsts)}]"), re.compile("|".join(groups)), faults)


def _first_characters(expression: str) -> str:
    """The characters that a fault can begin with, as the inside of a character class; look-behinds are passed over."""
    rest = re.sub(r"^(?:\(\?<[=!](?:\[[^\]]*\]|\\?.)+?\))+", "", expression)
    return rest[1 : rest.index("]")] if rest.startswith("[") else re.escape(rest[0])
