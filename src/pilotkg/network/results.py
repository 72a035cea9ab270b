"""Measured networks become RDF again: a graph of its own, with provenance, so that SPARQL can ask for what was computed.

In: measured backbones and ranks. Out: quads in graph/network-results: a pk:Network each, and its data sets of the RDF
Data Cube, a pk:NetworkPosition for each node, a pk:Association for each edge that carries a p-value, a pk:NodeRanking for
each rank. What the terms mean stands in ontology/networks.ttl (PROV-O, Data Cube).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import networkx as nx
from pyoxigraph import Literal, NamedNode, Quad

from pilotkg.graph.namespaces import DCTERMS, PK, PROV, QB, RDF, RDFS, SCHEMA, XSD, Ids
from pilotkg.graph.provenance import software_version, source_date
from pilotkg.graph.terms import boolean, en, integer, text, zh
from pilotkg.network.ranking import Ranking

Graph: TypeAlias = "nx.Graph[str]"
Triple: TypeAlias = tuple[NamedNode, NamedNode, NamedNode | Literal]

GRAPH: Final = "network-results"

# Node and edge attributes that are published, by the property that carries them.
_NODE: Final = {
    "degree": PK.degree,
    "strength": PK.strength,
    "betweenness": PK.betweenness,
    "closeness": PK.closeness,
    "eigenvector": PK.eigenvectorCentrality,
    "pagerank": PK.pageRank,
    "core": PK.coreNumber,
    "clustering": PK.clustering,
    "community": PK.community,
    "community_stability": PK.communityStability,
    "participation": PK.participation,
}
_EDGE: Final = {
    "count": PK.timesTogether,
    "expected": PK.timesExpected,
    "jaccard": PK.jaccard,
    "lift": PK.lift,
    "p_value": PK.pValue,
    "q_value": PK.qValue,
    "significant": PK.significant,
}
_WHOLE: Final = {
    "modularity": PK.modularity,
    "community_stability": PK.partitionStability,
    "alpha": PK.significanceLevel,
    "tests": PK.pairsTested,
}
_NULL_MODELS: Final = {
    "configuration model": PK.ConfigurationModel,
    "conditional configuration model": PK.ConditionalConfigurationModel,
}
_BACKBONES: Final = {
    "significance": PK.SignificantEdges,
    "nearest": PK.NearestEdges,
    "disparity": PK.DisparityEdges,
    "none": PK.EveryEdge,
}
_RANKED_BY: Final = {
    "frequency": PK.ByFrequency,
    "strength": PK.ByStrength,
    "pagerank": PK.ByPageRank,
    "eigenvector": PK.ByEigenvector,
    "betweenness": PK.ByBetweenness,
}
_SETS: Final = {
    "positions": ("节点位置", "positions of nodes"),
    "associations": ("关联", "associations"),
    "rankings": ("节点排名", "rankings of nodes"),
}


def result_quads(networks: Mapping[str, Graph], rankings: Mapping[str, Sequence[Ranking]], ids: Ids) -> list[Quad]:
    """The quads of measured networks, by kind, in graph/network-results, sorted."""
    graph = ids.graph(GRAPH)
    triples: list[Triple] = [*_activity(ids)]
    for kind, network in networks.items():
        triples += _network(kind, network, ids)
        triples += _positions(kind, network, ids)
        triples += _associations(kind, network, ids)
        triples += _rankings(kind, network, rankings.get(kind, ()), ids)
    return sorted({Quad(*triple, graph) for triple in triples}, key=str)


def _activity(ids: Ids) -> Iterator[Triple]:
    node, agent = ids.node("activity/network"), ids.node("agent/pilotkg")
    yield node, RDF.type, PROV.Activity
    yield node, RDFS.label, zh("由图谱计算网络")
    yield node, RDFS.label, en("Computing networks from the graph")
    yield node, PROV.used, ids.node("dataset")
    yield node, PROV.wasAssociatedWith, agent
    yield node, SCHEMA.softwareVersion, text(software_version())
    if (when := source_date()) is not None:
        yield node, PROV.endedAtTime, when


def _network(kind: str, network: Graph, ids: Ids) -> Iterator[Triple]:
    node, facts = ids.node(f"network/{kind}"), network.graph
    yield node, RDF.type, PK.Network
    yield node, RDF.type, PROV.Entity
    yield ids.node("activity/network"), PROV.generated, node
    yield node, PROV.wasDerivedFrom, ids.node("dataset")
    yield node, RDFS.label, zh(str(facts.get("title_zh", kind)))
    yield node, RDFS.label, en(str(facts.get("title_en", kind)))
    yield node, PK.nodeCount, integer(network.number_of_nodes())
    yield node, PK.edgeCount, integer(network.number_of_edges())
    yield node, PK.backbone, _BACKBONES[facts.get("backbone", "none")]
    if "null_model" in facts:
        yield node, PK.nullModel, _NULL_MODELS[facts["null_model"]]
    yield from ((node, prop, _number(facts[name])) for name, prop in _WHOLE.items() if name in facts)


def _data_set(kind: str, what: str, structure: NamedNode, network: Graph, ids: Ids) -> Iterator[Triple]:
    """A part of a network that is a data set of the cube."""
    node = ids.node(f"network/{kind}/{what}")
    label_zh, label_en = _SETS[what]
    yield ids.node(f"network/{kind}"), DCTERMS.hasPart, node
    yield node, DCTERMS.isPartOf, ids.node(f"network/{kind}")
    yield node, RDF.type, QB.DataSet
    yield node, QB.structure, structure
    yield node, RDFS.label, zh(f"{network.graph.get('title_zh', kind)}：{label_zh}")
    yield node, RDFS.label, en(f"{network.graph.get('title_en', kind)}: {label_en}")


def _observation(node: NamedNode, cls: NamedNode, kind: str, what: str, ids: Ids) -> Iterator[Triple]:
    yield node, RDF.type, cls
    yield node, RDF.type, QB.Observation
    yield node, QB.dataSet, ids.node(f"network/{kind}/{what}")
    yield node, PK.inNetwork, ids.node(f"network/{kind}")


def _positions(kind: str, network: Graph, ids: Ids) -> Iterator[Triple]:
    paths = all("betweenness" in data for _, data in network.nodes(data=True))
    structure = PK.PositionStructure if paths else PK.LargePositionStructure
    yield from _data_set(kind, "positions", structure, network, ids)
    for key, data in network.nodes(data=True):
        node = ids.node(f"network/{kind}/{key}")
        yield from _observation(node, PK.NetworkPosition, kind, "positions", ids)
        yield node, PK.positionOf, NamedNode(data["iri"])
        yield from ((node, prop, _number(data[name])) for name, prop in _NODE.items() if name in data)
        if "clustering" not in data:  # no two neighbours are linked in a bipartite network
            yield node, PK.clustering, _number(0.0)


def _associations(kind: str, network: Graph, ids: Ids) -> Iterator[Triple]:
    tested = [(one, other, data) for one, other, data in network.edges(data=True) if "p_value" in data]
    if tested:
        yield from _data_set(kind, "associations", PK.AssociationStructure, network, ids)
    for one, other, data in tested:
        first, second = sorted((one, other), key=lambda key: str(network.nodes[key]["iri"]))
        node = ids.node(f"network/{kind}/{first}/with/{second}")
        yield from _observation(node, PK.Association, kind, "associations", ids)
        for end, prop in ((first, PK.firstEnd), (second, PK.secondEnd)):
            yield node, prop, NamedNode(network.nodes[end]["iri"])
            yield node, PK.associates, NamedNode(network.nodes[end]["iri"])
        yield from ((node, prop, _number(data[name])) for name, prop in _EDGE.items() if name in data)


def _rankings(kind: str, network: Graph, rankings: Iterable[Ranking], ids: Ids) -> Iterator[Triple]:
    found = list(rankings)
    if found:
        yield from _data_set(kind, "rankings", PK.RankingStructure, network, ids)
    for ranking in found:
        node = ids.node(f"network/{kind}/{ranking.node}/rank/{ranking.measure}")
        yield from _observation(node, PK.NodeRanking, kind, "rankings", ids)
        yield node, PK.positionOf, NamedNode(network.nodes[ranking.node]["iri"])
        yield node, PK.rankedBy, _RANKED_BY[ranking.measure]
        yield node, PK.rankedValue, _double(ranking.value)
        yield node, PK["rank"], integer(ranking.rank)
        yield node, PK.rankLow, integer(ranking.low)
        yield node, PK.rankHigh, integer(ranking.high)


def _number(value: Any) -> Literal:
    if isinstance(value, bool):
        return boolean(value)
    return integer(value) if isinstance(value, int) else _double(value)


def _double(value: float) -> Literal:
    """xsd:double in its canonical form: one digit before the point, and E."""
    mantissa, exponent = f"{value:.9E}".split("E")
    digits = mantissa.rstrip("0")
    return Literal(
        f"{digits}0E{int(exponent)}" if digits.endswith(".") else f"{digits}E{int(exponent)}", datatype=XSD.double
    )
