"""The sources of an import, one reader a form: each makes a `Document`, a tree of HTML."""

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

import yaml
from lxml import etree, html
from lxml.html import builder as tags

from ..model.issue import is_iso_date
from ..model.problem import TroubleError
from .blocks import require_same

Beside = Callable[[str], bytes | None]
"""Returns a file that lies beside a source, by its relative address; `None` if there is none."""


@dataclass
class Document:
    """What a source has of one text: its tree, and what is said of it elsewhere.

    Args:
        lead: The address of the picture at its head, and what is said of it.
        picture: Returns the bytes of a picture by its address, if the source has them.
        left_out: What of the source is no text, each in words for the ledger.
    """

    name: str
    source: str | html.HtmlElement
    title: str = ""
    date: datetime.date | None = None
    authors: tuple[str, ...] = ()
    summary: str = ""
    url: str = ""
    lead: tuple[str, str] = ("", "")
    picture: Beside = field(default=lambda address: None)
    left_out: tuple[str, ...] = ()

    @cached_property
    def tree(self) -> html.HtmlElement:
        """The text as a tree: of HTML, it is made when it is asked for, and may be refused then."""
        return parse(self.source) if isinstance(self.source, str) else self.source


def readers() -> dict[str, Callable[[str, bytes, Beside], Iterator[Document]]]:
    """Return what reads a source, by the ending of its name."""
    from . import exports

    return {
        ".html": read_html, ".htm": read_html, ".xhtml": read_html, ".docx": _read_docx,
        ".txt": _read_text, ".md": _read_markdown, ".markdown": _read_markdown,
        ".eml": exports.read_mail, ".mht": exports.read_mail, ".mhtml": exports.read_mail,
        ".mbox": exports.read_mailbox, ".xml": exports.read_wxr, ".json": exports.read_ghost,
        ".zip": exports.read_zip,
    }  # fmt: skip


def read_documents(name: str, raw: bytes, beside: Beside) -> Iterator[Document]:
    """Yield the texts of a source; it is a `TroubleError` if it has no form that is read."""
    known = readers()
    reader = known.get(PurePosixPath(name).suffix.lower())
    if reader is None:
        raise TroubleError(f"it has none of the forms that are read: {', '.join(known)}")
    try:
        yield from reader(name, raw, beside)
    except (etree.LxmlError, zipfile.BadZipFile, KeyError, ValueError, LookupError) as error:
        raise TroubleError(f"it cannot be read: {error}") from None


def text_of(raw: bytes, declared: str = "") -> str:
    """Return the text of bytes: as they declare, as UTF-8, or in the likeliest encoding."""
    if not declared and (
        found := re.search(
            rb"(?i)<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", raw[:4096]
        )
    ):
        declared = found[1].decode()
    for encoding in ("utf-8-sig", declared):
        try:
            return raw.decode(encoding or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    from charset_normalizer import from_bytes

    best = from_bytes(raw, cp_isolation=["cp1251", "cp1252", "koi8_r", "utf_16"]).best()
    return str(best) if best else raw.decode("cp1252", "replace")


def parse(text: str) -> html.HtmlElement:
    """Return the tree of a page, or of a part of one."""
    # What stands before it is told to the parser otherwise, and would be refused.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""))
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
    raw = (text or "<p></p>").encode()
    tree = html.document_fromstring(raw, parser=parser, ensure_head_body=True)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise TroubleError("it is nested deeper than any page, and words of it would be lost.")
    return tree


def read_day(text: str) -> datetime.date | None:
    """Return the day with which a machine's date begins, as in ``2024-04-09T08:00:00Z``."""
    day = text.strip()[:10]
    return datetime.date.fromisoformat(day) if is_iso_date(day) else None


def read_html(name: str, raw: bytes, beside: Beside) -> Iterator[Document]:
    """Read a page: what a browser saved, or an export has."""
    text = text_of(raw)
    tree, saved = parse(text), re.search(r"<!-- saved from url=\(\d+\)(\S+) -->", text[:4096])

    def said(*paths: str) -> str:
        return next((" ".join(f.split()) for p in paths for f in tree.xpath(p) if f.strip()), "")

    meta = "//meta[@property='{0}' or @name='{0}']/@content".format
    date = said(meta("article:published_time"), "//time/@datetime", meta("date"))
    yield Document(
        name,
        tree,
        title=said(meta("og:title"), "//title/text()"),
        date=read_day(date) or read_day(PurePosixPath(name).name),
        authors=tuple(filter(None, [said(meta("author"))])),
        summary=said(meta("og:description"), meta("description")),
        url=said("//link[@rel='canonical']/@href", meta("og:url")) or (saved[1] if saved else ""),
        picture=beside,
    )


def _read_docx(name: str, raw: bytes, beside: Beside) -> Iterator[Document]:
    """Read a document of Word (ECMA-376), whose text is looked for again in what was made of it."""
    try:
        import mammoth
    except ImportError:
        raise TroubleError("DOCX needs one more library: pip install mammoth") from None
    tree = parse(mammoth.convert_to_html(io.BytesIO(raw)).value)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        source = etree.fromstring(archive.read("word/document.xml"))
    # Not what was moved away, nor the second form of a drawing; here, not what mammoth adds.
    gone = "ancestor::*[local-name()='moveFrom' or local-name()='Fallback']"
    typed = f"//*[local-name()='t' and not({gone})]"
    notes = "ancestor::a[starts-with(@href, '#footnote') or starts-with(@href, '#endnote')]"
    listed = "ancestor::li[starts-with(@id, 'footnote') or starts-with(@id, 'endnote')]"
    words = "".join(each.text or "" for each in source.xpath(typed))
    require_same("".join(tree.xpath(f"//text()[not({notes} or {listed})]")), words)
    yield Document(name, tree, date=read_day(PurePosixPath(name).name), picture=beside)


_TYPED_BULLET = re.compile(r"[ \t]*(?:[•·‣◦▪●]|[-*][ \t])")


def tree_of_text(text: str) -> html.HtmlElement:
    """Return the tree of a plain text: paragraphs, bullets, quotations of mail (RFC 3676)."""
    body = tags.BODY()
    for part in re.split(r"\n[ \t\xa0>]*\n", text.replace("\r\n", "\n")):
        lines = [line for line in part.split("\n") if line.strip()]
        is_wrapped = max(map(len, lines), default=0) < 85
        before: tuple[int, html.HtmlElement] | None = None
        for line in lines:
            words = re.sub(r"^(?:>[ \t]?)+", "", line)
            depth = line[: len(line) - len(words)].count(">")
            if before and before[0] == depth and is_wrapped and not _TYPED_BULLET.match(words):
                before[1].text += f" {words.strip()}"
                continue
            outer = paragraph = tags.P(words.strip())
            for _ in range(depth):
                outer = tags.BLOCKQUOTE(outer)
            body.append(outer)
            before = depth, paragraph
    return tags.HTML(body)


def _read_text(name: str, raw: bytes, beside: Beside) -> Iterator[Document]:
    """Read a plain text, in which an empty line parts paragraphs."""
    tree = tree_of_text(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text_of(raw)))
    yield Document(name, tree, date=read_day(PurePosixPath(name).name), picture=beside)


def _read_markdown(name: str, raw: bytes, beside: Beside) -> Iterator[Document]:
    """Read Markdown of another generator: its front matter, in YAML or TOML, and CommonMark."""
    import tomllib

    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    text = text_of(raw).replace("\r\n", "\n")
    head: dict[str, Any] = {}
    if found := re.match(r"(---|\+\+\+)\n(.*?)\n\1[ \t]*\n", text, re.DOTALL):
        try:
            head = (yaml.safe_load if found[1] == "---" else tomllib.loads)(found[2]) or {}
        except (yaml.YAMLError, tomllib.TOMLDecodeError) as error:
            raise TroubleError(f"its front matter cannot be read: {error}") from None
        text = text[found.end() :]
    made = MarkdownIt("commonmark").enable("table").use(footnote_plugin).render(text)

    def said(*keys: str) -> list[str]:
        value: Any = next((head[key] for key in keys if head.get(key)), [])
        return [str(each) for each in (value if isinstance(value, list) else [value])]

    day = " ".join(said("date", "published", "pubDate"))
    yield Document(
        name,
        made,
        title=" ".join(said("title")),
        date=read_day(day) or read_day(PurePosixPath(name).name),
        authors=tuple(said("authors", "author")),
        summary=" ".join(said("summary", "description", "excerpt", "subtitle")),
        url=" ".join(said("canonical_url", "canonical", "url")),
        lead=(" ".join(said("image", "cover", "feature_image", "thumbnail")), ""),
        picture=beside,
    )


def beside_file(folder: Path) -> Beside:
    """Return what finds files that lie beside a source: as it names them, or by name alone."""

    def find(address: str) -> bytes | None:
        path = unquote(re.sub(r"^\w+://[^/]+/|[?#].*$", "", address)).lstrip("/")
        of_export = re.sub(r"^.*?(?=wp-content/|content/images/)", "", path)
        for place in (path, PurePosixPath(path).name, of_export):
            file = (folder / place).resolve()
            if place and file.is_relative_to(folder.resolve()) and file.is_file():
                return file.read_bytes()
        return None

    return find
