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

from pilotkg.graph.catalogue import Query
from pilotkg.graph.query import Result
from pilotkg.pipeline import Progress as Callback

_UNLIMITED = 100_000  # columns: what is piped into a file or a program must not be cut


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> None:
    """Print a table on standard output; figures stand to the right."""
    cells = [[_shown(cell) for cell in row] for row in rows]
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", show_header=any(head))
    for number, name in enumerate(head):
        figures = 2 * sum(_is_figure(row[number]) for row in cells) > len(cells)
        table.add_column(Text(name), justify="right" if figures else "left", overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    console(sys.stdout).print(table)


def print_result(result: Result, form: str) -> None:
    """Print what a query found, as table, csv, json or ttl."""
    if form == "table":
        print_table(result.variables, (list(row.values()) for row in result))
    else:
        text = {"csv": result.csv, "json": result.json, "ttl": result.turtle}[form]()
        sys.stdout.buffer.write(text.encode() if text.endswith("\n") else f"{text}\n".encode())


def print_catalogue(queries: Iterable[Query]) -> None:
    """Print the queries of the catalogue by their group, with their parameters."""
    by_group: dict[str, list[Query]] = {}
    for query in queries:
        by_group.setdefault(query.group, []).append(query)
    for group, members in sorted(by_group.items()):
        rows = [(q.name, q.title.get("en", ""), q.title.get("zh", ""), _parameters(q)) for q in members]
        print_table(("query", "", "", "parameters"), rows, title=group.capitalize())


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


def _shown(value: object) -> str:
    """A value in a cell; whole numbers without a point."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return "" if value is None else str(value)


def _parameters(query: Query) -> str:
    return ", ".join(f"{parameter.name}={parameter.default}" for parameter in query.parameters)


def _is_figure(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "", 1).removeprefix("-").isdecimal()
