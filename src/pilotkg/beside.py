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
from signal import Signals
from tempfile import TemporaryFile
from threading import Thread
from types import TracebackType
from typing import IO, Any, Final, NoReturn, TypeAlias

from pilotkg.collector import no_garbage_collection
from pilotkg.errors import ProcessError

_Job: TypeAlias = tuple[Callable[..., None], tuple[Any, ...]]
_END: Final = pickle.dumps(None)  # instead of a job: no more will come
_READY: Final = None  # what the process says when it waits for a job


class Beside:
    """Does what it is given, in that order, while the caller goes on; leaving the block waits for all of it.

    Where work is left then, the caller does a part of it at the same time. An error in the block kills the process.

    Raises:
        Exception: (on leaving the block) what a function raised; functions that were not begun by then are not called.
        ProcessError: the process ended without telling why.
    """

    def __init__(self) -> None:
        self._jobs: SimpleQueue[bytes] = SimpleQueue()
        self._error: BaseException | None = None
        self._done = False  # all jobs were handed out, and asked for again: so all were done

    def __enter__(self) -> Beside:
        self._errors = TemporaryFile()
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self._errors}
        # what can be imported here can be there too; -P: but not what happens to lie where the user works
        found = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._process = subprocess.Popen([sys.executable, "-P", "-m", "pilotkg.beside"], env=found, **pipes)
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
        with self._errors as errors:
            try:
                self._feeder.join()
                code = self._process.wait()
            except BaseException:  # the user does not want to wait, say
                self._process.kill()
                self._process.wait()
                raise
            if error is None and (self._error is not None or not self._done or code):
                raise self._error or _ended(code, errors)

    def _help(self) -> None:
        """Do here what still waits, while the other process does what it has."""
        gc.freeze()
        try:
            with suppress(Empty):
                while self._feeder.is_alive():  # else an error was told, or the process has ended
                    function, given = pickle.loads(self._jobs.get_nowait())
                    function(*given)
                    del function, given
                    gc.collect()  # of what was made here alone: it may be large, and hold cycles
        finally:
            gc.unfreeze()

    def _feed(self) -> None:
        """Hand out a job whenever one is asked for, so that those that wait are still here for others."""
        asks, takes = self._process.stdout, self._process.stdin
        assert asks is not None and takes is not None
        with suppress(EOFError, OSError, pickle.UnpicklingError), takes, asks:  # such an error: the process has ended
            while (said := pickle.load(asks)) is _READY:
                job = self._jobs.get()
                self._done = job == _END
                takes.write(job)
                takes.flush()
                if self._done:
                    return
            self._error = said


def _ended(code: int, errors: IO[bytes]) -> ProcessError:
    """The error of a process that ended without telling one."""
    errors.seek(0)
    lines = [line.strip() for line in errors.read().decode("utf-8", "replace").splitlines() if line.strip()]
    killed = f"{Signals(-code).name} has come" if code < 0 else None
    return ProcessError(
        f"a process that does a part of the work has ended: {killed or (lines or ['it says nothing of why'])[-1]}",
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


def main() -> NoReturn:
    """Do the jobs that come in on standard input; that one is wanted, or an error, is told on standard output."""
    tells = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no word of this program
    jobs: SimpleQueue[_Job | None] = SimpleQueue()
    Thread(target=_receive, args=(jobs,), daemon=True).start()
    code = 0
    try:
        while (job := _next(jobs, tells)) is not None:
            with no_garbage_collection():
                function, given = job
                function(*given)
            del job, function, given
            gc.collect()
            gc.freeze()  # what is left will stay, and need not be looked at again
    except BaseException as error:  # whatever it is, the caller must hear of it
        _tell(tells, _portable(error))
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # an ordinary end would wait for the thread that reads


def _portable(error: BaseException) -> Exception:
    """An error as the caller can take it: what does not survive being pickled, or would end the caller, in words alone."""
    try:
        again = pickle.loads(pickle.dumps(error))
    except Exception:
        again = None
    return again if isinstance(again, Exception) else RuntimeError(f"{type(error).__name__}: {error}")


def _next(jobs: SimpleQueue[_Job | None], tells: IO[bytes]) -> _Job | None:
    _tell(tells, _READY)
    return jobs.get()


def _tell(tells: IO[bytes], word: Exception | None) -> None:
    tells.write(pickle.dumps(word))
    tells.flush()


if __name__ == "__main__":
    main()
