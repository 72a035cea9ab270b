"""What all pictures share: a blank figure, names that fit, and files with the same bytes each time.

In: matplotlib figures. Out: SVG and PNG.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, TypeAlias

import matplotlib as mpl
import networkx as nx
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pilotkg.network.look import Colour

Graph: TypeAlias = "nx.Graph[str]"
INK: Final = "#222222"
_DPI: Final = 150
_LONGEST: Final = 48  # letters of a name
_COMPRESSION: Final = 2  # of PNG; 4 takes twice the time for a few percent


def blank(width: float, height: float) -> Figure:
    """An empty white figure, in inches."""
    figure = Figure((width, height), dpi=100, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def name_of(graph: Graph, node: str, language: str) -> str:
    """A node's label, cut where it is too long for a picture."""
    return cut(str(graph.nodes[node].get(f"label_{language}") or node), _LONGEST)


def cut(text: str, most: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def hexed(colour: Colour) -> str:
    """A colour as matplotlib takes it."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def save(figure: Figure, path: Path) -> list[Path]:
    """Write a figure as PATH.svg and PATH.png; the same figure gives the same bytes."""
    files = [path.with_name(f"{path.name}.{suffix}") for suffix in ("svg", "png")]
    with mpl.rc_context({"svg.hashsalt": "pilotkg", "svg.fonttype": "path"}):
        figure.savefig(files[0], metadata={"Date": None, "Creator": "PilotKG"})
    figure.set_dpi(_DPI)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    software = PngInfo()
    software.add_text("Software", "PilotKG")
    opaque = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")  # a quarter less to pack
    opaque.save(files[1], compress_level=_COMPRESSION, dpi=(_DPI, _DPI), pnginfo=software)
    return files
