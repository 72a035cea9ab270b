"""Explanations of facts of an invented plan: what each kind tells, and what is said of IRIs that name nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pilotkg import curation, records, resources, source
from pilotkg.errors import SourceError
from pilotkg.explain import ExplainError, explain
from pilotkg.explain.rules import GRAMMAR, Rulebook
from pilotkg.extract import extract
from pilotkg.graph.naming import statements
from pilotkg.model import Indicator, Reading
from pilotkg.records import encode

TEXT = """江西省萍乡市产城融合新型城镇化试点工作方案要点
一、基本情况
位于赣西。2015年常住人口19.7万
- 7 -
人，常住人口城镇化率61.2%。
二、总体思路及目标
以城乡统筹为重点，到2020年城市更加宜居。常住人口城镇化率达到70%。
三、试点任务
（一）推进用地改革。一是建立宅基地有偿退出与臵换机制。二是探索政府和社会资本合作模式。
四、保障措施
（一）加强组织领导。成立领导小组。
"""
PLAN = "plan/360300"
BASE = "https://example.org/id/"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """What `explain` needs of a release: its records and its report; the source lies beside it."""
    document = tmp_path / "plans.txt"
    document.write_text(TEXT, encoding="utf-8")
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "records.jsonl").write_bytes(encode([extract(source.read(document))]))
    (folder / "report.json").write_text(json.dumps({"base": BASE}), encoding="utf-8")
    return folder


def test_an_indicator_has_its_sentence_rule_repairs_and_confidence(release: Path) -> None:
    told = explain(f"{BASE}{PLAN}/indicator/resident-population-2015-baseline", release)
    parts = dict(told.parts)
    assert told.what == "resident-population 19.7万人 (2015, baseline)"
    assert parts["Sentence"] == ("2015年【常住人口19.7万人】，常住人口城镇化率61.2%。", "read as: 常住人口19.7万人")
    assert parts["Rule"][0].startswith("resident-population.name: a cue of ontology/cues/metrics.ttl")
    assert parts["Rule"][1] == "  its words here: 常住人口"
    assert any(line.startswith("repaired: the text was repaired") for line in parts["Rule"])
    assert len(parts["Confidence"]) == 3
    assert parts["Repairs"][0].startswith("“- 7 -” left out")
    assert "Sentence    2015年【常住人口19.7万人】" in told.text()


def test_a_year_taken_over_is_told(release: Path) -> None:
    told = explain(f"{PLAN}/indicator/resident-urbanization-rate-2020-target", release)
    assert any(line.startswith("inherited-year: the year was said") for line in dict(told.parts)["Rule"])


def test_mentions_of_mechanisms_and_themes(release: Path) -> None:
    mechanism = dict(explain(f"{PLAN}/task/1/2/mention/ppp", release).parts)
    assert mechanism["Sentence"] == ("【二是探索政府和社会资本合作模式】。",)
    assert mechanism["Rule"][0].startswith("ppp.")
    assert "社会资本" in mechanism["Rule"][1]
    title = dict(explain(f"{PLAN}/mention/industry-city", release).parts)
    assert title["Rule"][0] == "title: a phrase of the plan's title"
    focus = dict(explain(f"{PLAN}/mention/urban-rural", release).parts)
    assert "a frame of focus" in focus["Rule"][0]


def test_measures_plans_and_localities(release: Path) -> None:
    measure = explain(f"{PLAN}/task/1/1", release)
    assert dict(measure.parts)["Repairs"] == (f"“臵” read as “置” at {TEXT.index('臵')}: the PDF's font maps 置 to 臵",)
    assert explain(PLAN, release).what == "江西省萍乡市产城融合新型城镇化试点工作方案要点"
    assert dict(explain("locality/360300", release).parts)["Confidence"] == ("1",)


def test_without_the_source_the_offsets_stay(release: Path) -> None:
    (release.parent / "plans.txt").unlink()
    parts = dict(explain(f"{PLAN}/task/1/2/mention/ppp", release).parts)
    begin = TEXT.index("二是")
    assert "not at hand" in parts["Sentence"][0]
    assert parts["Read"] == (f"in plans.txt, characters {begin} to {TEXT.index('。', begin)}",)


def test_another_document_is_refused(release: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(TEXT + "\n", encoding="utf-8")
    with pytest.raises(ExplainError, match=r"not the plans\.txt that the release was made from"):
        explain(PLAN, release, other)
    with pytest.raises(SourceError, match="no such file"):
        explain(PLAN, release, tmp_path / "nowhere.txt")


def test_a_correction_by_hand_is_told(release: Path, tmp_path: Path) -> None:
    file = tmp_path / "curation.yaml"
    file.write_text(
        "- {plan: 360300, fact: indicator, action: set, match: {metric: resident-population}, to: {value: 197},"
        " who: 王小明, why: a digit was lost, when: 2026-05-04}\n",
        encoding="utf-8",
    )
    path = release / "records.jsonl"
    records.write(curation.apply(curation.load(file), records.read(path)), path)
    parts = dict(explain(f"{PLAN}/indicator/resident-population-2015-baseline", release).parts)
    assert parts["Confidence"] == ("1",)
    assert parts["Correction"][0].startswith("set by 王小明 on 2026-05-04: resident-population 19.7万人")


@pytest.mark.parametrize(
    ("iri", "near"),
    [
        (f"{PLAN}/indicator/resident-population-2016-baseline", f"{PLAN}/indicator/resident-population-2015-baseline"),
        (f"{PLAN}/task/1/2/mention/bot", f"{PLAN}/task/1/2/mention/ppp"),
        ("plan/360301", PLAN),
        ("https://example.org/id/localty/360300", "locality/360300"),
    ],
)
def test_an_unknown_iri_is_told_with_the_nearest(release: Path, iri: str, near: str) -> None:
    with pytest.raises(ExplainError, match=f"no fact of this release.*Near it: .*{near}"):
        explain(iri, release)


def test_what_is_no_release_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExplainError, match=r"no records\.jsonl here"):
        explain(PLAN, tmp_path)


def test_every_rule_of_the_records_that_ship_is_known() -> None:
    book = Rulebook.load(resources.folder("ontology"))
    shipped = records.read(resources.RECORDS)
    facts = [s.record for one in shipped for plan in one.plans for s in statements(plan)]
    rules = sorted({fact.rule for fact in facts if isinstance(fact, Indicator | Reading)} | set(GRAMMAR))
    unknown = [rule for rule in rules if any("does not know" in line for line in book.tell(rule, None))]
    assert unknown == []
