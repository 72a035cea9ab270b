"""The grammar of invented plans: grammar.toml read once, its sentences cut into words and slots."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_SLOT = re.compile(r"\{(?P<free>~?)(?P<name>[a-z-]+)(?:@(?P<stage>base|mid))?(?:\|(?P<bound>\w+))?\}")


class Slot(NamedTuple):
    """A place in a sentence for a figure or a word; `free` allows any bound, `stage` and `bound` ask for one."""

    name: str
    free: bool
    stage: str | None
    bound: str | None


Sentence = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """What a figure measures and in which range it lies; see grammar.toml."""

    metric: str
    unit: str
    low: float = 0
    high: float = 0
    decimals: int = 1
    rise: float = 0
    add: float = 0
    scale: bool = False
    of: str | None = None
    below: str | None = None
    ratio: int = 0
    kind: str | None = None
    written: str | None = None


@dataclass(frozen=True, slots=True)
class Safeguard:
    """The headings and sentences of a safeguard."""

    headings: tuple[str, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """How titles and overall ideas say a theme."""

    title: tuple[str, ...]
    focus: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """All figures, words and sentences, by name."""

    figures: dict[str, Figure]
    titles: dict[str, list[str]]
    headings: dict[str, list[str]]
    sentences: dict[str, tuple[Sentence, ...]]
    themes: dict[str, Theme]
    tasks: tuple[str, ...]
    mechanisms: dict[str, tuple[Sentence, ...]]
    provisions: dict[str, tuple[Sentence, ...]]
    safeguards: dict[str, Safeguard]
    towns: dict[str, str]


@cache
def grammar() -> Grammar:
    """The grammar that comes with the package."""
    data = tomllib.loads(files("pilotkg.synth").joinpath("grammar.toml").read_text(encoding="utf-8"))
    return Grammar(
        figures={name: Figure(**figure) for name, figure in data["figures"].items()},
        titles=data["titles"],
        headings=data["headings"],
        sentences=_all(data["sentences"]),
        themes={name: Theme(tuple(t["title"]), tuple(t["focus"])) for name, t in data["themes"].items()},
        tasks=tuple(data["tasks"]["headings"]),
        mechanisms=_all(data["mechanisms"]),
        provisions=_all(data["provisions"]),
        safeguards={
            name: Safeguard(tuple(s["headings"]), tuple(map(_sentence, s["sentences"])))
            for name, s in data["safeguards"].items()
        },
        towns=data["towns"],
    )


def _all(table: dict[str, list[str]]) -> dict[str, tuple[Sentence, ...]]:
    return {name: tuple(map(_sentence, sentences)) for name, sentences in table.items()}


def _sentence(written: str) -> Sentence:
    """A sentence cut into words and slots, 到{target}年，城镇化率达到{~rate}, in order."""
    parts: list[str | Slot] = []
    at = 0
    for m in _SLOT.finditer(written):
        if m.start() > at:
            parts.append(written[at : m.start()])
        parts.append(Slot(m["name"], bool(m["free"]), m["stage"], m["bound"]))
        at = m.end()
    return (*parts, written[at:]) if at < len(written) else tuple(parts)
