"""What a build keeps in memory: nothing of a page but its record.

Sphinx keeps the tree of each page that it reads until it is written, and the bytes of each that it
loads until its end. So the memory that a build needs would grow with the archive.
"""

import contextlib
import gc
from collections.abc import Iterator, Set
from typing import TYPE_CHECKING, Any

from docutils import nodes

from ..model.page import is_issue

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


@contextlib.contextmanager
def fewer_collections() -> Iterator[None]:
    """Have Python look for garbage less often.

    A build makes millions of nodes and keeps them until their page is read or written: to look
    through them again and again, as is the default, takes a sixth of its time and finds little.
    """
    before = gc.get_threshold()
    gc.set_threshold(10_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class _Forgetful(dict[str, Any]):
    """A dictionary that keeps nothing."""

    def __setitem__(self, key: str, value: object) -> None:
        """Forget it."""


def keep_no_doctrees(app: "Sphinx") -> None:
    """Have each page's tree read from its file whenever it is asked for."""
    app.env._write_doc_doctree_cache = _Forgetful()
    app.env._pickled_doctree_cache = _Forgetful()


def forget_what_is_merged(
    app: "Sphinx", env: "BuildEnvironment", docnames: Set[str], other: "BuildEnvironment"
) -> None:
    """Let go of what another process has read, and of all that it knew, which goes in a ring."""
    vars(other).clear()


def keep_titles_alone(app: "Sphinx", doctree: nodes.document) -> None:
    """Keep of an issue's contents its title: of what stands under it, its record knows."""
    docname = app.env.current_document.docname
    if is_issue(docname):
        for entry in app.env.tocs[docname].findall(nodes.list_item):
            del entry[1:]
