"""Measured networks become RDF again: a graph of its own, with provenance, so that SPARQL can ask for what was computed.

In: measured backbones and ranks. Out: quads in graph/networks: a pk:Network each, a pk:NetworkPosition for each of its
nodes, a pk:Association for each edge that carries a p-value; and what these terms mean, in both languages (PROV-O, RDFS).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import networkx as nx
from pyoxigraph import Literal, NamedNode, Quad

from pilotkg.graph.namespaces import OWL, PK, PROV, RDF, RDFS, SCHEMA, SKOS, XSD, Ids
from pilotkg.graph.provenance import software_version, source_date
from pilotkg.graph.terms import boolean, en, integer, text, zh
from pilotkg.network.measures import Ranking

Graph: TypeAlias = "nx.Graph[str]"
Triple: TypeAlias = tuple[NamedNode, NamedNode, NamedNode | Literal]

GRAPH: Final = "networks"

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
}
_TERMS: Final[tuple[tuple[str, bool, str, str, str, str], ...]] = (
    ("Network", True, "网络", "network", "由图谱算得的网络。", "A network computed from the graph."),
    ("NetworkPosition", True, "网络位置", "network position", "一个节点在一个网络中的位置。", "The position of a node in a network."),
    ("Association", True, "关联", "association", "一个网络中两个节点的关联。", "An association of two nodes of a network."),
    ("inNetwork", False, "所在网络", "in network", "位置或关联所在的网络。", "The network that a position or association is in."),
    ("positionOf", False, "节点", "position of", "位置所属的节点。", "The node whose position it is."),
    ("associates", False, "关联节点", "associates", "关联的两个节点之一。", "One of the two nodes that are associated."),
    ("degree", False, "度", "degree", "相邻节点数。", "Number of neighbours."),
    ("strength", False, "强度", "strength", "连线权重之和。", "Sum of the weights of edges."),
    ("betweenness", False, "介数中心性", "betweenness", "经过该节点的最短路径所占份额。", "Share of shortest paths through it."),
    ("closeness", False, "接近中心性", "closeness", "与其他节点的平均距离的倒数。", "Inverse of the mean distance to other nodes."),
    ("eigenvectorCentrality", False, "特征向量中心性", "eigenvector centrality", "邻居越居中越高，最高为1。", "High beside central nodes."),
    ("pageRank", False, "PageRank值", "PageRank", "随机游走停留的份额，总和为1。", "Share of a random walk; sums up to 1."),
    ("coreNumber", False, "核数", "core number", "所属k核的最大k。", "The largest k whose k-core has the node."),
    ("clustering", False, "聚类系数", "clustering coefficient", "邻居之间相连的份额。", "Share of pairs of neighbours that are linked."),
    ("community", False, "社群", "community", "社群编号，-1为无。", "Number of the community; -1 for none."),
    ("communityStability", False, "社群稳定性", "community stability", "多次运行中与同社群者同组的份额。", "Share of runs beside its own."),
    ("participation", False, "参与系数", "participation coefficient", "权重在各社群间分布的均匀程度。", "How evenly its weight is spread."),
    ("timesTogether", False, "共现次数", "times together", "同时出现的次数。", "How often both occur together."),
    ("timesExpected", False, "期望共现次数", "times expected", "零模型下的期望次数。", "How often the null model expects them together."),
    ("jaccard", False, "杰卡德系数", "Jaccard index", "共现占出现任一者的份额。", "Share of occurrences of either in which both occur."),
    ("lift", False, "提升度", "lift", "共现次数与相互独立时之比。", "Times together over what independence would give."),
    ("pValue", False, "p值", "p-value", "零模型下至少同样多次共现的概率。", "Chance of as many or more under the null model."),
    ("qValue", False, "q值", "q-value", "经多重检验校正的p值。", "p-value corrected for multiple testing."),
    ("significant", False, "显著", "significant", "q值小于显著性水平。", "Whether the q-value is below the level of significance."),
    ("rank", False, "名次", "rank", "在整个加权网络中按PageRank的名次。", "Rank by PageRank in the whole weighted network."),
    ("rankLow", False, "名次下限", "lowest rank number", "名次自助区间的下限。", "Lower end of the bootstrap interval of the rank."),
    ("rankHigh", False, "名次上限", "highest rank number", "名次自助区间的上限。", "Upper end of the bootstrap interval of the rank."),
    ("nullModel", False, "零模型", "null model", "p值所依据的零模型。", "The null model of the p-values."),
    ("modularity", False, "模块度", "modularity", "社群划分的模块度。", "Modularity of the communities."),
)  # fmt: skip


def result_quads(networks: Mapping[str, Graph], rankings: Mapping[str, Sequence[Ranking]], ids: Ids) -> list[Quad]:
    """The quads of measured networks, by kind, in graph/networks, sorted."""
    graph = ids.graph(GRAPH)
    triples: list[Triple] = [*_terms(), *_activity(ids)]
    for kind, network in networks.items():
        triples += _network(kind, network, ids)
        triples += _positions(kind, network, rankings.get(kind, ()), ids)
        triples += _associations(kind, network, ids)
    return sorted({Quad(*triple, graph) for triple in triples}, key=str)


def _terms() -> Iterator[Triple]:
    for name, is_class, label_zh, label_en, definition_zh, definition_en in _TERMS:
        yield PK[name], RDF.type, OWL.Class if is_class else RDF.Property
        yield PK[name], RDFS.label, zh(label_zh)
        yield PK[name], RDFS.label, en(label_en)
        yield PK[name], SKOS.definition, zh(definition_zh)
        yield PK[name], SKOS.definition, en(definition_en)


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
    node = ids.node(f"network/{kind}")
    yield node, RDF.type, PK.Network
    yield node, RDF.type, PROV.Entity
    yield node, PROV.wasGeneratedBy, ids.node("activity/network")
    yield node, PROV.wasDerivedFrom, ids.node("dataset")
    yield node, RDFS.label, zh(str(network.graph.get("title_zh", kind)))
    yield node, RDFS.label, en(str(network.graph.get("title_en", kind)))
    if "null_model" in network.graph:
        yield node, PK.nullModel, text(str(network.graph["null_model"]))
    if "modularity" in network.graph:
        yield node, PK.modularity, _double(network.graph["modularity"])
        yield node, PK.communityStability, _double(network.graph["community_stability"])


def _positions(kind: str, network: Graph, rankings: Iterable[Ranking], ids: Ids) -> Iterator[Triple]:
    ranked = {r.node: r for r in rankings if r.measure == "pagerank"}
    for key, data in network.nodes(data=True):
        node = ids.node(f"network/{kind}/{key}")
        yield node, RDF.type, PK.NetworkPosition
        yield node, PK.inNetwork, ids.node(f"network/{kind}")
        yield node, PK.positionOf, NamedNode(data["iri"])
        yield from ((node, prop, _number(data[name])) for name, prop in _NODE.items() if name in data)
        if (rank := ranked.get(key)) is not None:
            yield node, PK["rank"], integer(rank.rank)
            yield node, PK.rankLow, integer(rank.low)
            yield node, PK.rankHigh, integer(rank.high)


def _associations(kind: str, network: Graph, ids: Ids) -> Iterator[Triple]:
    for one, other, data in network.edges(data=True):
        if "p_value" not in data:
            continue
        first, second = sorted((one, other))
        node = ids.node(f"network/{kind}/{first}/with/{second}")
        yield node, RDF.type, PK.Association
        yield node, PK.inNetwork, ids.node(f"network/{kind}")
        for end in (first, second):
            yield node, PK.associates, NamedNode(network.nodes[end]["iri"])
        yield from ((node, prop, _number(data[name])) for name, prop in _EDGE.items() if name in data)
        if "significant" in data:
            yield node, PK.significant, boolean(data["significant"])


def _number(value: Any) -> Literal:
    return integer(value) if isinstance(value, int) else _double(value)


def _double(value: float) -> Literal:
    """xsd:double in its canonical form: one digit before the point, and E."""
    mantissa, exponent = f"{value:.9E}".split("E")
    digits = mantissa.rstrip("0")
    return Literal(
        f"{digits}0E{int(exponent)}" if digits.endswith(".") else f"{digits}E{int(exponent)}", datatype=XSD.double
    )
