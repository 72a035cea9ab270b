"""Records in a file: JSON Lines, UTF-8; for each source a header line, and behind it each of its plans on a line.

The same records give the same bytes: keys stand in the order of `model`, figures as written, and there is no clock. A
header says how many plans follow, so that a file that lost its end is noticed. Files may be joined end to end.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
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


def encode(records: Iterable[Records]) -> bytes:
    """The bytes of a records file."""
    return b"".join(_lines(records))


def write(records: Iterable[Records], path: Path) -> None:
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
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise RecordsError(
            f"the records cannot be written: {error.strerror}",
            file=path,
            remedy="Choose a folder that exists, that you may write to, and that has room left",
        ) from error


def read(path: Path) -> tuple[Records, ...]:
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


def decode(data: bytes, file: object = "records") -> tuple[Records, ...]:
    """Records from the bytes of a records file; `file` is its name in errors.

    Raises:
        RecordsError: see `read`.
    """
    lines = data.removesuffix(b"\n").split(b"\n")
    found, at = [], 0
    while at < len(lines):
        header = _header(lines[at], file, at + 1)
        body = lines[at + 1 : at + 1 + header.plans]
        found.append(Records(header.source, _plans(body, at + 2, file)))
        at += 1 + len(body)
        if len(body) < header.plans:
            raise _error(f"{header.plans} plans are announced and {len(body)} are there", file, at)
    return tuple(found)


def is_records(head: bytes) -> bool:
    """Whether a file that begins so is a records file (of any version)."""
    return head.startswith(_BEGIN)


def _lines(records: Iterable[Records]) -> Iterator[bytes]:
    encoder = msgspec.json.Encoder()
    for one in records:
        yield encoder.encode(Header(FORMAT, VERSION, len(one.plans), one.source)) + b"\n"
        for plan in one.plans:
            yield encoder.encode(plan) + b"\n"


def _plans(lines: list[bytes], first: int, file: object) -> tuple[Plan, ...]:
    """The plans of one source; `first` is the number of their first line."""
    plans: list[Plan] = []
    for number, line in enumerate(lines, first):
        if is_records(line):
            raise _error("the next source begins before all announced plans are there", file, number)
        plan = _plan(line, number, file)
        if plans and plan.position <= plans[-1].position:
            raise _error(f"plan {plan.position} comes after plan {plans[-1].position}", file, number)
        plans.append(plan)
    return tuple(plans)


def _header(line: bytes, file: object, number: int) -> Header:
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _error(f"the header is no JSON: {error}", file, number) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise _error(f'a header with "format": "{FORMAT}" should stand here', file, number)
    if found.get("version") != VERSION:
        raise RecordsError(
            f"the records are of format version {found.get('version')}, and this program reads version {VERSION}",
            file=file,
            place=f"line {number}",
            remedy="Extract them again with `pilotkg extract`, or use the program's version that wrote them",
        )
    try:
        return msgspec.convert(found, Header)
    except msgspec.ValidationError as error:
        raise _error(f"the header is damaged: {error}", file, number) from error


def _plan(line: bytes, number: int, file: object) -> Plan:
    try:
        return _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _error(f"the plan is damaged: {error}", file, number) from error


def _error(what: str, file: object, line: int) -> RecordsError:
    return RecordsError(
        what,
        file=file,
        place=f"line {line}",
        remedy="Extract the records again with `pilotkg extract`, or restore the file from a copy",
    )


_BEGIN: Final = b'{"format":"' + FORMAT.encode() + b'"'
_DECODER: Final = msgspec.json.Decoder(Plan)
