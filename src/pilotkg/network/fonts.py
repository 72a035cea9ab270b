"""A font that has Chinese: one named by PILOTKG_FONT, one that a Python package carries, or one of the system's.

Out: the path of a font file for matplotlib, or an error that says how to get one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from pilotkg.errors import PilotKGError

NAMED_BY: Final = "PILOTKG_FONT"
# Packages on PyPI that carry such a font, and where in them it is.
_PACKAGES: Final = (
    ("mplfonts", "fonts/NotoSansCJKsc-Regular.otf"),
    ("mpl_font", "fonts/noto/NotoSansCJKsc-Regular.otf"),
    ("paperang_p2_fonts_cjk", "fonts/wqy-microhei.ttc"),
)
_FAMILIES: Final = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "PingFang SC", "Hiragino Sans GB", "Heiti SC", "Microsoft YaHei", "SimHei", "Droid Sans Fallback",
)  # fmt: skip
_SAMPLE: Final = "镇户籍宅碳"


class FontError(PilotKGError):
    """No font with Chinese is to be found."""


@cache
def chinese_font() -> Path:
    """The first font file that has Chinese.

    Raises:
        FontError: there is none, or the one that PILOTKG_FONT names is none.
    """
    if named := os.environ.get(NAMED_BY):
        path = Path(named)
        if not path.is_file() or not _has_chinese(path):
            raise FontError("no font with Chinese", file=named, remedy=f"Name another one in {NAMED_BY}, or unset it")
        return path
    for path in _candidates():
        if _has_chinese(path):
            return path
    raise FontError(
        "no font with Chinese is installed, so labels cannot be drawn",
        remedy=f"Install one (pip install mplfonts, or the system's Noto Sans CJK), or name a font file in {NAMED_BY}",
    )


def _candidates() -> Iterator[Path]:
    for package, inside in _PACKAGES:
        spec = find_spec(package)
        for folder in spec.submodule_search_locations or () if spec else ():
            yield Path(folder) / inside
    by_family = {entry.name: Path(entry.fname) for entry in font_manager.fontManager.ttflist}
    yield from (by_family[family] for family in _FAMILIES if family in by_family)


def _has_chinese(path: Path) -> bool:
    try:
        font = FT2Font(str(path))
    except (OSError, RuntimeError):
        return False
    return all(font.get_char_index(ord(character)) for character in _SAMPLE)
