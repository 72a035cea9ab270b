"""Faults that a document picks up on its way through a PDF: layout, spaces, glyphs, addresses. Its facts stay the same.

In: a title, paragraphs and a source of chance. Out: raw text. What cleaning must undo is done here, one function a fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from random import Random


class Fault(StrEnum):
    """The kinds of faults."""

    LINES = "lines"
    """every line broken at the width of the page, the title on two lines"""
    PAGES = "pages"
    """page numbers and form feeds between lines"""
    SPACES = "spaces"
    """white space between characters and around numbers"""
    GLYPHS = "glyphs"
    """characters that the PDF's fonts map to others, and characters without meaning"""
    URLS = "urls"
    """addresses pasted into sentences"""
    WIDE = "wide"
    """digits and signs of full width"""
    COMMAS = "commas"
    """commas between thousands"""
    HEADING = "heading"
    """no heading 基本情况"""
    NAMES = "names"
    """a wrong character in the place's name in the title"""


ALL = tuple(Fault)
_GLYPHS = (
    ("置", "臵"),
    ("迁", "辿"),
    ("关", "兲"),
    ("”", "〃"),
    ("常住人口", "常驻人口"),
    ("平方公里", "平方米公里"),
    ("100%", "l00%"),
)
_WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
_NUMBER = re.compile(r"\d+(?:[.,．]\d+)*")
_THOUSANDS = re.compile(r"(?<![\d.])\d{4,}(?:\.\d+)?(?=(?:万|亿|元|人|户|套|平方))")
_BETWEEN_HAN = re.compile("(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_JUNK = "\u200b\ue5e5\ufeff\uf06c"
_ADDRESSES = (
    "http://www.example.gov.cn/art/2016/3/7/art_12_345.html",
    "www.example.cn",
    "https://example.org/a?b=1&c=2",
)
_PAGE_NUMBERS = ("\n\n- {n} -\n\n", "\n{n}\n\f", "\n第 {n} 页\n\f", "\n— {n} —\n\f")
_CHANCE = 0.7
_NUMBERING = 6  # characters at a paragraph's beginning that may number it


def blemished(
    title: tuple[str, ...], paragraphs: tuple[str, ...], faults: Collection[Fault], random: Random, width: int
) -> str:
    """The raw text of a plan with faults.

    Args:
        title: the lines of its title.
        paragraphs: its paragraphs, the first of which is the heading of the basic facts.
        faults: the kinds that it may have; each but LINES shows with a chance of its own.
        random: the source of chance.
        width: how many Chinese characters a line has where LINES is among the faults.
    """
    chosen = {fault for fault in sorted(faults) if random.random() < _CHANCE or fault is Fault.LINES}
    if Fault.HEADING in chosen:
        paragraphs = paragraphs[1:]
    if Fault.LINES not in chosen:
        title = ("".join(title),)
    for fault, change in _CHANGES.items():
        if fault in chosen:
            paragraphs = tuple(change(p, random) for p in paragraphs)
    lines = [line for part in title for line in _broken(part, width)] if Fault.LINES in chosen else [*title]
    for paragraph in paragraphs:
        lines += _broken(paragraph, width) if Fault.LINES in chosen else [paragraph]
    if Fault.PAGES in chosen:
        return "".join(_paged(lines, random)) + "\n"
    return "\n".join(lines) + "\n"


def _glyphs(text: str, random: Random) -> str:
    if random.random() < 0.1:
        at = random.randrange(min(_NUMBERING, len(text)), len(text) + 1)
        text = text[:at] + random.choice(_JUNK) + text[at:]
    for meant, stands in _GLYPHS:
        if meant in text and random.random() < 0.5:
            text = text.replace(meant, stands)
    return text


def _commas(text: str, _: Random) -> str:
    return _THOUSANDS.sub(lambda m: _with_commas(m[0]), text)


def _with_commas(number: str) -> str:
    whole, point, rest = number.partition(".")
    return number if len(whole) == 4 and whole.startswith("20") else f"{int(whole):,}{point}{rest}"


def _wide(text: str, _: Random) -> str:
    return _NUMBER.sub(lambda m: m[0].translate(_WIDE), text).replace("%", "％")


def _spaces(text: str, random: Random) -> str:
    text = _NUMBER.sub(lambda m: f" {m[0]} " if random.random() < 0.4 else m[0], text).strip()
    return _BETWEEN_HAN.sub(lambda _: random.choice(" \u3000\xa0") if random.random() < 0.01 else "", text)


def _urls(text: str, random: Random) -> str:
    places = [m.start() for m in _BETWEEN_HAN.finditer(text, _NUMBERING)]
    if not places or not text.endswith("。") or random.random() > 0.15:
        return text
    at = random.choice(places)
    return text[:at] + random.choice(_ADDRESSES) + text[at:]


_CHANGES: dict[Fault, Callable[[str, Random], str]] = {
    Fault.COMMAS: _commas,
    Fault.WIDE: _wide,
    Fault.SPACES: _spaces,
    Fault.GLYPHS: _glyphs,
    Fault.URLS: _urls,
}


def _broken(paragraph: str, width: int) -> Iterator[str]:
    """The lines of a paragraph, filled to a width; its first is indented by two characters."""
    line, left = "　　", 2 * width - 4
    for character in paragraph:
        left -= 1 if character < "\u0100" else 2
        if left < 0:
            yield line
            line, left = "", 2 * width - (1 if character < "\u0100" else 2)
        line += character
    yield line


def _paged(lines: list[str], random: Random) -> Iterator[str]:
    """Lines with a page number every now and then; never right behind a digit, where nobody could tell it from a figure."""
    form, number, left = random.choice(_PAGE_NUMBERS), random.randint(1, 300), random.randint(5, 25)
    for line in lines:
        yield line
        left -= 1
        if left <= 0 and not line[-1].isdigit():
            yield form.format(n=number)
            number, left = number + 1, random.randint(12, 25)
        else:
            yield "\n"
