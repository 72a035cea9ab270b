"""Decisions of people over what extraction found: a YAML file and records in, corrected records out.

Entries name facts by what they say, not by where they stand, so that they hold when the plans are extracted again.
Records keep what was decided in `Plan.curations`, and the graph tells it as provenance of its own.
"""

from __future__ import annotations

from pilotkg.curation.form import Curations, load, schema
from pilotkg.curation.overrides import RULE, apply

__all__ = ["RULE", "Curations", "apply", "load", "schema"]
