"""Class expressions, property paths and values in words, as the Manchester syntax of OWL 2 and SPARQL paths put them.

In: a node of an rdflib graph. Out: an expression, a row of parts: names of IRIs (which become links), keywords, text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from rdflib import OWL, RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import QB, SH
from rdflib.term import Node


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """An IRI that is written as its short name."""

    iri: str


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word of the syntax."""

    word: str


@dataclass(frozen=True, slots=True)
class Value:
    """A literal as Turtle writes it, with its language or without its datatype."""

    text: str


Part: TypeAlias = Name | Keyword | Value | str
Expression: TypeAlias = tuple[Part, ...]

_JOINED: Final = {OWL.intersectionOf: "and", OWL.unionOf: "or"}
_QUANTIFIED: Final = {
    OWL.someValuesFrom: "some",
    OWL.allValuesFrom: "only",
    OWL.hasValue: "value",
    OWL.minCardinality: "min",
    OWL.maxCardinality: "max",
    OWL.cardinality: "exactly",
    OWL.minQualifiedCardinality: "min",
    OWL.maxQualifiedCardinality: "max",
    OWL.qualifiedCardinality: "exactly",
}
_REPEATED: Final = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


def class_expression(graph: Graph, node: Node, *, inner: bool = False) -> Expression:
    """A class in Manchester syntax; a compound one inside another stands in parentheses."""
    if not isinstance(node, BNode):
        return (plain(node),)
    for prop, word in _JOINED.items():
        if (members := graph.value(node, prop)) is not None:
            parts = [class_expression(graph, member, inner=True) for member in items(graph, members)]
            return _enclosed(_with_between(parts, (" ", Keyword(word), " ")), inner)
    if (other := graph.value(node, OWL.complementOf)) is not None:
        return (Keyword("not"), " ", *class_expression(graph, other, inner=True))
    if (members := graph.value(node, OWL.oneOf)) is not None:
        return ("{", *_with_between([(plain(m),) for m in items(graph, members)], (", ",)), "}")
    prop_node = graph.value(node, OWL.onProperty)
    for prop, word in _QUANTIFIED.items():
        if prop_node is not None and (filler := graph.value(node, prop)) is not None:
            head = (*property_expression(graph, prop_node), " ", Keyword(word), " ")
            qualified = graph.value(node, OWL.onClass)
            more = () if qualified is None else (" ", *class_expression(graph, qualified, inner=True))
            return _enclosed((*head, *class_expression(graph, filler, inner=True), *more), inner)
    return description(graph, node)


def property_expression(graph: Graph, node: Node) -> Expression:
    """A property, or the inverse of one."""
    inverse = graph.value(node, OWL.inverseOf) if isinstance(node, BNode) else None
    return (plain(node),) if inverse is None else (Keyword("inverse"), " ", plain(inverse))


def chain_expression(graph: Graph, node: Node) -> Expression:
    """A chain of properties, as in p o q."""
    links = [property_expression(graph, link) for link in items(graph, node)]
    return _with_between(links, (" ", Keyword("o"), " "))


def path_expression(graph: Graph, node: Node, *, inner: bool = False) -> Expression:
    """A SHACL path as SPARQL writes it."""
    if not isinstance(node, BNode):
        return (plain(node),)
    if graph.value(node, RDF.first) is not None:
        steps = [path_expression(graph, step, inner=True) for step in items(graph, node)]
        return _enclosed(_with_between(steps, (" / ",)), inner)
    if (inverse := graph.value(node, SH.inversePath)) is not None:
        return ("^", *path_expression(graph, inverse, inner=True))
    if (choices := graph.value(node, SH.alternativePath)) is not None:
        return _enclosed(
            _with_between([path_expression(graph, c, inner=True) for c in items(graph, choices)], (" | ",)), inner
        )
    for prop, mark in _REPEATED.items():
        if (step := graph.value(node, prop)) is not None:
            return (*path_expression(graph, step, inner=True), mark)
    return description(graph, node)


def constraint_expression(graph: Graph, node: Node) -> Expression:
    """A nested SHACL shape in brackets, its path first: [ pk:unit: hasValue unit:PERCENT ]."""
    if not isinstance(node, BNode):
        return (plain(node),)
    if graph.value(node, RDF.first) is not None:
        return ("(", *_with_between([constraint_expression(graph, i) for i in items(graph, node)], (", ",)), ")")
    path = graph.value(node, SH.path)
    head = () if path is None else (*path_expression(graph, path), ": ")
    return ("[ ", *head, *_described(graph, node, constraint_expression, {SH.path}), " ]")


def description(graph: Graph, node: Node) -> Expression:
    """What is said of a blank node, in brackets, without its type."""
    return ("[ ", *_described(graph, node, value_expression, {RDF.type}), " ]")


def value_expression(graph: Graph, node: Node) -> Expression:
    """Any value: a name, a literal, a list, or what is said of a blank node."""
    if isinstance(node, BNode):
        if graph.value(node, RDF.first) is not None:
            return ("(", *_with_between([value_expression(graph, i) for i in items(graph, node)], (", ",)), ")")
        return description(graph, node)
    return (plain(node),)


def plain(node: Node) -> Part:
    """A node that is no blank one."""
    if isinstance(node, URIRef):
        return Name(str(node))
    if isinstance(node, Literal):
        number = (
            node.datatype is not None and not node.language and isinstance(node.value, int | float | bool | Decimal)
        )
        quoted = '"' + str(node).replace("\\", "\\\\").replace('"', '\\"') + '"'
        return Value(str(node) if number else quoted + (f"@{node.language}" if node.language else ""))
    return str(node)


def items(graph: Graph, head: Node | None) -> Iterator[Node]:
    """The members of an RDF list."""
    while head is not None and head != RDF.nil:
        first = graph.value(head, RDF.first)
        if first is not None:
            yield first
        head = graph.value(head, RDF.rest)


def names(expression: Iterable[Part]) -> set[str]:
    """The IRIs that an expression speaks of."""
    return {part.iri for part in expression if isinstance(part, Name)}


def sort_key(expression: Expression) -> str:
    """What expressions are put in order by: how they read."""
    return "".join(reading(part) for part in expression)


def reading(part: Part) -> str:
    """A part as text; a name as its IRI."""
    match part:
        case Name(iri):
            return iri
        case Keyword(word):
            return word
        case Value(text):
            return text
    return part


def _described(
    graph: Graph, node: Node, render: Callable[[Graph, Node], Expression], without: set[URIRef]
) -> Expression:
    said = {}
    for prop, value in graph.predicate_objects(node):
        if prop not in without:
            expression = (Name(str(prop)), " ", *render(graph, value))
            said[expression] = (prop != QB.order, sort_key(expression))  # a number that orders comes first
    return _with_between(sorted(said, key=lambda expression: said[expression]), ("; ",))


def _with_between(expressions: Iterable[Expression], between: Expression) -> Expression:
    joined: list[Part] = []
    for number, expression in enumerate(expressions):
        joined += (*(between if number else ()), *expression)
    return tuple(joined)


def _enclosed(expression: Expression, inner: bool) -> Expression:
    return ("(", *expression, ")") if inner else expression
