"""A document becomes clean text with a map back to its offsets, then plans, then sections and items."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from pilotkg.errors import SourceError
from pilotkg.model import Repair
from pilotkg.source.clean import clean
from pilotkg.source.layout import Layout, layout
from pilotkg.source.outline import outline
from pilotkg.source.plans import Stretch, stretches, whole
from pilotkg.source.read import Document, read, read_all
from pilotkg.source.text import CleanText, Outline, Range, SectionKind
from pilotkg.source.traditional import simplified


def outlines(raw: str, name: str = "text") -> Iterator[Outline]:
    """The outlines of the plans in a document, in order.

    Raises:
        SourceError: nothing in the text has the form of a plan.
    """
    raw = simplified(raw)
    page = layout(raw)
    found = stretches(raw, page.lines)
    if found:
        yield from (_outline(raw, page, stretch) for stretch in found)
        return
    alone = _outline(raw, page, whole(raw, page.lines)) if page.lines else None
    if alone is None or not any(s.kind in (SectionKind.TASKS, SectionKind.ASSURANCES) for s in alone.sections):
        raise SourceError(
            "no plan is in it: no title such as …新型城镇化试点工作方案要点, and no section of tasks (任务) or safeguards (保障)",
            file=name,
            remedy="Give a document of such plans; if it is one, check that its text can be selected and is no scanned picture",
        )
    yield alone


def _outline(raw: str, page: Layout, stretch: Stretch) -> Outline:
    lines = page.lines[stretch.begin : stretch.end]
    text = clean(raw, lines, page.full, stretch.titles)
    first, last = (bisect_left(page.repairs, at, key=_begin) for at in (lines[0].begin, lines[-1].end))
    whole = CleanText(text.text, text.offsets, tuple(sorted((*text.repairs, *page.repairs[first:last]))))
    title_end = text.text.find("\n") if stretch.titles else 0
    return outline(whole, Range(0, title_end))


def _begin(repair: Repair) -> int:
    return repair.span.begin


__all__ = ["Document", "outlines", "read", "read_all"]
