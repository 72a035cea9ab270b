"""A document becomes clean text with a map back to its offsets, then plans, then sections and items."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from pilotkg.errors import SourceError
from pilotkg.model import Repair, TextSpan
from pilotkg.source.clean import clean
from pilotkg.source.outline import outline
from pilotkg.source.plans import stretches
from pilotkg.source.read import Document, read, read_all
from pilotkg.source.text import CleanText, Outline, Range, SectionKind


def outlines(raw: str, name: str = "text") -> Iterator[Outline]:
    """The outlines of the plans in a document, in order.

    Raises:
        SourceError: nothing in the text has the form of a plan.
    """
    found = stretches(raw)
    if found:
        for s in found:
            yield _outline(raw, s.plan, s.title)
        return
    whole = _outline(raw, (0, len(raw)), None)
    if not any(whole.of(SectionKind.TASKS)) and not any(whole.of(SectionKind.ASSURANCES)):
        raise SourceError(
            "no plan is in it: no title such as …新型城镇化试点工作方案要点, and no section of tasks (任务) or safeguards (保障)",
            file=name,
            remedy="Give a document of such plans; if it is one, check that its text can be selected and is not a scanned picture",
        )
    yield whole


def _outline(raw: str, plan: tuple[int, int], title: tuple[int, int] | None) -> Outline:
    begin, end = plan
    titles = [(title[0] - begin, title[1] - begin)] if title else []
    text = clean(raw[begin:end], titles)
    text = _shifted(text, begin)
    title_end = text.text.find("\n") if title else 0
    return outline(text, Range(0, title_end if title_end >= 0 else len(text.text)))


def _shifted(text: CleanText, by: int) -> CleanText:
    if by == 0:
        return text
    repairs = tuple(
        Repair(TextSpan(r.span.begin + by, r.span.end + by), r.kind, r.was, r.now, r.why) for r in text.repairs
    )
    return CleanText(text.text, array("I", (o + by for o in text.offsets)), repairs)


__all__ = ["Document", "outlines", "read", "read_all"]
