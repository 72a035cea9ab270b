"""The catalogue of queries: queries/*.rq with their headers, and values put into their parameters.

In: a folder of SPARQL files, each with header comments (title, question, group, param, column; see queries/README.md).
Out: queries whose parameters are bound as RDF terms: a value replaces the one term of its block `VALUES ?name { … }`, or
the IRI of `SERVICE <…>`, so it can never be read as SPARQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from pilotkg.errors import QueryError
from pilotkg.graph.namespaces import XSD

_TYPES = {
    **{"string": None, "integer": XSD.integer, "decimal": XSD.decimal, "year": XSD.gYear},
    **{"iri": None, "endpoint": None},
}
_COLUMN_TYPES = ("string", "string@zh", "string@en", "integer", "decimal", "year", "boolean", "iri", "wkt")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")
_FORMS = {
    "iri": _ABSOLUTE,
    "endpoint": re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\]+"),
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
# What a block must not be looked for in (comments, strings, IRIs), the block of one variable, and a remote endpoint.
_TOKEN = re.compile(
    rf"(?P<skip>#[^\n\r]*|{_STRING}|{_IRI})"
    rf"|(?P<head>\bVALUES\s*[?$](?P<name>\w+)\s*\{{)(?:{_STRING}|{_IRI}|[^{{}}\"'<])*\}}"
    rf"|(?P<service>\bSERVICE\s+(?:SILENT\s+)?){_IRI}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a query: its type (string, integer, decimal, year, iri, endpoint), its default, what it is for.

    An endpoint is the address that the query's SERVICE asks.
    """

    name: str
    type: str
    default: str
    description: str

    def term(self, value: object) -> Literal | NamedNode:
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
        if self.type in ("iri", "endpoint"):
            return NamedNode(written)
        return Literal(written, datatype=_TYPES[self.type]) if form is not None else Literal(written)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a query's answer: the type of its values, whether a row may leave it empty, and what it says.

    Types: string (`string@zh`, `string@en` with a language), integer, decimal, year, boolean, iri, wkt (a geometry).
    """

    name: str
    type: str
    optional: bool
    description: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query: its SPARQL text and, where its file has a header, what that says of it.

    That is title and question by language, group, parameters, and the columns of its answer.
    """

    name: str
    text: str
    title: Mapping[str, str] = field(default_factory=dict)
    question: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[Column, ...] = ()

    @property
    def endpoint(self) -> Parameter | None:
        """The parameter that names another endpoint, for a query that asks one (SPARQL 1.1 Federated Query)."""
        return next((parameter for parameter in self.parameters if parameter.type == "endpoint"), None)

    @classmethod
    def parse(cls, name: str, text: str) -> Query:
        """Read a query with the header comments at its top; other comments are left alone.

        Raises:
            QueryError: a parameter or column is declared with an unknown type, or a parameter has no block.
        """
        titles: dict[str, str] = {}
        questions: dict[str, str] = {}
        group, parameters, columns = "", list[Parameter](), list[Column]()
        for key, language, value in _header(text):
            if key == "title":
                titles[language] = value
            elif key == "question":
                questions[language] = value
            elif key == "group":
                group = value
            elif key == "param":
                parameters.append(_parameter(name, value))
            elif key == "column":
                columns.append(_column(name, value))
        blocks = [*_TOKEN.finditer(text)]
        for parameter in parameters:
            if not any(_belongs(block, parameter) for block in blocks):
                raise QueryError(
                    f"the parameter {parameter.name} has no block",
                    file=name,
                    remedy=f"Write {_block_of(parameter)} in the query",
                )
        return cls(name, text, titles, questions, group, tuple(parameters), tuple(columns))

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
        terms = [(known[name], str(known[name].term(value))) for name, value in values.items()]

        def put(match: re.Match[str]) -> str:
            for parameter, term in terms:
                if _belongs(match, parameter):
                    return f"{match['service']}{term}" if match["service"] else f"{match['head']} {term} }}"
            return match[0]

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


def _column(query: str, declared: str) -> Column:
    """A column from `name type description`; a ? after the type says that it may be empty."""
    parts = declared.split(maxsplit=2)
    if len(parts) < 2 or parts[1].removesuffix("?") not in _COLUMN_TYPES:
        raise QueryError(
            f"a column is declared as {declared!r}",
            file=query,
            remedy=f"Write its name, its type ({', '.join(_COLUMN_TYPES)}) and what it says",
        )
    name, kind, *description = parts
    return Column(name, kind.removesuffix("?"), kind.endswith("?"), " ".join(description))


def _belongs(block: re.Match[str], parameter: Parameter) -> bool:
    """Whether a block is the parameter's: it may have several where subqueries need the value too."""
    return bool(block["service"]) if parameter.type == "endpoint" else block["name"] == parameter.name


def _block_of(parameter: Parameter) -> str:
    return "SERVICE <…>" if parameter.type == "endpoint" else f"VALUES ?{parameter.name} {{ … }}"


def _choose(name: str, known: list[str], what: str) -> str:
    """A remedy that names what there is, the closest first."""
    if not known:
        return "Leave it out: the query has none"
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    guess = f"Did you mean {close[0]}? " if close else ""
    return f"{guess}There are these {what}: {', '.join(sorted(known))}"
