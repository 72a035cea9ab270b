"""Indicators: which metric, which year, as what; each case a sentence such as plans write."""

from __future__ import annotations

import pytest

from pilotkg.extract.indicators import indicators
from pilotkg.extract.lexicon import Lexicon
from pilotkg.model import Indicator
from pilotkg.source import outlines
from pilotkg.vocabulary import vocabulary

LEXICON = Lexicon.of(vocabulary())
PLAN = "江西省萍乡市新型城镇化试点工作方案要点\n一、基本情况\n{}\n二、总体思路及目标\n{}\n三、试点任务\n（一）完善体系。{}\n（二）其他任务。做好工作。\n"


def read(basics: str = "", aims: str = "", task: str = "") -> list[Indicator]:
    (plan,) = outlines(PLAN.format(basics or "无。", aims or "无。", task or "无。"))
    return list(indicators(plan, LEXICON))


def facts(found: list[Indicator]) -> list[tuple[str, str, str, int | None, str]]:
    return [
        (i.metric, ":".join(map(str, i.ratio)) if i.ratio else str(i.value), i.unit, i.year, i.status.value[:4])
        for i in found
    ]


R, H, U = "resident-urbanization-rate", "registered-urbanization-rate", "urban-population"


@pytest.mark.parametrize(
    ("basics", "wanted"),
    [
        (
            "2015年底全县常住人口33.8万人，常住人口城镇化率52.6%；户籍人口30.1万人，户籍人口城镇化率44.7%。",
            [
                ("resident-population", "33.8", "万人", 2015, "base"),
                (R, "52.6", "%", 2015, "base"),
                ("registered-population", "30.1", "万人", 2015, "base"),
                (H, "44.7", "%", 2015, "base"),
            ],
        ),
        (
            "总面积961平方公里。2015年财政收入3.7亿元。其中税收2亿元。总人口39.4万，其中农业人口27.5万。",
            [
                ("area", "961", "平方公里", None, "base"),
                ("fiscal-revenue", "3.7", "亿元", 2015, "base"),
                ("fiscal-revenue", "2", "亿元", 2015, "base"),
                ("total-population", "39.4", "万人", None, "base"),
                ("rural-population", "27.5", "万人", None, "base"),
            ],
        ),
        (
            "全国31%以上的畲族人口聚居于此，少数民族人口占12%。",
            [("other", "31", "%", None, "base"), ("ethnic-minority-share", "12", "%", None, "base")],
        ),
        (
            "常住人口和户籍人口城镇化率分别为67.3%和55%。",
            [(R, "67.3", "%", None, "base"), (H, "55", "%", None, "base")],
        ),
        (
            "2015年城乡居民人均可支配收入分别达到31240元和12760元。",
            [("urban-income", "31240", "元", 2015, "base"), ("rural-income", "12760", "元", 2015, "base")],
        ),
        (
            "城镇化率由2010年的36%提高到2015年的46.09%。",
            [("urbanization-rate", "36", "%", 2010, "base"), ("urbanization-rate", "46.09", "%", 2015, "base")],
        ),
        (
            "2015年地区生产总值240亿元，同比增长8.5%，人均生产总值3.8万元。",
            [("gdp", "240", "亿元", 2015, "base"), ("gdp-growth", "8.5", "%", 2015, "base"), ("gdp-per-capita", "3.8", "万元", 2015, "base")],
        ),
        (
            "“十二五”期间财政总收入年均增长27.9%。",
            [("other", "27.9", "%", 2015, "base")],
        ),
        (
            "其中苗族人口9056人，占全县人口的7.61%，汉族占92%。",
            [
                ("ethnic-minority-population", "9056", "人", None, "base"),
                ("ethnic-minority-share", "7.61", "%", None, "base"),
                ("other", "92", "%", None, "base"),
            ],
        ),
        (
            "城镇化率高于全省平均水平3.2个百分点，全国平均水平56.1%。",
            [("other", "3.2", "pp", None, "base"), ("other", "56.1", "%", None, "refe")],
        ),
        (
            "2015年户籍人口378万人，其中城镇人口107万人。",
            [("registered-population", "378", "万人", 2015, "base"), ("urban-registered-population", "107", "万人", 2015, "base")],
        ),
        (
            "县城建成区面积23平方公里，常住人口19万。",
            [("built-up-area", "23", "平方公里", None, "base"), ("urban-population", "19", "万人", None, "base")],
        ),
        ("全县总人口41万人，是90万苗族人民的故里。", [("total-population", "41", "万人", None, "base")]),
        ("全县共有299户，1365人。", [("other", "299", "户", None, "base"), ("total-population", "1365", "人", None, "base")]),
        ("2022年冬运会将在此举办，有50公里跑道。", []),
    ],
)  # fmt: skip
def test_where_a_place_stands(basics: str, wanted: list[tuple[str, str, str, int | None, str]]) -> None:
    assert facts(read(basics=basics)) == wanted


@pytest.mark.parametrize(
    ("aims", "wanted"),
    [
        (
            "到2017年，常住人口城镇化率达到54%，累计实现1.4万农业转移人口市民化；到2020年，常住人口城镇化率达到60%左右。户籍人口城镇化率达到48%。",
            [
                (R, "54", "%", 2017, "targ"),
                ("new-citizens", "1.4", "万人", 2017, "targ"),
                (R, "60", "%", 2020, "targ"),
                (H, "48", "%", 2020, "targ"),
            ],
        ),
        ("实现2.6万外来人口和1.7万本地农业人口市民化。", [("new-citizens", "2.6", "万人", None, "targ"), ("new-citizens", "1.7", "万人", None, "targ")]),
        (
            "到2020年，污水处理率、生活垃圾无害化处理率均达到90%以上。",
            [("sewage-treatment-rate", "90", "%", 2020, "targ"), ("waste-treatment-rate", "90", "%", 2020, "targ")],
        ),
        ("到2020年，城镇化率从59%提高到70%。", [("urbanization-rate", "59", "%", None, "base"), ("urbanization-rate", "70", "%", 2020, "targ")]),
        ("地区生产总值、财政收入较2016年增长10%。", [("gdp-growth", "10", "%", None, "targ"), ("other", "10", "%", None, "targ")]),
        (
            "到2020年，城区人口总量达到31万人，两个副中心人口超过9万人，把临湖镇培育成8万人以上的小城市。",
            [(U, "31", "万人", 2020, "targ"), (U, "9", "万人", 2020, "targ"), (U, "8", "万人", 2020, "targ")],
        ),
        (
            "到2020年，县城人口达到33万人，远期目标是建成50万人口的中等城市。",
            [(U, "33", "万人", 2020, "targ"), (U, "50", "万人", None, "targ")],
        ),
        ("“十三五”末城乡居民收入比缩小到1.4∶1。", [("income-ratio", "1.4:1", "", 2020, "targ")]),
        (
            "到2020年，城区绿化覆盖率、绿地率、人均公园绿地面积分别达到43.2%、38.9%、12平方米。",
            [
                ("green-coverage", "43.2", "%", 2020, "targ"),
                ("green-coverage", "38.9", "%", 2020, "targ"),
                ("green-space-per-capita", "12", "平方米", 2020, "targ"),
            ],
        ),
    ],
)  # fmt: skip
def test_where_it_wants_to_be(aims: str, wanted: list[tuple[str, str, str, int | None, str]]) -> None:
    assert facts(read(aims=aims)) == wanted


@pytest.mark.parametrize(
    ("task", "wanted"),
    [
        ("确定政府、企业、个人成本分担比例12：8：1。", [("allocation-share", "12:8:1", "", None, "prov")]),
        ("交易收益85%归农民。", [("allocation-share", "85", "%", None, "prov")]),
        ("每亩补助2000元。", [("subsidy-standard", "2000", "元", None, "prov")]),
        ("县财政每年安排1000万元专项资金。", [("investment", "1000", "万元", None, "prov")]),
        ("设立80亿元左右的湖区建设基金，30亿元旅游发展基金。", [("investment", "80", "亿元", None, "targ"), ("investment", "30", "亿元", None, "targ")]),
        ("修建公路20公里，新建学校3所。", []),
        ("建设300套（已建成80套）园区公租房。", [("housing-units", "300", "套", None, "targ"), ("housing-units", "80", "套", None, "base")]),
        ("总投资额达20亿元的临湖热电厂投产，固定资产投资达50亿元。", [("fixed-asset-investment", "50", "亿元", None, "targ")]),
    ],
)  # fmt: skip
def test_what_a_task_sets(task: str, wanted: list[tuple[str, str, str, int | None, str]]) -> None:
    assert facts(read(task=task)) == wanted


def test_a_year_holds_inside_its_task_only() -> None:
    plan = "江西省萍乡市新型城镇化试点工作方案要点\n一、试点任务\n（一）到2020年，森林覆盖率达到60%。污水处理率达到90%。\n（二）垃圾处理率达到95%。\n"
    (outline,) = outlines(plan)
    assert [i.year for i in indicators(outline, LEXICON)] == [2020, 2020, None]


def test_evidence_holds_the_value() -> None:
    raw = PLAN.format("总面积 961 平方\n公里，常住人口 1,020 万人。", "无。", "无。")
    (outline,) = outlines(raw)
    spans = [raw[i.span.begin : i.span.end] for i in indicators(outline, LEXICON)]
    assert spans == ["总面积 961 平方\n公里", "常住人口 1,020 万人"]
