"""The pages of the reference: ontology, vocabularies, shapes and queries become HTML that needs no other file.

In: what `pilotkg.reference` read. Out: HTML by file name. Templates are package data; all that they write is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pilotkg.graph.catalogue import Query
from pilotkg.graph.namespaces import DEFAULT_BASE
from pilotkg.graph.query import Result
from pilotkg.reference.concepts import Scheme
from pilotkg.reference.constraints import Constraint
from pilotkg.reference.examples import Instance
from pilotkg.reference.expressions import Expression, Keyword, Name, Value
from pilotkg.reference.links import Links, anchor
from pilotkg.reference.terms import Header, Term, Text
from pilotkg.reference.words import WORDS

INDEX: Final = "index.html"
VOCABULARIES: Final = "vocabularies.html"
SHAPES: Final = "shapes.html"
QUERIES: Final = "queries.html"
PAGES: Final = (INDEX, VOCABULARIES, SHAPES, QUERIES)

_FOLDER: Final = Path(__file__).with_name("templates")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query of the catalogue and what the graph answers; `speaks_of` are the IRIs in its text.

    There is no answer to a query that asks another endpoint as well. `run` is the address that answers it, `edit` that of an
    editor which shows the query and a table of its answer, empty where none is known.
    """

    query: Query
    answer: Result | None
    run: str
    edit: str
    speaks_of: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reference:
    """All that the pages show."""

    header: Header
    terms: Mapping[str, Sequence[Term]]
    schemes: Sequence[Scheme]
    constraints: Mapping[str, Sequence[Constraint]]
    speaking_of: Mapping[str, Sequence[Constraint]]
    asked: Sequence[Asked]
    instances: Mapping[str, Instance]
    statements: Mapping[str, str]
    diagrams: Mapping[str, Sequence[str]]
    links: Links
    endpoint: str
    files: Mapping[str, Sequence[str]]
    mappings: str


def run_link(endpoint: str, sparql: str) -> str:
    """The address that answers a query when it is opened (SPARQL 1.1 Protocol, section 2.1.1)."""
    return f"{endpoint}{'&' if '?' in endpoint else '?'}query={quote(sparql, safe='')}"


def editor_link(endpoint: str, query: Query) -> str:
    """The address of the query editor beside an endpoint, with a query that it runs when it opens; empty where there is none.

    Oxigraph serves the editor YASGUI one step above its `/query`; behind `#` stands what YASGUI writes when a query is shared.
    """
    if not endpoint.endswith("/query"):
        return ""
    shared = {"query": query.text, "endpoint": endpoint, "requestMethod": "POST", "tabTitle": query.name}
    return f"{endpoint.removesuffix('query')}#{urlencode(shared, quote_via=quote)}"


def render(reference: Reference) -> dict[str, str]:
    """The pages, by file name."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return {page: _page(environment, reference, page) for page in PAGES}


def _page(environment: Environment, reference: Reference, page: str) -> str:
    links = reference.links
    environment.globals.update(
        anchor=anchor,
        both=_both,
        word=lambda key: _both(WORDS.get(key, Text(key, key.capitalize()))),
        link=lambda iri: _link(links, iri, page),
        show=lambda expression: _show(links, expression, page),
        place=lambda iri: links.place(iri, page),
        short=links.short,
        cell=lambda value: _cell(links, value),
    )
    asset = {name: Markup((_FOLDER / name).read_text("utf-8")) for name in ("style.css", "script.js")}
    by_group: dict[str, list[Asked]] = {}
    for one in reference.asked:
        by_group.setdefault(one.query.group, []).append(one)
    asked_by: dict[str, list[Query]] = {}
    for one in reference.asked:
        for iri in one.speaks_of:
            asked_by.setdefault(iri, []).append(one.query)
    context: dict[str, Any] = {
        "r": reference,
        "page": page,
        "pages": dict(zip(("ontology", "vocabularies", "shapes", "queries"), PAGES, strict=True)),
        "style": asset["style.css"],
        "script": asset["script.js"],
        "diagrams": {name: [Markup(svg) for svg in svgs] for name, svgs in reference.diagrams.items()},
        "groups": dict(sorted(by_group.items())),
        "asked_by": asked_by,
        "labels": {c.iri: c.label for scheme in reference.schemes for c in scheme.all()},
    }
    html = environment.get_template(page).render(context)
    return "\n".join(line.rstrip() for line in html.splitlines() if line.strip() or "<" in line) + "\n"


def _both(text: Text) -> Markup:
    """A text in both languages, of which the page shows the one that the reader chose."""
    said = [(language, t) for language, t in (("zh", text.zh), ("en", text.en)) if t]
    return Markup("").join(Markup('<span class="t" lang="{}">{}</span>').format(language, t) for language, t in said)


def _link(links: Links, iri: str, page: str) -> Markup:
    """An IRI by its short name, linked to where it is described."""
    name = links.short(iri)
    if not iri.startswith(("http://", "https://")):
        return Markup("<code>{}</code>").format(name)
    outside = "" if iri in links.pages else Markup(' class="outside"')
    return Markup('<a href="{}"{}><code>{}</code></a>').format(links.place(iri, page), outside, name)


def _show(links: Links, expression: Expression, page: str) -> Markup:
    shown: list[Markup] = []
    for part in expression:
        match part:
            case Name(iri):
                shown.append(_link(links, iri, page))
            case Keyword(word):
                shown.append(Markup('<span class="keyword">{}</span>').format(word))
            case Value(text):
                shown.append(Markup('<code class="value">{}</code>').format(text))
            case str():
                shown.append(Markup("{}").format(part))
    return Markup("").join(shown)


def _cell(links: Links, value: object) -> Markup:
    """A value of an answer; IRIs by their short names."""
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        name = value.removeprefix(DEFAULT_BASE) if value.startswith(DEFAULT_BASE) else links.short(value)
        return Markup('<code title="{}">{}</code>').format(value, name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return Markup("{}").format("" if value is None else value)


def described(constraints: Mapping[str, Iterable[Constraint]]) -> list[str]:
    """The IRIs that the page of shapes has an anchor for."""
    return [iri for members in constraints.values() for c in members for iri in (c.iri, *c.also)]
