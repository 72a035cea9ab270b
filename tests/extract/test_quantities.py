"""Quantities: numbers, units, ranges, ratios and bounds as plans write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotkg.extract.quantities import grammar, number
from pilotkg.vocabulary import written_units

GRAMMAR = grammar(written_units())


def read(text: str) -> list[tuple[str, str, str]]:
    """Value (with the upper end or as a ratio), unit and bound of each quantity."""
    found = []
    for q in GRAMMAR.quantities(text, 0, len(text)):
        value = (
            ":".join(map(str, q.ratio)) if q.ratio else f"{q.value}" + (f"~{q.upper}" if q.upper is not None else "")
        )
        found.append((value, q.unit, q.bound.value))
    return found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("面积1227平方公里", [("1227", "平方公里", "exact")]),
        ("人口102万人", [("102", "万人", "exact")]),
        ("人口156万，", [("156", "万", "exact")]),
        ("吸纳10—15万人", [("10~15", "万人", "exact")]),
        ("达到60%—65%", [("60~65", "%", "exact")]),
        ("结构为6.8:51.6:41.6", [("6.8:51.6:41.6", "", "exact")]),
        ("占1/3以上", [("1:3", "", "minimum")]),
        ("超过三分之一", [("1:3", "", "minimum")]),
        ("新增3000多万元", [("3000", "万元", "approximate")]),
        ("常住和户籍城镇化率分别达到60%和50%以上", [("60", "%", "minimum"), ("50", "%", "minimum")]),
        ("分别不低于60%、50%", [("60", "%", "minimum"), ("50", "%", "minimum")]),
        ("分别为60%和50%，绿化率40%以上", [("60", "%", "exact"), ("50", "%", "exact"), ("40", "%", "minimum")]),
        ("约占全省土地面积的2%", [("2", "%", "approximate")]),
        ("支付限额为30万元", [("30", "万元", "maximum")]),
        ("百亿元园区", [("100", "亿元", "exact")]),
        ("百万人口城市", [("100", "万人", "exact")]),
        ("两万人", [("2", "万人", "exact")]),
        ("占三成", [("30", "%", "exact")]),
        ("增长一倍", [("1", "倍", "exact")]),
        ("百分之六十", [("60", "%", "exact")]),
        ("提高5.3个百分点", [("5.3", "pp", "exact")]),
        ("高出5.77和0.55个百分点", [("5.77", "pp", "exact"), ("0.55", "pp", "exact")]),
        ("约40%", [("40", "%", "approximate")]),
        ("不低于6%", [("6", "%", "minimum")]),
        ("控制在100平方米以内", [("100", "平方米", "maximum")]),
        ("突破10万人", [("10", "万人", "minimum")]),
        ("63%左右", [("63", "%", "approximate")]),
        ("GDP8.2亿元", [("8.2", "亿元", "exact")]),
        ("接待36万人次", [("36", "万人次", "exact")]),
        ("4亿美元", [("4", "亿美元", "exact")]),
        ("新增400左右农业转移人口", [("400", "", "approximate")]),
    ],
)
def test_quantities(text: str, wanted: list[tuple[str, str, str]]) -> None:
    assert read(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "一户多宅",
        "翻一番",
        "第三产业",
        "5510行动",
        "百万亩工程",
        "产值突破千亿",
        "百亿级产业",
        "12个人口过百",
        "每1万人口建一所",
        "十三五",
        "二十大",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert [q for q in GRAMMAR.quantities(text, 0, len(text)) if q.kind != "item"] == []


@given(st.integers(1, 9999))
def test_chinese_numerals_round_trip(value: int) -> None:
    assert number(spelt(value)) == Decimal(value)


def spelt(value: int) -> str:
    """A number below ten thousand in Chinese numerals, without the zeros that plans leave out."""
    digits = "零一二三四五六七八九"
    places = [(1000, "千"), (100, "百"), (10, "十")]
    written = ""
    for size, name in places:
        digit, value = divmod(value, size)
        written += digits[digit] + name if digit else ""
    return written + (digits[value] if value else "")


@given(
    st.decimals(min_value=0, max_value=99999, places=2),
    st.sampled_from([u for u, k in written_units() if k in ("area", "money", "people")]),
)
def test_a_written_quantity_is_read_back(value: Decimal, unit: str) -> None:
    ((read_value, read_unit, _),) = read(f"达{value}{unit}，")
    assert (Decimal(read_value), read_unit) == (value, unit)
