"""Ways to damage a graph: a site is one plan of the real graph (or what plans share), an edit takes quads away and adds some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from pilotkg.graph.namespaces import RDF

Term = Any  # a term of pyoxigraph


class Edit(NamedTuple):
    """Quads that are taken away and quads that are added."""

    removed: tuple[Quad, ...] = ()
    added: tuple[Quad, ...] = ()

    def __add__(self, other: object) -> Edit:
        assert isinstance(other, Edit)
        return Edit(self.removed + other.removed, self.added + other.added)

    @property
    def subjects(self) -> set[str]:
        """IRIs of the nodes that are damaged."""
        return {q.subject.value for q in (*self.removed, *self.added) if isinstance(q.subject, NamedNode)}


class NotHereError(Exception):
    """A site has nothing that could be damaged in this way."""


@dataclass(frozen=True)
class Site:
    """The quads of one plan, and of the next one to take values from."""

    quads: tuple[Quad, ...]
    others: tuple[Quad, ...] = ()

    @cached_property
    def _about(self) -> dict[Term, list[Quad]]:
        found: defaultdict[Term, list[Quad]] = defaultdict(list)
        for quad in self.quads:
            found[quad.subject].append(quad)
        return dict(found)

    def nodes(self, kind: NamedNode, *having: NamedNode) -> Iterator[Term]:
        """Nodes of a class that have some properties, in order."""
        found = {q.subject for q in self.quads if q.predicate == RDF.type and q.object == kind}
        for node in sorted(found, key=str):
            if all(self.values(node, prop) for prop in having):
                yield node

    def node(self, kind: NamedNode, *having: NamedNode, where: Callable[[Term], bool] = lambda node: True) -> Term:
        """The first such node."""
        for node in self.nodes(kind, *having):
            if where(node):
                return node
        raise NotHereError

    def values(self, node: Term, prop: NamedNode) -> list[Term]:
        """Values of a property, in order."""
        return sorted((q.object for q in self._about.get(node, ()) if q.predicate == prop), key=str)

    def value(self, node: Term, prop: NamedNode) -> Term:
        """The first value of a property."""
        if found := self.values(node, prop):
            return found[0]
        raise NotHereError

    def graph(self, node: Term) -> Term:
        """The named graph that tells of a node."""
        return self._about[node][0].graph_name

    def other(self, prop: NamedNode, *besides: Term) -> Term:
        """Another value that the property has, here or in the next plan."""
        for quad in sorted((*self.quads, *self.others), key=str):
            if quad.predicate == prop and quad.object not in besides:
                return quad.object
        raise NotHereError

    def drop(self, node: Term, prop: NamedNode, *only: Term) -> Edit:
        """An edit that takes values of a property away: all, or those given."""
        quads = tuple(q for q in self._about.get(node, ()) if q.predicate == prop and (not only or q.object in only))
        if not quads:
            raise NotHereError
        return Edit(removed=quads)

    def add(self, node: Term, prop: NamedNode, *values: Term) -> Edit:
        """An edit that adds values."""
        return Edit(added=tuple(Quad(node, prop, value, self.graph(node)) for value in values))

    def put(self, node: Term, prop: NamedNode, *values: Term) -> Edit:
        """An edit that gives a property other values."""
        return self.drop(node, prop) + self.add(node, prop, *values)


class Damage(NamedTuple):
    """A damage: its name, the shape that must fire, and how it is done at a site."""

    name: str
    shape: str
    do: Callable[[Site], Edit]


def local(term: NamedNode) -> str:
    """The last part of an IRI."""
    return term.value.replace("#", "/").rpartition("/")[2]


def rows(found: Iterable[tuple[Any, ...]], make: Callable[..., Damage]) -> list[Damage]:
    """A table's rows as damages."""
    return [make(*row) for row in found]


def dropped(kind: NamedNode, prop: NamedNode, shape: str, only: NamedNode | None = None) -> Damage:
    """A property, or one value of it, is lost."""

    def do(site: Site) -> Edit:
        node = site.node(kind, prop, where=lambda node: only is None or only in site.values(node, prop))
        return site.drop(node, prop, *([only] if only else []))

    return Damage(f"{local(kind)} loses {local(prop)} {local(only) if only else ''}".strip(), shape, do)


def one_dropped(kind: NamedNode, prop: NamedNode, shape: str) -> Damage:
    """One of several values is lost."""

    def do(site: Site) -> Edit:
        node = site.node(kind, prop)
        return site.drop(node, prop, site.value(node, prop))

    return Damage(f"{local(kind)} loses one {local(prop)}", shape, do)


def doubled(kind: NamedNode, prop: NamedNode, shape: str) -> Damage:
    """A property that has one value gets another, which stands elsewhere in the graph."""

    def do(site: Site) -> Edit:
        node = site.node(kind, prop)
        return site.add(node, prop, site.other(prop, *site.values(node, prop)))

    return Damage(f"{local(kind)} has a second {local(prop)}", shape, do)


def as_string(kind: NamedNode, prop: NamedNode, shape: str) -> Damage:
    """A value loses its datatype."""

    def do(site: Site) -> Edit:
        node = site.node(kind, prop)
        return site.put(node, prop, Literal(site.value(node, prop).value))

    return Damage(f"{local(kind)} has {local(prop)} as a string", shape, do)


def mistyped(kind: NamedNode, prop: NamedNode, shape: str) -> Damage:
    """The IRI that a property leads to has a letter too much."""

    def do(site: Site) -> Edit:
        node = site.node(kind, prop)
        value = site.value(node, prop)
        return site.drop(node, prop, value) + site.add(node, prop, NamedNode(f"{value.value}x"))

    return Damage(f"{local(kind)} has a mistyped {local(prop)}", shape, do)


def untagged(kind: NamedNode, prop: NamedNode, shape: str, tag: str | None) -> Damage:
    """A Chinese text has another language tag, or none."""

    def do(site: Site) -> Edit:
        node = site.node(kind, prop)
        (text,) = (value for value in site.values(node, prop) if value.language == "zh")
        wrong = Literal(text.value, language=tag) if tag else Literal(text.value)
        return site.drop(node, prop, text) + site.add(node, prop, wrong)

    return Damage(f"{local(kind)} has {local(prop)} tagged {tag or 'with nothing'}", shape, do)


def renamed(kind: NamedNode, prop: NamedNode, wrong: NamedNode, shape: str) -> Damage:
    """A property has another name."""

    def do(site: Site) -> Edit:
        node = site.node(kind, prop)
        return site.drop(node, prop) + site.add(node, wrong, *site.values(node, prop))

    return Damage(f"{local(kind)} has {wrong.value} for {local(prop)}", shape, do)


def replaced(name: str, kind: NamedNode, prop: NamedNode, value: Term, shape: str) -> Damage:
    """A property has another value."""

    def do(site: Site) -> Edit:
        return site.put(site.node(kind, prop, where=lambda node: value not in site.values(node, prop)), prop, value)

    return Damage(name, shape, do)


def swapped(kind: NamedNode, prop: NamedNode, shape: str) -> Damage:
    """A property has another value that stands elsewhere in the graph: valid, and wrong here."""

    def do(site: Site) -> Edit:
        node = site.node(kind, prop)
        value = site.value(node, prop)
        return site.drop(node, prop, value) + site.add(node, prop, site.other(prop, *site.values(node, prop)))

    return Damage(f"{local(kind)} has the {local(prop)} of another", shape, do)
