"""``periodical mail`` and ``periodical share``: an issue, sent to its readers and as posts."""

import contextlib
import datetime
import json
import os
import re
import smtplib
import ssl
import sys
import time
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from ..model.files import table_beside, write_whole
from ..model.messages import TroubleError
from ..model.page import IssueFiles
from ..model.publication import BUILD_FOLDER, MailSettings, Publication, read_publication
from ..model.values import IMAGE_TYPES
from .build import build

PASSWORD = "PERIODICAL_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
_ADDRESS = re.compile(r"[^\s@<>,;\ufffd]+@[^\s@<>,;\ufffd]+")
_PATIENCE = 120
"""Seconds for which a server may say nothing."""
SENDING, SENT, REFUSED, LATER = "sending", "sent", "refused", "later"
"""What became of a message: noted is the last of an address; `LATER` is tried again."""


def issue_of(root: Path, named: str, jobs: str) -> dict[str, Any]:
    """Build the site, and return what its data say of an issue that is named."""
    meant = IssueFiles(root).index.meant(named)
    if status := build(root, jobs=jobs, quiet=True):
        raise TroubleError("site-not-built", status=status)
    file = root / BUILD_FOLDER / "site/data/issues.json"
    rows: dict[str, dict[str, Any]] = {row["id"]: row for row in json.loads(file.read_bytes())}
    if meant not in rows:
        raise TroubleError("issue-not-out", issue=meant)
    return rows[meant]


@dataclass(frozen=True)
class Letter:
    """What goes out: an issue as the data say of it, both forms, and who sends them."""

    issue: dict[str, Any]
    markup: str
    text: str
    publication: Publication
    mail: MailSettings
    site: Path

    def message(self, to: str = "", date: datetime.datetime | None = None) -> EmailMessage:
        """Return the message to a reader (RFC 5322), and how to leave the list (RFC 8058).

        Without a reader and a date it is a pattern: to the sender, of the day of the issue.
        """
        issue, mail, name = self.issue, self.mail, self.publication.name
        day = datetime.datetime.fromisoformat(f"{issue['date']}T00:00Z")
        leave = mail.unsubscribe.replace("{address}", quote(to))
        made = EmailMessage(policy.SMTP)
        made["Subject"], made["From"], made["To"] = issue["title"], mail.sender, to or mail.sender
        made["Date"] = format_datetime(date or day)
        made["Message-ID"] = f"<{issue['id']}@{mail.list_id}>"
        made["List-Id"] = f"{name} <{mail.list_id}>"
        made["List-Unsubscribe"] = f"<{leave}>"
        if leave.startswith("https:"):
            made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        # On the web, the same place leads to the page on which readers subscribe.
        page = self.publication.address_of("subscribe.html")
        markup = escape(leave).join(self.markup.rsplit(page, 1))
        text = leave.join(self.text.rsplit(page, 1))
        picture = issue["picture"]["url"] if issue["picture"] and mail.pictures == "inline" else ""
        markup = markup.replace(picture, "cid:lead@picture") if picture else markup
        made.set_content(text, cte="quoted-printable")
        made.add_alternative(markup, subtype="html", cte="quoted-printable")
        # No line of a part begins so: there, the sign = is written otherwise.
        made.set_boundary("=_edition")
        if picture:
            path = unquote(picture.removeprefix(self.publication.base_url))
            kind = IMAGE_TYPES[Path(path).suffix.lower()].lower()
            form = made.get_body(("html",))
            assert isinstance(form, EmailMessage)  # noqa: S101 - it was just added
            form.add_related((self.site / path).read_bytes(), "image", kind, cid="<lead@picture>")
            form.set_boundary("=_picture")
        return made


def mail(
    root: Path, *, issue: str, jobs: str, test: str | None, send: Path | None, server: str,
    pause: float, dry_run: bool,
) -> int:  # fmt: skip
    """Make the e-mail edition of an issue, and send it where that is asked for."""
    publication = read_publication(root)
    if publication.mail is None or not publication.base_url:
        raise TroubleError("mail-not-set-up")
    readers = _readers(send) if send else []
    found, site = issue_of(root, issue, jobs), root / BUILD_FOLDER / "site"
    forms = (site / f"mail/{found['id']}.{form}" for form in ("html", "txt"))
    markup, text = (form.read_text(encoding="utf-8") for form in forms)
    letter = Letter(found, markup, text, publication, publication.mail, site)
    folder = root / BUILD_FOLDER / "mail" / found["id"]
    write_whole(folder / "edition.html", markup.encode())
    write_whole(folder / "edition.txt", text.encode())
    write_whole(folder / "edition.eml", letter.message().as_bytes())
    print(f"The edition is in {os.path.relpath(folder)}: edition.html, edition.txt, edition.eml")
    if test and not dry_run:
        with _server(server) as opened:
            opened.send_message(letter.message(test, datetime.datetime.now(datetime.UTC)))
        print(f"It was sent to {test} alone.")
        return 0
    return _send(letter, readers, send, server, pause, dry_run) if send else 0


def _readers(file: Path) -> list[str]:
    """Return the addresses of a list, each once."""
    lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    readers = dict.fromkeys(filter(None, map(str.strip, lines)))
    if wrong := next((each for each in readers if not _ADDRESS.fullmatch(each)), None):
        raise TroubleError("address-of-no-reader", words=wrong, file=file)
    return [*readers]


def _send(
    letter: Letter, readers: Sequence[str], send: Path, url: str, pause: float, dry_run: bool
) -> int:
    """Send an edition to those on a list who have not had it, and note of each what became of it.

    What is about to be sent is noted before: whoever was on the way when the command was killed may
    have it, and is not sent it again, but named.
    """
    noted = send.with_name(f"{send.name}.{letter.issue['id']}.sent")
    before = noted.read_text(encoding="utf-8").split() if noted.is_file() else []
    states = dict(zip(before[1::2], before[::2], strict=True))
    waiting = [address for address in readers if states.get(address, LATER) == LATER]
    doubtful = [address for address, state in states.items() if state == SENDING]
    for address in doubtful:
        print(f"{address} may have it or not: look, and send it with --test.", file=sys.stderr)
    if dry_run:
        print(*waiting, f"{len(waiting)} of {len(readers)} would get it.", sep="\n")
        return 0
    refused = 0
    # Each line is noted at once.
    with _server(url) as server, noted.open("a", buffering=1, encoding="utf-8") as record:
        for number, address in enumerate(waiting):
            time.sleep(pause if number else 0)
            message = letter.message(address, datetime.datetime.now(datetime.UTC))
            print(SENDING, address, file=record)
            state = SENT
            try:
                server.send_message(message, to_addrs=[address])
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
                code, words = getattr(error, "recipients", {}).get(address, error.args)
                # RFC 5321, 4.2.1: what begins with a 4 may be tried again.
                state, refused = REFUSED if code >= 500 else LATER, refused + 1
                said = words.decode("utf-8", "replace")
                print(f"{address}: {state}, {code} {said}", file=sys.stderr)
            print(state, address, file=record)
    print(f"{len(waiting) - refused} got it, {refused} did not; {noted.name} says who.")
    return 1 if refused or doubtful else 0


@contextlib.contextmanager
def _server(url: str) -> Iterator[smtplib.SMTP]:
    """Open a connection to a server of mail, encrypted wherever that is not this machine."""
    at = urlsplit(url)
    if at.scheme not in ("smtp", "smtps") or not at.hostname:
        raise TroubleError("server-unknown", url=url)
    context = ssl.create_default_context()
    encrypted = partial(smtplib.SMTP_SSL, context=context)
    connect = encrypted if at.scheme == "smtps" else smtplib.SMTP
    try:
        with connect(at.hostname, at.port or 0, timeout=_PATIENCE) as server:
            if at.scheme == "smtp" and at.hostname not in ("localhost", "127.0.0.1", "::1"):
                server.starttls(context=context)
            if at.username:
                server.login(unquote(at.username), os.environ.get(PASSWORD, ""))
            yield server
    except (smtplib.SMTPException, OSError) as error:
        raise TroubleError("server-refuses", host=at.hostname, said=error) from None


NETWORKS: dict[str, tuple[int, int]] = table_beside(__file__, "networks.toml")
"""How long a text may be where it is posted, and as how long an address counts, if not as it is."""


def weight(text: str) -> int:
    """Return the length of a text for X: two for each sign beyond those of Europe's languages.

    None of the others counts a text as longer.
    """
    text = unicodedata.normalize("NFC", text)
    single = re.compile("[\0-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
    return sum(1 if single.match(sign) else 2 for sign in text)


def post(network: str, title: str, summary: str, fact: str, address: str) -> str:
    """Return title, summary and fact as far as they fit, and the address of the issue."""
    most, link = NETWORKS[network]
    left = most - (link or weight(address)) - 2
    made = _cut(title, left)
    for words in (summary, fact):
        if words and weight(f"{made}\n\n{words}") <= left:
            made = f"{made}\n\n{words}"
        elif words == summary and (rest := left - weight(made) - 2) > 60:
            made = f"{made}\n\n{_cut(words, rest)}"
    return f"{made}\n\n{address}"


def _cut(text: str, most: int) -> str:
    """Return a text, or as many of its words as fit, with a sign that there were more."""
    words = text.split()
    shorter = (f"{' '.join(words[:count])} …" for count in range(len(words) - 1, -1, -1))
    return next((each for each in (text, *shorter) if weight(each) <= most), " …")


def share(root: Path, *, issue: str, jobs: str) -> None:
    """Print a text for each network."""
    found = issue_of(root, issue, jobs)
    file = root / BUILD_FOLDER / "site/data/facts.json"
    facts = [row["text"] for row in json.loads(file.read_bytes()) if row["issue"] == found["id"]]
    fact = next(filter(None, facts), "")
    for network in NETWORKS:
        text = post(network, found["title"], found["summary"], fact, found["url"])
        rule = f"── {network} "
        print(f"{rule:─<60}\n{text}\n")
    if found["picture"]:
        print(f"The picture: {found['picture']['url']}\n{found['picture']['alt']}")
