"""The pictures and files of a network, each a piece that may be made by another process.

In: figures by name with what they show, networks with their looks, and where to save them. Out: files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, TypeAlias

Piece: TypeAlias = tuple[str, tuple[Any, ...], Path]
"""What to make and where: a figure of `draw.FIGURES` with what it takes, or FILES with network, backbone, look and language."""
FILES: Final = "files"


def make(*pieces: Piece) -> None:
    """Save figures as PATH.svg and PATH.png, and write networks' files into PATH; nothing only reads in what that needs.

    Raises:
        OSError: a file cannot be written.
        FontError: there is no font for a picture.
    """
    from pilotkg.network.canvas import save  # noqa: PLC0415 - not needed by who hands out the work
    from pilotkg.network.draw import FIGURES  # noqa: PLC0415

    for name, shown, path in pieces:
        if name == FILES:
            _write(shown, path)
        else:
            save(FIGURES[name](*shown), path)


def _write(shown: tuple[Any, ...], folder: Path) -> None:
    """Write a network's backbone for other programs and as a page; beside it all edges, where the backbone has not all."""
    from pilotkg.network.export import write_network  # noqa: PLC0415
    from pilotkg.network.page import page  # noqa: PLC0415
    from pilotkg.network.tables import csv_text, edge_rows  # noqa: PLC0415

    network, bone, look, language = shown
    write_network(bone, folder, look)
    if bone.number_of_edges() < network.number_of_edges():
        (folder / "all-edges.csv").write_text(csv_text(edge_rows(network)), encoding="utf-8", newline="")
    (folder / "index.html").write_text(page(bone, look, language), encoding="utf-8", newline="")
