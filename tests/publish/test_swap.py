"""A release takes the old one's place as a whole, or the old one stays as it was."""

import errno
import os
import threading
from pathlib import Path

import pytest

from pilotkg.errors import ReleaseError
from pilotkg.publish.swap import is_release, replacing


def write(folder: Path, text: str) -> None:
    """The least that makes a folder a release."""
    (folder / "report.json").write_text(text)
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  report.json\n")
    (folder / "store").mkdir()


def release(out: Path, text: str) -> None:
    with replacing(out, frozenset({"store"})) as fresh:
        write(fresh, text)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_first_release_and_its_successor(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "release"
    release(out, "one")
    assert (out / "report.json").read_text() == "one"
    release(out, "two")
    assert (out / "report.json").read_text() == "two"
    assert names(out.parent) == ["release"]
    assert is_release(out)


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    release(tmp_path, "one")
    assert (tmp_path / "report.json").read_text() == "one"


def test_a_link_to_a_release_stays_a_link(tmp_path: Path) -> None:
    release(tmp_path / "v1", "one")
    (tmp_path / "current").symlink_to("v1")
    release(tmp_path / "current", "two")
    assert (tmp_path / "current").is_symlink()
    assert (tmp_path / "v1" / "report.json").read_text() == "two"


@pytest.mark.parametrize(
    "error", [ReleaseError("bad input", remedy="Mend it"), KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left")]
)
def test_the_old_release_outlives_a_failed_build(tmp_path: Path, error: BaseException) -> None:
    out = tmp_path / "release"
    release(out, "one")
    with pytest.raises((ReleaseError, KeyboardInterrupt)), replacing(out, frozenset({"store"})) as fresh:
        write(fresh, "half")
        raise error
    assert (out / "report.json").read_text() == "one"
    assert names(tmp_path) == ["release"]


def test_a_full_disk_is_told_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"No space left.*Make room"), replacing(tmp_path / "release"):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("three years")
    with pytest.raises(ReleaseError, match="no release folder"):
        release(tmp_path, "one")
    assert names(tmp_path) == ["thesis.docx"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "release").write_text("a file")
    with pytest.raises(ReleaseError, match="no release folder"):
        release(tmp_path / "release", "one")


def test_a_release_with_notes_in_it_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "release"
    release(out, "one")
    (out / "my-notes.txt").write_text("look at plan 3 again")
    with pytest.raises(ReleaseError, match=r"my-notes\.txt"):
        release(out, "two")
    assert (out / "report.json").read_text() == "one"


def test_a_parent_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReleaseError, match="cannot be written"):
        release(tmp_path / "file" / "release", "one")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_read_only_parent(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(ReleaseError, match="may write to"):
        release(tmp_path / "release", "one")
    tmp_path.chmod(0o755)


def test_what_a_killed_build_left_is_cleaned(tmp_path: Path) -> None:
    out = tmp_path / "release"
    release(out, "one")
    (tmp_path / ".release.fresh-dead").mkdir()
    release(out, "two")
    assert names(tmp_path) == ["release"]


def test_a_release_moved_aside_by_a_killed_build_comes_back(tmp_path: Path) -> None:
    out = tmp_path / "release"
    release(out, "one")
    out.rename(tmp_path / ".release.old-dead")
    with pytest.raises(KeyboardInterrupt), replacing(out, frozenset({"store"})):
        raise KeyboardInterrupt
    assert (out / "report.json").read_text() == "one"
    assert names(tmp_path) == ["release"]


def test_a_build_that_runs_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "release"
    with replacing(out, frozenset({"store"})) as slow:
        write(slow, "slow")
        release(out, "quick")
        assert slow.is_dir()
    assert (out / "report.json").read_text() == "slow"


def test_readers_never_miss_the_release(tmp_path: Path) -> None:
    out = tmp_path / "release"
    release(out, "0")
    missed: list[bool] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            if not out.is_dir():
                missed.append(True)

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(50):
        release(out, str(n))
    done.set()
    reader.join()
    assert not missed
