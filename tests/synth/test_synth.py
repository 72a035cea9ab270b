"""Invented plans: the same again for the same seed, one place each, and every sentence of the grammar among them."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from pilotkg.errors import SourceError
from pilotkg.synth import ALL, Fault, synth, write
from pilotkg.synth.grammar import grammar
from pilotkg.synth.places import sites


def test_a_seed_gives_the_same_plans_however_many_are_asked_for() -> None:
    assert list(synth(3, 5, ALL)) == list(islice(synth(3, 50, ALL), 5))
    assert [p.text for p in synth(3, 5)] != [p.text for p in synth(4, 5)]


def test_faults_change_the_text_and_not_the_facts() -> None:
    for plain, faulty in zip(synth(7, 20), synth(7, 20, {Fault.SPACES, Fault.PAGES}), strict=True):
        assert plain.truth == faulty.truth


def test_no_two_plans_are_of_one_place() -> None:
    names = [
        (p.truth.locality.name, p.truth.locality.county, p.truth.locality.prefecture, p.truth.locality.province)
        for p in synth(1, 7000)
    ]
    assert len(set(names)) == 7000


def test_places_are_found_by_number_alone_and_run_out() -> None:
    places = sites(1)
    assert len(places) > 1_000_000
    assert places[len(places) - 1].truth.level == "township"
    with pytest.raises(IndexError):
        places[len(places)]
    with pytest.raises(SourceError, match="places"):
        next(synth(1, len(places) + 1))


def test_every_concept_of_the_grammar_is_written() -> None:
    plans = [p.truth for p in synth(2, 600)]
    words = grammar()
    assert {m for t in plans for m, _, _ in t.mechanisms} == set(words.mechanisms)
    assert {s for t in plans for s, _, _ in t.safeguards} == set(words.safeguards)
    assert {theme for t in plans for _, theme in t.title_themes} == set(words.themes)
    assert {f.bound for t in plans for f in t.indicators} == {"exact", "approximate", "minimum", "maximum"}
    assert {f.kind for t in plans for f in t.indicators} == {"baseline", "target", "provision"}


def test_plans_are_written_to_a_document_and_their_facts_to_annotations(tmp_path: Path) -> None:
    write(5, 3, tmp_path / "plans.txt", gold=tmp_path / "gold")
    assert (tmp_path / "plans.txt").read_text(encoding="utf-8") == "".join(p.text + "\n" for p in synth(5, 3))
    facts = json.loads((tmp_path / "gold" / "002.json").read_text(encoding="utf-8"))
    assert facts["position"] == 2
    assert isinstance(facts["indicators"][0]["value"], int | float)


def test_an_unwritable_document_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be written"):
        write(5, 3, tmp_path / "missing" / "plans.txt")
