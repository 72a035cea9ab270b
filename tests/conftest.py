"""What tests of the whole share: the release of the plans that ship, and the document they were read from."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_DOCUMENT = "pilot-plans-2016.txt"

# Tests that use the release carry this mark, so that one worker builds it once for all of them.
uses_release = pytest.mark.xdist_group("release")


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the plans that ship, made as `pilotkg build` makes it."""
    from pilotkg import pipeline  # noqa: PLC0415 - the other tests need not wait for it

    folder = tmp_path_factory.mktemp("shipped") / "release"
    pipeline.build(None, folder)
    return folder


@pytest.fixture(scope="session")
def document() -> Path:
    """The document that the records that ship were read from; its text is not part of the repository."""
    named = os.environ.get("PILOTKG_SOURCE")
    places = [Path(named)] if named else [ROOT.parent / "shared" / "corpus" / _DOCUMENT]
    for place in places:
        if place.is_file():
            return place
    pytest.skip(f"{_DOCUMENT} is not here; name it in the environment variable PILOTKG_SOURCE")
