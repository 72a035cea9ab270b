"""Doubts of extraction: numbers that nothing covers, characters that make no sense."""

from __future__ import annotations

import pytest

from pilotkg.extract import Reader
from pilotkg.model import Plan
from pilotkg.source import outlines

READER = Reader("plans.txt")
PLAN = (
    "江西省萍乡市新型城镇化试点工作方案要点\n一、基本情况\n{}\n二、总体思路及目标\n无。\n"
    "三、试点任务\n（一）完善体系。做好工作。\n四、保障措施\n（一）加强领导。做好工作。\n"
)


def read(basics: str) -> tuple[str, Plan]:
    text = PLAN.format(basics)
    (outline,) = outlines(text)
    (plan,) = READER.plans([outline], 1)
    return text, plan


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("当地是财政收入过亿元的县之一。", ["亿元"]),
        ("规划建设百万亩山场。", ["百万亩"]),
        ("天然气通达5600户家庭。", ["5600户"]),
        ("2015年常住人口93万人，严格落实一户一宅，辖16个村，距省会40公里。", []),
    ],
)
def test_numbers_with_a_counted_unit_that_no_indicator_covers(sentence: str, words: list[str]) -> None:
    text, plan = read(sentence)
    assert [text[d.span.begin : d.span.end] for d in plan.doubts if d.kind == "uncovered-number"] == words


def test_characters_that_a_chinese_text_does_not_have() -> None:
    text, plan = read("全县干ࠀࠁ部群众团结一致。")
    assert [(d.kind, text[d.span.begin : d.span.end]) for d in plan.doubts] == [("strange-character", "ࠀࠁ")]
