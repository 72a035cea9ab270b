"""Lines of raw text become clean text: joined, paste noise dropped, glyph faults repaired, every offset kept.

In: raw text and the lines of a plan. Out: `CleanText` with a line feed at each paragraph's end, a tab between the cells of a
table row, and nowhere else white space that Chinese does not need. The faults are data (faults.tsv).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate, chain
from operator import add
from typing import NamedTuple

from pilotkg.model import Repair, TextSpan
from pilotkg.source.layout import Line, is_row, paragraph_ends
from pilotkg.source.text import CleanText

# A pasted address runs until white space or Chinese; what follows it in rare scripts or replacement marks is its garbage.
_URL = r"(?:https?://|www\.)[^\s\u4e00-\u9fff\u3000-\u303f\uff00-\uff65“”‘’—…]*"
_URL_IS_OPEN = frozenset("=&?/_-.%")
_URL_GOES_ON = re.compile(r"(?!https?:|www\.)[!-~]*[A-Za-z/_=&?#][!-~]*")
_ASCII = re.compile(r"[!-~]+")
_SPACE = r"(?:(?<![A-Za-z])[^\S\n]+|[^\S\n]+(?![A-Za-z]))"
_JUNK = r"[\ue000-\uf8ff\ufffd\u200b-\u200f\u2060\ufeff\u00ad]+"
_WIDE = r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a％．]"
_RADICAL = r"[\u2e80-\u2fdf\uf900-\ufaff]"
_MARK = r"(?:(?<=[^\x00-\x7f])[,;:!?()]|[,;:!?()](?=[^\x00-\x7f])|(?<=[\u4e00-\u9fff”）])\.(?![\w.]))"
_FIRST = r"hw\s,;:!?()." + (_JUNK + _WIDE + _RADICAL).translate(str.maketrans("", "", "[]+"))
_NOISE_BEGINS = re.compile(f"[{_FIRST}]")
_NOISE = re.compile(
    f"(?P<url>{_URL})|(?P<junk>{_JUNK})|(?P<space>{_SPACE})|(?P<normal>{_WIDE}|{_RADICAL})|(?P<mark>{_MARK})"
)
_FULL = str.maketrans(",;:!?().", "，；：！？（）。")


class _Edit(NamedTuple):
    """A stretch of text and what it is replaced by; `kind` and `why` are a repair's, None where nothing is repaired."""

    begin: int
    end: int
    now: str
    kind: str | None = None
    why: str | None = None


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
    placed = _placed(pieces, lines, len(raw))
    rows = [is_row(raw, line) for line in lines] if "\t" in joined else []
    text, offsets, noise = _edited(joined, placed, _noise(joined, begins, rows))
    text, offsets, faults = _edited(text, offsets, _faults(text))
    return CleanText(text, offsets, tuple(sorted((*noise, *faults))))


def _placed(pieces: Sequence[str], lines: Sequence[Line], length: int) -> list[int]:
    """Where each character of some lines stands; the line feed that closes a paragraph stands behind its last line."""
    begins = [line.begin for line in lines]
    placed = list(chain.from_iterable(map(range, begins, map(add, begins, map(len, pieces)))))
    if placed and placed[-1] >= length:
        placed[-1] = length - 1
    return placed


def _edited(text: str, placed: list[int], edits: Iterable[_Edit]) -> tuple[str, list[int], list[Repair]]:
    """A text after some edits, where its characters stand in the source, and the repairs among the edits."""
    parts: list[str] = []
    offsets: list[int] = []
    repairs: list[Repair] = []
    position = 0
    for begin, end, now, kind, why in edits:
        if kind is not None:
            span = TextSpan(placed[begin], placed[end - 1] + 1)
            repairs.append(Repair(span, kind, text[begin:end], now, why or ""))
        parts += (text[position:begin], now)
        offsets += placed[position:begin]
        if now:
            offsets += [placed[min(begin + i, end - 1)] for i in range(len(now))]
        position = end
    parts.append(text[position:])
    offsets += placed[position:]
    return "".join(parts), offsets, repairs


def _noise(joined: str, begins: Sequence[int], rows: Sequence[bool]) -> Iterator[_Edit]:
    """What is no text: white space, pasted addresses, characters without meaning; and forms that plain text has not."""
    position = line = 0
    for suspect in _NOISE_BEGINS.finditer(joined):
        begin = suspect.start()
        while begins[line + 1] <= begin:
            line += 1
        m = _NOISE.match(joined, begin) if begin >= position else None
        if m is None:
            continue
        kind, position = m.lastgroup, m.end()
        if kind == "url":
            position = _end_of_address(joined, position, begins, line + 1)
            yield _Edit(begin, position, "", "url", "an address was pasted into the text")
        elif kind == "junk":
            yield _Edit(begin, position, "", "glyph", "a character without meaning")
        else:
            yield _Edit(begin, position, "" if kind == "space" and not rows else _plain(m, bool(rows) and rows[line]))


def _faults(text: str) -> Iterator[_Edit]:
    """Systematic faults of glyphs and units in text that is otherwise plain."""
    begins, kinds, faults = _table_of_faults()
    position = 0
    for suspect in begins.finditer(text):
        m = kinds.match(text, suspect.start()) if suspect.start() >= position else None
        if m is not None:
            fault = faults[m.lastgroup or ""]
            position = m.end()
            yield _Edit(m.start(), position, _meant(fault, m), "glyph", fault.why)


def _end_of_address(joined: str, end: int, begins: Sequence[int], line: int) -> int:
    """Where an address ends: at the end of its line, or in the next `line` where it is open or more than digits follow."""
    while end >= begins[line]:
        end = begins[line]
        goes_on = _ASCII if joined[end - 1] in _URL_IS_OPEN else _URL_GOES_ON
        more = goes_on.match(joined, end, begins[line + 1]) if line + 1 < len(begins) else None
        if more is None:
            break
        end, line = more.end(), line + 1
    return end


def _meant(fault: _Fault, m: re.Match[str]) -> str:
    """What a fault stands for; its own expression is asked again, since `now` counts that one's groups."""
    own = fault.was.match(m.string, m.start()) if "\\" in fault.now else None
    return own.expand(fault.now) if own else fault.now


def _plain(m: re.Match[str], row: bool) -> str:
    """What plain text has instead of white space, full-width forms and half-width marks."""
    if m.lastgroup == "space":
        return "\t" * m[0].count("\t") if row else ""
    if m.lastgroup == "normal":
        return unicodedata.normalize("NFKC", m[0])
    around = m.string[m.start() - 1 : m.start()] + m.string[m.end() : m.end() + 1]
    return m[0] if m[0] in ",.:" and len(around) == 2 and around.isdigit() else m[0].translate(_FULL)


@cache
def _table_of_faults() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, _Fault]]:
    """The characters that the faults of faults.tsv begin with, one expression of them all, and each by its group's name."""
    faults: dict[str, _Fault] = {}
    for line in files("pilotkg.source").joinpath("faults.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            was, now, why = line.split("\t")
            faults[f"fault{len(faults)}"] = _Fault(re.compile(was), now, why)
    begins = "".join(_first_characters(fault.was.pattern) for fault in faults.values())
    kinds = "|".join(f"(?P<{name}>{fault.was.pattern})" for name, fault in faults.items())
    return re.compile(f"[{begins}]"), re.compile(kinds), faults


def _first_characters(expression: str) -> str:
    """The characters that a fault can begin with, as the inside of a character class; look-behinds are passed over."""
    rest = re.sub(r"^(?:\(\?<[=!](?:\[[^\]]*\]|\\?.)+?\))+", "", expression)
    return rest[1 : rest.index("]")] if rest.startswith("[") else re.escape(rest[0])
