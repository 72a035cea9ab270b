"""Readers: encodings and formats, and what a user is told where a file is none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pilotkg.errors import SourceError
from pilotkg.source import read, read_all

TEXT = "江西省萍乡市新型城镇化试点工作方案\n\n一、试点任务\n\n（一）发展产业。建设园区，完善城镇和农村的基础设施。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert read(path).text.lstrip("\ufeff") == TEXT


def test_offsets_count_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(TEXT.encode("utf-8-sig"))
    assert read(path).text.startswith("\ufeff江西省")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"  \n\n ", "empty"),
        (bytes(range(256)) * 20, "binary|neither"),
        (TEXT.encode()[:-2], "truncated"),
        (b"An English text about nothing in particular.\n" * 5, "no Chinese text"),
        (b"%PDF-1.7 broken", "PDF cannot be read"),
    ],
)
def test_what_is_no_plan_text_is_told_so(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=message) as told:
        read(path)
    assert told.value.remedy


def test_a_missing_file_and_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read(tmp_path / "none.txt")
    with pytest.raises(SourceError, match="no document"):
        read_all(tmp_path)


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert [d.source.name for d in read_all(tmp_path)] == ["a.txt", "b.txt"]


def test_html_keeps_paragraphs_and_table_rows(tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    cells = "<tr><td>指标</td><td>2015年</td></tr><tr><td>城镇化率（%）</td><td>40</td></tr>"
    path.write_text(
        f"<body><h1>某县方案</h1><p>面积<b>10</b>平方公里，建设城镇和园区。</p><table>{cells}</table></body>",
        encoding="utf-8",
    )
    lines = [line.rstrip("\t") for line in read(path).text.split("\n") if line]
    assert lines == ["某县方案", "面积10平方公里，建设城镇和园区。", "指标\t2015年", "城镇化率（%）\t40"]
