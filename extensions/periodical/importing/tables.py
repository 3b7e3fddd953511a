"""The words that old editions have in common: `tables.toml`, ready to be looked for."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _read() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("tables.toml").read_text("utf-8"))


@cache
def labels() -> dict[str, re.Pattern[str]]:
    """Return how lines begin that say what they are, by name."""
    return {name: re.compile(words, re.IGNORECASE) for name, words in _read()["labels"].items()}


@cache
def _reasons() -> dict[str, re.Pattern[str]]:
    return {why: re.compile("|".join(each), re.I) for why, each in _read()["furniture"].items()}


def furniture(text: str) -> str:
    """Return why a block has no place in an issue, by what it says; empty if it may have one."""
    return next((why for why, words in _reasons().items() if words.fullmatch(text)), "")


def tags() -> dict[str, list[str]]:
    """Return what elements of HTML mean, by kind."""
    return _read()["tags"]
