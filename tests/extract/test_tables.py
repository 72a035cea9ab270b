"""Tables of indicators: what each cell says, and of which year."""

import pytest

from pilotkg.extract.indicators import indicators
from pilotkg.extract.lexicon import Lexicon
from pilotkg.source import outlines
from pilotkg.vocabulary import vocabulary

LEXICON = Lexicon.of(vocabulary())
PLAN = "河南省新乡市长垣县新型城镇化试点方案\n一、基本情况\n2015年，全县有18个乡镇。\n二、目标\n{}\n三、任务\n（一）做好试点。统筹推进。"


def _read(*rows: str) -> list[str]:
    """What the indicators of a plan with a table say, a line each."""
    (plan,) = outlines(PLAN.format("\n".join(row.replace(" | ", "\t") for row in rows)))
    found = []
    for i in indicators(plan, LEXICON):
        value = (
            ":".join(map(str, i.ratio)) if i.ratio else "-".join(str(v) for v in (i.value, i.upper) if v is not None)
        )
        years = "-".join(str(y) for y in (i.from_year, i.year) if y)
        found.append(" ".join((i.metric, value + i.unit, years, i.status.value)))
    return found


@pytest.mark.parametrize(
    ("rows", "facts"),
    [
        pytest.param(
            ["指标 | 2015年 | 2020年", "常住人口城镇化率（%） | 41.2 | 50"],
            [
                "resident-urbanization-rate 41.2% 2015 baseline",
                "resident-urbanization-rate 50% 2020 target",
            ],
            id="a unit in the name",
        ),
        pytest.param(
            ["指标名称 | 单位 | 现状值 | 目标值", "城区常住人口 | 万人 | 24 | 30"],
            ["urban-population 24万人  baseline", "urban-population 30万人  target"],
            id="a column of units, heads without a year",
        ),
        pytest.param(
            ["指标 | 2015年（基期） | 2020年（目标）", "森林覆盖率 | 18.4% | 20%以上"],
            ["forest-coverage 18.4% 2015 baseline", "forest-coverage 20% 2020 target"],
            id="units with the values",
        ),
        pytest.param(
            ["单位：万人", "项目 | 2015年 | 2017年 | 2020年", "户籍人口 | 88.1 | 88.9 | 90"],
            [
                "registered-population 88.1万人 2015 baseline",
                "registered-population 88.9万人 2017 target",
                "registered-population 90万人 2020 target",
            ],
            id="a unit over the table",
        ),
        pytest.param(
            ["指标 | 现状 | 规划目标 | 规划目标", "指标 | 2015年 | 2017年 | 2020年", "城镇化率（%） | 40 | 43 | 48"],
            [
                "urbanization-rate 40% 2015 baseline",
                "urbanization-rate 43% 2017 target",
                "urbanization-rate 48% 2020 target",
            ],
            id="a head of two rows, its merged cells said twice",
        ),
        pytest.param(
            ["类别 | 指标 | 2015年 | 2020年", "城镇化率（%） | 常住人口 | 41.2 | 50", " | 户籍人口 | 30 | 42"],
            [
                "resident-urbanization-rate 41.2% 2015 baseline",
                "resident-urbanization-rate 50% 2020 target",
                "registered-urbanization-rate 30% 2015 baseline",
                "registered-urbanization-rate 42% 2020 target",
            ],
            id="a rate that names itself in the group",
        ),
        pytest.param(
            ["年份 | 常住人口（万人） | 城镇化率（%）", "2015年 | 70 | 41", "2020年 | 75 | 50"],
            [
                "resident-population 70万人 2015 baseline",
                "resident-population 75万人 2020 target",
                "urbanization-rate 41% 2015 baseline",
                "urbanization-rate 50% 2020 target",
            ],
            id="years down the first column",
        ),
        pytest.param(
            ["指标 | 2015年 | 2020年 | “十三五”年均增长（%）", "地区生产总值（亿元） | 260 | 390 | 8.5"],
            ["gdp 260亿元 2015 baseline", "gdp 390亿元 2020 target", "gdp-growth 8.5% 2016-2020 target"],
            id="a column of growth",
        ),
        pytest.param(
            ["指标 | 2015年 | 2020年 | 属性", "城镇新增就业（万人） | — | [3] | 预期性", "三次产业结构 | 14:50:36 | 10:48:42 | 预期性"],
            [
                "new-jobs 3万人 2020 target",
                "industry-structure 14:50:36 2015 baseline",
                "industry-structure 10:48:42 2020 target",
            ],
            id="a dash, a sum over years, a ratio",
        ),
        pytest.param(["部门 | 职责", "发展改革委 | 统筹协调2项工作"], [], id="no table of indicators"),
    ],
)  # fmt: skip
def test_cells_say_what_their_row_and_column_head(rows: list[str], facts: list[str]) -> None:
    assert sorted(_read(*rows)) == sorted(facts)


def test_the_rows_of_a_table_open_no_sections_and_no_items() -> None:
    rows = "序号\t指标\t2015年\t2020年\n一、\t城镇化水平\t\t\n（一）\t城镇化率（%）\t40\t48\n二、\t任务完成率（%）\t90\t100"
    (plan,) = outlines(PLAN.format(rows))
    assert [plan.text.cut(s.heading) for s in plan.sections] == ["基本情况", "目标", "任务"]
