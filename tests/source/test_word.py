"""DOCX files: the numbers that Word shows and no paragraph holds."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pilotkg.extract import extract
from pilotkg.source import read
from pilotkg.source.word import text

LEVELS = (
    ("chineseCounting", "%1、"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("decimalEnclosedCircle", "%4"),
)


def _document(levels: tuple[tuple[str, str], ...] = LEVELS) -> Any:
    """An empty document with a list whose levels have some formats."""
    document = docx.Document()
    written = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{words}"/></w:lvl>'
        for i, (form, words) in enumerate(levels)
    )
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{written}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    return document


def _add(document: Any, words: str, level: int | None = None) -> None:
    properties = document.add_paragraph(words)._p.get_or_add_pPr()
    if level is not None:
        numbered = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
        properties.append(parse_xml(numbered))


def _bytes(document: Any) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def test_each_level_counts_and_begins_anew_under_the_next_of_the_one_above() -> None:
    document = _document()
    for words, level in (
        ("甲", 0),
        ("乙", 1),
        ("丙", 2),
        ("丁", 3),
        ("戊", 2),
        ("己", 1),
        ("庚", None),
        ("辛", 0),
        ("壬", 1),
    ):
        _add(document, words, level)
    assert text(_bytes(document)) == "一、甲\n（一）乙\n1.丙\n①丁\n2.戊\n（二）己\n庚\n二、辛\n（一）壬"


def test_numbers_over_ten_chapters_and_bullets() -> None:
    document = _document((("chineseCountingThousand", "第%1章 "), ("bullet", "·"), ("decimal", "%1.%3")))
    for _ in range(11):
        _add(document, "总则", 0)
    _add(document, "点", 1)
    _add(document, "条", 2)
    assert text(_bytes(document)).split("\n")[-3:] == ["第十一章 总则", "点", "十一.1条"]


def test_a_list_style_of_the_template() -> None:
    document = docx.Document()
    document.add_paragraph("甲", style="List Number")
    document.add_paragraph("乙", style="List Number")
    assert text(_bytes(document)) == "1.甲\n2.乙"


def test_a_plan_with_automatic_numbers_is_read(tmp_path: Path) -> None:
    document = _document()
    _add(document, "湖南省沅陵县新型城镇化试点方案")
    for heading, items in (
        ("基本情况", ["2015年常住人口51.3万人。"]),
        ("试点任务", ["创新投融资机制。推广政府和社会资本合作模式。", "深化户籍制度改革。全面放开落户限制。"]),
        ("保障措施", ["加强组织领导。成立领导小组。"]),
    ):
        _add(document, heading, 0)
        for words in items:
            _add(document, words, 1)
    path = tmp_path / "plan.docx"
    document.save(str(path))
    (plan,) = extract(read(path)).plans
    assert [(m.kind.value, m.ordinal, m.heading) for m in plan.measures] == [
        ("task", 1, "创新投融资机制"), ("task", 2, "深化户籍制度改革"), ("assurance", 1, "加强组织领导")
    ]  # fmt: skip
