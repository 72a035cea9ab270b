"""Confidences of figures: what the table says of a rule, and what each sign of doubt takes off."""

from __future__ import annotations

from pathlib import Path

import pytest

from pilotkg.errors import VocabularyError
from pilotkg.extract.confidence import Calibration, Entry, calibration
from pilotkg.extract.indicators import indicators
from pilotkg.extract.lexicon import Lexicon
from pilotkg.source import outlines
from pilotkg.vocabulary import vocabulary

TABLE = Calibration({"*": Entry(90, 81, 0.9), "area.name": Entry(20, 20, 0.98), "+in-words": Entry(4, 2, 0.5)})
PLAN = "江西省萍乡市新型城镇化试点工作方案要点\n一、基本情况\n{}\n二、总体思路及目标\n{}\n三、试点任务\n（一）完善体系。做好工作。\n"


@pytest.mark.parametrize(
    ("rule", "confidence"),
    [
        ("area.name", 0.98),
        ("table.area.name", 0.98),
        ("never-seen", 0.9),
        ("area.name+in-words", 0.49),
        ("area.name+never-seen", 0.98),
    ],
)
def test_a_rule_has_the_confidence_of_its_row(rule: str, confidence: float) -> None:
    assert TABLE.of(rule) == confidence


def test_the_table_that_ships_makes_sense() -> None:
    table = calibration()
    assert all(0 < entry.confidence <= 1 and entry.right <= entry.cases for entry in table.entries.values())
    assert table.of("unnamed+in-words") < table.of("unnamed") < table.of("resident-urbanization-rate.name")


@pytest.mark.parametrize("content", ["", "rule,cases\n*,1\n", "rule,cases,right,confidence\narea.name,1,1,0.9\n"])
def test_a_damaged_table_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "cues").mkdir()
    (tmp_path / "cues" / "calibration.csv").write_text(content, encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"calibration\.csv"):
        calibration(tmp_path)


@pytest.mark.parametrize(
    ("basics", "aims", "signs"),
    [
        ("总面积961平方公里。", "无。", ""),
        ("县城建成区面积12平方公里。", "无。", "+part-of-place"),
        ("无。", "力争纺织产业产值突破千亿元。", "+in-words"),
        ("无。", "到2020年城市更加宜居。常住人口城镇化率达到50%。", "+inherited-year"),
        ("总面积961平\n\n3\n方公里。", "无。", "+repaired"),
    ],
)
def test_signs_of_doubt_stand_behind_the_rule(basics: str, aims: str, signs: str) -> None:
    (plan,) = outlines(PLAN.format(basics, aims))
    (found,) = indicators(plan, Lexicon.of(vocabulary()))
    assert found.rule.partition("+")[1] + found.rule.partition("+")[2] == signs
    assert found.confidence == calibration().of(found.rule)
