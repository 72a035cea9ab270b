"""For which part of the place a figure holds; each case a sentence such as plans write."""

from __future__ import annotations

import pytest

from pilotkg.extract.indicators import indicators
from pilotkg.extract.lexicon import Lexicon
from pilotkg.model import Level
from pilotkg.source import outlines
from pilotkg.vocabulary import vocabulary

LEXICON = Lexicon.of(vocabulary())
PLAN = "江西省萍乡市新型城镇化试点工作方案要点\n一、基本情况\n{}\n二、总体思路及目标\n{}\n三、试点任务\n（一）完善体系。{}\n"


def parts(
    basics: str = "无。", aims: str = "无。", task: str = "无。", level: Level = Level.PREFECTURE
) -> list[str | None]:
    (plan,) = outlines(PLAN.format(basics, aims, task))
    return [i.scope for i in indicators(plan, LEXICON, level)]


@pytest.mark.parametrize(
    ("basics", "wanted"),
    [
        # the clause's own words
        ("城镇建成区面积54平方公里、常住人口城镇化率61%。", ["城镇建成区", None]),
        ("总面积288平方公里，其中陆域面积260平方公里，临湖片区面积6平方公里。", [None, "陆域", "临湖片区"]),
        ("县城建成区面积12平方公里。镇规划区面积7平方公里。", ["县城", "镇规划区"]),
        ("园区带动全市城镇化率达到60%。", [None]),
        ("2015年全县城镇化率48%，我县城镇化率高于全省。", [None]),
        # people right behind the land they live on; not the rates of the whole
        ("县城建成区面积12平方公里，常住人口9万，城镇化率48%。", ["县城", "县城", None]),
        ("辐射周边8个县市，人口300万人。", ["辐射周边8个县市"]),
        # the sentence's subject, and what is compared with the whole
        ("萍乡中心城区包括两区，面积300平方公里，财政收入20亿元，全市总人口190万。", ["中心城区", "中心城区", None]),
        ("中心城区扩展，城镇化率达到70%，比全市平均水平高出6个百分点。", ["中心城区", "中心城区"]),
    ],
)
def test_parts_in_the_basics(basics: str, wanted: list[str | None]) -> None:
    assert parts(basics=basics) == wanted


@pytest.mark.parametrize(
    ("task", "wanted"),
    [
        ("建设5平方公里的湖东大型社区和2.8平方公里的湖西拓展区组团。", ["湖东大型社区", "湖西拓展区组团"]),
        ("支付比例：一类医院90%、二类医院85%。", ["一类医院", "二类医院"]),
        ("县城聚集人口达到20万，远期建成“30万人口”的中等城市。", ["县城", "县城"]),
        ("培育两个省级示范镇成为5万人以上的小城市。", ["省级示范镇"]),
    ],
)
def test_parts_in_tasks(task: str, wanted: list[str | None]) -> None:
    assert parts(task=task) == wanted


def test_a_part_named_before_holds_where_a_sentence_compares_it_with_the_whole() -> None:
    aims = "以“中心城区一体化”为主题。到2020年，生产总值达到800亿元，占全市生产总值比重44%；城镇化率达到60%，全市总人口200万人。"
    assert parts(aims=aims) == ["中心城区", "中心城区", "中心城区", None]


def test_a_town_is_no_part_of_itself_where_it_speaks_of_its_city() -> None:
    aims = "做大镇区。到2020年，生产总值达到80亿元，占全市生产总值比重4%。"
    assert parts(aims=aims, level=Level.TOWNSHIP) == [None, None]
