"""Records written and read again: the same value, the same bytes, and a damaged file told by its line."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from pilotkg import records
from pilotkg.errors import RecordsError
from pilotkg.model import (
    Bound,
    Indicator,
    Level,
    Locality,
    Measure,
    MeasureKind,
    Plan,
    Reading,
    Records,
    Source,
    Status,
    TextSpan,
)


def plan(position: int) -> Plan:
    """A small invented plan."""
    span = TextSpan(position * 100, position * 100 + 50)
    return Plan(
        position=position,
        title="松溪市青龙镇绿色发展新型城镇化试点工作方案要点",
        span=span,
        locality=Locality(
            "350724/qinglong", "青龙镇", "Qinglong Town", Level.TOWNSHIP, None, ("350724", "350000"), span
        ),
        title_themes=(Reading("green-smart", None, span, "title", 0.9),),
        focus_themes=(),
        indicators=(
            Indicator(
                metric="gdp",
                value=Decimal("12.50"),
                upper=None,
                unit="亿元",
                ratio=None,
                year=2015,
                from_year=None,
                status=Status.BASELINE,
                bound=Bound.EXACT,
                scope=None,
                span=span,
                rule="gdp",
            ),
        ),
        measures=(Measure(MeasureKind.TASK, 1, "推进产城融合", span),),
    )


THREE = (Records(Source("plans.txt", "0" * 64, 500, "utf-8"), (plan(1), plan(2), plan(4))),)
TWO_SOURCES = (*THREE, Records(Source("more.txt", "1" * 64, 300, "gb18030"), (plan(1),)))


def test_read_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    records.write(THREE, path)
    assert records.read(path) == THREE
    assert records.encode(records.read(path)) == path.read_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["records.jsonl"]


def test_files_may_be_joined_end_to_end() -> None:
    assert records.encode(TWO_SOURCES) == records.encode(TWO_SOURCES[:1]) + records.encode(TWO_SOURCES[1:])
    assert records.decode(records.encode(TWO_SOURCES)) == TWO_SOURCES


def test_a_source_that_lost_a_plan_before_the_next_is_noticed() -> None:
    lines = records.encode(TWO_SOURCES).splitlines(keepends=True)
    with pytest.raises(RecordsError, match="line 4"):
        records.decode(b"".join(lines[:3] + lines[4:]))


def test_a_figure_stays_as_it_is_written() -> None:
    again = records.decode(records.encode(THREE))
    assert str(again[0].plans[0].indicators[0].value) == "12.50"


def test_one_line_a_plan_behind_the_header() -> None:
    header, *plans = records.encode(THREE).decode().splitlines()
    assert header.startswith('{"format":"pilotkg-records","version":1,"plans":3,')
    assert len(plans) == 3
    assert records.is_records(header.encode())
    assert not records.is_records(plans[0].encode())


@dataclass(frozen=True)
class Damage:
    """A way to break a file: what stands there, what comes instead, and the line that the error names."""

    name: str
    was: bytes
    now: bytes
    line: int


DAMAGES = [
    Damage("not JSON", b'{"format"', b"format", 1),
    Damage("another format", b"pilotkg-records", b"something-else", 1),
    Damage("a later version", b'"version":1', b'"version":99', 1),
    Damage("no hash in the header", b'"sha256"', b'"md5"', 1),
    Damage("an unknown level", b'"township"', b'"village"', 2),
    Damage("a span that ends before it begins", b'"begin":100,', b'"begin":900,', 2),
    Damage("a confidence above one", b'"confidence":0.9', b'"confidence":1.9', 2),
    Damage("a value that is no number", b'"12.50"', b'"a dozen"', 2),
    Damage("plans out of order", b'{"position":1,', b'{"position":3,', 3),
    Damage("a plan too few", b'"plans":3', b'"plans":4', 4),
    Damage("no UTF-8", "青".encode(), b"\xff", 2),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.name)
def test_damage_is_told_with_its_line(damage: Damage, tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    good = records.encode(THREE)
    assert damage.was in good
    path.write_bytes(good.replace(damage.was, damage.now, 1))
    with pytest.raises(RecordsError) as caught:
        records.read(path)
    assert f"at line {damage.line})" in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("cut", [1, 200, -1000, -30])
def test_a_file_cut_short_is_noticed(cut: int) -> None:
    with pytest.raises(RecordsError):
        records.decode(records.encode(THREE)[:cut])


def test_an_empty_file_and_a_missing_one(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match="line 1"):
        records.decode(b"")
    with pytest.raises(RecordsError, match="No such file"):
        records.read(tmp_path / "none.jsonl")


def test_a_folder_that_takes_nothing(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match="cannot be written"):
        records.write(THREE, tmp_path / "none" / "records.jsonl")
