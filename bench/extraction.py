#!/usr/bin/env python3
"""Time extraction against jieba, which merely cuts the same text into words; both in one run, in turn.

    python bench/extraction.py [PLANS.txt] [--rounds 9]

Without a file the text is that of 111 invented plans. Prints, for both, processor seconds and characters a second: warm (the
vocabularies and the dictionary are loaded, what a second document costs) and whole (a process of its own, loading included),
with the ratio round by round. Extraction goes from the text to typed records; nothing is written.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pilotkg import source, terminal
from pilotkg.extract import extract
from pilotkg.synth import write

EXTRACT = (
    "import sys; from pilotkg import source; from pilotkg.extract import extract; extract(source.read(sys.argv[1]))"
)
SEGMENT = "import sys, jieba; [*jieba.cut(open(sys.argv[1], encoding='utf-8', newline='').read())]"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plans", type=Path, nargs="?", help="a document of plans; invented ones where it is left out")
    parser.add_argument("--rounds", type=int, default=9, help="rounds to time, after one that is not counted")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        plans = given.plans
        if plans is None:
            plans = Path(folder) / "plans.txt"
            write(2016, 111, plans)
        document = source.read(plans)
        rows = [_row("warm", document.text, *warm(document, given.rounds))]
        rows.append(_row("whole", document.text, *whole(plans, max(3, given.rounds // 3))))
    terminal.print_table(
        ("run", "extraction s", "jieba s", "extraction chars/s", "jieba chars/s", "jieba / extraction"), rows
    )


def warm(document: source.Document, rounds: int) -> tuple[list[float], list[float]]:
    """Processor seconds of each round in this process."""
    import jieba  # noqa: PLC0415 - the peer

    jieba.setLogLevel("ERROR")

    def cut() -> None:
        for _ in jieba.cut(document.text):
            pass

    return _in_turn(lambda: extract(document), cut, rounds, time.process_time)


def whole(plans: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Processor seconds of processes that load what they need, work, and end."""

    def run(code: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", code, str(plans)], check=True, stderr=subprocess.DEVNULL)

    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    return _in_turn(run(EXTRACT), run(SEGMENT), rounds, spent)


def _in_turn(
    a: Callable[[], object], b: Callable[[], object], rounds: int, clock: Callable[[], float]
) -> tuple[list[float], list[float]]:
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for work, spent in zip((a, b), times, strict=True):
            before = clock()
            work()
            if number:
                spent.append(clock() - before)
    return times


def _row(name: str, text: str, ours: list[float], peer: list[float]) -> tuple[str, ...]:
    ratio = statistics.median(p / o for o, p in zip(ours, peer, strict=True))
    a, b = statistics.median(ours), statistics.median(peer)
    return name, f"{a:.2f}", f"{b:.2f}", f"{len(text) / a:,.0f}", f"{len(text) / b:,.0f}", f"{ratio:.2f}"


if __name__ == "__main__":
    main()
