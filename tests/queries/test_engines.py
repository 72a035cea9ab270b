"""Two engines, one answer: what pyoxigraph says of some plans, rdflib says too, in the same order."""

import warnings
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import BNode, Graph, Literal, URIRef

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
# Where rdflib takes more than some seconds even for these; their answers are counted again in the other tests.
SLOW = {
    *("evidence-of-a-place", "figures-said-twice", "least-sure", "mechanism-pairs", "mechanisms-by-province"),
    *("plans-like-a-plan", "similar-plans", "targets-below-baseline"),
}
ASKED = [query for query in CATALOGUE if query.endpoint is None and query.name not in SLOW]
ID = "https://w3id.org/pilotkg/id/"


@pytest.fixture(scope="module")
def some(store: ox.Store) -> ox.Store:
    """The plans, and all that is not of one plan."""
    kept = ox.Store()
    kept.extend(quad for quad in store if all(of_some(term) for term in (quad.subject, quad.object, quad.graph_name)))
    return kept


def of_some(term: object) -> bool:
    """Whether a term belongs to one of the plans or to none."""
    if not isinstance(term, ox.NamedNode):
        return True
    kind, _, path = term.value.removeprefix(ID).partition("/")
    return kind not in ("plan", "locality") or any(
        path == slug or path.startswith((f"{slug}/", f"{slug}#")) for slug in SOME
    )


@pytest.fixture(scope="module")
def graph(some: ox.Store) -> Graph:
    """The same in rdflib's memory."""
    graph = Graph()
    for quad in some:
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


@uses_release
@pytest.mark.parametrize("query", ASKED, ids=lambda query: query.name)
def test_both_engines_agree(query: Query, some: ox.Store, graph: Graph) -> None:
    answer = some.query(query.text, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    ours = [tuple(value(term) for term in row) for row in answer]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows: Any = graph.query(query.text)
        theirs = [tuple(value(term) for term in row) for row in rows]
    assert theirs == ours
