"""What lies beside the pages of the site: style sheets, scripts and fonts; nothing else.

The theme has some 6.5 MB of files that no page of ours loads, and Sphinx more: none is copied.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
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


def files_of_pages(app: Sphinx, builder: StandaloneHTMLBuilder) -> Iterator[Output]:
    """Yield the publication's own files, which are copied as they are, and the colours of code."""
    config, root = builder.config, Path(builder.confdir)
    at_root = [root / each for each in config.html_extra_path]
    for folders, place in ((config.html_extra_path, ""), (config.html_static_path, "_static")):
        for path in (root / each for each in folders):
            folder = path.parent if path.is_file() else path
            for file in [path] if path.is_file() else sorted(path.rglob("*")):
                name = file.relative_to(folder)
                # Hidden files are never copied.
                hidden = any(part.startswith(".") for part in name.parts)
                elsewhere = path not in at_root and any(map(file.is_relative_to, at_root))
                if file.is_file() and not hidden and not elsewhere:
                    stat = file.stat()
                    # A file with another time is looked into, and copied only if it differs.
                    mark = f"{stat.st_size} {stat.st_mtime_ns}"
                    yield Output(Path(place, name).as_posix(), mark, file.read_bytes)
    colours = _colours_of_code(builder)
    yield Output("_static/pygments.css", fingerprint(colours), colours.encode)


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


def _colours_of_code(builder: StandaloneHTMLBuilder) -> str:
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
