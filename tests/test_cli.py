"""The command as a user meets it: what it prints, and what it says when something is not right."""

import csv
import io
import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pilotkg.cli import main
from tests.conftest import uses_release

VERBS = ("build", "extract", "check", "query", "serve", "score", "explain", "info", "diff", "docs", "synth")


@dataclass(frozen=True)
class Said:
    """What a call printed, and its exit code."""

    code: int
    out: str
    err: str


Call = Callable[..., Said]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    """Call the command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["pilotkg", *map(str, arguments)])
        with pytest.raises(SystemExit) as done:
            main()
        out, err = capfd.readouterr()
        code = done.value.code
        return Said(code if isinstance(code, int) else 0 if code is None else 1, out, err)

    return run


def is_one_paragraph(text: str) -> bool:
    return text.startswith("pilotkg: ") and text.count("\n") == 1 and "Traceback" not in text


# --- Help


def test_help_lists_every_verb_with_examples(call: Call) -> None:
    text = call("--help").out
    assert re.findall(r"^  ([a-z]+)  +[A-Z]", text, re.M)[: len(VERBS)] == list(VERBS)
    for verb in VERBS:
        said = call(verb, "--help")
        assert said.code == 0
        assert "Examples:" in said.out
        assert f"    pilotkg {verb}" in said.out


def test_help_imports_no_room() -> None:
    code = "import sys, pilotkg.cli; print([m for m in sys.modules if m.split('.')[0] in ('rdflib', 'pyoxigraph', 'rich')])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_version(call: Call) -> None:
    assert re.fullmatch(r"pilotkg \d+\.\d+\.\d+\n", call("--version").out)


@pytest.mark.parametrize(
    "arguments", [["bild"], ["build", "--frmt"], ["serve", "--port", "many"], ["query"], ["score"]]
)
def test_a_wrong_call_ends_with_2(call: Call, arguments: list[str]) -> None:
    said = call(*arguments)
    assert said.code == 2
    assert "Usage:" in said.err


# --- Bad input to build: one paragraph with a remedy, exit code 2, the old release untouched


@pytest.fixture
def old_release(tmp_path: Path) -> Path:
    """What makes a folder a release, and a file to see that it stays."""
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "report.json").write_text('{"old": true}')
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  report.json\n")
    return folder


PLAN = """福建省松溪县青龙镇绿色发展新型城镇化综合试点工作方案要点
一、基本情况
青龙镇位于松溪县东部，2015年常住人口3.2万人，常住人口城镇化率为41.5%。
二、总体思路
以产城融合为重点，到2020年常住人口城镇化率达到52%左右。
三、试点任务
（一）改革户籍制度。一是放宽落户限制。二是实行居住证制度。
（二）拓宽融资渠道。推广政府和社会资本合作模式，设立城镇化发展基金。
四、保障措施
（一）加强组织领导。成立由镇长任组长的领导小组。
"""


@dataclass(frozen=True)
class Bad:
    """A document that cannot be built from: its file name, its bytes, and a word that the error must say."""

    name: str
    data: bytes
    says: str


BAD_INPUTS = [
    Bad("empty.txt", b"", "empty"),
    Bad("white-space.txt", b" \n\n\t\n", "empty"),
    Bad("program.bin", bytes(range(256)) * 64, "binary"),
    Bad("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(2000), "binary"),
    Bad("latin-1.txt", ("Bürgerschaftliche Maßnahmen für die Städte.\n" * 50).encode("latin-1"), "UTF-8"),
    Bad("big5.txt", PLAN.encode("big5", "ignore"), "UTF-8"),
    Bad("english.txt", b"A plan for a town in the hills.\n" * 50, "Chinese"),
    Bad("no-plan.txt", ("今天天气很好，我们去公园散步。\n" * 50).encode(), "no plan"),
    Bad("no-place.txt", PLAN.replace("福建省松溪县青龙镇", "").replace("青龙镇位于松溪县东部，", "").encode(), "place"),
    Bad("cut-inside-a-character.txt", PLAN.encode()[:-2], "truncated"),
    Bad("cut-utf-16.txt", PLAN.encode("utf-16")[:-1], "truncated"),
    Bad("cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "PDF"),
    Bad("no-word-file.docx", b"PK\x03\x04 but no archive", "DOCX"),
    Bad("cut.jsonl", b'{"format":"pilotkg-records","version":1,"plans":3', "line 1"),
    Bad("later.jsonl", b'{"format":"pilotkg-records","version":9,"plans":0,"source":{}}\n', "version 9"),
]


@pytest.mark.parametrize("bad", BAD_INPUTS, ids=lambda bad: bad.name)
def test_a_bad_document_leaves_the_old_release(call: Call, tmp_path: Path, old_release: Path, bad: Bad) -> None:
    (tmp_path / bad.name).write_bytes(bad.data)
    said = call("build", bad.name, "-o", old_release)
    assert said.code == 2
    assert said.out == ""
    error = said.err[said.err.index("pilotkg: ") :]
    assert is_one_paragraph(error)
    assert bad.name in error
    assert bad.says in error
    assert (old_release / "report.json").read_text() == '{"old": true}'
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([bad.name, "release"])


@pytest.mark.parametrize("name", ["missing.txt", "release"])
def test_a_document_that_is_not_there(call: Call, old_release: Path, name: str) -> None:
    said = call("build", name)
    assert said.code == 2
    assert name in said.err
    assert (old_release / "report.json").read_text() == '{"old": true}'


def test_two_plans_of_one_place(call: Call, tmp_path: Path) -> None:
    (tmp_path / "plans").mkdir()
    for name in ("first.txt", "second.txt"):
        (tmp_path / "plans" / name).write_text(PLAN)
    said = call("build", "plans")
    assert said.code == 2
    assert "青龙镇: plan 1 of first.txt and plan 1 of second.txt" in said.err


def test_a_folder_that_is_no_release_is_left_alone(call: Call, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("three years of work")
    said = call("build", "-o", "thesis")
    assert said.code == 2
    assert "no release folder" in said.err
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "three years of work"


@pytest.mark.parametrize("base", ["example.org/id/", "https://example.org/id", "https://exa mple.org/"])
def test_a_base_that_is_no_iri(call: Call, tmp_path: Path, base: str) -> None:
    (tmp_path / "plan.txt").write_text(PLAN)
    said = call("build", "plan.txt", "--base", base)
    assert said.code == 2
    assert base in said.err
    assert not (tmp_path / "release").exists()


# --- extract


def test_extract_to_a_file_and_to_standard_output(call: Call, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN)
    assert call("extract", "plan.txt", "-o", "records.jsonl").code == 0
    said = call("extract", "plan.txt")
    assert said.out == (tmp_path / "records.jsonl").read_text("utf-8")
    header, plan = map(json.loads, said.out.splitlines())
    assert header["source"]["name"] == "plan.txt"
    assert plan["locality"]["name"] == "青龙镇"
    assert [indicator["value"] for indicator in plan["indicators"]] == ["3.2", "41.5", "52"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_encodings_give_the_same_facts(call: Call, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "plain.txt").write_text(PLAN, "utf-8")
    (tmp_path / "other.txt").write_text(PLAN, encoding)
    plain, other = (json.loads(call("extract", name).out.splitlines()[1]) for name in ("plain.txt", "other.txt"))
    assert [i["value"] for i in plain["indicators"]] == [i["value"] for i in other["indicators"]]
    assert [m["heading"] for m in plain["measures"]] == [m["heading"] for m in other["measures"]]


def test_records_that_cannot_be_written(call: Call, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN)
    said = call("extract", "plan.txt", "-o", "missing/records.jsonl")
    assert said.code == 2
    assert is_one_paragraph(said.err)


# --- query: what is wrong is told without a graph at hand


def test_the_catalogue_is_listed_by_group(call: Call) -> None:
    said = call("query", "--list")
    assert said.code == 0
    for word in ("mechanisms-by-province", "province=浙江省", "Provenance", "某省各地提出的机制"):
        assert word in said.out


@dataclass(frozen=True)
class BadQuery:
    """A call of `query` that cannot be answered, and words that the error must say."""

    arguments: tuple[str, ...]
    says: tuple[str, ...]


BAD_QUERIES = [
    BadQuery(("mechanism-by-province",), ("mechanisms-by-province",)),
    BadQuery(("mechanisms-by-province", "-p", "provinz=浙江省"), ("provinz", "province")),
    BadQuery(("similar-plans", "-p", "minimum=much"), ("minimum", "decimal")),
    BadQuery(("targets-of-a-metric", "-p", "year=soon"), ("year",)),
    BadQuery(("missing.rq",), ("missing.rq",)),
    BadQuery(("-e", "SELECT ?s WHERE { ?s"), ("SPARQL",)),
    BadQuery(("-e", "DELETE WHERE { ?s ?p ?o }"), ("SPARQL",)),
    BadQuery(("pilots-by-province", "--endpoint", "http://127.0.0.1:9/query"), ("http://127.0.0.1:9/query",)),
]


@pytest.mark.parametrize("bad", BAD_QUERIES, ids=lambda bad: " ".join(bad.arguments))
def test_a_query_that_cannot_be_answered(call: Call, tmp_path: Path, bad: BadQuery) -> None:
    (tmp_path / "empty.nt").write_text("")
    said = call("query", "-g", "empty.nt", *bad.arguments)
    assert said.code == 2
    assert is_one_paragraph(said.err)
    for word in bad.says:
        assert word in said.err


def test_a_graph_that_is_not_there(call: Call) -> None:
    for verb in ("query", "check", "info", "serve"):
        said = call(verb, *(["pilots-by-province"] if verb == "query" else []))
        assert said.code == 2
        assert is_one_paragraph(said.err)
        assert "release" in said.err


def test_a_file_that_is_no_rdf(call: Call, tmp_path: Path) -> None:
    (tmp_path / "broken.ttl").write_text("<a> <b> .")
    said = call("query", "pilots-by-province", "-g", "broken.ttl")
    assert said.code == 2
    assert "broken.ttl" in said.err


# --- The release of the plans that ship


@uses_release
def test_query_prints_a_table_that_is_not_cut(call: Call, release: Path) -> None:
    said = call("query", "mechanisms-by-province", "-p", "province=浙江省", "-g", release)
    assert said.code == 0
    assert "美丽乡村" in said.out
    assert "…" not in said.out


@uses_release
def test_query_prints_csv_and_json(call: Call, release: Path) -> None:
    arguments = ("query", "pilots-by-province", "-g", release, "--format")
    rows = list(csv.DictReader(io.StringIO(call(*arguments, "csv").out)))
    assert sum(int(row["places"]) for row in rows) == 111
    assert sum(row["places"] for row in json.loads(call(*arguments, "json").out)) == 111


@uses_release
def test_query_prints_turtle_for_a_construct_only(call: Call, release: Path) -> None:
    construct = "CONSTRUCT { ?p pk:position ?n } WHERE { ?p pk:position ?n FILTER(?n < 3) }"
    said = call("query", "-e", construct, "-g", release, "-f", "ttl")
    assert said.code == 0
    assert said.out.count("pk:position") == 2
    refused = call("query", "pilots-by-province", "-g", release, "-f", "ttl")
    assert refused.code == 2
    assert "CONSTRUCT" in refused.err


@uses_release
def test_info_counts_what_is_there(call: Call, release: Path) -> None:
    said = call("info", release, "--plans")
    assert said.code == 0
    assert re.search(r"pk:PilotPlan +pilot plan +111", said.out)
    assert "pilot-plans-2016.txt" in said.out
    assert "金海湖镇" in said.out


@uses_release
def test_check_says_that_the_release_conforms(call: Call, release: Path, tmp_path: Path) -> None:
    said = call("check", release, "-o", "report.ttl")
    assert said.code == 0
    assert said.out.startswith("The graph conforms")
    assert "a sh:ValidationReport" in (tmp_path / "report.ttl").read_text()


@uses_release
def test_check_ends_with_1_where_the_graph_does_not_conform(call: Call, release: Path, tmp_path: Path) -> None:
    lines = (release / "pilotkg.nq").read_text("utf-8").splitlines(keepends=True)
    damaged = [line for line in lines if not ("ontology#position> " in line and "plan/110113" in line)]
    assert len(damaged) == len(lines) - 1
    (tmp_path / "damaged.nq").write_text("".join(damaged))
    said = call("check", "damaged.nq")
    assert said.code == 1
    assert "position" in said.out


@uses_release
def test_score_prints_every_part(call: Call, release: Path, tmp_path: Path) -> None:
    gold = {
        "position": 3,
        "locality": {
            "name": "金海湖镇",
            "level": "township",
            "province": "北京市",
            "prefecture": None,
            "county": "平谷区",
            "code": None,
        },
        **{key: [] for key in ("title_themes", "body_themes", "indicators", "tasks")},
        **{key: [] for key in ("assurances", "mechanisms", "safeguards")},
    }
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "003.json").write_text(json.dumps(gold))
    said = call("score", release, "--gold", "gold", "--misses")
    assert said.code == 0
    assert re.search(r"locality name +1\.000 +1\.000 +1\.000 +1", said.out)
    assert "003 spurious" in said.out
    figures = json.loads(call("score", release, "--gold", "gold", "--json").out)
    assert figures["locality within"] == {"precision": 1, "recall": 1, "f1": 1, "gold": 2}


@uses_release
def test_serve_answers_until_it_is_stopped(release: Path, call: Call) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "pilotkg", "serve", str(release), "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = server.stdout.readline().split()[-1]
        said = call("query", "pilots-by-province", "--endpoint", address, "-f", "json")
        assert sum(row["places"] for row in json.loads(said.out)) == 111
    finally:
        # a shell that runs the tests in the background has its children ignore Ctrl-C
        ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        server.send_signal(signal.SIGTERM if ignored else signal.SIGINT)
        assert server.wait(timeout=30) == 0
    assert call("query", "pilots-by-province", "--endpoint", address).code == 2


def test_output_that_nobody_reads_to_its_end_is_no_fault() -> None:
    command = f"{sys.executable} -m pilotkg query --list | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
