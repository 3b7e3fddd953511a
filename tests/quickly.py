"""What a test session spares itself, and a user's single build does not need."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from types import CodeType
from unittest import mock

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sphinx.builders import Builder
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.theming import Theme


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


_FACES: dict[str, bytes] = {}


def cut_faces_once() -> None:
    """Have each static face cut once, and not for every publication."""
    from periodical.faces import StaticFace

    cut = StaticFace.cut

    def cut_once(face: StaticFace) -> bytes:
        if face.name not in _FACES:
            _FACES[face.name] = cut(face)
        return _FACES[face.name]

    StaticFace.cut = cut_once  # type: ignore[method-assign]


@contextlib.contextmanager
def many_builds() -> Iterator[None]:
    """Do once what is the same in all builds, and look for garbage seldom."""
    compiled, begin = _Compiled(), BuiltinTemplateLoader.init

    def begin_with_compiled(
        loader: BuiltinTemplateLoader,
        builder: Builder,
        theme: Theme | None = None,
        dirs: list[str] | None = None,
    ) -> None:
        begin(loader, builder, theme, dirs)
        loader.environment.bytecode_cache = compiled

    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    cut_faces_once()
    compiled_xml, kept = _Compiled(), "periodical.documents.templates.FileSystemBytecodeCache"
    with (
        mock.patch.object(BuiltinTemplateLoader, "init", begin_with_compiled),
        mock.patch(kept, lambda folder: compiled_xml),
    ):
        yield
    gc.set_threshold(*before)
