"""Text in traditional characters becomes text in simplified ones, character by character, so that offsets hold."""

from __future__ import annotations

from functools import cache

from pilotkg.resources import package_file

_TRADITIONAL = "國為與業發設鎮產農區開戶達標總體務應會來進實現環"
_SHARE = 100  # one character in so many is one of these where a text is in traditional characters


def simplified(text: str) -> str:
    """The text with each traditional character replaced, where it is written in them; else the text itself."""
    if sum(text.count(c) for c in _TRADITIONAL) <= len(text) // _SHARE:
        return text
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    """Traditional characters and their simplified forms, as the dictionaries of OpenCC have them."""
    path = package_file("opencc", "dictionary/TSCharacters.txt")
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line)
    return {ord(traditional): forms.split()[0] for traditional, forms in rows if len(traditional) == 1}
