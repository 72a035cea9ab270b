"""Text in traditional characters becomes text in simplified ones, character by character, so that offsets hold."""

from __future__ import annotations

from functools import cache

_TRADITIONAL = "國為與業發設鎮產農區開戶達標總體務應會來進實現環"
_SHARE = 100  # one character in so many is one of these where a text is in traditional characters


def simplified(text: str) -> str:
    """The text with each traditional character replaced, where it is written in them; else the text itself."""
    if sum(text.count(c) for c in _TRADITIONAL) <= len(text) // _SHARE:
        return text
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    """Traditional characters and their simplified forms, as the package zhconv has them."""
    from zhconv import zhconv  # noqa: PLC0415 - a large table, needed only for traditional text

    table = zhconv.getdict("zh-cn")
    return {ord(k): v for k, v in table.items() if len(k) == 1 and len(v) == 1}
