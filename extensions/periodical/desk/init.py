"""``periodical init``: a new publication, laid out from the files of `starter/`."""

from pathlib import Path

from jinja2 import Environment, StrictUndefined

from .. import __version__
from ..defaults import default_folder
from ..model.messages import TroubleError
from ..model.publication import Kind
from ..model.text import as_markdown, slug
from ..words import languages, teach

_STARTER = Path(__file__).parents[1] / "starter"
_HOW = "extensions = ["
"""With what the second part of the repository's `conf.py` begins: how a site is put together."""


def init(root: Path, name: str, language: str, publisher: str) -> int:
    """Lay out a publication in a folder named after it.

    It is an error if there is such a folder, or if templates do not speak the language.
    """
    if language not in languages():
        known = ", ".join(sorted(languages()))
        raise TroubleError(f"The templates do not speak “{language}” yet, but: {known}.")
    folder = root / (slug(name) or "publication")
    if folder.exists():
        raise TroubleError(f"“{folder}” is there already. Take another name, or move it away.")
    # What it fills in are programs and Markdown, never HTML.
    environment = Environment(keep_trailing_newline=True, undefined=StrictUndefined)  # noqa: S701
    teach(environment, language)
    environment.filters |= {"literal": _literal, "markdown": as_markdown}
    conf = default_folder("conf.py").read_text("utf-8")
    given = {
        "name": " ".join(name.split()), "language": language, "publisher": publisher or name,
        "kinds": list(Kind), "site": conf[conf.index(_HOW) :].rstrip(), "version": __version__,
        "folder": folder.name,
    }  # fmt: skip
    for source in sorted(each for each in _STARTER.rglob("*") if each.is_file()):
        file = folder / source.relative_to(_STARTER).with_suffix("")
        file.parent.mkdir(parents=True, exist_ok=True)
        text = environment.from_string(source.read_text("utf-8")).render(given)
        file.write_text(text, "utf-8", newline="\n")
    print(f"{folder} is laid out: README.md there says how to go on.")
    return 0


def _literal(text: str) -> str:
    """Return a text as `conf.py` writes it: in straight double quotes where it can be."""
    return repr(text) if '"' in text or "\\" in text else f'"{text}"'
