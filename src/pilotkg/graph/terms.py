"""Literals in the canonical form of XML Schema 1.1, which is the form the store gives back."""

from __future__ import annotations

import re
from decimal import Decimal

from pyoxigraph import Literal

from pilotkg.graph.namespaces import GEO, XSD


def text(value: str, language: str | None = None) -> Literal:
    """A string, with its language where it has one."""
    return Literal(value, language=language) if language else Literal(value)


def zh(value: str) -> Literal:
    """A Chinese string."""
    return Literal(value, language="zh")


def en(value: str) -> Literal:
    """An English string."""
    return Literal(value, language="en")


def integer(value: int) -> Literal:
    """xsd:integer."""
    return Literal(str(value), datatype=XSD.integer)


def decimal(value: Decimal | float) -> Literal:
    """xsd:decimal without exponent and without trailing zeros: 54.3, 100, 0.9."""
    return Literal(plain(Decimal(str(value)) if isinstance(value, float) else value), datatype=XSD.decimal)


def plain(value: Decimal) -> str:
    """A decimal as digits: no exponent, no trailing zeros, no minus before zero."""
    digits = f"{value:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits in {"-0", ""} else digits


def boolean(value: bool) -> Literal:
    """xsd:boolean."""
    return Literal("true" if value else "false", datatype=XSD.boolean)


def year(value: int) -> Literal:
    """xsd:gYear."""
    return Literal(f"{value:04d}", datatype=XSD.gYear)


def day(value: str) -> Literal:
    """xsd:date, of a day as in 2026-05-04."""
    return Literal(value, datatype=XSD.date)


def point(lon: float, lat: float) -> Literal:
    """A WKT point, longitude first, to a hundredth of a degree.

    The packaged points are of the offset Chinese datum GCJ-02, up to 0.7 km off: two decimals claim no more than they
    hold in CRS84, the default of geo:wktLiteral.
    """
    return Literal(f"POINT({plain(Decimal(f'{lon:.2f}'))} {plain(Decimal(f'{lat:.2f}'))})", datatype=GEO.wktLiteral)


_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_INTEGERS = frozenset(
    XSD[name]
    for name in (
        *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
        *("negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    )
)


def canonical(literal: Literal) -> Literal:
    """A literal as the store gives it back: 1.0 as the decimal 1, integers of all kinds as xsd:integer.

    Files then hold just what the endpoint answers. NIF's offsets too are xsd:integer, whose values its range holds.
    """
    if literal.datatype in _INTEGERS and _INTEGER.fullmatch(literal.value):
        return integer(int(literal.value))
    if literal.datatype == XSD.decimal and _DECIMAL.fullmatch(literal.value):
        return decimal(Decimal(literal.value))
    if literal.datatype == XSD.boolean and literal.value in ("0", "1"):
        return boolean(literal.value == "1")
    return literal
