"""Web addresses as they were meant: without redirectors, and without what follows a reader.

All is resolved from the address itself: to ask the redirector would tell it of the question.
"""

import base64
import json
import re
from urllib.parse import parse_qs, unquote, urlsplit

from .files import table_beside

_SAID: dict[str, list[str]] = table_beside(__file__, "addresses.toml")
_REDIRECTOR = re.compile(rf"(?:[\w-]+\.)*(?:{'|'.join(_SAID['redirectors'])})/?")
_TRACKING = re.compile("|".join(_SAID["tracking"]))
_OF_SUBSTACK = re.compile("|".join(_SAID["tracking_of_substack"]))
OPAQUE = re.compile(rf"https?://(?:[\w.-]+\.)?(?:{'|'.join(_SAID['opaque'])})[^\s)>]*")
_DEFENSE = re.compile(r"https://urldefense\.(?:com|us)/v3/__(.+?)__;.*")
_ENCODED = re.compile(r"/redirect/2/([\w-]+)")


def plain_address(address: str) -> str:
    """Return where an address leads, as far as it says so, without parameters that track.

    Others stay byte for byte.
    """
    for _ in range(5):  # a redirector may lead to another
        if (target := _target(address)) is None:
            break
        address = target
    head, question, rest = address.partition("?")
    if not question:
        return address
    query, sign, fragment = rest.partition("#")
    host = head.partition("://")[2].partition("/")[0]
    known = _OF_SUBSTACK if f".{host}".endswith(".substack.com") else _TRACKING
    names = ((each, unquote(each.partition("=")[0])) for each in query.split("&"))
    kept = "&".join(each for each, name in names if not known.fullmatch(name.removeprefix("amp;")))
    return f"{head}{'?' if kept else ''}{kept}{sign}{fragment}"


def _target(address: str) -> str | None:
    """Return where a redirector leads: that of Substack says it in JSON, in base64url."""
    found = None
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if defended := _DEFENSE.fullmatch(address):
            found = defended[1]
        elif _REDIRECTOR.fullmatch(f"{host}{parts.path}"):
            given = parse_qs(parts.query)
            found = next((given[each][0] for each in _SAID["targets"] if each in given), None)
        elif f".{host}".endswith(".substack.com") and (encoded := _ENCODED.match(parts.path)):
            words = encoded[1]
            found = json.loads(base64.urlsafe_b64decode(words + "=" * (-len(words) % 4)))["e"]
    except (ValueError, LookupError, TypeError):
        return None
    return found if isinstance(found, str) and re.match(r"https?://[^/]", found) else None
