"""Places: from titles whole, short, misspelt or lost."""

from __future__ import annotations

import pytest

from pilotkg.extract.locality import locality
from pilotkg.gazetteer import Gazetteer
from pilotkg.source import outlines

GAZETTEER = Gazetteer.load()
BODY = "新型城镇化试点工作方案要点\n一、基本情况\n{}位于本省中部，面积100平方公里。\n二、试点任务\n（一）发展产业。建园区。\n"


@pytest.mark.parametrize(
    ("title", "body", "slug", "name", "themes"),
    [
        ("北京市平谷区金海湖镇绿色低碳", "金海湖镇", "110117/jinhaihu", "金海湖镇", "绿色低碳"),
        ("河北省唐山市迁安市统筹城乡发展", "迁安市", "130283", "迁安市", "统筹城乡发展"),
        ("贵州省黔南州独山县绿色城镇发展", "独山县", "522726", "独山县", "绿色城镇发展"),
        ("江西省赣州市农民工融入城镇、产城融合", "赣州市", "360700", "赣州市", "农民工融入城镇、产城融合"),
        (
            "山东省临沂经济技术开发区产城融合",
            "开发区",
            "371300/linyijingjijishukaifaqu",
            "临沂经济技术开发区",
            "产城融合",
        ),
        ("贵州省三都县地方文化保护传承", "三都县", "522732", "三都水族自治县", "地方文化保护传承"),
        ("内蒙古自治区呼伦贝尔市鄂伦春旗某某镇", "某某镇", "150723/moumou", "某某镇", ""),
        ("湖南省永州市东安县芦洪市镇产城融合", "芦洪市镇", "431122/luhongshi", "芦洪市镇", "产城融合"),
        ("新疆生产建设兵团五家渠市农业转移人口市民化", "五家渠市", "659004", "五家渠市", "农业转移人口市民化"),
        ("长阳县地方文化保护", "长阳县", "420528", "长阳土家族自治县", "地方文化保护"),
    ],
)
def test_places_and_where_the_themes_stand(title: str, body: str, slug: str, name: str, themes: str) -> None:
    (plan,) = outlines(title + BODY.format(body))
    found = locality(plan, GAZETTEER)
    assert found is not None
    assert (found.locality.slug, found.locality.name, plan.text.cut(found.themes)) == (slug, name, themes)
    assert found.repairs == ()


@pytest.mark.parametrize(
    ("title", "body", "name", "repair"),
    [
        ("浙江省绍关市柯桥区", "柯桥区", "柯桥区", ("绍关市", "绍兴市")),
        ("贵州省黔西南州关义市", "兴义市", "兴义市", ("关义市", "兴义市")),
        ("广东省梅州市丰顺县阝留隍镇", "阝留隍镇", "留隍镇", ("阝留隍镇", "留隍镇")),
        ("北京市平谷区金海胡镇", "金海湖镇是旅游镇，金海湖镇", "金海湖镇", ("金海胡镇", "金海湖镇")),
    ],
)
def test_faults_in_names_are_found_and_recorded(title: str, body: str, name: str, repair: tuple[str, str]) -> None:
    (plan,) = outlines(title + BODY.format(body))
    found = locality(plan, GAZETTEER)
    assert found is not None
    assert found.locality.name == name
    assert [(r.was, r.now) for r in found.repairs] == [repair]
    assert found.locality.confidence < 1


def test_a_title_that_has_lost_its_place_is_mended_from_the_text() -> None:
    (plan,) = outlines("国家" + BODY.format("江西省萍乡市"))
    found = locality(plan, GAZETTEER)
    assert found is not None
    assert found.locality.name == "萍乡市"


def test_a_plan_without_a_place_has_none() -> None:
    (plan,) = outlines("国家" + BODY.format("此地"))
    assert locality(plan, GAZETTEER) is None
