"""The command `pilotkg`: one function a verb, which parses its arguments, calls a room and prints. No logic of its own.

Exit codes: 0 done, 1 the graph does not conform, 2 the call or its input is not right. Rooms are imported where they
are called, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from pilotkg.errors import PilotKGError, QueryError

app = typer.Typer(
    name="pilotkg",
    help="Makes a checked, queryable knowledge graph of plans of China's new-type urbanization pilots.\n\n"
    "Begin with `pilotkg build`, then try `pilotkg query --list`.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _examples(*lines: str) -> str:
    """Examples below a verb's help, each on its line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


_STEPS = {
    "read": "Reading the plans",
    "map": "Mapping them to triples",
    "check": "Checking shapes and reasoning",
    "write": "Writing the release",
}
_RELEASE = Path("release")
_GRAPH = "A release folder, a store, or a .nq, .trig, .ttl or .nt file."
_SOURCE = "A document (.txt, .pdf, .docx, .html), a folder of them, or - for standard input."


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    TTL = "ttl"


def main() -> NoReturn:
    """Run the command and exit with its code; a fault of the user's is told in one paragraph on standard error."""
    try:
        app()
    except PilotKGError as error:
        print(f"pilotkg: {' '.join(str(error).split())}", file=sys.stderr)
    except BrokenPipeError:  # whoever reads our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    raise SystemExit(2)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True)] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        print(f"pilotkg {installed('pilotkg')}")
        raise typer.Exit


@app.command(
    epilog=_examples(
        "pilotkg build                            the 111 plans of 2016",
        "pilotkg build plans.txt -o my-release    plans of your own",
        "cat plans.txt | pilotkg build -          from standard input",
    )
)
def build(
    source: Annotated[
        str | None,
        typer.Argument(
            help=f"{_SOURCE[:-1]}; a records file too. Without it: the 111 plans of 2016 that ship with the package.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The release folder; an older release there is replaced.")
    ] = _RELEASE,
    base: Annotated[
        str | None, typer.Option(help="What instance IRIs begin with, instead of https://w3id.org/pilotkg/id/.")
    ] = None,
    curation: Annotated[
        Path | None, typer.Option(help="A YAML file of corrections by hand, which override what was extracted.")
    ] = None,
) -> None:
    """Build a release: graph, tables, store and report."""
    from pilotkg import pipeline, terminal

    started = time.monotonic()
    with terminal.steps(_STEPS) as progress:
        built = pipeline.build(source, out, base=base, curation=curation, progress=progress)
    seconds = round(time.monotonic() - started, 1)
    terminal.print_table(("", ""), [*built.summary().items(), ("seconds", seconds)])
    print(built.report.text() if not built.report.conforms else "The graph conforms.")
    print(f"Release: {built.folder}")
    raise typer.Exit(0 if built.report.conforms else 1)


@app.command(
    epilog=_examples(
        "pilotkg extract plans.txt -o records.jsonl", "pilotkg extract plans.txt | tail -n +2 | jq .locality.name"
    )
)
def extract(
    source: Annotated[str, typer.Argument(help=_SOURCE)],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The records file, instead of standard output.")
    ] = None,
) -> None:
    """Read plans into records.

    Records are JSON Lines: the source, then a plan a line, with the place in the source of all that was read.
    """
    from pilotkg import pipeline, records

    found = pipeline.read_plans(source)
    if out is None:
        sys.stdout.buffer.write(records.encode(found))
    else:
        records.write(found, out)
        print(f"{sum(len(one.plans) for one in found)} plans in {out}")


@app.command(
    epilog=_examples(
        "pilotkg check release", "pilotkg check somebody-elses.ttl -o report.ttl", "pilotkg check --ontology"
    )
)
def check(
    graph: Annotated[Path, typer.Argument(help=_GRAPH)] = _RELEASE,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A file for the SHACL report graph, in Turtle.")
    ] = None,
    ontology: Annotated[
        bool,
        typer.Option("--ontology", help="Check the ontology instead: reasoning, profile, pitfalls, labels, names."),
    ] = False,
) -> None:
    """Check a graph by SHACL shapes and reasoning.

    Exits with 1 where it does not conform.
    """
    from pilotkg.check import check as check_graph
    from pilotkg.check.ontology import check_ontology

    if ontology:
        found = check_ontology()
        print(found.text())
        raise typer.Exit(0 if found.conforms else 1)
    report = check_graph(graph)
    if out is not None:
        out.write_text(report.turtle(), encoding="utf-8")
    print(report.text())
    raise typer.Exit(0 if report.conforms else 1)


@app.command(
    epilog=_examples(
        "pilotkg query --list",
        "pilotkg query mechanisms-by-province -p province=四川省",
        "pilotkg query similar-plans -p minimum=0.6 --format csv",
        "pilotkg query -e 'SELECT (COUNT(*) AS ?n) { ?s a pk:Indicator }'",
        "pilotkg query my-query.rq --endpoint http://localhost:7878/query",
    )
)
def query(
    name: Annotated[
        str | None, typer.Argument(help="A query of the catalogue, or a .rq file.", show_default=False)
    ] = None,
    text: Annotated[
        str | None, typer.Option("--execute", "-e", help="SPARQL instead; the usual prefixes need not be declared.")
    ] = None,
    parameters: Annotated[
        list[str] | None, typer.Option("--param", "-p", metavar="NAME=VALUE", help="A value for a parameter.")
    ] = None,
    graph: Annotated[Path, typer.Option("--graph", "-g", help=_GRAPH)] = _RELEASE,
    endpoint: Annotated[str | None, typer.Option(help="The address of a SPARQL endpoint to ask instead.")] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How the answer is printed.")] = Format.TABLE,
    list_all: Annotated[bool, typer.Option("--list", help="List the queries of the catalogue.")] = False,
) -> None:
    """Ask a query of the catalogue, or your own."""
    from pilotkg import resources, terminal
    from pilotkg.graph.catalogue import Catalogue
    from pilotkg.graph.query import NETWORKS, find, with_prefixes
    from pilotkg.graph.query import query as ask

    if list_all:
        for folder in (resources.folder("queries"), resources.folder("queries") / NETWORKS):
            terminal.print_catalogue(Catalogue.load(folder))
        return
    if (name is None) == (text is None):
        raise typer.BadParameter("name a query of the catalogue or a .rq file, or give SPARQL with -e")
    asked = with_prefixes(text) if text is not None else str(name)
    values = dict(_pair(parameter) for parameter in parameters or ())
    answer = ask(asked, graph, values, endpoint=endpoint)
    terminal.print_result(answer, format.value)
    if not answer and find(asked).group == NETWORKS:
        print(
            "No networks are in the graph: `pilotkg network RELEASE --into-release` puts them there.", file=sys.stderr
        )


def _pair(parameter: str) -> tuple[str, str]:
    name, equals, value = parameter.partition("=")
    if not equals:
        raise typer.BadParameter(f"{parameter!r} is not of the form NAME=VALUE")
    return name, value


@app.command(epilog=_examples("pilotkg serve", "pilotkg serve my-release --port 8080"))
def serve(
    release: Annotated[Path, typer.Argument(help="A release folder.")] = _RELEASE,
    host: Annotated[str, typer.Option(help="The name or address to listen on.")] = "localhost",
    port: Annotated[int, typer.Option("--port", "-p", help="The port; 0 takes any that is free.")] = 7878,
) -> None:
    """Serve a release as a SPARQL endpoint.

    It can only be read. Ctrl-C stops it.
    """
    from pilotkg.serve.endpoint import serving

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service manager's stop is as orderly as Ctrl-C
    with serving(release, host, port) as endpoint:
        print(f"SPARQL endpoint: {endpoint.query_url}")
        print(f"Query editor:    {endpoint.url} (Ctrl-C stops the server)", flush=True)
        try:
            code = endpoint.wait()
        except KeyboardInterrupt:
            return
    raise typer.Exit(1 if code else 0)


@app.command(
    epilog=_examples(
        "pilotkg score --gold annotations", "pilotkg score my-release --gold annotations --source plans.txt --misses"
    )
)
def score(
    gold: Annotated[Path, typer.Option(help="A folder of annotations, one NNN.json a plan.", show_default=False)],
    graph: Annotated[Path, typer.Argument(help=_GRAPH)] = _RELEASE,
    source: Annotated[
        Path | None, typer.Option(help="The source document; checks that each indicator's evidence holds its value.")
    ] = None,
    misses: Annotated[bool, typer.Option("--misses", help="List all that is missed or spurious.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Score a graph against annotations by hand.

    Prints precision, recall and F1 of each part, and which share of readings is right where they are how sure.
    """
    from pilotkg import calibration, terminal
    from pilotkg.score import score_graph

    result = score_graph(graph, gold, source)
    buckets = calibration.buckets(calibration.graph_outcomes(graph, gold))
    if json:
        terminal.print_json({**result.as_data(), "calibration": calibration.as_data(buckets)})
        return
    rows = [(s.part, f"{s.precision:.3f}", f"{s.recall:.3f}", f"{s.f1:.3f}", s.gold) for s in result.parts]
    terminal.print_table(("part", "precision", "recall", "F1", "in gold"), rows)
    if result.evidence is not None:
        print(f"Evidence spans that hold their value: {result.evidence.right} of {result.evidence.total}\n")
    if buckets:
        worth = "What confidences are worth"
        terminal.print_table(calibration.BUCKET_HEAD, calibration.bucket_rows(buckets), title=worth)
    if misses:
        print("\n".join(result.misses()))


@app.command(
    epilog=_examples(
        "pilotkg explain plan/110117/jinhaihu/indicator/registered-urbanization-rate-2020-target",
        "pilotkg explain https://w3id.org/pilotkg/id/plan/110117/jinhaihu/task/1 --source plans.txt",
    )
)
def explain(
    iri: Annotated[
        str, typer.Argument(help="The IRI of an indicator, mention, measure, plan or locality, or its path.")
    ],
    release: Annotated[Path, typer.Argument(help="A release folder, or a records file.")] = _RELEASE,
    source: Annotated[
        Path | None, typer.Option(help="The document that the release was made from; shows the sentence.")
    ] = None,
) -> None:
    """Tell how a fact came about.

    The sentence with the span marked, the rule and cue that fired, repairs, confidence, corrections by hand.
    """
    from pilotkg.explain import explain as explained

    print(explained(iri, release, source).text())


@app.command(epilog=_examples("pilotkg info", "pilotkg info my-release --plans"))
def info(
    graph: Annotated[Path, typer.Argument(help=_GRAPH)] = _RELEASE,
    plans: Annotated[bool, typer.Option("--plans", help="A row for each plan too.")] = False,
) -> None:
    """Tell what is in a release.

    Sources, versions, and counts by class, by graph and by plan.
    """
    from pilotkg import terminal
    from pilotkg.inventory import inventory

    found = inventory(graph)
    tables: list[tuple[str, tuple[str, ...], list[Any]]] = [
        ("Sources", ("source", "SHA-256", "plans", "made by"), found.sources),
        ("Classes", ("class", "", "instances"), found.classes),
        ("Graphs", ("graph", "graphs", "triples"), found.graphs),
    ]
    if plans:
        tables.append(("Plans", ("plan", "place", "indicators", "measures", "mechanisms"), found.plans))
    for title, head, rows in tables:
        terminal.print_table(head, rows, title=title)


@app.command(epilog=_examples("pilotkg diff release-0.1.0 release", "pilotkg diff old.nq new.nq"))
def diff(
    old: Annotated[Path, typer.Argument(help=_GRAPH, show_default=False)],
    new: Annotated[Path, typer.Argument(help=_GRAPH)] = _RELEASE,
) -> None:
    """Tell what changed between two graphs: terms, plans, facts.

    Exits with 1 where a term was removed that should have been deprecated.
    """
    from pilotkg.diff import diff as difference

    found = difference(old, new)
    print(found.text())
    raise typer.Exit(1 if found.removed else 0)


@app.command(epilog=_examples("pilotkg docs", "pilotkg docs -o site --endpoint https://example.org/query"))
def docs(
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write into.")] = Path("reference"),
    endpoint: Annotated[
        str, typer.Option(help="The SPARQL endpoint that the links of the queries ask.")
    ] = "http://localhost:7878/query",
    graph: Annotated[
        Path | None,
        typer.Option("--graph", "-g", help=f"{_GRAPH[:-1]}, for examples and answers. Without it: the 111 plans."),
    ] = None,
) -> None:
    """Write a reference of ontology, vocabularies, shapes and queries.

    Pages in HTML, in Chinese and English, with diagrams and real examples; they need no network.
    """
    from pilotkg import terminal
    from pilotkg.reference import write_reference

    texts = {"graph": "Reading the graph", "ask": "Asking the queries", "write": "Writing the pages"}
    with terminal.steps(texts) as progress:
        done = write_reference(out, graph, endpoint, progress)
    print(f"{done.terms} terms, {done.concepts} concepts, {done.shapes} shapes, {done.queries} queries")
    print(f"Reference: {done.folder / 'index.html'}")


@app.command(
    epilog=_examples("pilotkg synth 1000 -o invented.txt", "pilotkg synth 50 -o invented.txt --faults --gold gold")
)
def synth(
    count: Annotated[int, typer.Argument(min=1, help="How many plans.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The document.", show_default=False)],
    seed: Annotated[int, typer.Option(help="Another seed gives other plans.")] = 0,
    faults: Annotated[
        bool,
        typer.Option("--faults", help="With the faults that texts have: broken lines, page numbers, wrong glyphs …"),
    ] = False,
    gold: Annotated[
        Path | None, typer.Option(help="A folder for what is true of the plans, in the form of annotations.")
    ] = None,
) -> None:
    """Invent plans, for tests and benchmarks.

    Places are real, towns, sentences and figures are invented.
    """
    from pilotkg import synth as invented

    invented.write(seed, count, out, invented.ALL if faults else (), gold)
    print(f"{count} invented plans in {out}")


@app.command(
    epilog=_examples(
        "pilotkg network                                          all networks of the release",
        "pilotkg network my-release --kind mechanism-task -o out",
        "pilotkg network --into-release                           and into the release, for queries",
        "pilotkg network --only province=四川省 --only confidence=0.8",
    )
)
def network(  # noqa: PLR0913, PLR0917 - one for each option
    graph: Annotated[Path, typer.Argument(help=_GRAPH)] = _RELEASE,
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write into.")] = Path("networks"),
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", "-k", help="A network; several may be named. All without it.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="A filter: province, level, theme, section or confidence."),
    ] = None,
    backbone: Annotated[
        str, typer.Option(help="How edges are chosen: auto, significance, disparity, nearest or none.")
    ] = "auto",
    language: Annotated[str, typer.Option(help="The language of the pictures, zh or en.")] = "zh",
    into_release: Annotated[
        bool, typer.Option("--into-release", help="Put the results into the release too, where queries find them.")
    ] = False,
    list_all: Annotated[bool, typer.Option("--list", help="List the networks.")] = False,
) -> None:
    """Build networks of the graph: what goes with what.

    Measures them, draws them, and writes them for Gephi and others, with findings in words.
    """
    from pilotkg import terminal
    from pilotkg.network import KINDS, Filters, write_networks
    from pilotkg.network.build import TITLES
    from pilotkg.publish.networks import add_networks, demand_release

    if list_all:
        terminal.print_table(("network", "", ""), [(kind, *TITLES[kind]) for kind in KINDS])
        return
    steps = {kind: TITLES[kind][1] for kind in KINDS}
    filters = Filters.of(dict(_pair(pair) for pair in only or ()))
    if into_release and only:
        raise QueryError("a release takes the networks of all its plans", remedy="Leave out --only, or --into-release")
    if into_release:
        demand_release(graph)
    with terminal.steps(steps) as progress:
        written = write_networks(graph, out, kinds, filters, method=backbone, language=language, progress=progress)
    head = ("network", "nodes", "edges", "shown", "significant", "communities")
    terminal.print_table(head, [(w.kind, w.nodes, w.edges, w.shown, w.significant, w.communities) for w in written])
    print(f"Networks: {out}")
    if into_release:
        add_networks(graph, out)
        print(f"In the release: {graph / 'networks.nq'}, and in its store")
