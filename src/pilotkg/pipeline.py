"""From a document to a release, step by step: read, extract, map, check, publish.

In: a document, a folder of them, a records file, or nothing for the plans that ship. Out: a release folder, and what is
in it. Each step tells a callback how far it is; nothing is printed here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from pilotkg import curation as curations
from pilotkg import graph, records, resources, review, source
from pilotkg.beside import Beside
from pilotkg.check import Report, check
from pilotkg.collector import no_garbage_collection
from pilotkg.errors import RecordsError
from pilotkg.extract import extract
from pilotkg.graph.provenance import software_version
from pilotkg.model import Records
from pilotkg.publish import report as reports
from pilotkg.publish.release import UNLISTED, write_data, write_forms, write_reports
from pilotkg.publish.swap import replacing

STEPS: Final = ("read", "map", "check", "write")
Progress = Callable[[str, float], None]  # the step, and which share of it is done

_HEAD: Final = 64  # bytes that tell a records file from a document


@dataclass(frozen=True, slots=True)
class Built:
    """A release: where it is, what is in it, and whether it conforms."""

    folder: Path
    counts: reports.Counts
    report: Report

    def summary(self) -> dict[str, object]:
        """Counts of the graph and of its check, by name."""
        return {**msgspec.to_builtins(self.counts), **self.report.figures()}


def _silent(step: str, share: float) -> None:
    pass


def build(
    origin: str | Path | None = None,
    out: str | Path = "release",
    *,
    base: str | None = None,
    curation: str | Path | None = None,
    progress: Progress = _silent,
) -> Built:
    """Build a release.

    Args:
        origin: see `read_plans`.
        out: the folder of the release; an older release there is replaced when all is written, and only then.
        base: what all instance IRIs begin with, an absolute IRI that ends in a slash; None for the project's own.
        curation: a file of decisions by hand that override what was extracted (docs/curation.md).
        progress: called with a step of `STEPS` and the share of it that is done, 0 to 1.

    Raises:
        PilotKGError: the input is not right, or the release cannot be written; the old release stays as it was.
    """
    base = graph.DEFAULT_BASE if base is None else base
    with no_garbage_collection(), replacing(Path(out), UNLISTED) as fresh:
        plans, texts = _read(origin, progress)
        if curation is not None:
            plans = curations.apply(curations.load(Path(curation)), plans)
            _refuse_twins(plans, curation)
        progress("map", 0)
        quads = [*graph.quads(plans, base)]
        progress("map", 1)
        write_data(fresh, plans, quads)
        with Beside() as beside:
            beside.do(write_forms, fresh, base)
            progress("check", 0)
            report = check(quads, progress=lambda share: progress("check", share))
            progress("check", 1)
            progress("write", 0)
            counts = reports.count(plans, len(quads))
            doubtful = review.encode(review.review(plans, base, source_texts=texts))
        write_reports(fresh, {**_report_files(plans, counts, report, base), "review.csv": doubtful})
        progress("write", 1)
    return Built(Path(out), counts, report)


def read_plans(origin: str | Path | None = None, progress: Progress = _silent) -> tuple[Records, ...]:
    """The records of some plans.

    Args:
        origin: a document (.txt, .pdf, .docx, .html), a folder of documents, `-` for text on standard input, a records
            file, or None for the records that ship.
        progress: see `build`.

    Raises:
        SourceError: a document cannot be read, or no plan is in it.
        RecordsError: a records file is damaged, or two documents hold a plan of one place.
    """
    return _read(origin, progress)[0]


def _read(origin: str | Path | None, progress: Progress) -> tuple[tuple[Records, ...], dict[str, str]]:
    """The records of some plans, and the texts that they were read from by their SHA-256: none of a records file."""
    progress("read", 0)
    texts: dict[str, str] = {}
    if origin is None:
        found = records.read(resources.RECORDS)
    elif _is_records(Path(origin)):
        found = records.read(Path(origin))
    else:
        found, texts = _extracted(origin, progress)
    _refuse_twins(found, origin)
    progress("read", 1)
    return found, texts


def _report_files(plans: Sequence[Records], counts: reports.Counts, report: Report, base: str) -> dict[str, bytes]:
    """The reports of a release, by file name."""
    software = software_version()
    data = reports.as_data(plans, counts, report.as_data(), base=base, software=software)
    text = reports.as_markdown(plans, counts, report.markdown(), software=software)
    return {
        "report.json": reports.encode(data),
        "report.md": text.encode(),
        "shacl-report.ttl": report.turtle().encode(),
    }


def _extracted(origin: str | Path, progress: Progress) -> tuple[tuple[Records, ...], dict[str, str]]:
    documents = source.read_all(origin)
    found = []
    for number, document in enumerate(documents):
        found.append(extract(document))
        progress("read", (number + 1) / len(documents))
    return tuple(found), {document.source.sha256: document.text for document in documents}


def _is_records(path: Path) -> bool:
    if path.suffix == ".jsonl":
        return True
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return records.is_records(file.read(_HEAD))


def _refuse_twins(found: Sequence[Records], origin: str | Path | None) -> None:
    """Two plans of one place would share their IRI and run into each other."""
    seen: dict[str, str] = {}
    for one in found:
        for plan in one.plans:
            here = f"plan {plan.position} of {one.source.name}"
            if plan.locality.slug in seen:
                raise RecordsError(
                    f"two plans are of {plan.locality.name}: {seen[plan.locality.slug]} and {here}",
                    file=origin,
                    remedy="Take one of them out; a place has one plan in a graph",
                )
            seen[plan.locality.slug] = here
