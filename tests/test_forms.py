"""Plans of other forms than those of 2016: each of the documents in fixtures/forms comes out with all its facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from pilotkg.extract import extract
from pilotkg.model import Plan
from pilotkg.source import read as read_document
from tests import forms


def _plan(path: Path) -> Plan:
    (plan,) = extract(read_document(path)).plans
    return plan


@pytest.mark.parametrize("document", sorted(p.name for p in forms.FOLDER.iterdir() if p.suffix != ".yaml"))
def test_a_document_comes_out_with_all_its_facts(document: str) -> None:
    path = forms.FOLDER / document
    assert forms.read(_plan(path)) == forms.written(path.stem)
