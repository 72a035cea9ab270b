"""`pilotkg docs` as a user meets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pilotkg.cli import app

pytestmark = pytest.mark.xdist_group("reference")


def test_the_command_tells_what_it_wrote_and_where(tmp_path: Path) -> None:
    graph = tmp_path / "graph.ttl"
    graph.write_text("<https://example.org/a> a <https://example.org/B> .")
    done = CliRunner().invoke(app, ["docs", "-o", str(tmp_path / "site"), "-g", str(graph)])
    assert done.exit_code == 0
    counts, place = done.stdout.splitlines()[-2:]
    assert re.fullmatch(r"\d+ terms, \d+ concepts, \d+ shapes, \d+ queries", counts)
    assert place == f"Reference: {tmp_path / 'site' / 'index.html'}"
    assert (tmp_path / "site" / "index.html").is_file()


def test_its_help_shows_an_example() -> None:
    assert "pilotkg docs -o site" in CliRunner().invoke(app, ["docs", "--help"]).stdout
