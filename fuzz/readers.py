"""Fuzz target: any bytes, as any format, are read as plans or refused with a remedy. See README.md for how to run it."""

import sys

import atheris

with atheris.instrument_imports(include=["pilotkg"]):
    from pilotkg.errors import SourceError
    from pilotkg.extract import extract
    from pilotkg.source.read import SUFFIXES, from_bytes

MEDIA_TYPES = sorted(set(SUFFIXES.values()))


def one(data: bytes) -> None:
    """Read bytes; the first of them chooses the format."""
    if not data:
        return
    try:
        extract(from_bytes(data[1:], "fuzzed", MEDIA_TYPES[data[0] % len(MEDIA_TYPES)]))
    except SourceError as told:
        assert told.remedy


if __name__ == "__main__":
    atheris.Setup([*sys.argv, "-timeout=10"], one)
    atheris.Fuzz()
