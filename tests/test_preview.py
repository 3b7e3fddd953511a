"""`periodical preview`: an edit is on screen at once, and nobody else is answered."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import pytest
from periodical.desk.build import DOCTREES, UNDER_WAY
from periodical.desk.preview import _BUT_OF_EDITORS, QUIET, Preview, _begin_with_what_is_built
from periodical.ledger.outputs import files_in
from sphinx.util.docutils import patch_docutils
from watchfiles import Change

from .commands import periodical
from .conftest import OWN_PAGES, Publication, make_publication

PERIODICAL = [sys.executable, "-u", "-m", "periodical.cli"]
DRAFT = "status: draft\n"


@dataclass
class Previewed:
    """A preview that runs: its publication, its address, and what it said."""

    publication: Publication
    page: str
    address: str = ""
    said: list[str] = field(default_factory=list)

    def get(self, path: str, **headers: str) -> tuple[int, str, str]:
        """Return status, type and text of an answer."""
        connection = http.client.HTTPConnection(self.address.removeprefix("http://"), timeout=130)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        content = answer.read().decode("utf-8", errors="replace")
        return answer.status, str(answer.headers["Content-Type"]), content

    def shows(self, path: str, words: str) -> bool:
        return words in self.get(path)[2]


@contextmanager
def previewing(publication: Publication, page: str) -> Iterator[Previewed]:
    """Run a preview."""
    preview = Previewed(publication, page)
    process = subprocess.Popen(
        [*PERIODICAL, "preview", "--port", "0"],
        cwd=publication.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    try:
        for line in process.stdout:
            preview.said.append(line)
            if found := re.search(r"http://[\d.:]+", line):
                preview.address = found.group()
                break
        assert preview.address, preview.said
        threading.Thread(target=preview.said.extend, args=[process.stdout], daemon=True).start()
        yield preview
    finally:
        process.terminate()
        process.wait(timeout=20)


def eventually(told: Callable[[], bool]) -> bool:
    """Tell whether something is so within a minute and a half."""
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if told():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Previewed]:
    """A preview of two issues, the later a draft."""
    publication = make_publication(tmp_path_factory.mktemp("preview"), *OWN_PAGES)
    publication.issue("## In the Region\n\nOld words.\n", date="2031-01-01", name="old")
    page = publication.issue("## In the Region\n\nFirst words.\n", extra=DRAFT)
    with previewing(publication, page) as running:
        assert eventually(lambda: running.shows(f"/{page}.html", "First words.")), running.said
        yield running


STORY = "## In the Region\n\n### Fiction\n\nOther words.\n"


def test_preview_shows_drafts_and_edits(preview: Previewed) -> None:
    unrelated = preview.publication.root / "_build/preview/site/about.html"
    assert eventually(unrelated.exists)
    written = unrelated.stat().st_mtime_ns
    preview.publication.issue(STORY, extra=DRAFT)
    assert eventually(lambda: preview.shows(f"/{preview.page}.html", "Other words."))
    assert eventually(lambda: preview.shows("/index.html", "Other words."))
    # What else shows something of it follows.
    preview.publication.issue(STORY, title="New", extra=DRAFT)
    assert eventually(lambda: preview.shows("/issues/2031/2031-01-01-old.html", ">New<"))
    for path in (f"/{preview.page}.html", "/index.html"):
        assert preview.shows(path, "Other words.")
    # What shows nothing of it is left as it is.
    assert unrelated.stat().st_mtime_ns == written


SLOW = """
def setup(app):
    import time
    app.connect("periodical-file-due", lambda app: time.sleep(0.2))
"""


def test_a_build_that_was_killed_is_nothing_to_begin_with(tmp_path: Path) -> None:
    built, folder = tmp_path / DOCTREES, tmp_path / "_build/preview"
    built.mkdir(parents=True)
    built.with_name("site").mkdir()
    (built / UNDER_WAY).touch()
    _begin_with_what_is_built(tmp_path, folder)
    assert not folder.exists()
    (built / UNDER_WAY).unlink()
    _begin_with_what_is_built(tmp_path, folder)
    assert folder.exists()


def test_a_build_gives_way_to_an_edit(publication: Publication) -> None:
    page = publication.issue("## In the Region\n\nFirst words.\n")
    conf = publication.root / "conf.py"
    conf.write_text(conf.read_text("utf-8") + SLOW, "utf-8")
    with previewing(publication, page) as running:
        assert eventually(lambda: running.shows(f"/{page}.html", "First words.")), running.said
        publication.issue("## In the Region\n\nOther words.\n")
        assert eventually(lambda: running.shows(f"/{page}.html", "Other words."))
        last = publication.root / "_build/preview/site/sitemap.xml"
        assert not last.exists()
        assert eventually(lambda: running.shows("/sitemap.xml", page))


LONG = """
def setup(app):
    import contextlib
    import time
    from periodical.ledger.outputs import OUTPUTS, Output

    def last_long():
        with contextlib.suppress(KeyboardInterrupt):  # as some libraries do with all
            time.sleep(600)

    app.connect(OUTPUTS, lambda app, builder: [Output("long.txt", "", last_long)])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="The system has no such signal.")
def test_an_edit_does_not_wait_for_a_file_that_takes_long(publication: Publication) -> None:
    page = publication.issue("## In the Region\n\nFirst words.\n")
    conf = publication.root / "conf.py"
    conf.write_text(conf.read_text("utf-8") + LONG, "utf-8")
    with previewing(publication, page) as running:
        assert eventually(lambda: running.shows(f"/{page}.html", "First words.")), running.said
        time.sleep(QUIET)
        publication.issue("## In the Region\n\nOther words.\n")
        assert eventually(lambda: running.shows(f"/{page}.html", "Other words."))
        assert running.said[1:] == []
        # It ends all the same.
        time.sleep(QUIET + 1)


def test_files_of_editors_are_nothing_to_begin_anew_for(publication: Publication) -> None:
    page = publication.issue("## In the Region\n\nFirst words.\n")
    path, preview = publication.root / f"{page}.md", Preview(publication.root)
    with patch_docutils(publication.root), preview._namespace:
        loaded = preview._update()
        publication.issue("## In the Region\n\nOther words.\n")
        came, other = (str(path.with_name(name)) for name in ("4913", "new.md"))
        preview._show({(Change.added, came), (Change.deleted, came), (Change.modified, str(path))})
        assert preview._app is loaded
        assert "Other words." in (preview.site / f"{page}.html").read_text("utf-8")
        preview._show({(Change.deleted, other)})
        assert preview._app is None
    kept = ("4913", ".page.md.swp", "page.md~", "#page.md#", ".#page.md")
    assert [_BUT_OF_EDITORS(Change.added, f"issues/{name}") for name in kept] == [
        True,
        *[False] * 4,
    ]


def test_preview_takes_up_new_pages_the_registry_and_conf_py(preview: Previewed) -> None:
    page = preview.publication.issue("## In the Region\n\nNew words.\n", date="2031-05-01")
    assert eventually(lambda: preview.shows(f"/{page}.html", "New words."))
    preview.publication.write("_data/people.yaml", "- {id: first-fiction, name: New words}\n")
    assert eventually(lambda: preview.shows(f"/{page}.html", "people/first-fiction.html"))
    (preview.publication.root / f"{page}.md").unlink()
    assert eventually(lambda: preview.get(f"/{page}.html")[0] == 404)
    conf = preview.publication.root / "conf.py"
    conf.write_text(conf.read_text("utf-8") + 'project = "A New Name"\n', "utf-8")
    assert eventually(lambda: preview.shows("/about.html", "A New Name"))
    # Of what was loaded anew for all that, there is nothing to say.
    assert [line for line in preview.said if "registered" in line] == []


def test_another_language_in_conf_py_changes_all_words(preview: Previewed) -> None:
    preview.publication.issue(STORY, extra=DRAFT)
    conf, page = preview.publication.root / "conf.py", f"/{preview.page}.html"
    assert eventually(lambda: preview.shows(page, "Link to this heading"))
    settings = conf.read_text("utf-8")
    conf.write_text(settings + 'language = "ru"\n', "utf-8")
    assert eventually(lambda: preview.shows(page, "Ссылка на этот заголовок"))
    conf.write_text(settings, "utf-8")
    assert eventually(lambda: preview.shows(page, "Link to this heading"))


def test_what_is_wrong_is_told_once_and_in_plain_words(preview: Previewed) -> None:
    page = preview.publication.root / f"{preview.page}.md"
    good, conf = page.read_bytes(), preview.publication.root / "conf.py"
    before, settings = len(preview.said), conf.read_text("utf-8")
    # Whether it is a draft is not to be known, nor what is to come in one that is wrong.
    page.write_bytes(good.replace(b"title:", b"title: [") + b"\nTK\n")
    assert eventually(lambda: len(preview.said) > before)
    time.sleep(QUIET + 1)
    (bracket,) = preview.said[before:]
    assert "is not closed" in bracket
    page.write_bytes(good)
    assert eventually(lambda: not preview.shows(f"/{preview.page}.html", "TK"))
    before = len(preview.said)
    page.write_bytes(good + b"caf\xe9\n")
    told = f"{preview.page}.md:"
    assert eventually(lambda: any(line.startswith(told) for line in preview.said[before:]))
    page.write_bytes(good)
    assert eventually(lambda: not preview.shows(f"/{preview.page}.html", "caf"))
    conf.write_text(settings + "not python(\n", "utf-8")
    assert eventually(lambda: any("conf.py, line" in line for line in preview.said[before:]))
    time.sleep(1)
    conf.write_text(settings + 'project = "A Mended Name"\n', "utf-8")
    for path in ("about", preview.page):
        assert eventually(lambda path=path: preview.shows(f"/{path}.html", "A Mended Name"))
    utf_8, python = preview.said[before:]
    assert "The file is not UTF-8. Save it again as UTF-8." in utf_8
    assert "'(' was never closed" in python


def test_a_browser_is_told_of_the_page_that_it_shows(preview: Previewed) -> None:
    # The script is a file of the preview's own, since pages allow none within them.
    shown = preview.get(f"/{preview.page}.html")[2]
    (source,) = re.findall(r'<script src="(/_preview/[^"]+)">', shown)
    status, kind, script = preview.get(source)
    assert (status, kind.partition(";")[0]) == (200, "text/javascript")
    assert "EventSource" in script
    told: list[str] = []

    def listen(page: str) -> None:
        address = f"{preview.address}/_preview/changes?page=/{page}.html"
        with urllib.request.urlopen(address, timeout=100) as answer:
            told.extend(page for line in answer if line.startswith(b"data:"))

    for page in (preview.page, "about"):
        threading.Thread(target=listen, args=[page], daemon=True).start()
    time.sleep(0.5)
    preview.publication.issue("## In the Region\n\nTold words.\n", extra=DRAFT)
    assert eventually(lambda: preview.page in told)
    assert preview.shows(f"/{preview.page}.html", "Told words.")
    assert "about" not in told


def test_a_pdf_is_made_when_it_is_asked_for(preview: Previewed) -> None:
    site = preview.publication.root / "_build/preview/site"
    assert not list(site.rglob("*.pdf"))
    assert preview.shows(f"/{preview.page}.html", ".pdf")
    status, kind, content = preview.get(f"/{preview.page}.pdf")
    assert (status, kind, content[:5]) == (200, "application/pdf", "%PDF-")
    assert [path.stem for path in site.rglob("*.pdf")] == [preview.page.rpartition("/")[2]]
    assert preview.get("/issues/2031/nothing.pdf")[0] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:{port}"},
        {"Host": "127.0.0.1"},
        {"Host": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
    ],
)
@pytest.mark.parametrize("path", ["/index.html", "/_preview/changes?page=/index.html", "/x.pdf"])
def test_none_but_its_own_pages_is_answered(
    preview: Previewed, headers: dict[str, str], path: str
) -> None:
    port = preview.address.rpartition(":")[2]
    given = {name: value.replace("{port}", port) for name, value in headers.items()}
    assert preview.get(path, **given)[0] == 403


def test_its_own_names_are_answered(preview: Previewed) -> None:
    port = preview.address.rpartition(":")[2]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}"):
        assert preview.get("/about.html", Host=host, Origin=f"http://{host}")[0] == 200


@pytest.mark.parametrize(
    "path",
    ["/../conf.py", "/%2e%2e/%2e%2e/conf.py", "/..%2f..%2fconf.py", "/issues/", "//etc/passwd"],
)
def test_nothing_outside_the_site_is_served(preview: Previewed, path: str) -> None:
    status, _, content = preview.get(path)
    assert status in (403, 404) or "<title>" in content
    assert "html_baseurl" not in content
    assert "root:" not in content


def test_a_port_in_use_is_said_with_a_way_out(publication: Publication) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*PERIODICAL, "preview", "--port", port],
            cwd=publication.root, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 2
    assert (
        done.stderr == "periodical: The port is in use, perhaps by another preview."
        " Have a free one found: periodical preview --port 0\n"
    )


def test_the_preview_begins_with_what_is_built(publication: Publication) -> None:
    old = publication.issue("## In the Region\n\nWords.\n", date="2031-01-01")
    page = publication.issue("## In the Region\n\nWords.\n", date="2031-03-01")
    assert periodical("build", cwd=publication.root).returncode == 0
    built, kept = (publication.root / f"_build/{name}" for name in ("site", "preview/site"))
    folders = [built, publication.root / DOCTREES]
    before = [files_in(folder) for folder in folders]
    with previewing(publication, page) as running:
        assert running.shows(f"/{page}.html", "Words.")
        draft = publication.issue("## In the Region\n\nA draft.\n", date="2031-05-01", extra=DRAFT)
        assert eventually(lambda: running.shows("/index.html", f"{draft}.html"))
        assert not (kept / f"{old}.pdf").exists()
        assert running.get(f"/{old}.pdf")[0] == 200
        publication.issue(STORY, date="2031-03-01")
        assert eventually(lambda: running.shows(f"/{page}.html", "Other words."))
        assert eventually(lambda: running.shows("/data/stories.json", "Other words."))
    # Nothing of the page is another for a draft that does not stand beside it; and no file is one.
    times = [(folder / f"{old}.html").stat().st_mtime_ns for folder in (built, kept)]
    assert times[0] == times[1]
    # What was built is as it was, though the preview has no copies of what it has not altered.
    assert [files_in(folder) for folder in folders] == before
    assert (built / f"{old}.html").samefile(kept / f"{old}.html")


def test_a_disk_without_links_has_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("doctrees/a.doctree", "site/a.html", "site/a.pdf"):
        path = tmp_path / "_build" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8")
    monkeypatch.setattr(os, "link", mock.Mock(side_effect=PermissionError))
    _begin_with_what_is_built(tmp_path, tmp_path / "_build/preview")
    copied = tmp_path / "_build/preview/site/a.html"
    assert copied.read_text("utf-8") == "site/a.html"
    assert not copied.samefile(tmp_path / "_build/site/a.html")
