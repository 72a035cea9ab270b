"""Names and places: how an IRI is written short, and at which anchor of which page it is described.

In: the IRIs that each page describes. Out: prefixed names, and addresses relative to a page. An ontology term's anchor
is its fragment, a shape's too; an instance's is its path under the base, as in theme/industry-city.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from pilotkg.graph.namespaces import DEFAULT_BASE, PREFIXES, kind_prefixes

SHAPES: Final = "https://w3id.org/pilotkg/shapes#"
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?", re.ASCII)
OWN_PREFIXES: Final = {
    "pks": SHAPES,
    "group": f"{DEFAULT_BASE}mechanism-group/",
    "written": f"{DEFAULT_BASE}unit/",
    "cue": f"{DEFAULT_BASE}cue/",
    "carrier": f"{DEFAULT_BASE}carrier/",
}


@dataclass(frozen=True, slots=True)
class Links:
    """The pages of IRIs that the reference describes, and the prefixes that names are written with.

    Args:
        pages: the file name of the page that describes an IRI.
        prefixes: namespaces by prefix, to which those of the project are added.
    """

    pages: Mapping[str, str]
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def short(self, iri: str) -> str:
        """The IRI as a prefixed name, or in angle brackets where no namespace fits."""
        known = {**self.prefixes, **PREFIXES, **kind_prefixes(DEFAULT_BASE), **OWN_PREFIXES}
        fitting = [(len(space), name) for name, space in known.items() if iri.startswith(space)]
        for length, name in sorted(fitting, reverse=True):
            if _LOCAL.fullmatch(iri[length:]):
                return f"{name}:{iri[length:]}"
        return f"<{iri}>"

    def place(self, iri: str, page: str) -> str:
        """Where to read about the IRI from a page: an anchor of the reference, else the IRI itself."""
        there = self.pages.get(iri)
        if there is None:
            return iri
        return f"{'' if there == page else there}#{quote(anchor(iri), safe='/')}"


def anchor(iri: str) -> str:
    """The id of an IRI's description on its page."""
    return iri.removeprefix(DEFAULT_BASE) if iri.startswith(DEFAULT_BASE) else re.split("[/#]", iri)[-1]


def placed(pages: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The page of each IRI, of the IRIs by page; of two pages that describe one IRI the first is kept."""
    found: dict[str, str] = {}
    for page, iris in pages.items():
        for iri in iris:
            found.setdefault(iri, page)
    return found
