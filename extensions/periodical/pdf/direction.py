"""Which way a block of text runs."""

from __future__ import annotations

import unicodedata


def is_turned(text: str, right_to_left: bool) -> bool:
    """Tell whether a text runs against the direction of what is around it.

    The letters decide by their number, not the first of them alone (UAX #9, P2): a Persian
    paragraph may well begin with the Latin name of a broadcaster.

    Parameters
    ----------
    text
        All of the block's text.
    right_to_left
        The direction around it.
    """
    left = right = 0
    for character in text:
        match unicodedata.bidirectional(character):
            case "L":
                left += 1
            case "R" | "AL":
                right += 1
    return left > right if right_to_left else right > left
