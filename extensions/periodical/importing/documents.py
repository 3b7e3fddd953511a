"""The sources of an import, one reader a form: each makes a `Document`, a tree of HTML."""

import csv
import datetime
import io
import json
import re
import tomllib
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.utils import parseaddr
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urljoin

import yaml
from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from lxml import etree

from ..model.messages import TroubleError
from ..model.values import IMAGE_TYPES, is_iso_date
from . import METADATA
from .blocks import BULLET, require_same

_FORWARDED = re.compile(r"^\s*(?:(?:fwd?|re|aw|wg|пер)\s*:\s*)+", re.IGNORECASE)
_MEMBER_BYTES = 200_000_000
_BESIDE_TEXTS = {*IMAGE_TYPES, ".css", ".js", ".svg", ".ico", ".woff", ".woff2", ".csv"}
# What WordPress keeps among the posts that is nobody's text.
_OF_WORDPRESS = ("attachment", "revision", "nav_menu_item", "wp_", "custom", "oembed_cache")


@dataclass
class Document:
    """What a source has of one text: its HTML, and what is said of it elsewhere.

    Args:
        metadata: What is said of it, under the names that its source has for that.
        picture: Returns the bytes of a picture by its address, if the source has them.
        left_out: What of the source is no text, each in words for the ledger.
        trouble: Why it is no edition, where that is known.
    """

    name: str
    tree: BeautifulSoup
    metadata: Mapping[str, Any]
    picture: Callable[[str], bytes | None] | None = None
    left_out: tuple[str, ...] = ()
    trouble: TroubleError | None = None

    def said(self, field: str) -> list[str]:
        """Return what metadata say that has a place in a page, by its name in `tables.toml`."""
        found = filter(None, map(self.metadata.get, METADATA[field]))
        value: Any = next(found, [])
        values = map(str, value if isinstance(value, list) else [value])
        plain = (_html(each).get_text() if "<" in each else each for each in values)
        return [" ".join(each.split()) for each in plain]

    def get(self, field: str) -> str:
        """Return what is said once, such as the title; empty if it is not."""
        return " ".join(self.said(field))

    @property
    def date(self) -> datetime.date | None:
        """The day with which a machine's date, or the name, begins: ``2024-04-09T08:00:00Z``."""
        name, _, part = PurePosixPath(self.name).name.partition("#")
        days = (each[:10] for each in (self.get("day"), name, part))
        return next((datetime.date.fromisoformat(day) for day in days if is_iso_date(day)), None)


def is_text(path: str) -> bool:
    """Tell whether a file may be one for itself, and is none that lies beside others."""
    file = PurePosixPath(path)
    return file.suffix.lower() not in _BESIDE_TEXTS and not file.name.startswith(".")


def read_documents(name: str, raw: bytes) -> Iterator[Document]:
    """Yield the texts of a source; it is a `TroubleError` if it has no form that is read."""
    reader = _READERS.get(PurePosixPath(name).suffix.lower())
    if reader is None:
        raise TroubleError("source-of-no-form", forms=", ".join(_READERS))
    document = None
    try:
        for document in reader(name, raw):
            yield document
    except (LookupError, TypeError, AttributeError):
        raise TroubleError("source-otherwise-made") from None
    except (etree.LxmlError, zipfile.BadZipFile, yaml.YAMLError, ValueError) as error:
        raise TroubleError("source-unreadable", said=" ".join(str(error).split())) from None
    if document is None:
        raise TroubleError("source-without-text")


def _text_of(raw: bytes, declared: str = "utf-8") -> str:
    """Return the text of bytes: as UTF-8, as they declare, or in the likeliest encoding."""
    encodings = EncodingDetector(raw, user_encodings=["utf-8", declared], is_html=True)
    for encoding in encodings.encodings:
        with suppress(LookupError, UnicodeDecodeError):
            return encodings.markup.decode(encoding)
    raise TroubleError("source-encoding-unknown")


def _html(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "lxml")


def _read_html(name: str, raw: bytes) -> Iterator[Document]:
    """Read a page: what a browser saved, or an export has."""
    text = _text_of(raw)
    tree = _html(text)
    named = {str(e.get("property", e.get("name"))): e.get("content") for e in tree("meta")[::-1]}
    for key, what in (("canonical", "link[rel=canonical]"), ("time", "time[datetime]")):
        for each in tree.select(what)[:1]:
            named[key] = each.get("href") or each.get("datetime")
    named["title"] = tree.title.get_text() if tree.title else ""
    if saved := re.search(r"<!-- saved from url=\(\d+\)(\S+) -->", text):
        named["saved"] = saved[1]
    yield Document(name, tree, named)


def _read_docx(name: str, raw: bytes) -> Iterator[Document]:
    """Read a document of Word (ECMA-376), whose text is looked for again in what was made of it."""
    import mammoth  # here, as it is large, and Word's documents are few

    made = str(mammoth.convert_to_html(io.BytesIO(raw)).value)
    tree = _html(made)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for kind in ("footnote", "endnote"):
            for each in tree.select(f"a[href^='#{kind}']"):  # what mammoth adds
                each.decompose()
            notes = {e["id"]: e.extract().get_text() for e in tree.select(f"li[id^={kind}]")}
            part = f"word/{kind}s.xml"
            for note in etree.fromstring(archive.read(part)) if part in archive.namelist() else ():
                number = note.xpath("string(@*[local-name()='id'])")
                if (made_of := notes.get(f"{kind}-{number}")) is not None:
                    require_same(made_of, _typed(note))
        require_same(tree.get_text(), _typed(etree.fromstring(archive.read("word/document.xml"))))
    yield Document(name, _html(made), {})


def _typed(element: Any) -> str:
    """Return the words of a part of a document: not moved away, nor a drawing's second form."""
    gone = "ancestor::*[local-name()='moveFrom' or local-name()='Fallback']"
    return "".join(element.xpath(f".//*[local-name()='t' and not({gone})]/text()"))


def _tree_of_text(text: str) -> BeautifulSoup:
    """Return the tree of a plain text, in which empty lines part paragraphs.

    Bullets that are typed, and quotations of mail (RFC 3676), are told apart.
    """
    tree = _html("<html><body></body></html>")
    for part in re.split(r"\n[ \t\xa0>]*\n", text.replace("\r\n", "\n")):
        lines = [line for line in part.split("\n") if line.strip()]
        is_wrapped = max(map(len, lines), default=0) < 85
        depth, paragraph = -1, tree.new_tag("p")
        for line in lines:
            words = re.sub(r"^(?:>[ \t]?)+", "", line)
            above, depth = depth, line[: len(line) - len(words)].count(">")
            if is_wrapped and depth == above and not BULLET.match(words):
                paragraph.string = f"{paragraph.string} {words}".strip()
                continue
            outer = paragraph = tree.new_tag("p", string=words.strip())
            tree.body.append(outer)  # type: ignore[union-attr]
            for _ in range(depth):
                outer = outer.wrap(tree.new_tag("blockquote"))
    return tree


def _read_markdown(name: str, raw: bytes) -> Iterator[Document]:
    """Read Markdown of another generator: its front matter, in YAML or TOML, and CommonMark."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    text = _text_of(raw).replace("\r\n", "\n")
    head: dict[str, Any] = {}
    if found := re.match(r"(---|\+\+\+)\n(.*?)\n\1[ \t]*\n", text, re.DOTALL):
        head = (yaml.safe_load if found[1] == "---" else tomllib.loads)(found[2]) or {}
        text = text[found.end() :]
    if not isinstance(head, dict):
        raise TypeError
    made = MarkdownIt("commonmark").enable("table").use(footnote_plugin).render(text)
    yield Document(name, _html(str(made)), head)


def _read_mail(name: str, raw: bytes) -> Iterator[Document]:
    """Read a message (RFC 5322, MIME), or a page that a browser saved as one (RFC 2557)."""
    message = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(("html", "plain"))
    content = body.get_payload(decode=True) if body else b""
    text = _text_of(bytes(content or b""), body.get_content_charset("utf-8")) if body else ""
    parts: dict[str, bytes] = {}
    left_out, inner = [], []
    for part in message.walk():
        content = part.get_payload(decode=True)
        if part.get_content_type() == "message/rfc822":
            inner.append(part.get_payload(0).as_bytes())  # type: ignore[union-attr]
        if part is body or part.is_multipart() or not isinstance(content, bytes):
            continue
        names = [str(part[key] or "").strip("<> ") for key in ("Content-ID", "Content-Location")]
        parts |= dict.fromkeys([f"cid:{names[0]}", names[1], str(part.get_filename())], content)
        if part.get_content_maintype() not in ("image", "text"):
            left_out.append(f"an attachment, {part.get_filename() or part.get_content_type()}")
    for document in (each for forwarded in inner for each in _read_mail(name, forwarded)):
        around = f"the words of the one who forwards it: {' '.join(text.split())}"
        document.left_out += (around,)
        yield document
    if body is None or inner:
        return
    named = {
        "title": _FORWARDED.sub("", str(message["Subject"] or "")),
        "date": message["Date"].datetime if message["Date"] else "",
        "author": parseaddr(str(message["From"] or ""))[0],
        "url": message["Snapshot-Content-Location"],
    }
    tree = _html(text) if body.get_content_subtype() == "html" else _tree_of_text(text)
    yield Document(name, tree, named, parts.get, tuple(left_out))


def _read_mailbox(name: str, raw: bytes) -> Iterator[Document]:
    """Read a folder of messages as programs keep it (RFC 4155): a line “From …” opens each."""
    for number, part in enumerate(re.split(rb"(?m)^From [^\n]*\n", raw)):
        if part.strip():
            yield from _read_mail(f"{name}#{number}", re.sub(rb"(?m)^>(>*From )", rb"\1", part))


def _read_wxr(name: str, raw: bytes) -> Iterator[Document]:
    """Read WordPress eXtended RSS, which Squarespace writes too."""
    root = etree.fromstring(raw, etree.XMLParser(no_network=True, recover=True))

    def said(element: Any, path: str) -> str:
        return (element.findtext(path) or "").strip()

    posts = list(root.iter("item"))
    files = {said(post, "{*}post_id"): said(post, "{*}attachment_url") for post in posts}
    authors = root.iter("{*}author")
    people = {said(a, "{*}author_login"): said(a, "{*}author_display_name") for a in authors}
    for post in posts:
        named: dict[str, Any] = {etree.QName(e).localname: e.text for e in post.iterchildren("*")}
        body = said(post, "{http://purl.org/rss/1.0/modules/content/}encoded")
        kind = named.get("post_type") or "post"
        part = named.get("post_name") or named.get("post_id")
        if kind.startswith(_OF_WORDPRESS) or not (body or (part and kind == "post")):
            continue
        meta = {said(e, "{*}meta_key"): said(e, "{*}meta_value") for e in post.iter("{*}postmeta")}
        excerpts = (e.text or "" for e in post.iter("{*}encoded") if "excerpt" in e.tag)
        named |= {
            "link": urljoin(root.findtext("channel/link") or "", named.get("link") or ""),
            "author": people.get(str(named.get("creator"))) or named.get("creator"),
            "image": files.get(meta.get("_thumbnail_id", "")),
            "excerpt": "".join(excerpts),
            "tags": [each.text for each in post.iter("category") if each.text],
        }
        trouble = _no_edition(kind, body)
        yield Document(f"{name}#{part}", _html(_paragraphs(body)), named, trouble=trouble)


def _no_edition(kind: str, text: str | None) -> TroubleError | None:
    """Return why a part of an export is no edition, if it is none."""
    if not text:
        return TroubleError("source-without-text")
    return None if kind == "post" else TroubleError("source-of-another-kind", kind=kind)


def _paragraphs(text: str) -> str:
    """Return the text of WordPress as HTML: what it makes of captions and empty lines itself."""
    caption = r"(?s)\[caption[^\]]*\](.*?(?:</a>|/>|>))\s*(.*?)\[/caption\]"
    text = re.sub(caption, r"<figure>\1<figcaption>\2</figcaption></figure>", text)
    has_paragraphs = re.search(r"<p[\s>]", text)
    return text if has_paragraphs else re.sub(r"\r?\n\s*\n", "<br><br>", text)


def _read_ghost(name: str, raw: bytes) -> Iterator[Document]:
    """Read an export of Ghost: its database, as JSON."""
    found = json.loads(_text_of(raw).replace("__GHOST_URL__", ""))
    data: dict[str, list[dict[str, Any]]] = found.get("db", [found])[0].get("data", found)
    people = {each["id"]: each["name"] for each in data.get("users", ())}
    wrote: dict[str, list[str]] = defaultdict(list)
    for each in sorted(data.get("posts_authors", ()), key=lambda each: each.get("sort_order", 0)):
        wrote[each["post_id"]].append(people.get(each["author_id"], ""))
    meta = {each["post_id"]: each for each in data.get("posts_meta", ())}
    for post in data["posts"]:
        named = post | {"authors": wrote[post["id"]]} | meta.get(post["id"], {})
        part, text = f"{name}#{post.get('slug', post['id'])}", post.get("html") or ""
        trouble = _no_edition(post.get("type", "post"), text)
        yield Document(part, _html(text), named, trouble=trouble)


def _read_zip(name: str, raw: bytes) -> Iterator[Document]:
    """Read an export of Substack, with its list of posts; of another zip, each file."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sizes = {e.filename: e.file_size for e in archive.infolist() if not e.is_dir()}
        files = sorted(sizes)
        by_name = {PurePosixPath(file).name: file for file in reversed(files)}

        def inside(address: str) -> bytes | None:
            file = by_name.get(PurePosixPath(address.split("?")[0]).name)
            return archive.read(file) if file and sizes[file] < _MEMBER_BYTES else None

        of_posts = next((each for each in files if PurePosixPath(each).name == "posts.csv"), "")
        rows = csv.DictReader(io.StringIO(_text_of(archive.read(of_posts)) if of_posts else ""))
        folder = of_posts.removesuffix("posts.csv")  # of one that was unpacked, and packed again
        listed = {f"{folder}posts/{row['post_id']}.html": row for row in rows}
        for file in [*listed, *(each for each in files if each not in listed and is_text(each))]:
            try:
                if file not in files:
                    raise TroubleError("file-missing", file=file)
                if sizes[file] >= _MEMBER_BYTES or file.lower().endswith(".zip"):
                    raise TroubleError("source-to-unpack")
                for document in read_documents(file, archive.read(file)):
                    document.picture = document.picture or inside
                    document.name = f"{name}#{document.name}"
                    document.metadata = {**document.metadata, **listed.get(file, {})}
                    yield document
            except TroubleError as error:  # of one file, which is no reason to leave the others
                yield Document(f"{name}#{file}", _html(""), {}, trouble=error)


_READERS: dict[str, Callable[[str, bytes], Iterable[Document]]] = {
    ".html": _read_html, ".htm": _read_html, ".xhtml": _read_html, ".docx": _read_docx,
    ".txt": lambda name, raw: [Document(name, _tree_of_text(_text_of(raw)), {})],
    ".md": _read_markdown, ".markdown": _read_markdown,
    ".eml": _read_mail, ".mht": _read_mail, ".mhtml": _read_mail, ".mbox": _read_mailbox,
    ".xml": _read_wxr, ".json": _read_ghost, ".zip": _read_zip,
}  # fmt: skip
"""What reads a source, by the ending of its name."""
