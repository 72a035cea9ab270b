"""Records in a file: JSON Lines, UTF-8; the first line is the header with the source, each further line one plan.

The same records give the same bytes: keys stand in the order of `model`, figures as written, and there is no clock. The
header says how many plans follow, so that a file that lost its end is noticed.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from pilotkg.errors import RecordsError
from pilotkg.model import Plan, Records, Source

FORMAT: Final = "pilotkg-records"
VERSION: Final = 1


class Header(msgspec.Struct, frozen=True):
    """The first line: the format and its version, how many plans follow, and the document they were read from."""

    format: str
    version: int
    plans: int
    source: Source


def encode(records: Records) -> bytes:
    """The bytes of a records file."""
    return b"".join(_lines(records))


def write(records: Records, path: Path) -> None:
    """Write a records file, whole or not at all.

    Raises:
        RecordsError: the file cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.writelines(_lines(records))
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise RecordsError(
            f"the records cannot be written: {error.strerror}",
            file=path,
            remedy="Choose a folder that exists, that you may write to, and that has room left",
        ) from error


def read(path: Path) -> Records:
    """Read a records file.

    Raises:
        RecordsError: the file is missing, damaged, cut short, or of another version; names file and line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordsError(
            f"the records cannot be read: {error.strerror}",
            file=path,
            remedy="Give the path of a file that `pilotkg extract` wrote",
        ) from error
    return decode(data, path)


def decode(data: bytes, file: object = "records") -> Records:
    """Records from the bytes of a records file; `file` is its name in errors.

    Raises:
        RecordsError: see `read`.
    """
    head, *lines = data.split(b"\n")
    header = _header(head, file)
    if lines and not lines[-1]:
        lines.pop()  # the line feed that ends the last plan
    plans = tuple(_decode_plan(line, number, file) for number, line in enumerate(lines, start=2))
    if len(plans) != header.plans:
        raise _error(f"{header.plans} plans are announced and {len(plans)} are there", file, len(lines) + 1)
    for number, (one, next_one) in enumerate(itertools.pairwise(plans), start=3):
        if next_one.position <= one.position:
            raise _error(f"plan {next_one.position} comes after plan {one.position}", file, number)
    return Records(header.source, plans)


def is_records(head: bytes) -> bool:
    """Whether a file that begins so is a records file (of any version)."""
    return head.lstrip().startswith(b'{"format":"' + FORMAT.encode() + b'"')


def _lines(records: Records) -> Iterator[bytes]:
    encoder = msgspec.json.Encoder()
    yield encoder.encode(Header(FORMAT, VERSION, len(records.plans), records.source)) + b"\n"
    for plan in records.plans:
        yield encoder.encode(plan) + b"\n"


def _header(line: bytes, file: object) -> Header:
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _error(f"the header is no JSON: {error}", file, 1) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise _error(f'the header does not say "format": "{FORMAT}"', file, 1)
    if found.get("version") != VERSION:
        raise RecordsError(
            f"the records are of format version {found.get('version')}, and this program reads version {VERSION}",
            file=file,
            place="line 1",
            remedy="Extract them again with `pilotkg extract`, or use the program's version that wrote them",
        )
    try:
        return msgspec.convert(found, Header)
    except msgspec.ValidationError as error:
        raise _error(f"the header is damaged: {error}", file, 1) from error


def _decode_plan(line: bytes, number: int, file: object) -> Plan:
    try:
        return _PLAN.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _error(f"the plan is damaged: {error}", file, number) from error


def _error(what: str, file: object, line: int) -> RecordsError:
    return RecordsError(
        what,
        file=file,
        place=f"line {line}",
        remedy="Extract the records again with `pilotkg extract`, or restore the file from a copy",
    )


_PLAN = msgspec.json.Decoder(Plan)
