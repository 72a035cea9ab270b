"""A small graph that conforms to all shapes, and edits that break it."""

from __future__ import annotations

from functools import cache

from rdflib import OWL, RDF, RDFS, Graph

from pilotkg.resources import folder

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "pk": "https://w3id.org/pilotkg/ontology#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "unit": "http://qudt.org/vocab/unit/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
HEAD = "BASE <https://example.org/>\n" + "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

CONFORMING = """
<dataset> a dcat:Dataset ; dcterms:title "试点"@zh , "Pilots"@en ; owl:versionInfo "1" ; void:uriSpace "https://example.org/" ;
    prov:wasGeneratedBy <build> ; prov:wasDerivedFrom <s> ; dcterms:hasPart <amounts> , <ratios> ;
    void:propertyPartition <positions> ; void:classPartition <tasks> .
<positions> void:property pk:position ; void:triples 1 .
<tasks> void:class pk:Task ; void:entities 1 .
<amounts> a qb:DataSet ; rdfs:label "数值"@zh , "Amounts"@en ; qb:structure pk:AmountStructure ; dcterms:isPartOf <dataset> .
<ratios> a qb:DataSet ; rdfs:label "比例"@zh , "Ratios"@en ; qb:structure pk:RatioStructure ; dcterms:isPartOf <dataset> .
pk:AmountStructure a qb:DataStructureDefinition . pk:RatioStructure a qb:DataStructureDefinition .
<build> a prov:Activity ; rdfs:label "构建"@zh , "Building"@en ; prov:used <s> ; prov:wasAssociatedWith <software> .
<software> a prov:SoftwareAgent ; schema:softwareVersion "1" .
<s> a nif:Context ; rdfs:label "plans.txt" ; nif:endIndex 2000 ; spdx:checksum <sum> .
<sum> a spdx:Checksum ; spdx:checksumValue "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"^^xsd:hexBinary .
<batch> a pk:PilotBatch ; rdfs:label "一批"@zh , "A batch"@en ; prov:wasDerivedFrom <s> .

<province> a pk:Locality , geo:Feature ; rdfs:label "云岭省"@zh , "Yunling Province"@en ; pk:level pk:province ; pk:adminCode "990000" ;
    geo:hasGeometry <province#point> .
<province#point> a geo:Geometry ; geo:asWKT "POINT(105.5 26.5)"^^geo:wktLiteral .
<prefecture> a pk:Locality , geo:Feature ; rdfs:label "云州市"@zh , "Yunzhou City"@en ; pk:level pk:prefecture ; pk:adminCode "990100" ;
    pk:within <province> ; geo:hasGeometry <prefecture#point> .
<prefecture#point> a geo:Geometry ; geo:asWKT "POINT(104.5 26.25)"^^geo:wktLiteral .
<county> a pk:Locality , geo:Feature ; rdfs:label "青溪县"@zh , "Qingxi County"@en ; pk:level pk:county ; pk:adminCode "990121" ;
    pk:within <prefecture> , <province> ; geo:hasGeometry <county#point> .
<county#point> a geo:Geometry ; geo:asWKT "POINT(104.75 26.5)"^^geo:wktLiteral .
<town> a pk:Locality , geo:Feature ; rdfs:label "白石镇"@zh , "Baishi Town"@en ; pk:level pk:township ; pk:confidence 1.0 ;
    pk:within <county> , <prefecture> , <province> ; pk:evidence <s#char=0,3> .

<plan> a pk:PilotPlan , eli:LegalResource ; rdfs:label "白石镇试点方案"@zh , "Pilot plan of Baishi Town"@en ;
    dcterms:title "白石镇试点方案"@zh ;
    pk:position 1 ; pk:locality <town> ; dcterms:isPartOf <batch> ; prov:wasDerivedFrom <s> ; pk:evidence <s#char=0,1000> ;
    pk:declaresTheme <green> ; pk:hasTheme <green> ; pk:declaresThemeText "重点"@zh ; pk:proposesMechanism <fund> ;
    pk:hasIndicator <now> , <goal> , <mix> ; pk:hasMeasure <task> , <assurance> .

<now> a pk:Indicator , qb:Observation ; rdfs:label "城镇化率（2015年现状）"@zh , "Rate (2015 baseline)"@en ;
    qb:dataSet <amounts> ; pk:about <town> ; pk:metric <rate> ;
    pk:status pk:Baseline ; pk:bound pk:Exact ; pk:refPeriod <2015> ; pk:year "2015"^^xsd:gYear ; pk:refScope "镇区" ;
    pk:scope "镇区" ; pk:occurrence 1 ; pk:value 48.5 ; pk:unitText "%" ; pk:normalizedValue 48.5 ; pk:unit unit:PERCENT ;
    pk:evidence <s#char=100,120> ; pk:confidence 0.9 ; pk:rule "rate" .
<goal> a pk:Indicator , qb:Observation ; rdfs:label "城镇化率（2016—2020年目标）"@zh , "Rate (2016–2020 target)"@en ;
    qb:dataSet <amounts> ; pk:about <town> ; pk:metric <rate> ;
    pk:status pk:Target ; pk:bound pk:Approximate ; pk:refPeriod <2016-2020> ; pk:fromYear "2016"^^xsd:gYear ;
    pk:year "2020"^^xsd:gYear ; pk:refScope "镇区" ; pk:scope "镇区" ; pk:occurrence 1 ; pk:value 60.0 ; pk:upperValue 65.0 ; pk:unitText "%" ;
    pk:normalizedValue 60.0 ; pk:normalizedUpperValue 65.0 ; pk:unit unit:PERCENT ; pk:evidence <s#char=130,150> ;
    pk:confidence 0.9 ; pk:rule "rate" .
<mix> a pk:Indicator , qb:Observation ; rdfs:label "产业结构（现状）"@zh , "Structure (baseline)"@en ;
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

<fix> a oa:Annotation ; oa:motivatedBy oa:editing ; oa:hasTarget <s#char=3,9> ; oa:bodyValue "白石" ; dcterms:isPartOf <plan> ;
    rdfs:label "“臼石”读作“白石”"@zh , "“臼石” read as “白石”"@en .

<themes> a skos:ConceptScheme ; skos:hasTopConcept <green> .
<mechanisms> a skos:ConceptScheme ; skos:hasTopConcept <group> .
<metrics> a skos:ConceptScheme ; skos:hasTopConcept <rate> , <structure> .
<kinds> a skos:ConceptScheme ; skos:hasTopConcept <percent> .
<units> a skos:ConceptScheme ; skos:hasTopConcept <sign> .
<green> a pk:PilotTheme , skos:Concept ; skos:prefLabel "绿色"@zh , "green"@en ; skos:altLabel "低碳"@zh ; skos:definition "绿"@zh , "Green."@en ;
    skos:notation "green" ; skos:inScheme <themes> ; skos:topConceptOf <themes> .
<fund> a pk:Mechanism , skos:Concept ; skos:prefLabel "基金"@zh , "fund"@en ; skos:definition "资金"@zh , "Money."@en ;
    skos:notation "fund" ; skos:inScheme <mechanisms> ; skos:broader <group> .
<group> a pk:MechanismGroup , skos:Concept ; skos:prefLabel "资金"@zh , "money"@en ; skos:definition "资金类"@zh , "Of money."@en ;
    skos:notation "money" ; skos:inScheme <mechanisms> ; skos:topConceptOf <mechanisms> .
<percent> a pk:UnitKind ; pk:baseUnit unit:PERCENT ; skos:prefLabel "百分比"@zh , "per cent"@en ;
    skos:definition "百分之一"@zh , "A hundredth."@en ; skos:notation "percent" ; skos:inScheme <kinds> ; skos:topConceptOf <kinds> .
<rate> a pk:Metric , pk:ShareMetric , pk:StateMetric , skos:Concept ; skos:prefLabel "城镇化率"@zh , "rate"@en ; skos:inScheme <metrics> ;
    skos:topConceptOf <metrics> ; skos:definition "比率"@zh , "A rate."@en ; skos:notation "resident-urbanization-rate" ;
    pk:unitKind <percent> ; pk:baseUnit unit:PERCENT ; pk:plausibleMinimum 1.0 ; pk:plausibleMaximum 100.0 .
<structure> a pk:Metric , skos:Concept ; skos:prefLabel "产业结构"@zh , "structure"@en ; skos:definition "结构"@zh , "A structure."@en ;
    skos:notation "structure" ; skos:inScheme <metrics> ; skos:topConceptOf <metrics> ; pk:unitKind <percent> .
<sign> a pk:WrittenUnit , skos:Concept ; skos:prefLabel "%"@zh , "per cent"@en ; skos:definition "百分号"@zh , "The sign."@en ;
    skos:notation "%" ; skos:inScheme <units> ; skos:topConceptOf <units> ; pk:factor 1.0 ; pk:unitKind <percent> ;
    pk:qudtUnit unit:PERCENT .

<2015> a pk:Period ; rdfs:label "2015年"@zh , "2015"@en ; pk:year "2015"^^xsd:gYear .
<2016-2020> a pk:Period ; rdfs:label "2016—2020年"@zh , "2016–2020"@en ; pk:fromYear "2016"^^xsd:gYear ; pk:year "2020"^^xsd:gYear .
pk:UnstatedPeriod a pk:Period ; rdfs:label "未说年份"@zh , "no period said"@en .
pk:Baseline skos:prefLabel "现状"@zh , "baseline"@en ; skos:notation "Baseline" .
pk:Target skos:prefLabel "目标"@zh , "target"@en ; skos:notation "Target" .
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


def named(node: str, prop: str, name: str) -> str:
    """An edit that gives a part of the plan another IRI."""
    moved = (
        f"DELETE {{ <plan> {prop} <{node}> . <{node}> ?p ?o }} INSERT {{ <{name}> ?p ?o }} WHERE {{ <{node}> ?p ?o }}"
    )
    return f"{moved} ; {add(f'<plan> {prop} <{name}>')}"


MINUS = '"-0.1"^^xsd:decimal'


@cache
def declared() -> Graph:
    """Classes, properties and datatypes of the ontology, without its axioms."""
    ontology, found = Graph().parse(folder("ontology") / "pilotkg.ttl"), Graph()
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        for term in ontology.subjects(RDF.type, kind):
            found.add((term, RDF.type, kind))
            if kind == OWL.DatatypeProperty:
                found += ontology.triples((term, RDFS.range, None))
    return found


@cache
def conforming() -> Graph:
    """The conforming graph."""
    return Graph().parse(data=HEAD + CONFORMING + spans(*SPANS), format="turtle") + declared()


def graph(*edits: str) -> Graph:
    """The conforming graph, after some edits."""
    data = Graph()
    data += conforming()
    for edit in edits:
        data.update(HEAD + edit)
    return data
