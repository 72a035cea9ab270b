"""The reference of the plans that ship, written once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from pilotkg.reference import Written, write_reference


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write_reference(tmp_path_factory.mktemp("reference"))


@pytest.fixture(scope="session")
def folder(written: Written) -> Path:
    return written.folder
