"""Plans of other forms than those of 2016: each of the documents in fixtures/forms comes out with all its facts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pilotkg.extract import extract
from pilotkg.model import Plan
from pilotkg.source import read as read_document
from tests import documents, forms

DOCUMENTS = sorted(p.name for p in forms.FOLDER.iterdir() if p.suffix != ".yaml")
TEXTS = [name for name in DOCUMENTS if name.endswith(".txt")]


def _plan(path: Path) -> Plan:
    (plan,) = extract(read_document(path)).plans
    return plan


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_comes_out_with_all_its_facts(document: str) -> None:
    path = forms.FOLDER / document
    assert forms.read(_plan(path)) == forms.written(path.stem)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("make", [documents.to_docx, documents.to_pdf, documents.to_html], ids=["docx", "pdf", "html"])
def test_it_does_so_in_other_formats(make: Callable[[str, Path], Path], text: str, tmp_path: Path) -> None:
    source = forms.FOLDER / text
    path = tmp_path / f"plan.{make.__name__.removeprefix('to_')}"
    assert forms.read(_plan(make(source.read_text(encoding="utf-8"), path))) == forms.written(source.stem)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("text", ["traditional.txt", "figures.txt"])
def test_it_does_so_in_other_encodings(text: str, encoding: str, tmp_path: Path) -> None:
    source = forms.FOLDER / text
    path = tmp_path / "plan.txt"
    path.write_bytes(source.read_text(encoding="utf-8").replace("\n", "\r\n").encode(encoding))
    assert forms.read(_plan(path)) == forms.written(source.stem)


@pytest.mark.parametrize("text", TEXTS)
def test_the_evidence_of_every_indicator_holds_its_figures(text: str) -> None:
    document = read_document(forms.FOLDER / text)
    for indicator in extract(document).plans[0].indicators:
        evidence = forms.plain(document.text[indicator.span.begin : indicator.span.end])
        for figure in forms.figures(indicator):
            assert str(figure) in evidence


BODY = """
一、基本情况
截至2020年底，常住人口10万人。
二、重点任务
（一）深化户籍制度改革。
三、保障措施
（一）加强组织领导。成立领导小组。
"""


@pytest.mark.parametrize(
    ("title", "place", "level"),
    [
        ("浙江省新型城镇化发展“十四五”规划", "浙江省", "province"),
        ("浙江省人民政府关于深入推进新型城镇化建设的实施意见", "浙江省", "province"),
        ("重庆市新型城镇化规划（2021—2035年）", "重庆市", "province"),
        ("关于印发《浙江省开化县新型城镇化试点方案》的通知", "开化县", "county"),
        ("开化县“十四五”新型城镇化规划（2021—2025年）", "开化县", "county"),
        ("江西省鹰潭市推进新型城镇化建设2022年工作要点", "鹰潭市", "prefecture"),
        ("2022年江西省鹰潭市新型城镇化和城乡融合发展重点任务", "鹰潭市", "prefecture"),
        ("国家新型城镇化综合试点地区浙江省义乌市工作方案", "义乌市", "county-city"),
        ("浙江省温州市苍南县龙港镇国家新型城镇化综合试点实施方案", "龙港镇", "township"),
        ("四川省成都市新都区以县城为重要载体的城镇化建设实施方案", "新都区", "district"),
        ("安徽省以人为本的新型城镇化战略五年行动计划", "安徽省", "province"),
    ],
)
def test_titles_of_other_forms(title: str, place: str, level: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(title + BODY, encoding="utf-8")
    plan = _plan(path)
    assert (plan.title, plan.locality.name, plan.locality.level.value) == (title, place, level)
    assert plan.title_themes == ()
    assert [(i.year, i.status.value) for i in plan.indicators] == [(2020, "baseline")]
