"""A process beside does what it is given, tells what goes wrong, and does not outlive who began it."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest

from pilotkg.beside import Beside
from pilotkg.errors import GraphError, PilotKGError, ProcessError, ReleaseError


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def _pid(path: Path) -> None:
    path.write_text(str(os.getpid()))


def _chatter() -> None:
    print("what a library prints")


def _refuse(path: Path) -> None:
    raise GraphError("this cannot be drawn", file=path, plan="甲市", place="line 3", remedy="Draw another")


class OddError(Exception):
    """It pickles, but is not made again from its words."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)


def _odd() -> None:
    raise OddError("one", "two")


def _local() -> None:
    class LocalError(Exception):
        """It does not even pickle."""

    raise LocalError("here")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _wait(path: Path, seconds: float) -> None:
    path.write_text("waiting")
    time.sleep(seconds)


def _until(true: Callable[[], bool]) -> None:
    """Wait for something, but not for ever."""
    end = time.monotonic() + 30
    while not true() and time.monotonic() < end:
        time.sleep(0.01)


def test_all_is_done_when_the_block_ends(tmp_path: Path) -> None:
    with Beside() as beside:
        for number in range(5):
            beside.do(_append, tmp_path / str(number), f"{number}")
    assert [(tmp_path / str(number)).read_text() for number in range(5)] == list("01234")


def test_what_is_printed_disturbs_nothing(tmp_path: Path) -> None:
    with Beside() as beside:
        beside.do(_chatter)
        beside.do(_pid, tmp_path / "pid")
        _until((tmp_path / "pid").exists)  # so that the other process does it
    assert int((tmp_path / "pid").read_text()) == beside._process.pid


def test_the_other_process_works_and_the_caller_helps(tmp_path: Path) -> None:
    with Beside() as beside:
        beside.do(_pid, tmp_path / "first")
        beside.do(_wait, tmp_path / "begun", 0.5)
        _until((tmp_path / "begun").exists)
        beside.do(_pid, tmp_path / "second")  # nobody has begun it when the block ends
    assert int((tmp_path / "first").read_text()) == beside._process.pid
    assert int((tmp_path / "second").read_text()) == os.getpid()


def test_what_it_is_given_is_as_it_was_then(tmp_path: Path) -> None:
    lines = ["one"]
    with Beside() as beside:
        beside.do(_append, tmp_path / "file", lines[0])
        lines[0] = "two"
    assert (tmp_path / "file").read_text() == "one"


def test_an_error_comes_over_whole(tmp_path: Path) -> None:
    with pytest.raises(GraphError) as told, Beside() as beside:
        beside.do(_refuse, tmp_path)
        beside._feeder.join()  # else the caller might do it
    error = told.value
    assert (error.file, error.plan, error.place, error.remedy) == (tmp_path, "甲市", "line 3", "Draw another")
    with pytest.raises(FileNotFoundError, match="nowhere"), Beside() as beside:
        beside.do(_append, tmp_path / "nowhere" / "file", "")
        beside._feeder.join()


@pytest.mark.parametrize(
    ("function", "words"),
    [(_odd, "OddError: one"), (_local, "LocalError: here"), (sys.exit, "SystemExit")],
)
def test_an_error_that_cannot_be_handed_over_is_told_in_words(function: Callable[[], None], words: str) -> None:
    with pytest.raises(RuntimeError, match=words), Beside() as beside:
        beside.do(function)
        beside._feeder.join()


def test_nothing_is_begun_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(GraphError), Beside() as beside:
        beside.do(_refuse, tmp_path)
        beside._feeder.join()
        beside.do(_append, tmp_path / "later", "")
    assert not (tmp_path / "later").exists()


def test_a_process_that_is_killed_is_told_of_and_nobody_takes_its_place(tmp_path: Path) -> None:
    with pytest.raises(ProcessError, match=r"SIGKILL has come.*Leave more memory free"), Beside() as beside:
        beside.do(_die)
        beside._feeder.join()
        beside.do(_append, tmp_path / "later", "")
    assert not (tmp_path / "later").exists()


def test_a_function_that_is_not_there_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    here = ModuleType("here_alone")
    monkeypatch.setitem(sys.modules, "here_alone", here)
    exec("def nothing(): pass", here.__dict__)
    with pytest.raises(ModuleNotFoundError, match="here_alone"), Beside() as beside:
        beside.do(here.nothing)
        beside._feeder.join()


def test_an_error_of_the_caller_ends_it(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), Beside() as beside:
        beside.do(_wait, tmp_path / "begun", 60)
        _until((tmp_path / "begun").exists)
        raise ZeroDivisionError
    assert beside._process.returncode == -signal.SIGKILL


def test_who_does_not_want_to_wait_ends_it(tmp_path: Path) -> None:
    """An interrupt that comes to the caller alone, while it waits."""

    def interrupt() -> None:
        _until((tmp_path / "begun").exists)
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), Beside() as beside:
        beside.do(_wait, tmp_path / "begun", 60)
        _until((tmp_path / "begun").exists)
        Thread(target=interrupt).start()
    assert beside._process.returncode == -signal.SIGKILL


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here, which tells of processes")
def test_it_ends_with_who_began_it(tmp_path: Path) -> None:
    """A build that is killed leaves nobody who goes on to write into what the next build cleans away."""
    script = (
        "from pathlib import Path; from pilotkg.beside import Beside; from tests.test_beside import _long, _pid\n"
        f"with Beside() as beside:\n beside.do(_long, Path({str(tmp_path)!r}))\n"
        " import time; time.sleep(60)"
    )
    found = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    caller = subprocess.Popen([sys.executable, "-c", script], env=found)
    _until((tmp_path / "pid").exists)
    pid = int((tmp_path / "pid").read_text())
    assert _lives(pid)
    caller.kill()
    caller.wait()
    _until(lambda: not _lives(pid))
    assert not _lives(pid)


def _long(folder: Path) -> None:
    (folder / "written").write_text(str(os.getpid()))
    (folder / "written").rename(folder / "pid")  # so that it is there whole
    time.sleep(60)


def _lives(pid: int) -> bool:
    """Whether a process is there and no mere zombie that nobody has buried."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("kind", [PilotKGError, ReleaseError])
def test_errors_can_be_pickled(kind: type[PilotKGError]) -> None:
    error = kind("wrong", file="a.txt", plan=3, remedy="Mend it")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind and str(again) == str(error) and again.plan == 3
