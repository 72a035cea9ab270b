"""Fuzz target: texts put together from pieces of plans, with bytes between them, are read or refused. See README.md."""

import sys

import atheris

with atheris.instrument_imports(include=["pilotkg"]):
    from pilotkg.errors import SourceError
    from pilotkg.extract import Reader
    from pilotkg.source import outlines
    from pilotkg.synth import ALL, synth

READER = Reader("plans.txt")
PIECES = sorted(
    {line[i : i + 6] for plan in synth(1, 60, ALL) for line in plan.text.split("\n") for i in range(0, len(line), 6)}
)
PLANS = [plan.text for plan in synth(2, 20)]


def text(data: bytes) -> str:
    """A text that bytes describe: pieces, stretches of plans, and characters of their own."""
    given = atheris.FuzzedDataProvider(data)
    parts = []
    while given.remaining_bytes():
        kind = given.ConsumeIntInRange(0, 3)
        if kind == 0:
            parts.append(given.PickValueInList(PIECES))
        elif kind == 1:
            plan = given.PickValueInList(PLANS)
            begin = given.ConsumeIntInRange(0, len(plan))
            parts.append(plan[begin : begin + given.ConsumeIntInRange(0, 200)])
        elif kind == 2:
            parts.append(given.ConsumeUnicodeNoSurrogates(4))
        else:
            parts.append(given.PickValueInList(PIECES) * given.ConsumeIntInRange(2, 60))
    return "".join(parts)


def one(data: bytes) -> None:
    """Read the text that bytes describe; every span lies in it."""
    raw = text(data)
    try:
        for plan in READER.plans([*outlines(raw)], 1):
            assert all(i.span.end <= len(raw) for i in plan.indicators)
            assert all(m.span.end <= len(raw) for m in plan.measures)
    except SourceError as told:
        assert told.remedy


if __name__ == "__main__":
    atheris.Setup([*sys.argv, "-timeout=10"], one)
    atheris.Fuzz()
