"""Reform mechanisms in tasks and safeguards in assurances, in sentences of places that do not exist."""

from __future__ import annotations

from array import array

import pytest

from pilotkg.extract.clauses import LONGEST_SPAN
from pilotkg.extract.mechanisms import assurances, measures, preamble, readings, task
from pilotkg.model import Measure, MeasureKind
from pilotkg.source import outlines
from pilotkg.source.text import CleanText, Item, Range
from pilotkg.vocabulary import vocabulary

PLAN = """云州省山南市青溪县产城融合新型城镇化试点工作方案要点
一、基本情况
青溪县位于云州省北部，全面放开落户限制的工作已有基础。
二、总体思路及目标
以产城融合为重点。
三、试点任务
（一）完善农民进城机制。一是深化户籍制度改革。二是建立农业转移人口市民化成本分担机制。
（二）建立多元化投融资机制。设立城镇化发展基金。
四、保障措施
（一）加强领导。成立试点工作领导小组，明确责任分工。
（二）加强考核。领导小组办公室开展督促检查，并将试点纳入年度考核。
"""


def clean(text: str) -> CleanText:
    return CleanText(text, array("I", range(len(text))))


def item(text: CleanText, heading: str = "") -> Item:
    end = len(text.text)
    return Item(1, Range(0, len(heading)), Range(len(heading), end), Range(0, end))


def read(body: str, heading: str = "") -> set[str | None]:
    """Mechanisms of a task with this text."""
    text = clean(heading + body)
    return {reading.concept for reading in readings(task(text, item(text, heading), vocabulary()))}


def secured(body: str) -> set[str | None]:
    """Safeguards of an assurance with this text."""
    text = clean(body)
    (measure,) = assurances(text, [item(text)], vocabulary())
    return {reading.concept for reading in readings(measure)}


@pytest.mark.parametrize(
    ("sentence", "concept"),
    [
        ("分步放宽外来人员在镇区落户的条件。", "hukou-reform"),
        ("取消农业户口与非农业户口的差别。", "hukou-reform"),
        ("居住证覆盖全部流动人口。", "residence-permit"),
        ("探索把新增建设用地规模与吸纳转移人口数量挂钩。", "transfer-settlement-link"),
        ("允许进城农民保留土地承包经营权。", "rights-exit"),
        ("让外来务工人员享受城镇基本公共服务。", "equal-services"),
        ("保障随迁子女就近入学。", "migrant-schooling"),
        ("健全统筹城乡的社会保险制度。", "social-insurance"),
        ("多渠道建设公租房。", "housing-security"),
        ("有序改造城中村和老旧小区。", "shantytown-renewal"),
        ("对返乡农民开展免费技能培训。", "skills-training"),
        ("建设返乡创业孵化基地。", "job-creation"),
        ("组织山区农户易地扶贫搬迁。", "relocation"),
        ("污水处理厂采用BOT方式建设。", "ppp"),
        ("争取农发行中长期贷款。", "policy-finance"),
        ("支持县城投公司转型。", "financing-vehicle"),
        ("将债务规模控制在限额之内。", "debt-management"),
        ("理顺县镇事权与财权。", "fiscal-reform"),
        ("引进村镇银行设立网点。", "rural-finance"),
        ("试点林权抵押。", "rural-rights-mortgage"),
        ("探索进城农户有偿退出宅基地。", "homestead-reform"),
        ("稳妥推进集体经营性建设用地入市。", "collective-land-market"),
        ("用好城乡建设用地增减挂钩政策。", "land-quota-link"),
        ("推动老工业用地二次开发。", "land-redevelopment"),
        ("完成承包地确权登记颁证。", "land-titling"),
        ("引导承包土地向大户流转。", "land-transfer"),
        ("建成农村产权交易中心。", "property-exchange"),
        ("探索集体资产折股量化到人。", "collective-assets"),
        ("完善被征地农民社会保障机制。", "land-expropriation"),
        ("推行大部门制，精简机构。", "admin-reform"),
        ("向中心镇下放县级管理权限。", "town-empowerment"),
        ("稳步推进撤乡设镇。", "city-designation"),
        ("压减审批事项，实行并联审批。", "approval-reform"),
        ("编制空间规划，实现“多规合一”。", "plan-integration"),
        ("组建综合执法队伍。", "city-management"),
        ("培育社会组织承接服务。", "community-governance"),
        ("搭建智慧社区平台。", "smart-city"),
        ("加快园区生活服务设施和学校建设。", "park-city-integration"),
        ("完善工业园区配套。", "industrial-park"),
        ("推动城乡供水一体化。", "infrastructure-integration"),
        ("新建道路同步建设地下综合管廊。", "underground-sponge"),
        ("打造茶香小镇等一批特色小镇。", "characteristic-town"),
        ("建设美丽乡村。", "beautiful-village"),
        ("培育家庭农场，发展设施农业。", "agri-modernization"),
        ("大力发展乡村旅游。", "tourism"),
        ("支持农村电商。", "e-commerce"),
        ("保护修缮古镇建筑。", "heritage-protection"),
        ("做大动漫等文化创意产业。", "cultural-industry"),
        ("划定生态保护红线。", "eco-restoration"),
        ("建立流域生态补偿机制。", "eco-compensation"),
        ("推广绿色建筑。", "low-carbon"),
        ("建设跨境合作区。", "border-opening"),
        ("主动承接沿海产业转移。", "regional-cooperation"),
        ("引进高层次人才。", "talent"),
        ("赋予中心镇县级经济社会管理权限。", "town-empowerment"),
        ("推进农村集体资源变资产、资金变股金。", "collective-assets"),
        ("筹建一批保障性租赁住房。", "housing-security"),
        ("政务服务实现一网通办。", "approval-reform"),
        ("建好县乡就业服务平台。", "job-creation"),
        ("按常住地提供基本公共服务。", "equal-services"),
        ("引导老工业区“腾笼换鸟”。", "land-redevelopment"),
        ("稳妥化解隐性债务。", "debt-management"),
        ("深化财税管理体制改革。", "fiscal-reform"),
        ("山南区实施城市更新行动。", "shantytown-renewal"),
        ("保障进城落户农民的土地承包权、集体收益分配权。", "rights-exit"),
        ("组建社区网格员队伍。", "community-governance"),
        ("铺开农村厕所革命。", "beautiful-village"),
        ("推动公共服务资源下沉。", "equal-services"),
        ("编制县级国土空间规划。", "plan-integration"),
        ("开展基础设施领域REITs试点。", "bonds"),
    ],
)
def test_a_mechanism_is_read_where_it_is_proposed(sentence: str, concept: str) -> None:
    assert concept in read(sentence)


@pytest.mark.parametrize(
    ("sentence", "concept"),
    [
        ("户籍人口达到12万人。", "hukou-reform"),
        ("吸引大型企业项目落户。", "hukou-reform"),
        ("贯彻《关于推进户籍制度改革的意见》。", "hukou-reform"),
        ("目前已放开落户限制。", "hukou-reform"),
        ("提高公共服务水平。", "equal-services"),
        ("测算教育、医疗、社会保障、住房保障等公共成本。", "housing-security"),
        ("为建设市民满意的城市而努力。", "city-designation"),
        ("引入市场机制。", "collective-land-market"),
        ("创新农村金融产品。", "beautiful-village"),
        ("完善住房公积金制度。", "development-fund"),
        ("坚持节约用地的原则。", "land-redevelopment"),
        ("打造集物流、旅游网于一体的枢纽。", "tourism"),
        ("发展智慧农业。", "smart-city"),
        ("工业化、信息化、城镇化、农业现代化四化同步。", "agri-modernization"),
        ("增强产业吸纳就业创业能力。", "job-creation"),
        ("建设低碳工业园。", "low-carbon"),
        ("引导农业转移人口融入城镇。", "regional-cooperation"),
        ("为美丽乡村建设提供人才保障。", "beautiful-village"),
        ("保障性住房覆盖率达到21%。", "housing-security"),
        ("推动人口、社会保障等领域改革。", "social-insurance"),
        ("以旅游小镇为依托。", "characteristic-town"),
        ("编制自然资源资产负债表。", "debt-management"),
        ("坚持一张蓝图绘到底。", "plan-integration"),
        ("抢抓“一带一路”机遇。", "border-opening"),
        ("发行不动产投资信托基金。", "development-fund"),
        ("以产业园区为载体。", "industrial-park"),
        ("增减挂钩收益用于新型农村社区建设。", "relocation"),
    ],
)
def test_the_same_letters_elsewhere_are_no_mechanism(sentence: str, concept: str) -> None:
    assert concept not in read(sentence)


def test_a_heading_counts_where_it_says_to_do_it() -> None:
    assert "diversified-financing" in read("对接金融机构。", heading="（一）建立多元化投融资机制。")
    assert "park-city-integration" not in read("发展机械产业。", heading="（一）推进产城融合发展。")


@pytest.mark.parametrize(
    ("sentence", "concept"),
    [
        ("成立由县长任组长的领导小组。", "leading-group"),
        ("建立部门联席会议制度。", "joint-meeting"),
        ("把任务分解到各镇，签订责任书。", "responsibility"),
        ("制定年度实施方案和路线图。", "implementation-plan"),
        ("纳入年度绩效考核。", "assessment"),
        ("定期开展督查。", "supervision"),
        ("县财政安排专项资金。", "funding"),
        ("争取省级政策支持。", "policy-support"),
        ("优先保障试点用地指标。", "land-guarantee"),
        ("加强规划人才队伍建设。", "personnel"),
        ("利用报刊加大宣传。", "publicity"),
        ("及时总结推广经验。", "replication"),
        ("鼓励公众参与。", "participation"),
        ("聘请专家论证。", "expertise"),
        ("推进依法行政和制度建设。", "rule-of-law"),
        ("建立试点项目库。", "project-pipeline"),
        ("鼓励先行先试。", "pilot-first"),
    ],
)
def test_a_safeguard_is_read(sentence: str, concept: str) -> None:
    assert concept in secured(sentence)


@pytest.mark.parametrize(
    ("sentence", "concept"),
    [
        ("加强协调配合。", "joint-meeting"),
        ("争取上级资金。", "policy-support"),
        ("鼓励社会资本参与投资。", "participation"),
        ("主动接受群众监督。", "supervision"),
    ],
)
def test_the_same_letters_elsewhere_are_no_safeguard(sentence: str, concept: str) -> None:
    assert concept not in secured(sentence)


def concepts(measure: Measure) -> list[str | None]:
    return [reading.concept for reading in measure.mechanisms]


def test_a_reading_stands_at_the_innermost_measure_that_proposes_it() -> None:
    (outline,) = outlines(PLAN)
    first, second, *safeguards = measures(outline, vocabulary())
    assert [concepts(sub) for sub in first.submeasures] == [["hukou-reform"], ["cost-sharing"]]
    assert first.mechanisms == ()
    assert set(concepts(second)) == {"diversified-financing", "development-fund"}
    assert [measure.kind for measure in safeguards] == [MeasureKind.ASSURANCE] * 2


def test_a_safeguard_is_read_once_a_plan() -> None:
    (outline,) = outlines(PLAN)
    found = [r.concept for m in measures(outline, vocabulary()) if m.kind is MeasureKind.ASSURANCE for r in readings(m)]
    assert sorted(map(str, found)) == ["assessment", "leading-group", "responsibility", "supervision"]


def test_a_task_serves_the_themes_of_its_heading() -> None:
    text = clean("（一）推进产城融合发展。壮大机械产业。")
    measure = task(text, item(text, "（一）推进产城融合发展。"), vocabulary())
    assert [theme.concept for theme in measure.themes] == ["industry-city"]


def test_a_paragraph_before_the_first_task_is_a_measure_of_its_own_where_it_proposes_something() -> None:
    text = clean("在户籍制度改革上取得突破。")
    found = preamble(text, Range(0, len(text.text)), vocabulary())
    assert found is not None
    assert (found.kind, found.ordinal, concepts(found)) == (MeasureKind.PREAMBLE, 0, ["hukou-reform"])
    assert preamble(clean("围绕以下任务开展工作。"), Range(0, 11), vocabulary()) is None


def test_the_evidence_is_the_clause() -> None:
    text = clean("加快发展。深化户籍制度改革，方便群众办事。")
    (reading,) = readings(task(text, item(text), vocabulary()))
    assert text.text[reading.span.begin : reading.span.end] == "深化户籍制度改革"
    assert reading.rule == "hukou-reform.system"


def test_a_clause_without_end_gives_a_short_span() -> None:
    text = clean("深化户籍制度改革" + "、各项工作有序开展" * 2000)
    (reading,) = readings(task(text, item(text), vocabulary()))
    assert 0 < reading.span.end - reading.span.begin <= LONGEST_SPAN
