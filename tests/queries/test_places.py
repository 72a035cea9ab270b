"""Places: checked against the titles of the plans and the code table."""

from collections import Counter

from tests.conftest import uses_release
from tests.queries.conftest import Ask, Record, by_place

COUNTIES = ("county", "county-city", "district", "xpcc-city")


@uses_release
def test_pilots_by_province(ask: Ask, plans: list[Record]) -> None:
    rows = ask("pilots-by-province")
    assert sum(row["places"] for row in rows) == 111
    for row in rows:
        assert row["places"] == sum(int(row[level] or 0) for level in ("prefectures", "counties", "towns"))
    # 济南, 淄博, 烟台, 聊城; 诸城; the development zone of 临沂
    assert rows[0] == {
        **{"province": "山东省", "province_en": "Shandong Province"},
        **{"places": 6, "prefectures": 4, "counties": 1, "towns": 1},
    }
    levels = Counter(plan["locality"]["level"] for plan in plans)
    assert sum(row["prefectures"] for row in rows) == levels["prefecture"] == 19
    assert sum(row["counties"] for row in rows) == sum(levels[level] for level in COUNTIES) == 61
    assert sum(row["towns"] for row in rows) == levels["township"] + levels["zone"] == 31


@uses_release
def test_pilots_of_a_level(ask: Ask) -> None:
    towns = by_place(ask("pilots-of-a-level"), "within", "province")
    assert len(towns) == 30
    assert towns["金海湖镇"] == ("平谷区", "北京市")
    assert towns["沟帮子镇"] == ("北镇市", "辽宁省")
    assert towns["三道镇"] == ("保亭黎族苗族自治县", "海南省")
    assert [row["place"] for row in ask("pilots-of-a-level", level="zone")] == ["临沂经济技术开发区"]
    assert [row["place"] for row in ask("pilots-of-a-level", level="xpcc-city")] == ["五家渠市"]
    assert len(ask("pilots-of-a-level", level="prefecture")) == 19


@uses_release
def test_pilots_on_the_map(ask: Ask, plans: list[Record]) -> None:
    rows = ask("pilots-on-the-map")
    assert len(rows) == sum(plan["locality"]["code"] is not None for plan in plans) == 80
    places = by_place(rows, "wkt", "level_en")
    for name, (longitude, latitude) in {"济南市": (117, 36.7), "盘县": (104.5, 25.7), "库尔勒市": (86.2, 41.7)}.items():
        wkt, _ = places[name]
        x, y = (float(number) for number in wkt.partition("(")[2].rstrip(")").split())
        assert abs(x - longitude) < 0.8
        assert abs(y - latitude) < 0.8


@uses_release
def test_pilots_side_by_side(ask: Ask) -> None:
    assert {(row["one"], row["other"], row["above"]) for row in ask("neighbouring-pilots")} == {
        ("大邱庄镇", "团泊镇", "静海区"),
        ("敦化市", "敬信镇", "延边朝鲜族自治州"),
        ("逊克县", "北安市", "黑河市"),
        ("新密市", "登封市", "郑州市"),
        ("祁阳县", "芦洪市镇", "永州市"),
        ("独山县", "三都水族自治县", "黔南布依族苗族自治州"),
    }


@uses_release
def test_a_plan_at_a_glance(ask: Ask, plans: list[Record]) -> None:
    (row,) = ask(
        "plan-at-a-glance"
    )  # 盘县: 贵州省六盘水市盘县绿色低碳、城乡统筹…; tasks （一） to （四）, safeguards （一） to （四）
    assert (row["position"], row["code"], row["level_zh"], row["province"]) == (82, "520222", "县", "贵州省")
    assert (row["themes"], row["tasks"], row["safeguards"]) == ("green-smart urban-rural", 4, 4)
    assert row["figures"] == len(plans[81]["indicators"])
    (town,) = ask("plan-at-a-glance", place="金海湖镇")
    assert (town["code"], town["province"], town["place_en"]) == (None, "北京市", "Jinhaihu Town")


@uses_release
def test_codes_of_a_place(ask: Ask) -> None:
    assert [(row["name_zh"], row["code"]) for row in ask("codes-of-a-place")] == [
        ("金海湖镇", None),
        ("平谷区", "110117"),
        ("北京市", "110000"),
    ]
    assert [(row["name_zh"], row["code"]) for row in ask("codes-of-a-place", place="盘县")] == [
        ("盘县", "520222"),
        ("六盘水市", "520200"),
        ("贵州省", "520000"),
    ]
