"""What the command shows: steps and tables on a terminal, and the same without colour and bars in a pipe or a log."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO

from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from pilotkg.pipeline import Progress as Callback

_UNLIMITED = 100_000  # columns: what is piped into a file or a program must not be cut


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> None:
    """Print a table on standard output; figures stand to the right."""
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for number, name in enumerate(head):
        figures = bool(cells) and all(_is_figure(row[number]) for row in cells)
        table.add_column(Text(name), justify="right" if figures else "left", overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    console(sys.stdout).print(table)


def print_json(value: object) -> None:
    """Print a value as JSON on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


@contextmanager
def steps(texts: Mapping[str, str]) -> Iterator[Callback]:
    """Show a line for each step on standard error, and yield the callback that moves it.

    On a terminal the lines live; elsewhere a line is written when its step begins.
    """
    out = console(sys.stderr)
    if not out.is_terminal:
        yield lambda step, share: None if share else print(f"{texts[step]} ...", file=sys.stderr, flush=True)
        return
    columns = (SpinnerColumn(finished_text="✓"), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out) as bars:
        tasks = {step: bars.add_task(text, total=None, start=False) for step, text in texts.items()}

        def move(step: str, share: float) -> None:
            if share == 0:
                bars.start_task(tasks[step])
            else:
                bars.update(tasks[step], total=1, completed=share)

        yield move


def console(stream: IO[str]) -> Console:
    """A console on a stream; unlimited in width where the stream is no terminal."""
    return Console(file=stream, width=None if stream.isatty() else _UNLIMITED, highlight=False)


def _is_figure(cell: str) -> bool:
    return not cell or cell.replace(",", "").replace(".", "", 1).removeprefix("-").isdecimal()
