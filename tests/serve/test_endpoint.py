"""A real server over a small store, asked through SPARQLWrapper as a user would."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pyoxigraph as ox
import pytest
from SPARQLWrapper import JSON, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from pilotkg.errors import ReleaseError
from pilotkg.serve.endpoint import Endpoint, serving

FACTS = b"""
<http://example.org/a> <http://example.org/says> "one" <http://example.org/g1> .
<http://example.org/b> <http://example.org/says> "two" <http://example.org/g2> .
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    store = ox.Store(str(folder / "store"))
    store.load(FACTS, format=ox.RdfFormat.N_QUADS)
    store.flush()
    return folder


@pytest.fixture(scope="module")
def endpoint(release: Path) -> Iterator[Endpoint]:
    with serving(release, "127.0.0.1", 0) as running:
        yield running


def ask(endpoint: Endpoint, query: str) -> list[dict[str, Any]]:
    client = SPARQLWrapper(endpoint.query_url, returnFormat=JSON)
    client.setQuery(query)
    answer: Any = client.queryAndConvert()
    return list(answer["results"]["bindings"])


def count(endpoint: Endpoint) -> int:
    return int(ask(endpoint, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0]["n"]["value"])


def test_a_query_sees_all_graphs(endpoint: Endpoint) -> None:
    rows = ask(endpoint, "SELECT ?o { ?s <http://example.org/says> ?o } ORDER BY ?o")
    assert [row["o"]["value"] for row in rows] == ["one", "two"]


@pytest.mark.parametrize(("path", "refusal"), [("update", HTTPError), ("query", QueryBadFormed)])
def test_an_update_is_refused_and_changes_nothing(endpoint: Endpoint, path: str, refusal: type[Exception]) -> None:
    client = SPARQLWrapper(endpoint.query_url, updateEndpoint=endpoint.url + path)
    client.setMethod(POST)
    client.setQuery("DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }")
    with pytest.raises(refusal):
        client.query()
    assert count(endpoint) == 2


def test_a_port_in_use_is_told(release: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with pytest.raises(ReleaseError, match=f"port {port}.*--port"), serving(release, "127.0.0.1", port):
            pass


def test_a_folder_without_a_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="no store"), serving(tmp_path):
        pass


def test_a_damaged_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("MANIFEST-000001\n")
    with pytest.raises(ReleaseError, match="does not start"), serving(tmp_path, "127.0.0.1", 0):
        pass


def test_the_server_ends_with_the_block(release: Path) -> None:
    with serving(release, "127.0.0.1", 0) as running:
        pass
    assert running.process.poll() is not None
    with socket.create_server(("127.0.0.1", running.port)):
        pass


def test_the_store_can_be_read_while_it_is_served(endpoint: Endpoint, release: Path) -> None:
    assert len(ox.Store.read_only(str(release / "store"))) == count(endpoint)
