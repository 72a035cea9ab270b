"""Tables say what the graph says, in a form that a spreadsheet opens."""

import csv
import io

import pyoxigraph as ox
import pytest

from pilotkg.model import Records
from pilotkg.publish import tables
from pilotkg.publish.report import all_measures


def rows(store: ox.Store, name: str) -> list[dict[str, str]]:
    head, *body = tables.table(store, name)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_a_row_for_each_plan(store: ox.Store, plans: tuple[Records, ...]) -> None:
    table = rows(store, "localities")
    assert len(table) == sum(len(one.plans) for one in plans) == 4
    town = next(row for row in table if row["name"] == "青石湾镇")
    assert town["name_en"] == "Qingshiwan Town"
    assert (town["level"], town["county"], town["province"]) == ("township", "平谷区", "北京市")
    assert town["admin_code"] == town["prefecture"] == ""
    assert town["declared_phrases"] == "重大活动带动"
    assert town["declared_themes"] == town["focus_themes"] == "新生中小城市培育"


def test_a_coded_place_has_its_point(store: ox.Store) -> None:
    for row in rows(store, "localities"):
        if row["admin_code"]:
            assert 70 < float(row["longitude"]) < 140
            assert 15 < float(row["latitude"]) < 55


def test_several_values_share_a_cell() -> None:
    merged = tables._merged([["1", "b", "x"], ["1", "a", "x"], ["2", "", "y"]], [1])
    assert list(merged) == [["1", "a; b", "x"], ["2", "", "y"]]


def test_a_row_for_each_indicator(store: ox.Store, plans: tuple[Records, ...]) -> None:
    table = rows(store, "indicators")
    assert len(table) == sum(len(plan.indicators) for one in plans for plan in one.plans)
    people = next(row for row in table if row["locality"] == "青石湾镇" and row["metric"] == "resident-population")
    assert (people["value"], people["unit"], people["normalized_value"]) == ("2.8", "万人", "28000")
    assert (people["status"], people["bound"], people["year"]) == ("baseline", "exact", "2015")
    assert people["metric_zh"] == "常住人口"
    ratio = next(row for row in table if row["metric"] == "industry-structure")
    assert ratio["ratio"] == "6.8:51.6:41.6"


def test_a_row_for_each_measure_in_the_order_of_the_text(store: ox.Store, plans: tuple[Records, ...]) -> None:
    table = rows(store, "measures")
    assert len(table) == sum(len([*all_measures(plan.measures)]) for one in plans for plan in one.plans)
    town = [row for row in table if row["locality"] == "青石湾镇"]
    assert [row["kind"] for row in town] == ["preamble", "task", "sub-measure", "assurance"]
    assert town[2]["part_of"] == town[1]["iri"]
    assert town[2]["enumerated"] == "true"


def test_a_row_for_each_mention_of_a_mechanism(store: ox.Store) -> None:
    town = [row for row in rows(store, "mechanisms") if row["locality"] == "青石湾镇"]
    assert [(row["mechanism"], row["kind"]) for row in town] == [
        ("ppp", "preamble"),
        ("homestead-reform", "task"),
        ("homestead-reform", "task"),
        ("homestead-reform", "task"),
        ("leading-group", "assurance"),
    ]
    assert {row["group_en"] for row in town} == {"money and finance", "land", "safeguards"}


@pytest.mark.parametrize("cell", ["a,b", 'said "so"', "line\nbreak", "户籍", ""])
def test_what_is_written_is_read_again(cell: str) -> None:
    data = tables.encode([["name", "other"], [cell, "x"]])
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert read == [["name", "other"], [cell, "x"]]
