"""What an editor does all week: see a change before it is merged, and keep links alive."""

from __future__ import annotations

import datetime
import io
import json
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Mapping
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from periodical.desk import difference
from periodical.desk.links import note_dead
from periodical.model.messages import TroubleError
from PIL import Image
from warcio.archiveiterator import ArchiveIterator

from .commands import periodical
from .conftest import REPOSITORY, Publication
from .pdf.reading import Document, squeezed
from .repository import make_repository

STORY = (
    "## In the Region\n\n### A Road\n\nThe fictional road was closed for nine days: {} was glad.\n"
)
DAY = datetime.date(2031, 2, 1)


def committed(publication: Publication) -> str:
    page = publication.issue(STORY.format("nobody"))
    make_repository(publication).commit()
    return page


def test_a_change_is_shown_word_by_word_with_what_check_says(publication: Publication) -> None:
    page = committed(publication)
    story = STORY.replace("nine", "ten").format("Zarina Fictionalova")
    publication.issue(f"{story}\n## Nowhere\n")
    other = publication.issue(STORY.format("nobody"), date="2031-01-14")
    changed = difference.changed_pages(publication.root, "HEAD")
    assert [(new.docname, old is None) for new, old in changed] == [(page, False), (other, True)]
    text = difference.difference(publication.root, changed)
    words = "was closed for [-nine-] {+ten+} days: [-nobody-] {+Zarina Fictionalova+} was glad."
    assert words in text
    assert f"{other}.md is new: " in text
    assert "There is no section “Nowhere”." in text
    assert text.rstrip().endswith("Zarina Fictionalova")


def test_a_page_that_is_gone_is_told(publication: Publication) -> None:
    page = publication.root / f"{committed(publication)}.md"
    page.unlink()
    changed = difference.changed_pages(publication.root, "HEAD")
    text = difference.difference(publication.root, changed)
    assert text.startswith(f"{page.relative_to(publication.root).as_posix()} is gone.\n")


def test_changed_pages_are_photographed(publication: Publication) -> None:
    pytest.importorskip("playwright.sync_api")
    if not any(map(shutil.which, difference.BROWSERS)):
        pytest.skip("no Chromium on this machine")
    committed(publication)
    page = publication.issue(STORY.format("everybody"))
    tall = "<title>Fiction</title><p style='height: 2000px'>A fictional page"
    publication.write(f"_build/site/{page}.html", tall)
    done = periodical("diff", "--against", "HEAD", cwd=publication.root)
    assert (done.returncode, done.stderr) == (0, "")
    folder = publication.root / difference.FOLDER
    assert (folder / "difference.txt").read_text("utf-8") in done.stdout
    name = Path(page).name
    for width in difference.WIDTHS:
        with Image.open(folder / f"{name}-{width}.png") as picture:
            assert picture.width == width
            assert picture.height > 2000


NOT_FOUND = {"text": "Rejected status code: 404 Not Found", "code": 404}
BUSY = {"text": "Rejected status code: 503 Service Unavailable", "code": 503}


def stand_in_for_lychee(
    publication: Publication,
    monkeypatch: pytest.MonkeyPatch,
    dead: str,
    status: Mapping[str, object] = NOT_FOUND,
) -> None:
    """Put a program on the path that says what lychee 0.24 says."""
    others = [{"url": "https://example.org/busy", "status": BUSY}] if status is NOT_FOUND else []
    said = {"error_map": {"links.txt": [{"url": dead, "status": status}, *others]}}
    program = publication.write("bin/lychee", f"#!/bin/sh\ncat <<'E'\n{json.dumps(said)}\nE\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")


def test_readers_of_page_and_pdf_find_the_copy_of_what_is_gone(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, busy = "https://example.org/gone?a=1", "https://example.org/busy"
    body = f"## In the Region\n\n### A Road\n\n[Gone]({gone}) and [busy]({busy}).\n"
    page = publication.issue(f"{body}\n:::{{why-its-important}}\n[Again]({gone}).\n:::\n")
    before = publication.build()
    assert "archived" not in before.html(page).text
    stand_in_for_lychee(publication, monkeypatch, gone)
    assert note_dead(publication.root, DAY) == [gone]
    copy = f"https://web.archive.org/web/20310107/{gone}"
    entry = {"url": gone, "dead": DAY, "archived": copy}
    assert yaml.safe_load((publication.root / "_data/links.yaml").read_text("utf-8")) == [entry]
    assert publication.check() == []
    # An incremental build: the page itself has not changed.
    built = publication.build()
    assert built.warnings == []
    links = [a["href"] for a in built.html(page).select("main a") if a.text == "archived"]
    assert links == [copy, copy]
    printed = publication.build("text", out="_build/text").text(page)
    assert "Gone (archived) and busy." in printed
    publication.build("pdf", out="_build/pdf")
    pdf = Document(publication.root / f"_build/pdf/{page}.pdf")
    assert "(archived" in pdf.text
    assert copy in pdf.links
    assert any(copy in squeezed(note) for note in pdf.notes)


def test_without_a_network_nothing_is_noted(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication.issue("## In the Region\n\n### A Road\n\n[Gone](https://example.org/gone).\n")
    failed = {"text": "Network error: dns error", "details": "failed to lookup address"}
    stand_in_for_lychee(publication, monkeypatch, "https://example.org/gone", failed)
    before = (publication.root / "_data/links.yaml").read_bytes()
    with pytest.raises(TroubleError, match="No address could be reached"):
        note_dead(publication.root, DAY)
    assert (publication.root / "_data/links.yaml").read_bytes() == before


def test_what_is_noted_is_not_asked_for_again(publication: Publication) -> None:
    lychee = shutil.which("lychee") or shutil.which("lychee", path=str(Path(sys.executable).parent))
    if lychee is None:
        pytest.skip("lychee is not installed")

    class Pages(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(404 if "gone" in self.path else 200)
            self.end_headers()

        do_GET = do_HEAD  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        here = f"http://127.0.0.1:{server.server_port}"
        links = f"[a]({here}/gone) [b]({here}/b)."
        publication.issue(f"## In the Region\n\n### A Road\n\n{links}\n")
        assert note_dead(publication.root, DAY) == [f"{here}/gone"]
        assert note_dead(publication.root, DAY) == []
        server.shutdown()


def test_a_strangers_words_do_nothing_in_a_comment(tmp_path: Path) -> None:
    """No fence of theirs ends the quotation, and nothing of theirs stands outside of it."""
    evil = (
        "````\n@everyone ![](https://evil.example/a.png) <!-- --> \u202e[x](https://evil.example)\n"
    )
    (tmp_path / "difference.txt").write_text(evil + "words " * 20_000, "utf-8")
    png = io.BytesIO()
    Image.new("RGB", (39, 30)).save(png, "PNG")
    for name, raw in (
        ("](evil).png", png.getvalue()),
        ("2031-01-07-a-page-390.png", png.getvalue()),
        ("2031-01-07-evil-390.png", b"<svg>evil</svg>"),
    ):
        (tmp_path / name).write_bytes(raw)
    script, shown = REPOSITORY / ".github/comment.py", "https://example.org/raw/previews/7"
    run = [sys.executable, str(script), str(tmp_path), "https://example.org/run", shown]
    text = subprocess.run(run, capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    assert len(text) < 60_000
    html = BeautifulSoup(MarkdownIt("gfm-like", {"linkify": False}).render(text), "html.parser")
    assert "@everyone" in html.code.text
    html.code.decompose()
    assert [link["href"] for link in html.select("a")] == ["https://example.org/run"]
    assert [image["src"] for image in html.select("img")] == [f"{shown}/2031-01-07-a-page-390.png"]
    assert "evil" not in str(html)
    taken = [each.name for each in (tmp_path / "pictures").iterdir()]
    assert taken == ["2031-01-07-a-page-390.png"]


def test_pictures_of_open_pull_requests_are_on_a_branch_without_history(tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        command = ["git", "-C", str(remote), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    remote = tmp_path / "remote"
    subprocess.run(["git", "init", "--quiet", "--bare", str(remote)], check=True)
    for number, still_open in (("7-a", ["7-a"]), ("8-b", ["7-a", "8-b"]), ("8-c", ["8-c"])):
        work = tmp_path / number
        (work / "pictures").mkdir(parents=True)
        (work / f"pictures/{number}.png").write_bytes(b"fiction")
        script = [REPOSITORY / ".github/show.sh", remote, number, *still_open]
        subprocess.run(["sh", *map(str, script)], cwd=work, check=True)
        wanted = [f"{each}/{each}.png" for each in still_open]
        assert git("ls-tree", "-r", "--name-only", "previews").split() == wanted
        assert git("rev-list", "--count", "previews") == "1\n"


def test_sources_that_an_editor_saved_become_a_web_archive(publication: Publication) -> None:
    page = publication.issue(STORY.format("nobody"))
    chrome = (
        "<!-- saved from url=(0027)https://example.org/source -->\n<title>Fiction</title>Words."
    )
    saved = [publication.write("saved/one.html", chrome)]
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "https://example.org/other"
    message.set_content("<img src='https://example.org/a.png'>", subtype="html")
    message["Content-Location"] = "https://example.org/other"
    message.add_related(
        b"fiction", "image", "png", headers=["Content-Location: https://example.org/a.png"]
    )
    saved.append(publication.write("saved/two.mhtml", bytes(message)))
    done = periodical("links", "--sources-of", Path(page).name, *saved, cwd=publication.root)
    assert (done.returncode, done.stderr) == (0, "")
    with zipfile.ZipFile(publication.root / f"_build/sources/{Path(page).name}.wacz") as wacz:
        records = list(ArchiveIterator(io.BytesIO(wacz.read("archive/data.warc.gz"))))
        kept = {each.rec_headers.get_header("WARC-Target-URI") for each in records}
    wanted = (
        "https://example.org/source",
        "https://example.org/other",
        "https://example.org/a.png",
    )
    assert kept >= set(wanted)
    nowhere = publication.write("saved/three.html", "<p>Words.")
    done = periodical("links", "--sources-of", Path(page).name, nowhere, cwd=publication.root)
    assert done.returncode == 2
    assert "does not say where it is from" in done.stderr
