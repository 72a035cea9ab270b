"""SPARQL on a graph at hand or on a remote endpoint (SPARQLWrapper); rows as plain Python values.

In: a SPARQL text or a query of the catalogue with values for its parameters. Out: a Result, which is a sequence of
dictionaries that pandas.DataFrame takes as it is. Follows SPARQL 1.1; the default graph is the union of all graphs.
"""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, overload
from urllib.error import URLError

from pyoxigraph import Literal, QueryBoolean, QuerySolutions, RdfFormat, Store, Triple, parse

from pilotkg.errors import QueryError
from pilotkg.graph.catalogue import Catalogue, Query, read_text
from pilotkg.graph.namespaces import DEFAULT_BASE, PREFIXES, XSD, kind_prefixes
from pilotkg.graph.serialise import turtle
from pilotkg.graph.store import open_store
from pilotkg.resources import folder

Value: TypeAlias = str | int | float | bool | None
Row: TypeAlias = dict[str, Value]

_XSD_INTEGERS = (
    *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
    *("negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte", "gYear"),
)
_READERS: dict[str, Callable[[str], Value]] = {
    **{XSD.iri + name: int for name in _XSD_INTEGERS},
    **{XSD.iri + name: float for name in ("decimal", "double", "float")},
    XSD.iri + "boolean": lambda value: value in ("true", "1"),
}
TIMEOUT = 60
NETWORKS = (
    "networks"  # the folder of queries that ask for what `pilotkg network` computed; the catalogue has the others
)


@dataclass(frozen=True)
class Result(Sequence[Row]):
    """What a query found: rows with a value for each variable (None where it is unbound).

    The one row of an ASK has the variable `answer`; the rows of a CONSTRUCT are its triples, kept in `triples` too.
    """

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    triples: tuple[Triple, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, at: int | slice) -> Row | tuple[Row, ...]:
        return self.rows[at]

    def csv(self) -> str:
        """Comma-separated values with a header (RFC 4180)."""
        out = io.StringIO()
        writer = csv.DictWriter(out, self.variables, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return out.getvalue()

    def json(self) -> str:
        """A JSON array of objects."""
        return json.dumps(list(self.rows), ensure_ascii=False, indent=1)

    def turtle(self) -> str:
        """The triples of a CONSTRUCT or DESCRIBE in Turtle.

        Raises:
            QueryError: the query gives rows, not triples.
        """
        if not self.triples and self.variables != ("subject", "predicate", "object"):
            raise QueryError("the query gives rows, not triples", remedy="Ask with CONSTRUCT, or choose another format")
        return turtle(self.triples)


def query(
    asked: str | Query,
    graph: Store | Path | str | None = None,
    parameters: Mapping[str, object] | None = None,
    *,
    endpoint: str | None = None,
    timeout: float = TIMEOUT,
) -> Result:
    """Ask a graph at hand, or a remote endpoint.

    Args:
        asked: SPARQL, the name of a query of the package's catalogue, a Query, or the path of an .rq file.
        graph: a store, a release folder or an RDF file; not needed where there is an endpoint.
        parameters: values by the names of the query's parameters.
        endpoint: address of a SPARQL endpoint to ask instead.
        timeout: seconds to wait for the endpoint.

    Raises:
        QueryError: the query or a parameter is not right, or the endpoint does not answer.
        GraphError: the graph cannot be read.
    """
    text = find(asked).bind(parameters or {})
    if endpoint is not None:
        return _ask_endpoint(text, endpoint, timeout)
    if graph is None:
        raise QueryError("nothing to ask", remedy="Name a release, a file, or an endpoint")
    return ask_store(text, graph if isinstance(graph, Store) else open_store(graph))


def find(asked: str | Query) -> Query:
    """The query that is meant: one of the catalogue by its name, an .rq file by its path, or SPARQL as it stands.

    Raises:
        QueryError: there is no such query or file.
    """
    if isinstance(asked, Query):
        return asked
    if asked.endswith(".rq") and "\n" not in asked:
        return Query.parse(Path(asked).stem, read_text(Path(asked)))
    if any(c.isspace() or c in "{}" for c in asked.strip()):
        return Query.parse("query", asked)
    computed = Catalogue.load(folder("queries") / NETWORKS)
    return computed.get(asked) if asked in computed.queries else Catalogue.load(folder("queries")).get(asked)


def with_prefixes(text: str) -> str:
    """SPARQL text with the usual prefixes that it uses and does not declare, on its first line."""
    declared = set(re.findall(r"\bPREFIX\s+([\w-]*)\s*:", text, re.IGNORECASE))
    known = PREFIXES | kind_prefixes(DEFAULT_BASE)
    missing = (name for name in known if name not in declared and re.search(rf"(?<![\w-]){name}:", text))
    return "".join(f"PREFIX {name}: <{known[name]}> " for name in missing) + text


def ask_store(text: str, store: Store) -> Result:
    """The result of SPARQL text on a store.

    Raises:
        QueryError: the text is no query of SPARQL 1.1.
    """
    try:
        found = store.query(text, use_default_graph_as_union=True)
        if isinstance(found, QueryBoolean):
            return _answer(bool(found))
        if isinstance(found, QuerySolutions):
            names = tuple(variable.value for variable in found.variables)
            return Result(names, tuple({name: _of_term(row[name]) for name in names} for row in found))
        return _graph(found)
    except SyntaxError as error:
        raise QueryError(f"not a query of SPARQL 1.1: {error.msg or error}", remedy="Correct the query") from error
    except (ValueError, OSError, RuntimeError) as error:
        asks_another = re.search(r"\bSERVICE\b", text, re.IGNORECASE) is not None
        remedy = (
            "Check the address after SERVICE and that the endpoint is running" if asks_another else "Correct the query"
        )
        raise QueryError(f"the query fails: {error}", remedy=remedy) from error


def _answer(yes: bool) -> Result:
    return Result(("answer",), ({"answer": yes},))


def _graph(triples: Iterable[Triple]) -> Result:
    kept = tuple(sorted(triples, key=str))
    parts = ("subject", "predicate", "object")
    return Result(parts, tuple({part: _of_term(getattr(t, part)) for part in parts} for t in kept), kept)


def _of_term(term: Any) -> Value:
    if term is None:
        return None
    if isinstance(term, Literal):
        return _read(term.value, term.datatype.value)
    return str(getattr(term, "value", term))


def _read(value: str, datatype: str) -> Value:
    """A literal as a Python value; a malformed one as the text that it is."""
    try:
        return _READERS.get(datatype, str)(value)
    except ValueError:
        return value


def _ask_endpoint(text: str, endpoint: str, timeout: float) -> Result:
    """The result of SPARQL text at an endpoint (SPARQL 1.1 Protocol)."""
    from SPARQLWrapper import JSON, POST, TURTLE, SPARQLExceptions, SPARQLWrapper  # noqa: PLC0415 - slow to import

    wrapper = SPARQLWrapper(endpoint)
    wrapper.setMethod(POST)
    wrapper.setTimeout(max(1, round(timeout)))
    wrapper.setQuery(text)
    if not wrapper.isSparqlQueryRequest():
        raise QueryError("an update is not a query", remedy="Ask with SELECT, ASK, CONSTRUCT or DESCRIBE")
    makes_triples = wrapper.queryType in ("CONSTRUCT", "DESCRIBE")
    wrapper.setReturnFormat(TURTLE if makes_triples else JSON)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = wrapper.query().response.read()
        if makes_triples:
            return _graph(quad.triple for quad in parse(answer, format=RdfFormat.TURTLE))
        return _from_json(json.loads(answer))
    except SPARQLExceptions.QueryBadFormed as error:
        raise QueryError(
            f"the endpoint takes this for no query: {_reason(error)}", file=endpoint, remedy="Correct the query"
        ) from error
    except (SPARQLExceptions.SPARQLWrapperException, URLError, OSError, ValueError, KeyError, SyntaxError) as error:
        raise QueryError(
            f"no answer of the SPARQL protocol: {_reason(error)}",
            file=endpoint,
            remedy="Check the address and that the endpoint is running",
        ) from error


def _reason(error: Exception) -> str:
    """The last line of an error that says something; SPARQLWrapper wraps the endpoint's answer in its own words."""
    reason = getattr(error, "reason", None) or getattr(error, "msg", None) or error
    lines = [line.strip() for line in str(reason).splitlines() if line.strip()]
    return lines[-1].removeprefix("b'").strip("'\" ") if lines else type(error).__name__


def _from_json(answer: Any) -> Result:
    """A result in SPARQL 1.1 Query Results JSON."""
    if "boolean" in answer:
        return _answer(bool(answer["boolean"]))
    names = tuple(answer["head"]["vars"])
    return Result(names, tuple({n: _of_json(row.get(n)) for n in names} for row in answer["results"]["bindings"]))


def _of_json(binding: Mapping[str, str] | None) -> Value:
    if binding is None:
        return None
    return _read(binding["value"], binding.get("datatype", "")) if binding["type"] != "uri" else binding["value"]
