"""A podcast guest, as a contributor writes one on a line.

``A. Scholar, professor at a university, and the president of a society`` is a
name, then roles and affiliations in the words that were true at that date: prose, and kept so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .messages import InvalidValueError
from .names import NAME_SUFFIX

_SUFFIX = re.compile(rf"\s*{NAME_SUFFIX}")


@dataclass(frozen=True)
class Guest:
    """A guest of a podcast.

    Args:
        name: The guest's name.
        roles: Roles and affiliations at the date of the episode, as prose; empty where none was
            given.
    """

    name: str
    roles: str = ""

    @property
    def line(self) -> str:
        """The guest as a contributor writes one."""
        return f"{self.name}, {self.roles}" if self.roles else self.name


def read_guest(line: str) -> Guest:
    """Read the line of a guest.

    Raises:
        InvalidValueError: If there is no name.
    """
    words = " ".join(line.split())
    # The list of an announcement ends its items in “; and”, “;” or “.”: no part of a role.
    # A full stop after a capital or a suffix is one of an abbreviation, and stays.
    words = re.sub(r"[;,]?\s+and$|[;,]$|(?<![A-Z])(?<!\bJr)(?<!\bSr)\.$", "", words).rstrip(" ;,")
    end = _end_of_name(words)
    name, roles = words[:end].strip(), words[end + 1 :].strip()
    if not any(character.isalpha() for character in name):
        raise InvalidValueError("guest-without-name")
    return Guest(name, roles)


def _end_of_name(words: str) -> int:
    end = words.find(",")
    while end != -1 and (suffix := _SUFFIX.match(words, end + 1)):
        end = words.find(",", suffix.end())
    return len(words) if end == -1 else end
