"""Labels of a picture, each beside its point, placed so that none overlap.

In: words with their points. Out: letters on matplotlib axes, and the boxes that they take.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patheffects import AbstractPathEffect, withStroke

from pilotkg.network.lettering import extent, write

Box: TypeAlias = tuple[float, float, float, float]  # left, low, right, high
_HALO: Final[list[AbstractPathEffect]] = [withStroke(linewidth=2, foreground="white")]
_RINGS: Final = 8  # how far from its point a label may go, in rings of about its own height
_FIRST: Final = 80  # so many may cover a part of a node where there is no other room


@dataclass(frozen=True, slots=True)
class Words:
    """A text to be placed: what, beside which point, how far from it at least, and how large (points)."""

    text: str
    x: float
    y: float
    gap: float
    size: float


def place_labels(figure: Figure, axes: Any, words: Sequence[Words]) -> list[Box]:
    """Write words beside their points, the first ones best placed, so that none overlap; what finds no place is left out.

    Returns:
        The boxes that are taken, in pixels.
    """
    pixel = figure.dpi / 72
    points = axes.transData.transform([(w.x, w.y) for w in words]).reshape(-1, 2)
    discs = np.column_stack((points, [w.gap * pixel for w in words]))
    window = axes.get_window_extent()
    inside = (window.x0, window.y0, window.x1, window.y1)
    to_data = axes.transData.inverted()
    taken: list[Box] = []
    for number, word in enumerate(words):
        left, low, right, high = (part * pixel for part in extent(word.text, word.size))
        place = _free_place(number, (right - left, high - low), (taken, discs, inside))
        if place is None:
            continue
        box, far = place
        taken.append(box)
        at = to_data.transform((box[0], box[1] - low))
        write(axes, word.text, (float(at[0]), float(at[1])), word.size).set_path_effects(_HALO)
        if far:
            x, y = to_data.transform(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
            axes.plot((word.x, x), (word.y, y), color="#999999", lw=0.5, zorder=1.5)
    return taken


def _free_place(
    number: int, size: tuple[float, float], around: tuple[Sequence[Box], Any, Box]
) -> tuple[Box, bool] | None:
    """The nearest box about a disc that covers no other word, and at best no other disc; whether it is far from it."""
    taken, discs, inside = around
    others = np.delete(discs, number, axis=0)
    free = []
    for step, box in _places_about(discs[number], size):
        if box[0] < inside[0] or box[2] > inside[2] or box[1] < inside[1] or box[3] > inside[3]:
            continue
        if any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken):
            continue
        if not _covers(box, others):
            return box, step > 1
        free.append((box, step > 1))
    return free[0] if free and number < _FIRST else None


def _places_about(disc: Any, size: tuple[float, float]) -> Iterator[tuple[int, Box]]:
    x, y, radius = (float(part) for part in disc)
    width, height = size
    for step in range(_RINGS):
        away = radius + 2 + step * height * 0.9
        slant = away * 0.7
        for left, low in (
            (x + away, y - height / 2),
            (x - away - width, y - height / 2),
            (x - width / 2, y + away),
            (x - width / 2, y - away - height),
            (x + slant, y + slant),
            (x + slant, y - slant - height),
            (x - slant - width, y + slant),
            (x - slant - width, y - slant - height),
        ):
            yield step, (left, low, left + width, low + height)


def _covers(box: Box, discs: Any) -> bool:
    """Whether a box covers a part of any disc."""
    across = np.clip(discs[:, 0], box[0], box[2]) - discs[:, 0]
    along = np.clip(discs[:, 1], box[1], box[3]) - discs[:, 1]
    return bool((across**2 + along**2 < discs[:, 2] ** 2).any())
