"""Outlines become records: place, themes, indicators, measures with their mechanisms, each with the span it was read from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from pilotkg.collector import no_garbage_collection
from pilotkg.errors import SourceError
from pilotkg.extract.doubts import doubts
from pilotkg.extract.indicators import indicators_of
from pilotkg.extract.lexicon import Lexicon
from pilotkg.extract.locality import Placed, locality
from pilotkg.extract.mechanisms import measures
from pilotkg.extract.themes import focus_themes, title_themes
from pilotkg.gazetteer import Gazetteer
from pilotkg.model import Plan, Records
from pilotkg.source import Document, outlines
from pilotkg.source.text import Outline
from pilotkg.vocabulary import vocabulary

Progress = Callable[[int], None]

_TOGETHER: Final = 32  # plans that are read side by side


def extract(document: Document, progress: Progress | None = None) -> Records:
    """Read every plan of a document.

    Args:
        document: the text and its source (see `pilotkg.source.read`).
        progress: called every few plans with how many are done.

    Raises:
        SourceError: no plan is in the document, or a plan's place cannot be told.
    """
    reader = Reader(document.source.name)
    plans: list[Plan] = []
    with no_garbage_collection():
        found = outlines(document.text, document.source.name)
        while some := tuple(islice(found, _TOGETHER)):
            plans.extend(reader.plans(some, len(plans) + 1))
            if progress:
                progress(len(plans))
    return Records(document.source, tuple(plans))


class Reader:
    """Reads plans from outlines with the vocabularies and the gazetteer that come with the package."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._vocabulary = vocabulary()
        self._gazetteer = Gazetteer.load()
        self._lexicon = Lexicon.of(self._vocabulary)

    def plans(self, some: Sequence[Outline], first: int) -> Iterator[Plan]:
        """The records of some plans, the first of which stands at position `first` of its document.

        Each step is taken for all of them before the next: what a step needs then stays in the processor's caches, which
        saves a seventh of the time.

        Raises:
            SourceError: neither a title nor its text names a place that the gazetteer knows.
        """
        placed = [self._placed(outline, position) for position, outline in enumerate(some, first)]
        declared = [
            title_themes(one.text, where.themes, self._vocabulary) for one, where in zip(some, placed, strict=True)
        ]
        focused = [focus_themes(one, self._vocabulary) for one in some]
        levels = (where.locality.level for where in placed)
        figures = [*indicators_of([*zip(some, levels, strict=True)], self._lexicon)]
        planned = [measures(one, self._vocabulary) for one in some]
        doubted = [doubts(one, found, self._lexicon) for one, found in zip(some, figures, strict=True)]
        for i, outline in enumerate(some):
            text = outline.text
            yield Plan(
                position=first + i,
                title=_title(outline, placed[i]),
                span=text.span(0, len(text.text.rstrip("\n"))),
                locality=placed[i].locality,
                title_themes=declared[i],
                focus_themes=focused[i],
                indicators=figures[i],
                measures=planned[i],
                repairs=tuple(sorted((*text.repairs, *placed[i].repairs))),
                doubts=doubted[i],
            )

    def _placed(self, outline: Outline, position: int) -> Placed:
        found = locality(outline, self._gazetteer)
        if found is None:
            raise SourceError(
                "no place of the gazetteer is named in the plan's title or opening",
                file=self._file,
                plan=outline.text.cut(outline.title) or position,
                remedy="Begin the title with the place's province and name, as in 浙江省衢州市开化县",
            )
        return found


def _title(outline: Outline, placed: Placed) -> str:
    """A plan's title with the names in it corrected."""
    title = outline.text.cut(outline.title)
    for repair in placed.repairs:
        title = title.replace(repair.was, repair.now, 1)
    return title


__all__ = ["Reader", "extract"]
