"""``periodical import``: old editions become drafts, each with a ledger of all that it is made of.

In `_imported/` lie the originals, each under its SHA-256; a ledger for each draft; and the report.
"""

import hashlib
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from urllib.request import urlopen

from jinja2 import Environment, StrictUndefined

from ..importing.documents import Document, is_text, read_documents
from ..importing.draft import differences, ledger_of, place_of, write_draft
from ..importing.edition import TO_DO, OldEdition, read_editions
from ..markup.judging import Surroundings
from ..markup.rules import check_page
from ..model.files import write_whole
from ..model.messages import TroubleError
from ..model.page import IssueFiles, Page, page_of
from ..model.publication import read_publication
from ..model.registry import read_registry
from ..model.text import as_json, slug
from ..model.values import IMAGE_TYPES
from .difference import likely_names
from .new import issue_id

FOLDER = "_imported"
REPORT = Path(__file__).parents[1] / "importing/report.txt"
_LINK = re.compile(r"\]\(<?(https?://[^)>]+)")


@dataclass
class Import:
    """An import under way: what is known, and what became of its sources.

    `known` are the ledgers of earlier imports, by their editions, `ledgers` those of this one;
    `issues` the ids of drafts, by the places where their editions were published.
    """

    root: Path
    surroundings: Surroundings
    known: Mapping[str, Any]
    issues: dict[str, str]
    made: list[Page] = field(default_factory=list)
    ledgers: list[dict[str, Any]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def import_all(root: Path, sources: Sequence[Path]) -> int:
    """Import sources, and say what became of them; return 1 if one of them failed."""
    work = import_sources(root, sources)
    print("".join(f"{each}\n" for each in work.failed), end="", file=sys.stderr)
    report = root / FOLDER / "report.txt"
    summary = report.read_text("utf-8").splitlines()[-1]
    print(f"{summary} All that was done is told in {FOLDER}/{report.name}.")
    return 1 if work.failed else 0


def import_sources(root: Path, sources: Sequence[Path]) -> Import:
    """Import files, and all files of folders; what cannot be is told, and stops nothing else.

    Editions that link to one another are written twice: of the first, the last is not known yet.
    """
    work = _import_known(root, sources)
    links = (link for page in work.made for link in _LINK.findall(page.text))
    if any(place_of(link) in work.issues for link in links):
        work = _import_known(root, sources)
    form = Environment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)  # noqa: S701 - text
    names = likely_names(work.made, work.surroundings.registry)
    report = form.from_string(REPORT.read_text("utf-8")).render(work=work, names=names)
    write_whole(root / FOLDER / "report.txt", f"{report}\n".encode())
    return work


def _import_known(root: Path, sources: Iterable[Path]) -> Import:
    """Import sources, with references to those editions that are known from ledgers."""
    publication, registry = read_publication(root), read_registry(root)
    ledgers = (json.loads(each.read_bytes()) for each in sorted((root / FOLDER).glob("*.json")))
    known, index = {ledger["edition"]: ledger for ledger in ledgers}, IssueFiles(root).index
    issues = {each.get("place"): Path(each["draft"]).stem for each in known.values()}
    issues = {place: issue for place, issue in issues.items() if place and issue in index.ids}
    work = Import(root, Surroundings(root, publication, registry, index), known, issues)
    for path, name in _files(sources):
        raw = path.read_bytes()
        try:
            for document in read_documents(name, raw):
                document.picture = document.picture or partial(_file_beside, path.parent)
                _import_document(work, document, raw, path.suffix.lower())
        except TroubleError as error:
            work.failed.append(f"{name}: {error}")
    return work


def _files(sources: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Yield the files of sources, each with its name, below its folder where that was named."""
    for source in sources:
        if not (source.is_file() or source.is_dir()):
            raise TroubleError("file-missing", file=source)
        for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
            if path.is_file() and (is_text(path.name) or path == source):
                yield path, path.name if path == source else path.relative_to(source).as_posix()


def _file_beside(folder: Path, address: str) -> bytes | None:
    """Return a file that lies beside a source: as it names it, or by name alone."""
    path = unquote(re.sub(r"^\w+://[^/]+/|[?#].*$", "", address)).lstrip("/")
    of_export = re.sub(r"^.*?(?=wp-content/|content/images/)", "", path)
    for place in (path, Path(path).name, of_export):
        file = (folder / place).resolve()
        if place and file.is_relative_to(folder.resolve()) and file.is_file():
            return file.read_bytes()
    return None


def _import_document(work: Import, document: Document, raw: bytes, suffix: str) -> None:
    """Import what a source has of one text; what is wrong with it stops no other."""
    around = work.surroundings
    original = work.root / FOLDER / "originals" / f"{hashlib.sha256(raw).hexdigest()}{suffix}"
    try:
        if document.trouble:
            raise document.trouble
        editions = read_editions(document, around.publication, around.registry)
        for number, edition in enumerate(editions, start=1):
            _import_edition(work, edition, f"{original.stem}#{document.name}#{number}", original)
            write_whole(original, raw)
    except TroubleError as error:
        told = work.left if error.name == "source-of-another-kind" else work.failed
        told.append(f"{document.name}: {error}")
    except RecursionError:
        work.failed.append(f"{document.name}: it is nested deeper than any page.")


def _import_edition(work: Import, edition: OldEdition, key: str, original: Path) -> None:
    """Write a draft and its ledger; `TroubleError` if the draft were not what the source is."""
    known = work.known.get(key)
    name, date = edition.document.name, edition.date
    if known:
        draft = work.root / known["draft"]
        was = hashlib.sha256(draft.read_bytes()).hexdigest() if draft.is_file() else ""
        if was != known["sha256"]:
            # What an import wrote, another may write again; this is a person's now.
            what = "edited" if was else "renamed or deleted"
            work.left.append(f"{name}: {known['draft']} was {what} since, and is left as it is.")
            return
    if not any(block.words for block in edition.kept):
        raise TroubleError("source-without-text")
    if date is None:
        raise TroubleError("source-without-date")
    ends = chain([""], (f"-{number}" for number in count(2)))
    free = (page_of(f"{issue_id(edition.title, date)}{end}") for end in ends)
    file = known["draft"] if known else next(e for e in free if not (work.root / e).exists())
    found = _pictures(edition, Path(file).stem)
    edition.pictures = {source: picture for source, (picture, _) in found.items()}
    page = Page(file, write_draft(edition, work.issues).encode())
    if wrong := list(differences(edition, page)):
        raise TroubleError("source-otherwise", said="; ".join(wrong))
    for picture, content in found.values():
        laid = (work.root / file).with_name(picture)
        if not laid.exists():
            write_whole(laid, content)
    if place := place_of(edition.document.get("url")):
        work.issues[place] = Path(file).stem
    ledger = {
        "edition": key, "source": name, "place": place, "draft": file,
        "original": original.relative_to(work.root).as_posix(),
        "sha256": page.digest, "left out": edition.document.left_out,
        "questions": list(_questions(work, edition, page)), "blocks": ledger_of(edition),
    }  # fmt: skip
    write_whole(work.root / file, page.raw)
    write_whole(work.root / FOLDER / f"{Path(file).stem}.json", as_json(ledger))
    work.made.append(page)
    work.ledgers.append(ledger)


def _questions(work: Import, edition: OldEdition, page: Page) -> Iterator[str]:
    """Yield what only a person can say of a draft, each with its file."""
    for number, line in enumerate(page.lines, start=1):
        if TO_DO in line:
            yield f"{page.file}:{number}: {line.strip()}"
    yield from (str(e) for e in check_page(page, work.surroundings) if TO_DO not in e.text)
    yield from (f"{page.file}: {each}" for each in edition.questions)
    for block in edition.kept:
        for words in block.flattened:
            was = f"“{words[:60]}” was raised, lowered or struck out, and is plain"
            yield f"{page.file}:{block.line or 1}: {was}: does it say the same?"
    for each in (link for block in edition.blocks for link in block.lost):
        if not each.startswith(("#", "javascript:")):
            yield f"{page.file}: {each} is a link into the old site, which leads nowhere now."


def _pictures(edition: OldEdition, draft: str) -> dict[str, tuple[str, bytes]]:
    """Return pictures that a page can show by their addresses: their names beside a draft, and all.

    All of a picture may stand in its address (RFC 2397).
    """
    from PIL import Image

    from ..pictures.conversion import FORMATS

    found: dict[str, tuple[str, bytes]] = {}
    beside = edition.document.picture
    shown = [block for block in edition.kept if block.image]
    sources = [edition.lead[0], *(block.image[0] for block in shown if block.image)]
    for source in dict.fromkeys(filter(None, sources)):
        stem = "" if source.startswith("data:") else slug(Path(source.partition("?")[0]).stem)
        try:
            if source.startswith("data:"):
                with urlopen(source) as data:  # noqa: S310 - which asks nobody
                    raw = bytes(data.read())
            else:
                raw = (beside and beside(source)) or b""
            with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
                suffix = next(end for end, form in IMAGE_TYPES.items() if form == image.format)
        except (OSError, ValueError, Image.DecompressionBombError):
            continue
        words = [draft[:60], str(len(found) + 1), re.sub(r"[^a-z0-9-]", "", stem)[:40]]
        found[source] = "-".join(filter(None, words)) + suffix, raw
    for block in shown:
        if block.role == "head" and block.image and block.image[0] not in found:
            block.role = "picture"  # a line in the draft says that it is missing
    if (lead := edition.document.get("lead")) and lead not in found:
        edition.questions.append(f"The picture of the issue is not at hand: {lead[:200]}")
    return found
