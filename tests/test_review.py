"""What deserves a second look: one invented plan for each reason, and the order and form of the rows."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

import pytest
from msgspec import structs

from pilotkg.model import (
    Bound,
    Curation,
    CurationAction,
    Doubt,
    Indicator,
    Measure,
    MeasureKind,
    Plan,
    Records,
    Repair,
    Status,
    TextSpan,
)
from pilotkg.review import COLUMNS, Doubtful, encode, review
from tests.graph.records import SOURCE, indicator, reading, town_plan

BASELINE = {"year": 2015, "status": Status.BASELINE}


def plan(**fields: object) -> Plan:
    """A plan of which nothing is doubtful but for what is given."""
    measures = (
        Measure(MeasureKind.TASK, 1, "盘活农村土地", TextSpan(500, 640), mechanisms=(reading("ppp", 510),)),
        Measure(MeasureKind.ASSURANCE, 1, "加强组织领导", TextSpan(700, 760)),
    )
    clean = structs.replace(town_plan(), indicators=(indicator(),), measures=measures, repairs=())
    return structs.replace(clean, **fields)


def look(one: Plan) -> list[Doubtful]:
    return review([Records(SOURCE, (one,))])


def test_a_clean_plan_raises_no_doubt() -> None:
    assert look(plan()) == []


def rate(value: str, **fields: object) -> Indicator:
    return structs.replace(indicator(value=value), **fields)


@pytest.mark.parametrize(
    ("one", "kind", "why"),
    [
        (plan(indicators=(rate("61.5", confidence=0.62, rule="unnamed"),)), "low confidence", "0.62 by the rule unnamed"),
        (plan(repairs=(Repair(TextSpan(6, 10), "name", "青石弯镇", "青石湾镇", "unknown"),)), "name repaired", "unknown"),
        (plan(doubts=(Doubt(TextSpan(300, 304), "uncovered-number", "no indicator"),)), "number without an indicator", ""),
        (plan(doubts=(Doubt(TextSpan(300, 304), "strange-character", "lost"),)), "strange characters", "lost"),
        (plan(indicators=(rate("161.5"),)), "value outside its range", "161.5% is not between 1 and 100"),
        (
            plan(indicators=(rate("65", **BASELINE), rate("61.5"))),
            "target below its baseline",
            r"the plan's own 65% \(2015, baseline\)",
        ),
        (plan(indicators=(rate("61.5"), rate("63"))), "two values", "also says 61.5%"),
        (plan(indicators=()), "nothing found", "no indicator"),
        (
            plan(measures=(*town_plan().measures[:2], structs.replace(town_plan().measures[2], ordinal=3))),
            "ordinal missing",
            "numbered 3",
        ),
        (
            plan(measures=(structs.replace(town_plan().measures[1], heading="推进" * 30), town_plan().measures[2])),
            "long heading",
            "60 characters",
        ),
    ],
)  # fmt: skip
def test_each_reason_to_doubt(one: Plan, kind: str, why: str) -> None:
    (row,) = look(one)
    assert row.kind == kind
    assert re.search(why, row.why)
    assert row.iri.startswith("https://w3id.org/pilotkg/id/")


@pytest.mark.parametrize(
    "indicators",
    [
        (rate("65", **BASELINE), rate("61.5", bound=Bound.MAXIMUM)),
        (rate("65", **BASELINE), rate("61.5", scope="镇区")),
        (rate("65", year=2021, status=Status.BASELINE), rate("61.5")),
        (indicator("income-ratio", "2.4", "", **BASELINE), indicator("income-ratio", "2.1", "")),
        (rate("61.5"), rate("61.6")),
        (rate("61.5", year=None), rate("63", year=None)),
        (indicator("gdp-growth", "200", "%", status=Status.PROVISION, year=None),),
    ],
)
def test_what_is_no_reason_to_doubt(indicators: tuple[Indicator, ...]) -> None:
    assert look(plan(indicators=indicators)) == []


def test_what_a_person_has_decided_is_not_asked_again() -> None:
    doubtful = plan(indicators=(rate("161.5"),))
    (row,) = look(doubtful)
    target = row.iri.removeprefix("https://w3id.org/pilotkg/id/")
    decided = Curation(CurationAction.SET, "indicator", target, "161.5%", "161.5%", "王小明", "so it is", "2026-05-04")
    assert look(structs.replace(doubtful, curations=(decided,))) == []


def test_the_most_doubtful_stands_first_and_rows_carry_their_sentence() -> None:
    text = "某".ljust(290, "。") + "到2020年，常住人口城镇化率达到161.5%，".ljust(610, "其") + "。"
    doubtful = plan(
        span=TextSpan(0, len(text)),
        indicators=(rate("161.5", span=TextSpan(296, 312)), rate("61", confidence=Decimal("0.79"), rule="unnamed")),
    )
    rows = review([Records(SOURCE, (doubtful,))], source_texts={SOURCE.sha256: text})
    assert [row.kind for row in rows] == ["value outside its range", "two values", "low confidence"]
    assert rows[0].sentence.startswith("到2020年，常住人口城镇化率达到161.5%，")
    table = list(csv.reader(io.StringIO(encode(rows).decode("utf-8-sig"))))
    assert tuple(table[0]) == COLUMNS
    assert [line[0] for line in table[1:]] == ["1", "2", "3"]
    assert table[1][8:10] == ["296", "312"]
    without = review([Records(SOURCE, (doubtful,))])
    assert [(row.kind, row.sentence) for row in without] == [(row.kind, "") for row in rows]
