"""The base year of a plan, told from the years that it says."""

import pytest

from pilotkg.extract.baseline import base_year
from pilotkg.source import outlines

TITLE = "河北省石家庄市新型城镇化试点工作方案"
BASICS = "一、基本情况\n{}\n"
AIMS = "二、总体思路及目标\n{}\n三、试点任务\n（一）推进产城融合。建设产业园区。"


@pytest.mark.parametrize(
    ("title", "basics", "aims", "year"),
    [
        (TITLE, "截至2015年底，常住人口102万人。", "到2017年，常住人口105万人；到2020年，110万人。", 2015),
        (TITLE, "2020年常住人口102万人。", "到2025年，常住人口105万人。到2035年，达到110万人。", 2020),
        (TITLE, "城镇化率由2010年的36%提高到2015年的46%。", "2016—2020年，新增城镇人口2万人。", 2015),
        (TITLE, "常住人口102万人。", "到2017年，常住人口105万人。", 2016),
        (TITLE, "“十三五”期间常住人口年均增长2%，2020年达到102万人。", "力争到2025年达到105万人。", 2020),
        (TITLE + "（2021—2025年）", "全市常住人口102万人。", "2023年建成区面积达到20平方公里。", 2020),
        (TITLE, "常住人口102万人。", "走新型城镇化道路。", 0),
    ],
)
def test_the_base_year_parts_what_is_from_what_shall_be(title: str, basics: str, aims: str, year: int) -> None:
    (plan,) = outlines("\n".join((title, BASICS.format(basics), AIMS.format(aims))))
    assert base_year(plan) == year
