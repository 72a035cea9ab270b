"""Paths of statements: each is the IRI that mapping gives the same record."""

from __future__ import annotations

from pilotkg.graph import Ids, plan_quads
from pilotkg.graph.mapping import Context
from pilotkg.graph.namespaces import PK
from pilotkg.graph.naming import sections, statements
from pilotkg.model import Measure, MeasureKind, TextSpan
from tests.graph.records import many_records, town_plan

PLANS = (town_plan(), *many_records(3).plans)


def test_paths_are_those_that_mapping_gives(context: Context) -> None:
    for plan in PLANS:
        evidence = {(q.subject, q.object) for q in plan_quads(plan, context) if q.predicate == PK.evidence}
        named = {(Ids().node(s.path), context.span(s.record.span)) for s in statements(plan)}
        assert named == evidence


def test_a_statement_says_whose_it_is() -> None:
    owners = {s.path: s.owner for s in statements(town_plan())}
    plan = "plan/110117/qingshiwan"
    assert owners[f"{plan}/task/1/1/mention/homestead-reform"] == f"{plan}/task/1/1"
    assert owners[f"{plan}/indicator/resident-urbanization-rate-2020-target-2"] == plan


def test_a_preamble_takes_the_name_of_the_section_behind_it() -> None:
    def of(kind: MeasureKind) -> Measure:
        return Measure(kind, 0 if kind is MeasureKind.PREAMBLE else 1, "", TextSpan(0, 1))

    pre, task, assurance = of(MeasureKind.PREAMBLE), of(MeasureKind.TASK), of(MeasureKind.ASSURANCE)
    assert sections((pre, task, pre, assurance)) == ["task", "task", "assurance", "assurance"]
    assert sections((task, pre)) == ["task", "assurance"]
    assert sections((pre,)) == ["task"]
