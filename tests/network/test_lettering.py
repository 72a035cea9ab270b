"""Words as shapes stand where they are put, and are as large as matplotlib's own text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.font_manager import FontProperties

from pilotkg.network.canvas import blank, save
from pilotkg.network.fonts import FontError, chinese_font
from pilotkg.network.lettering import extent, write

try:
    chinese_font()
except FontError:
    pytest.skip("no font with Chinese is installed to draw letters", allow_module_level=True)

WORDS = "户籍制度改革 gap 12%"


def ink(align: str, turned: float = 0) -> tuple[float, float, float, float]:
    """The pixels that are not white of a figure of 800 by 800, with WORDS in 20 points at its middle."""
    figure = blank(8, 8)
    write(figure, WORDS, (0.5, 0.5), 20, align=align, turned=turned)
    figure.canvas.draw()
    rows, columns = np.nonzero(np.asarray(figure.canvas.buffer_rgba())[::-1, :, 0] < 128)  # type: ignore[attr-defined]
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def test_words_cover_what_their_extent_says() -> None:
    left, low, right, high = (part * 100 / 72 for part in extent(WORDS, 20))
    assert ink("left baseline") == pytest.approx((400, 400 + low, 400 + right - left, 400 + high), abs=3)


@pytest.mark.parametrize(("along", "begin"), [("left", 0.0), ("center", 0.5), ("right", 1.0)])
def test_words_stand_along_their_point(along: str, begin: float) -> None:
    left, _, right, _ = ink(f"{along} baseline")
    assert left == pytest.approx(400 - begin * (right - left), abs=3)


def test_words_stand_across_their_point() -> None:
    spans = {across: ink(f"left {across}")[1::2] for across in ("bottom", "center", "top")}
    assert spans["bottom"][0] == pytest.approx(400, abs=4)  # the descenders of g and p reach a little lower
    assert sum(spans["center"]) / 2 == pytest.approx(400, abs=4)
    assert spans["top"][1] == pytest.approx(400, abs=4)


def test_turned_words_are_the_same_words() -> None:
    left, low, right, high = ink("left center")
    turned = ink("left center", 90)
    assert (turned[2] - turned[0], turned[3] - turned[1]) == pytest.approx((high - low, right - left), abs=1.5)


def test_words_are_as_wide_as_matplotlibs_text() -> None:
    figure = blank(4, 4)
    text = figure.text(0, 0, WORDS, fontproperties=FontProperties(fname=str(chinese_font()), size=20))
    left, _, right, _ = extent(WORDS, 20)
    assert (right - left) * 100 / 72 == pytest.approx(text.get_window_extent().width, abs=4)


def test_nothing_to_write_is_written(tmp_path: Path) -> None:
    figure = blank(1, 1)
    write(figure, "", (0.5, 0.5), 20)
    assert extent("", 20) == (0, 0, 0, 0)
    assert save(figure, tmp_path / "blank")
