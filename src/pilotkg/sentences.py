"""The sentence around a span of a source, for reading: text as given and a span in, one line out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pilotkg.model import Plan, Repair, TextSpan

REACH = 150
"""Characters of the source that are shown to either side of a span at most."""
_LONGEST = 400
_STOP = re.compile("[。！？；]")
_SPACE = re.compile(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])")


def sentence(text: str, span: TextSpan, plan: Plan, marks: tuple[str, str] = ("", "")) -> str:
    """The sentence of a plan that holds a span, in one line, without page numbers and pasted addresses.

    Args:
        text: the source as given.
        span: what the sentence is wanted for; of one that is longer than a page column only beginning and end are shown.
        plan: the plan that the span is in.
        marks: what is put before and behind the span.
    """
    low, high = max(plan.span.begin, span.begin - REACH), min(plan.span.end, span.end + REACH)
    before = [m.end() for m in _STOP.finditer(text, low, span.begin)]
    behind = _STOP.search(text, span.end - 1, high)
    begin, end = before[-1] if before else low, max(span.end, behind.end() if behind else high)
    inside = shortened(words(text, span, plan))
    noise = _noise(plan)
    left, right = _line(text, begin, span.begin, noise), _line(text, span.end, end, noise)
    cut_left, cut_right = not before and low > plan.span.begin, behind is None and high < plan.span.end
    return f"{'…' * cut_left}{left}{marks[0]}{inside}{marks[1]}{right}{'…' * cut_right}"


def shortened(line: str) -> str:
    """A line; of one that is longer than a page column only beginning and end."""
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST // 2]}…{line[-_LONGEST // 4 :]}"


def read_as(text: str, span: TextSpan, plan: Plan) -> str:
    """What was read at a span: in one line, all repairs made."""
    parts, at = [], span.begin
    for repair in repairs_in(span, plan):
        parts += [text[at : repair.span.begin], repair.now]
        at = repair.span.end
    return _SPACE.sub("", "".join((*parts, text[at : span.end]))).replace("\n", " ")


def repairs_in(span: TextSpan, plan: Plan) -> list[Repair]:
    """The repairs of a plan's text that lie inside a span, in order."""
    return [r for r in sorted(plan.repairs) if span.begin <= r.span.begin and r.span.end <= span.end]


def words(text: str, span: TextSpan, plan: Plan) -> str:
    """What stands at a span, in one line, without page numbers and pasted addresses."""
    return _line(text, span.begin, span.end, _noise(plan))


def _noise(plan: Plan) -> tuple[TextSpan, ...]:
    """What stands in the text of a plan and is none of it, in order."""
    return tuple(sorted(repair.span for repair in plan.repairs if not repair.now))


def _line(text: str, begin: int, end: int, noise: Sequence[TextSpan]) -> str:
    """A stretch in one line, without noise; white space goes, but for that between words in Latin letters."""
    kept, at = [], begin
    for drop in noise:
        if begin <= drop.begin < end:
            kept.append(text[at : drop.begin])
            at = max(at, min(drop.end, end))
    return _SPACE.sub("", "".join((*kept, text[at:end]))).replace("\n", " ")
