"""Themes: checked against the titles of the plans."""

from collections import Counter

from tests.conftest import uses_release
from tests.queries.conftest import Ask, Record, by_place

DECLARED = {  # counted in the 111 titles
    "产城融合发展": 26,
    "城乡统筹发展": 24,
    "城市绿色智能发展": 13,
    "地域文化保护传承": 7,
    "农民工融入城镇": 5,
    "新生中小城市培育": 4,
    "中心城市建设": 2,
}


@uses_release
def test_themes_by_frequency(ask: Ask, plans: list[Record]) -> None:
    rows = ask("themes-by-frequency")
    assert {row["theme_zh"]: row["declared"] for row in rows} == DECLARED
    for row, theme in ((rows[0], "industry-city"), (rows[1], "urban-rural")):
        focus = {p["position"] for p in plans if any(r["concept"] == theme for r in p["focus_themes"])}
        title = {p["position"] for p in plans if any(r["concept"] == theme for r in p["title_themes"])}
        assert (row["focused"], row["both"]) == (len(focus), len(focus & title))


@uses_release
def test_plans_with_a_theme(ask: Ask) -> None:
    rows = by_place(ask("plans-with-a-theme"), "declared", "focused")
    declaring = {place for place, (declared, _) in rows.items() if declared}
    assert declaring == {"随州市", "长阳土家族自治县", "凯里市", "三都水族自治县", "鲁朗镇", "玛沁县", "鲁克沁镇"}
    assert rows["登封市"] == (False, True)
    small = by_place(ask("plans-with-a-theme", theme="small-city"), "declared")
    assert {place for place, declared in small.items() if declared} == {"延庆区", "靖西市", "拉孜县", "玛沁县"}


@uses_release
def test_two_themes_in_one_title(ask: Ask) -> None:
    rows = ask("theme-pairs")
    assert (rows[0]["one_zh"], rows[0]["other_zh"], rows[0]["plans"]) == ("产城融合发展", "城乡统筹发展", 7)
    # 玛沁县 declares four themes, so it stands in six of the pairs.
    assert len(rows) == 10
    assert sum(row["plans"] for row in rows) == 21


@uses_release
def test_title_phrases_beyond_the_seven_themes(ask: Ask) -> None:
    assert [(row["place"], row["phrase"]) for row in ask("themes-beyond-the-programme")] == [
        ("延庆区", "重大活动带动"),
        ("本溪满族自治县", "优化空间"),
        ("本溪满族自治县", "提升品质"),
        ("桑林镇", "迁村腾地建社区"),
        ("敬信镇", "边境口岸"),
        ("重固镇", "政府和社会资本合作（PPP）模式推动"),
        ("汤溪镇", "协调发展"),
        ("长泰县", "全域全民"),
        ("长泰县", "共建共享"),
        ("山阳县", "精准扶贫"),
    ]


@uses_release
def test_mechanisms_that_go_with_a_theme(ask: Ask, plans: list[Record]) -> None:
    rows = ask("mechanisms-of-a-theme")
    assert [row["mechanism_zh"] for row in rows[:2]] == ["历史文化遗产保护", "旅游发展"]
    assert all(row["share"] > row["share_of_all"] for row in rows)
    with_theme = len(ask("plans-with-a-theme"))
    assert rows[0]["share"] == round(100 * rows[0]["plans"] / with_theme + 1e-9, 1)


@uses_release
def test_themes_that_tasks_serve(ask: Ask, plans: list[Record]) -> None:
    rows = {row["theme_zh"]: row for row in ask("themes-of-tasks")}
    assert {theme: row["declared"] for theme, row in rows.items()} == DECLARED
    assert all(row["declared"] == row["served"] + row["not_served"] for row in rows.values())
    serving = Counter(
        theme
        for plan in plans
        for theme in {reading["concept"] for reading in plan["title_themes"]}
        if any(theme in {r["concept"] for r in m["themes"]} for m in plan["measures"] if m["kind"] == "task")
    )
    assert sorted(row["served"] for row in rows.values()) == sorted(serving.values())
    # 抚州市: 一是…建设赣浙闽区域中心城市; 北安市: （一）中心城市功能不断增强
    assert rows["中心城市建设"]["served"] == 2
