"""Clean text that knows where each of its characters stands in the file as given, and the outline of a plan in it.

Positions in an outline are offsets of the plan's clean text; `CleanText.span` turns them into offsets of the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pilotkg.model import Repair, TextSpan


class Range(NamedTuple):
    """A stretch of clean text: begin inclusive, end exclusive."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class CleanText:
    """Text after cleaning; `offsets[i]` is where character i stands in the source file, in code points."""

    text: str
    offsets: Sequence[int]
    repairs: tuple[Repair, ...] = ()

    def __post_init__(self) -> None:
        if len(self.text) != len(self.offsets):
            raise ValueError("every clean character needs its offset")

    def span(self, begin: int, end: int) -> TextSpan:
        """Source span of the clean stretch begin..end (not empty)."""
        return TextSpan(self.offsets[begin], self.offsets[end - 1] + 1)

    def cut(self, where: Range) -> str:
        """The clean characters of a range."""
        return self.text[where.begin : where.end]


class SectionKind(StrEnum):
    """What a section of a plan is about, told from what its heading means."""

    BASICS = "basics"
    AIMS = "aims"
    TASKS = "tasks"
    ASSURANCES = "assurances"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Item:
    """A task, a safeguard or a sub-measure: `whole` covers its ordinal, heading and body."""

    ordinal: int
    heading: Range
    body: Range
    whole: Range
    subs: tuple[Item, ...] = ()
    enumerated: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its heading, the paragraph before its first item (`lead`, may be empty), and its items."""

    kind: SectionKind
    heading: Range
    whole: Range
    lead: Range
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """One plan: its clean text, its title and its sections in order."""

    text: CleanText
    title: Range
    sections: tuple[Section, ...]

    def of(self, kind: SectionKind) -> Iterator[Section]:
        """The sections of one kind, in order."""
        return (s for s in self.sections if s.kind is kind)
