"""The places of invented plans: each prefecture and county of December 2016 once, and towns invented below the counties.

In: a seed and a number. Out: the place of the plan of that number; no two numbers have the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from pilotkg.gazetteer import Division, Gazetteer, pinyin
from pilotkg.model import Level
from pilotkg.synth.facts import Place
from pilotkg.synth.grammar import grammar

_ABROAD = ("71", "81", "82")  # Taiwan, Hong Kong and Macao have no plans of this kind
_XPCC = "新疆生产建设兵团"
_SEATS = {Level.COUNTY: "县城", Level.TOWNSHIP: "镇区"}
_WHOLES = {"镇": "全镇", "县": "全县", "旗": "全旗", "州": "全州", "盟": "全盟", "区": "全区"}


@dataclass(frozen=True, slots=True)
class Site:
    """A place to write a plan of: its names from the province down, its truth, and how its text calls it."""

    names: tuple[str, ...]
    truth: Place
    whole: str
    seat: str
    size: float


@cache
def sites(seed: int) -> Sites:
    """The places of a seed."""
    return Sites(seed)


class Sites:
    """An endless supply of places: every division once, in an order of the seed's, then towns county by county."""

    def __init__(self, seed: int) -> None:
        random = Random(f"places {seed}")
        gazetteer = Gazetteer.load()
        self._gazetteer = gazetteer
        divisions = [d for d in gazetteer.divisions.values() if d.parents and not d.code.startswith(_ABROAD)]
        self._divisions = sorted(divisions, key=lambda d: d.code)
        random.shuffle(self._divisions)
        self._counties = [d for d in self._divisions if d.level not in (Level.PREFECTURE, Level.XPCC_CITY)]
        self._towns = list(_towns())
        random.shuffle(self._towns)

    def __len__(self) -> int:
        return len(self._divisions) + len(self._counties) * len(self._towns)

    def __getitem__(self, number: int) -> Site:
        """The place of a number from 0; every other number is a town's, while there are divisions left."""
        division, town = divmod(number, 2)
        if division < len(self._divisions) and not town:
            return self._of(self._divisions[division])
        rest = number - min(division + 1, len(self._divisions))
        round_, at = divmod(rest, len(self._counties))
        if not 0 <= round_ < len(self._towns):
            raise IndexError(number)
        return self._town(self._counties[at], self._towns[round_])

    def _of(self, division: Division) -> Site:
        above = [self._gazetteer.division(code) for code in reversed(division.parents)]
        names = tuple(d.name for d in above)
        if division.level is Level.XPCC_CITY:
            names = (_XPCC,)
        truth = _place(division.name, division.level, above, division.code)
        size = 4.0 if division.level is Level.PREFECTURE else 1.0
        whole = _WHOLES.get(division.name[-1], "全市")
        return Site((*names, division.name), truth, whole, _SEATS.get(division.level, "中心城区"), size)

    def _town(self, county: Division, name: str) -> Site:
        above = [*(self._gazetteer.division(code) for code in reversed(county.parents)), county]
        truth = _place(name, Level.TOWNSHIP, above, None)
        return Site((*(d.name for d in above), name), truth, "全镇", _SEATS[Level.TOWNSHIP], 0.08)


def _place(name: str, level: Level, above: list[Division], code: str | None) -> Place:
    of = {d.level: d.name for d in above}
    counties = [d.name for d in above if d.level not in (Level.PROVINCE, Level.PREFECTURE)]
    county = counties[0] if counties else None
    return Place(name, level.value, of.get(Level.PROVINCE), of.get(Level.PREFECTURE), county, code)


def _towns() -> tuple[str, ...]:
    """Names of towns, no two of which are read alike."""
    words = grammar().towns
    names = {pinyin(a + b): f"{a}{b}镇" for a in words["first"] for b in words["second"] if a != b}
    return tuple(names[reading] for reading in sorted(names))
