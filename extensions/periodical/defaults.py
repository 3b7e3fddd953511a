"""The looks that come with the package: templates and static files, behind a publication's own.

In the repository they are its top folders `_templates` and `_static`; the wheel holds the same
beside this module. So there is one copy of each, and what a publication has itself goes before it.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .words import speak

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

PACKAGE = Path(__file__).resolve().parent


def default_folder(name: str) -> Path:
    """Return the package's own folder, or file, of this name, wherever the package is installed."""
    installed = PACKAGE / name
    return installed if installed.exists() else PACKAGE.parents[1] / name


@cache
def said_by_scripts() -> frozenset[str]:
    """Return what the scripts say to readers; a page has it for them in its own language."""
    texts = (path.read_text("utf-8") for path in sorted(default_folder("_static").glob("*.js")))
    return frozenset(words for text in texts for words in re.findall(r'say\("([^"]+)"', text))


def _put_behind(app: "Sphinx", config: "Config") -> None:
    """Look for templates and static files in the package, too; of two, Sphinx takes these last."""

    def lacks(folders: list[str], default: Path) -> list[str]:
        own = {Path(app.confdir, folder).resolve() for folder in folders}
        # Code that is used from a folder alone has none.
        return [] if default.resolve() in own or not default.is_dir() else [str(default)]

    static = default_folder("_static")
    config.templates_path += lacks(config.templates_path, default_folder("_templates"))
    config.html_static_path[:0] = lacks(config.html_static_path, static)
    config.html_extra_path[:0] = lacks(config.html_extra_path, static / "root")


def setup_defaults(app: "Sphinx") -> None:
    """Register the handler, before others ask for the folders."""
    app.connect("config-inited", _put_behind, priority=1)
    app.connect("config-inited", lambda app, config: speak(config.language), priority=1)
