"""The notebook in docs/ runs from the first cell to the last, and shows what its text says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pilotkg.network.fonts import FontError, chinese_font
from tests.conftest import ROOT, uses_release

nbformat = pytest.importorskip("nbformat", reason="nbclient is not installed to run the notebook")
nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed to run the notebook")
pytest.importorskip("ipykernel", reason="there is no kernel to run the notebook")
NOTEBOOK = ROOT / "docs" / "analysis.ipynb"

pytestmark = [uses_release, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def ran(release: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """The notebook after it ran in a folder that has a release."""
    try:
        chinese_font()
    except FontError:
        pytest.skip("no font with Chinese is installed to draw labels")
    folder = tmp_path_factory.mktemp("notebook")
    (folder / "release").symlink_to(release, target_is_directory=True)
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    return notebook, folder


def _shown(notebook: Any, text: str, kind: str) -> str:
    """What the cell with a text shows in a form."""
    (cell,) = [c for c in notebook.cells if c.cell_type == "code" and text in c.source]
    (shown,) = [o["data"][kind] for o in cell.outputs if kind in o.get("data", {})]
    return str(shown)


def test_the_notebook_is_kept_without_outputs() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert all(not c.outputs and c.execution_count is None for c in notebook.cells if c.cell_type == "code")


def test_it_shows_tables_of_what_it_says(ran: tuple[Any, Path]) -> None:
    notebook, _ = ran
    frequent = _shown(notebook, "frequent.head(10)", "text/plain").splitlines()
    assert len([line for line in frequent if line[:1].isdigit()]) >= 10
    levels = _shown(notebook, 'groupby("level")', "text/plain")
    assert "prefecture" in levels and "median" in levels
    assert "mechanism/ppp" in _shown(notebook, 'sort_values("q_value")', "text/plain")
    assert "pagerank" in _shown(notebook, 'sort_values("betweenness"', "text/plain")


def test_ranks_by_betweenness_are_less_sure_than_by_frequency(ran: tuple[Any, Path]) -> None:
    widths = dict(line.split() for line in _shown(ran[0], "width", "text/plain").splitlines()[1:-1])
    assert float(widths["betweenness"]) > 3 * float(widths["frequency"])


def test_it_draws_two_pictures_and_writes_a_file(ran: tuple[Any, Path]) -> None:
    notebook, folder = ran
    for text in ("network_figure(bone", "heatmap_figure(build"):
        assert len(_shown(notebook, text, "image/png")) > 10_000
    assert (folder / "mechanisms.gexf").read_text("utf-8").startswith("<?xml")
