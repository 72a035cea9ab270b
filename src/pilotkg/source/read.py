"""Files and streams become raw text: plain text in any common encoding, PDF, DOCX and HTML.

In: a path, a folder, or standard input. Out: `Document`s whose text is what offsets count in. For plain text that is the
file as given, a byte order mark included; for other formats the text taken out of it, paragraphs and table rows a line each.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilotkg.errors import SourceError
from pilotkg.model import Source
from pilotkg.source import pdf, word

SUFFIXES = {".txt": "text/plain", ".md": "text/plain", ".pdf": "application/pdf", ".html": "text/html", ".htm": "text/html",
            ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}  # fmt: skip
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_HAN_ENOUGH = 0.05


@dataclass(frozen=True, slots=True)
class Document:
    """A document's text and where it came from."""

    source: Source
    text: str


def read(path: str | Path) -> Document:
    """Read one document; `-` is standard input.

    Raises:
        SourceError: the file is missing, empty, binary, truncated inside a character, or in an encoding that is none of
            UTF-8, UTF-16 and GB18030.
    """
    if str(path) == "-":
        return from_bytes(sys.stdin.buffer.read(), "standard-input", "text/plain")
    path = Path(path)
    media_type = SUFFIXES.get(path.suffix.lower(), "text/plain")
    try:
        data = path.read_bytes()
    except FileNotFoundError as e:
        raise SourceError("there is no such file", file=path, remedy="Check the path") from e
    except OSError as e:
        raise SourceError(
            f"it cannot be read: {e.strerror}", file=path, remedy="Check that it is a file you may read"
        ) from e
    return from_bytes(data, path.name, media_type)


def read_all(path: str | Path) -> list[Document]:
    """Read a document, or every document of a folder in the order of their names.

    Raises:
        SourceError: as `read`, or the folder holds no document.
    """
    folder = Path(path)
    if str(path) == "-" or not folder.is_dir():
        return [read(path)]
    files = sorted(
        p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file() and not p.name.startswith(".")
    )
    if not files:
        raise SourceError(
            "the folder holds no document", file=path, remedy=f"Put files of these kinds in it: {', '.join(SUFFIXES)}"
        )
    return [read(p) for p in files]


def from_bytes(data: bytes, name: str, media_type: str) -> Document:
    """The document in some bytes (see `read`)."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise SourceError("the file is empty", file=name, remedy="Give a document with text in it")
    if data.startswith(b"%PDF"):
        text, encoding, media_type = _pdf(data, name), "utf-8", SUFFIXES[".pdf"]
    elif media_type == SUFFIXES[".docx"]:
        text, encoding = _docx(data, name), "utf-8"
    else:
        text, encoding = _decode(data, name, _html if media_type == "text/html" else str)
    if not text.strip():
        raise SourceError(
            "no text can be taken out of it",
            file=name,
            remedy="If its pages are scanned pictures, run text recognition first",
        )
    return Document(Source(name, hashlib.sha256(data).hexdigest(), len(text), encoding, media_type), text)


def _decode(data: bytes, name: str, shown: Callable[[str], str]) -> tuple[str, str]:
    """The text that bytes hold, and its encoding: the first in which what the document shows makes sense."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return shown(_strict(data, encoding, name)), encoding
    if not _looks_like_utf16(data) and b"\0" in data[:4096]:
        raise SourceError("it is a binary file, not text", file=name, remedy=f"Give one of: {', '.join(SUFFIXES)}")
    for encoding in (
        ("utf-16-le", "utf-16-be") if b"\0" in data[:4096] else ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
    ):
        try:
            text = shown(data.decode(encoding))
        except UnicodeDecodeError as e:
            if encoding == "utf-8" and e.start >= len(data) - 3:
                raise SourceError(
                    "the file ends inside a character: it is truncated", file=name, place=f"byte {e.start}",
                    remedy="Fetch or copy the file again",
                ) from e  # fmt: skip
            continue
        if _is_chinese(text):
            return text, encoding
    if _is_text(data):
        raise SourceError(
            "no Chinese text is in it",
            file=name,
            remedy="Give a plan in Chinese, or save it as UTF-8 if its characters are lost",
        )
    raise SourceError(
        "it is neither text in UTF-8, UTF-16 or GB18030 nor a PDF, DOCX or HTML file", file=name,
        remedy="Save it as UTF-8 text and try again",
    )  # fmt: skip


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as e:
        what = (
            "the file ends inside a character: it is truncated"
            if e.start >= len(data) - 3
            else f"it is not valid {encoding}, though it says so"
        )
        raise SourceError(
            what, file=name, place=f"byte {e.start}", remedy="Fetch or copy the file again, or save it as UTF-8"
        ) from e


def _looks_like_utf16(data: bytes) -> bool:
    head = data[:4096]
    return (
        len(data) % 2 == 0
        and head.count(b"\n\0") + head.count(b"\0\n") + head.count(b" \0") + head.count(b"\0 ") >= 2
        and not any(head[i : i + 2] == b"\0\0" for i in range(0, len(head), 2))
    )


def _is_chinese(text: str) -> bool:
    """Whether a decoding makes sense: common Chinese characters, and next to nothing from private or rare blocks."""
    sample = text[:20000]
    han = sum("\u4e00" <= c <= "\u9fff" for c in sample)
    odd = sum((c < " " and c not in "\t\n\r\f") or "\ue000" <= c <= "\uf8ff" for c in sample)
    common = sum(c in "的一是在和有为人中大城市镇县区发展建设，。、" for c in sample)
    return han >= len(sample) * _HAN_ENOUGH and odd <= len(sample) * 0.02 and common >= han * 0.02


def _is_text(data: bytes) -> bool:
    head = data[:4096]
    return sum(b < 9 or 13 < b < 32 for b in head) < len(head) * 0.02 and max(head) < 128


def _pdf(data: bytes, name: str) -> str:
    try:
        return pdf.text(data)
    except Exception as e:  # pdfminer raises many kinds of its own
        raise SourceError(
            f"the PDF cannot be read ({type(e).__name__})",
            file=name,
            remedy="Open it and save it again as PDF or as text",
        ) from e


def _docx(data: bytes, name: str) -> str:
    try:
        return word.text(data)
    except Exception as e:  # zipfile, lxml and docx each raise their own
        raise SourceError(
            f"the DOCX file cannot be read ({type(e).__name__})",
            file=name,
            remedy="Open it and save it again as DOCX or as text",
        ) from e


_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "br", "table", "section", "article", "title"}
)


_CELL_ENDS, _BLOCK_ENDS = "cell", "block"


def _html(text: str) -> str:
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - needed for HTML only

    tree = LexborHTMLParser(text)
    tree.strip_tags(["script", "style", "nav", "footer", "header", "head"])
    return "\n".join(line for line in "".join(_html_text(tree.body)).split("\n") if line.strip())


def _html_text(body: Any) -> Iterator[str]:
    """The words below a node, a line feed behind each block and a tab behind each cell; without recursion, however deep."""
    todo: list[Any] = [body] if body is not None else []
    cells = 0
    while todo:
        node = todo.pop()
        if node == _CELL_ENDS:
            cells -= 1
            yield "\t"
        elif node == _BLOCK_ENDS:
            yield " " if cells else "\n"
        elif node.tag == "-text":
            yield " ".join(node.text(deep=False).split("\n"))
        else:
            is_cell = node.tag in ("td", "th")
            cells += is_cell
            todo += [_CELL_ENDS] * is_cell + [_BLOCK_ENDS] * (node.tag in _BLOCKS)
            todo += reversed([*node.iter(include_text=True)])
