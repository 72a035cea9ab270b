"""What a check found, told so that no knowledge of SHACL or OWL is needed to read it.

In: findings of the shapes, the reasoner's verdict, the facts for titles and places. Out: problems, each with how often,
in which plans, where in the source and what to do; as text, Markdown, data, and as a SHACL validation report in Turtle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pilotkg.check.facts import Facts, Place
from pilotkg.check.reasoning import Contradiction, Verdict
from pilotkg.check.shacl import Finding
from pilotkg.graph.namespaces import PREFIXES, RDF, SH, Ids, Namespace
from pilotkg.graph.serialise import turtle
from pilotkg.graph.terms import boolean, text

SHAPES = Namespace("https://w3id.org/pilotkg/shapes#")
_IRI = re.compile(r"https?://[^\s，。；：]+")
_SHOWN = 5  # cases of a problem that are shown in text; the data has them all

_MISSING = "Look at the place in the source: if it is said there, it was not read, and a curation entry adds it"
_WRONG = "Compare with the place in the source: if it was misread, a curation entry sets it right"
_BROKEN = "The graph was changed or made by other means: build it again from its source or its records"
_EITHER = f"{_WRONG}; if the graph was changed by other means, build it again"
_REMEDIES = {
    "MinCountConstraintComponent": _MISSING,
    "QualifiedMinCountConstraintComponent": _MISSING,
    "MinInclusiveConstraintComponent": _WRONG,
    "MaxInclusiveConstraintComponent": _WRONG,
    "LessThanConstraintComponent": _WRONG,
    "LessThanOrEqualsConstraintComponent": _WRONG,
    "OrConstraintComponent": _WRONG,
    "XoneConstraintComponent": _WRONG,
    "PatternConstraintComponent": _WRONG,
    "SPARQLConstraintComponent": _EITHER,
}
_WARNING_REMEDY = (
    "Compare with the place in the source: what is said there stays as it is, what was misread is set right"
)


@dataclass(frozen=True, slots=True)
class Case:
    """One node that has a problem: its plan (IRI and title, where it is of one) and its place in the source."""

    node: str
    plan: str | None
    title: str | None
    place: Place | None
    path: str | None
    value: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its shape, severity, messages by language, remedy, and all its cases."""

    shape: str
    severity: str
    messages: dict[str, str]
    remedy: str
    cases: tuple[Case, ...]

    @property
    def plans(self) -> tuple[str, ...]:
        """IRIs of the plans that have the problem."""
        return tuple(sorted({case.plan for case in self.cases if case.plan is not None}))

    @property
    def message(self) -> str:
        """What is wrong, in English where the shapes say so."""
        return self.messages.get("en") or next(iter(self.messages.values()), self.shape)


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found.

    `conforms` is whether nothing is wrong: no violation, no contradiction, no class that can have no member. Warnings
    ask for a look and do not count against it.
    """

    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    verdict: Verdict
    shapes: int
    triples: int
    base: str

    @property
    def violations(self) -> tuple[Problem, ...]:
        """Problems that must not be."""
        return tuple(problem for problem in self.problems if problem.severity == "Violation")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Problems that ask for a look."""
        return tuple(problem for problem in self.problems if problem.severity != "Violation")

    @property
    def consistent(self) -> bool:
        """Whether ontology and facts do not contradict each other."""
        return self.verdict.consistent

    @property
    def conforms(self) -> bool:
        """Whether there is no violation, no contradiction and no class that can have no member."""
        return not self.violations and self.consistent and not self.verdict.unsatisfiable

    def figures(self) -> dict[str, int | str]:
        """The numbers of a summary."""
        return {
            "shapes checked": self.shapes,
            "violations": sum(len(problem.cases) for problem in self.violations),
            "warnings": sum(len(problem.cases) for problem in self.warnings),
            "consistent": "yes" if self.consistent else "no",
        }

    def text(self) -> str:
        """The report for a terminal."""
        lines = [self._headline()]
        for problem in self.problems:
            lines += ["", f"{problem.severity.upper()}: {problem.message}", *self._body(problem, "  ")]
        for title, statements, remedy in self._contradictions():
            lines += [
                "",
                f"CONTRADICTION: {title}",
                *(f"    {line}" for line in statements),
                f"  What to do: {remedy}.",
            ]
        return "\n".join(lines)

    def markdown(self) -> str:
        """The report as a part of a Markdown page, its headings of the third level."""
        parts = [self._headline()]
        for problem in self.problems:
            parts.append(f"### {problem.severity}: {problem.message}")
            parts.append("\n".join(self._body(problem, "")))
        for title, statements, remedy in self._contradictions():
            parts.append(f"### Contradiction: {title}")
            if statements:
                parts.append("\n".join(("```turtle", *statements, "```")))
            parts.append(f"What to do: {remedy}.")
        return "\n\n".join(parts)

    def as_data(self) -> dict[str, Any]:
        """The report as plain data, every case included."""
        return {
            "conforms": self.conforms,
            "shapes": self.shapes,
            "triples": self.triples,
            "violations": sum(len(problem.cases) for problem in self.violations),
            "warnings": sum(len(problem.cases) for problem in self.warnings),
            "problems": [_problem_data(problem) for problem in self.problems],
            "reasoning": {
                "consistent": self.consistent,
                "statements": self.verdict.statements,
                "unsatisfiable": list(self.verdict.unsatisfiable),
                "contradictions": [
                    {"plans": list(found.plans), "statements": self._statements(found)}
                    for found in self.verdict.contradictions
                ],
            },
        }

    def turtle(self) -> str:
        """The results of the shapes as a SHACL validation report (section 3.6)."""
        return turtle(_report_graph(self.findings), Ids(self.base))

    def _headline(self) -> str:
        verdict = "The graph conforms" if self.conforms else "The graph does not conform"
        figures = self.figures()
        counted = ", ".join(_times(int(figures[name]), name[:-1]) for name in ("violations", "warnings"))
        reasoner = "consistent" if self.consistent else "contradictory"
        return (
            f"{verdict}: {_times(self.shapes, 'shape')} over {_times(self.triples, 'triple')}, {counted}; "
            f"ontology and facts are {reasoner}."
        )

    def _body(self, problem: Problem, indent: str) -> Iterator[str]:
        plans = f" in {_times(len(problem.plans), 'plan')}" if problem.plans else ""
        chinese = problem.messages.get("zh")
        if chinese and chinese != problem.message:
            yield f"{indent}{chinese}"
            yield ""
        yield f"{indent}{_times(len(problem.cases), 'case')}{plans}:"
        yield ""
        for case in problem.cases[:_SHOWN]:
            what, where = self._case(case)
            yield f"{indent}- {what}"
            if where:
                yield f"{indent}  {where}"
        if len(problem.cases) > _SHOWN:
            yield f"{indent}- and {len(problem.cases) - _SHOWN:,} more; report.json lists them all"
        yield ""
        yield f"{indent}What to do: {problem.remedy}."

    def _case(self, case: Case) -> tuple[str, str]:
        """What is wrong with one node, and where that is."""
        parts = [case.detail] if case.detail else [case.node, case.path or ""]
        if case.value is not None and not case.detail:
            parts.append(f"is {case.value!r}")
        what = " ".join(self._short(part) for part in parts if part)
        return what, "; ".join(str(part) for part in (case.title, case.place) if part)

    def _contradictions(self) -> Iterator[tuple[str, list[str], str]]:
        """Title, statements and remedy of what the reasoner found."""
        for iri in self.verdict.unsatisfiable:
            yield f"nothing can be a {_prefixed(iri)}", [], "Correct the axioms of this class in the ontology"
        for found in self.verdict.contradictions:
            where = " and ".join(self._short(plan) for plan in found.plans) or "what all plans share"
            if not found.statements:
                yield "the ontology contradicts itself", [], "Correct its axioms; no plan has a part in it"
                continue
            title = f"in {where}, these cannot all be true under the ontology"
            yield title, self._statements(found), "Take out or correct the statement that is wrong, or build again"

    def _statements(self, found: Contradiction) -> list[str]:
        """Statements as Turtle, without its prefixes."""
        lines = []
        for triple in found.statements:
            lines += [line for line in turtle([triple], Ids(self.base)).splitlines() if line and line[0] != "@"]
        return lines

    def _short(self, said: str) -> str:
        """What is said, its IRIs shortened."""
        return _IRI.sub(lambda match: _prefixed(match[0].removeprefix(self.base)), said)


def make_report(facts: Facts, findings: Sequence[Finding], verdict: Verdict, shapes: int) -> Report:
    """Put findings and verdict together: by severity, then by what is wrong, then in the order of plans."""
    ordered = sorted(findings, key=lambda finding: (finding.severity != "Violation", finding.shape))
    problems = [
        _problem(facts, list(group)) for _, group in groupby(ordered, key=lambda found: (found.severity, found.shape))
    ]
    triples = sum(len(set(pairs)) for pairs in facts.pairs.values())
    return Report(tuple(problems), tuple(findings), verdict, shapes, triples, facts.base)


def _problem(facts: Facts, findings: list[Finding]) -> Problem:
    first = findings[0]
    cases = sorted((_case(facts, finding) for finding in findings), key=_case_order)
    return Problem(first.shape, first.severity, dict(first.general), _remedy(first), tuple(cases))


def _case(facts: Facts, finding: Finding) -> Case:
    plan = facts.plan_of(finding.node)
    of_query = finding.component == "SPARQLConstraintComponent"
    message = finding.messages.get("en") or next(iter(finding.messages.values()), "")
    return Case(
        node=finding.node,
        plan=plan,
        title=facts.plans.get(plan) if plan else None,
        place=facts.place_of(finding.node),
        path=finding.path,
        value=getattr(finding.value, "value", None),
        detail=message if of_query else None,
    )


def _case_order(case: Case) -> tuple[Any, ...]:
    place = case.place or Place("", -1, -1)
    return (*place, case.node, case.value or "", case.detail or "")


def _remedy(finding: Finding) -> str:
    if finding.severity != "Violation":
        return _WARNING_REMEDY
    return _REMEDIES.get(finding.component, _BROKEN)


def _problem_data(problem: Problem) -> dict[str, Any]:
    return {
        "shape": problem.shape,
        "severity": problem.severity,
        "messages": problem.messages,
        "remedy": problem.remedy,
        "count": len(problem.cases),
        "plans": list(problem.plans),
        "cases": [_case_data(case) for case in problem.cases],
    }


def _case_data(case: Case) -> dict[str, Any]:
    place = case.place
    told = {
        "node": case.node,
        "plan": case.plan,
        "title": case.title,
        "source": place.source if place else None,
        "begin": place.begin if place else None,
        "end": place.end if place else None,
        "path": case.path,
        "value": case.value,
        "detail": case.detail,
    }
    return {key: value for key, value in told.items() if value is not None}


def _report_graph(findings: Sequence[Finding]) -> Iterator[Triple]:
    report = BlankNode("report")
    yield Triple(report, RDF.type, SH.ValidationReport)
    yield Triple(report, SH.conforms, boolean(not findings))
    for number, finding in enumerate(findings, 1):
        result = BlankNode(f"result{number:06d}")
        yield Triple(report, SH.result, result)
        yield Triple(result, RDF.type, SH.ValidationResult)
        for prop, value in _result(finding):
            yield Triple(result, prop, _renamed(value, number))
        for triple in finding.path_triples:
            yield Triple(_renamed(triple.subject, number), triple.predicate, _renamed(triple.object, number))


def _result(finding: Finding) -> Iterator[tuple[NamedNode, Any]]:
    yield SH.focusNode, _node(finding.focus or finding.node)
    yield SH.resultSeverity, SH[finding.severity]
    yield SH.sourceConstraintComponent, SH[finding.component]
    yield SH.sourceShape, SHAPES[finding.shape]
    for language, message in finding.messages.items():
        yield SH.resultMessage, text(message, language or None)
    if finding.node != finding.focus:
        yield SH.value, _node(finding.node)
    elif finding.value is not None:
        yield SH.value, finding.value
    if finding.path_node is not None:
        yield SH.resultPath, finding.path_node


def _node(iri: str) -> NamedNode | Literal:
    try:
        return NamedNode(iri)
    except ValueError:
        return text(iri)


def _renamed(term: Any, number: int) -> Any:
    """A blank node of one result's path, apart from those of the other results."""
    return BlankNode(f"result{number:06d}{term.value}") if isinstance(term, BlankNode) else term


def _prefixed(iri: str) -> str:
    for name, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{name}:{iri.removeprefix(namespace)}"
    return iri


def _times(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
