"""Which place a plan is about: read from its title, checked against the gazetteer and against the plan's own text.

In: an outline and the gazetteer. Out: the `Locality`, the stretch of the title behind its name (where the themes stand), and
repairs of names. A name that no gazetteer knows is compared with the names at its level and with what the text says.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from pilotkg.gazetteer import Division, Gazetteer, english, kind_of, pinyin
from pilotkg.model import Level, Locality, Repair
from pilotkg.source.text import Outline, Range

_XPCC = "新疆生产建设兵团"
_XINJIANG = "650000"
_TOWN_END = re.compile("镇|乡|街道")
_HAN_ONLY = re.compile("[\u4e00-\u9fff]+")
_NOT_A_NAME = ("城镇", "小镇", "乡镇", "村镇", "集镇", "强镇", "扩权", "重点镇", "特色镇", "中心镇", "建制镇", "城乡")
_OPENING = re.compile("(?:20[0-9]{2}年|关于(?:印发|公布|批准)?|国家新型城镇化(?:综合)?试点(?:地区)?|《)+")
_PLAIN_WORDS = ("城市", "城区", "新区", "县城")
_ZONE = re.compile(
    r"(?P<stem>[\u4e00-\u9fff]{2,5}?)(?:国家级|国际)?(?:(?:经济技术|高新技术产业|高新|经济|工业|综合|临港|产业)?(?:开发区|示范区|试验区|园区|新区)|管理区)"
)
_RADICALS = re.compile("[阝亻氵讠忄扌纟饣钅犭疒宀辶]")  # a part of a character that the font did not have as a whole
_SITUATED = r"(?:（[^）]{0,30}）)?(?:是|位于|地处|坐落|隶属|处于|面积|辖|东|总面积|简称|素|属|作为|因|历史|区位|距)"
_LONGEST_NAME = 16  # 积石山保安族东乡族撒拉族自治县 has 15 characters
_LOOK = 400


@dataclass(frozen=True, slots=True)
class Placed:
    """A plan's place, and the stretch of its title between the place and the words 新型城镇化."""

    locality: Locality
    themes: Range
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """A division read from the title: where its name ends, and what stands there, and is meant, if it is misspelt."""

    division: Division
    end: int
    was: str | None = None
    now: str = ""


def locality(outline: Outline, gazetteer: Gazetteer) -> Placed | None:
    """The place of a plan; None where neither title nor text names one that can be told."""
    text = outline.text.text
    title = _without_opening(text, outline.title)
    body = text[title.end :]
    steps = _divisions(text, title, body, gazetteer)
    at = steps[-1].end if steps else title.begin
    parent = steps[-1].division if steps else None
    repairs = [
        _repair(outline, step, begin)
        for step, begin in zip(steps, [title.begin, *(s.end for s in steps)], strict=False)
        if step.was
    ]
    town = _town(text, Range(at, title.end), body)
    if town is not None and parent is not None:
        name, end = town
        was = text[at:end]
        if was != name:
            repairs.append(_name_repair(outline, Range(at, end), was, name))
        place = _below(outline, name, parent, Range(at, end), Level.TOWNSHIP, _sure(repairs))
        return Placed(place, _themes(text, end, title.end), tuple(repairs))
    zone = _zone(text, at, title.end, parent, gazetteer)
    if zone is not None:
        name, above, end = zone
        place = _below(outline, name, above, Range(at, end), Level.ZONE, _sure(repairs))
        return Placed(place, _themes(text, end, title.end), tuple(repairs))
    if parent is None or parent.level is Level.PROVINCE:
        found = _from_body(text, title.end, parent, gazetteer)
        if found is not None:
            division, where = found
            return Placed(_of(outline, division, where, 0.8), _themes(text, at, title.end), tuple(repairs))
        if parent is None:
            return None
    begin = steps[-2].end if len(steps) > 1 else title.begin
    return Placed(_of(outline, parent, Range(begin, at), _sure(repairs)), _themes(text, at, title.end), tuple(repairs))


def _without_opening(text: str, title: Range) -> Range:
    """A title without what may stand before its place, such as 关于印发《 or 2022年."""
    opening = _OPENING.match(text, title.begin, title.end)
    return Range(opening.end(), title.end) if opening else title


def _divisions(text: str, title: Range, body: str, gazetteer: Gazetteer) -> list[_Step]:
    """The divisions that a title names from its beginning on, outermost first."""
    steps: list[_Step] = []
    at = title.begin
    within: str | None = None
    while at < title.end:
        step = _exact(text, at, title.end, within, gazetteer, body) or _similar(
            text, at, title.end, within, gazetteer, body
        )
        if step is None or (steps and step.division.level in (Level.PROVINCE, steps[-1].division.level)):
            break
        steps.append(step)
        at, within = step.end, step.division.code
    return steps


def _exact(text: str, at: int, end: int, within: str | None, gazetteer: Gazetteer, body: str) -> _Step | None:
    """The longest name or short form that the title has here."""
    if within is None and text.startswith((_XPCC, "兵团"), at):
        return _Step(gazetteer.division(_XINJIANG), text.index("兵团", at) + 2)
    for length in range(min(_LONGEST_NAME, end - at), 1, -1):
        name = text[at : at + length]
        found = gazetteer.named(name, within)
        if not found:
            continue
        if length == 2 and not kind_of(name) and within is not None:
            continue
        if len(found) > 1:
            found = (
                max(found, key=lambda d: (sum(body.count(n[:2]) for n in gazetteer.chain(d.code)[1:]), -int(d.code))),
            )
        return _Step(found[0], at + length)
    return None


def _similar(text: str, at: int, end: int, within: str | None, gazetteer: Gazetteer, body: str) -> _Step | None:
    """A division whose name differs by one character from what the title has, where only one fits.

    吴关区 inside 湖州市 is 吴兴区; names that the plan's own text uses win. 小城市 inside 泰安市 is not 肥城市.
    """
    here = text[at:end]
    if within is None and _distance(here[: len(_XPCC)], _XPCC) == 1:
        return _Step(gazetteer.division(_XINJIANG), at + len(_XPCC), here[: len(_XPCC)], _XPCC)
    candidates: list[tuple[int, int, str, Division, str]] = []
    for division in gazetteer.under(within):
        for form in gazetteer.forms(division.name):
            written = here[: len(form)]
            if len(form) > 2 and _distance(written, form) == 1 and written[-1] == form[-1]:
                said = body.count(form[:-1])
                if said or not written.endswith(_PLAIN_WORDS):
                    candidates.append((-said, -len(form), division.code, division, written))
    if not candidates:
        return None
    candidates.sort(key=lambda c: c[:3])
    best = candidates[0]
    if len({c[2] for c in candidates}) > 1 and best[0] == candidates[1][0]:
        return None
    return _Step(best[3], at + len(best[4]), best[4])


def _distance(written: str, name: str) -> int:
    """How many characters differ; many where the lengths do."""
    return sum(a != b for a, b in zip(written, name, strict=True)) if len(written) == len(name) else len(name)


def _town(text: str, where: Range, body: str) -> tuple[str, int] | None:
    """Name of the town that a title names behind its county, mended from the text, and where it ends.

    The shortest stretch that ends like a town's name and that the text speaks of; 农民工融入城镇 ends like one and is none.
    """
    fallback: tuple[str, int] | None = None
    for m in _TOWN_END.finditer(text, where.begin + 1, min(where.end, where.begin + 10)):
        written = text[where.begin : m.end()]
        if not _HAN_ONLY.fullmatch(written):
            break
        name = _RADICALS.sub("", written) or written
        mended = name if written in body else _spoken_alike(name, body)
        if written.endswith(_NOT_A_NAME) and not _is_situated(written if mended == name else mended, body):
            continue
        if mended is not None:
            return mended, m.end()
        if fallback is None and len(name) <= 5:
            fallback = name, m.end()
    return fallback


def _is_situated(name: str | None, body: str) -> bool:
    """Whether the text begins by telling where the place of that name is."""
    return name is not None and re.search(re.escape(name) + _SITUATED, body[:_LOOK]) is not None


def _spoken_alike(name: str, body: str) -> str | None:
    """A town that the text names often and whose name differs from a title's by one character."""
    size = len(name)
    found = Counter(body[m.end() - size : m.end()] for m in re.finditer(name[-1], body) if m.end() >= size)
    alike = sorted((-n, s) for s, n in found.items() if n > 1 and _distance(s, name) == 1)
    return alike[0][1] if alike else None


def _zone(
    text: str, at: int, end: int, parent: Division | None, gazetteer: Gazetteer
) -> tuple[str, Division, int] | None:
    """A zone such as 某市经济技术开发区: its name, the division that it lies in, and where the name ends."""
    m = _ZONE.match(text, at, end)
    if m is None:
        return None
    within = parent.code if parent else None
    for stem in (m["stem"], m["stem"][:2]):
        for kind in ("市", "县", "区", ""):
            found = gazetteer.named(stem + kind, within)
            if found:
                return m[0], found[0], m.end()
    return (m[0], parent, m.end()) if parent is not None else None


def _from_body(text: str, begin: int, parent: Division | None, gazetteer: Gazetteer) -> tuple[Division, Range] | None:
    """The division that the text's opening is about, where the title has lost it."""
    opening = text[begin : begin + _LOOK]
    within = parent.code if parent else None
    for m in re.finditer(r"([\u4e00-\u9fff]{2,12}?(?:市|县|旗|区|州|盟))" + _SITUATED, opening):
        for start in range(len(m[1]) - 1):
            found = gazetteer.named(m[1][start:], within)
            if found:
                best = max(
                    found, key=lambda d: (sum(opening.count(n[:2]) for n in gazetteer.chain(d.code)[1:]), -int(d.code))
                )
                return best, Range(begin + m.start(1) + start, begin + m.end(1))
    return None


def _themes(text: str, begin: int, end: int) -> Range:
    """The stretch of a title between the place and 新型城镇化; empty where there is none."""
    stop = text.rfind("新型城镇化", begin, end)
    stop = stop if stop >= 0 else begin
    return Range(begin, max(begin, stop))


def _sure(repairs: list[Repair]) -> float:
    """Confidence in a place: less where a name on the way to it was mended."""
    return 0.9 if repairs else 1.0


def _of(outline: Outline, division: Division, where: Range, confidence: float) -> Locality:
    return Locality(
        slug=division.code,
        name=division.name,
        name_en=division.name_en,
        level=division.level,
        code=division.code,
        within=division.parents,
        span=outline.text.span(where.begin, max(where.end, where.begin + 1)),
        confidence=confidence,
    )


def _below(outline: Outline, name: str, parent: Division, where: Range, level: Level, confidence: float) -> Locality:
    return Locality(
        slug=f"{parent.code}/{pinyin(name.removesuffix('镇'))}",
        name=name,
        name_en=english(name),
        level=level,
        code=None,
        within=(parent.code, *parent.parents),
        span=outline.text.span(where.begin, where.end),
        confidence=confidence,
    )


def _repair(outline: Outline, step: _Step, begin: int) -> Repair:
    return _name_repair(outline, Range(begin, step.end), step.was or "", step.now or step.division.name)


def _name_repair(outline: Outline, where: Range, was: str, now: str) -> Repair:
    why = "no place of this name is known at this level; the nearest name that the gazetteer or the plan's text has"
    return Repair(outline.text.span(where.begin, where.end), "name", was, now, why)
