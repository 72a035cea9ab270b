"""Plans of other forms than those of 2016: each of the documents in fixtures/forms comes out with all its facts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pilotkg.extract import extract
from pilotkg.model import Plan
from pilotkg.source import read as read_document
from tests import documents, forms

DOCUMENTS = sorted(p.name for p in forms.FOLDER.iterdir() if p.suffix != ".yaml")
TEXTS = [name for name in DOCUMENTS if name.endswith(".txt")]


def _plan(path: Path) -> Plan:
    (plan,) = extract(read_document(path)).plans
    return plan


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_comes_out_with_all_its_facts(document: str) -> None:
    path = forms.FOLDER / document
    assert forms.read(_plan(path)) == forms.written(path.stem)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("make", [documents.to_docx, documents.to_pdf, documents.to_html], ids=["docx", "pdf", "html"])
def test_it_does_so_in_other_formats(make: Callable[[str, Path], Path], text: str, tmp_path: Path) -> None:
    source = forms.FOLDER / text
    path = tmp_path / f"plan.{make.__name__.removeprefix('to_')}"
    assert forms.read(_plan(make(source.read_text(encoding="utf-8"), path))) == forms.written(source.stem)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("text", ["traditional.txt", "figures.txt"])
def test_it_does_so_in_other_encodings(text: str, encoding: str, tmp_path: Path) -> None:
    source = forms.FOLDER / text
    path = tmp_path / "plan.txt"
    path.write_bytes(source.read_text(encoding="utf-8").replace("\n", "\r\n").encode(encoding))
    assert forms.read(_plan(path)) == forms.written(source.stem)


@pytest.mark.parametrize("text", TEXTS)
def test_the_evidence_of_every_indicator_holds_its_figures(text: str) -> None:
    document = read_document(forms.FOLDER / text)
    for indicator in extract(document).plans[0].indicators:
        evidence = forms.plain(document.text[indicator.span.begin : indicator.span.end])
        for figure in forms.figures(indicator):
            assert str(figure) in evidence
