"""Published vocabularies: graphs, labels, and how written units compare."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import BlankNode

from pilotkg.errors import VocabularyError
from pilotkg.graph import Ids, Vocabularies
from pilotkg.graph.namespaces import UNIT
from pilotkg.resources import folder


@pytest.mark.parametrize(
    ("value", "written", "metric", "compared", "unit"),
    [
        ("2.8", "万人", "resident-population", "28000", UNIT.NUM),
        ("300", "名", "resident-population", "300", UNIT.NUM),
        ("1500", "亩", "farmland-area", "1", UNIT.KiloM2),
        ("12.5", "平方米", "green-space-per-capita", "12.5", UNIT.M2),
        ("61.5", "%", "resident-urbanization-rate", "61.5", UNIT.PERCENT),
        ("200", "亩", "resident-population", "0.133333333333", UNIT.KiloM2),  # another kind: the base unit of that kind
        ("2.3", "", "income-ratio", "2.3", UNIT.UNITLESS),
    ],
)
def test_figures_compare_in_the_base_unit(
    vocabulary: Path, ids: Ids, value: str, written: str, metric: str, compared: str, unit: object
) -> None:
    conversion = Vocabularies.load(vocabulary, ids).conversion(written, ids.metric(metric))
    assert conversion is not None
    assert conversion.unit == unit
    assert conversion.of(Decimal(value)) == Decimal(compared)


def test_an_unknown_unit_is_not_guessed(vocabulary: Path, ids: Ids) -> None:
    assert Vocabularies.load(vocabulary, ids).conversion("斗", ids.metric("resident-population")) is None


def test_each_file_is_a_graph_and_reads_the_same_each_time(ids: Ids) -> None:
    once, again = (Vocabularies.load(folder("ontology"), ids) for _ in range(2))
    assert once.quads == again.quads
    graphs = {str(q.graph_name) for q in once.quads}
    assert {f"<{ids.base}graph/{name}>" for name in ("ontology", "themes", "metrics", "mechanisms", "units")} <= graphs


def test_blank_nodes_of_two_files_do_not_meet(ids: Ids) -> None:
    named: dict[str, str] = {}
    for quad in Vocabularies.load(folder("ontology"), ids).quads:
        for term in (quad.subject, quad.object):
            if isinstance(term, BlankNode):
                assert named.setdefault(term.value, str(quad.graph_name)) == str(quad.graph_name)
    assert named


def test_concepts_move_with_the_base(vocabulary: Path) -> None:
    ids = Ids("https://example.org/kg/")
    vocabularies = Vocabularies.load(vocabulary, ids)
    assert vocabularies.labels(ids.metric("resident-population"))["en"] == "resident population"
    assert not [q for q in vocabularies.quads if "pilotkg/id/" in str(q)]


def test_a_broken_vocabulary_is_named(vocabulary: Path, ids: Ids, tmp_path: Path) -> None:
    (vocabulary / "themes.ttl").write_text("theme:x a .", encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"themes\.ttl"):
        Vocabularies.load(vocabulary, ids)
    with pytest.raises(VocabularyError, match="no vocabulary"):
        Vocabularies.load(tmp_path, ids)
