"""The record behind an IRI, and the text that it was read from: a release and an IRI in, a `Found` out."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pilotkg import records as records_file
from pilotkg import resources, source
from pilotkg.errors import PilotKGError
from pilotkg.graph.namespaces import DEFAULT_BASE
from pilotkg.graph.naming import Record, Statement, statements
from pilotkg.model import Plan, Records, Source

_RECORDS: Final = "records.jsonl"
_REPORT: Final = "report.json"


class ExplainError(PilotKGError):
    """An IRI names no fact of a release, or a file is not the source that the release was made from."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record with its IRI, its plan and source; the source's text where it is at hand; the folder of vocabularies."""

    iri: str
    record: Record
    plan: Plan
    source: Source
    text: str | None
    vocabulary: Path


def find(asked: str, release: Path, document: Path | None = None) -> Found:
    """What an IRI names.

    Args:
        asked: an IRI, or its path under the base, as in plan/110117/jinhaihu/task/1.
        release: a release folder, or a records file.
        document: the source of the release; without it, a file of its name beside the release or in the current folder.

    Raises:
        ExplainError: see there.
        RecordsError: the records of the release cannot be read.
    """
    documents, base, vocabulary = _opened(release)
    path = asked.strip("<>").removeprefix(base).strip("/")
    for records in documents:
        for plan in records.plans:
            if plan.locality.slug not in path:
                continue
            for statement in statements(plan):
                if statement.path == path:
                    text = _text(records.source, release, document)
                    return Found(base + path, statement.record, plan, records.source, text, vocabulary)
    raise ExplainError(
        "no fact of this release has this IRI", file=release, place=asked, remedy=_advice(path, documents)
    )


def _opened(release: Path) -> tuple[tuple[Records, ...], str, Path]:
    """The records of a release, the base of its IRIs, and its folder of vocabularies."""
    if release.is_file():
        return records_file.read(release), DEFAULT_BASE, resources.folder("ontology")
    if not (release / _RECORDS).is_file():
        raise ExplainError(
            f"there is no {_RECORDS} here",
            file=release,
            remedy="Name a release folder (`pilotkg build` makes one), or a records file",
        )
    try:
        base = json.loads((release / _REPORT).read_bytes())["base"]
    except (OSError, ValueError, KeyError, TypeError):
        base = DEFAULT_BASE
    own = release / "ontology"
    vocabulary = own if (own / "cues").is_dir() else resources.folder("ontology")
    return records_file.read(release / _RECORDS), str(base), vocabulary


def _text(wanted: Source, release: Path, document: Path | None) -> str | None:
    if document is not None:
        read = source.read(document)
        if read.source.sha256 != wanted.sha256:
            raise ExplainError(
                f"this is not the {wanted.name} that the release was made from: its SHA-256 is not {wanted.sha256[:16]}…",
                file=document,
                remedy="Give the same file, or leave --source away",
            )
        return read.text
    for place in (Path(wanted.name), release.parent / wanted.name):
        if place.is_file():
            try:
                read = source.read(place)
            except PilotKGError:
                continue
            if read.source.sha256 == wanted.sha256:
                return read.text
    return None


def _advice(path: str, documents: Sequence[Records]) -> str:
    """The nearest IRIs that there are: of the plan that is meant, else plans of like name."""
    plans = [plan for records in documents for plan in records.plans]
    meant = [plan for plan in plans if f"/{plan.locality.slug}/" in f"/{path}/"]
    known = [s.path for plan in meant for s in statements(plan)] or [s.path for s in _heads(plans)]
    near = difflib.get_close_matches(path, known, 3, 0.5)
    return f"Near it: {', '.join(near)}" if near else "Take an IRI from the tables or from a query of the release"


def _heads(plans: Sequence[Plan]) -> Iterator[Statement]:
    """Plans and localities."""
    for plan in plans:
        found = statements(plan)
        yield next(found)
        yield next(found)
