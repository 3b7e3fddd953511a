"""Copies for libraries: bags with a profile and events, web archives, OCFL."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from urllib.parse import urljoin

import bagit
import pytest
from bagit_profile import Profile
from bs4 import BeautifulSoup
from lxml import etree
from periodical.cli import main
from periodical.model.git import Repository as Git
from periodical.model.messages import TroubleError
from periodical.model.page import Page
from periodical.releases.bag import describe_events, make_bag
from periodical.releases.copies import archive_of, export, unfinished
from periodical.releases.store import Store
from warcio.archiveiterator import ArchiveIterator

from ..conftest import REPOSITORY
from .conftest import FIRST, SECOND, TAGS, MadeUpSite, Repository

PREMIS = "{http://www.loc.gov/premis/v3}"
HOME = "https://central-asia-in-focus.example/"


@pytest.fixture(scope="module")
def bag(released: Repository, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("bags") / "bag"
    make_bag(released.store, released.store.manifest(TAGS[2]), target, "2031")
    return target


def test_a_bag_conforms_to_the_profile_that_it_names(released: Repository, bag: Path) -> None:
    made = bagit.Bag(str(bag))
    made.validate()
    plain = json.loads((released.public / "bagit-profile.json").read_bytes())
    address = made.info["BagIt-Profile-Identifier"]
    assert address == f"{HOME}bagit-profile.json"
    assert plain["BagIt-Profile-Info"]["BagIt-Profile-Identifier"] == address
    profile = Profile(address, profile=plain)
    assert profile.validate(made), profile.report
    # Which says something: of another's bag it would not.
    made.info["Source-Organization"] = "Another Publisher"
    assert not Profile(address, profile=plain).validate(made)


def test_a_bag_tells_what_happened_to_its_issues(released: Repository, bag: Path) -> None:
    tree = etree.parse(str(bag / "data/premis.xml"))
    schema = etree.XMLSchema(etree.parse(str(REPOSITORY / "tests/schemas/premis-3.0.xsd")))
    schema.assertValid(tree)
    events: dict[str, list[tuple[str, str]]] = {}
    said = []
    for event in tree.iter(f"{PREMIS}event"):
        page = event.findtext(f".//{PREMIS}linkingObjectIdentifierValue")
        kind, moment = (
            event.findtext(f"{PREMIS}{each}") for each in ("eventType", "eventDateTime")
        )
        events.setdefault(page, []).append((kind, moment[:10]))
        said.append(event.findtext(f".//{PREMIS}eventDetail"))
    assert events[f"{SECOND}.md"] == [
        ("creation", "2031-01-01"), ("dissemination", "2031-01-01"),
        ("modification", "2031-01-02"), ("dissemination", "2031-01-02"),
        ("dissemination", "2031-01-03"),
    ]  # fmt: skip
    # It was corrected when git says so; the day that the front matter names is told beside it.
    commit = released.git("rev-parse", TAGS[1])
    note = f"Correction, dated 2031-02-01, in commit {commit}: The river was misnamed."
    assert said.count(note) == 1
    # Under its old name, too.
    renamed = events["issues/2031/2031-01-07-renamed.md"]
    assert [kind for kind, _ in renamed].count("dissemination") == 3
    assert renamed[0] == ("creation", "2031-01-01")
    assert "deaccession" in dict(events["issues/2031/2031-01-21-third.md"])
    for made in tree.iter(f"{PREMIS}object"):
        page = made.findtext(f".//{PREMIS}objectIdentifierValue")
        content = (bag / "data/sources" / page).read_bytes()
        assert made.findtext(f".//{PREMIS}messageDigest") == hashlib.sha256(content).hexdigest()


def test_of_an_older_archive_the_front_matter_says_when_it_was_corrected(
    repository: Repository,
) -> None:
    extra = "revisions:\n- {date: 2031-01-08, kind: update, note: A bridge was added.}\n"
    page = f"{repository.issue('2031-01-07-kept', extra=extra)}.md"
    first = repository.commit()
    later = "- {date: 2031-01-09, kind: correction, note: It is a ford.}\n"
    repository.issue("2031-01-07-kept", extra=extra + later)
    second = repository.commit()
    # What is said in other words later is no event.
    otherwise = extra + later.replace("ford", "ferry")
    repository.issue("2031-01-07-kept", extra=otherwise)
    repository.commit()
    # But another of the same day is, and of the same kind.
    repository.issue("2031-01-07-kept", extra=otherwise + later.replace("a ford", "deep"))
    commit = repository.commit()
    source = Page.read(repository.root, page)
    tree = etree.fromstring(describe_events([source], Git(repository.root), [], commit))
    moments = [each.text for each in tree.iter(f"{PREMIS}eventDateTime")]
    said = [each.text for each in tree.iter(f"{PREMIS}eventDetail")]
    assert list(zip(moments, said, strict=True)) == [
        ("2031-01-02T12:00:00Z", f"The page was added in commit {first}."),
        (
            "2031-01-03T12:00:00Z",
            f"Correction, dated 2031-01-09, in commit {second}: It is a ford.",
        ),
        (
            "2031-01-05T12:00:00Z",
            f"Correction, dated 2031-01-09, in commit {commit}: It is deep.",
        ),
        ("2031-01-08", f"Update, dated 2031-01-08, in commit {first}: A bridge was added."),
    ]


def test_a_web_archive_has_every_file_at_its_address(released: Repository, tmp_path: Path) -> None:
    store = released.store
    made, again = tmp_path / "web.wacz", tmp_path / "again/web.wacz"
    for target in (made, again):
        with unfinished(target) as unnamed:
            archive_of(store, store.manifest(TAGS[2]), unnamed)
    assert made.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(made) as archive:
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}
        files = {name: archive.read(name) for name in archive.namelist()}
    package = json.loads(files["datapackage.json"])
    digest = json.loads(files["datapackage-digest.json"])
    assert digest["hash"] == f"sha256:{hashlib.sha256(files['datapackage.json']).hexdigest()}"
    for each in package["resources"]:
        content = files[each["path"]]
        assert each["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert each["bytes"] == len(content)
    home = f"{HOME}v/{TAGS[2]}/"
    assert package["mainPageUrl"] == home
    warc = files["archive/data.warc.gz"]
    records = {
        record.rec_headers["WARC-Target-URI"]: record.content_stream().read()
        for record in ArchiveIterator(io.BytesIO(warc))
    }
    expected = dict(store.files(store.manifest(TAGS[2])))
    plain = {address: content for address, content in records.items() if "?" not in address}
    assert plain == {f"{home}{path}": content for path, content in expected.items()} | {
        home: expected["index.html"]
    }
    # And at that with which pages, and the search, ask for it: a replay knows of no other.
    page = BeautifulSoup(expected[f"{SECOND}.html"], "html.parser")
    loaded = [each.get("href") or each["src"] for each in page.select("head [href], head [src]")]
    with_query = [urljoin(f"{home}{SECOND}.html", each) for each in loaded if "?" in each]
    assert len(with_query) >= 2
    mark = json.loads(expected["search/index.js"].split(b",", 1)[1].rstrip(b");\n"))["mark"]
    with_query += [f"{home}{path}?{mark}" for path in expected if path.startswith("search/t/")]
    for address in with_query:
        assert records[address] == records[address.partition("?")[0]]
    lines = [line.split(" ", 2) for line in files["indexes/index.cdx"].decode().splitlines()]
    assert lines == sorted(lines)
    assert lines[0][0].startswith(f"example,central-asia-in-focus)/v/{TAGS[2]}/")
    for _, moment, about in lines:
        entry = json.loads(about)
        start = int(entry["offset"])
        piece = io.BytesIO(warc[start : start + int(entry["length"])])
        (record,) = ArchiveIterator(piece)
        assert record.rec_headers["WARC-Target-URI"] == entry["url"]
        assert record.rec_headers["WARC-Date"] == "2031-01-03T12:00:00Z"
        assert moment == "20310103120000"
        assert record.http_headers["Content-Type"] != "application/octet-stream" or (
            entry["url"].endswith((".inv", "robots.txt"))
        ), entry["url"]
    pages = [json.loads(line) for line in files["pages/pages.jsonl"].decode().splitlines()[1:]]
    (page,) = [each for each in pages if each["url"] == f"{home}{SECOND}.html"]
    assert "Right words." in page["text"]
    assert page["title"].startswith("A Fictional Title")


def test_a_copy_of_what_has_no_address_is_refused(
    store: Store, site: MadeUpSite, capsys: pytest.CaptureFixture[str]
) -> None:
    """Records of a web archive, objects and profiles are called by it."""
    store.add(site.manifest("v1").but(address=""), site.folder.joinpath)
    for copy in ("bag", "wacz", "ocfl", "offline"):
        assert main(["--root", str(store.root), copy]) == 2
        assert "v1 does not know the address of the site" in capsys.readouterr().err


def test_releases_are_exported_in_the_oxford_common_file_layout(
    released: Repository, tmp_path: Path
) -> None:
    root, again = tmp_path / "ocfl", tmp_path / "again"
    for target in (root, again):
        with unfinished(target) as unnamed:
            export(released.store, released.store.manifest(None), unnamed)
    found = {path.relative_to(root): path for path in root.rglob("*") if path.is_file()}
    assert all((again / name).read_bytes() == path.read_bytes() for name, path in found.items())
    (home,) = [path.parent for path in root.rglob("0=ocfl_object_1.1")]
    identifier = hashlib.sha256(HOME.encode()).hexdigest()
    layout = json.loads((root / "ocfl_layout.json").read_bytes())
    assert layout["extension"] == "0003-hash-and-id-n-tuple-storage-layout"
    tuples = (identifier[:3], identifier[3:6], identifier[6:9])
    name = "https%3a%2f%2fcentral-asia-in-focus%2eexample%2f"
    assert home.relative_to(root).parts == (*tuples, name)
    inventory = json.loads((home / "inventory.json").read_bytes())
    assert (inventory["id"], inventory["head"]) == (HOME, "v3")
    held = {path for paths in inventory["manifest"].values() for path in paths}
    files = {
        path.relative_to(home).as_posix() for path in home.rglob("content/**/*") if path.is_file()
    }
    assert held == files
    for digest, (path,) in inventory["manifest"].items():
        assert hashlib.sha512((home / path).read_bytes()).hexdigest() == digest
    for number, tag in enumerate(TAGS, start=1):
        state = inventory["versions"][f"v{number}"]
        assert state["message"] == tag
        listed = {path: digest for digest, paths in state["state"].items() for path in paths}
        manifest = released.store.manifest(tag)
        assert listed.keys() == {*manifest.files, "manifest.json", "SHA256SUMS"}
        source = inventory["manifest"][listed[f"{SECOND}.html"]][0]
        content = (home / source).read_bytes()
        assert hashlib.sha256(content).hexdigest() == manifest.files[f"{SECOND}.html"].sha256
    # What releases share is there once.
    assert len(held) < sum(len(released.store.manifest(tag).files) for tag in TAGS) * 0.8
    assert f"{FIRST}.html" in {path.partition("/content/")[2] for path in held}
    with pytest.raises(TroubleError, match="exists"), unfinished(root):
        pass
    ocfl = pytest.importorskip("ocfl", reason="The validator is not on every machine.")
    assert ocfl.StorageRoot(root=str(root)).validate() is True
