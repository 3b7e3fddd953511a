"""A whole publication of fictional issues in a folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from PIL import Image

from .issues import SEED, fictional_issue, in_brief, issue_name
from .pages import COVER, as_page, as_plain_page
from .world import registry

REPOSITORY = Path(__file__).resolve().parent.parent.parent
NAME = "The Invented Lands Weekly"

CONF = """

# What follows makes this a publication of fiction.
project = html_title = "{name}"
html_baseurl = ogp_site_url = "https://invented-lands.example/"
periodical_tagline = "Fiction: every country, person and event in these pages is invented"
periodical_publisher = {{"name": "The Example Press"}}
# All of these issues have appeared.
periodical_today = "2999-12-31"
periodical_sections = [
    section | ({{"title": "Make-Believe Podcast"}} if section["kind"] == "podcast" else {{}})
    for section in periodical_sections
]
"""


def write_archive(
    root: Path,
    count: int,
    *,
    seed: int = SEED,
    covers: bool = False,
    more_names: int = 0,
    brief: bool = False,
) -> None:
    """Lay out a whole publication of fictional issues.

    Args:
        root: Its folder; made if it does not exist.
        count: How many issues.
        seed: Another seed gives other issues.
        covers: Whether every fourth issue has a lead image.
        more_names: How many names the registry has that no issue mentions.
        brief: Whether the issues are shorter than real ones, with the same parts.
    """
    root.mkdir(parents=True, exist_ok=True)
    for folder in ("_templates", "_static"):
        shutil.copytree(REPOSITORY / folder, root / folder, dirs_exist_ok=True)
    conf = (REPOSITORY / "conf.py").read_text(encoding="utf-8")
    _write(root / "conf.py", conf + CONF.format(name=NAME))
    _write(root / "index.md", f"# {NAME}\n")
    subscribe = (REPOSITORY / "subscribe.md").read_text(encoding="utf-8")
    _write(root / "subscribe.md", subscribe)
    outlines = Path("_data/outlines.geojson")
    _write(root / outlines, (REPOSITORY / outlines).read_text(encoding="utf-8"))
    for entries in registry(more_names):
        _write(root / "_data" / f"{entries.name}.yaml", entries.text)
    sections = sections_of(root)
    for number in range(1, count + 1):
        cover = covers and number % 4 == 0
        issue = fictional_issue(number, seed=seed)
        if brief:
            issue = in_brief(issue)
        page = root / f"{issue.name.docname}.md"
        _write(page, as_page(issue, sections, cover=cover))
        if cover:
            draw(page.with_name(COVER), issue.date.year)


def write_plain_archive(root: Path, count: int, *, seed: int = SEED) -> None:
    """Lay out the same text for bare Sphinx with stock MyST, and a toctree of all issues."""
    _write(
        root / "conf.py",
        f'project = html_title = "{NAME}"\n'
        'extensions = ["myst_parser"]\nmyst_enable_extensions = ["colon_fence"]\n'
        'html_theme = "basic"\n',
    )
    names = [issue_name(number, seed=seed).docname for number in range(1, count + 1)]
    toctree = "\n".join(["```{toctree}", ":maxdepth: 1", "", *reversed(names), "```"])
    _write(root / "index.md", f"# {NAME}\n\n{toctree}\n")
    for number in range(1, count + 1):
        issue = fictional_issue(number, seed=seed)
        _write(root / f"{issue.name.docname}.md", as_plain_page(issue))


def sections_of(root: Path) -> dict[str, str]:
    """Return the heading of each kind of section that a publication declares."""
    from periodical.model.publication import read_publication

    return {str(section.kind): section.title for section in read_publication(root).sections}


def draw(path: Path, shade: int) -> None:
    """Draw a small picture; another shade gives another file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (32, 32), (shade * 37 % 256, shade * 11 % 256, 120)).save(path, optimize=False)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
