"""HermiT over ontology and facts: consistency, classes that can have no member, and who is to blame."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from pilotkg.check.reasoning import logical, reason
from pilotkg.graph.namespaces import OWL, PK, RDF, RDFS, XSD
from pilotkg.graph.terms import integer
from tests.check.conftest import facts

ID = "https://w3id.org/pilotkg/id/"
PLAN = NamedNode(f"{ID}plan/110117/qingshiwan")
TASK = NamedNode(f"{PLAN.value}/task/1")
EX = NamedNode("https://example.org/")


def test_what_is_built_is_consistent(plans: Sequence[Quad]) -> None:
    verdict = reason(facts(plans))
    assert verdict.consistent
    assert verdict.contradictions == ()
    assert verdict.unsatisfiable == ()


def test_a_task_that_is_an_assurance_too_is_narrowed_down(plans: Sequence[Quad]) -> None:
    task = sorted({q.subject for q in plans if q.predicate == RDF.type and q.object == PK.Task}, key=str)[10]
    assert isinstance(task, NamedNode)
    verdict = reason(facts([*plans, Quad(task, RDF.type, PK.Assurance, task)]))
    assert not verdict.consistent
    (found,) = verdict.contradictions
    assert found.plans == (task.value.partition("/task/")[0],)
    assert set(found.statements) == {Triple(task, RDF.type, PK.Assurance), Triple(task, RDF.type, PK.Task)}


def test_two_values_of_what_has_one_are_narrowed_down(small: Sequence[Quad]) -> None:
    verdict = reason(facts([*small, Quad(PLAN, PK.position, integer(4), PLAN)]))
    (found,) = verdict.contradictions
    assert set(found.statements) == {Triple(PLAN, PK.position, integer(3)), Triple(PLAN, PK.position, integer(4))}


def test_a_contradiction_in_what_plans_share_blames_no_plan(small: Sequence[Quad]) -> None:
    division = NamedNode(f"{ID}division/110117")
    verdict = reason(facts([*small, Quad(division, RDF.type, PK.PilotTheme, EX)]))
    (found,) = verdict.contradictions
    assert found.plans == ()
    assert Triple(division, RDF.type, PK.PilotTheme) in found.statements


def test_a_class_that_can_have_no_member_is_told(small: Sequence[Quad]) -> None:
    wrong = NamedNode(f"{PK.iri}TownTheme")
    axioms = [Quad(wrong, RDF.type, OWL.Class, EX)]
    axioms += [Quad(wrong, RDFS.subClassOf, upper, EX) for upper in (PK.Locality, PK.PilotTheme)]
    verdict = reason(facts([*small, *axioms]))
    assert verdict.consistent
    assert verdict.unsatisfiable == (wrong.value,)


def test_an_ontology_that_contradicts_itself_is_told(small: Sequence[Quad]) -> None:
    nothing = BlankNode("nothing")
    axioms = [Quad(OWL.Thing, RDFS.subClassOf, OWL.Nothing, EX), Quad(nothing, RDF.type, OWL.Class, EX)]
    verdict = reason(facts([*small, *axioms]))
    assert not verdict.consistent
    assert [found.statements for found in verdict.contradictions] == [()]


def test_a_reasoner_gets_what_it_can_use(small: Sequence[Quad]) -> None:
    told = logical(facts(small))
    assert Triple(TASK, RDF.type, PK.Task) in told
    assert not [t for t in told if t.predicate in (RDFS.label, PK.year, PK.rule)]
    twice = [*small, Quad(PLAN, PK.position, integer(4), PLAN)]
    assert Triple(PLAN, PK.position, integer(4)) in logical(facts(twice))


def test_a_malformed_figure_is_a_contradiction(small: Sequence[Quad]) -> None:
    rate = NamedNode(f"{PLAN.value}/indicator/resident-urbanization-rate-2020-target")
    quads = [q for q in small if (q.subject, q.predicate) != (rate, PK.value)]
    wrong = Literal("61,5", datatype=XSD.decimal)
    (found,) = reason(facts([*quads, Quad(rate, PK.value, wrong, PLAN)])).contradictions
    assert found.statements == (Triple(rate, PK.value, wrong),)


def test_places_of_one_code_are_one(small: Sequence[Quad]) -> None:
    place = NamedNode(f"{ID}locality/110117")
    quads = [Quad(place, RDF.type, PK.Locality, EX), Quad(place, PK.adminCode, Literal("110117"), EX)]
    division = NamedNode(f"{ID}division/110117")
    same = {Triple(division, OWL.sameAs, place), Triple(place, OWL.sameAs, division)}
    assert same & set(logical(facts([*small, *quads])))
