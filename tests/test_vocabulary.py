"""The form of a cue: what is read from Turtle, what is refused, and how a condition decides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pilotkg.errors import VocabularyError
from pilotkg.vocabulary import Context, load, vocabulary

PREFIXES = """@prefix pk: <https://w3id.org/pilotkg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix m: <https://w3id.org/pilotkg/id/mechanism/> .
@prefix class: <https://w3id.org/pilotkg/id/word-class/> .
@prefix context: <https://w3id.org/pilotkg/id/context/> .
@prefix : <https://w3id.org/pilotkg/id/cue/> .
"""


def written(folder: Path, body: str, name: str = "mechanisms") -> Path:
    path = folder / f"{name}.ttl"
    path.write_text(PREFIXES + body, "utf-8")
    return path


def context(before: str, word: str, after: str) -> Context:
    return before, after, before + word + after, before + word + after


def test_a_cue_is_its_words_its_concept_and_its_conditions(tmp_path: Path) -> None:
    path = written(tmp_path, ':ppp.name a pk:Cue ; pk:cueFor m:ppp ; skos:hiddenLabel "特许经营" ; pk:confidence 0.9 .')
    (cue,) = load([path])["mechanisms"].cues
    assert (cue.name, cue.concept, cue.words, cue.confidence) == ("ppp.name", "ppp", ("特许经营",), 0.9)


def test_all_words_of_a_scheme_are_found_overlapping_ones_too(tmp_path: Path) -> None:
    body = ':a a pk:Cue ; pk:cueFor m:a ; skos:hiddenLabel "公租房", "租房" . :b a pk:Cue ; pk:cueFor m:b ; skos:hiddenLabel "租房" .'
    scheme = load([written(tmp_path, body)])["mechanisms"]
    assert [(cue.name, begin, end) for cue, begin, end in scheme.scan("建公租房")] == [
        ("a", 1, 4),
        ("a", 2, 4),
        ("b", 2, 4),
    ]


@pytest.mark.parametrize(
    ("condition", "fitting", "unfitting"),
    [
        ('pk:before "放宽$"', context("放宽", "落户", "条件"), context("放宽城镇", "落户", "条件")),
        ('pk:after "^条件"', context("放宽", "落户", "条件"), context("放宽", "落户", "的条件")),
        ('pk:notClause "项目"', context("放宽", "落户", "条件"), context("引进项目", "落户", "")),
        ('pk:governedBy class:doing', context("全面放开", "落户", "限制"), context("已经", "落户", "的")),
        ("pk:unless context:cost", context("放宽", "落户", "条件"), context("测算", "落户", "等成本")),
    ],
)  # fmt: skip
def test_a_condition_decides(tmp_path: Path, condition: str, fitting: Context, unfitting: Context) -> None:
    shared = (
        'class:doing a pk:WordClass ; skos:hiddenLabel "放开", "放宽" . '
        'context:cost a pk:Context ; pk:clause "费用" ; pk:after "^等成本" .'
    )
    body = f'{shared} :a a pk:Cue ; pk:cueFor m:a ; skos:hiddenLabel "落户" ; {condition} .'
    (cue,) = load([written(tmp_path, body)])["mechanisms"].cues
    assert cue.fits(fitting)
    assert not cue.fits(unfitting)


def test_a_cue_may_count_in_headings_only(tmp_path: Path) -> None:
    body = ':a a pk:Cue ; pk:cueFor m:a ; skos:hiddenLabel "落户" ; pk:place "heading" .'
    (cue,) = load([written(tmp_path, body)])["mechanisms"].cues
    assert cue.fits(context("", "落户", ""), heading=True)
    assert not cue.fits(context("", "落户", ""))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (":a a pk:Cue ; pk:cueFor m:a .", "hiddenLabel"),
        (':a a pk:Cue ; skos:hiddenLabel "词" .', "pk:cueFor"),
        (':a a pk:Cue ; pk:cueFor m:a ; skos:hiddenLabel "词" ; pk:near "x" .', "pk:near is no condition"),
        (':a a pk:Cue ; pk:cueFor m:a ; skos:hiddenLabel "词" ; pk:before "放.*" .', "without a bound"),
        (':a a pk:Cue ; pk:cueFor m:a ; skos:hiddenLabel "词" ; pk:governedBy class:none .', "not defined"),
        (':a a pk:Cue ; pk:cueFor m:a ; skos:hiddenLabel "词" ; pk:unless context:none .', "context"),
        ('context:a a pk:Context ; pk:notAfter "词" .', "a context has pk:before"),
        ("context:a a pk:Context .", "a context has pk:before"),
        ("this is no Turtle", "Turtle"),
    ],
)
def test_what_breaks_the_form_is_refused_with_its_place(tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(VocabularyError, match=re.escape(message)) as caught:
        load([written(tmp_path, body)])
    assert "mechanisms.ttl" in str(caught.value)


def test_an_expression_that_is_not_valid_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, ':a a pk:Cue ; pk:cueFor m:a ; skos:hiddenLabel "词" ; pk:before "放(" .')
    (cue,) = load([path])["mechanisms"].cues
    with pytest.raises(VocabularyError, match="not valid"):
        cue.fits(context("放", "词", ""))


def test_a_scheme_that_no_file_has_is_empty(tmp_path: Path) -> None:
    words = load([written(tmp_path, ':a a pk:Cue ; pk:cueFor m:a ; skos:hiddenLabel "词" .')])
    assert words["metrics"].cues == ()


def test_every_expression_that_ships_is_valid() -> None:
    words = vocabulary()
    patterns = {c.pattern for s in words.schemes.values() for cue in s.cues for c in cue.conditions}
    assert all(re.compile(pattern) for pattern in sorted(patterns))


def test_every_cue_that_ships_has_a_confidence_between_zero_and_one() -> None:
    assert all(0 < cue.confidence <= 1 for scheme in vocabulary().schemes.values() for cue in scheme.cues)
