"""What becomes of each kind of record, seen through the triples of one invented town."""

from __future__ import annotations

from msgspec import structs
from pyoxigraph import Literal, NamedNode, Quad, Store

from pilotkg.graph import Ids, curator_quads, plan_quads
from pilotkg.graph.mapping import Context, batch
from pilotkg.model import Curation, CurationAction, Records, Source
from tests.graph.records import SOURCE, many_records, town_plan

ID = "https://w3id.org/pilotkg/id/"
PLAN = f"{ID}plan/110117/qingshiwan"


def ask(quads: list[Quad], pattern: str) -> bool:
    store = Store()
    store.extend(quads)
    prefixes = {
        "": "https://w3id.org/pilotkg/id/",
        "pk": "https://w3id.org/pilotkg/ontology#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
        "prov": "http://www.w3.org/ns/prov#",
        "dcterms": "http://purl.org/dc/terms/",
        "qb": "http://purl.org/linked-data/cube#",
        "unit": "http://qudt.org/vocab/unit/",
    }
    base = f"BASE <{ID}>"
    return bool(store.query(f"{base} ASK {{ GRAPH ?g {{ {pattern} }} }}", prefixes=prefixes))


def test_every_statement_stands_in_the_graph_of_its_plan(context: Context) -> None:
    assert {q.graph_name for q in plan_quads(town_plan(), context)} == {NamedNode(PLAN)}


def test_a_plan_has_place_position_and_title(context: Context) -> None:
    quads = list(plan_quads(town_plan(), context))
    plan = "<plan/110117/qingshiwan>"
    assert ask(quads, f"{plan} a pk:PilotPlan ; pk:position 3 ; pk:locality <locality/110117/qingshiwan>")
    assert ask(quads, f"{plan} pk:declaresTheme <theme/small-city> ; pk:focusesOn <theme/small-city>")
    assert ask(quads, f'{plan} pk:hasTheme <theme/small-city> ; pk:declaresThemeText "重大活动带动"@zh')


def test_a_town_lies_in_its_county_and_has_no_code(context: Context) -> None:
    quads = list(plan_quads(town_plan(), context))
    town = "<locality/110117/qingshiwan>"
    assert ask(quads, f'{town} rdfs:label "青石湾镇"@zh ; pk:level pk:township ; pk:within <division/110117>')
    assert not ask(quads, f"{town} pk:adminCode ?code")


def test_a_figure_keeps_what_was_written_beside_what_is_compared(context: Context) -> None:
    quads = list(plan_quads(town_plan(), context))
    people = "<plan/110117/qingshiwan/indicator/resident-population-2015-baseline>"
    assert ask(quads, f'{people} pk:value 2.8 ; pk:unitText "万人" ; pk:normalizedValue ?n FILTER(str(?n) = "28000")')
    assert ask(
        quads, f'{people} rdfs:label "常住人口（2015年现状）"@zh ; pk:year "2015"^^xsd:gYear ; pk:status pk:Baseline'
    )


def test_a_figure_said_twice_is_numbered(context: Context) -> None:
    quads = list(plan_quads(town_plan(), context))
    rate = "plan/110117/qingshiwan/indicator/resident-urbanization-rate-2020-target"
    assert ask(quads, f'<{rate}> pk:value 61.5 ; rdfs:label "常住人口城镇化率（2020年目标）"@zh')
    assert ask(quads, f'<{rate}> rdfs:label "Resident urbanization rate (2020 target)"@en ; pk:unit unit:PERCENT')
    assert ask(quads, f'<{rate}-2> pk:bound pk:Minimum ; pk:value ?v FILTER(str(?v) = "63")')
    assert ask(quads, f"<{rate}> pk:occurrence 1 . <{rate}-2> pk:occurrence 2 ; qb:dataSet <dataset/amounts>")


def test_a_figure_without_year_and_a_ratio(context: Context) -> None:
    quads = list(plan_quads(town_plan(), context))
    land = "<plan/110117/qingshiwan/indicator/farmland-area-baseline>"
    assert ask(quads, f'{land} rdfs:label "耕地面积（镇区，现状）"@zh ; pk:normalizedValue "1"^^xsd:decimal')
    assert ask(quads, f'{land} pk:scope "镇区" ; pk:refScope "镇区" ; pk:refPeriod pk:UnstatedPeriod')
    assert not ask(quads, f"{land} pk:year ?year")
    ratio = "<plan/110117/qingshiwan/indicator/industry-structure-2015-target>"
    assert ask(quads, f'{ratio} pk:ratioText "6.8:51.6:41.6"')
    assert ask(quads, f'{ratio} qb:dataSet <dataset/ratios> ; pk:refPeriod <period/2015> ; pk:refScope "全域"')
    assert not ask(quads, f"{ratio} pk:value ?value")


def test_mechanisms_stand_at_the_innermost_measure_and_at_the_plan(context: Context) -> None:
    quads = list(plan_quads(town_plan(), context))
    task = "plan/110117/qingshiwan/task/1"
    assert ask(
        quads, f"<{task}> a pk:Task ; pk:hasSubMeasure <{task}/1> ; pk:usesMechanism <mechanism/homestead-reform>"
    )
    assert ask(quads, f"<{task}/1> a pk:SubMeasure ; pk:subMeasureOf <{task}> ; pk:enumerated true ; pk:ordinal 1")
    assert ask(quads, f"<{task}/1/mention/homestead-reform> pk:mentionedIn <{task}/1> ; pk:confidence 0.9")
    assert ask(quads, f"<{task}/mention/homestead-reform-2> pk:mentionOf <mechanism/homestead-reform>")
    for mechanism in ("homestead-reform", "ppp", "leading-group"):
        assert ask(quads, f"<plan/110117/qingshiwan> pk:proposesMechanism <mechanism/{mechanism}>")


def test_what_is_said_before_the_first_task_belongs_to_neither_kind(context: Context) -> None:
    quads = list(plan_quads(town_plan(), context))
    assert ask(quads, "<plan/110117/qingshiwan/task/0> a pk:Measure ; pk:ordinal 0 ; pk:usesMechanism <mechanism/ppp>")
    assert not ask(quads, "<plan/110117/qingshiwan/task/0> a ?kind FILTER(?kind IN (pk:Task, pk:Assurance))")


def test_evidence_is_a_fragment_of_the_source(context: Context) -> None:
    quads = list(plan_quads(town_plan(), context))
    span = f"<source/{SOURCE.sha256[:16]}#char=200,215>"
    assert ask(
        quads,
        f"?i pk:evidence {span} . {span} a nif:RFC5147String ; nif:beginIndex ?b ; nif:endIndex ?e "
        "FILTER(?e - ?b = 15)",
    )
    assert not ask(quads, "?span nif:anchorOf ?words")


def test_words_are_published_only_where_the_source_text_is_given(context: Context) -> None:
    text = "字" * 900
    told = Context(context.source, context.vocabularies, context.ids, text)
    quads = list(plan_quads(town_plan(), told))
    assert ask(quads, f'?span nif:anchorOf "{"字" * 15}"')
    longest = max(
        len(q.object.value) for q in quads if isinstance(q.object, Literal) and q.predicate.value.endswith("anchorOf")
    )
    assert longest < 100  # the whole plan and its measures do not carry their words along


def test_a_mended_name_is_an_annotation(context: Context) -> None:
    quads = list(plan_quads(town_plan(), context))
    oa = "http://www.w3.org/ns/oa#"
    assert ask(quads, f'?r <{oa}motivatedBy> <{oa}editing> ; <{oa}bodyValue> "青石湾镇" ; <{oa}hasTarget> ?span')


def test_another_base_changes_every_instance_and_no_term(records: Records, context: Context) -> None:
    moved = Context(context.source, context.vocabularies, Ids("https://example.org/kg/"))
    subjects = {q.subject for q in plan_quads(records.plans[0], moved)}
    assert all(str(subject).startswith("<https://example.org/kg/") for subject in subjects)


def test_the_batch_is_named_after_the_document() -> None:
    assert batch(SOURCE, Ids()).value == f"{ID}batch/plans-of-2016"
    assert batch(Source("方案.txt", "ef" * 32, 1, "utf-8"), Ids()).value == f"{ID}batch/{'ef' * 8}"


def test_plans_share_no_statement_and_order_does_not_matter(context: Context) -> None:
    plans = many_records(5).plans
    alone = [frozenset(plan_quads(plan, context)) for plan in plans]
    again = [frozenset(plan_quads(plan, context)) for plan in reversed(plans)][::-1]
    assert alone == again
    triples = [q.triple for quads in alone for q in quads]
    assert len(triples) == len(set(triples))


def test_what_people_decided_stands_beside_the_statement(context: Context) -> None:
    target = "plan/110117/qingshiwan/indicator/resident-urbanization-rate-2020-target"
    who = "王 小明"
    decisions = (
        Curation(CurationAction.SET, "indicator", target, "61.5%", "61.8%", who, "the annex says so", "2026-05-04"),
        Curation(CurationAction.DROP, "mechanism", None, "ppp", "", "https://example.org/li", "a slogan", "2026-05-05"),
    )
    plan = structs.replace(town_plan(), curations=decisions)
    quads = [*plan_quads(plan, context), *curator_quads([plan], Ids())]
    first = "<plan/110117/qingshiwan/curation/1>"
    assert ask(quads, f"{first} a prov:Activity ; prov:generated <{target}> ; prov:wasAssociatedWith <curator/王-小明>")
    assert ask(quads, f'{first} rdfs:comment "the annex says so" ; dcterms:date "2026-05-04"^^xsd:date')
    assert ask(quads, f'<curator/王-小明> a prov:Agent ; rdfs:label "{who}"')
    second = "<plan/110117/qingshiwan/curation/2>"
    assert ask(quads, f'{second} prov:wasAssociatedWith <https://example.org/li> ; rdfs:label "人工删除机制：ppp"@zh')
    assert not ask(quads, f"{second} prov:generated ?anything")
