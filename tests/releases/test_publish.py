"""What a host serves: laid out once, changed in one step, and whole at any moment."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from periodical.model.messages import TroubleError
from periodical.releases import publish as publish_module
from periodical.releases.manifest import Manifest, verify
from periodical.releases.store import Store

from ..trees import times_of, tree_of
from .conftest import MadeUpSite, killed, make_store, moments, object_file, seconds_for


@pytest.fixture
def public(tmp_path: Path) -> Path:
    return tmp_path / "public"


def links(page: Path) -> dict[str, str]:
    html = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    return {link.get_text(): link["href"] for link in html.select("nav.versions a")}


def test_the_current_site_and_every_release(store: Store, site: MadeUpSite, public: Path) -> None:
    for number in (1, 2):
        site.fill(f"Words of version {number}.")
        store.add(site.manifest(f"v{number}", number), site.folder.joinpath)
    before = tree_of(site.folder)
    site.fill("The current words.")
    assert site.publish(store, public)
    for number in (1, 2):
        release = tree_of(public / f"v/v{number}")
        assert set(release) == {*before, "manifest.json", "SHA256SUMS"} - {"addresses.json"}
        assert f"Words of version {number}." in release["issues/2031/0.html"].decode()
        assert release["issues/2031/1.html"] == before["issues/2031/1.html"]
    page = public / "issues/2031/0.html"
    assert "The current words." in page.read_text("utf-8")
    assert links(page) == {
        "Current text": "0.html",
        "v2": "../../v/v2/issues/2031/0.html",
        "v1": "../../v/v1/issues/2031/0.html",
        "All versions": "../../v/pages/issues/2031/0.html",
    }
    verdict = verify(public)
    assert verdict.differences == ()
    assert list(verdict.manifest.releases) == ["v1", "v2"]
    # A page links to no more versions than a reader can take in; the page of versions has all.
    for number in range(3, 9):
        store.add(site.manifest(f"v{number}", number), site.folder.joinpath)
    site.publish(store, public)
    assert list(links(page)) == ["Current text", "v8", "v7", "v6", "v5", "v4", "All versions"]
    made = BeautifulSoup((public / "v/pages/issues/2031/0.html").read_text("utf-8"), "html.parser")
    tags = [link.get_text() for link in made.select("ol.editions a")]
    assert tags == ["Current text", *(f"v{number}" for number in range(8, 0, -1))]
    assert made.select_one("ol.editions a[href='../../../v8/issues/2031/0.html']")
    logo = made.select_one(".masthead-name img.only-dark")
    assert (logo["src"], logo["alt"]) == ("../../../../_static/mark.svg", "Fiction Weekly")


def test_without_releases_pages_stay_as_they_are_built(
    store: Store, site: MadeUpSite, public: Path
) -> None:
    built = tree_of(site.folder)
    site.publish(store, public)
    published = tree_of(public)
    assert set(published) - set(built) == {"manifest.json", "SHA256SUMS"}
    assert published["issues/2031/0.html"] == (site.folder / "issues/2031/0.html").read_bytes()
    assert verify(public).differences == ()


def test_a_page_that_no_release_has(store: Store, site: MadeUpSite, public: Path) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    (site.folder / "issues/2031/new.html").write_text("<p>New.</p><!--versions-->", "utf-8")
    site.fill("Other words.")
    site.publish(store, public)
    assert links(public / "issues/2031/new.html") == {}
    made = (public / "v/pages/issues/2031/new.html").read_text("utf-8")
    assert "No edition has it yet." in made


def test_nothing_new_is_nothing_done(store: Store, site: MadeUpSite, public: Path) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    assert site.publish(store, public)
    where, times = public.resolve(), times_of(public)
    assert not site.publish(store, public)
    assert public.resolve() == where
    assert times_of(public) == times


def test_what_stays_takes_no_room_twice(store: Store, site: MadeUpSite, public: Path) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    site.publish(store, public)
    font, page = "_static/font.woff2", "issues/2031/1.html"
    inodes = {path: (public / path).stat().st_ino for path in (font, page)}
    frozen = (public / "v/v1" / font).stat().st_ino
    assert frozen == inodes[font]
    site.fill("Other words.")
    site.publish(store, public)
    assert {path: (public / path).stat().st_ino for path in (font, page)} == inodes
    assert (public / "v/v1" / font).stat().st_ino == frozen
    # What the next build writes into is no file of what is published.
    assert (site.folder / font).stat().st_ino != inodes[font]
    assert len([path for path in public.resolve().parent.iterdir() if path.is_dir()]) == 1


def test_what_somebody_changed_is_not_published_again(
    store: Store, site: MadeUpSite, public: Path
) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    site.publish(store, public)
    face = public / "v/v1/_static/font.woff2"
    face.write_bytes(b"Forged in its place, under both of its names.")
    later = face.stat().st_mtime_ns + 10**9
    os.utime(face, ns=(later, later))
    (public / "v/v1/issues/2031/2.html").unlink()
    assert len(verify(public).differences) == 3
    site.fill("Other words.")
    site.publish(store, public)
    assert verify(public).differences == ()


def test_a_disk_without_links(
    store: Store, site: MadeUpSite, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)

    def no_link(source: Path, target: Path) -> None:
        if not target.parent.is_dir():
            raise FileNotFoundError(target)
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(publish_module.os, "link", no_link)
    site.publish(store, public)
    assert verify(public).differences == ()


@pytest.mark.parametrize("harm", ["missing", "other", "manifest"])
def test_a_store_that_is_not_whole_is_never_published(
    store: Store, site: MadeUpSite, public: Path, harm: str
) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    site.publish(store, public)
    where = public.resolve()
    site.fill("Other words.")
    store.add(site.manifest("v2", 2), site.folder.joinpath)
    page = "issues/2031/0.html"
    path = object_file(store, "v2", "manifest.json" if harm == "manifest" else page)
    content = path.read_bytes()
    path.unlink()
    if harm != "missing":
        path.write_bytes(content[:50] if harm == "manifest" else b"x" * len(content))
    with pytest.raises(TroubleError):
        site.publish(store, public)
    assert public.resolve() == where
    assert verify(public).differences == ()
    assert (public / "v/v1/index.html").exists() is False
    path.unlink(missing_ok=True)
    path.write_bytes(content)
    assert site.publish(store, public)
    assert verify(public).differences == ()


def test_a_lost_address_is_not_published(store: Store, site: MadeUpSite, public: Path) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    site.publish(store, public)
    where = public.resolve()
    (site.folder / "issues/2031/4.html").unlink()
    site.pages = 4
    site.fill("Other words.")
    with pytest.raises(TroubleError, match=r"^issues/2031/4\.html was published in v1"):
        site.publish(store, public)
    assert public.resolve() == where


def test_what_was_published_is_neither_taken_down_nor_altered(
    store: Store, site: MadeUpSite, public: Path
) -> None:
    """Whatever became of the branch since."""
    for number in (1, 2):
        store.add(site.manifest(f"v{number}", number), site.folder.joinpath)
    site.publish(store, public)
    where, tip = public.resolve(), store.tip
    branch = ["git", "-C", str(store.root), "update-ref", "refs/heads/releases"]
    site.fill("Other words.")
    subprocess.run([*branch, f"{tip}~1"], check=True)
    with pytest.raises(TroubleError, match=r"has v2, and the branch `releases` has not"):
        site.publish(store, public)
    store.add(site.manifest("v2", 2), site.folder.joinpath)
    with pytest.raises(TroubleError, match=r"has v2, and .* git fetch origin releases:releases"):
        site.publish(store, public)
    assert public.resolve() == where
    subprocess.run([*branch, tip], check=True)
    assert site.publish(store, public)
    assert verify(public).differences == ()


def test_a_page_that_changes_while_it_is_published_is_not(
    store: Store, site: MadeUpSite, public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish(store, public)
    where = public.resolve()
    site.fill("Words of a build.")

    def lost(*_: object) -> list[object]:
        site.fill("Words of another build.")
        return []

    monkeypatch.setattr(publish_module, "lost", lost)
    with pytest.raises(TroubleError, match=r"issues/2031/0\.html changed while it was read"):
        site.publish(store, public)
    assert public.resolve() == where
    assert verify(public).differences == ()


def test_what_is_not_ours_is_left_alone(store: Store, site: MadeUpSite, public: Path) -> None:
    public.mkdir()
    (public / "precious.txt").write_text("Somebody's.", "utf-8")
    with pytest.raises(TroubleError, match="is in the way"):
        site.publish(store, public)
    assert tree_of(public) == {"precious.txt": b"Somebody's."}


def test_killed_at_many_moments_the_last_good_state_stays(tmp_path: Path) -> None:
    site = MadeUpSite(tmp_path / "made-up/site", pages=20)
    store, public = make_store(tmp_path / "store"), tmp_path / "public"
    for number in (1, 2, 3):
        site.fill(f"Words of version {number}.")
        store.add(site.manifest(f"v{number}", number), site.folder.joinpath)
    site.publish(store, public)
    site.fill("A trial.")
    within = seconds_for(lambda: site.publish(store, public))
    good = public.resolve()
    interrupted = changed = 0
    for number, moment in enumerate(moments(14, within)):
        site.fill(f"Current words, number {number}.")
        interrupted += killed(lambda: site.publish(store, public), after=moment)
        # Either the old state or the new one, and it is whole.
        assert verify(public).differences == ()
        said = (public / "issues/2031/0.html").read_text("utf-8")
        if public.resolve() == good:
            assert f"number {number}." not in said
        else:
            changed += 1
            assert f"number {number}." in said
        site.publish(store, public)
        assert f"number {number}." in (public / "issues/2031/0.html").read_text("utf-8")
        good = public.resolve()
        assert [path for path in good.parent.iterdir() if path.is_dir()] == [good]
    assert interrupted >= 3


def test_a_copy_is_verified(store: Store, site: MadeUpSite, public: Path, tmp_path: Path) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    site.publish(store, public)
    copy = tmp_path / "copy"
    shutil.copytree(public, copy)
    assert verify(copy).differences == ()
    assert verify(copy / "v/v1").differences == ()
    # A build leaves its addresses beside the site; beside a release, somebody did.
    assert (site.folder / "addresses.json").is_file()
    assert verify(site.folder).differences == ()
    shutil.copy(site.folder / "addresses.json", copy / "v/v1")
    assert verify(copy / "v/v1").differences == ("extra: addresses.json",)
    (copy / "v/v1/addresses.json").unlink()
    (copy / "issues/2031/1.html").unlink()
    (copy / "v/v1/issues/2031/2.html").unlink()
    (copy / "v/v1/issues/2031/2.html").write_text("Forged.", "utf-8")
    (copy / ".hidden").write_text("Extra.", "utf-8")
    (copy / "folder").symlink_to(copy / "v")
    (copy / "nowhere").symlink_to(copy / "gone")
    os.mkfifo(copy / "pipe")
    (copy / "v/v9").mkdir()
    (copy / "v/v9/index.html").write_text("No release.", "utf-8")
    assert verify(copy).differences == (
        "extra: .hidden",
        "extra: folder",
        "missing: issues/2031/1.html",
        "extra: nowhere",
        "extra: pipe",
        "changed: v/v1/issues/2031/2.html",
        "extra: v/v9/index.html",
    )


def test_a_forged_manifest_is_found(
    store: Store, site: MadeUpSite, public: Path, tmp_path: Path
) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    site.publish(store, public)
    copy = tmp_path / "copy"
    shutil.copytree(public, copy)
    # Somebody changes a page of a release, and its manifest and checksums with it.
    page = copy / "v/v1/issues/2031/0.html"
    page.unlink()
    page.write_text("Forged.", "utf-8")
    forged = MadeUpSite(copy / "v/v1").manifest("v1")
    files = {name: each for name, each in forged.files.items() if "/" in name}
    forged = forged.but(files=files)
    (copy / "v/v1/manifest.json").write_bytes(forged.content)
    (copy / "v/v1/SHA256SUMS").write_bytes(forged.beside()["SHA256SUMS"])
    assert verify(copy / "v/v1").differences == ()
    assert verify(copy).differences == ("changed: v/v1/manifest.json",)
    (copy / "SHA256SUMS").unlink()
    assert "missing: SHA256SUMS" in verify(copy).differences


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder with two keys, of which the signers have the first."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("OpenSSH is not installed.")
    for name in ("key", "other"):
        path = str(tmp_path / name)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
    public = (tmp_path / "key.pub").read_text("ascii").split()[:2]
    line = f'editors@fiction.example namespaces="periodical" {" ".join(public)}\n'
    (tmp_path / "allowed_signers").write_text(f"# Fiction.\n{line}", "ascii")
    return tmp_path


def test_a_signature_tells_a_forged_root_manifest(
    store: Store, site: MadeUpSite, public: Path, keys: Path
) -> None:
    key, other, signers = keys / "key", keys / "other", keys / "allowed_signers"
    first = site.manifest("v1")
    store.add(first.signed(key), site.folder.joinpath)
    site.publish(store, public, key)
    assert not site.publish(store, public, key)
    verdict = verify(public.resolve(), signers)
    assert (verdict.differences, verdict.signer) == ((), "editors@fiction.example")
    assert verify(public / "v/v1", signers).signer == "editors@fiction.example"
    # Somebody changes a page, and writes a manifest and checksums in which all agrees.
    copy = keys / "copy"
    shutil.copytree(public, copy)
    (copy / "issues/2031/0.html").write_text("Forged.", "utf-8")
    plain = json.loads((copy / "manifest.json").read_bytes())
    digest = hashlib.sha256(b"Forged.").hexdigest()
    plain["files"]["issues/2031/0.html"] = {"sha256": digest, "size": 7}
    forged = Manifest.from_json(json.dumps(plain).encode(), where=copy)
    forged.write(copy)
    assert verify(copy).differences == ()
    (said,) = verify(copy, signers).differences
    assert said.startswith("changed: manifest.json.sig, by which a key in ")
    # Another's signature is no better, and none at all is missed.
    forged.signed(other).write(copy)
    assert verify(copy, signers).differences == (said,)
    (copy / "manifest.json.sig").unlink()
    assert verify(copy, signers).differences[0].startswith("missing: manifest.json.sig")


@pytest.mark.parametrize(
    ("validity", "counts"),
    [
        ('valid-before="20310101"', False),
        ('valid-before="20310103"', True),
        ('valid-after="20310103"', False),
        ('valid-after="20310101"', True),
    ],
)
def test_a_key_counts_that_was_valid_on_the_day_of_the_commit(
    site: MadeUpSite, keys: Path, validity: str, counts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 2 January 2031, whatever day it is now where somebody verifies it."""
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    site.manifest("v1", day=2).signed(keys / "key").write(site.folder)
    signers = keys / "allowed_signers"
    said = signers.read_text("ascii").replace("namespaces=", f"{validity},namespaces=")
    signers.write_text(said, "ascii")
    assert bool(verify(site.folder, signers).signer) == counts
