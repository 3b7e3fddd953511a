"""Three releases and a moving main, in a real repository, built for real, seen from all sides."""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import bagit
import pikepdf
import pytest
from bs4 import BeautifulSoup
from periodical.releases.bag import belongs

from ..browser import NOTHING, asked, the_tab
from ..conftest import REPOSITORY
from ..trees import times_of, tree_of
from .conftest import (
    FIRST,
    SECOND,
    SECRET,
    STORY,
    TAGS,
    Repository,
    content_of,
    forge,
)

RENAMED = "issues/2031/2031-01-07-renamed"
THIRD = "issues/2031/2031-01-21-third"
FOURTH = "issues/2031/2031-01-28-fourth"
HOST = "central-asia-in-focus.example"
LEADS = {"canonical", "cite-as", "type", "author", "license", "describedby"}
"""Links in the head of a page with which no browser loads anything."""


@pytest.fixture(scope="module")
def repository(released: Repository) -> Repository:
    return released


@pytest.fixture(scope="module")
def public(repository: Repository) -> Path:
    return repository.public


def html(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def test_a_citation_of_last_year_shows_last_years_text(public: Path) -> None:
    assert "Wrong words." in (public / f"v/v2031.1/{SECOND}.html").read_text("utf-8")
    for edition in ("v/v2031.2/", "v/v2031.3/", ""):
        text = (public / f"{edition}{SECOND}.html").read_text("utf-8")
        assert "Right words." in text
        assert "Wrong words." not in text
    assert "Fourth words." in (public / f"v/v2031.3/{FOURTH}.html").read_text("utf-8")
    assert "Words of main." in (public / f"{FOURTH}.html").read_text("utf-8")
    assert not (public / f"v/v2031.2/{FOURTH}.html").exists()
    with pikepdf.open(public / f"v/v2031.1/{SECOND}.pdf") as pdf:
        assert len(pdf.pages) >= 1


def test_a_release_holds_what_was_corrected_in_it(public: Path) -> None:
    """The notice of a correction leads to what changed, in the release as on the current site."""
    frozen = public / f"v/v2031.2/{SECOND}_changes.html"
    compared = html(frozen).select_one(".compared")
    assert "Wrong" in " ".join(each.get_text() for each in compared.select("del"))
    assert "Right" in " ".join(each.get_text() for each in compared.select("ins"))
    (link,) = html(public / f"v/v2031.2/{SECOND}.html").select(".revision-link a, a.revision-link")
    assert (frozen.parent / link["href"]).resolve() == frozen.resolve()
    assert not (public / f"v/v2031.1/{SECOND}_changes.html").exists()
    assert (public / f"{SECOND}_changes.html").is_file()


def test_a_frozen_page_says_what_it_is_and_links_the_current_text(public: Path) -> None:
    frozen = public / f"v/v2031.1/{SECOND}.html"
    notice = html(frozen).select_one("aside.frozen")
    assert notice["aria-label"] == "Edition"
    assert "an earlier edition, kept as it was published" in notice.get_text()
    edition, current, versions = [link["href"] for link in notice.select("a")]
    assert (frozen.parent / current).resolve() == (public / f"{SECOND}.html").resolve()
    assert (frozen.parent / versions).resolve() == (public / f"v/pages/{SECOND}.html").resolve()
    assert html(frozen.parent / edition).h1.contents[0] == "Edition v2031.1"
    assert not (public / "edition.html").exists()
    assert html(public / f"{SECOND}.html").select("aside.frozen") == []


def test_releases_share_the_pages_in_which_they_agree(repository: Repository) -> None:
    """An edition's name stands on one of its pages, or every page would be another each time."""
    first, second, third = (repository.store.manifest(tag).files for tag in TAGS)
    for page in ("about.html", "search.html"):
        assert first[page] == second[page]
    assert first[f"{THIRD}.pdf"] == second[f"{THIRD}.pdf"] != third[f"{THIRD}.pdf"]
    assert first[f"{SECOND}.pdf"] != second[f"{SECOND}.pdf"] == third[f"{SECOND}.pdf"]
    assert first["edition.html"] != second["edition.html"]
    # An issue's page says which edition is to be cited.
    assert "v2031.2" in content_of(repository.store, "v2031.2", f"{THIRD}.html").decode()


def test_canonical_links_point_at_the_current_address(public: Path) -> None:
    for page in (SECOND, "index", "issues/2031", "about"):
        for edition in ("v/v2031.1/", "v/v2031.3/", ""):
            link = html(public / f"{edition}{page}.html").select_one("link[rel=canonical]")
            assert link["href"] == f"https://central-asia-in-focus.example/{page}.html"


def test_switching_keeps_the_page(public: Path) -> None:
    links = html(public / f"{SECOND}.html").select("nav.versions a")
    shown = {link.get_text(): posixpath.normpath(f"issues/2031/{link['href']}") for link in links}
    assert shown == {
        "Current text": f"{SECOND}.html",
        **{tag: f"v/{tag}/{SECOND}.html" for tag in reversed(TAGS)},
        "All versions": f"v/pages/{SECOND}.html",
    }
    # Under its old name, too.
    links = html(public / f"{RENAMED}.html").select("nav.versions a")
    shown = {link.get_text(): posixpath.normpath(f"issues/2031/{link['href']}") for link in links}
    assert shown["v2031.2"] == f"v/v2031.2/{RENAMED}.html"
    assert shown["v2031.1"] == f"v/v2031.1/{FIRST}.html"
    assert (
        html(public / f"v/pages/{FIRST}.html")
        .select_one("ol.editions a")["href"]
        .endswith(f"{RENAMED}.html")
    )


def test_every_link_leads_somewhere_and_no_request_leaves_the_site(public: Path) -> None:
    """Under `file://`, from every page of every edition."""
    ids: dict[Path, set[str]] = {}
    for page in public.rglob("*.html"):
        if "_static" in page.parts:
            continue
        soup = html(page)
        # What went out by mail shows pictures at their address in the site.
        hosts = {"", HOST} if page.parent.name == "mail" else {""}
        for element in soup.select("[src], link[href]"):
            if not LEADS.intersection(element.get("rel") or ()):
                assert urlsplit(element.get("src") or element["href"]).netloc in hosts, page
        for element in soup.select("a[href], [src], link[href]"):
            parts = urlsplit(element.get("href") or element["src"])
            if parts.scheme or parts.netloc:
                continue
            target = page.parent / unquote(parts.path) if parts.path else page
            assert target.is_file(), f"{page}: {parts.path}"
            if parts.fragment and target.suffix == ".html":
                key = target.resolve()
                if key not in ids:
                    ids[key] = {each["id"] for each in html(target).select("[id]")}
                assert unquote(parts.fragment) in ids[key], f"{page}: {element}"


def test_each_edition_has_its_own_search(browser, public: Path) -> None:
    tab = the_tab(browser)
    secret = f"{THIRD}#a-secret"
    for words, found in (("nobody should", {TAGS[0]: secret, TAGS[1]: secret}), ("square", {})):
        for folder in ("", *(f"v/{tag}/" for tag in TAGS)):
            tag = folder[2:-1]
            first = asked(tab, f"{(public / folder).as_uri().rstrip('/')}/", f'"{words}"')
            page = FIRST if tag == TAGS[0] else RENAMED
            expected = f"{page}#a-square" if words == "square" else found.get(tag, NOTHING)
            assert first == expected, (folder, words)


def test_a_withdrawn_text_is_gone_from_the_current_site(public: Path) -> None:
    published = tree_of(public)
    holding = [path for path, raw in published.items() if SECRET.encode() in raw]
    assert {path.split("/")[1] for path in holding} == {"v2031.1", "v2031.2"}
    searched = [raw for path, raw in published.items() if path.startswith("search/")]
    assert searched
    assert not any(b"nobody" in raw for raw in searched)
    assert "It was never said." in published[f"{THIRD}.html"].decode()
    with pikepdf.open(public / f"{THIRD}.pdf") as pdf:
        attached = b"".join(each.get_file().read_bytes() for each in pdf.attachments.values())
    assert b"It was never said." in attached
    assert SECRET.encode() not in attached


def test_releasing_again_does_nothing(repository: Repository) -> None:
    tip, times = repository.store.tip, times_of(repository.root / ".git/objects")
    done = repository.release()
    assert done.stdout.splitlines() == [
        f"{tag} was released before: nothing to do." for tag in TAGS
    ]
    assert repository.store.tip == tip
    assert times_of(repository.root / ".git/objects") == times


def test_publishing_again_does_nothing(repository: Repository, public: Path) -> None:
    times = times_of(public)
    done = repository.periodical("publish", "-q")
    assert "Nothing new: the current site and 3 releases" in done.stdout
    assert times_of(public) == times


def test_a_manifest_says_what_it_was_made_from(repository: Repository, public: Path) -> None:
    manifest = json.loads((public / "v/v2031.2/manifest.json").read_text("utf-8"))
    assert manifest["tag"] == "v2031.2"
    assert manifest["commit"] == repository.git("rev-parse", "v2031.2")
    assert manifest["date"] == "2031-01-02T12:00:00Z"
    assert manifest["tools"]["sphinx"].startswith("9.")
    assert manifest["tools"]["python"].startswith("3.")
    current = json.loads((public / "manifest.json").read_text("utf-8"))
    assert current["commit"] == repository.git("rev-parse", "main")
    assert list(current["releases"]) == list(TAGS)


@pytest.mark.parametrize("folder", ["", "v/v2031.1"])
def test_coreutils_agree(public: Path, folder: str) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],
        cwd=public / folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_verify_names_what_is_not_as_it_was(repository: Repository, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(repository.public, copy)
    done = repository.periodical("verify", copy)
    assert done.returncode == 0, done.stdout
    digest = hashlib.sha256((copy / "manifest.json").read_bytes()).hexdigest()
    assert done.stdout.splitlines()[-1] == f"{digest}  manifest.json"
    page = copy / f"v/v2031.1/{SECOND}.html"
    page.unlink()
    (copy / "extra.txt").write_text("Fiction.", "utf-8")
    done = repository.periodical("verify", copy)
    assert done.returncode == 1
    assert done.stdout.splitlines() == ["extra: extra.txt", f"missing: v/v2031.1/{SECOND}.html"]
    assert done.stderr == "2 files are not as published.\n"
    (copy / "extra.txt").unlink()
    assert repository.periodical("verify", copy).stderr == "1 file is not as published.\n"
    done = repository.periodical("verify", tmp_path)
    assert (done.returncode, "has no manifest.json" in done.stderr) == (2, True)


def test_a_year_later_another_user_elsewhere_builds_the_same_bytes(
    repository: Repository, tmp_path: Path
) -> None:
    home = tmp_path / "a home of another user"
    home.mkdir()
    (home / ".gitconfig").write_text("[core]\n\tautocrlf = true\n[tar]\n\tumask = user\n", "utf-8")
    subprocess.run(
        ["git", "clone", "--quiet", f"file://{repository.root}", tmp_path / "elsewhere"], check=True
    )
    elsewhere = Repository(tmp_path / "elsewhere")
    for path in elsewhere.root.rglob("*"):
        os.utime(path, (1, 1), follow_symlinks=False)
    elsewhere.environment = {
        "HOME": str(home), "TZ": "Pacific/Kiritimati", "LANG": "ru_RU.UTF-8", "LC_ALL": "C",
        "SOURCE_DATE_EPOCH": "1", "PYTHONHASHSEED": "7", "SPHINXOPTS": "-D language=de",
        "TMPDIR": str(home), "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"), "USER": "another",
    }  # fmt: skip
    arguments = ["verify", "--python", sys.executable, "--rebuild", "v2031.3"]
    done = elsewhere.periodical(*arguments)
    files = len(repository.store.manifest("v2031.3").files)
    said = f"v2031.3, built again: every byte of its {files} files is the same.\n"
    assert (done.stdout, done.stderr) == (said, "")

    # And what would differ is told, to anybody: of a store that says something else of a page.
    elsewhere.environment = {}
    content = repository.store.manifest("v2031.3").content.decode()
    digest = json.loads(content)["files"]["about.html"]["sha256"]
    forged = content.replace(digest, digest[::-1]).encode()
    forge(elsewhere.store, "v2031.3", "manifest.json", forged)
    done = elsewhere.periodical(*arguments)
    assert done.returncode == 1
    assert done.stdout == "changed: about.html\n"


def _steps(page: str) -> list[str]:
    """Return what a page tells its readers to say in a terminal, to verify something."""
    blocks = re.findall(
        r"```(?:sh|text)\n(.*?)```", (REPOSITORY / page).read_text("utf-8"), re.DOTALL
    )
    return [block for block in blocks if "sha256sum" in block or "ssh-keygen" in block]


def test_readers_can_follow_the_steps_that_verify(
    repository: Repository, public: Path, tmp_path: Path
) -> None:
    def follow(steps: str) -> list[str]:
        done = subprocess.run(
            ["sh", "-ec", steps], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    text, copy, origin = _steps("about.md")
    edition = public / "v/v2031.3"
    # The text: from beside its page, to which the link leads.
    page = html(edition / f"{FOURTH}.html")
    link = page.select_one(".cite .source a")["href"]
    shutil.copy((edition / FOURTH).parent / link, tmp_path)
    ((digest, _, name),) = (line.partition("  ") for line in follow(text))
    assert name == link
    assert page.select_one(".cite .source code").text == digest
    issues = json.loads((edition / "data/issues.json").read_text("utf-8"))
    assert digest in [each["source_sha256"] for each in issues if each["id"] in FOURTH]
    with pikepdf.open(edition / f"{FOURTH}.pdf") as pdf:
        (attached,) = pdf.attachments.values()
        assert hashlib.sha256(attached.get_file().read_bytes()).hexdigest() == digest
    # A whole copy.
    (tmp_path / link).unlink()
    shutil.copytree(edition, tmp_path, dirs_exist_ok=True)
    current = json.loads((public / "manifest.json").read_bytes())
    (readme,) = _steps("README.md")
    for steps in (copy, readme):
        assert follow(steps) == [f"{current['releases']['v2031.3']}  manifest.json"]
    # Where it comes from.
    if shutil.which("ssh-keygen") is None:
        pytest.skip("OpenSSH is not installed.")
    follow("ssh-keygen -q -t ed25519 -N '' -f key; echo example $(cat key.pub) > allowed_signers")
    signature = repository.store.manifest("v2031.3").signed(tmp_path / "key").signature
    (tmp_path / "manifest.json.sig").write_bytes(signature)
    who, said = follow(origin.replace("NAME", "example"))
    assert (who, said.startswith('Good "periodical" signature for example')) == ("example", True)


# A page or an anchor that is lost


@pytest.fixture
def lossy(repository: Repository, tmp_path: Path) -> Repository:
    """A copy of the repository with its store, to lose something in."""
    copy = tmp_path / "copy"
    ignored = shutil.ignore_patterns("public", "published", "bags", "offline")
    shutil.copytree(repository.root, copy, ignore=ignored)
    return Repository(copy, day=9)


def test_a_build_that_loses_a_page_fails(lossy: Repository) -> None:
    (lossy.root / f"{FOURTH}.md").unlink()
    done = lossy.periodical("build", "-q")
    assert done.returncode == 1
    lost = f"{FOURTH}.html was published in v2031.3 and now leads nowhere."
    assert lost in done.stderr
    assert f"redirect_from: [{FOURTH}.html]" in done.stderr
    assert "status: withdrawn" in done.stderr
    # `check` says the same.
    done = lossy.periodical("check")
    assert (done.returncode, lost in done.stdout) == (1, True)
    assert f"redirect_from: [{FOURTH}.html]" in done.stdout
    # No publication and no release either.
    assert lossy.periodical("publish", "-q").returncode == 1
    assert not lossy.public.exists()
    lossy.commit("v2031.4")
    done = lossy.release("v2031.4")
    assert done.returncode == 2
    assert "v2031.4 cannot be released as it is." in done.stderr
    assert f"git tag --delete v2031.4.\n{FOURTH}.html was published in v2031.3" in done.stderr


def test_a_build_that_loses_a_story_fails_until_it_is_said_where_it_is(lossy: Repository) -> None:
    story = STORY.format(headline="A bridge, mended", words="Words.")
    lossy.issue("2031-01-28-fourth", story)
    done = lossy.periodical("build", "-q")
    assert done.returncode == 1
    assert f"{FOURTH}.html#a-bridge was published in v2031.3 and now leads nowhere." in done.stderr
    wanted = f"redirect_from: ['{FOURTH}.html#a-bridge -> the-new-anchor']"
    assert f"write in {FOURTH}.md: {wanted}" in done.stderr
    checked = lossy.periodical("check")
    assert (checked.returncode, f"write in {FOURTH}.md: {wanted}" in checked.stdout) == (1, True)
    # And the page on which an issue's corrections are has a way on, too, under a new name.
    second = (lossy.root / f"{SECOND}.md").read_text("utf-8")
    (lossy.root / f"{SECOND}.md").unlink()
    renamed = second.replace("redirect_from: [", f"redirect_from: [{SECOND}.html, ")
    lossy.write("issues/2031/2031-01-14-other.md", renamed)
    checked = lossy.periodical("check")
    assert f"{SECOND}.html" not in checked.stdout
    lossy.issue(
        "2031-01-28-fourth", story, extra=wanted.replace("the-new-anchor", "a-bridge-mended") + "\n"
    )
    done = lossy.periodical("build", "-q")
    assert done.returncode == 0, done.stderr
    page = html(lossy.root / f"_build/site/{FOURTH}.html")
    assert page.find(id="a-bridge").find_parent("section")["id"] == "a-bridge-mended"
    changes = html(lossy.root / f"_build/site/{SECOND}_changes.html")
    assert changes.body.a["href"] == "2031-01-14-other_changes.html"
    assert "leads nowhere" not in lossy.periodical("check").stdout


# Copies to keep


@pytest.mark.parametrize("part", ["", "2031", "2031-01-14-second"])
def test_a_bag_is_valid_and_holds_what_belongs_to_it(
    repository: Repository, tmp_path: Path, part: str
) -> None:
    bags = repository.root / "_build/bags"
    done = repository.periodical("bag", "--release", "v2031.2", *([part] if part else []))
    assert done.returncode == 0, done.stderr
    name = "-".join(filter(None, ["central-asia-in-focus-v2031.2", part]))
    bag = bagit.Bag(str(bags / name))
    bag.validate()
    assert sorted(bag.algorithms) == ["sha256", "sha512"]
    assert bag.info["Bag-Group-Identifier"] == "v2031.2"
    assert bag.info["Bagging-Date"] == "2031-01-02"
    assert bag.info["Internal-Sender-Identifier"] == repository.git("rev-parse", "v2031.2")
    held = tree_of(bags / name / "data")
    assert {f"site/{SECOND}.html", f"site/{SECOND}.pdf", f"sources/{SECOND}.md"} <= set(held)
    assert "site/_static/newspaper.css" in held
    # What libraries and registries take in.
    endings = ("epub", "bib", "ris", "csl.json", "md")
    assert {f"site/{SECOND}.{ending}" for ending in endings} <= set(held)
    assert "site/data/jats/2031-01-14-second.xml" in held
    assert ("site/data/jats/2031-01-07-renamed.xml" in held) == (part != "2031-01-14-second")
    assert b"Right words." in held[f"sources/{SECOND}.md"]
    record = json.loads(held["records/2031-01-14-second.json"])
    assert record["revisions"][0]["note"] == "The river was misnamed."
    assert record["url"] == f"https://central-asia-in-focus.example/{SECOND}.html"
    # Another issue, and what it shows, belong to all of its year.
    for path in (f"{RENAMED}.html", "_images/issues/2031/square.png"):
        assert (f"site/{path}" in held) == (part != "2031-01-14-second")
    assert ("sources/conf.py" in held) == ("sources/_static/newspaper.css" in held) == (part == "")
    # Made again, byte for byte the same; never over what is there.
    done = repository.periodical("bag", "--release", "v2031.2", *([part] if part else []))
    assert (done.returncode, "exists. Move it" in done.stderr) == (2, True)
    (bags / name).rename(tmp_path / "first")
    repository.periodical("bag", "--release", "v2031.2", *([part] if part else []))
    assert tree_of(bags / name) == tree_of(tmp_path / "first")
    # The validator is no formality.
    page = bags / name / f"data/site/{SECOND}.html"
    page.write_text("Forged.", "utf-8")
    with pytest.raises(bagit.BagValidationError):
        bag.validate()


def test_what_registers_an_issue_belongs_to_it_and_to_its_year() -> None:
    deposits = ("data/datacite/2031-01-14-second.json", "data/crossref/2031-01-14-second.xml")
    for path in (*deposits, f"{SECOND}_changes.html", f"{SECOND}.linkset.json"):
        assert belongs(path, "2031-01-14-second")
        assert belongs(path, "2031")
        assert not belongs(path, "2031-01-14-secon")
        assert not belongs(path, "2032")
    assert belongs("issues/2031.epub", "2031")
    assert not belongs("data/issues.json", "2031")


def test_a_bag_of_what_is_not_there(repository: Repository) -> None:
    done = repository.periodical("bag", "--release", "v2031.2", "1999")
    assert (done.returncode, done.stderr) == (
        2,
        "periodical: v2031.2 has no issue and no year 1999.\n",
    )
    assert list((repository.root / "_build").glob("bags/.bag-*")) == []


def test_an_offline_edition_opens_from_a_disk(
    repository: Repository, tmp_path: Path, browser
) -> None:
    done = repository.periodical("offline")
    assert done.returncode == 0, done.stderr
    made = repository.root / "_build/offline/central-asia-in-focus-v2031.3.zip"
    content = made.read_bytes()
    with zipfile.ZipFile(made) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(2031, 1, 3, 12, 0, 0)}
        pages = [entry for entry in archive.infolist() if entry.filename.endswith(".html")]
        assert sum(each.compress_size for each in pages) * 2 < sum(each.file_size for each in pages)
        archive.extractall(tmp_path)
    root = tmp_path / "central-asia-in-focus-v2031.3"
    assert [path.name for path in tmp_path.iterdir()] == [root.name]
    for page in root.rglob("*.html"):
        if "_static" in page.parts:
            continue
        soup = html(page)
        for element in soup.select("a[href], [src], link[href]"):
            address = element.get("href") or element["src"]
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                loads = element.name != "a" and not LEADS.intersection(element.get("rel") or ())
                assert not loads, f"{page}: {element}"
                continue
            target = (page.parent / unquote(parts.path)) if parts.path else page
            assert target.resolve().is_relative_to(root.resolve()), f"{page}: {element}"
            assert target.is_file(), f"{page}: {element}"
    notice = html(root / f"{SECOND}.html").select("aside.frozen a")
    assert [link["href"] for link in notice] == [
        "../../edition.html",
        f"https://central-asia-in-focus.example/{SECOND}.html",
        f"https://central-asia-in-focus.example/v/pages/{SECOND}.html",
    ]
    assert repository.periodical("verify", root).returncode == 0
    # The index of the search is scripts: a page opened from a disk may load nothing else.
    assert {path.suffix for path in (root / "search").rglob("*") if path.is_file()} == {".js"}
    tab = the_tab(browser)
    assert asked(tab, f"{root.as_uri()}/", "Fourth words") == f"{FOURTH}#a-bridge"
    assert tab.locator(".hit-words").first.inner_text() == "Fourth words."
    assert asked(tab, f"{root.as_uri()}/", "sqare") == f"{RENAMED}#a-square"
    made.unlink()
    repository.periodical("offline", "v2031.3")
    assert made.read_bytes() == content
