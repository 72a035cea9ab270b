"""Makes DOCX, PDF and HTML documents of plain text, for the tests: a line is a paragraph, lines with tabs are a table."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

_FONT = "STSong-Light"
_SONG = ParagraphStyle("song", fontName=_FONT, fontSize=12, leading=20, wordWrap="CJK", firstLineIndent=24)
_CELL = ParagraphStyle("cell", fontName=_FONT, fontSize=10, leading=14, wordWrap="CJK")

Rows = list[list[str]]


def blocks(text: str) -> Iterator[str | Rows]:
    """The paragraphs and tables of a text."""
    rows: Rows = []
    for line in text.splitlines():
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            yield rows
            rows = []
        yield line
    if rows:
        yield rows


def to_docx(text: str, path: Path) -> Path:
    """Write a text as DOCX."""
    document = docx.Document()
    for block in blocks(text):
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), len(block[0]))
        for row, cells in zip(table.rows, block, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    document.save(str(path))
    return path


def to_pdf(text: str, path: Path, *, ruled: bool = True) -> Path:
    """Write a text as PDF with page numbers; `ruled` draws lines around the cells of tables."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    story: list[Flowable] = []
    for block in blocks(text):
        if isinstance(block, str):
            story.append(Paragraph(html.escape(block), _SONG))
            continue
        cells = [[Paragraph(html.escape(words), _CELL) for words in row] for row in block]
        widths = [max(len(row[i]) for row in block) for i in range(len(block[0]))]
        style = [("GRID", (0, 0), (-1, -1), 0.5, "black")] if ruled else []
        table = Table(cells, colWidths=[440 * (w + 3) / sum(w + 3 for w in widths) for w in widths], style=style)
        story.append(table)
    SimpleDocTemplate(str(path), pagesize=A4, invariant=1).build(story, onFirstPage=_number, onLaterPages=_number)
    return path


def to_html(text: str, path: Path) -> Path:
    """Write a text as a web page."""
    body = "".join(
        f"<p>{html.escape(block)}</p>\n"
        if isinstance(block, str)
        else "<table>"
        + "".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>\n" for row in block)
        + "</table>\n"
        for block in blocks(text)
    )
    path.write_text(f"<html><head><meta charset='utf-8'></head><body>\n{body}</body></html>", encoding="utf-8")
    return path


def _number(canvas: object, document: object) -> None:
    canvas.setFont(_FONT, 9)  # type: ignore[attr-defined]
    canvas.drawCentredString(300, 30, f"- {document.page} -")  # type: ignore[attr-defined]
