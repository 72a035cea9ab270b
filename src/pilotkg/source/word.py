"""The text of a DOCX file: a paragraph a line with the number that Word would show before it, a table row a line.

In: the file's bytes. Out: text. Automatic numbers (ECMA-376 part 1, 17.9) are counted here, since they stand in no paragraph:
each level of a list has a format and a text such as 第%1章 or （%2）.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

_HAN = "零一二三四五六七八九"
_HAN_FORMATS = frozenset(
    {"chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
     "taiwaneseCountingThousand", "ideographTraditional", "chineseLegalSimplified"}
)  # fmt: skip
_CIRCLED_FORMATS = frozenset({"decimalEnclosedCircle", "decimalEnclosedCircleChinese"})
_NO_NUMBER = frozenset({"none", "bullet"})
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class _Level(NamedTuple):
    """A level of a list: how its numbers are written, what stands around them, and where they start."""

    form: str
    text: str
    start: int


def text(data: bytes) -> str:
    """The text of a DOCX file; whatever is wrong with the file raises an error of zipfile, lxml or python-docx."""
    import docx  # noqa: PLC0415 - needed for DOCX only
    from docx.table import Table  # noqa: PLC0415

    document = docx.Document(io.BytesIO(data))
    numbers = _Numbers(document)
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += ("\t".join(" ".join(cell.text.split()) for cell in row.cells) for row in block.rows)
        else:
            lines.append(numbers.before(block) + block.text)
    return "\n".join(lines)


class _Numbers:
    """Counts the automatic numbers of a document's paragraphs, in their order."""

    def __init__(self, document: Any) -> None:
        self._lists = dict(_lists(document))
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def before(self, paragraph: Any) -> str:
        """The number that stands before a paragraph; empty where it has none."""
        number, depth = _numbering_of(paragraph)
        key, levels = self._lists.get(number, ("", {}))
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts[key]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        if level.form in _NO_NUMBER:
            return ""
        return re.sub(r"%(\d)", lambda m: _written(levels, counts, int(m[1]) - 1), level.text)


def _numbering_of(paragraph: Any) -> tuple[str, int]:
    """The list that a paragraph belongs to, by itself or by its style, and the level in it."""
    style = paragraph.style
    owners = [paragraph._p.pPr]
    while style is not None and len(owners) < 10:
        owners.append(style.element.pPr)
        style = style.base_style
    for properties in owners:
        numbering = properties.numPr if properties is not None else None
        if numbering is not None and numbering.numId is not None:
            depth = numbering.ilvl.val if numbering.ilvl is not None else 0
            return str(numbering.numId.val), int(depth)
    return "", 0


def _lists(document: Any) -> Iterator[tuple[str, tuple[str, dict[int, _Level]]]]:
    """Each list by its id: the definition that it counts with, and its levels."""
    parts = [rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")]
    for root in (part.element for part in parts):
        defined = {a.get(f"{_W}abstractNumId"): dict(_levels(a)) for a in root.iter(f"{_W}abstractNum")}
        for number in root.iter(f"{_W}num"):
            abstract = _value(number, "abstractNumId")
            restarts = number.find(f"{_W}lvlOverride") is not None
            key = f"list {number.get(f'{_W}numId')}" if restarts else abstract
            yield number.get(f"{_W}numId"), (key, defined.get(abstract, {}))


def _levels(abstract: Any) -> Iterator[tuple[int, _Level]]:
    for level in abstract.iter(f"{_W}lvl"):
        start = _value(level, "start")
        yield (
            int(level.get(f"{_W}ilvl")),
            _Level(
                _value(level, "numFmt") or "decimal", _value(level, "lvlText"), int(start) if start.isdigit() else 1
            ),
        )


def _value(element: Any, name: str) -> str:
    """The w:val of a child element; empty where there is none."""
    child = element.find(f"{_W}{name}")
    return "" if child is None else child.get(f"{_W}val") or ""


def _written(levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
    """The number of a level as it is written."""
    level = levels.get(depth)
    number = counts.get(depth, level.start if level else 1)
    form = level.form if level else "decimal"
    if form in _HAN_FORMATS:
        return _han(number)
    if form in _CIRCLED_FORMATS and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    return str(number)


def _han(number: int) -> str:
    """A number below a hundred in Chinese numerals: 12 is 十二; larger ones in digits."""
    if not 0 <= number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _HAN[ones]
    return ("" if tens == 1 else _HAN[tens]) + "十" + (_HAN[ones] if ones else "")
