"""Mechanisms: checked against the sentences that the readings point to."""

from collections import Counter

import pyoxigraph as ox

from pilotkg.graph.query import ask_store, with_prefixes
from tests.conftest import uses_release
from tests.queries.conftest import Ask, Record, by_place, mechanisms, readings


def ids_by_label(store: ox.Store) -> dict[str, str]:
    found = ask_store(
        with_prefixes("SELECT ?label ?id { ?m a pk:Mechanism ; skos:notation ?id ; skos:prefLabel ?label }"), store
    )
    return {str(row["label"]): str(row["id"]) for row in found}


def renamed(safeguards: list[Record]) -> list[Record]:
    return [{"mechanism_zh": row["safeguard_zh"], "plans": row["plans"]} for row in safeguards]


@uses_release
def test_mechanisms_and_safeguards_by_frequency(ask: Ask, plans: list[Record], store: ox.Store) -> None:
    ids = ids_by_label(store)
    in_plans = Counter(concept for plan in plans for concept in mechanisms(plan))
    in_tasks = Counter(
        concept
        for plan in plans
        for task in plan["measures"]
        for concept in {reading["concept"] for reading in readings({"measures": [task]})}
    )
    reforms, safeguards = ask("mechanisms-by-frequency"), ask("safeguards-by-frequency")
    counted = {ids[row["mechanism_zh"]]: row["plans"] for row in (*reforms, *renamed(safeguards))}
    assert counted == in_plans
    assert all(row["mentions"] == in_tasks[ids[row["mechanism_zh"]]] for row in reforms)
    assert (len(reforms), len(safeguards)) == (57, 17)
    assert safeguards[0]["safeguard_zh"] == "领导小组"


@uses_release
def test_plans_that_propose_cost_sharing(ask: Ask) -> None:
    rows = by_place(ask("plans-with-a-mechanism"), "task", "heading")
    assert len(rows) == 52  # each read in the text
    assert rows["盘县"] == (4, "其他方面综合改革")
    assert rows["银川市"] == (0, None)  # said before the first task
    assert rows["神木县"] == (5, "建立农业转移人口就地市民化成本分担机制")
    assert "潮州市" not in rows


@uses_release
def test_what_a_place_says_on_cost_sharing(ask: Ask) -> None:
    (row,) = ask("what-a-place-says")
    # the last task's first part: 一是建立和完善农民工融入城镇机制 … 成本分担机制 …
    assert (row["passage_begin"], row["passage_end"]) == (179438, 179515)
    assert (row["begin"], row["end"]) == (179478, 179495)
    assert str(row["span"]).endswith("#char=179478,179495")
    (row,) = ask("what-a-place-says", place="福清市")
    assert (row["heading"], row["begin"], row["end"]) == ("先行先试", 80149, 80168)
    assert len(ask("what-a-place-says", place="潮州市")) == 0


@uses_release
def test_shares_that_plans_lay_down(ask: Ask) -> None:
    rows = ask("rules-in-figures")
    ratios = {str(row["place"]): row["ratio"] for row in rows if row["ratio"]}
    assert ratios == {"迁安市": "10:6:1", "卢龙县": "8:4:1", "涉县": "9:6:1", "南和县": "12:8:1", "韶关市": "6:2:2"}
    yearly = by_place(rows, "value", "unit")
    assert yearly["盘县"] == (5, "亿元")
    assert yearly["红果子镇"] == (1000, "万元")
    assert {row["value"] for row in rows if row["place"] == "马兰镇"} == {85, 15, 10}


@uses_release
def test_mechanisms_of_a_province(ask: Ask, plans: list[Record], store: ox.Store) -> None:
    ids = ids_by_label(store)
    rows = {ids[row["mechanism_zh"]]: row["plans"] for row in ask("mechanisms-by-province")}
    here = [plan for plan in plans if "330000" in plan["locality"]["within"]]
    assert sorted(plan["locality"]["name"] for plan in here) == ["开化县", "汤溪镇", "织里镇", "钱清镇"]
    counted = Counter(concept for plan in here for concept in mechanisms(plan))
    assert rows == {concept: n for concept, n in counted.items() if concept in rows}
    assert all(ids[row["safeguard_zh"]] not in rows for row in ask("safeguards-by-frequency"))
    assert rows["cost-sharing"] == 1  # 织里镇


@uses_release
def test_mechanisms_proposed_together(ask: Ask, plans: list[Record], store: ox.Store) -> None:
    ids = ids_by_label(store)
    sets = [mechanisms(plan) for plan in plans]
    rows = ask("mechanism-pairs")
    for row in rows[:50]:
        a, b = ids[row["one_zh"]], ids[row["other_zh"]]
        together = sum({a, b} <= each for each in sets)
        lift = together * len(sets) / (sum(a in each for each in sets) * sum(b in each for each in sets))
        assert (row["together"], row["lift"]) == (together, round(lift + 1e-9, 2))
    assert (rows[0]["one_zh"], rows[0]["other_zh"]) == ("城乡建设用地增减挂钩", "确权登记颁证")


@uses_release
def test_groups_of_mechanisms(ask: Ask, plans: list[Record]) -> None:
    rows = {row["group_en"]: row for row in ask("groups-of-mechanisms")}
    assert len(rows) == 6
    assert sum(row["mechanisms"] for row in rows.values()) == 74
    assert sum(row["mentions"] for row in rows.values()) == sum(1 for plan in plans for _ in readings(plan))
    assert rows["safeguards"]["plans"] == 111
