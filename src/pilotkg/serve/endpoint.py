"""A release's store becomes a read-only SPARQL 1.1 endpoint, answered by the `oxigraph` server that PyPI carries.

Queries go to `/query`; without `GRAPH` they see all graphs of the release at once. Updates are refused (403).
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from pilotkg.errors import ReleaseError

PORT: Final = 7878
SECONDS_PER_QUERY: Final = 60
_SECONDS_TO_START: Final = 20


@dataclass(frozen=True)
class Endpoint:
    """A running server: its addresses and its process."""

    host: str
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """The server's address; opened in a browser it shows a query editor."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    @property
    def query_url(self) -> str:
        """The address that takes SPARQL queries."""
        return f"{self.url}query"

    def wait(self) -> int:
        """Wait until the server ends; returns its exit code."""
        return self.process.wait()


@contextlib.contextmanager
def serving(release: Path, host: str = "localhost", port: int = PORT) -> Iterator[Endpoint]:
    """Start the endpoint over a release, wait until it answers, and stop it when the block ends.

    Args:
        release: a release folder, or a store folder.
        host: the name or address to listen on; only this machine reaches `localhost`.
        port: the port to listen on; 0 takes any that is free.

    Raises:
        ReleaseError: there is no store, the port is taken, or the server does not start.
    """
    store = _store(release)
    port = _free_port(host, port)
    command = [
        str(_server()),
        "serve-read-only",
        *("--location", str(store)),
        *("--bind", f"{host}:{port}"),
        *("--timeout-s", str(SECONDS_PER_QUERY)),
        "--union-default-graph",
    ]
    with tempfile.TemporaryFile() as log:
        # A session of its own: Ctrl-C reaches only us, and we stop the server in good order.
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        endpoint = Endpoint(host, port, process)
        try:
            _wait_for_answer(endpoint, store, log)
            yield endpoint
        finally:
            _stop(process)


def _store(release: Path) -> Path:
    for folder in (release / "store", release):
        if (folder / "CURRENT").is_file():
            return folder
    raise ReleaseError(
        "there is no store here to serve",
        file=release,
        remedy="Give the folder of a release, such as `release`, or make one with `pilotkg build`",
    )


def _server() -> Path:
    """The server's program, where its package put it."""
    for file in importlib.metadata.files("oxigraph") or ():
        if file.name in ("oxigraph", "oxigraph.exe"):
            return Path(str(file.locate())).resolve()
    raise ReleaseError("the oxigraph server is not installed", remedy="Install it again with `pip install oxigraph`")


def _free_port(host: str, port: int) -> int:
    """The port itself when it is free; for port 0, one that is."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does, past closed connections
            probe.bind(address)
            return int(probe.getsockname()[1])
    except (OSError, OverflowError) as error:
        raise ReleaseError(
            f"the endpoint cannot listen on {host}, port {port}: {getattr(error, 'strerror', None) or error}",
            remedy="Another program may be using the port: stop it, or choose another with `--port`",
        ) from error


def _wait_for_answer(endpoint: Endpoint, store: Path, log: IO[bytes]) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy has no business on this machine
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline and endpoint.process.poll() is None:
        try:
            with direct.open(f"{endpoint.query_url}?query=ASK%7B%7D", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    log.seek(0)
    said = log.read().decode(errors="replace").split("Stack backtrace")[0].strip()
    raise ReleaseError(
        f"the endpoint does not start: {said or 'no answer'}",
        file=store,
        remedy="Build the release again, or choose another port with `--port`",
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
