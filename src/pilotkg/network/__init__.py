"""Networks of the graph: what goes with what, measured, drawn, and written for Gephi.

network = build("release", "mechanism-task")     a Network: networkx graph and incidence
bone = measure(backbone(network.graph))          the edges that matter, and who is central
rankings(network)                                ranks with intervals
write_networks("release", "networks")            everything into a folder
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from pilotkg.errors import PilotKGError

_NEEDED = ("igraph", "scipy", "matplotlib", "PIL", "pyarrow")
if missing := [name for name in _NEEDED if find_spec(name) is None]:
    raise PilotKGError(
        f"networks need packages that are not installed: {', '.join(missing)}",
        remedy="Install them with `pip install 'pilotkg[network]'`",
    )

from pilotkg.network.build import KINDS, Network, build  # noqa: E402 - only where they can be
from pilotkg.network.export import gexf, graphml, write_network  # noqa: E402
from pilotkg.network.facts import Facts, Filters  # noqa: E402
from pilotkg.network.look import Look, look_of  # noqa: E402
from pilotkg.network.measures import BACKBONES, backbone, measure  # noqa: E402
from pilotkg.network.ranking import Ranking, rankings  # noqa: E402
from pilotkg.network.reading import read_facts  # noqa: E402
from pilotkg.network.tables import edge_rows, node_rows  # noqa: E402

if TYPE_CHECKING:
    from pilotkg.network.run import write_networks

__all__ = [
    "BACKBONES",
    "KINDS",
    "Facts",
    "Filters",
    "Look",
    "Network",
    "Ranking",
    "backbone",
    "build",
    "edge_rows",
    "gexf",
    "graphml",
    "look_of",
    "measure",
    "node_rows",
    "rankings",
    "read_facts",
    "write_network",
    "write_networks",
]


def __getattr__(name: str) -> Any:
    if name == "write_networks":  # matplotlib is slow to import
        from pilotkg.network.run import write_networks  # noqa: PLC0415

        return write_networks
    raise AttributeError(f"module 'pilotkg.network' has no attribute {name!r}")
