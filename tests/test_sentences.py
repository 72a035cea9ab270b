"""Sentences around spans: where they begin and end, and what is left out of them."""

from __future__ import annotations

from msgspec import structs

from pilotkg.model import Plan, Repair, TextSpan
from pilotkg.sentences import sentence, words
from tests.graph.records import town_plan

TEXT = "某县某镇方案\n总面积12平方公里。到2020年，常住人\n- 3 -\n口城镇化率达到 61.5%，\nGDP per head更高；其余从略。"


def plan(*dropped: str) -> Plan:
    repairs = tuple(Repair(find(words), "page-number", words, "", "a page number") for words in dropped)
    return structs.replace(town_plan(), span=TextSpan(0, len(TEXT)), repairs=repairs)


def find(words: str) -> TextSpan:
    return TextSpan(TEXT.index(words), TEXT.index(words) + len(words))


def test_a_sentence_is_one_line_with_its_span_marked() -> None:
    shown = sentence(TEXT, find("61.5%"), plan("- 3 -"), ("【", "】"))
    assert shown == "到2020年，常住人口城镇化率达到【61.5%】，GDP per head更高；"


def test_the_first_and_the_last_sentence_end_with_the_plan() -> None:
    assert sentence(TEXT, find("其余"), plan()) == "其余从略。"
    assert sentence(TEXT, find("某镇"), plan()) == "某县某镇方案总面积12平方公里。"
    inside = structs.replace(plan(), span=TextSpan(7, 20))
    assert sentence(TEXT, find("总面积"), inside) == "总面积12平方公里。"


def test_a_sentence_without_end_is_cut_and_says_so() -> None:
    long = "甲" * 500
    whole = structs.replace(plan(), span=TextSpan(0, 500))
    assert sentence(long, TextSpan(250, 251), whole) == f"…{'甲' * 301}…"
    assert sentence(long, TextSpan(0, 500), whole) == f"{'甲' * 200}…{'甲' * 100}"


def test_words_of_a_span_run_over_a_page_number() -> None:
    assert words(TEXT, find("常住人\n- 3 -\n口"), plan("- 3 -")) == "常住人口"
