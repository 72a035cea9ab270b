"""The Python interface: a few functions, imported when they are first used."""

import subprocess
import sys
from pathlib import Path

import pandas
import pytest
from rdflib import RDF, Dataset, URIRef

import pilotkg
from tests.conftest import uses_release


def test_importing_the_package_imports_no_room() -> None:
    code = "import sys, pilotkg; print([m for m in sys.modules if m.startswith('pilotkg.')])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", pilotkg.__all__)
def test_every_name_is_a_function_with_its_documentation(name: str) -> None:
    function = getattr(pilotkg, name)
    assert callable(function)
    assert function.__doc__
    assert name in dir(pilotkg)


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="biuld"):
        _ = pilotkg.biuld


@uses_release
def test_rows_become_a_data_frame(release: Path) -> None:
    rows = pilotkg.query("plans-with-most-targets", release, {"limit": 5})
    frame = pandas.DataFrame(rows)
    assert list(frame.columns) == ["rank", "place", "place_en", "targets", "metrics", "plan"]
    assert frame["targets"].is_monotonic_decreasing


@uses_release
def test_a_release_loads_as_a_dataset(release: Path) -> None:
    dataset = pilotkg.load(release)
    assert isinstance(dataset, Dataset)
    assert len({*dataset.subjects(RDF.type, URIRef("https://w3id.org/pilotkg/ontology#PilotPlan"))}) == 111
