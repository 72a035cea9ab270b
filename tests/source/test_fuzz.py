"""Nothing in a file, however mangled, makes a reader or the reading of plans fail in a way that a user is not told of."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotkg.errors import SourceError
from pilotkg.extract import Reader
from pilotkg.extract.years import times
from pilotkg.source import outlines
from pilotkg.source.markers import marker_at
from pilotkg.source.read import SUFFIXES, from_bytes
from pilotkg.source.text import Outline
from tests import documents, forms

READER = Reader("plans.txt")
PLAN = (forms.FOLDER / "table.txt").read_text(encoding="utf-8")
PIECES = st.sampled_from(
    [
        *"一二十百千万亿年月成分之第章节、。，；：！？（）()《》“”—-～~.:/%％‰·〃∶臵l0O",
        *(
            "\n",
            "\n\n",
            "\f",
            "\t",
            " ",
            "\u3000",
            "\xa0",
            "\u200b",
            "\ufeff",
            "\ufffd",
            "\ue000",
            "\x00",
            "\r\n",
            "１２",
            "㎡",
            "⺀",
        ),
        *(
            "浙江省",
            "衢州市",
            "开化县",
            "金溪镇",
            "乡",
            "街道",
            "新疆生产建设兵团",
            "经济技术开发区",
            "新型城镇化",
            "试点方案",
            "要点",
        ),
        *(
            "一、",
            "（一）",
            "(1)",
            "1.",
            "1、",
            "①",
            "一是",
            "二要",
            "——",
            "第一章 ",
            "第二节 ",
            "一、基本情况",
            "二、总体思路及目标",
        ),
        *(
            "三、试点任务",
            "四、保障措施",
            "基本情况\n",
            "保障措施\n",
            "指标\t2015年\t2020年\n",
            "城镇化率（%）\t40\t≥50\n",
            "单位：万人",
        ),
        *(
            "2015年",
            "到2020年",
            "2016—2020年",
            "“十三五”末",
            "由",
            "从",
            "提高到",
            "分别为",
            "其中",
            "同时",
            "均",
            "达到",
            "占",
            "每",
        ),
        *(
            "常住人口",
            "户籍人口城镇化率",
            "地区生产总值",
            "建成区面积",
            "三次产业结构",
            "10万人",
            "50%",
            "1,227平方公里",
            "3:4:3",
        ),
        *(
            "百分之五十",
            "三成",
            "两万人",
            "1/3",
            "0.5个百分点",
            "以上",
            "左右",
            "不低于",
            "控制在",
            "产城融合",
            "户籍制度改革",
            "领导小组",
        ),
        *("http://a.cn/b?c=1", "www.a.cn", "國家", "設鎮", "PPP", "...12", "……3", "- 12 -", "第3页"),
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def _read(raw: str) -> list[Outline]:
    """Read every plan of a text as far as it can be read."""
    try:
        found = list(outlines(raw))
    except SourceError as told:
        assert told.remedy
        return []
    for position, outline in enumerate(found, 1):
        try:
            (plan,) = READER.plans([outline], position)
        except SourceError as told:
            assert told.remedy
            continue
        spans = [*(i.span for i in plan.indicators), *(m.span for m in plan.measures), *(r.span for r in plan.repairs)]
        assert all(span.end <= len(raw) for span in spans)
    return found


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_is_read_or_refused(text: str) -> None:
    for outline in _read(text):
        offsets = list(outline.text.offsets)
        assert offsets == sorted(offsets)
        assert not offsets or offsets[-1] < len(text)


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.integers(0, len(PLAN)), st.integers(0, 40))
def test_any_damage_to_a_plan_is_read_or_refused(text: str, at: int, lost: int) -> None:
    _read(PLAN[:at] + text + PLAN[at + lost :])


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_characters_are_read_or_refused(text: str) -> None:
    _read(text)
    _read(f"浙江省衢州市开化县{text}新型城镇化试点方案\n{text}\n一、试点任务\n{text}")


@given(TEXTS, st.integers(0, 20))
def test_markers_and_years_of_any_text(text: str, position: int) -> None:
    marker = marker_at(text, position)
    assert marker is None or position == marker.begin < marker.end <= len(text)
    for time in times(text, min(position, len(text)), len(text)):
        assert 1900 <= time.year < 2100
        assert time.begin < time.end <= len(text)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(sorted(set(SUFFIXES.values()))))
def test_any_bytes_are_read_or_refused(data: bytes, media_type: str) -> None:
    try:
        document = from_bytes(data, "file", media_type)
    except SourceError as told:
        assert told.remedy
    else:
        assert document.source.length == len(document.text) > 0


@cache
def _made(kind: str, folder: Path) -> bytes:
    make = {"docx": documents.to_docx, "pdf": documents.to_pdf, "html": documents.to_html}[kind]
    return make(PLAN, folder / f"plan.{kind}").read_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("made")


@pytest.mark.parametrize("kind", ["docx", "pdf", "html"])
@settings(max_examples=25, deadline=None)
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_file_with_damaged_bytes_is_read_or_refused(
    folder: Path, kind: str, changes: list[tuple[float, int]]
) -> None:
    data = bytearray(_made(kind, folder))
    for share, byte in changes:
        data[int(share * len(data))] = byte
    try:
        _read(from_bytes(bytes(data), f"plan.{kind}", SUFFIXES[f".{kind}"]).text)
    except SourceError as told:
        assert told.remedy


@settings(max_examples=25, deadline=None)
@given(
    share=st.floats(0, 1, exclude_max=True),
    lost=st.integers(1, 300),
    put=st.sampled_from(["", "<w:tbl>", "</w:tr>", "<w:tc/>"]),
)
def test_a_docx_with_damaged_markup_is_read_or_refused(folder: Path, share: float, lost: int, put: str) -> None:
    damaged = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_made("docx", folder))) as whole, zipfile.ZipFile(damaged, "w") as parts:
        for name in whole.namelist():
            part = whole.read(name)
            at = int(share * len(part))
            parts.writestr(name, part[:at] + put.encode() + part[at + lost :] if name == "word/document.xml" else part)
    try:
        _read(from_bytes(damaged.getvalue(), "plan.docx", SUFFIXES[".docx"]).text)
    except SourceError as told:
        assert told.remedy


@pytest.mark.parametrize("tag", ["div", "table", "td", "span", "b"])
def test_deep_markup_is_read_or_refused(tag: str) -> None:
    page = f"<{tag}>" * 5000 + "建设城镇和农村，发展产业。" + f"</{tag}>" * 5000
    assert "城镇" in from_bytes(page.encode(), "deep.html", "text/html").text
