"""Turtle and N-Quads: sorted, readable, and the same graph when read back."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from pilotkg.graph import Ids, nquads, quads, turtle
from pilotkg.graph.namespaces import DEFAULT_BASE, RDF, RDFS, XSD
from tests.graph.records import town_records

EX = "https://example.org/"
PATHS = ["plan/1/task/2", "theme/a", "theme/a/b", "source/1#char=2,3", "a:b", "x//y", "theme/-x", "theme/a.", ""]
iris = st.one_of(
    st.sampled_from(PATHS).map(lambda path: NamedNode(DEFAULT_BASE + path)),
    st.text("abc.-_~", max_size=8).map(lambda tail: NamedNode(f"{EX}{tail}#{tail}")),
)
literals = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])).map(Literal),
    st.text().filter(lambda s: s < "\ud800" or s.isascii()).map(lambda s: Literal(s, language="zh")),
    st.sampled_from(["1", "01", "1.0", "1.", ".5", "true", "TRUE", "x"]).flatmap(
        lambda v: st.sampled_from([XSD.integer, XSD.decimal, XSD.boolean, XSD.gYear, NamedNode(EX + "type")]).map(
            lambda d: Literal(v, datatype=d)
        )
    ),
)
nodes = st.integers(0, 4).map(lambda n: BlankNode(f"b{n}"))
triples = st.builds(Triple, st.one_of(iris, nodes), iris, st.one_of(iris, literals, nodes))


def canonical(found: list[Triple]) -> str:
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in found)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(str(q) for q in dataset))


def read(text: str) -> list[Triple]:
    return [q.triple for q in parse(text, format=RdfFormat.TURTLE)]


@given(st.lists(triples, max_size=12))
def test_turtle_reads_back_as_the_same_graph(found: list[Triple]) -> None:
    assert canonical(read(turtle(found))) == canonical(found)


def test_a_dataset_reads_back_as_the_same_graph(vocabulary: Path) -> None:
    found = list(quads(town_records(), vocabulary=vocabulary))
    text = turtle(found)
    assert canonical(read(text)) == canonical([q.triple for q in found])
    assert turtle(reversed(found)) == text


def test_turtle_is_short_and_in_natural_order() -> None:
    task = [NamedNode(f"{DEFAULT_BASE}plan/1/task/{n}") for n in (10, 2)]
    text = turtle([Triple(t, RDFS.label, Literal(f"任务{n}", language="zh")) for n, t in enumerate(task)])
    assert '<plan/1/task/2> rdfs:label "任务1"@zh .' in text
    assert text.index("<plan/1/task/2>") < text.index("<plan/1/task/10>")


def test_lists_and_blank_nodes_are_written_in_place() -> None:
    one, two = BlankNode("one"), BlankNode("two")
    thing = NamedNode(EX + "thing")
    found = [
        Triple(thing, RDFS.seeAlso, one),
        Triple(one, RDF.first, Literal("a")),
        Triple(one, RDF.rest, two),
        Triple(two, RDF.first, thing),
        Triple(two, RDF.rest, RDF.nil),
    ]
    assert f'<{EX}thing> rdfs:seeAlso ( "a" <{EX}thing> ) .' in turtle(found)


def test_another_base_is_the_base_of_the_file() -> None:
    ids = Ids("https://example.org/kg/")
    assert "<plan/1> a <plan/2> ." in turtle([Triple(ids.plan("1"), RDF.type, ids.plan("2"))], ids)


def test_nquads_are_sorted_lines_without_repeats() -> None:
    quad = Quad(NamedNode(EX + "b"), RDF.type, NamedNode(EX), NamedNode(EX + "g"))
    other = Quad(NamedNode(EX + "a"), RDF.type, Literal("one\ntwo"), NamedNode(EX + "g"))
    lines = nquads([quad, other, quad]).decode().splitlines()
    assert len(lines) == 2
    assert lines == sorted(lines)
