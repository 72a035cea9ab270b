"""Outlines: sections by meaning, items and headings by form."""

from __future__ import annotations

import pytest

from pilotkg.errors import SourceError
from pilotkg.source import outlines
from pilotkg.source.text import Item, Outline, SectionKind

TITLE = "浙江省衢州市开化县绿色发展\n\n新型城镇化试点工作方案要点\n\n"


def one(raw: str) -> Outline:
    (found,) = outlines(raw)
    return found


def kinds(plan: Outline) -> list[str]:
    return [s.kind.value for s in plan.sections]


def items(plan: Outline, kind: SectionKind) -> list[Item]:
    return [item for section in plan.of(kind) for item in section.items]


def headings(plan: Outline, kind: SectionKind) -> list[str]:
    return [plan.text.cut(item.heading) for item in items(plan, kind)]


PLAN = TITLE + (
    "一、基本情况\n\n本县面积 500 平方公里。\n\n二、总体思路及目标\n\n以绿色发展为特色。\n\n三、试点任务\n\n"
    "（一）完善城镇体系。一是编制规划。二是建设新区。\n\n（二）创新融资机制，拓宽资金渠道。设立基金。\n\n"
    "四、保障措施\n\n（一）加强组织领导。成立领导小组。\n\n（二）强化考核。定期检查。\n"
)


def test_sections_items_and_sub_measures() -> None:
    plan = one(PLAN)
    assert kinds(plan) == ["basics", "aims", "tasks", "assurances"]
    assert headings(plan, SectionKind.TASKS) == ["完善城镇体系", "创新融资机制，拓宽资金渠道"]
    assert headings(plan, SectionKind.ASSURANCES) == ["加强组织领导", "强化考核"]
    assert [len(item.subs) for item in items(plan, SectionKind.TASKS)] == [2, 0]


def test_a_plan_may_lack_the_heading_of_its_facts() -> None:
    plan = one(
        PLAN.replace("一、基本情况\n\n", "")
        .replace("二、总", "一、总")
        .replace("三、试", "二、试")
        .replace("四、保", "三、保")
    )
    assert kinds(plan) == ["basics", "aims", "tasks", "assurances"]


def test_sections_are_told_by_meaning_not_by_order_or_number() -> None:
    text = (
        TITLE
        + "第一章 发展基础\n\n面积 500 平方公里。\n\n第二章 重点任务\n\n一、产业。\n\n建园。\n\n二、住房。\n\n建房。\n\n第三章 组织实施\n\n1. 领导。\n"
    )
    plan = one(text)
    assert kinds(plan) == ["basics", "tasks", "assurances"]
    assert headings(plan, SectionKind.TASKS) == ["产业", "住房"]


@pytest.mark.parametrize(
    ("body", "heading"),
    [
        ("推进土地改革，促进集约发展。一是登记宅基地。二是建市场。", "推进土地改革，促进集约发展"),
        ("构建空间格局一是建设东城。二是改造西城。", "构建空间格局"),
        ("加大宣传力度，营造良好氛围。", "加大宣传力度"),
        (
            "成立领导小组，统筹解决试点推进中的重大问题、重大事项和重大政策，明确任务目标和分工。其他工作照常。",
            "成立领导小组",
        ),
        ("推进“多规合一”，统一图斑。", "推进“多规合一”"),
        (
            "以湖滨旅游为特色，改善城镇功能和承载能力，扩大对周边乡村的辐射和示范作用。建设码头。",
            "以湖滨旅游为特色，改善城镇功能和承载能力，扩大对周边乡村的辐射和示范作用",
        ),
        ("加快道路、供水、污水处理、垃圾处理、燃气、供热、园林绿化等设施建设，推进节能改造。完善公交。", None),
    ],
)
def test_headings(body: str, heading: str | None) -> None:
    text = TITLE + f"一、试点任务\n\n（一）{body}\n\n二、保障措施\n\n（一）强化考核。定期检查。\n"
    wanted = heading or "加快道路、供水、污水处理、垃圾处理、燃气、供热、园林绿化等设施建设"
    assert headings(one(text), SectionKind.TASKS) == [wanted]


def test_a_list_whose_items_run_on_has_first_clauses_for_headings() -> None:
    text = (
        TITLE
        + "一、试点任务\n\n（一）建园区。很好。\n\n二、保障措施\n\n"
        + "".join(
            f"（{n}）{h}，{'各部门要按照职责分工抓好落实并及时总结经验' * 2}。再接再厉。\n\n"
            for n, h in [("一", "明确职责"), ("二", "加大投入"), ("三", "强化宣传")]
        )
    )
    assert headings(one(text), SectionKind.ASSURANCES) == ["明确职责", "加大投入", "强化宣传"]


@pytest.mark.parametrize(
    ("marks", "count"),
    [
        (("一是", "二是", "三是"), 3),
        (("一要", "二要"), 2),
        (("1.", "2.", "3."), 3),
        (("（1）", "（2）"), 2),
        (("①", "②", "③"), 3),
        (("——", "——"), 2),
        (("第一阶段", "第二阶段"), 0),
        (("抓好3项工作：",), 0),
    ],
)
def test_sub_measures_are_counted_where_the_text_numbers_them(marks: tuple[str, ...], count: int) -> None:
    body = "。".join(f"{m}做好某项工作" for m in marks)
    (item,) = items(one(TITLE + f"一、试点任务\n\n（一）完善城镇体系。{body}。\n"), SectionKind.TASKS)
    assert len(item.subs) == count


def test_an_undivided_section_has_no_items() -> None:
    plan = one(TITLE + "一、试点任务\n\n（一）建园区。很好。\n\n二、保障措施\n\n成立领导小组，加强考核。\n")
    (section,) = plan.of(SectionKind.ASSURANCES)
    assert section.items == ()
    assert plan.text.cut(section.lead) == "成立领导小组，加强考核。"


def test_plans_of_a_document_in_order() -> None:
    second = PLAN.replace("浙江省衢州市开化县绿色发展", "江西省萍乡市统筹城乡发展")
    titles = [p.text.cut(p.title) for p in outlines(PLAN + "\n" + second)]
    assert titles == [
        "浙江省衢州市开化县绿色发展新型城镇化试点工作方案要点",
        "江西省萍乡市统筹城乡发展新型城镇化试点工作方案要点",
    ]


def test_a_line_that_ends_like_a_title_inside_a_sentence_is_none() -> None:
    raw = PLAN.replace(
        "设立基金。", "坚持以人的城镇化为核心，以创新机制为保障，以科学\n规划为先导，组织实施\n试点方案，全面推进。"
    )
    assert len(list(outlines(raw))) == 1


def test_a_document_without_a_plan_is_an_error_that_helps() -> None:
    with pytest.raises(SourceError, match="no plan is in it"):
        list(outlines("今天天气很好。\n明天也很好。\n", "weather.txt"))
