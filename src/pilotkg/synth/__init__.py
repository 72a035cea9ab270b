"""Invents plans: any number of them, with what is true of each, for property tests and for benchmarks of scale.

In: a seed and a count. Out: text in the forms that plans have, and its facts in the form of the annotations. The plan of a
number depends on the seed and the number alone. Places are real, towns, sentences and figures are invented.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from pilotkg.errors import SourceError
from pilotkg.synth.facts import Fact, Place, Truth
from pilotkg.synth.faults import ALL, Fault, blemished
from pilotkg.synth.places import sites
from pilotkg.synth.writer import write as write_plan


class Synthetic(NamedTuple):
    """An invented plan: its raw text and what is true of it."""

    text: str
    truth: Truth


def synth(seed: int, count: int, faults: Collection[Fault] = ()) -> Iterator[Synthetic]:
    """Invent plans, one at a time.

    Args:
        seed: the same seed gives the same plans.
        count: how many.
        faults: the kinds of faults that they may have; none for clean text.

    Raises:
        SourceError: there are not so many places.
    """
    places = sites(seed)
    if count > len(places):
        raise SourceError(f"there are not {count} places to write plans of", remedy=f"Ask for at most {len(places)}")
    width = Random(f"width {seed}").randint(26, 38)
    for number in range(count):
        random = Random(f"plan {seed} {number}")
        misspell = Fault.NAMES in faults and random.random() < 0.5
        written = write_plan(places[number], number + 1, random, misspell=misspell)
        yield Synthetic(blemished(written.title, written.paragraphs, faults, random, width), written.truth)


def write(seed: int, count: int, out: Path, faults: Collection[Fault] = (), gold: Path | None = None) -> None:
    """Write invented plans into one document, and what is true of them into a folder of annotations (NNN.json).

    Raises:
        SourceError: a file cannot be written, or there are not so many places.
    """
    try:
        if gold is not None:
            gold.mkdir(parents=True, exist_ok=True)
        with out.open("w", encoding="utf-8", newline="\n") as file:
            for plan in synth(seed, count, faults):
                file.write(plan.text + "\n")
                if gold is not None:
                    (gold / f"{plan.truth.position:03d}.json").write_bytes(plan.truth.encode())
    except OSError as error:
        raise SourceError(
            f"it cannot be written: {error.strerror}", file=error.filename or out, remedy="Choose another place"
        ) from error


__all__ = ["ALL", "Fact", "Fault", "Place", "Synthetic", "Truth", "synth", "write"]
