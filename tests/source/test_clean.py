"""Cleaning: what is dropped, joined and repaired, and that every clean character knows where it came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotkg.source.clean import clean
from pilotkg.source.layout import layout
from pilotkg.source.text import CleanText


def cleaned(raw: str) -> CleanText:
    page = layout(raw)
    return clean(raw, page.lines, page.full)


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("总面积 1021 平方公里", "总面积1021平方公里"),
        ("闲臵土地处臵", "闲置土地处置"),
        ("覆盖率达到 l00%", "覆盖率达到100%"),
        ("国发„2016‟8 号", "国发〔2016〕8号"),
        ("缩小到 2.1∶1", "缩小到2.1：1"),
        ("“山水之城〃建设", "“山水之城”建设"),
        ("人口１２万人，占４５％", "人口12万人，占45%"),
        ("常住人口1,227万人", "常住人口1227万人"),
        ("落户http://example.org/view/12.htm政策", "落户政策"),
        ("设施http://example.org/a_1.shtml\n建设", "设施建设"),
        ("农业http://example.org/knows/??�쨦㨨��板块", "农业板块"),
        ("开展 SIYB training 培训", "开展SIYB training培训"),
        ("人口:12万,面积:3亩;其他(略)", "人口：12万，面积：3亩；其他（略）"),
        ("城镇⼈⼝", "城镇人口"),
        ("保障措施\ue004", "保障措施"),
    ],
)
def test_noise_and_faults(raw: str, wanted: str) -> None:
    assert cleaned(raw).text.rstrip("\n") == wanted


def test_a_repair_tells_where_what_and_why() -> None:
    text = cleaned("闲臵土地")
    (repair,) = text.repairs
    assert (repair.was, repair.now, repair.span.begin, repair.span.end) == ("臵", "置", 1, 2)
    assert repair.why


WRAPPED = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十"


def test_hard_line_breaks_of_a_pdf_are_joined() -> None:
    raw = "\n\n".join([WRAPPED, WRAPPED, WRAPPED, "四五六。", WRAPPED, WRAPPED, "七八。"])
    assert cleaned(raw).text == WRAPPED * 3 + "四五六。\n" + WRAPPED * 2 + "七八。\n"


def test_a_page_number_is_dropped_even_inside_a_sentence() -> None:
    raw = f"{WRAPPED}\n\n\n \n\n173 \n\n{WRAPPED}\n\n{WRAPPED}\n\n尾。"
    text = cleaned(raw)
    assert text.text == WRAPPED * 3 + "尾。\n"
    assert [r.kind for r in layout(raw).repairs] == ["page-number"]


def test_a_figure_cut_off_from_its_unit_is_no_page_number() -> None:
    raw = f"{WRAPPED}\n\n120\n\n万人，{WRAPPED}\n\n{WRAPPED}\n\n尾。"
    assert "120万人" in cleaned(raw).text


def test_cells_of_a_table_row_stay_apart() -> None:
    assert cleaned("指标\t2015年\t2020年\n城镇化率\t40\t55").text == "指标\t2015年\t2020年\n城镇化率\t40\t55\n"


@given(st.text(alphabet="城镇化率，。臵 1２％\n\thttp:/.〃∶�l0%（)年", max_size=60))
def test_offsets_rise_and_point_at_what_was_kept(raw: str) -> None:
    text = cleaned(raw)
    assert list(text.offsets) == sorted(text.offsets)
    for character, offset in zip(text.text, text.offsets, strict=True):
        if character in "城镇化率，。年":
            assert raw[offset] in (character, ",", ".")


@given(st.text(max_size=200))
def test_any_text_can_be_cleaned(raw: str) -> None:
    text = cleaned(raw)
    assert all(0 <= offset < max(1, len(raw)) for offset in text.offsets)
