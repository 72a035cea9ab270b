"""Every constraint of shapes/ has one small graph that breaks it and no other than it has to: a conforming graph, and one edit."""

from __future__ import annotations

from functools import cache

import pyshacl
import pytest
from pyoxigraph import RdfFormat, Store
from rdflib import RDF, SH, Graph, Namespace, URIRef
from rdflib.term import Node

from pilotkg.resources import folder

PKS = Namespace("https://w3id.org/pilotkg/shapes#")
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "oa": "http://www.w3.org/ns/oa#",
    "pk": "https://w3id.org/pilotkg/ontology#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "unit": "http://qudt.org/vocab/unit/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
HEAD = "BASE <https://example.org/>\n" + "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

CONFORMING = """
<dataset> a dcat:Dataset ; dcterms:title "试点"@zh ; prov:wasGeneratedBy <build> ; prov:wasDerivedFrom <s> .
<s> a nif:Context ; nif:endIndex 2000 .
<batch> a pk:PilotBatch .

<province> a pk:Locality , geo:Feature ; rdfs:label "云岭省"@zh , "Yunling Province"@en ; pk:level pk:province ; pk:adminCode "990000" .
<prefecture> a pk:Locality , geo:Feature ; rdfs:label "云州市"@zh , "Yunzhou City"@en ; pk:level pk:prefecture ; pk:adminCode "990100" ;
    pk:within <province> ; geo:hasGeometry [ geo:asWKT "POINT(104.5 26.25)"^^geo:wktLiteral ] .
<county> a pk:Locality , geo:Feature ; rdfs:label "青溪县"@zh , "Qingxi County"@en ; pk:level pk:county ; pk:adminCode "990121" ;
    pk:within <prefecture> , <province> .
<town> a pk:Locality , geo:Feature ; rdfs:label "白石镇"@zh , "Baishi Town"@en ; pk:level pk:township ; pk:confidence 1.0 ;
    pk:within <county> , <prefecture> , <province> ; pk:evidence <s#char=0,3> .

<plan> a pk:PilotPlan , eli:LegalResource ; rdfs:label "白石镇试点方案"@zh , "Pilot plan of Baishi Town"@en ;
    dcterms:title "白石镇试点方案"@zh ;
    pk:position 1 ; pk:locality <town> ; dcterms:isPartOf <batch> ; prov:wasDerivedFrom <s> ; pk:evidence <s#char=0,1000> ;
    pk:declaresTheme <green> ; pk:hasTheme <green> ; pk:declaresThemeText "重点"@zh ; pk:proposesMechanism <fund> ;
    pk:hasIndicator <now> , <goal> , <mix> ; pk:hasMeasure <task> , <assurance> .

<now> a pk:Indicator , qb:Observation ; rdfs:label "城镇化率（2015年现状）"@zh , "Rate (2015)"@en ;
    qb:dataSet <amounts> ; pk:about <town> ; pk:metric <rate> ;
    pk:status pk:Baseline ; pk:bound pk:Exact ; pk:refPeriod <2015> ; pk:year "2015"^^xsd:gYear ; pk:refScope "镇区" ;
    pk:scope "镇区" ; pk:occurrence 1 ; pk:value 48.5 ; pk:unitText "%" ; pk:normalizedValue 48.5 ; pk:unit unit:PERCENT ;
    pk:evidence <s#char=100,120> ; pk:confidence 0.9 ; pk:rule "rate" .
<goal> a pk:Indicator , qb:Observation ; rdfs:label "城镇化率（2020年目标）"@zh , "Rate (2020)"@en ;
    qb:dataSet <amounts> ; pk:about <town> ; pk:metric <rate> ;
    pk:status pk:Target ; pk:bound pk:Minimum ; pk:refPeriod <2016-2020> ; pk:fromYear "2016"^^xsd:gYear ;
    pk:year "2020"^^xsd:gYear ; pk:refScope "镇区" ; pk:occurrence 1 ; pk:value 60.0 ; pk:upperValue 65.0 ; pk:unitText "%" ;
    pk:normalizedValue 60.0 ; pk:normalizedUpperValue 65.0 ; pk:unit unit:PERCENT ; pk:evidence <s#char=130,150> ;
    pk:confidence 0.9 ; pk:rule "rate" .
<mix> a pk:Indicator , qb:Observation ; rdfs:label "产业结构（现状）"@zh , "Structure"@en ;
    qb:dataSet <ratios> ; pk:about <town> ; pk:metric <structure> ;
    pk:status pk:Baseline ; pk:bound pk:Exact ; pk:refPeriod pk:UnstatedPeriod ; pk:refScope "全域" ; pk:occurrence 1 ;
    pk:ratioText "6.8:51.6:41.6" ; pk:evidence <s#char=160,180> ; pk:confidence 0.8 ; pk:rule "ratio" .

<task> a pk:Task ; rdfs:label "拓宽资金渠道"@zh ; pk:ordinal 1 ; pk:evidence <s#char=200,500> ; pk:hasSubMeasure <part> .
<part> a pk:SubMeasure ; rdfs:label "设立产业基金"@zh ; pk:ordinal 1 ; pk:enumerated true ; pk:evidence <s#char=300,400> ;
    pk:subMeasureOf <task> ; pk:usesMechanism <fund> .
<assurance> a pk:Assurance ; rdfs:label "加强领导"@zh ; pk:ordinal 1 ; pk:evidence <s#char=600,900> .
<said> a pk:Mention , oa:Annotation ; oa:hasBody <fund> ; oa:hasTarget <s#char=310,320> ;
    pk:mentionOf <fund> ; pk:mentionedIn <part> ; pk:confidence 0.95 ; pk:rule "fund.name" ;
    pk:evidence <s#char=310,320> .
<titled> a pk:Mention , oa:Annotation ; oa:hasBody <green> ; oa:hasTarget <s#char=3,9> ;
    pk:mentionOf <green> ; pk:mentionedIn <plan> ; pk:confidence 1.0 ; pk:rule "title" ;
    pk:evidence <s#char=3,9> .

<themes> a skos:ConceptScheme .
<green> a pk:PilotTheme ; skos:prefLabel "绿色"@zh , "green"@en ; skos:altLabel "低碳"@zh ; skos:definition "绿"@zh , "Green."@en ;
    skos:notation "green" ; skos:inScheme <themes> .
<fund> a pk:Mechanism ; skos:prefLabel "基金"@zh , "fund"@en ; skos:definition "资金"@zh , "Money."@en ;
    skos:notation "fund" ; skos:inScheme <themes> ; skos:broader <group> .
<group> a pk:MechanismGroup ; skos:prefLabel "资金"@zh , "money"@en ; skos:definition "资金类"@zh , "Of money."@en ;
    skos:notation "money" ; skos:inScheme <themes> .
<percent> a pk:UnitKind ; pk:baseUnit unit:PERCENT ; skos:prefLabel "百分比"@zh , "per cent"@en ;
    skos:definition "百分之一"@zh , "A hundredth."@en ; skos:notation "percent" ; skos:inScheme <themes> .
<rate> a pk:Metric , pk:ShareMetric , pk:StateMetric ; skos:prefLabel "城镇化率"@zh , "rate"@en ; skos:inScheme <themes> ;
    skos:definition "比率"@zh , "A rate."@en ; skos:notation "resident-urbanization-rate" ; pk:unitKind <percent> ;
    pk:baseUnit unit:PERCENT ; pk:plausibleMinimum 1.0 ; pk:plausibleMaximum 100.0 .
<structure> a pk:Metric ; skos:prefLabel "产业结构"@zh , "structure"@en ; skos:definition "结构"@zh , "A structure."@en ;
    skos:notation "structure" ; skos:inScheme <themes> ; pk:unitKind <percent> .
<sign> a pk:WrittenUnit ; skos:prefLabel "%"@zh , "per cent"@en ; skos:definition "百分号"@zh , "The sign."@en ; skos:notation "%" ;
    skos:inScheme <themes> ; pk:factor 1.0 ; pk:unitKind <percent> ; pk:qudtUnit unit:PERCENT .

<2015> a pk:Period ; rdfs:label "2015年"@zh , "2015"@en ; pk:year "2015"^^xsd:gYear .
<2016-2020> a pk:Period ; rdfs:label "2016—2020年"@zh , "2016–2020"@en ; pk:fromYear "2016"^^xsd:gYear ; pk:year "2020"^^xsd:gYear .
pk:UnstatedPeriod a pk:Period ; rdfs:label "未说年份"@zh , "no period said"@en .
pk:Baseline skos:prefLabel "现状"@zh . pk:Target skos:prefLabel "目标"@zh .
pk:Task rdfs:subClassOf pk:Measure . pk:Assurance rdfs:subClassOf pk:Measure . pk:SubMeasure rdfs:subClassOf pk:Measure .
"""

SPANS = (
    (0, 3), (0, 1000), (3, 9), (100, 120), (130, 150), (160, 180), (200, 500), (300, 400), (310, 320), (600, 900)
)  # fmt: skip


def spans(*pairs: tuple[int, int]) -> str:
    """Turtle of spans of the source."""
    return "\n".join(
        f"<s#char={begin},{end}> a pk:TextSpan , nif:RFC5147String ; nif:referenceContext <s> ;"
        f" nif:beginIndex {begin} ; nif:endIndex {end} ."
        for begin, end in pairs
    )


def drop(subject: str, prop: str) -> str:
    """An edit that takes a property away from a node."""
    return f"DELETE WHERE {{ <{subject}> {prop} ?old }}"


def add(triples: str) -> str:
    """An edit that adds triples."""
    return f"INSERT DATA {{ {triples} }}"


def put(subject: str, prop: str, value: str) -> str:
    """An edit that gives a property another value."""
    return f"{drop(subject, prop)} ; {add(f'<{subject}> {prop} {value}')}"


def twin(node: str, prop: str, plan: str = "plan") -> str:
    """An edit that copies a node as <twin> and ties it to the plan."""
    return f"INSERT {{ <twin> ?p ?o }} WHERE {{ <{node}> ?p ?o }} ; INSERT DATA {{ <{plan}> {prop} <twin> }}"


MINUS = '"-0.1"^^xsd:decimal'

# (shape, constraint component, edit)
CASES: list[tuple[str, str, str]] = [
    # plan.ttl
    ("plan-label", "MinCount", drop("plan", "rdfs:label")),
    ("plan-label", "LanguageIn", add('<plan> rdfs:label "Plan"')),
    ("plan-label", "UniqueLang", add('<plan> rdfs:label "又一标题"@zh')),
    ("plan-title", "MinCount", drop("plan", "dcterms:title")),
    ("plan-title", "LanguageIn", put("plan", "dcterms:title", '"Titel"@de')),
    ("plan-position", "MinCount", drop("plan", "pk:position")),
    ("plan-position", "MaxCount", add("<plan> pk:position 2")),
    ("plan-position", "Datatype", put("plan", "pk:position", '"1"')),
    ("plan-position", "MinInclusive", put("plan", "pk:position", "0")),
    ("plan-locality", "MinCount", drop("plan", "pk:locality")),
    ("plan-locality", "MaxCount", add("<plan> pk:locality <county>")),
    ("plan-locality", "Class", put("plan", "pk:locality", "<batch>")),
    ("plan-batch", "MinCount", drop("plan", "dcterms:isPartOf")),
    ("plan-batch", "Class", put("plan", "dcterms:isPartOf", "<dataset>")),
    ("plan-source", "MinCount", drop("plan", "prov:wasDerivedFrom")),
    ("plan-source", "NodeKind", put("plan", "prov:wasDerivedFrom", '"plans.txt"')),
    ("plan-evidence", "MinCount", drop("plan", "pk:evidence")),
    ("plan-evidence", "Class", put("plan", "pk:evidence", "<s>")),
    ("plan-task", "QualifiedMinCount", "DELETE DATA { <plan> pk:hasMeasure <task> }"),
    ("plan-assurance", "QualifiedMinCount", "DELETE DATA { <plan> pk:hasMeasure <assurance> }"),
    ("plan-indicator", "MinCount", drop("plan", "pk:hasIndicator")),
    ("plan-theme", "Equals", drop("plan", "pk:hasTheme")),
    ("plan-theme-text", "LanguageIn", put("plan", "pk:declaresThemeText", '"重点"')),
    ("plan-mechanism", "Equals", add("<plan> pk:proposesMechanism <other>")),
    ("plan-resource", "HasValue", "DELETE DATA { <plan> a eli:LegalResource }"),
    # locality.ttl
    ("locality-label", "LanguageIn", add('<town> rdfs:label "Baishi"')),
    ("locality-label", "UniqueLang", add('<town> rdfs:label "白岩镇"@zh')),
    ("locality-label-zh", "QualifiedMinCount", put("town", "rdfs:label", '"Baishi Town"@en')),
    ("locality-label-en", "QualifiedMinCount", put("town", "rdfs:label", '"白石镇"@zh')),
    ("locality-level", "MinCount", drop("town", "pk:level")),
    ("locality-level", "MaxCount", add("<town> pk:level pk:zone")),
    ("locality-level", "In", put("town", "pk:level", "pk:village")),
    ("locality-code", "MaxCount", add('<county> pk:adminCode "990122"')),
    ("locality-code", "Datatype", put("county", "pk:adminCode", "990121")),
    ("locality-code", "Pattern", put("county", "pk:adminCode", '"99O121"')),
    ("locality-within", "Class", put("town", "pk:within", "<batch>")),
    ("locality-point", "Datatype", add('<county> geo:hasGeometry <point> . <point> geo:asWKT "POINT(104.5 26.25)"')),
    (
        "locality-point",
        "Pattern",
        add('<county> geo:hasGeometry <point> . <point> geo:asWKT "POINT(26.25 104.5)"^^geo:wktLiteral'),
    ),
    ("locality-confidence", "MaxCount", add("<town> pk:confidence 0.5")),
    ("locality-confidence", "Datatype", put("town", "pk:confidence", '"sure"')),
    ("locality-confidence", "MinInclusive", put("town", "pk:confidence", MINUS)),
    ("locality-confidence", "MaxInclusive", put("town", "pk:confidence", "1.2")),
    ("plan-locality-evidence", "MinCount", drop("town", "pk:evidence")),
    ("locality-geometry", "MaxCount", add("<county> geo:hasGeometry <point> , <point2>")),
    ("geometry-locality", "MaxCount", add("<county> geo:hasGeometry <point> . <town> geo:hasGeometry <point>")),
    ("plan-locality-confidence", "MinCount", drop("town", "pk:confidence")),
    ("province-code", "Or", put("province", "pk:adminCode", '"990100"')),
    ("prefecture-code", "Or", put("prefecture", "pk:adminCode", '"990000"')),
    ("county-code", "Or", put("county", "pk:adminCode", '"990100"')),
    ("uncoded-place", "Or", add('<town> pk:adminCode "990129"')),
    ("town-county", "Or", put("town", "pk:within", "<prefecture> , <province>")),
    ("locality-feature", "HasValue", "DELETE DATA { <town> a geo:Feature }"),
    # indicator.ttl
    ("indicator-plan", "MinCount", "DELETE DATA { <plan> pk:hasIndicator <now> }"),
    ("indicator-plan", "MaxCount", add("<plan2> pk:hasIndicator <now>")),
    ("indicator-label", "MinCount", drop("now", "rdfs:label")),
    ("indicator-label", "LanguageIn", add('<now> rdfs:label "rate"')),
    ("indicator-label", "UniqueLang", add('<now> rdfs:label "城镇化率"@zh')),
    ("indicator-about", "MinCount", drop("now", "pk:about")),
    ("indicator-about", "MaxCount", add("<now> pk:about <county>")),
    ("indicator-about", "Class", put("now", "pk:about", "<batch>")),
    ("indicator-metric", "MinCount", drop("now", "pk:metric")),
    ("indicator-metric", "MaxCount", add("<now> pk:metric <structure>")),
    ("indicator-metric", "Class", put("now", "pk:metric", "<metric/unheard-of>")),
    ("indicator-status", "MinCount", drop("now", "pk:status")),
    ("indicator-status", "MaxCount", add("<now> pk:status pk:Target")),
    ("indicator-status", "In", put("now", "pk:status", "pk:Wish")),
    ("indicator-bound", "MinCount", drop("now", "pk:bound")),
    ("indicator-bound", "MaxCount", add("<now> pk:bound pk:Minimum")),
    ("indicator-bound", "In", put("now", "pk:bound", "pk:Loose")),
    ("indicator-period", "MinCount", drop("now", "pk:refPeriod")),
    ("indicator-period", "MaxCount", add("<now> pk:refPeriod pk:UnstatedPeriod")),
    ("indicator-period", "Class", put("now", "pk:refPeriod", "<batch>")),
    ("indicator-period-year", "Equals", put("now", "pk:year", '"2014"^^xsd:gYear')),
    ("indicator-scope", "MaxCount", add('<now> pk:scope "县城"')),
    ("indicator-scope", "Datatype", put("now", "pk:scope", '"镇区"@zh')),
    ("indicator-scope", "MinLength", put("now", "pk:scope", '""')),
    ("indicator-reference-scope", "MinCount", drop("now", "pk:refScope")),
    ("indicator-reference-scope", "MaxCount", add('<now> pk:refScope "全域"')),
    ("indicator-reference-scope", "Datatype", put("now", "pk:refScope", '"镇区"@zh')),
    ("indicator-reference-scope", "MinLength", put("now", "pk:refScope", '""')),
    ("indicator-occurrence", "MinCount", drop("now", "pk:occurrence")),
    ("indicator-occurrence", "MaxCount", add("<now> pk:occurrence 2")),
    ("indicator-occurrence", "Datatype", put("now", "pk:occurrence", "1.0")),
    ("indicator-occurrence", "MinInclusive", put("now", "pk:occurrence", "0")),
    ("indicator-cube", "MinCount", drop("now", "qb:dataSet")),
    ("indicator-cube", "MaxCount", add("<now> qb:dataSet <ratios>")),
    ("indicator-cube", "NodeKind", put("now", "qb:dataSet", '"amounts"')),
    ("indicator-value", "MaxCount", add("<now> pk:value 49.5")),
    ("indicator-value", "Datatype", put("now", "pk:value", '"48.5"')),
    ("indicator-value", "LessThan", put("goal", "pk:value", "70.0")),
    ("indicator-upper", "MaxCount", add("<goal> pk:upperValue 66.0")),
    ("indicator-upper", "Datatype", put("goal", "pk:upperValue", '"65"')),
    ("indicator-normalized", "MaxCount", add("<now> pk:normalizedValue 49.5")),
    ("indicator-normalized", "Datatype", put("now", "pk:normalizedValue", '"48.5"')),
    ("indicator-normalized", "LessThan", put("goal", "pk:normalizedUpperValue", "55.0")),
    ("indicator-normalized-upper", "MaxCount", add("<goal> pk:normalizedUpperValue 66.0")),
    ("indicator-normalized-upper", "Datatype", put("goal", "pk:normalizedUpperValue", '"65"')),
    ("indicator-unit", "MaxCount", add("<now> pk:unit unit:NUM")),
    ("indicator-unit", "NodeKind", put("now", "pk:unit", '"http://qudt.org/vocab/unit/PERCENT"')),
    ("indicator-unit", "Pattern", put("now", "pk:unit", "<percent>")),
    ("indicator-unit-text", "MaxCount", add('<now> pk:unitText "％"')),
    ("indicator-unit-text", "Datatype", put("now", "pk:unitText", '"%"@zh')),
    ("indicator-unit-text", "MinLength", put("now", "pk:unitText", '""')),
    ("indicator-ratio", "MaxCount", add('<mix> pk:ratioText "7:52:41"')),
    ("indicator-ratio", "Datatype", put("mix", "pk:ratioText", '"6.8:51.6:41.6"@zh')),
    ("indicator-ratio", "Pattern", put("mix", "pk:ratioText", '"6.8 to 51.6"')),
    ("indicator-year", "MaxCount", add('<now> pk:year "2016"^^xsd:gYear')),
    ("indicator-year", "Datatype", put("now", "pk:year", "2015")),
    ("indicator-year", "Pattern", put("now", "pk:year", '"2105"^^xsd:gYear')),
    ("indicator-from-year", "MaxCount", add('<goal> pk:fromYear "2017"^^xsd:gYear')),
    ("indicator-from-year", "Datatype", put("goal", "pk:fromYear", "2016")),
    ("indicator-from-year", "Pattern", put("goal", "pk:fromYear", '"1916"^^xsd:gYear')),
    ("indicator-evidence", "MinCount", drop("now", "pk:evidence")),
    ("indicator-evidence", "Class", put("now", "pk:evidence", "<s>")),
    ("indicator-confidence", "MinCount", drop("now", "pk:confidence")),
    ("indicator-confidence", "MaxCount", add("<now> pk:confidence 0.5")),
    ("indicator-confidence", "Datatype", put("now", "pk:confidence", '"high"')),
    ("indicator-confidence", "MinInclusive", put("now", "pk:confidence", MINUS)),
    ("indicator-confidence", "MaxInclusive", put("now", "pk:confidence", "95.0")),
    ("indicator-rule", "MinCount", drop("now", "pk:rule")),
    ("indicator-rule", "Datatype", put("now", "pk:rule", "7")),
    ("indicator-closed", "Closed", add('<now> pk:yaer "2015"^^xsd:gYear')),
    ("indicator-value-or-ratio", "MinCount", drop("mix", "pk:ratioText")),
    ("indicator-value-or-ratio", "MaxCount", add('<now> pk:ratioText "1:2"')),
    ("indicator-comparable", "MinCount", drop("now", "pk:normalizedValue")),
    ("indicator-unit-named", "MinCount", drop("now", "pk:unit")),
    ("indicator-range", "MinCount", drop("goal", "pk:value")),
    ("indicator-range-comparable", "MinCount", drop("goal", "pk:normalizedUpperValue")),
    ("indicator-period-complete", "MinCount", drop("goal", "pk:year")),
    ("indicator-not-negative", "Or", put("now", "pk:value", MINUS)),
    ("indicator-share", "Or", put("now", "pk:normalizedValue", "485.0")),
    ("indicator-share-upper", "Or", put("goal", "pk:normalizedUpperValue", "650.0")),
    ("indicator-observation", "HasValue", "DELETE DATA { <now> a qb:Observation }"),
    # measure.ttl
    ("measure-ordinal", "MinCount", drop("part", "pk:ordinal")),
    ("measure-ordinal", "MaxCount", add("<part> pk:ordinal 2")),
    ("measure-ordinal", "Datatype", put("part", "pk:ordinal", '"1"')),
    ("measure-ordinal", "MinInclusive", put("part", "pk:ordinal", "-1")),
    ("measure-label", "LanguageIn", add('<part> rdfs:label "基金"')),
    ("measure-label", "UniqueLang", add('<part> rdfs:label "基金"@zh')),
    ("measure-evidence", "MinCount", drop("part", "pk:evidence")),
    ("item-plan", "MinCount", "DELETE DATA { <plan> pk:hasMeasure <task> }"),
    ("item-plan", "MaxCount", add("<plan2> pk:hasMeasure <task>")),
    ("item-ordinal", "MinInclusive", put("task", "pk:ordinal", "0")),
    ("item-heading", "MinCount", drop("task", "rdfs:label")),
    ("sub-measure-parent", "MinCount", drop("task", "pk:hasSubMeasure")),
    ("sub-measure-parent", "MaxCount", add("<assurance> pk:hasSubMeasure <part>")),
    ("sub-measure-enumerated", "MinCount", drop("part", "pk:enumerated")),
    ("sub-measure-enumerated", "MaxCount", add("<part> pk:enumerated false")),
    ("sub-measure-enumerated", "Datatype", put("part", "pk:enumerated", '"yes"')),
    ("sub-measure-inverse", "Equals", put("part", "pk:subMeasureOf", "<assurance>")),
    # mention.ttl
    ("mention-concept", "MinCount", drop("said", "pk:mentionOf")),
    ("mention-concept", "MaxCount", add("<said> pk:mentionOf <green>")),
    ("mention-place", "MinCount", drop("said", "pk:mentionedIn")),
    ("mention-place", "MaxCount", add("<said> pk:mentionedIn <task>")),
    ("mention-confidence", "MinCount", drop("said", "pk:confidence")),
    ("mention-confidence", "MaxCount", add("<said> pk:confidence 0.5")),
    ("mention-confidence", "Datatype", put("said", "pk:confidence", '"high"')),
    ("mention-confidence", "MinInclusive", put("said", "pk:confidence", MINUS)),
    ("mention-confidence", "MaxInclusive", put("said", "pk:confidence", "1.1")),
    ("mention-rule", "MinCount", drop("said", "pk:rule")),
    ("mention-evidence", "MinCount", drop("said", "pk:evidence")),
    ("mention-body", "Equals", put("said", "oa:hasBody", "<green>")),
    ("mention-target", "Equals", drop("said", "oa:hasTarget")),
    ("mention-closed", "Closed", add('<said> rdfs:comment "?"')),
    ("mention-annotation", "HasValue", "DELETE DATA { <said> a oa:Annotation }"),
    # span.ttl
    ("span-begin", "MinCount", drop("s#char=100,120", "nif:beginIndex")),
    ("span-begin", "MaxCount", add("<s#char=100,120> nif:beginIndex 101")),
    ("span-begin", "Datatype", put("s#char=100,120", "nif:beginIndex", '"100"')),
    ("span-begin", "MinInclusive", put("s#char=100,120", "nif:beginIndex", "-1")),
    ("span-begin", "LessThan", put("s#char=100,120", "nif:beginIndex", "120")),
    ("span-end", "MinCount", drop("s#char=100,120", "nif:endIndex")),
    ("span-end", "MaxCount", add("<s#char=100,120> nif:endIndex 121")),
    ("span-end", "Datatype", put("s#char=100,120", "nif:endIndex", '"120"')),
    ("span-end", "MinInclusive", put("s#char=100,120", "nif:endIndex", "-1")),
    ("span-context", "MinCount", drop("s#char=100,120", "nif:referenceContext")),
    ("span-context", "MaxCount", add("<s#char=100,120> nif:referenceContext <s2>")),
    ("span-string", "HasValue", "DELETE DATA { <s#char=100,120> a nif:RFC5147String }"),
    # vocabulary.ttl
    ("concept-label", "LanguageIn", add('<green> skos:prefLabel "green"')),
    ("concept-label", "UniqueLang", add('<green> skos:prefLabel "绿"@zh')),
    ("concept-label-zh", "QualifiedMinCount", put("green", "skos:prefLabel", '"green"@en')),
    ("concept-label-en", "QualifiedMinCount", put("green", "skos:prefLabel", '"绿色"@zh')),
    ("concept-alternative", "LanguageIn", add('<green> skos:altLabel "eco"')),
    ("concept-alternative", "Disjoint", add('<green> skos:altLabel "绿色"@zh')),
    ("concept-definition", "MinCount", put("green", "skos:definition", '"绿"@zh')),
    ("concept-definition", "LanguageIn", add('<green> skos:definition "Green"')),
    ("concept-definition", "UniqueLang", add('<green> skos:definition "绿绿"@zh')),
    ("concept-notation", "MinCount", drop("green", "skos:notation")),
    ("concept-notation", "MaxCount", add('<green> skos:notation "verdant"')),
    ("concept-notation", "MinLength", put("green", "skos:notation", '""')),
    ("concept-scheme", "MinCount", drop("green", "skos:inScheme")),
    ("concept-scheme", "Class", put("green", "skos:inScheme", "<batch>")),
    ("mechanism-group", "MinCount", drop("fund", "skos:broader")),
    ("mechanism-group", "Class", put("fund", "skos:broader", "<green>")),
    ("metric-unit-kind", "MinCount", drop("rate", "pk:unitKind")),
    ("metric-unit-kind", "Class", put("rate", "pk:unitKind", "<green>")),
    ("metric-base-unit", "MaxCount", add("<rate> pk:baseUnit unit:NUM")),
    ("metric-base-unit", "NodeKind", put("rate", "pk:baseUnit", '"%"')),
    ("metric-minimum", "MaxCount", add("<rate> pk:plausibleMinimum 2.0")),
    ("metric-minimum", "Datatype", put("rate", "pk:plausibleMinimum", '"1"')),
    ("metric-minimum", "LessThan", put("rate", "pk:plausibleMinimum", "101.0")),
    ("metric-maximum", "MaxCount", add("<rate> pk:plausibleMaximum 99.0")),
    ("metric-maximum", "Datatype", put("rate", "pk:plausibleMaximum", '"100"')),
    ("unit-factor", "MinCount", drop("sign", "pk:factor")),
    ("unit-factor", "MaxCount", add("<sign> pk:factor 0.01")),
    ("unit-factor", "Datatype", put("sign", "pk:factor", '"1"')),
    ("unit-factor", "MinExclusive", put("sign", "pk:factor", "0.0")),
    ("unit-kind", "MinCount", drop("sign", "pk:unitKind")),
    ("unit-kind", "MaxCount", add("<sign> pk:unitKind <people>")),
    ("unit-kind", "Class", put("sign", "pk:unitKind", "<green>")),
    ("period-label", "MinCount", drop("2015", "rdfs:label")),
    ("period-label", "LanguageIn", put("2015", "rdfs:label", '"2015"')),
    ("period-label", "UniqueLang", add('<2015> rdfs:label "二〇一五年"@zh')),
    ("period-year", "MaxCount", add('<2015> pk:year "2016"^^xsd:gYear')),
    ("period-year", "Datatype", put("2015", "pk:year", "2015")),
    ("used-mechanism", "Class", put("part", "pk:usesMechanism", "<unheard-of>")),
    ("used-theme", "Class", put("plan", "pk:declaresTheme", "<unheard-of>")),
    ("mentioned-concept", "Or", put("said", "pk:mentionOf", "<unheard-of>")),
    ("stated-indicator", "Class", add("<plan> pk:hasIndicator <nothing>")),
    ("measure-of-plan", "Class", add("<plan> pk:hasMeasure <nothing>")),
    ("part-of-measure", "Class", add("<task> pk:hasSubMeasure <assurance>")),
    # provenance.ttl
    ("dataset-title", "MinCount", drop("dataset", "dcterms:title")),
    ("dataset-title", "LanguageIn", add('<dataset> dcterms:title "pilots"')),
    ("dataset-title", "UniqueLang", add('<dataset> dcterms:title "方案"@zh')),
    ("dataset-activity", "MinCount", drop("dataset", "prov:wasGeneratedBy")),
    ("dataset-source", "MinCount", drop("dataset", "prov:wasDerivedFrom")),
    # dataset.ttl
    ("position-twice", "SPARQL", add("<plan2> pk:position 1 ; prov:wasDerivedFrom <s>")),
    ("locality-twice", "SPARQL", add("<plan2> pk:locality <town>")),
    ("within-cycle", "SPARQL", add("<province> pk:within <county>")),
    ("code-of-another-place", "SPARQL", put("county", "pk:adminCode", '"990221"')),
    ("about-another-place", "SPARQL", put("now", "pk:about", "<county>")),
    ("period-reversed", "SPARQL", put("goal", "pk:fromYear", '"2021"^^xsd:gYear')),
    ("target-before-baseline", "SPARQL", put("goal", "pk:year", '"2014"^^xsd:gYear')),
    ("two-values", "SPARQL", f"{twin('now', 'pk:hasIndicator')} ; {put('twin', 'pk:normalizedValue', '52.0')}"),
    ("same-observation", "SPARQL", twin("now", "pk:hasIndicator")),
    ("target-below-baseline", "SPARQL", put("goal", "pk:normalizedValue", "40.0")),
    ("implausible-value", "SPARQL", put("now", "pk:normalizedValue", "0.485")),
    ("unsuitable-unit", "SPARQL", put("now", "pk:unit", "unit:NUM")),
    ("wrong-normalization", "SPARQL", put("now", "pk:value", "84.5")),
    ("mechanism-without-mention", "SPARQL", put("said", "pk:mentionedIn", "<task>")),
    ("theme-without-mention", "SPARQL", drop("titled", "pk:mentionedIn")),
    ("mention-without-statement", "SPARQL", drop("part", "pk:usesMechanism")),
    ("evidence-unknown", "SPARQL", put("part", "pk:evidence", "<s#char=1,2>")),
    ("span-outside-plan", "SPARQL", f"{put('now', 'pk:evidence', '<s#char=1100,1110>')} ; {add(spans((1100, 1110)))}"),
    ("span-outside-measure", "SPARQL", put("said", "pk:evidence", "<s#char=100,120>")),
    ("span-outside-source", "SPARQL", add(spans((1990, 2010)))),
    ("span-name", "SPARQL", put("s#char=100,120", "nif:beginIndex", "99")),
    ("wide-evidence", "SPARQL", put("now", "pk:evidence", "<s#char=200,500>")),
    ("ordinal-twice", "SPARQL", twin("task", "pk:hasMeasure")),
    ("ordinal-missing", "SPARQL", put("task", "pk:ordinal", "2")),
    ("sub-measure-depth", "SPARQL", add("<part> pk:hasSubMeasure <part>")),
    ("sub-ordinal-missing", "SPARQL", put("part", "pk:ordinal", "2")),
    ("no-province", "SPARQL", drop("county", "pk:within") + " ; " + put("town", "pk:within", "<county>")),
    ("two-places-above", "SPARQL", add('<town> pk:within <c2> . <c2> pk:level pk:county ; pk:adminCode "990122"')),
    ("label-disagrees", "SPARQL", put("now", "pk:status", "pk:Target")),
    ("occurrence-missing", "SPARQL", put("now", "pk:occurrence", "2")),
    ("unit-not-written", "SPARQL", drop("now", "pk:unitText")),
    ("derived-without-ground", "SPARQL", add("<now> pk:statedIn <plan2>")),
]

PARAMETERS = {
    "class": "Class", "closed": "Closed", "datatype": "Datatype", "disjoint": "Disjoint", "equals": "Equals", "hasValue": "HasValue",
    "in": "In",
    "languageIn": "LanguageIn", "lessThan": "LessThan", "maxCount": "MaxCount",
    "maxInclusive": "MaxInclusive", "minCount": "MinCount", "minExclusive": "MinExclusive", "minInclusive": "MinInclusive",
    "minLength": "MinLength", "nodeKind": "NodeKind", "or": "Or", "pattern": "Pattern",
    "qualifiedMinCount": "QualifiedMinCount", "sparql": "SPARQL", "uniqueLang": "UniqueLang",
}  # fmt: skip


@cache
def shapes() -> Graph:
    """All shapes."""
    graph = Graph()
    for path in sorted(folder("shapes").glob("*.ttl")):
        graph.parse(path)
    return graph


def one_shape(name: str) -> Graph:
    """A shape by itself: with what it consists of, and the targets of the shape that lists it."""
    every, shape = shapes(), PKS[name]
    found = every.cbd(shape)
    for query in every.objects(shape, SH.sparql):
        found += every.cbd(query)
        for prefixes in every.objects(query, SH.prefixes):
            found += every.cbd(prefixes)
    for listing in every.subjects(SH.property, shape):
        for target in every.objects(listing, SH.targetClass):
            found.add((shape, SH.targetClass, target))
    return found


def graph(*edits: str) -> Graph:
    """The conforming graph, after some edits."""
    data = Graph().parse(data=HEAD + CONFORMING + spans(*SPANS), format="turtle")
    for edit in edits:
        data.update(HEAD + edit)
    return data


def results(data: Graph, shapes_graph: Graph) -> set[tuple[str, str]]:
    """What pyshacl finds: shape and constraint component of each result."""
    report: Graph = pyshacl.validate(data, shacl_graph=shapes_graph)[1]
    return {
        (local(report.value(r, SH.sourceShape)), local(report.value(r, SH.sourceConstraintComponent)))
        for r in report.subjects(RDF.type, SH.ValidationResult)
    }


def local(term: Node | None) -> str:
    """The last part of an IRI."""
    return str(term).split("#")[-1].removesuffix("ConstraintComponent")


def test_the_conforming_graph_conforms() -> None:
    assert results(graph(), shapes()) == set()


@pytest.mark.parametrize(("shape", "component", "edit"), CASES, ids=[f"{shape}-{what}" for shape, what, _ in CASES])
def test_a_violation_is_found(shape: str, component: str, edit: str) -> None:
    assert (shape, component) in results(graph(edit), one_shape(shape))


def test_every_constraint_has_a_case() -> None:
    wanted = {
        (local(shape), PARAMETERS[local(parameter)])
        for shape, parameter in shapes().subject_predicates()
        if isinstance(shape, URIRef)
        and (shape, RDF.type, SH.SPARQLConstraint) not in shapes()
        and local(parameter) in PARAMETERS
    }
    assert {(shape, component) for shape, component, _ in CASES} == wanted


def test_the_shapes_are_valid_shacl() -> None:
    assert pyshacl.validate(Graph(), shacl_graph=shapes(), meta_shacl=True)[0]


def test_every_constraint_says_what_is_wrong_in_both_languages_and_how_bad_it_is() -> None:
    every = shapes()
    listings = {s for s in every.subjects(SH.property) if isinstance(s, URIRef)}
    for shape in set(every.subjects(RDF.type, SH.NodeShape)) - listings | set(
        every.subjects(RDF.type, SH.PropertyShape)
    ):
        assert every.value(shape, SH.severity) in {SH.Violation, SH.Warning}, shape
        texts = [m for place in (shape, *every.objects(shape, SH.sparql)) for m in every.objects(place, SH.message)]
        assert sorted(str(m.language) for m in texts if hasattr(m, "language")) == ["en", "zh"], shape


QUERIES = [(shape, edit) for shape, component, edit in CASES if component == "SPARQL"]


@pytest.mark.parametrize(("shape", "edit"), QUERIES, ids=[shape for shape, _ in QUERIES])
def test_a_fast_store_finds_the_same_by_the_query_as_it_stands(shape: str, edit: str) -> None:
    query = select(shape)
    assert answers(graph(), query) == []
    assert len(answers(graph(edit), query)) > 0


def select(shape: str) -> str:
    """The query of a constraint, under the prefixes that the shapes declare."""
    every = shapes()
    declared = sorted(
        (str(every.value(d, SH.prefix)), str(every.value(d, SH.namespace))) for d in every.objects(None, SH.declare)
    )
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in declared) + str(
        every.value(PKS[f"{shape}-query"], SH.select)
    )


def answers(data: Graph, query: str) -> list[object]:
    """Rows of a query on the fast store."""
    store = Store()
    store.load(data.serialize(format="nt", encoding="utf-8"), format=RdfFormat.N_TRIPLES)
    return list(store.query(query))  # type: ignore[arg-type]
