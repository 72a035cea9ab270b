"""Pictures and files of networks, made by a process beside this one, so that two cores share the work.

In: figures by name, with what they show, and where to save them; networks to be written. Out: files. The process is started as a
program of its own, not by multiprocessing: that would run the caller's script again unless it guards against it.
"""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryFile
from threading import Thread
from types import TracebackType
from typing import IO, Any, Final, TypeAlias

from pilotkg.collector import no_garbage_collection
from pilotkg.errors import GraphError

Piece: TypeAlias = tuple[str, tuple[Any, ...], Path]
"""What to make and where: a figure of `draw.FIGURES` with what it takes, or FILES with network, backbone, look and language."""
FILES: Final = "files"


class Beside:
    """Makes what it is given while the caller goes on; leaving the block waits for all of it.

    Raises:
        OSError: a file cannot be written.
        GraphError: a picture cannot be drawn.
    """

    def __init__(self) -> None:
        self._jobs: SimpleQueue[bytes | None] = SimpleQueue()

    def __enter__(self) -> Beside:
        self._errors = TemporaryFile()
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self._errors}
        # -P: modules that happen to lie where the user works are not for this program
        self._process = subprocess.Popen([sys.executable, "-P", "-m", "pilotkg.network.beside"], **pipes)
        self._feeder = Thread(target=self._feed, daemon=True)
        self._feeder.start()
        return self

    def make(self, *pieces: Piece) -> None:
        """Have figures saved as PATH.svg and PATH.png, or a network's files written into PATH."""
        self._jobs.put(pickle.dumps(pieces))  # as they are now: the caller may go on to change them

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is not None:
            self._process.kill()
        else:
            self._help()
        self._jobs.put(None)
        self._feeder.join()
        assert self._process.stdout is not None
        said = self._process.stdout.read()
        self._process.stdout.close()
        with self._errors as errors:
            if self._process.wait() and error is None:
                raise pickle.loads(said) if said else _ended(errors)

    def _help(self) -> None:
        """Make here what still waits, while the other process makes what it has."""
        with suppress(Empty):
            while (job := self._jobs.get_nowait()) is not None:
                _make(pickle.loads(job))

    def _feed(self) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        try:
            with pipe:
                while (job := self._jobs.get()) is not None:
                    pipe.write(job)
                    pipe.flush()
        except OSError:  # the process has ended; what it said of why is read in the end
            while self._jobs.get() is not None:
                pass


def _ended(errors: IO[bytes]) -> GraphError:
    """The error of a process that ended without telling one."""
    errors.seek(0)
    lines = errors.read().decode("utf-8", "replace").split("\n")
    last = next((line for line in reversed(lines) if line.strip()), "the process that makes them ended")
    return GraphError(
        f"the pictures and files cannot be made: {last}", remedy="Install pilotkg[network] anew, and try again"
    )


def _make(pieces: Sequence[Piece]) -> None:
    from pilotkg.network.canvas import save  # noqa: PLC0415 - not needed by who hands out the work
    from pilotkg.network.draw import FIGURES  # noqa: PLC0415

    for name, shown, path in pieces:
        if name == FILES:
            _write(shown, path)
        else:
            save(FIGURES[name](*shown), path)


def _write(shown: tuple[Any, ...], folder: Path) -> None:
    """Write a network's backbone for other programs and as a page; beside it all edges, where the backbone has not all."""
    from pilotkg.network.export import write_network  # noqa: PLC0415
    from pilotkg.network.page import page  # noqa: PLC0415
    from pilotkg.network.tables import csv_text, edge_rows  # noqa: PLC0415

    network, bone, look, language = shown
    write_network(bone, folder, look)
    if bone.number_of_edges() < network.number_of_edges():
        (folder / "all-edges.csv").write_text(csv_text(edge_rows(network)), encoding="utf-8", newline="")
    (folder / "index.html").write_text(page(bone, look, language), encoding="utf-8", newline="")


def main() -> int:
    """Do the jobs that come in on standard input; an error goes to standard output."""
    with suppress(Exception):  # what it will need, read in while it waits; where that fails, the first job tells
        _make(())
    gc.freeze()  # what was read in stays
    try:
        while True:
            with no_garbage_collection():
                _make(pickle.load(sys.stdin.buffer))
            gc.collect()  # figures hold cycles, and much memory
    except EOFError:
        return 0
    except Exception as error:  # whatever it is, the caller must hear of it
        sys.stdout.buffer.write(pickle.dumps(error))
        return 1


if __name__ == "__main__":
    sys.exit(main())
