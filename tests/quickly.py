"""What a test session spares itself, and a user's single build does not need."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Hashable, Iterable
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from periodical.documents.templates import Drawer, template_folders
from periodical.maps import locator
from periodical.model.files import sha256_of
from sphinx import locale
from sphinx.application import Sphinx


class _Compiled(BytecodeCache):
    """Templates that were compiled, by their text: each publication has them at another path."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return name

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self.kept[bucket.key, bucket.checksum] = bucket.code


_OF_PAGES, _OF_DOCUMENTS = _Compiled(), _Compiled()
_FACES: dict[Hashable, bytes] = {}


def _once(
    owner: object,
    name: str,
    decided_by: Callable[..., Hashable],
    kept: dict[Hashable, Any] | None = None,
) -> None:
    """Have a function make each thing once, and not for every publication.

    Args:
        decided_by: Returns all that decides what the function makes, from its arguments.
        kept: What was made before.
    """
    make, made = getattr(owner, name), {} if kept is None else kept

    def make_once(*given: Any, **named: Any) -> Any:
        mark = decided_by(*given, **named)
        if mark not in made:
            made[mark] = make(*given, **named)
        return made[mark]

    setattr(owner, name, make_once)


def any_code() -> None:
    """Cut each static face once, and compile each template once, whatever code asks for it."""
    from periodical.documents import templates
    from periodical.faces import StaticFace

    _once(StaticFace, "cut", lambda face: face.name, _FACES)
    templates.FileSystemBytecodeCache = lambda folder: _OF_DOCUMENTS
    # Last: the room may have been taken out.
    from periodical.site import templates as of_pages

    of_pages.FileSystemBytecodeCache = lambda folder: _OF_PAGES


def compile_once(modules: Iterable[Path]) -> None:
    """Have modules compiled here, and not where a copy of one is imported from another folder."""
    _once(SourceFileLoader, "source_to_code", lambda loader, source, path, **_: bytes(source))
    for path in modules:
        SourceFileLoader(path.stem, str(path)).source_to_code(path.read_bytes(), path)


def many_builds() -> None:
    """Do once what is the same in all builds, and look for garbage and tell of steps seldom."""
    gc.freeze()
    gc.set_threshold(400_000, 20, 100)
    logging.disable(logging.DEBUG)
    _begin_without_words_of_before()
    any_code()
    _once(Drawer, "draw", _drawing)
    _once(locator, "draw", lambda places, file, prefix: (places, sha256_of(file), prefix))


def _begin_without_words_of_before() -> None:
    """Have each build begin as the first of a process does.

    Sphinx puts the words of each behind those of all before it, in whatever language these were,
    and looks through all of them: the last of some hundred builds would take twice as long.
    """
    begin = Sphinx.__init__

    def begin_alone(app: Sphinx, *given: Any, **named: Any) -> None:
        locale.translators.clear()
        begin(app, *given, **named)

    Sphinx.__init__ = begin_alone  # type: ignore[method-assign]


def _drawing(drawer: Drawer, dots: int = 72, **shown: str) -> Hashable:
    folders = template_folders(drawer._builder)
    forms = [sha256_of(path) for folder in folders for path in sorted(folder.rglob("*.typ"))]
    return drawer._template, dots, *forms, *sorted(shown.items())
