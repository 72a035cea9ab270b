"""The form of a curation file: a list of entries, each of which sets, adds or drops one fact of one plan.

In: YAML. Out: typed entries, each with its line; what has not the form is refused (docs/curation.md,
docs/curation.schema.json).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import msgspec
import yaml
from msgspec import UNSET, Meta, Struct, UnsetType

from pilotkg.errors import CurationError
from pilotkg.model import Bound, CurationAction, Level, Status

Words = Annotated[str, Meta(min_length=1)]
MeasurePath = Annotated[str, Meta(pattern=r"^(task|assurance)/\d+(-\d+)?(/\d+(-\d+)?){0,8}$")]
Offset = Annotated[int, Meta(ge=0)]


class _Strict(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of an entry: what is not said is UNSET, and null says that there is none."""


class Said(StrEnum):
    """Where a plan says a theme."""

    TITLE = "title"
    FOCUS = "focus"


class IndicatorMatch(_Strict, frozen=True):
    """Which indicator; `nth` counts, from 1, among those that agree in all that is said."""

    metric: Words
    year: int | UnsetType | None = UNSET
    status: Status | UnsetType = UNSET
    value: Decimal | UnsetType = UNSET
    scope: str | UnsetType | None = UNSET
    nth: Annotated[int, Meta(ge=1)] | UnsetType = UNSET


class IndicatorFields(_Strict, frozen=True):
    """What an indicator shall say. An indicator to be added needs metric, value and unit or ratio, status, begin and end."""

    metric: Words | UnsetType = UNSET
    value: Decimal | UnsetType | None = UNSET
    upper: Decimal | UnsetType | None = UNSET
    unit: str | UnsetType = UNSET
    ratio: tuple[Decimal, ...] | UnsetType | None = UNSET
    year: int | UnsetType | None = UNSET
    from_year: int | UnsetType | None = UNSET
    status: Status | UnsetType = UNSET
    bound: Bound | UnsetType = UNSET
    scope: str | UnsetType | None = UNSET
    begin: Offset | UnsetType = UNSET
    end: Offset | UnsetType = UNSET


class ThemeMatch(_Strict, frozen=True):
    """Which theme of a plan; `concept: null` with its phrase, where a title says none of the programme's."""

    concept: str | None
    said: Said | UnsetType = UNSET
    phrase: str | UnsetType = UNSET


class ThemeFields(_Strict, frozen=True):
    """The theme that it shall be. One to be added needs begin and end, and is a focus unless `said: title`."""

    concept: Words
    said: Said | UnsetType = UNSET
    begin: Offset | UnsetType = UNSET
    end: Offset | UnsetType = UNSET


class MechanismMatch(_Strict, frozen=True):
    """Which mechanism or safeguard; `measure` is the path of its measure, as in task/1/2."""

    concept: Words
    measure: MeasurePath | UnsetType = UNSET


class MechanismFields(_Strict, frozen=True):
    """The mechanism that it shall be. One to be added needs measure, begin and end."""

    concept: Words
    measure: MeasurePath | UnsetType = UNSET
    begin: Offset | UnsetType = UNSET
    end: Offset | UnsetType = UNSET


class HeadingMatch(_Strict, frozen=True):
    """Whose heading: the path of a measure, as in task/1 or assurance/2."""

    measure: MeasurePath


class HeadingFields(_Strict, frozen=True):
    """The heading, without its ordinal."""

    heading: Words


class LocalityFields(_Strict, frozen=True):
    """Fields of the plan's place; `within` lists the codes of the levels above it, the nearest first."""

    slug: Words | UnsetType = UNSET
    name: Words | UnsetType = UNSET
    name_en: Words | UnsetType = UNSET
    level: Level | UnsetType = UNSET
    code: Annotated[str, Meta(pattern=r"^\d{6}$")] | UnsetType | None = UNSET
    within: tuple[Annotated[str, Meta(pattern=r"^\d{6}$")], ...] | UnsetType = UNSET


class _Signed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="fact"):
    """What every entry says: of which plan (the slug in its IRI), what is done, by whom, why and when."""

    plan: str | int
    action: CurationAction
    who: Words
    why: Words
    when: datetime.date

    @property
    def slug(self) -> str:
        """The plan's slug; YAML takes a code for a number."""
        return str(self.plan)


class _Editing(_Signed, frozen=True):
    """An entry that may set, add or drop: it says what it is about unless it adds, and what it shall be unless it drops."""

    def __post_init__(self) -> None:
        match, to = getattr(self, "match", None), getattr(self, "to", None)
        if (match is None) is not (self.action is CurationAction.ADD):
            raise ValueError("`match` says which fact to set or drop, and does not go with `add`")
        if (to is None) is not (self.action is CurationAction.DROP):
            raise ValueError("`to` says what a fact is set to or added as, and does not go with `drop`")
        if to is not None and (to.begin is UNSET) is not (to.end is UNSET):
            raise ValueError("`begin` and `end` go together")


class IndicatorEntry(_Editing, frozen=True, tag="indicator"):
    """A decision about an indicator."""

    match: IndicatorMatch | None = None
    to: IndicatorFields | None = None


class ThemeEntry(_Editing, frozen=True, tag="theme"):
    """A decision about a theme of the plan."""

    match: ThemeMatch | None = None
    to: ThemeFields | None = None


class MechanismEntry(_Editing, frozen=True, tag="mechanism"):
    """A decision about a mechanism or a safeguard of a measure."""

    match: MechanismMatch | None = None
    to: MechanismFields | None = None


class _Setting(_Signed, frozen=True):
    """An entry that can only set."""

    def __post_init__(self) -> None:
        if self.action is not CurationAction.SET:
            raise ValueError("this fact can be set, and neither added nor dropped")


class HeadingEntry(_Setting, frozen=True, tag="heading"):
    """A decision about the heading of a measure."""

    match: HeadingMatch
    to: HeadingFields


class LocalityEntry(_Setting, frozen=True, tag="locality"):
    """A decision about the place of a plan."""

    to: LocalityFields


Entry: TypeAlias = IndicatorEntry | ThemeEntry | MechanismEntry | HeadingEntry | LocalityEntry


@dataclass(frozen=True, slots=True)
class Curations:
    """The entries of a file, each with where it stands in it."""

    file: Path
    entries: tuple[tuple[Entry, str], ...]


def schema() -> dict[str, Any]:
    """The JSON Schema of a curation file."""
    return {"title": "Curation of PilotKG records", **msgspec.json.schema(list[Entry])}


def load(path: Path) -> Curations:
    """Read a curation file.

    Raises:
        CurationError: it cannot be read, is no YAML, or an entry has not the form; names the entry.
    """
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, yaml.SafeLoader)
        data = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CurationError(
            f"it cannot be read as YAML: {' '.join(str(error).split())}", file=path, remedy="Correct the file"
        ) from error
    if not isinstance(data, list):
        raise CurationError(
            "a curation file is a list of entries", file=path, remedy="Begin each entry with `- plan: …`"
        )
    lines = [item.start_mark.line + 1 for item in node.value] if isinstance(node, yaml.SequenceNode) else []
    entries = []
    for number, (item, line) in enumerate(zip(data, lines, strict=True), 1):
        place = f"entry {number}, line {line}"
        try:
            entries.append((msgspec.convert(item, Entry), place))
        except msgspec.ValidationError as error:
            raise CurationError(
                f"the entry has not the form: {error}", file=path, place=place, remedy="See docs/curation.md"
            ) from error
    return Curations(path, tuple(entries))
