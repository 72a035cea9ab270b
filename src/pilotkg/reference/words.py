"""The pages' own words in both languages (words.tsv), by the key that the templates and the entries' rows name."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pilotkg.reference.terms import Text


def _read(path: Path) -> dict[str, Text]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["key"]: Text(row["zh"], row["en"]) for row in rows}


WORDS: Final[Mapping[str, Text]] = MappingProxyType(_read(Path(__file__).with_name("words.tsv")))
