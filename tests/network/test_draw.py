"""Pictures: labels that do not overlap, the same bytes each time, a clear word where there is no font."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from pyoxigraph import Store

from pilotkg.network.build import build
from pilotkg.network.canvas import save
from pilotkg.network.charts import heatmap_figure, sankey_figure, slope_figure
from pilotkg.network.draw import network_figure
from pilotkg.network.facts import Facts, changes
from pilotkg.network.fonts import FontError, chinese_font
from pilotkg.network.labels import Words, place_labels
from pilotkg.network.look import GREY, SPREAD, colour_of, layout, look_of
from pilotkg.network.measures import backbone, measure
from pilotkg.network.reading import read_facts

try:
    chinese_font()
except FontError:
    pytest.skip("no font with Chinese is installed to draw labels", allow_module_level=True)


@pytest.fixture(scope="module")
def real(store: Store) -> nx.Graph[str]:
    return measure(backbone(build(store, "mechanism-task").graph))


def test_labels_do_not_overlap(real: nx.Graph[str]) -> None:
    figure = network_figure(real, look_of(real))
    axes = figure.axes[0]
    crowd = [Words(f"很长的名字 {n}", 30.0 * (n % 7), 30.0 * (n // 7), 4, 9) for n in range(60)]
    boxes = place_labels(figure, axes, crowd)
    assert len(boxes) > 10
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_every_node_has_its_label(real: nx.Graph[str]) -> None:
    figure = network_figure(real, look_of(real), "en")
    written = {patch.get_label() for patch in figure.axes[0].patches}
    assert {data["label_en"] for _, data in real.nodes(data=True)} <= written


def test_the_same_network_gives_the_same_picture(real: nx.Graph[str], tmp_path: Path) -> None:
    files = [save(network_figure(real, look_of(real)), tmp_path / name) for name in ("one", "two")]
    for one, other in zip(*files, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert files[0][0].read_text("utf-8").startswith("<?xml")
    assert files[0][1].read_bytes().startswith(b"\x89PNG")


def test_other_pictures(store: Store, tmp_path: Path) -> None:
    assert save(heatmap_figure(build(store, "mechanism-task").graph), tmp_path / "heatmap")
    assert save(sankey_figure(build(store, "theme-mechanism").graph, "en"), tmp_path / "sankey")
    assert save(slope_figure(read_facts(store)), tmp_path / "slope")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_words_are_cut_off_or_written_over_each_other(store: Store, real: nx.Graph[str], language: str) -> None:
    figures = {
        "picture": network_figure(real, look_of(real), language),
        "heatmap": heatmap_figure(build(store, "mechanism-task").graph, language),
        "sankey": sankey_figure(build(store, "theme-mechanism").graph, language),
        "slope": slope_figure(read_facts(store), language),
    }
    for name, figure in figures.items():
        words = list(_words(figure))
        assert len(words) > 5
        for text, box in words:
            assert box[0] >= 0 and box[1] >= 0, (name, text)
            assert box[2] <= figure.bbox.width and box[3] <= figure.bbox.height, (name, text)
        for (one, a), (other, b) in combinations(words, 2):
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            assert apart, (name, one, other)


def _words(figure: Figure) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """All that `write` has written, with the boxes that the curves of its letters take up, in pixels."""
    for patch in figure.findobj(PathPatch):
        if text := str(patch.get_label()):
            box = patch.get_path().get_extents(patch.get_transform())
            yield text, box.extents


def test_a_legend_names_whole_communities_and_those_in_grey(real: nx.Graph[str]) -> None:
    graph = real.copy()
    graph.add_node("alone", label_zh="独", label_en="alone", type="Mechanism", community=-1, strength=0.0)
    lines = [text for text, _ in _words(network_figure(graph, look_of(graph), "en"))]
    largest = (n for n in graph if graph.nodes[n]["community"] == 0)
    strongest = min(largest, key=lambda n: (-graph.nodes[n]["strength"], n))
    assert any(line.startswith(graph.nodes[strongest]["label_en"] + ",") for line in lines)
    assert any(line.startswith("in no community (") for line in lines)


def test_a_picture_is_as_high_as_it_needs() -> None:
    def path(nodes: int, edges: list[tuple[int, int]]) -> nx.Graph[str]:
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(map(str, range(nodes)), type="Mechanism")
        graph.add_edges_from(((str(a), str(b)) for a, b in edges), weight=1.0)
        return measure(graph)

    line, ring = path(9, [(n, n + 1) for n in range(8)]), path(9, [(n, (n + 1) % 9) for n in range(9)])
    flat, round_ = (network_figure(graph, look_of(graph)).get_figheight() for graph in (line, ring))
    assert flat < 6 < round_ <= 10


def test_the_latest_years_are_compared(store: Store) -> None:
    facts = read_facts(store)
    rises = changes(facts, "metric/resident-urbanization-rate")
    assert len(rises) == 12
    key = facts.plans[0].key
    latest = [
        f for f in facts.figures if (f.plan, f.metric, f.year) == (key, "metric/resident-urbanization-rate", 2020)
    ]
    assert rises[key][1] == latest[0].value


def test_a_layout_is_as_wide_as_said_and_keeps_nodes_apart(real: nx.Graph[str]) -> None:
    places = layout(real)
    xs, ys = zip(*places.values(), strict=True)
    assert max(max(xs) - min(xs), max(ys) - min(ys)) == pytest.approx(SPREAD)
    look = look_of(real)
    for one, other in combinations(real, 2):
        (x0, y0), (x1, y1) = look.position[one], look.position[other]
        assert (x0 - x1) ** 2 + (y0 - y1) ** 2 >= ((look.size[one] + look.size[other]) / 2) ** 2 * 0.98


def test_a_path_is_laid_out_as_a_line() -> None:
    graph = nx.path_graph(5)
    places = layout(nx.relabel_nodes(graph, str))
    xs = [places[str(n)][0] for n in range(5)]
    assert xs in (sorted(xs), sorted(xs, reverse=True))
    assert max(abs(y) for _, y in places.values()) < 0.05 * SPREAD


def test_large_graphs_have_a_layout_too(facts: Facts) -> None:
    graph = nx.relabel_nodes(nx.barabasi_albert_graph(400, 2, seed=1), str)
    graph.add_edge("far", "away")
    assert len(set(layout(graph).values())) == 402


def test_colours_beyond_the_palette_are_grey() -> None:
    assert colour_of(-1) == colour_of(99) == GREY != colour_of(0)


def test_a_font_that_is_none_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "font.ttf").write_bytes(b"no font")
    monkeypatch.setenv("PILOTKG_FONT", str(tmp_path / "font.ttf"))
    chinese_font.cache_clear()
    with pytest.raises(FontError, match="PILOTKG_FONT"):
        chinese_font()
    chinese_font.cache_clear()
