"""What lies beside the pages of the site: style sheets, scripts and fonts; nothing else.

The theme has some 6.5 MB of files that no page of ours loads, and Sphinx more: none is copied.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pygments.formatters import HtmlFormatter
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder

from ..domain import periodical_domain
from ..ledger.ledger import fingerprint
from ..ledger.outputs import Output

if TYPE_CHECKING:
    from pygments.formatter import Formatter

HANDLER_OF_THEME = "overwrite_pygments_css"


def copied_files(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield the publication's own files, which are copied as they are."""
    config = builder.config
    at_root = [Path(builder.confdir, each) for each in config.html_extra_path]
    for folders, place in ((config.html_extra_path, ""), (config.html_static_path, "_static")):
        for each in folders:
            path = Path(builder.confdir, each)
            files = [path] if path.is_file() else _visible(path)
            root = path.parent if path.is_file() else path
            for file in files:
                if path in at_root or not any(map(file.is_relative_to, at_root)):
                    yield _copy(file, PurePosixPath(place) / file.relative_to(root).as_posix())


def _visible(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder; hidden ones are never copied."""
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.is_file() and not hidden:
            yield file


def _copy(file: Path, path: PurePosixPath) -> Output:
    stat = file.stat()
    # A file with another time is looked into, and copied only if its content differs.
    return Output(path.as_posix(), f"{stat.st_size} {stat.st_mtime_ns}", file.read_bytes)


def web_manifest(app: Sphinx, builder: Builder) -> Iterator[Output]:
    """Yield what is asked of a site that is kept as a program (W3C, “Web Application Manifest”)."""
    publication = periodical_domain(builder.env).publication
    icons = [
        {"src": f"_static/icons/star-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    manifest = {
        "name": publication.name, "lang": publication.language, "start_url": ".",
        "display": "browser", "background_color": "#fffdf9", "icons": icons,
    }  # fmt: skip
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    yield Output("site.webmanifest", fingerprint(text), text.encode)


def stylesheet_of_code(builder: StandaloneHTMLBuilder) -> str:
    """Return the colours of code: light, and dark where the reader or the system says so."""
    options = builder.theme.get_options()
    light, dark = (
        HtmlFormatter(style=options.get(f"pygments_{each}_style", builder.config.pygments_style))
        for each in ("light", "dark")
    )
    follow, chosen = (
        _styles(dark, f":root{choice} .highlight")
        for choice in (':not([data-theme="light"])', '[data-theme="dark"]')
    )
    return (
        f"{_styles(light, '.highlight')}\n"
        f"@media screen and (prefers-color-scheme: dark) {{\n{follow}\n}}\n"
        f"@media screen {{\n{chosen}\n}}\n"
    )


def _styles(formatter: "Formatter[str]", prefix: str) -> str:
    return re.sub(r"(?m)^(?=pre|td|span)", f"{prefix} ", formatter.get_style_defs(prefix))


def leave_out_handler_of_theme(app: Sphinx) -> None:
    """Keep the theme from writing its own colours of code at the end of every build."""
    for listener in list(app.events.listeners["build-finished"]):
        if getattr(listener.handler, "__name__", "") == HANDLER_OF_THEME:
            app.disconnect(listener.id)
