"""What goes in comes out: the facts of invented plans are read from their text, whatever layout has done to it.

The same seeds every time; `pilotkg synth` with `--gold`, and `pilotkg score`, ask many more at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotkg.extract import Reader
from pilotkg.model import Measure, Plan, TextSpan
from pilotkg.source import outlines
from pilotkg.source.clean import clean
from pilotkg.source.layout import Line, layout
from pilotkg.synth import ALL, Fault, synth
from tests.synth import facts

READER = Reader("plans.txt")
SEEDS = st.integers(0, 2**32)


def _plans(raw: str) -> list[Plan]:
    return [*READER.plans([*outlines(raw)], 1)]


@pytest.mark.parametrize("fault", [None, *ALL], ids=str)
def test_a_document_of_plans_with_one_kind_of_fault(fault: Fault | None) -> None:
    written = list(synth(11, 40, {fault} if fault else ()))
    plans = _plans("".join(p.text for p in written))
    assert [facts.read(p) for p in plans] == [facts.true(p.truth) for p in written]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=SEEDS, faults=st.sets(st.sampled_from(ALL)))
def test_a_document_of_plans_with_any_faults(seed: int, faults: set[Fault]) -> None:
    written = list(synth(seed, 3, faults))
    plans = _plans("".join(p.text for p in written))
    assert [facts.read(p) for p in plans] == [facts.true(p.truth) for p in written]


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seed=SEEDS, faults=st.sets(st.sampled_from(ALL)))
def test_every_span_cut_from_the_text_as_given_holds_what_it_is_evidence_for(seed: int, faults: set[Fault]) -> None:
    (written,) = synth(seed, 1, faults)
    (plan,) = _plans(written.text)
    page = layout(written.text).lines

    def cut(span: TextSpan) -> str:
        """A stretch of the text as given, its lines cleaned as one paragraph."""
        lines = [Line(max(a, span.begin), min(b, span.end)) for a, b in page if a < span.end and b > span.begin]
        return clean(written.text, lines, float("inf"), titles=len(lines)).text.rstrip("\n")

    renamed = {r.span: r.was for r in plan.repairs if r.kind == "name"}
    assert cut(plan.locality.span) == renamed.get(plan.locality.span, plan.locality.name)
    for i in plan.indicators:
        for figure in (i.value, i.upper, *(i.ratio or ())):
            assert figure is None or _holds(cut(i.span), figure), (i, written.text[i.span.begin : i.span.end])
    for measure in _all(plan.measures):
        assert measure.heading in cut(measure.span)
    for repair in plan.repairs:
        assert repair.span.end <= len(written.text)


def _holds(words: str, figure: Decimal) -> bool:
    return str(figure) in words.replace(",", "").replace("，", "")


def _all(measures: tuple[Measure, ...]) -> Iterator[Measure]:
    for measure in measures:
        yield measure
        yield from _all(measure.submeasures)
