"""Ordinals that open a section, an item or a sub-measure: 第一章, 一、, （一）, 1., （1）, ①, 一是, 一要, ——.

In: a text and a position. Out: the style of the marker there, its number, and where the words behind it begin.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache
from typing import NamedTuple

_HAN = "一二三四五六七八九十"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}


class Style(IntEnum):
    """Styles of numbering, outermost first."""

    CHAPTER = 0
    PART = 1
    HAN = 2
    HAN_PAREN = 3
    ARABIC = 4
    ARABIC_PAREN = 5
    CIRCLED = 6
    SHI = 7
    DASH = 8


class Marker(NamedTuple):
    """A marker: `end` is where the words behind it begin. A dash has the number 0."""

    style: Style
    number: int
    begin: int
    end: int


_LINE = re.compile(
    rf"第\s?(?P<chapter>[{_HAN}百]{{1,4}}|\d{{1,2}})\s?[章篇][\s、.．：:]*"
    rf"|第\s?(?P<part>[{_HAN}]{{1,3}}|\d{{1,2}})\s?节[\s、.．：:]*"
    rf"|(?P<han>[{_HAN}]{{1,3}})\s*[、.．](?![{_HAN}、\d])\s*"
    rf"|[（(]\s*(?P<hanp>[{_HAN}]{{1,3}})\s*[）)][\s、.．]*"
    r"|(?P<arabic>\d{1,2})\s*(?:[.．](?![\d\s\u200b-\u200f\ufeff\ue000-\uf8ff]*[%万亿\d]|[a-z])|、(?!\d))\s*"
    r"|[（(]\s*(?P<arabicp>\d{1,2})\s*[）)][\s、.．]*"
    r"|(?P<circled>[①-⑳])\s*"
    rf"|(?:其?(?P<shi>[{_HAN}]{{1,2}})[是要](?![求素件点的])|第(?P<ordinal>[{_HAN}])，)"
    r"|(?P<dash>(?:——|―― ?|--)(?![—-]))\s*"
)
MARKER_BEGINS = frozenset(_HAN + "第其（(—―-0123456789０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_STYLES = {
    "chapter": Style.CHAPTER, "part": Style.PART, "han": Style.HAN, "hanp": Style.HAN_PAREN, "arabic": Style.ARABIC,
    "arabicp": Style.ARABIC_PAREN, "circled": Style.CIRCLED, "shi": Style.SHI, "ordinal": Style.SHI, "dash": Style.DASH,
}  # fmt: skip


def marker_at(text: str, position: int) -> Marker | None:
    """The marker that begins at a position, if one does."""
    if text[position : position + 1] not in MARKER_BEGINS:
        return None
    m = _LINE.match(text, position)
    if m is None or m.lastgroup is None:
        return None
    digits = m[m.lastgroup]
    if m.lastgroup == "dash":
        number = 0
    elif m.lastgroup == "circled":
        number = ord(digits) - ord("①") + 1
    else:
        number = int(digits) if digits.isdigit() else han_number(digits)
    return Marker(_STYLES[m.lastgroup], number, position, m.end())


@cache
def han_number(digits: str) -> int:
    """Value of a Chinese ordinal below a hundred: 十二 → 12, 二十 → 20."""
    if "十" not in digits:
        return _DIGITS.get(digits[-1], 0)
    tens, _, ones = digits.partition("十")
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
