"""The text of a PDF: its lines as they stand on the pages, a form feed between pages, a table row a line with tabs.

In: the file's bytes. Out: text. A table with rules is taken cell by cell; where columns are only set apart by wide gaps, the
cells of a line go to the columns of the first such line that they stand under.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

_WIDE_GAP = 1.2  # in characters: wider than what justified lines have, narrower than what sets columns apart
_FEWEST_CELLS = 3


class _Cell(NamedTuple):
    """Words of a line that stand apart, and where they stand on the page."""

    words: str
    left: float
    right: float


class _Line(NamedTuple):
    """A line of a page and the cells that it falls into."""

    top: float
    words: str
    cells: tuple[_Cell, ...]


def text(data: bytes) -> str:
    """The text of a PDF; whatever is wrong with the file raises an error of pdfplumber or pdfminer."""
    import pdfplumber  # noqa: PLC0415 - slow to import, needed for PDF only

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return "\f".join(_page(page) for page in pdf.pages)


def _page(page: Any) -> str:
    pieces: list[tuple[float, str]] = []
    rest = page
    for table in page.find_tables():
        rows = ["\t".join(" ".join((cell or "").split()) for cell in row) for row in table.extract()]
        pieces.append((table.bbox[1], "\n".join(rows)))
        rest = rest.outside_bbox(table.bbox)
    lines = [_line(line) for line in rest.extract_text_lines()]
    pieces += zip((line.top for line in lines), _written(lines), strict=True)
    return "\n".join(words for _, words in sorted(pieces, key=lambda piece: piece[0]))


def _line(line: dict[str, Any]) -> _Line:
    return _Line(line["top"], line["text"], tuple(_cells(line["chars"])))


def _cells(chars: Sequence[dict[str, Any]]) -> Iterator[_Cell]:
    """The stretches of a line that wide gaps set apart."""
    begin = 0
    shown = [c for c in chars if c["text"].strip()]
    for i in range(1, len(shown) + 1):
        ends = i == len(shown) or shown[i]["x0"] - shown[i - 1]["x1"] > _WIDE_GAP * shown[i]["size"]
        if ends:
            stretch = shown[begin:i]
            yield _Cell("".join(c["text"] for c in stretch), stretch[0]["x0"], stretch[-1]["x1"])
            begin = i


def _written(lines: Sequence[_Line]) -> Iterator[str]:
    """The lines as text; those of a table, two or more lines of cells one under another, with tabs."""
    head: _Line | None = None
    for i, line in enumerate(lines):
        many = len(line.cells) >= _FEWEST_CELLS
        if head is None and many and i + 1 < len(lines) and len(lines[i + 1].cells) >= _FEWEST_CELLS:
            head = line
        elif len(line.cells) < 2:
            head = None
        yield _row(line, head) if head is not None else line.words


def _row(line: _Line, head: _Line) -> str:
    """The cells of a line under those of the head that they stand nearest to."""
    columns = [""] * len(head.cells)
    for cell in line.cells:
        middle = (cell.left + cell.right) / 2
        nearest = min(range(len(columns)), key=lambda i: _distance(head.cells[i], middle))
        columns[nearest] += cell.words
    return "\t".join(columns)


def _distance(cell: _Cell, place: float) -> float:
    return max(cell.left - place, place - cell.right, 0.0) or abs((cell.left + cell.right) / 2 - place) / 1000
