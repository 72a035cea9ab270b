"""All networks of a graph, measured, drawn and written into a folder: what `pilotkg network` does.

In: a graph, which networks, and filters. Out: a folder a network, findings.md, a slope chart, and networks.ttl and .nq.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import networkx as nx

from pilotkg.beside import Beside
from pilotkg.collector import no_garbage_collection
from pilotkg.errors import GraphError, QueryError
from pilotkg.graph.namespaces import Ids
from pilotkg.graph.serialise import nquads, turtle
from pilotkg.network.build import KINDS, Network, build
from pilotkg.network.facts import Facts, Filters
from pilotkg.network.findings import findings, markdown
from pilotkg.network.fonts import chinese_font
from pilotkg.network.look import Look, look_of
from pilotkg.network.measures import BACKBONES, backbone, measure
from pilotkg.network.pieces import FILES, make
from pilotkg.network.ranking import Ranking, rankings
from pilotkg.network.reading import GraphLike, read_facts
from pilotkg.network.results import result_quads
from pilotkg.network.tables import csv_text

# Ranks of what goes together in plans or tasks; of places, resampling the plans would make no sense.
_RANKED: Final = ("mechanism-plan", "mechanism-task", "theme-theme")
LANGUAGES: Final = ("zh", "en")
_HEATMAPS: Final = ("mechanism-plan", "mechanism-task")
_LARGE: Final = ("property-graph", "measure-mechanism")  # their pictures take longest, so they are begun first
_NOT_IN_RDF: Final = ("measure-mechanism", "property-graph")  # they would say again what the graph says


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of one network."""

    kind: str
    nodes: int
    edges: int
    shown: int
    significant: int
    communities: int


def write_networks(
    graph: GraphLike,
    out: Path | str,
    kinds: Iterable[str] | None = None,
    filters: Filters | None = None,
    *,
    method: str = "auto",
    language: str = "zh",
    progress: Callable[[str, float], None] = lambda step, share: None,
) -> list[Written]:
    """Build, measure, draw and write networks.

    Args:
        graph: a release, an RDF file, a Store or a Dataset.
        out: the folder to write into; files of the same names are replaced.
        kinds: which of KINDS; None for all.
        filters: what goes into them.
        method: how edges are chosen, one of BACKBONES.
        language: of the pictures, and what the pages begin in, zh or en.
        progress: called with a network's kind and the share of its work that is done.

    Raises:
        GraphError: the graph cannot be read, or the folder not be written.
        QueryError: there is no such network, backbone or language, or nothing passes the filters.
        FontError: there is no font for the pictures.
        ProcessError: a process that does a part of the work was ended, for want of memory, say.
    """
    wanted = list(dict.fromkeys(kinds or KINDS))
    for name, given, allowed in (
        ("network", wanted, KINDS),
        ("backbone", [method], BACKBONES),
        ("language", [language], LANGUAGES),
    ):
        if unknown := [value for value in given if value not in allowed]:
            raise QueryError(f"there is no {name} {unknown[0]!r}", remedy=f"Take one of: {', '.join(allowed)}")
    chinese_font()  # before any work is done
    networks: dict[str, Network] = {}
    bones: dict[str, nx.Graph[str]] = {}
    ranks: dict[str, list[Ranking]] = {}
    try:
        with no_garbage_collection(), Beside() as beside:
            beside.do(make)  # reads in what it will need, while the graph is read here
            facts = read_facts(graph)
            facts = facts.filtered(filters) if filters is not None else facts
            Path(out).mkdir(parents=True, exist_ok=True)
            for kind in sorted(wanted, key=lambda kind: kind not in _LARGE):
                progress(kind, 0)
                networks[kind] = build(facts, kind)
                bones[kind] = measure(backbone(networks[kind].graph, method))
                look = look_of(bones[kind])
                folder = Path(out) / kind
                folder.mkdir(exist_ok=True)
                pictures = _pictures(networks[kind], bones[kind], look)
                beside.do(
                    make,
                    *((name, (*shown, language), folder / name) for name, shown in pictures.items()),
                    (FILES, (networks[kind].graph, bones[kind], look, language), folder),
                )
                ranks[kind] = rankings(networks[kind], method=method) if kind in _RANKED else []
                if ranks[kind]:
                    _text(folder / "rankings.csv", csv_text([asdict(rank) for rank in ranks[kind]]))
                progress(kind, 1)
            beside.do(make, ("slope", (facts, language), Path(out) / "slope"))
            _write_whole(facts, networks, {kind: bones[kind] for kind in wanted}, ranks, Path(out))
    except OSError as error:
        raise GraphError(
            f"the networks cannot be written: {error.strerror or error}",
            file=out,
            remedy="Choose a folder that you may write to, with room left, with `-o`",
        ) from error
    return [_written(kind, networks[kind].graph, bones[kind]) for kind in wanted]


def _pictures(network: Network, bone: nx.Graph[str], look: Look) -> Mapping[str, tuple[Any, ...]]:
    """What each picture of a network shows, by the picture's name in `draw.FIGURES`."""
    found: dict[str, tuple[Any, ...]] = {"picture": (bone, look)}
    if network.kind in _HEATMAPS and len(bone) > 2:
        found["heatmap"] = (network.graph,)
    if network.kind == "theme-mechanism":
        found["sankey"] = (network.graph,)
    return found


def _write_whole(
    facts: Facts,
    networks: Mapping[str, Network],
    bones: Mapping[str, nx.Graph[str]],
    ranks: Mapping[str, Sequence[Ranking]],
    out: Path,
) -> None:
    _text(out / "findings.md", markdown(findings(facts, networks, bones, ranks), facts))
    ids = Ids(facts.base)
    quads = result_quads({kind: bone for kind, bone in bones.items() if kind not in _NOT_IN_RDF}, ranks, ids)
    (out / "networks.nq").write_bytes(nquads(quads))
    _text(out / "networks.ttl", turtle(quads, ids))


def _written(kind: str, graph: nx.Graph[str], bone: nx.Graph[str]) -> Written:
    return Written(
        kind,
        bone.number_of_nodes(),
        graph.number_of_edges(),
        bone.number_of_edges(),
        bone.graph["significant"],
        bone.graph["communities"],
    )


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")
