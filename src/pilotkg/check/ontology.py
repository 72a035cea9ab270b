"""The ontology by itself: reasoning, the profile OWL 2 RL, pitfalls, labels in both languages, names, published terms.

In: the folders of ontology, shapes and queries. Out: a report that needs no knowledge of OWL. The cue files are left out
of reasoning, as they are of the graph that users get, but their names are checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from pilotkg import resources
from pilotkg.check import register
from pilotkg.check.facts import Facts
from pilotkg.check.hygiene import header_prefix, misspelt, own_terms, terms_in_file, undefined, unlabelled
from pilotkg.check.pitfalls import PITFALLS, Finding, pitfalls
from pilotkg.check.profile import outside_profile
from pilotkg.check.reasoning import Verdict, reason
from pilotkg.graph.namespaces import DEFAULT_BASE, Ids
from pilotkg.graph.vocabularies import Vocabularies


@dataclass(frozen=True, slots=True)
class OntologyReport:
    """What was found, and how much was looked at.

    `terms` counts the ontology's own terms, `labelled` those of them with all texts in both languages.
    """

    findings: tuple[Finding, ...]
    consistent: bool
    terms: int
    labelled: int

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong."""
        return self.consistent and not self.findings

    def text(self) -> str:
        """The report in words, a line for each part and each finding."""
        lines = [
            f"Reasoning (HermiT): {'consistent' if self.consistent else 'the ontology contradicts itself'}.",
            f"Labels and definitions in zh and en: {self.labelled} of {self.terms} terms.",
            f"Profile OWL 2 RL, {len(PITFALLS)} pitfalls, names, register of published terms: {len(self.findings) or 'no'} findings.",
        ]
        for found in self.findings:
            about = f" ({found.detail})" if found.detail else ""
            lines.append(f"  {found.number}: {found.name}: {found.term}{about}")
        return "\n".join(lines)


def check_ontology(
    ontology: Path | None = None, shapes: Path | None = None, queries: Path | None = None
) -> OntologyReport:
    """Check an ontology, and how shapes and queries use its terms; those of the package where a folder is None.

    Raises:
        VocabularyError: a file of the ontology or its register of terms cannot be read.
        GraphError: the reasoner fails.
    """
    ontology = ontology or resources.folder("ontology")
    quads = Vocabularies.load(ontology, Ids()).quads
    store = Store()
    store.extend(quads)
    used: dict[str, str] = {}
    names: list[Finding] = []
    for path in _files(ontology, shapes or resources.folder("shapes"), queries or resources.folder("queries")):
        terms, wrong = terms_in_file(path)
        used.update(terms)
        names += wrong
    without_text = list(unlabelled(store))
    registered = register.read(ontology / register.FILE)
    verdict = reason(Facts(quads, DEFAULT_BASE))
    findings = [
        *_unsatisfiable(verdict),
        *outside_profile(store),
        *pitfalls(store),
        *without_text,
        *undefined(store, used),
        *misspelt(store, used),
        *header_prefix(store),
        *names,
        *register.findings(store, registered),
    ]
    terms_of_ours = own_terms(store)
    bad = {found.term for found in without_text}
    return OntologyReport(tuple(findings), verdict.consistent, len(terms_of_ours), len(terms_of_ours) - len(bad))


def _files(ontology: Path, shapes: Path, queries: Path) -> Sequence[Path]:
    return (*sorted(ontology.rglob("*.ttl")), *sorted(shapes.glob("*.ttl")), *sorted(queries.rglob("*.rq")))


def _unsatisfiable(verdict: Verdict) -> list[Finding]:
    return [Finding("DL", "a class that can have no member", iri) for iri in verdict.unsatisfiable]
