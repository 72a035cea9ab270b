"""Words as shapes: text is laid out once, and drawn as one path on every canvas.

In: words, where they stand and how large. Out: patches on matplotlib figures and axes. matplotlib's own Text lays its words out
anew for each measurement, each file and each halo, which took half of the time of a picture with many Chinese labels.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Shape
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, ScaledTranslation

from pilotkg.network.canvas import INK, Graph
from pilotkg.network.fonts import chinese_font

Bounds: TypeAlias = tuple[float, float, float, float]  # left, low, right, high

# Where the baseline lies above what a word is put at, in ems: a line of Chinese reaches from 0.12 below it to 0.86 above.
_BASELINE: Final = {"baseline": 0.0, "bottom": 0.12, "center": -0.37, "top": -0.86}
_BEGIN: Final = {"left": 0.0, "center": 0.5, "right": 1.0}


def write(
    host: Any,
    text: str,
    at: tuple[float, float],
    size: float,
    *,
    align: str = "left baseline",
    color: str = INK,
    turned: float = 0,
) -> PathPatch:
    """Write a line of text.

    Args:
        host: axes, whose data `at` is in, or a figure, whose width and height are then 1.
        text: the words; also the patch's label.
        at: the point that the words stand at.
        size: in points.
        align: how they stand to it, along (left, center, right) and across (baseline, bottom, center, top).
        color: of the letters.
        turned: in degrees against the clock, about the point.
    """
    along, across = align.split()
    left, _, right, _ = extent(text, 1)
    on_figure = isinstance(host, Figure)
    figure: Any = host if on_figure else host.figure
    place = (
        Affine2D()
        .translate(-left - (right - left) * _BEGIN[along], _BASELINE[across])
        .scale(size / 72)
        .rotate_deg(turned)
        + figure.dpi_scale_trans
        + ScaledTranslation(*at, host.transFigure if on_figure else host.transData)
    )
    patch = PathPatch(
        _shape(text, str(chinese_font())),
        facecolor=color,
        lw=0,
        transform=place,
        zorder=5,
        label=text,
        clip_on=False,
    )
    return host.add_artist(patch)  # type: ignore[no-any-return]


def title(figure: Figure, graph: Graph, language: str) -> None:
    """Write a network's title on top, 0.35 inches below the edge."""
    width, height = figure.get_size_inches()
    write(figure, str(graph.graph.get(f"title_{language}", "")), (0.25 / width, 1 - 0.35 / height), 15)


def extent(text: str, size: float) -> Bounds:
    """What a text covers about the beginning of its baseline, in points."""
    box = _box(text, str(chinese_font()))
    return box[0] * size, box[1] * size, box[2] * size, box[3] * size


@lru_cache(maxsize=4096)
def _shape(text: str, face: str) -> Shape:
    """The letters of one point's size, in the font of a file."""
    if not text:
        return Shape(np.empty((0, 2)))
    return TextPath((0, 0), text, size=1, prop=FontProperties(fname=face))


@lru_cache(maxsize=4096)
def _box(text: str, face: str) -> Bounds:
    """Of the points that the curves are drawn by: at most a little wider than the curves, and found a hundred times faster."""
    points = np.asarray(_shape(text, face).vertices)
    if not len(points):
        return 0.0, 0.0, 0.0, 0.0
    (left, low), (right, high) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return left, low, right, high
