"""Tables of indicators: rows of cells become statements in words, 常住人口城镇化率54.3%, each with its year and its place.

In: clean text, in which a table row is a line with a tab between cells. Out: `Statement`s for the grammar of figures. A header
names the columns (指标 | 单位 | 2015年 | 2020年 | 属性); where the first column holds the years, the table is turned over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from pilotkg.extract.years import PLAN_ENDS, Time
from pilotkg.model import Status
from pilotkg.source.markers import marker_at
from pilotkg.source.text import CleanText, Range

_PERIOD = re.compile(r"(?P<from>(?:19|20)\d\d)年?[-—~～－–至到]+(?P<to>(?:19|20)\d\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PLAN = re.compile(r"十[一二三四五](?=五)")
_AIMED = re.compile("目标|规划|预期|预计")
_PRESENT = re.compile("现状|基期|基准|基础|完成|实际|现有|当前")
_GROWS = re.compile("增速|增长|增幅")
_VALUE_WORDS = re.compile("(?:值|数|数值|目标|现状|基数)$")
_UNIT_HEAD = re.compile("(?:计量)?单位")
_NAME_HEAD = re.compile("指标|名称|项目|内容")
_HEAD_WORDS = re.compile("指标|名称|项目|内容|单位|属性|类别|类型|序号|年份|年度|备注|编号")
_IN_BRACKETS = re.compile(r"（(?:单位：)?([^（）]{1,12})）")
_CAPTION_UNIT = re.compile(r"单位：([^，。；\n\t（）]{1,8})")
_VALUE = re.compile(
    r"(?P<before>[^\d]{0,6}?)(?P<number>\d[\d.,，]*(?:(?:[-—~～－–]+|至|到)\d[\d.,，]*|(?:[:：]\d[\d.]*)+)?)(?P<behind>\D{0,12})"
)
_THOUSANDS = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_PARTS = re.compile("^(?:其中|[#＃*★▲])[:：]?")
_BOUND_BEHIND = re.compile("以|左右|上下|之|（")
_LONGEST_GROUP = 20  # characters of a line between rows that heads a group of them
_PER_HEAD = re.compile("/(?:人|户)$")


class Cell(NamedTuple):
    """A cell: its words and where they stand in the clean text (an empty cell has no width)."""

    words: str
    begin: int
    end: int


class Column(NamedTuple):
    """A column of values: its year (or period), what its head says of them, and the unit named there."""

    at: int
    time: Time | None
    status: Status | None
    grows: bool
    unit: str


class Statement(NamedTuple):
    """What a cell says, in words. `readings` are the ways to say it, the likeliest first; `where` is its place."""

    readings: tuple[str, ...]
    time: Time | None
    status: Status | None
    where: Range


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns of values, and its rows of cells below the head."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    name: int
    unit: int | None
    caption_unit: str

    def statements(self) -> Iterator[Statement]:
        """What the cells of the table say, row by row."""
        group = ""
        for row in self.rows:
            values = [(c, row[c.at]) for c in self.columns if _VALUE.fullmatch(row[c.at].words)]
            heads = [cell.words for cell in row[: self.name] if _is_group(cell.words)]
            group = next(iter(heads[-1:] or (cell.words for cell in row if cell.words and not values)), group)
            name, unit = _named_with_unit(row[self.name].words)
            over, unit_over = _named_with_unit(group)
            unit = unit or (row[self.unit].words if self.unit is not None else "") or unit_over
            names = tuple(dict.fromkeys((name, name + over, over + name)))
            for column, cell in values:
                said = _said(cell.words, unit or self.caption_unit, column)
                where = Range(min(row[self.name].begin, cell.begin), cell.end)
                yield Statement(tuple(n + said for n in names), column.time, column.status, where)


def tables(text: CleanText, where: Range) -> Iterator[Table]:
    """The tables of a stretch that have a head with years or with words such as 现状 and 目标."""
    rows: list[tuple[Cell, ...]] = []
    caption = ""
    if text.text.find("\t", where.begin, where.end) < 0:
        return
    for begin, end in _lines(text.text, where):
        line = text.text[begin:end]
        if "\t" in line or (rows and len(line) <= _LONGEST_GROUP and line[-1] not in "。；"):
            rows.append(tuple(_cells(line, begin)))
        else:
            yield from _table(rows, caption)
            rows, caption = [], line
    yield from _table(rows, caption)


def _lines(string: str, where: Range) -> Iterator[tuple[int, int]]:
    """Whole lines of a stretch: the empty cells at the ends of its first and last row belong to it."""
    position = string.rfind("\n", 0, where.begin) + 1
    while position < where.end:
        stop = string.find("\n", position)
        stop = len(string) if stop < 0 else stop
        if stop > position:
            yield position, stop
        position = stop + 1


def _cells(line: str, begin: int) -> Iterator[Cell]:
    for words in line.split("\t"):
        yield Cell(words, begin, begin + len(words))
        begin += len(words) + 1


def _table(rows: Sequence[tuple[Cell, ...]], caption: str) -> Iterator[Table]:
    grid = _rectangle(rows)
    head = _head(grid)
    columns = _columns(grid[:head])
    if not columns:
        grid = _rectangle([*zip(*grid, strict=True)])
        head = _head(grid)
        columns = _columns(grid[:head])
    if not columns or head == len(grid):
        return
    heads = _joined(grid[:head])
    unit = next((i for i, h in enumerate(heads) if _UNIT_HEAD.fullmatch(h)), None)
    taken = {c.at for c in columns} | {unit}
    free = [i for i, h in enumerate(heads) if i not in taken]
    named = [i for i in free if _NAME_HEAD.search(heads[i])]
    if not free:
        return
    repeated = {tuple(cell.words for cell in row) for row in grid[:head]}
    body = tuple(row for row in grid[head:] if tuple(cell.words for cell in row) not in repeated)
    of_caption = _CAPTION_UNIT.search(caption)
    yield Table(columns, body, (named or free[:1])[-1], unit, of_caption[1] if of_caption else "")


def _rectangle(rows: Sequence[Sequence[Cell]]) -> list[tuple[Cell, ...]]:
    wide = max((len(row) for row in rows), default=0)
    return [(*row, *(Cell("", row[-1].end, row[-1].end) for _ in range(wide - len(row)))) for row in rows]


def _head(grid: Sequence[Sequence[Cell]]) -> int:
    """How many rows of a grid are its head: those above the first value, if any of them has the words of one."""
    rows = 0
    for row in grid:
        words = {cell.words for cell in row if cell.words}
        if any(_VALUE.fullmatch(w) and not _YEAR.search(w) and not _PLAN.search(w) for w in words) or len(words) < 2:
            break
        if rows and not any(_time(w) or _HEAD_WORDS.search(w) or _status(w) for w in words):
            break
        rows += 1
    return rows


def _joined(head: Sequence[Sequence[Cell]]) -> list[str]:
    """The words over each column, those of a cell that spans several rows once."""
    return ["".join(dict.fromkeys(cell.words for cell in column)) for column in zip_longest(*head)]


def _columns(head: Sequence[Sequence[Cell]]) -> tuple[Column, ...]:
    heads = _joined(head)
    return tuple(column for i, words in enumerate(heads) if (column := _column(i, words)) is not None)


def _column(at: int, words: str) -> Column | None:
    """The column of values that a head opens: 2015年, 2020年目标（万人）, “十四五”年均增长, 目标值; None for any other."""
    time, status = _time(words), _status(words)
    grows = _GROWS.search(words) is not None
    if _NAME_HEAD.search(words) and not time:
        return None
    if not time and not grows and (status is None or not _VALUE_WORDS.search(words)):
        return None
    unit = _IN_BRACKETS.search(words)
    named = unit[1] if unit and not _YEAR.search(unit[1]) and not _status(unit[1]) else ""
    return Column(at, time, status, grows, named)


def _time(words: str) -> Time | None:
    """The period or year that a head says."""
    if m := _PERIOD.search(words):
        return Time(m.start(), m.end(), int(m["to"]), int(m["from"]), True)
    if m := _YEAR.search(words):
        return Time(m.start(), m.end(), int(m[0]), None, True)
    if m := _PLAN.search(words):
        end = PLAN_ENDS[m[0]]
        return Time(m.start(), m.end(), end, None if "末" in words else end - 4, True)
    return None


def _status(words: str) -> Status | None:
    if _AIMED.search(words):
        return Status.TARGET
    return Status.BASELINE if _PRESENT.search(words) else None


def _is_group(words: str) -> bool:
    return bool(words) and not words.isdigit() and marker_at(words + "、", 0) is None


def _named_with_unit(words: str) -> tuple[str, str]:
    """The name in a cell and the unit in its last brackets: 2.常住人口城镇化率（%） is 常住人口城镇化率 in %."""
    marker = marker_at(words, 0)
    name = _PARTS.sub("", words[marker.end :] if marker else words)
    found = [*_IN_BRACKETS.finditer(name)]
    if not found or found[-1].end() < len(name):
        return name, ""
    return name[: found[-1].start()], found[-1][1]


def _said(words: str, unit: str, column: Column) -> str:
    """A value with its unit behind the number: ≥52 in % is ≥52%."""
    m = _VALUE.fullmatch(words)
    if m is None:
        return words
    number = _THOUSANDS.sub("", m["number"])
    before, behind = (m[part].strip("[]［］【】") for part in ("before", "behind"))
    if behind and not _BOUND_BEHIND.match(behind):
        unit = ""  # the cell has its own
    elif ":" in number or "：" in number:
        unit = ""
    elif column.grows:
        unit = column.unit or "%"
    else:
        unit = _PER_HEAD.sub("", unit or column.unit)
    return f"{'年均增长' if column.grows else ''}{before}{number}{unit}{behind}"
