"""Work grows with the length of a text, not with its square, in whatever form a text may be long.

A piece is repeated a hundred and a thousand times: linear work takes ten times as long, quadratic work a hundred times. Where it
takes over forty times as long, something looks back too far.
"""

from __future__ import annotations

import gc
import time

import pytest

from pilotkg.extract import Reader
from pilotkg.source import outlines

READER = Reader("plans.txt")
PLAN = (
    "浙江省衢州市开化县产城融合新型城镇化试点方案\n一、基本情况\n开化县位于浙江省西部，{basics}。\n"
    "二、总体思路及目标\n{aims}\n三、试点任务\n（一）推进产城融合。{tasks}\n四、保障措施\n（一）加强组织领导。成立领导小组。\n"
)
SHORT, LONG, MOST = 100, 1000, 40

IN_BASICS = {
    "figures with one name each": "常住人口10万人、",
    "figures with a year each": "2015年常住人口10万人，",
    "figures handed out": "常住人口和户籍人口城镇化率分别为50%和60%，",
    "figures handed out by one word": "分别50%、",
    "figures that share a unit": "1.1、",
    "changes": "由2010年的36%提高到46%，",
    "digits": "1",
    "thousands": "123,",
    "Chinese numerals": "一百",
    "percents in words": "百分之",
    "ratios": "1.2:",
    "ranges": "10—",
    "shares": "占",
    "verbs of reaching": "达到",
    "a row of words that carry no noun": "总规模达到其中到",
    "parts of the place": "县城新区开发区",
    "comparisons with the whole": "县城产值1亿元，占全县的2%，",
    "sentences that compare with the whole": "县城产值1亿元，占全县的2%。",
    "lists of who bears what": "一类医院承担90%、",
    "names behind figures": "2平方公里的东部新城组团",
    "brackets behind figures": "300套（已建成80套）",
    "kinds of places": "县镇",
    "years": "2016—2020年",
    "titles of documents": "《国家新型城镇化规划（2014—2020年）》",
    "opened titles": "《2020年",
    "brackets": "（一",
    "spaces": " \u3000",
    "letters for digits": "lO",
    "addresses": "http://a.cn/",
}
IN_AIMS = {
    "themes without a stop": "以产城融合为重点推进城乡统筹发展",
    "themes between commas": "以产城融合，推进城乡统筹，",
    "rows of a table": "指标\t2015年\t2020年\n城镇化率（%）\t40\t50\n",
    "columns of a table": "2015年\t",
    "empty lines": "\n",
    "page numbers": "\n12\n\f",
    "dots of a table of contents": ".",
}
IN_TASKS = {
    "mechanisms without a stop": "推进户籍制度改革",
    "mechanisms between commas": "推进户籍制度改革，",
    "quotation marks": "“",
    "items": "\n（二）推进改革。",
    "sub-measures": "一是推进改革。二是加强管理。",
    "dashes": "——推进改革。",
    "section headings": "\n三、试点任务",
    "Arabic headings": "\n1、试点任务\n2、推进改革",
    "titles": "\n浙江省衢州市江山市新型城镇化试点方案",
}
CASES = [
    *(pytest.param("basics", piece, id=name) for name, piece in IN_BASICS.items()),
    *(pytest.param("aims", piece, id=name) for name, piece in IN_AIMS.items()),
    *(pytest.param("tasks", piece, id=name) for name, piece in IN_TASKS.items()),
]


def _work(section: str, piece: str, times: int) -> float:
    """Processor time that a plan takes in which a piece stands so many times, the least of two runs."""
    parts = {"basics": "总面积2000平方公里", "aims": "以产城融合为重点。", "tasks": "推进改革。"}
    raw = PLAN.format(**{**parts, section: piece * times})
    taken = []
    for _ in range(2):
        gc.collect()
        begun = time.process_time()
        assert [*READER.plans([*outlines(raw)], 1)]
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.parametrize(("section", "piece"), CASES)
def test_ten_times_the_text_is_not_a_hundred_times_the_work(section: str, piece: str) -> None:
    _work(section, piece, 1)
    short, long = _work(section, piece, SHORT), _work(section, piece, LONG)
    assert long <= MOST * max(short, 0.002)
