"""Writes one invented plan: paragraphs of text, and what is true of them.

In: a site, a source of chance and the kinds of faults that the wording may have. Out: `Written`. Years go to figures as
the annotation guide says: the year said before a figure in its sentence; a target also takes the one before it in its item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from random import Random
from typing import NamedTuple

from pilotkg.gazetteer import Gazetteer, kind_of
from pilotkg.synth.facts import Fact, Truth
from pilotkg.synth.grammar import Figure, Grammar, Sentence, Slot, grammar
from pilotkg.synth.places import Site

_HAN = "一二三四五六七八九十"
_SIDES = "东西南北"
_LONGEST_QUOTE = 40
_MOST_MECHANISMS = 4  # of a task
_BOUNDS = (
    ("", "", "exact", 70),
    ("约", "", "approximate", 8),
    ("", "左右", "approximate", 8),
    ("", "以上", "minimum", 8),
)
_RANGES = 6
_MISSPELT = "茳沣堃垚昱晗溁琭"  # characters that stand in for one of a name; no division's name has them


class Era(NamedTuple):
    """The years of a plan: where it stands, two that it aims at, and the five-year plan that it falls in."""

    base: int
    mid: int
    target: int
    start: int
    ordinal: str


_ERAS = (Era(2015, 2017, 2020, 2016, "三"), Era(2014, 2017, 2020, 2016, "三"), Era(2015, 2018, 2020, 2016, "三"),
         Era(2020, 2023, 2025, 2021, "四"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """How a plan numbers what: section, task and sub-measure, and what ends a heading."""

    section: str
    item: str
    sub: str
    stop: str


_STYLES = (
    ("{han}、", "（{han}）"),
    ("{han}、", "{n}."),
    ("第{han}章 ", "第{han}节 "),
    ("{n}、", "（{n}）"),
    ("第{han}章 ", "{han}、"),
)
_SUBS = ("{han}是", "{han}要", "（{n}）", "{n}.", "——", "")


class Written(NamedTuple):
    """A plan: the lines of its title, its paragraphs (the first is the heading of the basic facts), and its truth."""

    title: tuple[str, ...]
    paragraphs: tuple[str, ...]
    truth: Truth


@dataclass(slots=True)
class _Notes:
    """What has been said so far: facts in order, and the year that a target takes over from another sentence."""

    facts: list[Fact] = field(default_factory=list)
    year: tuple[int | None, int] | None = None


def write(site: Site, position: int, random: Random, *, misspell: bool = False) -> Written:
    """Write a plan; `misspell` gives its place a wrong character in the title."""
    return _Writer(site, random).plan(position, misspell=misspell)


class _Writer:
    def __init__(self, site: Site, random: Random) -> None:
        self.site, self.random = site, random
        self.grammar: Grammar = grammar()
        self.era = random.choices(_ERAS, (7, 1, 1, 1))[0]
        section, item = random.choice(_STYLES)
        subs = [s for s in _SUBS if not (s == "{n}." and item == "{n}.") and not (s == "（{n}）" and item == "（{n}）")]
        self.style = Style(section, item, random.choice(subs), random.choice(("。", "。", "\n")))
        self.values: dict[str, tuple[Decimal, Decimal, Decimal]] = {}
        self.words = {
            "place": site.truth.name, "whole": site.whole, "seat": site.seat, "parent": site.names[-2],
            "side": random.choice(_SIDES), "base": str(self.era.base), "mid": str(self.era.mid),
            "target": str(self.era.target),
        }  # fmt: skip

    def plan(self, position: int, *, misspell: bool) -> Written:
        notes = _Notes()
        title, phrases = self._title(misspell=misspell)
        heading = self._chosen("basics", self.grammar.headings)
        basics = self._basics(notes)
        aims, focus = self._aims(notes)
        tasks, task_facts, mechanisms = self._tasks(notes)
        assurances, assurance_facts, safeguards = self._assurances(notes)
        sections = [[heading, *basics], [self._chosen("aims", self.grammar.headings), *aims],
                    [self._chosen("tasks", self.grammar.headings), *tasks],
                    [self._chosen("assurances", self.grammar.headings), *assurances]]  # fmt: skip
        paragraphs = [
            p for i, (h, *rest) in enumerate(sections) for p in (_numbered(self.style.section, i + 1) + h, *rest)
        ]
        truth = Truth(
            position, self.site.truth, phrases, focus, tuple(notes.facts), task_facts, assurance_facts, mechanisms,
            safeguards,
        )  # fmt: skip
        return Written(title, tuple(paragraphs), truth)

    # --- the parts of a plan

    def _title(self, *, misspell: bool) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        random = self.random
        names = list(self.site.names)
        if misspell and len(names[-1]) > 2:
            names[-1] = _misspelt(names[-1], random)
        if self.site.truth.level != "township" and len(names) == 3 and random.random() < 0.15:
            names = self._without_prefecture(names)
        if self.era.base == 2020 or random.random() < 0.1:
            form = random.choice(self.grammar.titles["periods"])
            form = form.format(start=self.era.start, end=self.era.target)
        else:
            form = random.choice(self.grammar.titles["forms"])
        themes = random.sample(sorted(self.grammar.themes), random.choice((0, 1, 1, 1, 2)))
        if "综合" in form:
            themes = []
        phrases = tuple((random.choice(self.grammar.themes[t].title), t) for t in themes)
        place, said = "".join(names), "、".join(phrase for phrase, _ in phrases)
        lines = (place + said + form,) if random.random() < 0.5 else (place + said, form)
        return lines, phrases

    def _without_prefecture(self, names: list[str]) -> list[str]:
        """A title may leave the prefecture out where the province has no other place of the name."""
        gazetteer = Gazetteer.load()
        province = gazetteer.named(names[0])[0]
        alone = len(gazetteer.named(names[-1], province.code)) == 1
        return [names[0], names[-1]] if alone else names

    def _basics(self, notes: _Notes) -> list[str]:
        sentences = self.grammar.sentences
        chosen = self.random.sample(sentences["basics"], self.random.randint(2, 4))
        first = self._say(self.random.choice(sentences["opening"]), notes, aims=False)
        rest = [self._say(s, notes, aims=False) for s in chosen]
        plain = self._say(self.random.choice(sentences["plain"]), notes, aims=False)
        return ["".join((first, *rest[:2])), "".join((*rest[2:], plain))]

    def _aims(self, notes: _Notes) -> tuple[list[str], tuple[tuple[str, str], ...]]:
        random, sentences = self.random, self.grammar.sentences
        focus: list[tuple[str, str]] = []
        said = [self._say(random.choice(sentences["vision"]), notes)]
        forms = random.sample(sentences["focus"], random.choice((0, 1, 1, 2)))
        for form, theme in zip(forms, random.sample(sorted(self.grammar.themes), len(forms)), strict=True):
            self.words["theme"] = random.choice(self.grammar.themes[theme].focus)
            said.append(self._say(form, notes))
            focus.append((theme, said[-1][:_LONGEST_QUOTE]))
        chosen = random.sample(sentences["aims"], random.randint(2, 5))
        return ["".join(said), "".join(self._say(s, notes) for s in chosen)], tuple(focus)

    def _tasks(
        self, notes: _Notes
    ) -> tuple[list[str], tuple[tuple[int, str, int], ...], tuple[tuple[str, int, str], ...]]:
        random = self.random
        headings = random.sample(self.grammar.tasks, random.randint(4, 6))
        mechanisms = iter(random.sample(sorted(self.grammar.mechanisms), len(headings) * _MOST_MECHANISMS))
        paragraphs: list[str] = []
        facts: list[tuple[int, str, int]] = []
        used: list[tuple[str, int, str]] = []
        for n, heading in enumerate(headings, 1):
            notes.year = None
            said = []
            for mechanism in islice(mechanisms, random.randint(1, _MOST_MECHANISMS)):
                words = self._say(random.choice(self.grammar.mechanisms[mechanism]), notes)
                used.append((mechanism, n, words[:_LONGEST_QUOTE]))
                if mechanism in self.grammar.provisions and random.random() < 0.5:
                    words += self._say(random.choice(self.grammar.provisions[mechanism]), notes)
                filler = random.sample(self.grammar.sentences["filler"], random.randint(0, 2))
                said.append(words + "".join(self._say(sentence, notes) for sentence in filler))
            paragraphs += self._item(n, heading, said)
            facts.append((n, heading, len(said) if self.style.sub and len(said) > 1 else 0))
        return paragraphs, tuple(facts), tuple(used)

    def _assurances(
        self, notes: _Notes
    ) -> tuple[list[str], tuple[tuple[int, str, int], ...], tuple[tuple[str, int, str], ...]]:
        random = self.random
        chosen = random.sample(sorted(self.grammar.safeguards), random.randint(3, 5))
        paragraphs: list[str] = []
        facts: list[tuple[int, str, int]] = []
        used: list[tuple[str, int, str]] = []
        for n, name in enumerate(chosen, 1):
            notes.year = None
            safeguard = self.grammar.safeguards[name]
            heading = random.choice(safeguard.headings)
            said = self._say(random.choice(safeguard.sentences), notes)
            paragraphs += self._item(n, heading, [said])
            facts.append((n, heading, 0))
            used.append((name, n, said[:_LONGEST_QUOTE]))
        return paragraphs, tuple(facts), tuple(used)

    def _item(self, n: int, heading: str, said: Sequence[str]) -> Iterator[str]:
        """A task or safeguard as paragraphs: its number and heading, then its sub-measures."""
        begin = _numbered(self.style.item, n) + heading
        sub = self.style.sub if len(said) > 1 else ""
        body = [_numbered(sub, i) + words for i, words in enumerate(said, 1)]
        if sub in ("{n}.", "——", "（{n}）"):
            yield begin + ("。" if self.style.stop == "。" else "")
            yield from body
        elif self.style.stop == "。":
            yield f"{begin}。{''.join(body)}"
        else:
            yield begin
            yield "".join(body)

    # --- sentences and figures

    def _say(self, sentence: Sentence, notes: _Notes, *, aims: bool = True) -> str:
        """A sentence in words; its figures are noted. `aims` tells whether a figure without a stage is a target."""
        text = ""
        based: int | None = None
        year: tuple[int | None, int] | None = None
        for part in sentence:
            if isinstance(part, str):
                text += part
            elif part.name in self.grammar.figures:
                stage = part.stage or ("target" if aims else "base")
                when = (None if based is None else (None, based)) if stage == "base" else year or notes.year
                text = self._figure(part, stage, when, text, notes)
            else:
                text += self._word(part.name)
                if part.name == "base":
                    based = self.era.base
                elif part.name in ("mid", "target"):
                    year = (None, int(self.words[part.name]))
                elif part.name == "period":
                    year = (self.era.start, self.era.target)
        notes.year = year or notes.year
        return text

    def _word(self, name: str) -> str:
        if name == "n":
            return str(self.random.randint(2, 29))
        if name == "period":
            years = f"{self.era.start}—{self.era.target}年"
            return self.random.choice((years, f"“十{self.era.ordinal}五”期间"))
        return self.words[name]

    def _figure(self, slot: Slot, stage: str, when: tuple[int | None, int] | None, text: str, notes: _Notes) -> str:
        """The sentence so far with a figure behind it; the fact goes into the notes."""
        figure = self.grammar.figures[slot.name]
        values = self._values(slot.name, figure)
        value = values[{"base": 0, "mid": 1, "target": 2}[stage]]
        before, behind, bound, upper = "", "", slot.bound or "exact", None
        if slot.free:
            before, behind, bound, upper = self._bound(value, figure)
        ratio = self._ratio() if figure.ratio else None
        number = ":".join(map(_plain, ratio)) if ratio else _plain(value) + (f"—{_plain(upper)}" if upper else "")
        said = f"{before}{number}{figure.written or figure.unit}"
        quote = (text + said)[-_LONGEST_QUOTE:] if len(text) > 12 else text + said
        start, end = when or (None, None)
        kind = figure.kind or ("baseline" if stage == "base" else "target")
        scope = self.site.seat if slot.name == "built-up" else None
        notes.facts.append(
            Fact(
                figure.metric, None if ratio else value, upper, figure.unit, ratio,
                None if figure.kind else end, None if figure.kind else start, kind, bound, scope, quote,
            )
        )  # fmt: skip
        return text + said + behind

    def _bound(self, value: Decimal, figure: Figure) -> tuple[str, str, str, Decimal | None]:
        before, behind, bound, _ = self.random.choices(_BOUNDS, [b[3] for b in _BOUNDS])[0]
        if bound == "exact" and self.random.randrange(100) < _RANGES:
            upper = _rounded(float(value) * self.random.uniform(1.04, 1.1), figure.decimals)
            if upper > value and (figure.unit != "%" or upper <= 100):
                return "", "", bound, upper
        return before, behind, bound, None

    def _ratio(self) -> tuple[Decimal, ...]:
        """Shares of the three sectors, which make a hundred."""
        first = self.random.randrange(50, 300)
        second = self.random.randrange(300, 600)
        return tuple(Decimal(n) / 10 for n in (first, second, 1000 - first - second))

    def _values(self, name: str, figure: Figure) -> tuple[Decimal, Decimal, Decimal]:
        """The figure at the base year, in between, and as aimed at: the same however often the plan says it."""
        if name not in self.values:
            low, high = self._ends(figure)
            if figure.metric.endswith(("rate", "coverage", "share", "schooling")):
                high = min(high, 100.0)
            mid = low + (high - low) * 0.4
            self.values[name] = tuple(_rounded(v, figure.decimals) for v in (low, mid, high))  # type: ignore[assignment]
        return self.values[name]

    def _ends(self, figure: Figure) -> tuple[float, float]:
        value = self.random.uniform(figure.low, figure.high)
        other = figure.of or figure.below
        if other is not None:
            first, _, last = self._values(other, self.grammar.figures[other])
            if figure.below:
                return float(first) - value, float(last) - value * 0.8
            return float(first) * value, float(last) * value * (1 + figure.rise)
        low = value * (self.site.size if figure.scale else 1)
        return low, low * (1 + self.random.uniform(0, figure.rise)) + self.random.uniform(0, figure.add)

    def _chosen(self, name: str, table: dict[str, list[str]]) -> str:
        return self.random.choice(table[name])


def _numbered(form: str, n: int) -> str:
    return form.format(n=n, han=_HAN[n - 1] if n <= len(_HAN) else f"十{_HAN[n - 11]}")


def _rounded(value: float, decimals: int) -> Decimal:
    return Decimal(_plain(Decimal(f"{value:.{decimals}f}")))


def _plain(value: Decimal) -> str:
    """A number as written, without zeros behind its point."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _misspelt(name: str, random: Random) -> str:
    """A name with one character that is not its own; its kind (县, 镇 …) stays."""
    stem = len(name) - len(kind_of(name))
    at = random.randrange(stem) if stem > 1 else 0
    return re.sub(".", random.choice(_MISSPELT), name[at : at + 1]).join((name[:at], name[at + 1 :]))
