"""Facts in a few words, as lists and messages tell them: a record in, a line of text out."""

from __future__ import annotations

from pilotkg.model import Indicator, Locality, Measure, MeasureKind, Plan, Reading

_KIND = {MeasureKind.TASK: "task", MeasureKind.ASSURANCE: "safeguard", MeasureKind.PREAMBLE: "preamble"}


def fact(record: Plan | Locality | Indicator | Measure | Reading) -> str:
    """A record in words: resident-population 2.8万人 (2015, baseline); task 1 盘活农村土地."""
    if isinstance(record, Indicator):
        return f"{record.metric} {figure(record)} ({circumstances(record)})"
    if isinstance(record, Reading):
        return str(record.concept or record.phrase)
    if isinstance(record, Measure):
        return f"{_KIND[record.kind]} {record.ordinal} {record.heading}".rstrip()
    if isinstance(record, Locality):
        return f"{record.name} ({record.level}, {record.code or record.slug})"
    return record.title or record.locality.name


def figure(indicator: Indicator) -> str:
    """The figure of an indicator as it is written: 10–15万人, 6.8:51.6:41.6."""
    if indicator.ratio is not None:
        return ":".join(map(str, indicator.ratio))
    upper = f"–{indicator.upper}" if indicator.upper is not None else ""
    return f"{indicator.value}{upper}{indicator.unit}"


def circumstances(indicator: Indicator) -> str:
    """Year, status and scope of an indicator: 2016–2020, target, 镇区."""
    start = f"{indicator.from_year}–" if indicator.from_year is not None else ""
    year = f"{start}{indicator.year}" if indicator.year is not None else "no year"
    return ", ".join(part for part in (year, indicator.status.value, indicator.scope) if part)
