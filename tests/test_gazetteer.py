"""Places of December 2016: codes, short forms, chains and English names."""

from __future__ import annotations

import pytest

from pilotkg.gazetteer import Gazetteer, english, pinyin

GAZETTEER = Gazetteer.load()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("广西自治区", "450000"),
        ("广西壮族自治区", "450000"),
        ("长阳县", "420528"),
        ("鄂伦春旗", "150723"),
        ("三都县", "522732"),
        ("延边州", "222400"),
        ("五家渠市", "659004"),
        ("神木县", "610821"),  # a city only from 2017 on
        ("盘县", "520222"),
    ],
)
def test_names_and_short_forms(name: str, code: str) -> None:
    assert [d.code for d in GAZETTEER.named(name)] == [code]


def test_a_name_that_many_places_bear_is_told_apart_by_what_it_lies_in() -> None:
    assert len(GAZETTEER.named("城区")) > 1
    assert [d.code for d in GAZETTEER.named("城区", within="140500")] == ["140502"]


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("110117", ("平谷区", "北京市")),
        ("469023", ("澄迈县", "海南省")),
        ("659004", ("五家渠市", "新疆维吾尔自治区")),
        ("522732", ("三都水族自治县", "黔南布依族苗族自治州", "贵州省")),
    ],
)
def test_chains_pass_over_the_code_table_s_fillers(code: str, chain: tuple[str, ...]) -> None:
    assert GAZETTEER.chain(code) == chain


def test_points_lie_in_china() -> None:
    points = [(d.lon, d.lat) for d in GAZETTEER.divisions.values() if d.lon is not None and d.lat is not None]
    assert len(points) > 3000
    assert all(73 < lon < 136 and 3 < lat < 54 for lon, lat in points)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("延安市", "Yan'an City"),
        ("长阳土家族自治县", "Changyang Tujia Autonomous County"),
        ("黔东南苗族侗族自治州", "Qiandongnan Miao Dong Autonomous Prefecture"),
        ("新疆维吾尔自治区", "Xinjiang Uygur Autonomous Region"),
        ("临沂经济技术开发区", "Linyi Economic and Technological Development Zone"),
        ("金海湖镇", "Jinhaihu Town"),
    ],
)
def test_english_names(name: str, wanted: str) -> None:
    assert english(name) == wanted


def test_pinyin_reads_places_as_their_people_do() -> None:
    assert [pinyin(n) for n in ("金海湖", "重固", "绿水")] == ["jinhaihu", "chonggu", "lvshui"]


def test_a_city_of_a_province_s_level_is_a_municipality() -> None:
    assert GAZETTEER.division("110000").name_en == "Beijing Municipality"
