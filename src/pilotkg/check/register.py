"""The register of published terms: what was published once stays, and is deprecated where it is no longer to be used.

In: ontology/terms.csv (term, version since which it is published, status, replacement) and a store with the ontology.
Out: findings where the two disagree. `python -m pilotkg.check.register` enters the terms that are new, at a release.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Store

from pilotkg import resources
from pilotkg.check.hygiene import own_terms
from pilotkg.check.pitfalls import Finding
from pilotkg.errors import VocabularyError
from pilotkg.graph.namespaces import DCTERMS, OWL, PK, RDF, RDFS, SKOS, Ids
from pilotkg.graph.vocabularies import Vocabularies

FILE: Final = "terms.csv"
CURRENT, DEPRECATED = "current", "deprecated"
_COLUMNS: Final = ("term", "since", "status", "replaced_by")


@dataclass(frozen=True, slots=True)
class Entry:
    """A published term: its IRI, the version since which it is there, its status, and what to use instead, if anything."""

    term: str
    since: str
    status: str = CURRENT
    replaced_by: str = ""


def read(path: Path) -> dict[str, Entry]:
    """The register in a file, by term.

    Raises:
        VocabularyError: there is none, or a row is not right.
    """
    remedy = "Restore it from the last release; python -m pilotkg.check.register enters new terms"
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise VocabularyError(f"the register of terms cannot be read: {error}", file=path, remedy=remedy) from error
    entries: dict[str, Entry] = {}
    for number, row in enumerate(rows, 2):
        if tuple(row) != _COLUMNS or not row["term"] or row["status"] not in (CURRENT, DEPRECATED):
            raise VocabularyError(
                f"no row of term, since, status, replaced_by: {row}", file=path, place=f"line {number}", remedy=remedy
            )
        if row["term"] in entries:
            raise VocabularyError(f"{row['term']} stands here twice", file=path, place=f"line {number}", remedy=remedy)
        entries[row["term"]] = Entry(**row)
    return entries


def encode(entries: Iterable[Entry]) -> str:
    """A register as it is written: sorted by term."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows((e.term, e.since, e.status, e.replaced_by) for e in sorted(entries, key=lambda entry: entry.term))
    return out.getvalue()


def published(store: Store) -> dict[str, Entry]:
    """The terms that an ontology has, as it would publish them: its own namespace, and the concepts of its schemes."""
    version = _version(store)
    concepts = {
        q.subject.value for q in store.quads_for_pattern(None, SKOS.inScheme, None) if isinstance(q.subject, NamedNode)
    }
    return {term: _entry(store, term, version) for term in sorted({*own_terms(store), *concepts})}


def _entry(store: Store, term: str, version: str) -> Entry:
    node = NamedNode(term)
    flags = [q.object for q in store.quads_for_pattern(node, OWL.deprecated, None)]
    instead = [q.object for q in store.quads_for_pattern(node, DCTERMS.isReplacedBy, None)]
    deprecated = any(isinstance(flag, Literal) and flag.value in ("true", "1") for flag in flags)
    replaced_by = min((str(getattr(other, "value", other)) for other in instead), default="")
    return Entry(term, version, DEPRECATED if deprecated else CURRENT, replaced_by)


def _version(store: Store) -> str:
    for header in store.quads_for_pattern(None, RDF.type, OWL.Ontology):
        subject: Any = header.subject
        for quad in store.quads_for_pattern(subject, OWL.versionInfo, None):
            if isinstance(quad.object, Literal):
                return quad.object.value
    return ""


def findings(store: Store, register: Mapping[str, Entry]) -> Iterator[Finding]:
    """Where ontology and register disagree, and deprecated terms that say too little."""
    terms = published(store)
    for term in sorted(register.keys() - terms.keys()):
        yield Finding(
            "register", "a published term that is gone: deprecate it instead", term, f"since {register[term].since}"
        )
    for term, found in terms.items():
        known = register.get(term)
        if known is None:
            yield Finding("register", "not registered: run python -m pilotkg.check.register at the release", term)
        elif (known.status, known.replaced_by) != (found.status, found.replaced_by):
            yield Finding("register", "registered otherwise", term, f"{_told(known)} there, {_told(found)} here")
        if found.status == DEPRECATED:
            yield from _deprecated(store, found, terms)


def _told(entry: Entry) -> str:
    return f"{entry.status}, replaced by {entry.replaced_by}" if entry.replaced_by else entry.status


def _deprecated(store: Store, entry: Entry, terms: Mapping[str, Entry]) -> Iterator[Finding]:
    """A deprecated term keeps its label and definition; what replaces it is there and not deprecated itself."""
    node = NamedNode(entry.term)
    for name, properties in (("label", (RDFS.label, SKOS.prefLabel)), ("definition", (SKOS.definition,))):
        if not any(True for prop in properties for _ in store.quads_for_pattern(node, prop, None)):
            yield Finding("register", "a deprecated term that is no longer explained", entry.term, f"no {name}")
    other = terms.get(entry.replaced_by)
    if entry.replaced_by.startswith((PK.iri, Ids().base)) and (other is None or other.status == DEPRECATED):
        yield Finding("register", "replaced by what is not there or deprecated", entry.term, entry.replaced_by)


def updated(store: Store, register: Mapping[str, Entry]) -> list[Entry]:
    """A register with the terms that are new since the ontology's version, and with what was deprecated; none is lost."""
    found = published(store)
    kept = [
        Entry(old.term, old.since, new.status, new.replaced_by) if (new := found.get(old.term)) is not None else old
        for old in register.values()
    ]
    return [*kept, *(entry for term, entry in found.items() if term not in register)]


def main() -> None:
    """Enter new and deprecated terms into the register of the checkout."""
    folder = resources.folder("ontology")
    path, store = folder / FILE, Store()
    store.extend(Vocabularies.load(folder, Ids()).quads)
    register = read(path) if path.exists() else {}
    entries = updated(store, register)
    path.write_text(encode(entries), encoding="utf-8")
    print(f"{len(entries)} terms in {path.name}, {len(entries) - len(register)} of them new")


if __name__ == "__main__":
    main()
