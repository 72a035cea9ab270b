"""Outlines become records: place, themes, indicators, measures with their mechanisms, each with the span it was read from."""

from __future__ import annotations

from collections.abc import Callable

from pilotkg.collector import no_garbage_collection
from pilotkg.errors import SourceError
from pilotkg.extract.doubts import doubts
from pilotkg.extract.indicators import indicators
from pilotkg.extract.lexicon import Lexicon
from pilotkg.extract.locality import locality
from pilotkg.extract.mechanisms import measures
from pilotkg.extract.themes import focus_themes, title_themes
from pilotkg.gazetteer import Gazetteer
from pilotkg.model import Plan, Records
from pilotkg.source import Document, outlines
from pilotkg.source.text import Outline
from pilotkg.vocabulary import Vocabulary, vocabulary

Progress = Callable[[int], None]


def extract(document: Document, progress: Progress | None = None) -> Records:
    """Read every plan of a document.

    Args:
        document: the text and its source (see `pilotkg.source.read`).
        progress: called after each plan with how many are done.

    Raises:
        SourceError: no plan is in the document, or a plan's place cannot be told.
    """
    words = vocabulary()
    reader = Reader(words, Gazetteer.load())
    plans = []
    with no_garbage_collection():
        for position, found in enumerate(outlines(document.text, document.source.name), 1):
            plans.append(reader.plan(found, position, document.source.name))
            if progress:
                progress(position)
    return Records(document.source, tuple(plans))


class Reader:
    """Reads plans from outlines with one vocabulary and one gazetteer, loaded once."""

    def __init__(self, words: Vocabulary, gazetteer: Gazetteer) -> None:
        self.vocabulary = words
        self.gazetteer = gazetteer
        self.lexicon = Lexicon.of(words)

    def plan(self, outline: Outline, position: int, file: str = "text") -> Plan:
        """The record of one plan.

        Raises:
            SourceError: neither the title nor the text names a place that the gazetteer knows.
        """
        title = outline.text.cut(outline.title)
        placed = locality(outline, self.gazetteer)
        if placed is None:
            raise SourceError(
                "no place of the gazetteer is named in the plan's title or opening",
                file=file, plan=title or position, remedy="Begin the title with the place's province and name, as in 浙江省衢州市开化县",
            )  # fmt: skip
        text = outline.text
        end = len(text.text.rstrip("\n"))
        figures = indicators(outline, self.lexicon)
        return Plan(
            position=position,
            title=title,
            span=text.span(0, end),
            locality=placed.locality,
            title_themes=title_themes(text, placed.themes, self.vocabulary),
            focus_themes=focus_themes(outline, self.vocabulary),
            indicators=figures,
            measures=measures(outline, self.vocabulary),
            repairs=tuple(sorted((*text.repairs, *placed.repairs))),
            doubts=doubts(outline, figures, self.lexicon),
        )


__all__ = ["Reader", "extract"]
