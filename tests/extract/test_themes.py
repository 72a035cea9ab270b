"""Themes that a title declares and that the overall idea focuses on, in sentences of places that do not exist."""

from __future__ import annotations

from array import array

import pytest

from pilotkg.extract.themes import focus_themes, title_themes
from pilotkg.source.text import CleanText, Outline, Range, Section, SectionKind
from pilotkg.vocabulary import vocabulary


def clean(text: str) -> CleanText:
    return CleanText(text, array("I", range(len(text))))


def title(phrases: str) -> list[tuple[str | None, str | None]]:
    text = clean(phrases)
    return [(r.phrase, r.concept) for r in title_themes(text, Range(0, len(phrases)), vocabulary())]


def outline(text: str, kind: SectionKind) -> Outline:
    whole = Range(0, len(text))
    return Outline(clean(text), Range(0, 0), (Section(kind, Range(0, 0), whole, whole),))


def focus(idea: str) -> set[str | None]:
    return {reading.concept for reading in focus_themes(outline(idea, SectionKind.AIMS), vocabulary())}


@pytest.mark.parametrize(
    ("phrases", "expected"),
    [
        ("产城融合、城乡统筹", [("产城融合", "industry-city"), ("城乡统筹", "urban-rural")]),
        ("壮大中心城市", [("壮大中心城市", "central-city")]),
        ("沿江新生小城市培育", [("沿江新生小城市培育", "small-city")]),
        ("城乡一体组群特色", [("城乡一体组群特色", "urban-rural")]),
        ("绿色智慧小城", [("绿色智慧小城", "green-smart")]),
        ("农业转移人口市民化", [("农业转移人口市民化", "migrant-integration")]),
        ("地方文化保护传承", [("地方文化保护传承", "local-culture")]),
        ("重大展会带动、产城人融合", [("重大展会带动", None), ("产城人融合", "industry-city")]),
        ("综合", []),
        ("", []),
    ],
)
def test_a_title_is_taken_apart_into_its_phrases(phrases: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert title(phrases) == expected


@pytest.mark.parametrize(
    ("idea", "theme"),
    [
        ("以产城融合为重点，加快发展。", "industry-city"),
        ("以推进城乡一体化、创新土地制度等为突破口，先行先试。", "urban-rural"),
        ("坚持以人的城镇化为核心，以绿色低碳为主线。", "green-smart"),
        ("突出城乡统筹发展。", "urban-rural"),
        ("重点围绕农民工融入城镇、土地管理等领域探索创新。", "migrant-integration"),
        ("走出一条生态文明、宜居宜业的新型城镇化道路。", "green-smart"),
        ("努力建成全国产城融合示范区。", "industry-city"),
        ("打造江南文化旅游名城。", "local-culture"),
        ("创建新型特色文化名县。", "local-culture"),
        ("建成工业强镇，富裕文明的特色小城镇。", "small-city"),
        ("打造生态示范城市，具备可持续的投融资机制，产城融合试点示范市。", "industry-city"),
        ("把青溪镇建设成为宜居宜游的山水小镇。", "small-city"),
        ("力争在城乡统筹、投融资机制等方面取得突破。", "urban-rural"),
        ("按照产城一体的发展模式推进。", "industry-city"),
        ("目标如下：——产城融合发展。产业与城镇互促。", "industry-city"),
        ("选择地方文化保护传承和绿色智能发展2个主题开展试点。", "local-culture"),
    ],
)
def test_a_theme_counts_where_a_frame_of_focus_governs_it(idea: str, theme: str) -> None:
    assert theme in focus(idea)


@pytest.mark.parametrize(
    "idea",
    [
        "推动产城融合发展，统筹推进城乡一体化。",
        "始终走以人为本、布局优化、四化协调、传承文化的中国特色城镇化道路。",
        "形成以县城为核心、以特色小城镇为支撑的城镇体系。",
        "建设产城融合、配套齐全、环境优美的现代化城市。",
        "城乡一体化发展格局基本形成。",
        "基本建成全省先行城市，申报国家历史文化名城。",
        "以人的城镇化为核心，以改革为动力。",
    ],
)
def test_a_theme_that_is_only_named_is_no_focus(idea: str) -> None:
    assert focus(idea) == set()


def test_each_theme_is_read_once_with_its_surest_place() -> None:
    found = focus_themes(outline("突出产城融合。以产城融合为重点。", SectionKind.AIMS), vocabulary())
    assert [(r.concept, r.rule.split("+")[0]) for r in found] == [("industry-city", "with-as")]


def test_without_an_overall_idea_the_paragraph_before_the_tasks_stands_for_it() -> None:
    found = focus_themes(outline("以城乡统筹为主线，重点抓好以下工作。", SectionKind.TASKS), vocabulary())
    assert [r.concept for r in found] == ["urban-rural"]


def test_a_sentence_without_end_is_read_in_bounded_windows() -> None:
    assert focus("以" + "产城融合、城乡统筹，" * 5000 + "为重点") <= {"industry-city", "urban-rural"}
