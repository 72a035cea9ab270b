"""The catalogue of queries: queries/*.rq with their headers, and values put into their parameters.

In: a folder of SPARQL files, each with header comments (title, question, group, param; see queries/README.md). Out:
queries whose parameters are bound as RDF terms: a value replaces the one term of its block `VALUES ?name { … }`, so it
can never be read as SPARQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from pyoxigraph import Literal

from pilotkg.errors import QueryError
from pilotkg.graph.namespaces import XSD

_TYPES = {"string": None, "integer": XSD.integer, "decimal": XSD.decimal, "year": XSD.gYear}
_FORMS = {
    "integer": re.compile(r"[+-]?[0-9]{1,18}"),
    "decimal": re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?"),
    "year": re.compile(r"[0-9]{4}"),
}
_HEADER = re.compile(r"#\s*([a-z]+)(?:@([a-z]{2}))?\s*:\s*(.*?)\s*$")
_STRING = (
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
)
_IRI = r'<[^<>"{}|^`\\\s]*>'
# What a block must not be looked for in (comments, strings, IRIs), and the block of one variable.
_TOKEN = re.compile(
    rf"(?P<skip>#[^\n\r]*|{_STRING}|{_IRI})"
    rf"|(?P<head>\bVALUES\s*[?$](?P<name>\w+)\s*\{{)(?:{_STRING}|{_IRI}|[^{{}}\"'<])*\}}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a query: its type (string, integer, decimal or year), its default, and what it is for."""

    name: str
    type: str
    default: str
    description: str

    def term(self, value: object) -> Literal:
        """A value as a term of the parameter's type.

        Raises:
            QueryError: the value is not of the type.
        """
        written = format(value, "f") if isinstance(value, Decimal) else str(value)
        form = _FORMS.get(self.type)
        if form is not None and not form.fullmatch(written):
            raise QueryError(
                f"{self.name} is {written!r}, which is no {self.type}", remedy=f"Give a value such as {self.default}"
            )
        return Literal(written, datatype=_TYPES[self.type]) if form is not None else Literal(written)


@dataclass(frozen=True, slots=True)
class Query:
    """A query: its SPARQL text and, where its file has a header, title and question by language, group, parameters."""

    name: str
    text: str
    title: Mapping[str, str] = field(default_factory=dict)
    question: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    parameters: tuple[Parameter, ...] = ()

    @classmethod
    def parse(cls, name: str, text: str) -> Query:
        """Read a query with the header comments at its top; other comments are left alone.

        Raises:
            QueryError: a parameter is declared with an unknown type, or has not exactly one block.
        """
        titles: dict[str, str] = {}
        questions: dict[str, str] = {}
        group, parameters = "", []
        for key, language, value in _header(text):
            if key == "title":
                titles[language] = value
            elif key == "question":
                questions[language] = value
            elif key == "group":
                group = value
            elif key == "param":
                parameters.append(_parameter(name, value))
        blocks = [m["name"] for m in _TOKEN.finditer(text) if m["name"]]
        for parameter in parameters:
            if blocks.count(parameter.name) != 1:
                raise QueryError(
                    f"the parameter {parameter.name} has {blocks.count(parameter.name)} blocks, not one",
                    file=name,
                    remedy=f"Write VALUES ?{parameter.name} {{ … }} once in the query",
                )
        return cls(name, text, titles, questions, group, tuple(parameters))

    def bind(self, values: Mapping[str, object]) -> str:
        """The SPARQL text with values in place of defaults; parameters without a value keep theirs.

        Raises:
            QueryError: a value is for no parameter of the query, or not of the parameter's type.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise QueryError(
                    f"the query {self.name} has no parameter {name}", remedy=_choose(name, list(known), "parameters")
                )
        terms = {name: str(known[name].term(value)) for name, value in values.items()}

        def put(match: re.Match[str]) -> str:
            term = terms.get(match["name"] or "")
            return match[0] if term is None else f"{match['head']} {term} }}"

        return _TOKEN.sub(put, self.text)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The queries of a folder, by name."""

    queries: Mapping[str, Query]

    @classmethod
    def load(cls, folder: Path) -> Catalogue:
        """Read all *.rq of a folder.

        Raises:
            QueryError: there is none, or one cannot be read.
        """
        paths = sorted(folder.glob("*.rq"))
        if not paths:
            raise QueryError("no queries here", file=folder, remedy="Name a folder with .rq files")
        return cls({path.stem: Query.parse(path.stem, read_text(path)) for path in paths})

    def __iter__(self) -> Iterator[Query]:
        return iter(self.queries.values())

    def get(self, name: str) -> Query:
        """The query of a name.

        Raises:
            QueryError: the catalogue has none of that name.
        """
        if name not in self.queries:
            raise QueryError(f"no query is called {name}", remedy=_choose(name, list(self.queries), "queries"))
        return self.queries[name]


def read_text(path: Path) -> str:
    """The text of a query file.

    Raises:
        QueryError: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(
            f"the query cannot be read: {error}", file=path, remedy="Give a SPARQL file in UTF-8"
        ) from error


def _header(text: str) -> Iterator[tuple[str, str, str]]:
    """Key, language and value of the comment lines at the top."""
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            return
        if match := _HEADER.match(line):
            yield match[1], match[2] or "", match[3]


def _parameter(query: str, declared: str) -> Parameter:
    """A parameter from `name type default description`; in the default, _ stands for a space."""
    parts = declared.split(maxsplit=3)
    if len(parts) < 3 or parts[1] not in _TYPES:
        raise QueryError(
            f"a parameter is declared as {declared!r}",
            file=query,
            remedy=f"Write its name, its type ({', '.join(_TYPES)}), its default and what it is for",
        )
    name, kind, default, *description = parts
    return Parameter(name, kind, default.replace("_", " "), " ".join(description))


def _choose(name: str, known: list[str], what: str) -> str:
    """A remedy that names what there is, the closest first."""
    if not known:
        return "Leave it out: the query has none"
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    guess = f"Did you mean {close[0]}? " if close else ""
    return f"{guess}There are these {what}: {', '.join(sorted(known))}"
