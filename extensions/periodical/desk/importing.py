"""``periodical import``: old editions become drafts, each with a ledger of all that it is made of.

In `_imported/` lie the originals, each under its SHA-256; a ledger for each draft; and the report.
"""

import base64
import hashlib
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from ..importing.accounts import differences, ledger_of
from ..importing.blocks import Role, read_blocks
from ..importing.documents import Document, beside_file, read_documents
from ..importing.draft import write_draft
from ..importing.edition import TO_DO, OldEdition, read_editions
from ..markup.rules import check_page
from ..markup.targets import Surroundings
from ..model.addresses import OPAQUE
from ..model.archive import IssueFiles, page_of
from ..model.issue import IMAGE_TYPES
from ..model.page import Page
from ..model.problem import TroubleError
from ..model.publication import read_publication
from ..model.registry import read_registry
from ..model.text import slug
from .names import likely_names
from .new import issue_id

FOLDER = "_imported"
_FATES = ("placed", "changed", "dropped")
_BESIDE_TEXTS = {*IMAGE_TYPES, ".css", ".js", ".svg", ".ico", ".woff", ".woff2", ".csv"}


@dataclass
class Import:
    """An import under way: what is known, and what is to be told."""

    root: Path
    surroundings: Surroundings
    made: list[Page] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    blocks: int = 0
    questions: int = 0

    def is_a_persons(self, known: Mapping[str, Any], name: str) -> bool:
        """Tell whether a draft is a person's now; what an import wrote, another may write again."""
        path = self.root / known["draft"]
        if path.is_file() and _digest(path.read_bytes()) == known["sha256"]:
            return False
        what = "was edited" if path.is_file() else "was renamed or deleted"
        self.told.append(f"{name}: {known['draft']} {what} since, and is left as it is.")
        return True


def import_sources(root: Path, sources: Iterable[Path]) -> Import:
    """Import files, and all files of folders; what cannot be is told, and stops nothing else."""
    publication, registry = read_publication(root), read_registry(root)[0]
    surroundings = Surroundings(root, publication, registry, IssueFiles(root).index)
    work = Import(root, surroundings)
    ledgers = sorted((root / FOLDER).glob("*.json"))
    read = (json.loads(path.read_text("utf-8")) for path in ledgers)
    known = {ledger["edition"]: ledger for ledger in read}
    for path in _files(sources):
        name, raw = path.name, path.read_bytes()
        try:
            for document in read_documents(name, raw, beside_file(path.parent)):
                _import_document(work, document, _digest(raw), known, path)
        except TroubleError as error:
            work.failed.append(f"{name}: {error}")
    _write(root / FOLDER / "report.txt", _report(work).encode())
    return work


def _files(sources: Iterable[Path]) -> Iterator[Path]:
    for source in sources:
        if not source.exists():
            raise TroubleError(f"There is no file {source}.")
        for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
            is_text = path.suffix.lower() not in _BESIDE_TEXTS and not path.name.startswith(".")
            if path.is_file() and (is_text or path == source):
                yield path


def _import_document(
    work: Import, document: Document, digest: str, known: Mapping[str, Any], source: Path
) -> None:
    """Import what a source has of one text; what is wrong with it stops no other."""
    publication, registry = work.surroundings.publication, work.surroundings.registry
    try:
        blocks = read_blocks(document.tree, lambda text: publication.section(text) is not None)
        for number, edition in enumerate(read_editions(document, blocks, publication, registry)):
            key = f"{digest}#{document.name}#{number + 1}"
            _import_edition(work, edition, key, known.get(key), source)
    except TroubleError as error:
        work.failed.append(f"{document.name}: {error}")
    except RecursionError:
        work.failed.append(f"{document.name}: it is nested deeper than any page.")


def _import_edition(
    work: Import, edition: OldEdition, key: str, known: Mapping[str, Any] | None, source: Path
) -> None:
    """Write a draft and its ledger; `TroubleError` if the draft were not what the source is."""
    if known and work.is_a_persons(known, edition.document.name):
        return
    if not any(block.role is not Role.DROPPED and block.words for block in edition.blocks):
        raise TroubleError("there is no text in it.")
    if edition.head.date is None:
        raise TroubleError("nothing says its date. Begin the name of the file with it: 2031-01-07-")
    file = str(known["draft"]) if known else _free_page(work, edition)
    pictures = _lay_pictures(edition, work.root / file)
    page = Page(file, write_draft(edition, pictures).encode())
    if wrong := list(differences(edition, page, pictures)):
        raise TroubleError(f"the draft would not be what the source is: {'; '.join(wrong)}")
    original = f"{FOLDER}/originals/{key.partition('#')[0]}{source.suffix.lower()}"
    _write(work.root / original, source.read_bytes())
    _write(work.root / file, page.raw)
    to_do = (f"{file}:{n}: {line.strip()}" for n, line in enumerate(page.lines, 1) if TO_DO in line)
    wrong = [str(each) for each in check_page(page, work.surroundings) if TO_DO not in each.text]
    open_questions = [f"{file}: {each}" for each in (*edition.head.questions, *edition.questions)]
    questions = [*to_do, *wrong, *open_questions]
    blocks = ledger_of(edition)
    opaque = "hides where it leads: write the address itself."
    questions += [f"{file}: {link} {opaque}" for link in OPAQUE.findall(page.text)]
    lost = (link for block in blocks for link in block.get("links left out", ()))
    said = "is a link into the old site, which leads nowhere now."
    questions += [f"{file}: {each} {said}" for each in lost if not re.match("#|javascript:", each)]
    ledger = {
        "edition": key, "source": edition.document.name, "original": original, "draft": file,
        "sha256": page.digest, "left out": edition.document.left_out, "questions": questions,
        "blocks": blocks,
    }  # fmt: skip
    written = json.dumps(ledger, ensure_ascii=False, indent=1)
    _write(work.root / FOLDER / f"{Path(file).stem}.json", f"{written}\n".encode())
    work.made.append(page)
    work.blocks += len(blocks)
    work.questions += len(questions)
    fates = Counter(word for block in blocks for word in block if word in _FATES)
    said = ", ".join(f"{count} {word}" for word, count in fates.items())
    told = [f"{edition.document.name}: {file} has {len(blocks)} blocks: {said}.", *questions]
    work.told.append("\n  ".join([*told, *edition.document.left_out]))


def _free_page(work: Import, edition: OldEdition) -> str:
    """Return the name of a page that is not there yet, for an edition that is new."""
    assert edition.head.date is not None  # noqa: S101 - the caller has looked
    identifier = issue_id(edition.head.title, edition.head.date)
    names = chain([identifier], (f"{identifier}-{number}" for number in count(2)))
    return next(page for page in map(page_of, names) if not (work.root / page).exists())


def _lay_pictures(edition: OldEdition, page: Path) -> dict[str, str]:
    """Lay the pictures of an edition beside its page; return their names by their addresses."""
    names: dict[str, str] = {}
    shown = [b for b in edition.blocks if b.image and b.role is not Role.DROPPED]
    sources = [block.image[0] for block in shown if block.image]
    for source in dict.fromkeys(filter(None, [edition.head.lead[0], *sources])):
        raw = _picture_bytes(edition.document, source)
        suffix = _suffix(raw) if raw else ""
        if not suffix:
            continue
        stem = "" if source.startswith("data:") else slug(Path(source.partition("?")[0]).stem)
        words = [page.stem[:60], str(len(names) + 1), re.sub(r"[^a-z0-9-]", "", stem)[:40]]
        names[source] = "-".join(filter(None, words)) + suffix
        if raw and not page.with_name(names[source]).exists():
            _write(page.with_name(names[source]), raw)
    for block in shown:
        if block.role is Role.HEAD and block.image and block.image[0] not in names:
            block.role = Role.PICTURE  # a line in the draft says that it is missing
    if (lead := edition.document.lead[0]) and lead not in names:
        edition.questions.append(f"The picture of the issue is not at hand: {lead[:200]}")
    return names


def _picture_bytes(document: Document, source: str) -> bytes | None:
    if not source.startswith("data:"):
        return document.picture(source) if document.picture else None
    head, _, content = source.partition(",")
    try:
        return base64.b64decode(content) if head.endswith(";base64") else unquote_to_bytes(content)
    except ValueError:
        return None


def _suffix(raw: bytes) -> str:
    """Return the ending that a picture has by its content; empty if a page cannot show it."""
    from PIL import Image, UnidentifiedImageError

    from ..pictures.content import FORMATS

    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
            found = (ending for ending, form in IMAGE_TYPES.items() if form == image.format)
            return next(found, "")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return ""


def import_all(root: Path, sources: Iterable[Path]) -> int:
    """Import sources, and say what became of them; return 1 if one of them failed."""
    work = import_sources(root, sources)
    print("".join(f"{each}\n" for each in work.failed), end="", file=sys.stderr)
    print(f"{summary(work)} All that was done is told in {FOLDER}/report.txt.")
    return 1 if work.failed else 0


def _report(work: Import) -> str:
    parts = {
        "": work.told,
        "Not imported:": work.failed,
        "Names that _data/ lacks (`periodical names` writes entries of them):": [
            f"{name} ({times})"
            for name, times in likely_names(work.made, work.surroundings.registry)
        ],
    }
    told = ["\n  ".join(filter(None, [head, *lines])) for head, lines in parts.items() if lines]
    return "\n\n".join([*told, summary(work)]) + "\n"


def summary(work: Import) -> str:
    """Return the sum of an import in a line."""
    return (
        f"Drafts: {len(work.made)}, of {work.blocks} blocks, with {work.questions} open questions. "
        f"Not imported: {len(work.failed)}."
    )


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _write(path: Path, raw: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not (path.is_file() and path.read_bytes() == raw):
        path.write_bytes(raw)
