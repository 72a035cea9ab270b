"""The report: read without knowing SHACL, as text, Markdown, data and a SHACL report graph."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import Graph
from rdflib.namespace import SH

from pilotkg.check import Report, check
from pilotkg.errors import GraphError
from pilotkg.graph.namespaces import PK, RDF, RDFS
from pilotkg.graph.terms import decimal

ID = "https://w3id.org/pilotkg/id/"
PLAN = NamedNode(f"{ID}plan/110117/qingshiwan")
RATE = NamedNode(f"{PLAN.value}/indicator/resident-urbanization-rate-2020-target")


@pytest.fixture(scope="module")
def wrong(small: Sequence[Quad]) -> Report:
    """The report on a rate of 161.5 %, a label without a language, and a task that is an assurance."""
    quads = [q for q in small if (q.subject, q.predicate) != (RATE, PK.normalizedValue)]
    task = NamedNode(f"{PLAN.value}/task/1")
    quads += [
        Quad(RATE, PK.normalizedValue, decimal(161.5), PLAN),
        Quad(RATE, RDFS.label, Literal("rate"), PLAN),
        Quad(task, RDF.type, PK.Assurance, PLAN),
    ]
    return check(quads)


def test_a_graph_without_fault_conforms(plans: Sequence[Quad]) -> None:
    told: list[float] = []
    report = check(plans, progress=told.append)
    assert told == sorted(told)
    assert told
    assert report.conforms
    assert report.consistent
    assert report.violations == ()
    assert report.text().startswith("The graph conforms: ")
    assert report.figures()["violations"] == 0


def test_the_text_says_what_where_and_what_to_do(wrong: Report) -> None:
    text = wrong.text()
    assert text.startswith("The graph does not conform: ")
    assert "VIOLATION: A share cannot exceed 100 per cent" in text
    assert "占比不能超过100%" in text
    assert "plan/110117/qingshiwan/indicator/resident-urbanization-rate-2020-target" in text
    assert (
        "北京市平谷区青石湾镇新生小城市培育新型城镇化综合试点工作方案要点; plans-of-2016.txt, characters 300–320"
        in text
    )
    assert "What to do: Compare with the place in the source" in text
    assert "CONTRADICTION: in plan/110117/qingshiwan, these cannot all be true" in text
    assert "<plan/110117/qingshiwan/task/1> a pk:Assurance ." in text
    assert "https://" not in text


def test_markdown_has_headings_of_the_third_level(wrong: Report) -> None:
    page = wrong.markdown()
    assert "\n### Violation: A share cannot exceed 100 per cent, but … is …\n" in page
    assert "```turtle\n<plan/110117/qingshiwan/task/1> a pk:Assurance ." in page


def test_data_has_every_case(wrong: Report) -> None:
    data = json.loads(json.dumps(wrong.as_data()))
    share = next(problem for problem in data["problems"] if problem["shape"] == "indicator-share")
    assert not data["conforms"]
    assert share["plans"] == [PLAN.value]
    assert share["cases"][0] | {"title": ""} == {
        "node": RATE.value,
        "plan": PLAN.value,
        "title": "",
        "source": "plans-of-2016.txt",
        "begin": 300,
        "end": 320,
    } | {key: share["cases"][0][key] for key in ("value", "detail") if key in share["cases"][0]}
    assert data["reasoning"]["contradictions"][0]["plans"] == [PLAN.value]


def test_the_report_graph_is_that_of_shacl(wrong: Report) -> None:
    graph = Graph().parse(data=wrong.turtle(), format="turtle")
    results = set(graph.objects(None, SH.result))
    assert len(results) == sum(len(problem.cases) for problem in wrong.problems)
    for result in results:
        for prop in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape, SH.resultMessage):
            assert (result, prop, None) in graph
    assert [str(conforms) for conforms in graph.objects(None, SH.conforms)] == ["false"]


def test_the_same_graph_gives_the_same_report(town: Sequence[Quad], wrong: Report) -> None:
    once, again = check(town), check(list(reversed(town)))
    assert once.text() == again.text()
    assert once.turtle() == again.turtle()
    assert once.as_data() == again.as_data()


def test_what_is_no_graph_is_told(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="no such file"):
        check(tmp_path / "missing.nq")
    (tmp_path / "wrong.nq").write_text("<a> <b>", encoding="utf-8")
    with pytest.raises(GraphError, match="not readable as RDF"):
        check(tmp_path / "wrong.nq")
