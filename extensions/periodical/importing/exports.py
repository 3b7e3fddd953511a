"""Readers of what holds many texts: mail, and the exports of WordPress, Ghost and Substack."""

import csv
import email.utils
import io
import json
import re
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from .documents import Beside, Document, read_day, read_documents, readers, text_of, tree_of_text

_FORWARDED = re.compile(r"^\s*(?:(?:fwd?|re|aw|wg|пер)\s*:\s*)+", re.IGNORECASE)
_MEMBER_BYTES = 200_000_000


def read_mail(name: str, raw: bytes, beside: Beside) -> Iterator[Document]:
    """Read a message (RFC 5322, MIME), or a page that a browser saved as one (RFC 2557)."""
    message = BytesParser(policy=default).parsebytes(raw)
    body = message.get_body(("html", "plain")) if isinstance(message, EmailMessage) else None
    inner = [each for each in message.walk() if each.get_content_type() == "message/rfc822"]
    for each in inner:
        around = " ".join(str(body.get_content()).split()) if body else ""
        forwarded = each.get_payload(0).as_bytes()  # type: ignore[union-attr]
        for document in read_mail(name, forwarded, beside):
            document.left_out += (f"the words of the one who forwards it: {around}",)
            yield document
    if body is None or inner:
        return
    content = body.get_payload(decode=True)
    charset = body.get_content_charset() or ""
    text = text_of(content if isinstance(content, bytes) else b"", charset)
    parts: dict[str, bytes] = {}
    left_out = []
    for part in message.walk():
        content = part.get_payload(decode=True)
        if part is body or part.is_multipart() or not isinstance(content, bytes):
            continue
        names = [str(part[key] or "").strip("<> ") for key in ("Content-ID", "Content-Location")]
        parts |= dict.fromkeys([f"cid:{names[0]}", names[1], str(part.get_filename())], content)
        if part.get_content_maintype() not in ("image", "text"):
            left_out.append(f"an attachment, {part.get_filename() or part.get_content_type()}")
    sent = message["Date"].datetime if message["Date"] else None
    author = email.utils.parseaddr(str(message["From"] or ""))[0]
    yield Document(
        name,
        text if body.get_content_subtype() == "html" else tree_of_text(text),
        title=_FORWARDED.sub("", " ".join(str(message["Subject"] or "").split())),
        date=sent.date() if sent else None,
        authors=tuple(filter(None, [author])),
        url=str(message["Snapshot-Content-Location"] or ""),
        picture=parts.get,
        left_out=tuple(left_out),
    )


def read_mailbox(name: str, raw: bytes, beside: Beside) -> Iterator[Document]:
    """Read a folder of messages as programs keep it (RFC 4155): a line “From …” opens each."""
    for number, part in enumerate(re.split(rb"(?m)^From [^\n]*\n", raw)):
        if part.strip():
            message = re.sub(rb"(?m)^>(>*From )", rb"\1", part)
            yield from read_mail(f"{name}#{number}", message, beside)


def read_wxr(name: str, raw: bytes, beside: Beside) -> Iterator[Document]:
    """Read WordPress eXtended RSS, which Squarespace writes too."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(raw, parser)

    def said(element: Any, path: str) -> str:
        return (element.findtext(path) or "").strip()

    posts = list(root.iter("item"))
    files = {said(post, "{*}post_id"): said(post, "{*}attachment_url") for post in posts}
    authors = root.iter("{*}author")
    people = {said(a, "{*}author_login"): said(a, "{*}author_display_name") for a in authors}
    for post in posts:
        body = said(post, "{http://purl.org/rss/1.0/modules/content/}encoded")
        if said(post, "{*}post_type") not in ("post", "") or not body:
            continue
        meta = {said(e, "{*}meta_key"): said(e, "{*}meta_value") for e in post.iter("{*}postmeta")}
        excerpts = (e.text for e in post.iter("{*}encoded") if e.text and "excerpt" in e.tag)
        author = said(post, "{*}creator")
        yield Document(
            f"{name}#{said(post, '{*}post_name') or said(post, '{*}post_id')}",
            _paragraphs(body),
            title=said(post, "title"),
            date=read_day(said(post, "{*}post_date")),
            authors=tuple(filter(None, [people.get(author) or author])),
            summary=next(excerpts, ""),
            url=said(post, "link"),
            lead=(files.get(meta.get("_thumbnail_id", "")) or "", ""),
            picture=beside,
        )


def _paragraphs(text: str) -> str:
    """Return the text of WordPress as HTML: what it makes of empty lines and captions itself."""
    caption = r"(?s)\[caption[^\]]*\](.*?(?:</a>|/>|>))\s*(.*?)\[/caption\]"
    text = re.sub(caption, r"<figure>\1<figcaption>\2</figcaption></figure>", text)
    if re.search(r"<p[\s>]", text):
        return text
    parts = re.split(r"\n\s*\n", text.replace("\r", ""))
    is_block = re.compile(r"\s*<(?:h\d|ul|ol|figure|blockquote|table|div|!--)").match
    return "".join(part if is_block(part) else f"<p>{part.strip()}</p>" for part in parts)


def read_ghost(name: str, raw: bytes, beside: Beside) -> Iterator[Document]:
    """Read an export of Ghost: its database, as JSON."""
    found = json.loads(text_of(raw))
    data: dict[str, list[dict[str, Any]]] = found.get("db", [found])[0].get("data", found)
    people = {each["id"]: each["name"] for each in data.get("users", ())}
    wrote: dict[str, list[str]] = {}
    for each in sorted(data.get("posts_authors", ()), key=lambda e: e.get("sort_order", 0)):
        wrote.setdefault(each["post_id"], []).append(people.get(each["author_id"], ""))
    meta = {each["post_id"]: each for each in data.get("posts_meta", ())}
    for post in data["posts"]:
        if post.get("type", "post") != "post" or not post.get("html"):
            continue
        picture, described = post.get("feature_image") or "", meta.get(post["id"], {})
        yield Document(
            f"{name}#{post.get('slug', post['id'])}",
            post["html"].replace("__GHOST_URL__", ""),
            title=post["title"],
            date=read_day(str(post.get("published_at") or "")),
            authors=tuple(filter(None, wrote.get(post["id"], ()))),
            summary=post.get("custom_excerpt") or "",
            lead=(picture.replace("__GHOST_URL__", ""), described.get("feature_image_alt") or ""),
            picture=beside,
        )


def read_zip(name: str, raw: bytes, beside: Beside) -> Iterator[Document]:
    """Read an export of Substack, with its list of posts; of another zip, each file."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = archive.infolist()
        files = sorted(each.filename for each in members if each.file_size < _MEMBER_BYTES)

        def inside(address: str) -> bytes | None:
            wanted = PurePosixPath(address.split("?")[0]).name
            found = (file for file in files if wanted and PurePosixPath(file).name == wanted)
            return next((archive.read(file) for file in found), None)

        listed: dict[str, dict[str, str]] = {}
        if "posts.csv" in files:
            rows = csv.DictReader(io.StringIO(text_of(archive.read("posts.csv"))))
            listed = {f"posts/{row['post_id']}.html": row for row in rows}
        texts = readers().keys() - {".zip"}
        for file in files:
            row = listed.get(file)
            if (listed and row is None) or PurePosixPath(file).suffix.lower() not in texts:
                continue
            for document in read_documents(file, archive.read(file), inside):
                document.name = f"{name}#{document.name}"
                if row:
                    document.title, document.summary = row["title"], row.get("subtitle") or ""
                    document.date = read_day(row.get("post_date") or "")
                yield document
