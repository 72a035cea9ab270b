"""The vocabularies of ontology/ become matchers: Turtle in, cues on one Aho-Corasick automaton a scheme out.

A cue (pk:Cue) is a set of literal words (skos:hiddenLabel) that point to a concept, with conditions on what stands
around them; its form is told in docs/vocabulary.md. No other module reads these files for extraction.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar

import pyoxigraph as ox
from ahocorasick_rs import AhoCorasick, Implementation

from pilotkg import resources
from pilotkg.errors import VocabularyError

PK = "https://w3id.org/pilotkg/ontology#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
HIDDEN_LABEL = ox.NamedNode("http://www.w3.org/2004/02/skos/core#hiddenLabel")
_NOTATION = ox.NamedNode("http://www.w3.org/2004/02/skos/core#notation")

_CUE, _FRAME, _WORDS, _CONTEXT = (ox.NamedNode(PK + name) for name in ("Cue", "Frame", "WordClass", "Context"))
_PATTERNS = {
    "before": (False, "before"), "notBefore": (True, "before"), "after": (False, "after"), "notAfter": (True, "after"),
    "clause": (False, "clause"), "notClause": (True, "clause"),
    "sentence": (False, "sentence"), "notSentence": (True, "sentence"),
}  # fmt: skip
_KNOWN = {*_PATTERNS, "cueFor", "governedBy", "unless", "place", "confidence"}
_DEFAULT_CONFIDENCE = 0.9

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Facts = dict[ox.NamedNode, list[Term]]
_Shareable = TypeVar("_Shareable")


Context = tuple[str, str, str, str]
"""What stands around a hit, as text: its clause before it and after it, the clause, its sentence."""
_FIELDS = ("before", "after", "clause", "sentence")


class Condition(NamedTuple):
    """An expression that must be found (or must not) in one field of the context."""

    negative: bool
    field: str
    pattern: str


_Test = tuple[bool, int, Callable[[str], object]]


@dataclass(frozen=True)
class Cue:
    """Words that point to a concept. `name` is the last part of the cue's IRI; `concept` that of the concept's."""

    name: str
    scheme: str
    concept: str
    words: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    governors: frozenset[str] = frozenset()
    place: str | None = None
    confidence: float = _DEFAULT_CONFIDENCE

    @cached_property
    def asks_sentence(self) -> bool:
        """Whether anything is asked of the sentence, not of the clause alone."""
        return any(condition.field == "sentence" for condition in self.conditions)

    @cached_property
    def asks(self) -> bool:
        """Whether anything is asked of the context."""
        return bool(self.conditions or self.governors or self.place)

    @cached_property
    def requires(self) -> bool:
        """Whether something must stand around the words, not only must not."""
        return any(not condition.negative for condition in self.conditions)

    @cached_property
    def _tests(self) -> tuple[_Test, ...]:
        """The conditions, compiled when the first word of the cue is met."""
        return tuple((c.negative, _FIELDS.index(c.field), _compiled(c.pattern).search) for c in self.conditions)

    def fits(self, context: Context, *, heading: bool = False) -> bool:
        """Whether a hit of one of the cue's words counts in this context. Plain loops, since this runs for every hit."""
        if self.place and (self.place == "heading") is not heading:
            return False
        if self.governors:
            before = context[0]
            for verb in self.governors:
                if verb in before:
                    break
            else:
                return False
        for negative, field, search in self._tests:  # noqa: SIM110 - a generator costs more
            if (search(context[field]) is None) is not negative:
                return False
        return True


@dataclass(frozen=True, slots=True)
class _Shared:
    """What several cues refer to by its IRI: classes of words, and contexts in which a cue does not count."""

    classes: dict[str, frozenset[str]]
    contexts: dict[str, tuple[Condition, ...]]


@dataclass(frozen=True, slots=True)
class Frame:
    """A phrase that declares a focus: what must stand before and after the words it governs."""

    name: str
    before: re.Pattern[str]
    after: re.Pattern[str]
    confidence: float


Hit = tuple[Cue, int, int]
"""A cue whose word stands in a text, from where (inclusive) to where (exclusive)."""


class Scheme:
    """The cues of one scheme (mechanisms, safeguards, themes or metrics), ready to find."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self.cues = tuple(sorted(cues, key=lambda cue: cue.name))
        by_word: dict[str, list[Cue]] = defaultdict(list)
        for cue in self.cues:
            for word in cue.words:
                by_word[word].append(cue)
        words = sorted(by_word)
        self._cues = [tuple(by_word[word]) for word in words]
        self._automaton = AhoCorasick(words, implementation=Implementation.DFA)  # the fastest to ask

    def scan(self, text: str) -> list[Hit]:
        """Every word of every cue in the text, overlapping ones too, by their ends; conditions are not asked."""
        matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return [(cue, begin, end) for word, begin, end in matches for cue in self._cues[word]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All schemes by name, and the frames of focus, the surest first."""

    schemes: dict[str, Scheme]
    frames: tuple[Frame, ...]

    def __getitem__(self, scheme: str) -> Scheme:
        """The scheme of that name; an empty one where no file has a cue for it."""
        return self.schemes.get(scheme) or Scheme(())


@cache
def vocabulary(folder: Path | None = None) -> Vocabulary:
    """Load the cues of a folder of Turtle files (by default those that come with the package).

    Raises:
        VocabularyError: a file is not Turtle, or a cue lacks words or a concept, or has an unknown condition.
    """
    return load(sorted((folder or resources.folder("ontology") / "cues").glob("*.ttl")))


def load(files: Iterable[Path]) -> Vocabulary:
    """Make a vocabulary of Turtle files; each file's name is the scheme of its cues.

    Raises:
        VocabularyError: see `vocabulary`.
    """
    schemes: dict[str, Scheme] = {}
    frames: list[Frame] = []
    described = [(path, _described(path)) for path in files]
    shared = _Shared(
        {name: words for path, nodes in described for name, words in _classes(path, nodes)},
        {name: exclusions for path, nodes in described for name, exclusions in _contexts(path, nodes)},
    )
    for path, nodes in described:
        cues = [_cue(path, node, facts, shared) for node, facts in nodes if _is(facts, _CUE)]
        schemes[path.stem] = Scheme(cues)
        frames.extend(_frame(path, node, facts) for node, facts in nodes if _is(facts, _FRAME))
    if not schemes:
        raise VocabularyError("no vocabulary files were found", remedy="reinstall pilotkg, or check the folder's name")
    return Vocabulary(schemes, tuple(sorted(frames, key=lambda frame: (-frame.confidence, frame.name))))


def _described(path: Path) -> list[tuple[str, Facts]]:
    """Subjects of a Turtle file by IRI, each with its properties."""
    nodes: dict[str, Facts] = defaultdict(lambda: defaultdict(list))
    try:
        for triple in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
            if isinstance(triple.subject, ox.NamedNode):
                nodes[triple.subject.value][triple.predicate].append(triple.object)
    except (OSError, SyntaxError) as error:
        raise VocabularyError(f"it cannot be read as Turtle: {error}", file=path, remedy="mend the file") from error
    return sorted(nodes.items())


def _is(facts: Facts, kind: ox.NamedNode) -> bool:
    return kind in facts.get(RDF_TYPE, ())


def _literals(facts: Facts, name: ox.NamedNode) -> list[str]:
    return sorted(term.value for term in facts.get(name, ()) if isinstance(term, ox.Literal))


def _own(facts: Facts) -> dict[str, list[Term]]:
    """The properties of the pk: namespace, by their last part."""
    return {key.value.removeprefix(PK): values for key, values in facts.items() if key.value.startswith(PK)}


def _classes(path: Path, nodes: list[tuple[str, Facts]]) -> Iterator[tuple[str, frozenset[str]]]:
    for node, facts in nodes:
        if _is(facts, _WORDS):
            words = _literals(facts, HIDDEN_LABEL)
            if not words:
                raise _fault("a word class has no words", path, node)
            yield node, frozenset(words)


def _contexts(path: Path, nodes: list[tuple[str, Facts]]) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    """What may be written once for many cues: where one of its expressions is found, a cue that names it does not count."""
    for node, facts in nodes:
        if _is(facts, _CONTEXT):
            own = _own(facts)
            found = tuple(_conditions(path, node, own))
            if not found or any(condition.negative for condition in found) or own.keys() - _PATTERNS.keys():
                raise _fault(
                    "a context has pk:before, pk:after, pk:clause or pk:sentence, and nothing else", path, node
                )
            yield node, tuple(condition._replace(negative=True) for condition in found)


def _cue(path: Path, node: str, facts: Facts, shared: _Shared) -> Cue:
    own = _own(facts)
    unknown = sorted(own.keys() - _KNOWN)
    words = _literals(facts, HIDDEN_LABEL)
    targets = [term.value for term in own.get("cueFor", ()) if isinstance(term, ox.NamedNode)]
    if unknown:
        raise _fault(f"pk:{unknown[0]} is no condition of a cue", path, node)
    if not words or len(targets) != 1:
        raise _fault("a cue needs at least one skos:hiddenLabel and one pk:cueFor", path, node)
    return Cue(
        name=_last(node),
        scheme=path.stem,
        concept=_last(targets[0]),
        words=tuple(words),
        conditions=(*_conditions(path, node, own), *_exclusions(path, node, own, shared)),
        governors=_governors(path, node, own, shared),
        place=_one(own.get("place", [])),
        confidence=float(_one(own.get("confidence", [])) or _DEFAULT_CONFIDENCE),
    )


def _governors(path: Path, node: str, own: dict[str, list[Term]], shared: _Shared) -> frozenset[str]:
    named = _named(path, node, own.get("governedBy", []), shared.classes, "word class")
    return frozenset(verb for verbs in named for verb in verbs)


def _exclusions(path: Path, node: str, own: dict[str, list[Term]], shared: _Shared) -> Iterator[Condition]:
    for conditions in _named(path, node, own.get("unless", []), shared.contexts, "context"):
        yield from conditions


def _named(path: Path, node: str, terms: list[Term], known: dict[str, _Shareable], kind: str) -> Iterator[_Shareable]:
    """What the names that a cue gives stand for, in their order."""
    for name in sorted(str(getattr(term, "value", "")) for term in terms):
        if name not in known:
            raise _fault(f"the {kind} {name} is not defined", path, node)
        yield known[name]


def _conditions(path: Path, node: str, own: dict[str, list[Term]]) -> Iterator[Condition]:
    for key, (negative, field) in _PATTERNS.items():
        for term in sorted(str(getattr(value, "value", "")) for value in own.get(key, ())):
            _check_pattern(path, node, term)
            yield Condition(negative, field, term)


def _frame(path: Path, node: str, facts: Facts) -> Frame:
    own = _own(facts)
    before, after = (_one(own.get(key, [])) or "" for key in ("before", "after"))
    for pattern in (before, after):
        _check_pattern(path, node, pattern)
    confidence = float(_one(own.get("confidence", [])) or _DEFAULT_CONFIDENCE)
    return Frame(_last(node), _compiled(before), _compiled(after), confidence)


def _check_pattern(path: Path, node: str, pattern: str) -> None:
    """Refuse what could take long: a repetition without an upper bound. Whether it compiles shows on first use."""
    if re.search(r"(?<!\\)[*+]|\{\d+,\}", pattern):
        raise _fault(f"the expression {pattern} repeats without a bound", path, node)


def _one(values: list[Term]) -> str | None:
    return str(getattr(values[0], "value", "")) if values else None


def _last(iri: str) -> str:
    return re.split("[/#]", iri)[-1]


def _fault(what: str, path: Path, node: str) -> VocabularyError:
    return VocabularyError(what, file=path, place=_last(node), remedy="see docs/vocabulary.md for the form of a cue")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise VocabularyError(
            f"the expression {pattern} is not valid: {error}", remedy="see docs/vocabulary.md for the form of a cue"
        ) from error


@cache
def written_units(folder: Path | None = None) -> tuple[tuple[str, str], ...]:
    """The units that plans write and their kinds, from units.ttl: (万人, people), (平方公里, area) … in order.

    Raises:
        VocabularyError: the file is not Turtle.
    """
    path = (folder or resources.folder("ontology")) / "units.ttl"
    kind = ox.NamedNode(PK + "unitKind")
    return tuple(
        sorted(
            (_literals(facts, _NOTATION)[0], _last(str(getattr(facts[kind][0], "value", ""))))
            for _, facts in _described(path)
            if facts.get(kind) and facts.get(_NOTATION)
        )
    )


@cache
def metric_kinds(folder: Path | None = None) -> dict[str, frozenset[str]]:
    """For each metric the kinds of unit that it is measured in, from metrics.ttl.

    Raises:
        VocabularyError: the file is not Turtle.
    """
    path = (folder or resources.folder("ontology")) / "metrics.ttl"
    kind = ox.NamedNode(PK + "unitKind")
    return {
        _last(node): frozenset(_last(str(getattr(value, "value", ""))) for value in facts[kind])
        for node, facts in _described(path)
        if facts.get(kind)
    }
