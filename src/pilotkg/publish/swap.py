"""A folder that appears whole or not at all: written beside the old one and swapped in by rename.

Whatever happens while the fresh folder is written (an error, a full disk, a power cut), the old one stays as it was. A
folder that is no release, or that holds something that no build wrote, is never replaced.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pilotkg.errors import ReleaseError

try:
    import fcntl
except ImportError:  # Windows has no advisory locks on folders; there two builds into one folder must not overlap
    fcntl = None  # type: ignore[assignment]

SUMS: Final = "SHA256SUMS"
_RENAME_EXCHANGE: Final = 2
_AT_FDCWD: Final = -100


@contextlib.contextmanager
def replacing(out: Path, unlisted: frozenset[str] = frozenset()) -> Iterator[Path]:
    """Yield a fresh folder beside `out`; when the block ends well, it takes the place of `out`, which is then deleted.

    Args:
        out: the release folder to be; may be missing, empty, or a release.
        unlisted: names at the top of a release that its SHA256SUMS does not list.

    Raises:
        ReleaseError: `out` is no release, holds foreign files, or cannot be written; the old folder stays as it was.
    """
    out = out.resolve()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _clean(out)
        _refuse_foreign(out, unlisted)
        fresh = Path(tempfile.mkdtemp(prefix=_prefix(out, "fresh"), dir=out.parent))
    except OSError as error:
        raise _unwritable(out, error) from error
    lock = _lock(fresh)
    try:
        yield fresh
        fresh.chmod(0o777 & ~_umask())  # mkdtemp keeps others out; a release is for reading
        _put_in_place(fresh, out)
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        _unlock(lock)
        shutil.rmtree(fresh, ignore_errors=True)  # what is there now: half a release, or the old one


def is_release(folder: Path) -> bool:
    """Whether a folder was written by a build."""
    return (folder / SUMS).is_file() and (folder / "report.json").is_file()


def _refuse_foreign(out: Path, unlisted: frozenset[str]) -> None:
    if not os.path.lexists(out) or (out.is_dir() and not any(out.iterdir())):
        return
    if not out.is_dir() or not is_release(out):
        raise ReleaseError(
            "this is no release folder, so it will not be replaced",
            file=out,
            remedy="Choose another place with `-o`, or move what is there away",
        )
    listed = {line.split("  ", 1)[1].split("/")[0] for line in (out / SUMS).read_text("utf-8").splitlines() if line}
    foreign = sorted(entry.name for entry in out.iterdir() if entry.name not in listed | unlisted | {SUMS})
    if foreign:
        raise ReleaseError(
            f"the release folder holds what no build wrote ({', '.join(foreign)}), so it will not be replaced",
            file=out,
            remedy="Move these files out of the folder, or choose another place with `-o`",
        )


def _put_in_place(fresh: Path, out: Path) -> None:
    """Make `fresh` stand at `out`; the old folder then stands at `fresh`."""
    if not out.exists():
        fresh.rename(out)
    elif not _exchange(fresh, out):
        old = Path(tempfile.mkdtemp(prefix=_prefix(out, "old"), dir=out.parent))
        out.rename(old)
        try:
            fresh.rename(out)
        except OSError:
            old.rename(out)
            raise
        old.rename(fresh)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step where the system can (Linux: renameat2): at no moment is there no release."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _clean(out: Path) -> None:
    """Remove what a build that was killed left; put the old release back where it was killed between two renames."""
    for old in sorted(out.parent.glob(f"{_prefix(out, 'old')}*")):
        if not out.exists() and any(old.iterdir()):
            old.rename(out)
        else:
            shutil.rmtree(old, ignore_errors=True)
    for fresh in sorted(out.parent.glob(f"{_prefix(out, 'fresh')}*")):
        lock = _lock(fresh)
        if lock is not None or fcntl is None:
            shutil.rmtree(fresh, ignore_errors=True)
        _unlock(lock)


def _lock(folder: Path) -> int | None:
    """A lock on a folder that lasts as long as its builder lives; None where another process holds it."""
    if fcntl is None:
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _unlock(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)


def _prefix(out: Path, what: str) -> str:
    return f".{out.name}.{what}-"


def _umask() -> int:
    now = os.umask(0o022)
    os.umask(now)
    return now


def _unwritable(out: Path, error: OSError) -> ReleaseError:
    remedies = {
        errno.ENOSPC: "Make room on the disk, or choose another place with `-o`",
        errno.EACCES: "Choose a folder that you may write to with `-o`",
        errno.EROFS: "Choose a place that is not read-only with `-o`",
    }
    return ReleaseError(
        f"the release cannot be written: {error.strerror or error}",
        file=out,
        remedy=remedies.get(error.errno or 0, "Choose another place with `-o`"),
    )
