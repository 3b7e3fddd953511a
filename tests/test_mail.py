"""The e-mail edition: its two forms, the message, and that each reader gets it once."""

from __future__ import annotations

import asyncio
import datetime
import email
import email.policy
import io
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from periodical.cli import main
from periodical.desk import outgoing
from periodical.desk.outgoing import NETWORKS, PASSWORD, Letter, post, weight
from periodical.mail import COLUMNS, MOST
from periodical.model.publication import read_publication
from PIL import Image
from playwright.sync_api import Browser

from .conftest import REPOSITORY, Publication, Site

CLIENTS: dict[str, list[str]] = json.loads(
    (REPOSITORY / "tests/schemas/caniemail.json").read_text("utf-8")
)["features"]
"""Which programs and services do not understand a property or element."""
BUT_FOR = {
    # What MJML adds for one program or other, and what hides the preview of the summary from those
    # who know it; the others know `display: none`.
    "max-height", "opacity", "outline", "overflow", "word-spacing",
    # Long words are broken where that is known, and dark mode is for those who have it.
    "word-break", "color-scheme",
    # A picture has its width as an attribute; of lines of code, Outlook joins the spaces.
    "height", "white-space",
    # Without these elements, what is in them stands as it is.
    "figure", "figcaption",
}  # fmt: skip
"""What some do not understand, and do without."""
ELSEWHERE = re.compile("-|mso-|supported-color-schemes$|color$")
"""What caniemail.com does not ask: what is one program's own, and what all have always known."""
ISSUE = "2024-04-09"
ID = "2024-04-09-central-asians-targeted-in-russia"


def features_of(name: str) -> list[str]:
    """Return what caniemail.com calls a property, or the one of which it is a part."""
    parts = name.split("-")
    names = ("css-" + "-".join(parts[:count]) for count in range(len(parts), 0, -1))
    return [each for each in names if each in CLIENTS]


def elements_of(tag: str) -> list[str]:
    groups = {"figure": "semantics", "figcaption": "semantics", "ul": "lists", "ol": "lists"}
    name = f"html-{'h1-h6' if re.fullmatch('h[1-6]', tag) else groups.get(tag, tag)}"
    return [name] if name in CLIENTS and tag != "body" else []


def test_every_edition_is_light_and_of_what_mail_programs_understand(demo: Site) -> None:
    found = sorted(demo.out.glob("mail/*.html"))
    assert len(found) == 20
    for path in found:
        assert path.stat().st_size <= MOST
        page = html.parse(path).getroot()
        styles = ";".join(page.xpath("//body/descendant-or-self::*/@style"))
        used = {each.partition(":")[0].strip() for each in styles.split(";") if each.strip()}
        asked = {each: features_of(each) for each in used if not ELSEWHERE.match(each)}
        assert all(asked.values()), asked
        asked |= {each.tag: elements_of(each.tag) for each in page.body.iter("*")}
        lacking = {name: CLIENTS[found[0]] for name, found in asked.items() if found}
        assert {name for name, clients in lacking.items() if clients} <= BUT_FOR, lacking
        assert not page.xpath("//script | //link | //aside | //form")
        assert all(each.startswith(("https://", "mailto:")) for each in page.xpath("//@href"))
        assert all(image.get("alt") and image.get("width") for image in page.iter("img"))
        assert page.get("lang") and page.findtext(".//title")


def test_an_edition_has_its_summary_first_and_ways_to_the_web(real: Site) -> None:
    path = real.out / f"mail/{ID}.html"
    page = html.parse(path).getroot()
    assert page.xpath("string(//body/div[1])").startswith("After the attack on Crocus City Hall")
    ways = {link.text: link.get("href") for link in page.iter("a")}
    for words, ending in (("View on the web", f"{ID}.html"), ("Read as PDF", f"{ID}.pdf")):
        assert ways[words].endswith(ending)
    assert "Corrections" in ways
    assert "prefers-color-scheme: dark" in page.findtext(".//style")
    assert page.xpath("//meta[@name='color-scheme']/@content") == ["light dark"]


def test_the_plain_form_is_narrow_and_has_its_links_as_notes(demo: Site) -> None:
    for path in demo.out.glob("mail/*.txt"):
        text = path.read_text("utf-8")
        long = [line for line in text.splitlines() if len(line) > COLUMNS]
        assert all("https://" in line for line in long), path
        notes = re.findall(r"(?m)^\[(\d+)\] \S+$", text)
        assert notes == [str(number + 1) for number in range(len(notes))]
        body = text.partition("\nLinks\n")[0]
        assert set(re.findall(r"\[(\d+)\]", body)) == set(notes)
        assert "<" not in body.replace("<3", "")


@pytest.mark.parametrize("width", [320, 600])
def test_an_edition_fits_a_telephone_and_needs_no_pictures(
    browser: Browser, demo: Site, width: int
) -> None:
    path = next(
        each for each in sorted(demo.out.glob("mail/*.html")) if "<img" in each.read_text("utf-8")
    )
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.route("https://**", lambda route: route.abort())
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_alt_text("A square of one colour").first.is_visible()
    page.close()


def test_a_wide_picture_leaves_a_letter_narrow_and_persian_runs_from_the_right(
    browser: Browser, publication: Publication
) -> None:
    made = io.BytesIO()
    Image.new("RGB", (1200, 400), "#0b6e7a").save(made, "PNG")
    publication.write("issues/2031/wide.png", made.getvalue())
    page = publication.issue(
        "## In the Region\n\n### داستان\n\nیک *بند* داستانی.\n\n> نقل قول\n\n"
        "| ماه | روز |\n| --- | --: |\n| فروردین | 31 |\n",
        extra="language: fa\nlead_image: {file: wide.png, alt: A field, credit: Nobody}\n",
        title="نشریهٔ داستانی",
    )
    letter = publication.build().out / f"mail/{page.rpartition('/')[2]}.html"
    tab = browser.new_page(viewport={"width": 360, "height": 800})
    tab.route("https://**", lambda route: route.abort())
    tab.goto(letter.as_uri())
    assert tab.title() == "نشریهٔ داستانی"
    assert "u{654}" not in letter.read_text("utf-8")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    style = "each => [getComputedStyle(each).direction, getComputedStyle(each).textAlign]"
    assert tab.locator("h1 + p").evaluate(style) == ["rtl", "right"]
    assert tab.locator("td.text-right").evaluate(style) == ["rtl", "left"]
    border = "each => getComputedStyle(each).borderRightWidth"
    assert tab.locator("blockquote").evaluate(border) == "2px"
    # The line of ways is in the language of the site, and in its order.
    ways = tab.locator(".ways").inner_text()
    assert ways.startswith("7 January 2031 · View on the web")
    assert tab.locator(".ways span").evaluate("each => getComputedStyle(each).direction") == "ltr"
    assert tab.locator("em").evaluate("each => getComputedStyle(each).fontStyle") == "normal"
    tab.set_viewport_size({"width": 900, "height": 800})
    tab.emulate_media(color_scheme="dark")
    around = "getComputedStyle(document.elementFromPoint(20, 400)).backgroundColor"
    assert tab.evaluate(around) == "rgb(20, 24, 27)"
    tab.close()


@pytest.mark.parametrize("opening", [0, 120])
def test_of_a_long_issue_the_beginning_goes_out(publication: Publication, opening: int) -> None:
    """Programs hide what is longer; also where there is no part that could be left out."""
    words = f"{'Words that go on and on. ' * 40}\n\n"
    stories = "".join(f"### Story {number}\n\n{words * 3}" for number in range(1, 41))
    publication.issue(f"{words * opening}## In the Region\n\n{stories}")
    out = publication.build().out / "mail"
    (path,) = out.glob("*.html")
    page = html.parse(path).getroot()
    assert MOST * (0 if opening else 0.9) < path.stat().st_size <= MOST
    titles = [each.text for each in page.iter("h3")]
    assert titles == [f"Story {number}" for number in range(1, len(titles) + 1)]
    assert bool(titles) is not bool(opening)
    last = page.xpath("//a[text()='This issue goes on on the web.']/@href")
    assert last == page.xpath("//a[text()='View on the web']/@href")
    assert "Story 40" in path.with_suffix(".txt").read_text("utf-8")


# The message


@pytest.fixture(scope="session")
def letter(real: Site) -> Letter:
    publication = read_publication(REPOSITORY)
    forms = (real.out / f"mail/{ID}.{form}" for form in ("html", "txt"))
    issue = {"id": ID, "title": "A Title", "date": ISSUE, "picture": None}
    assert publication.mail
    markup, text = (form.read_text("utf-8") for form in forms)
    return Letter(issue, markup, text, publication, publication.mail, real.out)


def read(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


@settings(deadline=None)
@given(title=st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"])))
def test_a_message_says_what_it_was_given(title: str, letter: Letter) -> None:
    title = " ".join(title.split())
    issue = letter.issue | {"title": title}
    made = Letter(issue, letter.markup, letter.text, letter.publication, letter.mail, letter.site)
    message = read(made.message("ann+news@example.org").as_bytes())
    assert message["Subject"] == title
    assert message["Message-ID"] == f"<{ID}@focus.central-asia-in-focus.example>"
    assert message["List-Id"].endswith("<focus.central-asia-in-focus.example>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = message["List-Unsubscribe"].strip("<>")
    assert leave.endswith("?address=ann%2Bnews%40example.org")
    plain, markup = message.iter_parts()
    assert leave in plain.get_content() and leave in markup.get_content()
    assert markup.get_content_type() == "text/html"


def test_a_picture_can_go_along(letter: Letter, tmp_path: Path) -> None:
    (tmp_path / "_images").mkdir()
    (tmp_path / "_images/a.png").write_bytes(b"\x89PNG")
    address = letter.publication.address_of("_images/a.png")
    mail = letter.mail.model_copy(update={"pictures": "inline"})
    issue, markup = letter.issue | {"picture": {"url": address}}, f'<p><img src="{address}"></p>'
    made = Letter(issue, markup, "words", letter.publication, mail, tmp_path)
    message = read(made.message().as_bytes())
    (_, related) = message.iter_parts()
    text, picture = related.iter_parts()
    assert "cid:lead@picture" in text.get_content()
    assert picture["Content-ID"] == "<lead@picture>" and picture.get_content() == b"\x89PNG"
    assert message["Date"] == "Tue, 09 Apr 2024 00:00:00 +0000"
    assert made.message().as_bytes() == made.message().as_bytes()


# Sending


@dataclass
class Postbox:
    """What a server of mail does with messages: it keeps them, refuses, or ends."""

    got: list[tuple[str, bytes]] = field(default_factory=list)
    ends_after: int = 1000
    holds: str = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone@"):
            return "550 no such reader"
        if address.startswith("busy@") and not self.got:
            return "451 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        while self.holds == envelope.rcpt_tos[0]:
            await asyncio.sleep(0.05)
        if len(self.got) >= self.ends_after:
            server.transport.abort()
            return "451 ended"
        self.got.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"


OTHER = "127.0.0.2"
"""This machine, by an address at which it counts as another."""


def free_port(address: str) -> int:
    with socket.create_server((address, 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    box, port = Postbox(), free_port("127.0.0.1")
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


def mail(site: Site, *arguments: object) -> int:
    root = site.out.parents[1]
    return main(["--root", str(root), "mail", ISSUE, "--pause", "0", *map(str, arguments)])


def test_each_reader_gets_it_once_whatever_happens(
    real: Site, postbox: tuple[Postbox, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box, server = postbox
    readers = tmp_path / "readers.txt"
    readers.write_text(
        "busy@example.org\na@example.org\ngone@example.org\nb@example.org\nc@example.org\na@example.org\n"
    )
    assert mail(real, "--send", readers, "--server", server, "--dry-run") == 0
    assert "5 of 5 would get it." in capsys.readouterr().out
    assert not box.got
    box.ends_after = 2
    assert mail(real, "--send", readers, "--server", server) == 2
    said = capsys.readouterr()
    assert "gone@example.org: refused, 550 no such reader" in said.err
    assert "busy@example.org: later, 451 come again" in said.err
    assert "does not take the mail" in said.err
    box.ends_after = 1000
    # Whoever was on the way may have it: named, and not sent it again.
    assert mail(real, "--send", readers, "--server", server) == 1
    assert "c@example.org may have it or not" in capsys.readouterr().err
    assert [address for address, _ in box.got] == [
        "a@example.org", "b@example.org", "busy@example.org",
    ]  # fmt: skip
    with readers.open("a") as file:
        file.write("d@example.org\n")
    mail(real, "--send", readers, "--server", server)
    assert [address for address, _ in box.got][3:] == ["d@example.org"]
    record = (tmp_path / f"readers.txt.{ID}.sent").read_text("utf-8").splitlines()
    assert record[2:4] == ["sending a@example.org", "sent a@example.org"]
    message = read(box.got[0][1])
    assert message["To"] == "a@example.org"
    assert message["Date"].datetime.year > 2024
    assert mail(real, "--test", "me@example.org", "--server", server) == 0
    assert box.got[-1][0] == "me@example.org"
    assert "me@" not in (tmp_path / f"readers.txt.{ID}.sent").read_text("utf-8")


def test_a_kill_between_two_messages_or_within_one_loses_and_doubles_nothing(
    real: Site, postbox: tuple[Postbox, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box, server = postbox
    names = [f"{name}@example.org" for name in "abcdef"]
    readers = tmp_path / "readers.txt"
    readers.write_text("\n".join(names))
    # The site is built; what is killed is the sending.
    program = "from periodical.desk import outgoing; outgoing.build = lambda *_, **__: 0\n"
    program += "import periodical.cli, sys; periodical.cli.main(sys.argv[1:])"
    command = [sys.executable, "-c", program, "--root", real.out.parents[1], "mail", ISSUE]
    command += ["--send", readers, "--server", server, "--pause"]
    record = tmp_path / f"readers.txt.{ID}.sent"
    for pause, last in (("600", "sent a@example.org"), ("0", "sending c@example.org")):
        box.holds = "c@example.org"
        process = subprocess.Popen([*map(str, command), pause], stdout=subprocess.DEVNULL)
        while not record.is_file() or last not in record.read_text("utf-8"):
            assert process.poll() is None
            time.sleep(0.05)
        process.kill()
        process.wait()
        assert record.read_text("utf-8").splitlines()[-1] == last
    box.holds = ""
    assert mail(real, "--send", readers, "--server", server) == 1
    assert "c@example.org may have it or not" in capsys.readouterr().err
    got = [address for address, _ in box.got if address != "c@example.org"]
    assert got == [name for name in names if name != "c@example.org"]


@pytest.mark.parametrize(
    "line", ["Ann <ann@example.org>", "ann@example.org, bob@example.org", "Ann"]
)
def test_a_list_of_other_things_than_addresses_is_refused(
    real: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    readers = tmp_path / "readers.txt"
    readers.write_text(f"first@example.org\r\n\n{line}\n")
    assert mail(real, "--send", readers, "--dry-run") == 2
    assert f"“{line}” in {readers} is no address of e-mail." in capsys.readouterr().err


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Make a server's certificate, for an address of this machine, and have it trusted."""
    if not shutil.which("openssl"):
        pytest.skip("The program of OpenSSL is not installed.")
    files = ["-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=a fiction", "-addext",
         f"subjectAltName=IP:{OTHER}", *files],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    return context


@pytest.mark.skipif(
    sys.platform != "linux", reason="only there, all of 127.0.0.0/8 is this machine"
)
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_who_logs_in_does_so_over_a_line_that_nobody_reads(
    scheme: str,
    real: Site,
    certificate: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    box, seen = Postbox(), []
    monkeypatch.setattr(outgoing, "build", lambda *_, **__: 0)

    def authenticate(server: SMTP, session: Session, *said: object) -> AuthResult:
        login = said[-1]
        assert isinstance(login, LoginPassword)
        seen.append(session.ssl is not None or scheme == "smtps")
        return AuthResult(success=login.password == b"a secret", handled=False)

    secured = {"ssl_context": certificate, "auth_require_tls": False} if scheme == "smtps" else {
        "tls_context": certificate, "require_starttls": True, "auth_required": True,
    }  # fmt: skip
    controller = Controller(
        box, hostname=OTHER, port=free_port(OTHER), authenticator=authenticate, **secured
    )  # fmt: skip
    controller.start()
    try:
        server = f"{scheme}://ann%40example.org@{OTHER}:{controller.port}"
        monkeypatch.setenv(PASSWORD, "another")
        assert mail(real, "--test", "me@example.org", "--server", server) == 2
        assert "does not take the mail" in capsys.readouterr().err
        monkeypatch.setenv(PASSWORD, "a secret")
        assert mail(real, "--test", "me@example.org", "--server", server) == 0
        # Whom nobody vouches for is told nothing.
        monkeypatch.delenv("SSL_CERT_FILE")
        assert mail(real, "--test", "you@example.org", "--server", server) == 2
    finally:
        controller.stop()
    assert [address for address, _ in box.got] == ["me@example.org"]
    assert seen == [True] * len(seen) and len(seen) >= 2


def test_what_is_missing_is_said(
    publication: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    conf = publication.root / "conf.py"
    conf.write_text(f"{conf.read_text('utf-8')}\nperiodical_mail = None\n", "utf-8")
    assert main(["--root", str(publication.root), "mail", "2031-01-07"]) == 2
    assert '"unsubscribe": "https://example.org' in capsys.readouterr().err


def test_a_filter_for_spam_has_nothing_against_it(letter: Letter, tmp_path: Path) -> None:
    if not shutil.which("spamassassin"):
        pytest.skip("SpamAssassin is not installed: apt-get install spamassassin")
    message = letter.message("reader@example.org", datetime.datetime.now(datetime.UTC))
    done = subprocess.run(
        ["spamassassin", "--local", "--test-mode"],
        input=message.as_bytes(), capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    status = read(done.stdout)["X-Spam-Status"]
    score = re.search(r"score=(-?[\d.]+)", status)
    assert score and float(score[1]) < 2, done.stdout.decode()[-3000:]


SERVICES = {
    # https://docs.buttondown.com, openapi.json of August 2026: EmailInput.
    "https://api.buttondown.com/v1/emails": {
        "subject": str, "body": str,
        "template": ["classic", "custom", "modern", "plaintext", "naked"],
        "status": ["draft", "about_to_send", "scheduled"],
    },
    # https://listmonk.app/docs/apis/campaigns: POST /api/campaigns.
    "https://lists.example.org/api/campaigns": {
        "name": str, "subject": str, "lists": list, "type": ["regular", "optin"],
        "template_id": int,
        "content_type": ["richtext", "html", "markdown", "plain"], "body": str, "altbody": str,
    },
}  # fmt: skip
"""What the services ask for: of what type, or one of what."""


def test_the_recipes_for_services_say_what_these_ask_for(letter: Letter, tmp_path: Path) -> None:
    if not shutil.which("jq"):
        pytest.skip("jq is not installed")
    text = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    (recipe,) = re.findall(r"```sh\n(cd _build/mail/.*?)```", text, re.DOTALL)
    folder = tmp_path / recipe.split()[1]
    folder.mkdir(parents=True)
    (folder / "edition.html").write_text(letter.markup, "utf-8")
    (folder / "edition.txt").write_text(letter.text, "utf-8")
    curl = tmp_path / "curl"
    curl.write_text('#!/bin/sh\nfor last; do :; done\necho "$last"\ncat\necho\n')
    curl.chmod(0o755)
    made = subprocess.run(
        ["sh", "-euc", recipe], cwd=tmp_path, check=True, capture_output=True, text=True,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "TITLE": "A “Title” & more",
             "BUTTONDOWN_KEY": "k", "LISTMONK_USER": "u", "LISTMONK_TOKEN": "t"},
    ).stdout  # fmt: skip
    for address, asked in SERVICES.items():
        said = json.JSONDecoder().raw_decode(made.partition(f"{address}\n")[2])[0]
        assert said.keys() == asked.keys()
        for name, kind in asked.items():
            assert said[name] in kind if isinstance(kind, list) else isinstance(said[name], kind)
        assert said["subject"] == "A “Title” & more"
        sign = "{{ unsubscribe_url }}" if "buttondown" in address else "{{ UnsubscribeURL }}"
        foot = html.fromstring(said["body"]).xpath("//a[text()='Subscribe or unsubscribe']/@href")
        assert foot == [sign]


# Posts

WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=500)


@settings(deadline=None)
@given(title=WORDS.filter(str.strip), summary=WORDS, fact=WORDS)
def test_posts_are_no_longer_than_their_places_allow(title: str, summary: str, fact: str) -> None:
    address = "https://example.org/issues/2031/2031-01-07-a-rather-long-name-of-an-issue.html"
    for network, (most, link) in NETWORKS.items():
        text = post(network, title, summary, fact, address)
        assert text.endswith(f"\n\n{address}")
        words = text.removesuffix(address)
        assert weight(words) + (link or weight(address)) <= most, network


def test_of_a_summary_a_post_has_as_much_as_fits() -> None:
    address = "https://example.org/issues/2031/2031-01-07-a-fictional-title.html"
    for network, most in {"Mastodon": 500, "Bluesky": 300}.items():
        words = post(network, "A Fictional Title", "word " * 200, "", address)
        title, summary, _ = words.split("\n\n")
        assert title == "A Fictional Title"
        assert re.fullmatch(r"(word )+…", summary)
        assert most - 60 < len(words) <= most + len(address)
    # A few words of it would say nothing.
    assert post("Bluesky", "word " * 40, "more " * 200, "", address).count("\n\n") == 1


def test_signs_are_counted_as_they_are_there() -> None:
    assert [weight(text) for text in ("é", "Ташкент", "中", "🗞", "“x”")] == [1, 7, 2, 2, 3]


def test_the_posts_of_an_issue_are_printed(real: Site, capsys: pytest.CaptureFixture[str]) -> None:
    root = real.out.parents[1]
    assert main(["--root", str(root), "share", ISSUE]) == 0
    said = capsys.readouterr().out
    assert all(f"── {network} ─" in said for network in NETWORKS)
    assert said.count(f"https://central-asia-in-focus.example/issues/2024/{ID}.html") == 5
    assert "72,000 people" in said
