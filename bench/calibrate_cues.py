#!/usr/bin/env python3
"""Measure how often each cue for mechanisms and safeguards, and each frame of focus, is right in annotated plans.

    python bench/calibrate_cues.py plans.txt --gold annotations [--gold more] [--write]

A confidence is (right + 6 × estimate) / (cases + 6); the estimates of the cues' authors stand in bench/cue-estimates.csv, and a cue
that is not there is new: what is written with it is its estimate. Prints the least sure. With --write the confidences are
written into the ontology folder, and new estimates beside this script. Themes' own cues keep theirs, since the confidence of
a focus is its frame's times its cue's; figures are measured by bench/calibrate.py.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pilotkg import resources, source, terminal
from pilotkg.errors import PilotKGError
from pilotkg.extract.clauses import Passage
from pilotkg.extract.mechanisms import items_of
from pilotkg.extract.themes import focus_themes
from pilotkg.score import Facts, facts_of_gold
from pilotkg.source.text import Item, Outline, SectionKind
from pilotkg.vocabulary import Vocabulary, vocabulary

ESTIMATES: Final = Path(__file__).with_name("cue-estimates.csv")
FILES: Final = ("mechanisms.ttl", "safeguards.ttl", "themes.ttl")
WEIGHT: Final = 6
"""Cases that an author's estimate counts for beside those of the plans."""
_STATEMENT: Final = re.compile(
    r"^(?:frame)?:(?P<name>[\w.-]+) a pk:(?:Cue|Frame)\b[^\n]*?(?:\n  [^\n]*?){0,9}?pk:confidence (?P<number>[0-9.]+) \.$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Count:
    """How often a cue or frame was found, and in how many of these the annotator has the concept too."""

    cases: int = 0
    right: int = 0

    def plus(self, *, right: bool) -> Count:
        """The count with one case more."""
        return Count(self.cases + 1, self.right + right)

    def confidence(self, estimate: float) -> float:
        """The share right, smoothed towards an estimate."""
        return round((self.right + WEIGHT * estimate) / (self.cases + WEIGHT), 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="the document that the annotations are of")
    parser.add_argument(
        "--gold", type=Path, required=True, action="append", help="a folder of annotations, one NNN.json a plan"
    )
    parser.add_argument("--write", action="store_true", help="write the confidences into the ontology folder")
    given = parser.parse_args()
    try:
        calibrate(given.source, given.gold, write=given.write)
    except PilotKGError as error:
        raise SystemExit(f"calibrate_cues: {error}") from error


def calibrate(document: Path, folders: Iterable[Path], *, write: bool) -> None:
    """Measure, print, and write if asked."""
    gold = {plan: facts for folder in folders for plan, facts in facts_of_gold(folder).items()}
    counted = counts(source.outlines(source.read(document).text), gold, vocabulary())
    paths = [resources.folder("ontology") / "cues" / name for name in FILES]
    written = {match["name"]: float(match["number"]) for path in paths for match in _measured(path)}
    estimates = {**written, **read_estimates()}
    found = {name: counted.get(name, Count()) for name in sorted(written)}
    confidences = {name: count.confidence(estimates[name]) for name, count in found.items()}
    cases, unseen = sum(count.cases for count in found.values()), sum(not count.cases for count in found.values())
    print(f"{cases} cases in {len(gold)} plans; {unseen} of {len(found)} cues and frames were not found there")
    weakest = sorted(confidences, key=lambda name: (confidences[name], name))[:20]
    rows = [(name, found[name].cases, found[name].right, estimates[name], confidences[name]) for name in weakest]
    terminal.print_table(("least sure", "cases", "right", "estimate", "confidence"), rows)
    if write:
        for path in paths:
            path.write_text(rewritten(path.read_text("utf-8"), confidences), "utf-8")
        write_estimates({name: estimates[name] for name in confidences})
        print(f"Written: {paths[0].parent}, {ESTIMATES}")


def counts(outlines: Iterable[Outline], gold: Mapping[int, Facts], words: Vocabulary) -> dict[str, Count]:
    """For each cue and frame, how often it was found: once a task for mechanisms, once a plan for safeguards and focus."""
    found: defaultdict[str, Count] = defaultdict(Count)
    for position, outline in enumerate(outlines, 1):
        if (facts := gold.get(position)) is None:
            continue
        for name, right in (
            *_tasks(outline, facts, words),
            *_assurances(outline, facts, words),
            *_focus(outline, facts, words),
        ):
            found[name] = found[name].plus(right=right)
    return found


def _tasks(outline: Outline, facts: Facts, words: Vocabulary) -> Iterator[tuple[str, bool]]:
    for item in _items(outline, SectionKind.TASKS):
        for name, concept in _named(outline, [item], words, "mechanisms"):
            yield name, (concept, item.ordinal) in facts.mechanisms


def _assurances(outline: Outline, facts: Facts, words: Vocabulary) -> Iterator[tuple[str, bool]]:
    for name, concept in _named(outline, _items(outline, SectionKind.ASSURANCES), words, "safeguards"):
        yield name, concept in facts.safeguards


def _focus(outline: Outline, facts: Facts, words: Vocabulary) -> Iterator[tuple[str, bool]]:
    for reading in focus_themes(outline, words):
        yield reading.rule.split("+")[0], reading.concept in facts.focus_themes


def _items(outline: Outline, kind: SectionKind) -> Iterator[Item]:
    return (item for section in outline.of(kind) for item in items_of(section))


def _named(outline: Outline, items: Iterable[Item], words: Vocabulary, scheme: str) -> list[tuple[str, str]]:
    """The cues that hold somewhere in some items, each once, with their concepts."""
    passages = (Passage(outline.text, item.whole, item.heading) for item in items)
    return sorted({(one.cue.name, one.cue.concept) for passage in passages for one in passage.found(words[scheme])})


def _measured(path: Path) -> list[re.Match[str]]:
    """The statements of a file whose confidence is measured here."""
    return [
        m for m in _STATEMENT.finditer(path.read_text("utf-8")) if path.stem != "themes" or m[0].startswith("frame:")
    ]


def rewritten(turtle: str, confidences: Mapping[str, float]) -> str:
    """A Turtle file's text with new confidences, everything else as it was."""

    def renewed(match: re.Match[str]) -> str:
        if match["name"] not in confidences:
            return match[0]
        low = match.start("number") - match.start()
        return f"{match[0][:low]}{confidences[match['name']]} ."

    return _STATEMENT.sub(renewed, turtle)


def read_estimates() -> dict[str, float]:
    """The authors' estimates by cue; none where there is no file yet."""
    if not ESTIMATES.exists():
        return {}
    with ESTIMATES.open(encoding="utf-8", newline="") as file:
        return {row["cue"]: float(row["estimate"]) for row in csv.DictReader(file)}


def write_estimates(estimates: Mapping[str, float]) -> None:
    """Keep the estimates, so that measuring twice gives the same."""
    with ESTIMATES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("cue", "estimate"))
        writer.writerows(sorted(estimates.items()))


if __name__ == "__main__":
    main()
