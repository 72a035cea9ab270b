"""How a fact came about: an IRI and a release in, its plan, sentence, rule, repairs, confidence and corrections out."""

from __future__ import annotations

from pilotkg.explain.finding import ExplainError
from pilotkg.explain.telling import Explanation, explain

__all__ = ["ExplainError", "Explanation", "explain"]
