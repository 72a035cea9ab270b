"""What changed between two graphs is told in words; what only looks different is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from typer.testing import CliRunner

from pilotkg.cli import app
from pilotkg.diff import difference
from pilotkg.graph import nquads, quads
from pilotkg.graph.namespaces import OWL, PK, PREFIXES, SKOS, XSD
from tests.graph.records import many_records, town_records


@pytest.fixture(scope="module")
def town() -> list[Quad]:
    """One invented town under the real ontology."""
    return list(quads(town_records()))


def changed(found: list[Quad], wanted: Callable[[Quad], bool], value: Literal | None = None) -> list[Quad]:
    """Quads of which some are dropped, or get another object."""
    hit = [quad for quad in found if wanted(quad)]
    assert hit, "nothing is damaged"
    kept = [quad for quad in found if not wanted(quad)]
    if value is not None:
        kept += [Quad(q.subject, q.predicate, value, q.graph_name) for q in hit]
    return kept


def rate(quad: Quad) -> bool:
    """Whether a quad gives the value of the town's target for the resident rate."""
    return str(quad.subject).endswith("/resident-urbanization-rate-2020-target>") and quad.predicate == PK.value


def about(term: str) -> Callable[[Quad], bool]:
    """Whether a quad is about a term."""
    return lambda quad: quad.subject == PK[term]


def test_a_graph_is_as_it_is(town: list[Quad]) -> None:
    assert difference(town, town).text() == "Nothing changed."


def test_blank_nodes_named_anew_and_other_orders_are_no_change(town: list[Quad]) -> None:
    def other(term: object) -> object:
        return BlankNode(f"x{term.value}") if isinstance(term, BlankNode) else term

    renamed = [Quad(other(q.subject), q.predicate, other(q.object), q.graph_name) for q in reversed(town)]  # type: ignore[arg-type]
    assert not difference(town, renamed)


def test_a_figure_is_told_with_its_place_year_status_and_metric(town: list[Quad]) -> None:
    new = changed(town, rate, Literal("60.5", datatype=XSD.decimal))
    (change,) = difference(town, new).facts
    assert change.kind == "indicators"
    assert change.words.startswith("2020 target of the ")
    assert change.words.endswith(" → 60.5 %")


def test_how_surely_a_fact_was_read_is_counted_only(town: list[Quad]) -> None:
    found = difference(town, changed(town, lambda quad: quad.predicate == PK.confidence, Literal("0.5")))
    assert found.facts == ()
    assert sum(found.readings.values()) > 1


def test_a_term_that_is_removed_is_against_the_rule(town: list[Quad]) -> None:
    found = difference(town, changed(town, about("PilotTown")))
    assert found.removed == (PK.PilotTown.value,)
    assert "gone: pilot town" in found.text()


def test_a_term_may_be_deprecated(town: list[Quad]) -> None:
    graph = next(quad.graph_name for quad in town if quad.subject == PK.PilotTown)
    mark = Quad(PK.PilotTown, OWL.deprecated, Literal("true", datatype=XSD.boolean), graph)
    found = difference(town, [*town, mark])
    assert found.removed == ()
    assert [change.words for change in found.terms] == [f"pilot town is deprecated ({PK.PilotTown.value})"]


def test_another_definition_of_a_class_is_told(town: list[Quad]) -> None:
    at = NamedNode(PREFIXES["owl"] + "hasValue")
    new = changed(town, lambda quad: quad.predicate == at and quad.object == PK.township)
    assert [c.words for c in difference(town, new).terms] == ["pilot town: its definition changed"]


def test_an_axiom_without_a_name_is_told_by_its_terms(town: list[Quad]) -> None:
    node = next(q.subject for q in town if q.object == OWL.AllDisjointClasses)
    found = difference(town, changed(town, lambda quad: quad.subject == node))
    assert any(change.words.startswith("an axiom without a name is gone: pk:") for change in found.terms)
    assert found.removed == ()


def test_a_text_of_a_term_is_told(town: list[Quad]) -> None:
    def english(quad: Quad) -> bool:
        definition = about("PilotTown")(quad) and quad.predicate == SKOS.definition
        return definition and isinstance(quad.object, Literal) and quad.object.language == "en"

    (change,) = difference(town, changed(town, english, Literal("A small pilot.", language="en"))).terms
    assert change.words.endswith("→ A small pilot.")


def test_a_plan_that_is_new_is_told_once_and_not_fact_by_fact() -> None:
    found = difference(quads(many_records(1)), quads(many_records(2)))
    assert found.facts == ()
    assert any(change.words.startswith("new: ") for change in found.plans)


def test_the_command_compares_files_and_exits_with_1_where_a_term_is_removed(town: list[Quad], tmp_path: Path) -> None:
    old, new = tmp_path / "old.nq", tmp_path / "new.nq"
    old.write_bytes(nquads(town))
    new.write_bytes(nquads(changed(town, about("PilotTown"))))
    same = CliRunner().invoke(app, ["diff", str(old), str(old)])
    assert (same.exit_code, same.stdout) == (0, "Nothing changed.\n")
    assert CliRunner().invoke(app, ["diff", str(old), str(new)]).exit_code == 1
