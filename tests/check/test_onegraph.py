"""A store of one graph answers as rdflib's own does."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF

from pilotkg.check.onegraph import OneGraph, Triple, graph_of

NODES = [URIRef(f"https://example.org/{name}") for name in "abc"]
VALUES = [*NODES, Literal("a"), Literal("a", lang="en"), Literal(1)]
TRIPLES = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES), st.sampled_from(VALUES)), max_size=15)


@given(TRIPLES, TRIPLES)
def test_every_pattern_finds_what_rdflibs_store_finds(these: list[Triple], others: list[Triple]) -> None:
    ours, theirs = graph_of(these), Graph()
    for triple in these:
        theirs.add(triple)
    for s, _, o in others:
        ours.remove((s, None, o))
        theirs.remove((s, None, o))
    assert len(ours) == len(theirs)
    for pattern in product((None, *NODES), (None, *NODES), (None, *VALUES)):
        assert sorted(ours.triples(pattern)) == sorted(theirs.triples(pattern))


def test_lists_paths_and_prefixes_work_as_on_any_graph() -> None:
    graph = Graph(store=OneGraph())
    graph.bind("e", "https://example.org/")
    graph.parse(data="@prefix e: <https://example.org/> . e:a e:b ( 1 2 ) ; a e:C .", format="turtle")
    head = graph.value(NODES[0], NODES[1])
    assert head is not None
    assert list(graph.items(head)) == [Literal(1), Literal(2)]
    assert list(graph.objects(NODES[0], NODES[1] / RDF.first)) == [Literal(1)]
    assert NODES[0].n3(graph.namespace_manager) == "e:a"
    assert len(graph) == 6 and (NODES[0], RDF.type, None) in graph


def test_a_prefix_that_is_bound_anew_leaves_nothing_behind() -> None:
    for graph in (Graph(store=OneGraph()), Graph()):
        for prefix, name in (("x", "a"), ("x", "b"), ("y", "b")):
            graph.bind(prefix, f"https://example.org/{name}/", replace=True)
        assert [prefix for prefix, iri in graph.namespaces() if "example.org" in iri] == ["y"]
