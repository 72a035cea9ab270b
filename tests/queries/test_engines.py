"""Two engines, one answer: what pyoxigraph says of some plans, rdflib says too, in the same order."""

import re
import warnings
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import RDF, BNode, Graph, Literal, URIRef

from pilotkg.graph.catalogue import Query
from tests.conftest import uses_release
from tests.queries.conftest import CATALOGUE

# Plans for which every query has something to say.
SOME = (
    *(
        "110113",
        "110117/jinhaihu",
        "120118/daqiuzhuang",
        "120118/tuanpo",
        "130527",
        "230700",
        "310120",
        "330702/tangxi",
    ),
    *("370782", "411082", "420528", "421300", "450722", "520222", "652801", "659004"),
)
# Where rdflib takes more than some seconds even for these: plans and parameters for which it does not, with what they have in common.
LITTLE: dict[str, tuple[tuple[str, ...], dict[str, object]]] = {
    "evidence-of-a-place": (("520222",), {"place": "盘县"}),
    "figures-said-twice": (("310120", "654321/chonghuer"), {}),
    "least-sure": (("520222", "330702/tangxi", "230700", "411082"), {"below": 0.9}),
    "mechanism-pairs": (("140502/beishidian", "654321/chonghuer"), {"minimum": 2}),
    "mechanisms-by-province": (("330702/tangxi", "230700"), {}),
    "plans-like-a-plan": (("520222", "411082", "310120"), {"minimum": 0.2}),
    "similar-plans": (("140502/beishidian", "120111/zhangjiawo", "654321/chonghuer"), {"minimum": 0.1}),
    "targets-below-baseline": (("230700", "640100"), {}),
}
ASKED = [query for query in CATALOGUE if query.endpoint is None and query.name not in LITTLE]
ID = "https://w3id.org/pilotkg/id/"


@pytest.fixture(scope="module")
def some(store: ox.Store) -> ox.Store:
    """The plans, and all that is not of one plan."""
    kept = ox.Store()
    kept.extend(quad for quad in store if all(of_some(term) for term in (quad.subject, quad.object, quad.graph_name)))
    return kept


def of_some(term: object, plans: tuple[str, ...] = SOME) -> bool:
    """Whether a term belongs to one of the plans or to none."""
    if not isinstance(term, ox.NamedNode):
        return True
    kind, _, path = term.value.removeprefix(ID).partition("/")
    return kind not in ("plan", "locality") or any(
        path == slug or path.startswith((f"{slug}/", f"{slug}#")) for slug in plans
    )


def little(store: ox.Store, plans: tuple[str, ...], text: str) -> ox.Store:
    """What a query can ask of some plans: the predicates and classes that it names, of all that the plans tell of."""
    prefixes = dict(re.findall(r"PREFIX (\w+): <([^>]+)>", text))
    named = {prefixes.get(p, "") + name for p, name in re.findall(r"\b([a-z]+):(\w+)", text)} | {str(RDF.type)}
    own = [q for q in store if all(of_some(term, plans) for term in (q.subject, q.object, q.graph_name))]
    told: set[object] = {q.subject for q in own if f"{ID}plan/" in str(q.subject)}
    for _ in range(2):  # its place, and what that lies in
        told |= {q.object for q in own if q.subject in told and q.predicate.value in named}
    kept = ox.Store()
    kept.extend(
        ox.Quad(q.subject, q.predicate, q.object)
        for q in own
        if q.subject in told
        and q.predicate.value in named
        and (q.predicate.value != str(RDF.type) or str(q.object).strip("<>") in named)
    )
    return kept


@pytest.fixture(scope="module")
def graph(some: ox.Store) -> Graph:
    return in_memory(some)


def in_memory(store: ox.Store) -> Graph:
    """The same in rdflib's memory."""
    graph = Graph()
    for quad in store:
        graph.add((in_rdflib(quad.subject), in_rdflib(quad.predicate), in_rdflib(quad.object)))
    return graph


def in_rdflib(term: Any) -> Any:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language or term.datatype.value.endswith("#string"):
        return Literal(term.value, lang=term.language)
    return Literal(term.value, datatype=URIRef(term.datatype.value))


def value(term: Any) -> object:
    """A term of either engine as a value that can be compared."""
    if term is None:
        return None
    datatype = str(getattr(term, "datatype", None) or "").strip("<>")
    text = str(getattr(term, "value", term)) if isinstance(term, (ox.NamedNode, ox.Literal)) else str(term)
    return float(text) if datatype.endswith(("#decimal", "#integer")) else text


def answers(text: str, store: ox.Store, graph: Graph) -> tuple[list[object], list[object]]:
    """The rows of an answer, by either engine."""
    answer = store.query(text, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    ours: list[object] = [tuple(value(term) for term in row) for row in answer]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows: Any = graph.query(text)
        return ours, [tuple(value(term) for term in row) for row in rows]


@uses_release
@pytest.mark.parametrize("query", ASKED, ids=lambda query: query.name)
def test_both_engines_agree(query: Query, some: ox.Store, graph: Graph) -> None:
    ours, theirs = answers(query.text, some, graph)
    assert theirs == ours


@uses_release
@pytest.mark.parametrize("name", LITTLE)
def test_both_engines_agree_on_few_plans(name: str, store: ox.Store) -> None:
    plans, values = LITTLE[name]
    text = CATALOGUE.get(name).bind(values)
    kept = little(store, plans, text)
    ours, theirs = answers(text, kept, in_memory(kept))
    assert ours
    assert theirs == ours
