"""A process beside this one, so that two cores share the work.

In: functions with what they take, which must pickle. Out: what they do; they hand nothing back. The process is started as a program
of its own, not by multiprocessing: that would run the caller's script again unless it guards against it.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from tempfile import TemporaryFile
from threading import Thread
from types import TracebackType
from typing import IO, Any, Final, TypeAlias

from pilotkg.collector import no_garbage_collection
from pilotkg.errors import ReleaseError

_Job: TypeAlias = tuple[Callable[..., None], tuple[Any, ...]]
_END: Final = pickle.dumps(None)  # instead of a job: no more will come
_READY: Final = None  # what the process says when it waits for a job


class Beside:
    """Does what it is given, one after the other, while the caller goes on; leaving the block waits for all of it.

    Where it is still at work then, the caller helps with what has not been begun. An error in the block kills the process.

    Raises:
        Exception: (on leaving the block) what a function raised; later functions are not called.
        ReleaseError: the process ended without telling why.
    """

    def __init__(self) -> None:
        self._jobs: SimpleQueue[bytes] = SimpleQueue()
        self._error: BaseException | None = None

    def __enter__(self) -> Beside:
        self._errors = TemporaryFile()
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self._errors}
        # -P: modules that happen to lie where the user works are not for this program
        self._process = subprocess.Popen([sys.executable, "-P", "-m", "pilotkg.beside"], **pipes)
        self._feeder = Thread(target=self._feed, daemon=True)
        self._feeder.start()
        return self

    def do(self, function: Callable[..., None], *given: Any) -> None:
        """Have a function of a module called; what it is given is taken as it is now, the caller may go on to change it."""
        self._jobs.put(pickle.dumps((function, given)))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            if error is None:
                self._help()
        except BaseException as failed:
            error = failed
            raise
        finally:
            self._leave(error)

    def _leave(self, error: BaseException | None) -> None:
        if error is not None:
            self._process.kill()
        self._jobs.put(_END)
        self._feeder.join()
        with self._errors as errors:
            code = self._process.wait()
            if error is None and (self._error is not None or code):
                raise self._error or _ended(errors)

    def _help(self) -> None:
        """Do here what still waits, while the other process does what it has."""
        with suppress(Empty):
            while self._error is None:
                function, given = pickle.loads(self._jobs.get_nowait())
                function(*given)

    def _feed(self) -> None:
        """Hand out a job whenever one is asked for, so that those that wait are still here for others."""
        asks, takes = self._process.stdout, self._process.stdin
        assert asks is not None and takes is not None
        with suppress(EOFError, OSError, pickle.UnpicklingError), takes, asks:  # such an error: the process has ended
            while (said := pickle.load(asks)) is _READY:
                job = self._jobs.get()
                takes.write(job)
                takes.flush()
                if job == _END:
                    return
            self._error = said


def _ended(errors: IO[bytes]) -> ReleaseError:
    """The error of a process that ended without telling one."""
    errors.seek(0)
    lines = errors.read().decode("utf-8", "replace").split("\n")
    last = next((line for line in reversed(lines) if line.strip()), "it says nothing of why")
    return ReleaseError(
        f"a process that does a part of the work has ended: {last}",
        remedy="Leave more memory free, or install PilotKG anew, and try again",
    )


def _receive(jobs: SimpleQueue[_Job | None]) -> None:
    """Take in jobs; where they end without a word, so has the caller, and nothing that is done here is of any use."""
    try:
        while (job := pickle.load(sys.stdin.buffer)) is not None:
            jobs.put(job)
        jobs.put(None)
    except EOFError:
        os._exit(1)
    except Exception as error:  # what is not importable here, say
        jobs.put((_raise, (error,)))


def _raise(error: Exception) -> None:
    raise error


def main() -> int:
    """Do the jobs that come in on standard input; that one is wanted, or an error, is told on standard output."""
    tells = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no word of this program
    jobs: SimpleQueue[_Job | None] = SimpleQueue()
    Thread(target=_receive, args=(jobs,), daemon=True).start()
    try:
        while (job := _next(jobs, tells)) is not None:
            with no_garbage_collection():
                function, given = job
                function(*given)
            del job, function, given
            gc.collect()
            gc.freeze()  # what is left will stay, and need not be looked at again
    except Exception as error:  # whatever it is, the caller must hear of it
        _tell(tells, error)
        return 1
    return 0


def _next(jobs: SimpleQueue[_Job | None], tells: IO[bytes]) -> _Job | None:
    _tell(tells, _READY)
    return jobs.get()


def _tell(tells: IO[bytes], word: Exception | None) -> None:
    tells.write(pickle.dumps(word))
    tells.flush()


if __name__ == "__main__":
    sys.exit(main())
