"""What the networks say, in sentences written by rules from the numbers, each with the query that gives them.

In: facts, networks, measured backbones and ranks. Out: findings in Chinese and English, and Markdown of them. Where a test
finds nothing, the sentence says so. The queries run on a release that has taken networks.ttl in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, TypeAlias

import networkx as nx
import numpy as np

from pilotkg.graph.query import with_prefixes
from pilotkg.network.build import Incidence, Network
from pilotkg.network.communities import ALONE
from pilotkg.network.facts import Facts, PlanFacts, changes, described
from pilotkg.network.measures import ALPHA
from pilotkg.network.ranking import Ranking
from pilotkg.network.significance import benjamini_hochberg, cross_pairs

Graph: TypeAlias = "nx.Graph[str]"

# The four regions of the National Bureau of Statistics, by the first two digits of a province's code.
REGIONS: Final = {
    "East": ("东部", ("11", "12", "13", "31", "32", "33", "35", "37", "44", "46")),
    "Central": ("中部", ("14", "34", "36", "41", "42", "43")),
    "West": ("西部", ("15", "45", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65")),
    "Northeast": ("东北", ("21", "22", "23")),
}
_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence in both languages, the SPARQL that gives its numbers, and those of them that the answer must hold."""

    section: str
    zh: str
    en: str
    query: str
    numbers: tuple[float, ...]


def findings(
    facts: Facts,
    networks: Mapping[str, Network],
    bones: Mapping[str, Graph],
    rankings: Mapping[str, Sequence[Ranking]],
) -> list[Finding]:
    """All findings that the given networks allow."""
    found: list[Finding] = []
    for kind, unit in (("mechanism-task", "task"), ("mechanism-plan", "plan")):
        if kind in networks:
            found += _associations(facts, networks[kind].graph, unit)
    if "theme-mechanism" in networks:
        found += _theme_associations(facts, networks["theme-mechanism"].graph)
    for kind in ("mechanism-task", "mechanism-plan"):
        if kind in bones and rankings.get(kind):
            found += _central(facts, bones[kind], rankings[kind], kind)
    if "mechanism-task" in bones:
        found += _bridges(facts, bones["mechanism-task"], rankings.get("mechanism-task", ()), "mechanism-task")
        found += _communities(facts, bones["mechanism-task"], "mechanism-task")
    found += _contrasts(facts)
    found += _rises(facts)
    return found


def markdown(findings_: Sequence[Finding], facts: Facts) -> str:
    """The findings as a page: Chinese and English, with the query of each to unfold."""
    parts = [
        "# 网络发现 · Findings",
        f"{len(facts.plans)} 个试点方案，{len(facts.uses)} 处机制。句子由数字按规则写成。 ·"
        f" {len(facts.plans)} plans and {len(facts.uses)} uses of mechanisms. The sentences are written from the numbers"
        " by rules.",
        "p：在零模型下至少同样多次共现的概率，零模型保持每个方案机制数的期望，并准确保持每个机制的出现次数；"
        "q：经 Benjamini–Hochberg 校正；区间：对方案重抽样的 95% 自助区间。查询针对已由 `pilotkg network --into-release` 写入网络的发布；"
        "两组对比的 p、q 及中位数在图谱之外计算。 · p: chance of as many or more under a null model"
        " that keeps how many mechanisms a plan has on average, and how often each mechanism occurs exactly; q: corrected"
        " by Benjamini and Hochberg; intervals: 95 % of bootstrap samples of the plans. Queries run on a release that"
        " `pilotkg network --into-release` put the networks into; p and q of a contrast of groups, and medians, are"
        " computed beside the graph.",
    ]
    if filters := described(facts.filters):
        said = ", ".join(f"{name} = {value}" for name, value in filters.items())
        parts.append(
            f"所有数字只关于筛选后的部分（{said}）；查询不含筛选，结果会更大。 · All numbers are of what passes the filters"
            f" ({said}); the queries do not filter, and so give more."
        )
    section = ""
    for finding in findings_:
        if finding.section != section:
            section = finding.section
            parts.append(f"## {section}")
        query = f"<details><summary>SPARQL</summary>\n\n```sparql\n{finding.query}\n```\n\n</details>"
        parts.append(f"- {finding.zh}\n\n  {finding.en}\n\n{query}")
    return "\n\n".join(parts) + "\n"


def _associations(facts: Facts, graph: Graph, unit: str) -> Iterator[Finding]:
    """The surest pairs, with counts and places."""
    section = {"task": "同一任务中的机制 · In the same task", "plan": "同一方案中的机制 · In the same plan"}[unit]
    zh_unit = {"task": "任务（或保障措施）", "plan": "方案"}[unit]
    en_unit = {"task": "tasks or safeguards", "plan": "plans"}[unit]
    edges = sorted(graph.edges(data=True), key=lambda e: (e[2]["q_value"], -e[2]["lift"], sorted(e[:2])))
    sure = [edge for edge in edges if edge[2]["q_value"] < ALPHA]
    yield Finding(
        section,
        f"{graph.graph['tests']} 对机制中，{len(sure)} 对在同一{zh_unit}中的共现多于偶然（q < {ALPHA}）。",
        f"Of {graph.graph['tests']} pairs of mechanisms, {len(sure)} go together in {en_unit} more often than chance"
        f" allows (q < {ALPHA}).",
        _query(
            facts,
            f"SELECT ?tested (COUNT(?a) AS ?pairs) {{ <network/mechanism-{unit}> pk:pairsTested ?tested"
            f" OPTIONAL {{ ?a pk:inNetwork <network/mechanism-{unit}> ; pk:significant true }} }} GROUP BY ?tested",
        ),
        (graph.graph["tests"], len(sure)),
    )
    for one, other, data in sure[:_MOST]:
        first, second = sorted((one, other))
        places = _examples(facts, first, second, unit)
        a, b = (graph.nodes[end] for end in (first, second))
        yield Finding(
            section,
            f"“{a['label_zh']}”与“{b['label_zh']}”在 {data['count']} 个{zh_unit}中同时出现，偶然情形下约 {data['expected']:.1f} 个"
            f"（提升度 {data['lift']:.1f}，q = {_small(data['q_value'])}），如{'、'.join(p.label_zh for p in places)}。",
            f"“{a['label_en']}” and “{b['label_en']}” go together in {data['count']} {en_unit}, where about"
            f" {data['expected']:.1f} would be by chance (lift {data['lift']:.1f}, q = {_small(data['q_value'])}); for"
            f" example in {', '.join(p.label_en for p in places)}.",
            _together(facts, first, second, unit),
            (data["count"], data["expected"], data["lift"], data["q_value"]),
        )


def _examples(facts: Facts, one: str, other: str, unit: str) -> list[PlanFacts]:
    """The first three places, in the order of the source, that use both together."""
    used: dict[str, set[str]] = {}
    plan_of = {}
    for use in facts.uses:
        row = use.top if unit == "task" else use.plan
        used.setdefault(row, set()).add(use.mechanism)
        plan_of[row] = use.plan
    found = {plan_of[row] for row, means in used.items() if {one, other} <= means}
    return [place for place in facts.plans if place.key in found][:3]


def _together(facts: Facts, one: str, other: str, unit: str) -> str:
    if unit == "plan":
        body = f"?unit pk:proposesMechanism <{one}> , <{other}> ; a pk:PilotPlan"
    else:
        body = (
            "?plan pk:hasMeasure ?unit FILTER NOT EXISTS { ?unit pk:subMeasureOf ?upper }"
            f" ?unit pk:hasSubMeasure* ?a . ?a pk:usesMechanism <{one}> ."
            f" ?unit pk:hasSubMeasure* ?b . ?b pk:usesMechanism <{other}>"
        )
    return _query(
        facts,
        "SELECT ?together ?expected ?lift ?q {"
        f" {{ SELECT (COUNT(DISTINCT ?unit) AS ?together) {{ {body} }} }}"
        f" OPTIONAL {{ {_association(f'mechanism-{unit}', one, other)} ; pk:lift ?lift }} }}",
    )


def _association(kind: str, one: str, other: str) -> str:
    """What a network tells of two of its nodes, where its backbone has their edge."""
    return (
        f"?a pk:inNetwork <network/{kind}> ; pk:associates <{one}> , <{other}> ; pk:timesExpected ?expected"
        " ; pk:pValue ?p ; pk:qValue ?q"
    )


def _theme_associations(facts: Facts, graph: Graph) -> Iterator[Finding]:
    section = "主题与机制 · Themes and mechanisms"
    edges = sorted(graph.edges(data=True), key=lambda e: (e[2]["p_value"], -e[2]["lift"], sorted(e[:2])))
    sure = [edge for edge in edges if edge[2]["q_value"] < ALPHA]
    for one, other, data in sure[:_MOST] or edges[:1]:
        theme, means = (one, other) if one.startswith("theme/") else (other, one)
        a, b = graph.nodes[theme], graph.nodes[means]
        level = f"p = {_small(data['p_value'])}，q = {_small(data['q_value'])}"
        yield Finding(
            section,
            f"{'' if sure else '没有一对主题与机制的关联显著（q < ' + str(ALPHA) + '）；最强的是：'}"
            f"主题“{a['label_zh']}”的 {a['plans']} 个方案中 {data['count']} 个提出“{b['label_zh']}”，"
            f"偶然情形下约 {data['expected']:.1f} 个（{level}）。",
            f"{'' if sure else 'No theme goes with a mechanism significantly (q < ' + str(ALPHA) + '); the surest: '}"
            f"of the {a['plans']} plans of “{a['label_en']}”, {data['count']} propose “{b['label_en']}”, where about"
            f" {data['expected']:.1f} would by chance (p = {_small(data['p_value'])}, q = {_small(data['q_value'])}).",
            _query(
                facts,
                "SELECT ?plans ?together ?expected ?p ?q {"
                " { SELECT (COUNT(DISTINCT ?plan) AS ?plans) (COUNT(DISTINCT ?both) AS ?together)"
                f" {{ ?plan pk:declaresTheme|pk:focusesOn <{theme}>"
                f" OPTIONAL {{ ?plan pk:proposesMechanism <{means}> BIND(?plan AS ?both) }} }} }}"
                f" OPTIONAL {{ {_association('theme-mechanism', theme, means)} }} }}",
            ),
            (a["plans"], data["count"], data["expected"], data["p_value"], data["q_value"]),
        )


def _central(facts: Facts, bone: Graph, rankings: Sequence[Ranking], kind: str) -> Iterator[Finding]:
    ranked = sorted((r for r in rankings if r.measure == "pagerank"), key=lambda r: (r.rank, r.node))[:_MOST]
    names = [(bone.nodes[r.node]["label_zh"], bone.nodes[r.node]["label_en"], r) for r in ranked]
    title = (bone.graph["title_zh"], bone.graph["title_en"])
    yield Finding(
        "居中的机制 · Central mechanisms",
        f"“{title[0]}”中 PageRank 最高的机制（名次及其 95% 区间）："
        + "；".join(f"{zh} {r.rank}（{r.low}–{r.high}）" for zh, _, r in names)
        + "。",
        f"In “{title[1]}” the mechanisms of highest PageRank are (rank and its 95 % interval): "
        + "; ".join(f"{en} {r.rank} ({r.low}–{r.high})" for _, en, r in names)
        + ".",
        _query(
            facts,
            "SELECT ?mechanism ?rank ?low ?high { ?ranking pk:inNetwork <network/" + kind + "> ;"
            " pk:rankedBy pk:ByPageRank ; pk:positionOf ?mechanism ; pk:rank ?rank ; pk:rankLow ?low ; pk:rankHigh ?high"
            " } ORDER BY ?rank ?mechanism LIMIT " + str(_MOST),
        ),
        tuple(number for r in ranked for number in (r.rank, r.low, r.high)),
    )


def _bridges(facts: Facts, bone: Graph, rankings: Sequence[Ranking], kind: str) -> Iterator[Finding]:
    """Mechanisms that join communities: high betweenness, and weight in more than one community."""
    joined = {n for n, d in bone.nodes(data=True) if d["participation"] > 0}
    ranked = [r for r in rankings if r.measure == "betweenness" and r.node in joined]
    top = sorted(ranked, key=lambda r: (r.rank, r.node))[:_MOST]
    if not top:
        return
    said = [(bone.nodes[r.node]["label_zh"], bone.nodes[r.node]["label_en"], r) for r in top]
    wide = median(r.high - r.low for r in top) > len(bone) / 4
    yield Finding(
        "桥梁 · Bridges",
        "连接不同社群、介数最高的机制（介数，名次及其 95% 区间）："
        + "；".join(f"{zh} {r.value:.3f}，{r.rank}（{r.low}–{r.high}）" for zh, _, r in said)
        + ("。区间很宽，孰先孰后不足为凭。" if wide else "。"),
        "Mechanisms that join communities, by betweenness (value, rank and its 95 % interval): "
        + "; ".join(f"{en} {r.value:.3f}, {r.rank} ({r.low}–{r.high})" for _, en, r in said)
        + (". With intervals so wide, their order is not to be relied on." if wide else "."),
        _query(
            facts,
            "SELECT ?mechanism ?betweenness ?rank ?low ?high { ?position a pk:NetworkPosition ;"
            f" pk:inNetwork <network/{kind}> ; pk:positionOf ?mechanism ; pk:participation ?participation"
            f" FILTER(?participation > 0) ?ranking pk:inNetwork <network/{kind}> ; pk:positionOf ?mechanism ;"
            " pk:rankedBy pk:ByBetweenness ; pk:rankedValue ?betweenness ; pk:rank ?rank ; pk:rankLow ?low ;"
            f" pk:rankHigh ?high }} ORDER BY ?rank ?mechanism LIMIT {_MOST}",
        ),
        tuple(number for r in top for number in (r.value, r.rank, r.low, r.high)),
    )


def _communities(facts: Facts, bone: Graph, kind: str) -> Iterator[Finding]:
    members: dict[int, list[str]] = {}
    for node, data in bone.nodes(data=True):
        if data["community"] != ALONE:
            members.setdefault(data["community"], []).append(node)
    for community in sorted(members):
        inside = bone.subgraph(members[community])
        weight = {n: sum(d["weight"] for *_, d in inside.edges(n, data=True)) for n in inside}
        top = sorted(inside, key=lambda n: (-weight[n], n))[:3]
        stable = sum(bone.nodes[n]["community_stability"] for n in inside) / len(inside)
        yield Finding(
            "社群 · Communities",
            f"社群 {community}（{len(inside)} 个机制，稳定性 {stable:.2f}）："
            + "、".join(bone.nodes[n]["label_zh"] for n in top)
            + " 等。",
            f"Community {community} ({len(inside)} mechanisms, stability {stable:.2f}): "
            + ", ".join(bone.nodes[n]["label_en"] for n in top)
            + " and others.",
            _query(
                facts,
                "SELECT (COUNT(?position) AS ?mechanisms) (AVG(?s) AS ?stability) { ?position pk:inNetwork"
                f" <network/{kind}> ; pk:community {community} ; pk:communityStability ?s }}",
            ),
            (len(inside), stable),
        )


def _contrasts(facts: Facts) -> Iterator[Finding]:
    """What sets towns apart from prefectures, and east from west, all else being one mechanism beside another."""
    towns = ("乡镇", "towns", lambda p: p.level == "township", _level("township"))
    prefectures = ("地级市", "prefectures", lambda p: p.level == "prefecture", _level("prefecture"))
    east, west = (
        (REGIONS[name][0] + "地区", f"the {name}", _of_region(name), _region(name)) for name in ("East", "West")
    )
    yield from _contrast(facts, towns, prefectures)
    yield from _contrast(facts, east, west)


_Group: TypeAlias = tuple[str, str, Callable[[PlanFacts], bool], str]


def _contrast(facts: Facts, one: _Group, other: _Group) -> Iterator[Finding]:
    """Mechanisms that one group of plans proposes oftener than the other, tested within the two."""
    sides = [{p.key for p in facts.plans if group[2](p)} for group in (one, other)]
    if min(map(len, sides)) < 5:
        return
    plans = sorted(sides[0] | sides[1])
    means = Incidence.of({(u.plan, u.mechanism) for u in facts.uses if u.plan in set(plans)}, plans)
    groups = Incidence.of([(p, str(n)) for n, side in enumerate(sides) for p in side], plans)
    pairs = cross_pairs(groups.matrix, means.matrix)
    corrected = benjamini_hochberg(pairs.p_value)
    count = pairs.count.reshape(2, -1)
    order = [int(n) for n in np.argsort(pairs.p_value, kind="stable")]
    sure = [n for n in order if corrected[n] < ALPHA]
    for n in sure[:_MOST] or order[:1]:
        more = int(pairs.first[n])
        key = means.columns[int(pairs.second[n])]
        concept = facts.concepts[key]
        here, there = (one, other) if more == 0 else (other, one)
        counts = [int(count[side, pairs.second[n]]) for side in (more, 1 - more)]
        sizes = [len(sides[side]) for side in (more, 1 - more)]
        level = f"p = {_small(float(pairs.p_value[n]))}{{}}q = {_small(float(corrected[n]))}"
        first_zh = "" if sure else f"{one[0]}与{other[0]}之间没有机制差异显著（q < {ALPHA}）；最大的差异："
        first_en = (
            "" if sure else f"No mechanism tells {one[1]} from {other[1]} significantly (q < {ALPHA}); the surest: "
        )
        yield Finding(
            f"{one[0]}与{other[0]} · {one[1][0].upper()}{one[1][1:]} and {other[1]}",
            f"{first_zh}{here[0]} {sizes[0]} 个方案中 {counts[0]} 个（{100 * counts[0] / sizes[0]:.0f}%）提出“{concept.label_zh}”，"
            f"{there[0]} {sizes[1]} 个中 {counts[1]} 个（{100 * counts[1] / sizes[1]:.0f}%）（{level.format('，')}）。",
            f"{first_en}“{concept.label_en}” is proposed by {counts[0]} of {sizes[0]} plans of {here[1]}"
            f" ({100 * counts[0] / sizes[0]:.0f} %) and by {counts[1]} of {sizes[1]} of {there[1]}"
            f" ({100 * counts[1] / sizes[1]:.0f} %) ({level.format(', ')}).",
            _query(
                facts,
                "SELECT ?group (COUNT(DISTINCT ?plan) AS ?plans) (COUNT(DISTINCT ?with) AS ?proposing) {"
                f" {{ {here[3]} BIND('here' AS ?group) }} UNION {{ {there[3]} BIND('there' AS ?group) }}"
                f" OPTIONAL {{ ?plan pk:proposesMechanism <{key}> BIND(?plan AS ?with) }} }} GROUP BY ?group ORDER BY ?group",
            ),
            (counts[0], sizes[0], counts[1], sizes[1]),
        )


def _level(level: str) -> str:
    return f"?plan a pk:PilotPlan ; pk:locality/pk:level pk:{level}"


def _of_region(name: str) -> Callable[[PlanFacts], bool]:
    codes = REGIONS[name][1]
    return lambda place: place.province is not None and place.province.key.rpartition("/")[2][:2] in codes


def _region(name: str) -> str:
    codes = " ".join(f'"{code}0000"' for code in REGIONS[name][1])
    return (
        f"VALUES ?code {{ {codes} }} ?province pk:level pk:province ; pk:adminCode ?code ."
        " ?plan a pk:PilotPlan ; pk:locality ?place . ?place pk:within+ ?province"
    )


def _rises(facts: Facts) -> Iterator[Finding]:
    labels = {p.key: p for p in facts.plans}
    for metric in ("metric/resident-urbanization-rate", "metric/registered-urbanization-rate"):
        rises = changes(facts, metric)
        if metric not in facts.concepts or len(rises) < 5:
            continue
        concept = facts.concepts[metric]
        middle = median(after - before for before, after in rises.values())
        top = max(rises, key=lambda place: (rises[place][1] - rises[place][0], place))
        before, after = rises[top]
        yield Finding(
            "从现状到目标 · From baseline to target",
            f"{len(rises)} 个地区同时写明{concept.label_zh}的现状与目标，升幅中位数 {middle:.1f} 个百分点，"
            f"最大的是{labels[top].label_zh}：{before:g}% → {after:g}%。",
            f"{len(rises)} places state both baseline and target of the {concept.label_en}; the median rise is {middle:.1f}"
            f" points, the largest that of {labels[top].label_en}: {before:g} % → {after:g} %.",
            _query(
                facts,
                "SELECT ?places ?status ?year ?value { { SELECT (COUNT(DISTINCT ?place) AS ?places)"
                f" {{ ?any pk:locality ?place ; pk:hasIndicator ?b , ?t . {_stated('?b', metric, 'pk:Baseline')}"
                f" {_stated('?t', metric, 'pk:Target')} }} }}"
                f" ?plan pk:locality <{top}> ; pk:hasIndicator ?i . {_stated('?i', metric, '?status')}"
                " OPTIONAL { ?i pk:year ?year } } ORDER BY ?status ?year",
            ),
            (len(rises), before, after),
        )


def _stated(indicator: str, metric: str, status: str) -> str:
    value = "?value" if status == "?status" else "[]"
    return (
        f"{indicator} pk:metric <{metric}> ; pk:status {status} ; pk:normalizedValue {value}"
        f" FILTER NOT EXISTS {{ {indicator} pk:scope [] }}"
    )


def _query(facts: Facts, text: str) -> str:
    """SPARQL that runs as it is: prefixes in front, keys as IRIs under the base."""
    declared = with_prefixes(text).removesuffix(text).replace("> PREFIX", ">\nPREFIX").strip()
    return f"BASE <{facts.base}>\n{declared}\n{text}"


def _small(value: float) -> str:
    return f"{value:.2g}" if value >= 0.001 else f"{value:.0e}"
