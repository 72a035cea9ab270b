"""What is true of an invented plan, in the form of the annotations that `pilotkg score` compares with (NNN.json)."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from msgspec import Struct

_ENCODER = msgspec.json.Encoder(decimal_format="number", order="sorted")


class Place(Struct, frozen=True):
    """The place: official names of its own level and of those above; a town has no code."""

    name: str
    level: str
    province: str | None
    prefecture: str | None
    county: str | None
    code: str | None


class Fact(Struct, frozen=True):
    """A quantified statement: `value` and `value2` in `unit`, or a `ratio`; `kind` and `bound` as in `pilotkg.model`."""

    metric: str
    value: Decimal | None
    value2: Decimal | None
    unit: str
    ratio: tuple[Decimal, ...] | None
    year: int | None
    from_year: int | None
    kind: str
    bound: str
    scope: str | None
    quote: str


class Truth(Struct, frozen=True):
    """All that an invented plan says. Tasks and assurances are (ordinal, heading, enumerated sub-measures)."""

    position: int
    locality: Place
    title_themes: tuple[tuple[str, str], ...]
    body_themes: tuple[tuple[str, str], ...]
    indicators: tuple[Fact, ...]
    tasks: tuple[tuple[int, str, int], ...]
    assurances: tuple[tuple[int, str, int], ...]
    mechanisms: tuple[tuple[str, int, str], ...]
    safeguards: tuple[tuple[str, int, str], ...]
    notes: str = ""

    def encode(self) -> bytes:
        """The truth as JSON."""
        return _ENCODER.encode(self)
