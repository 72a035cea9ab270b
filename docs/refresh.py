#!/usr/bin/env python3
"""Write again all that rests on what is extracted from the source document: run it after a change to extraction or queries.

    .venv/bin/python docs/refresh.py DOCUMENT

In: the source document. Out: the records that ship, docs/queries.md, the picture, and the figures of the README. What it
writes is compared with a fresh release by the tests.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import draw_plan

from pilotkg import pipeline, records, resources
from pilotkg.graph.query import query
from pilotkg.publish.report import Counts, markdown_table

ROOT = Path(__file__).resolve().parents[1]
QUERY = "narrowing-the-registration-gap"
ROWS = 4


def main(document: Path) -> None:
    """Extract, build, and write what follows from it."""
    records.write(pipeline.read_plans(document), resources.RECORDS)
    with tempfile.TemporaryDirectory() as folder:
        release = Path(folder) / "release"
        built = pipeline.build(None, release)
        if not built.report.conforms:
            sys.exit(built.report.text())
        (ROOT / "docs" / "queries.md").write_bytes((release / "queries.md").read_bytes())
        draw_plan.main(release, ROOT / "docs" / "one-plan.svg")
        readme = ROOT / "README.md"
        text = put(readme.read_text("utf-8"), "figures", figures(built.counts))
        readme.write_text(put(text, "answer", answer(release)), encoding="utf-8")


def figures(counts: Counts) -> str:
    """The table of counts."""
    head = ("plans", "indicators", "measures", "mechanisms", "places in the text that name one", "triples")
    numbers = (
        *(counts.plans, counts.indicators, counts.measures),
        *(counts.mechanisms, counts.mentions, counts.triples),
    )
    return markdown_table(head, [[f"{number:,}" for number in numbers]])


def answer(release: Path) -> str:
    """The first rows of the README's query, and how many there are."""
    found = query(QUERY, release)
    lines = found.csv().splitlines()[: 1 + ROWS]
    return "\n".join(("```text", *lines, "```", "", f"These are the first of {len(found)} rows."))


def put(text: str, name: str, content: str) -> str:
    """The text with new content between the marks of a name."""
    marked = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)", re.DOTALL)
    if not marked.search(text):
        sys.exit(f"README.md has no marks for {name}")
    return marked.sub(lambda match: match[1] + content + match[2], text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
