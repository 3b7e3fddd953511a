"""The store: complete or not there, never altered, and every file once."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import subprocess
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from periodical.cli import main
from periodical.model.git import GitError
from periodical.model.messages import TroubleError
from periodical.releases.manifest import Manifest
from periodical.releases.release import release
from periodical.releases.store import Store, take_over

from ..trees import times_of, tree_of
from .conftest import (
    MadeUpSite,
    content_of,
    forge,
    killed,
    make_store,
    moments,
    object_file,
    seconds_for,
)


def git(store: Store, *arguments: str) -> str:
    return subprocess.check_output(["git", "-C", str(store.root), *arguments], text=True)


def kept(store: Store) -> dict[str, bytes]:
    """What git holds, and the commit of each release."""
    objects = tree_of(store.root / git(store, "rev-parse", "--git-path", "objects").strip())
    commits = git(store, "log", "--format=%s %H", store.tip).splitlines() if store.tip else []
    return {path: each for path, each in objects.items() if "tmp_obj_" not in path} | {
        f"releases/{tag}": commit.encode() for tag, commit in map(str.split, commits)
    }


def test_a_release_is_kept(store: Store, site: MadeUpSite) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    manifest = store.manifest("v1")
    assert manifest == site.manifest("v1")
    assert dict(store.files(manifest)) == {
        path: (site.folder / path).read_bytes() for path in manifest.files
    }
    assert "addresses.json" not in manifest.files
    # It is the tree of a commit, with what proves it, and nothing else was touched.
    files = git(store, "ls-tree", "-r", "--name-only", store.tip).split()
    assert sorted(files) == sorted([*manifest.files, "manifest.json", "SHA256SUMS"])
    assert git(store, "log", "-1", "--format=%s|%an|%aI", store.tip).strip() in (
        "v1|Fiction Weekly|2031-01-01T12:00:00+00:00", "v1|Fiction Weekly|2031-01-01T12:00:00Z",
    )  # fmt: skip
    assert git(store, "for-each-ref", "--format=%(refname)").split() == ["refs/heads/releases"]
    assert git(store, "fsck", "--strict", "--unreachable") == ""


def test_a_file_that_releases_share_is_there_once(store: Store, site: MadeUpSite) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    objects = set(kept(store))
    site.fill("Other words.")
    store.add(site.manifest("v2", 2), site.folder.joinpath)
    new = {each for each in set(kept(store)) - objects if not each.startswith("releases/")}
    assert len(new) == 7  # one page, one manifest, its sums; three folders and a commit
    assert [each.tag for each in store.releases()] == ["v1", "v2"]


def test_a_release_has_no_file_of_the_one_before(store: Store, site: MadeUpSite) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    (site.folder / "_static/font.woff2").unlink()
    # What parts the address of a committer from the name is no part of a name.
    named = site.manifest("v2", 2).model_copy(update={"publication": "Fiction <Weekly>"})
    store.add(named, site.folder.joinpath)
    files = git(store, "ls-tree", "-r", "--name-only", store.tip).split()
    assert sorted(files) == sorted([*named.files, "manifest.json", "SHA256SUMS"])
    assert git(store, "log", "-1", "--format=%an", store.tip).strip() == "Fiction Weekly"
    assert store.manifest("v2").publication == "Fiction <Weekly>"


def test_no_object_of_the_store_stands_for_another(store: Store, site: MadeUpSite) -> None:
    """With `git replace`, whoever can write to a repository makes it read other files."""
    store.add(site.manifest("v1"), site.folder.joinpath)
    (page, *_) = (path for path in store.manifest("v1").files if path.endswith(".html"))
    forged = subprocess.run(
        ["git", "-C", str(store.root), "hash-object", "-w", "--stdin"], input=b"Forged words.",
        capture_output=True, check=True,
    ).stdout.decode().strip()  # fmt: skip
    git(store, "replace", git(store, "rev-parse", f"{store.tip}:{page}").strip(), forged)
    assert git(store, "show", f"{store.tip}:{page}") == "Forged words."
    assert content_of(store, "v1", page) == (site.folder / page).read_bytes()


def test_of_two_releases_at_the_same_time_one_is_kept(
    store: Store, site: MadeUpSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, own = Store.files, site.manifest("v1")

    def meanwhile(*_: object, **options: str) -> Iterator[tuple[str, bytes]]:
        monkeypatch.setattr(Store, "files", read)
        store.add(site.manifest("v2", 2), site.folder.joinpath)
        return read(store, own, **options)

    monkeypatch.setattr(Store, "files", meanwhile)
    with pytest.raises(GitError, match="git update-ref"):
        store.add(own, site.folder.joinpath)
    assert set(store.commits) == {"v2"}


def test_releases_of_one_day_are_in_the_order_of_their_numbers(
    store: Store, site: MadeUpSite
) -> None:
    for tag in ("v2024.10", "v2024.9", "v2023.1"):
        store.add(site.manifest(tag, 2 if tag == "v2023.1" else 1), site.folder.joinpath)
    assert [each.tag for each in store.releases()] == ["v2024.9", "v2024.10", "v2023.1"]


def test_what_exists_is_not_altered(store: Store, site: MadeUpSite) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    before, times = kept(store), times_of(store.root)
    site.fill("Other words.")
    with pytest.raises(TroubleError, match="what it has is not altered"):
        store.add(site.manifest("v1"), site.folder.joinpath)
    assert kept(store) == before
    assert times_of(store.root) == times
    files = [path for path in (store.root / "objects").rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o333 for path in files} == {0}


def test_a_file_that_changes_while_it_is_read_is_not_kept(store: Store, site: MadeUpSite) -> None:
    manifest = site.manifest("v1")
    site.fill("Written by somebody else at the same time.")
    with pytest.raises(TroubleError, match="changed while it was read"):
        store.add(manifest, site.folder.joinpath)
    assert "v1" not in store.commits
    store.add(site.manifest("v1"), site.folder.joinpath)
    dict(store.files(store.manifest("v1")))


def test_killed_at_many_moments_it_has_a_release_or_has_it_not(tmp_path: Path) -> None:
    site = MadeUpSite(tmp_path / "made-up/site", pages=12)
    trial = make_store(tmp_path / "trial")
    site.fill("Words of a trial.")
    within = seconds_for(lambda: trial.add(site.manifest("v0"), site.folder.joinpath))
    store = make_store(tmp_path / "store")
    store.add(site.manifest("v0"), site.folder.joinpath)
    before = kept(store)
    interrupted = 0
    for number, moment in enumerate(moments(12, within), 1):
        for page in range(site.pages):
            path = site.folder / f"issues/2031/{page}.html"
            path.write_text(f"Fiction {number}, page {page}.", "utf-8")
        tag = f"v{number}"
        manifest = site.manifest(tag)
        interrupted += killed(
            lambda manifest=manifest: store.add(manifest, site.folder.joinpath), after=moment
        )
        # What was there is there as it was, whatever happened.
        after = kept(store)
        assert {path: after[path] for path in before} == before
        if tag in store.commits:
            dict(store.files(store.manifest(tag)))
        else:
            store.add(manifest, site.folder.joinpath)
        before = kept(store)
    for each in store.releases():
        dict(store.files(each))
    assert len(store.commits) == 13
    assert interrupted >= 3


def test_a_release_that_is_killed_at_many_moments_can_be_made_again(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The whole of it, with git and a build: one that is quick, so that the rest is hit as well."""
    root = tmp_path / "repository"
    root.mkdir()
    git = ["git", "-C", str(root), "-c", "user.name=A Test", "-c", "user.email=a@example.org"]
    for command in (["init", "--quiet"], ["config", "gc.auto", "0"]):
        subprocess.run([*git, *command], check=True)
    (root / "conf.py").write_text(
        'project = "Fiction Weekly"\nperiodical_publisher = {"name": "The Example Press"}\n'
        "periodical_sections = [{'title': 'News', 'kind': 'stories'}]\n",
        "utf-8",
    )
    # In place of a Python: what `periodical build` leaves, of the pages in the checkout.
    python = tmp_path / "python"
    answers = 'if [ "$1" = -c ]; then echo 3.11.0; exit; fi\n'
    builds = "mkdir -p _build && cp -r pages _build/site\n"
    python.write_text(f"#!/bin/sh\n{answers}{builds}", "utf-8")
    python.chmod(0o755)
    store = Store(root)
    (root / ".gitignore").write_text("/_build/\n", "utf-8")

    def tag(name: str) -> None:
        for page in range(12):
            path = root / f"pages/{page}.html"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"Fiction {name}, page {page}.", "utf-8")
        for command in (["add", "."], ["commit", "--quiet", "-m", name], ["tag", name]):
            subprocess.run([*git, *command], check=True)

    tag("v0")
    within = seconds_for(lambda: release(store, "v0", python))
    before = kept(store)
    interrupted = 0
    for number, moment in enumerate(moments(12, within), 1):
        name = f"v{number}"
        tag(name)
        interrupted += killed(lambda name=name: release(store, name, python), after=moment)
        after = kept(store)
        assert {path: after[path] for path in before} == before
        if name in store.commits:
            dict(store.files(store.manifest(name)))
        assert release(store, name, python) == (name not in _tags(after))
        assert not release(store, name, python)
        assert content_of(store, name, "7.html").decode() == f"Fiction {name}, page 7."
        before = kept(store)
    for each in store.releases():
        dict(store.files(each))
    assert interrupted >= 4
    # What the killed ones left of their work is gone.
    assert not release(store, "v0", python)
    assert [path.name for path in (root / "_build/release").iterdir()] == [".lock"]
    # Of two at once, the second waits for what the first makes.
    tag("v20")
    with multiprocessing.get_context("fork").Pool(2) as pool:
        made = pool.map(partial(release, store, python=python), ["v20", "v20"], chunksize=1)
    assert sorted(made) == [False, True]
    assert "Another command is at work in " in capfd.readouterr().err
    # That a build cannot be done here and now is no fault of its pages.
    tag("v21")
    python.write_text("#!/bin/sh\necho periodical: The disk is full. >&2; exit 2\n", "utf-8")
    with pytest.raises(TroubleError) as said:
        release(store, "v21", python)
    assert str(said.value) == "v21 cannot be released.\nperiodical: The disk is full."


def _tags(tree: dict[str, bytes]) -> list[str]:
    return [path.partition("/")[2] for path in tree if path.startswith("releases/")]


@pytest.mark.parametrize("harm", ["missing", "short", "other"])
def test_a_store_that_is_not_whole_is_noticed(store: Store, site: MadeUpSite, harm: str) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    manifest = store.manifest("v1")
    page = "issues/2031/0.html"
    path = object_file(store, "v1", page)
    content = path.read_bytes()
    path.unlink()
    if harm != "missing":
        # Git itself does not look whether an object is what its name says.
        text = zlib.decompress(content).replace(b"first", b"worst")
        path.write_bytes(content[: len(content) // 2] if harm == "short" else zlib.compress(text))
    with pytest.raises(TroubleError, match=f"missing or damaged:\n  v1: {page}\nRestore"):
        dict(store.files(manifest))
    # A release that would hold the file too mends what is missing, and is not kept with what is not
    # as it was.
    again = site.manifest("v2", 2)
    if harm == "missing":
        store.add(again, site.folder.joinpath)
        dict(store.files(manifest))
    else:
        with pytest.raises(TroubleError, match=f"{page} changed while it was read, or is damaged"):
            store.add(again, site.folder.joinpath)
    assert ("v2" in store.commits) == (harm == "missing")


def test_a_manifest_cut_short_is_noticed(store: Store, site: MadeUpSite) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    content, tip = store.manifest("v1").content, store.tip
    forge(store, "v1", "manifest.json", content[: len(content) // 2])
    with pytest.raises(TroubleError, match="is damaged or is not a manifest"):
        store.releases()
    git(store, "update-ref", "refs/heads/releases", tip)
    forge(store, "v2", "manifest.json", content)
    with pytest.raises(TroubleError, match="is the manifest of v1"):
        store.releases()


def test_no_path_of_a_manifest_leads_outside(store: Store, site: MadeUpSite) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    content = store.manifest("v1").content
    outside = content.replace(b"issues/2031/0.html", b"../../outside.html")
    forge(store, "v1", "manifest.json", outside)
    with pytest.raises(TroubleError, match="is not a path inside the site"):
        store.manifest("v1")


def test_of_two_commits_that_claim_a_tag_the_first_is_the_release(
    store: Store, site: MadeUpSite
) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    first = store.manifest("v1")
    site.fill("Forged words.")
    other = make_store(store.root.parent / "other")
    git(other, "fetch", "--quiet", str(store.root), "releases:releases")
    git(other, "config", "user.name", "A Forger")
    git(other, "config", "user.email", "forger@example.org")
    forged = site.manifest("v1", 2).content
    name = subprocess.run(
        ["git", "-C", str(other.root), "hash-object", "-w", "--stdin"], input=forged,
        capture_output=True, check=True,
    ).stdout.decode().strip()  # fmt: skip
    tree = subprocess.run(
        ["git", "-C", str(other.root), "mktree"],
        input=f"100644 blob {name}\tmanifest.json\n".encode(), capture_output=True, check=True,
    ).stdout.decode().strip()  # fmt: skip
    commit = git(other, "commit-tree", tree, "-p", other.tip, "-m", "v1").strip()
    git(other, "update-ref", "refs/heads/releases", commit)
    assert other.manifest("v1") == first


# Where the branch is


def test_a_clone_has_the_store_as_it_was_fetched(
    store: Store, site: MadeUpSite, tmp_path: Path
) -> None:
    store.add(site.manifest("v1"), site.folder.joinpath)
    clone = Store(tmp_path / "clone")
    subprocess.run(["git", "clone", "-q", "-n", str(store.root), clone.root], check=True)
    assert set(clone.commits) == {"v1"}
    # What is added stands on that; what is fetched is used as soon as it is further.
    site.fill("Other words.")
    clone.add(site.manifest("v2", 2), site.folder.joinpath)
    assert set(clone.commits) == {"v1", "v2"}
    git(clone, "push", "--quiet", "origin", "releases")
    assert set(store.commits) == {"v1", "v2"}
    site.fill("Still other words.")
    store.add(site.manifest("v3", 3), site.folder.joinpath)
    git(clone, "fetch", "--quiet")
    assert set(clone.commits) == {"v1", "v2", "v3"}
    for each in clone.releases():
        dict(clone.files(each))


def test_where_there_is_no_repository_there_are_no_releases(tmp_path: Path) -> None:
    assert Store(tmp_path).releases() == []
    assert Store(tmp_path / "nowhere").commits == {}


def test_the_branch_keeps_releases_of_one_publication(store: Store, site: MadeUpSite) -> None:
    store.add(site.manifest("v2031.1"), site.folder.joinpath)
    git(store, "update-ref", "refs/tags/v2031.1", "releases")
    conf = store.root / "conf.py"
    told = conf.read_text("utf-8")
    renamed = told.replace("Fiction Weekly", "Fiction Monthly")
    # It may have another name one day, and another address.
    for text in (told, renamed, told.replace("fiction.example", "other.example")):
        conf.write_text(text, "utf-8")
        store.require_history()
    for address in ("https://other.example/", ""):
        conf.write_text(renamed.replace("https://fiction.example/", address), "utf-8")
        with pytest.raises(TroubleError, match="keeps those of “Fiction Weekly”"):
            store.require_history()


def test_the_same_releases_give_the_same_branch(
    store: Store, site: MadeUpSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_store(tmp_path / "other")
    store.add(site.manifest("v1"), site.folder.joinpath)
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Another User")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    other.add(site.manifest("v1"), site.folder.joinpath)
    assert store.tip == other.tip


# A store of the earlier kind


def old_store(folder: Path, site: MadeUpSite) -> list[Manifest]:
    """Lay out two releases as they were kept once: each file by its SHA-256."""
    manifests = []
    for number, tag in ((9, "v2031.9"), (10, "v2031.10")):
        site.fill(f"Words of {tag}.")
        manifest = site.manifest(tag, number).model_copy(update={"format": 1})
        for path, record in manifest.files.items():
            target = folder / "objects" / record.sha256[:2] / record.sha256
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(site.folder / path, target)
        (folder / "releases").mkdir(exist_ok=True)
        # It knew nothing of drafts.
        plain = json.loads(manifest.content)
        del plain["draft"]
        (folder / f"releases/{tag}.json").write_text(json.dumps(plain), "utf-8")
        manifests.append(manifest)
    return manifests


def test_a_store_of_the_earlier_kind_is_taken_over(
    store: Store, site: MadeUpSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old"
    manifests = old_store(old, site)
    assert main(["--root", str(store.root), "release", "--take-over", str(old)]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "v2031.9", "v2031.10",
    ]  # fmt: skip
    for manifest in manifests:
        tag = manifest.tag or ""
        taken = store.manifest(tag)
        # Who knows the digest of a manifest can prove the release still.
        assert taken.content == (old / f"releases/{tag}.json").read_bytes()
        assert taken.files == manifest.files
        dict(store.files(taken))
    # What is there stays, and the rest of the branch is not disturbed by it.
    tip = store.tip
    assert list(take_over(store, old)) == []
    assert store.tip == tip


def test_a_damaged_store_of_the_earlier_kind_is_not_taken_over(
    store: Store, site: MadeUpSite, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    manifests = old_store(old, site)
    digest = manifests[0].files["issues/2031/0.html"].sha256
    (old / "objects" / digest[:2] / digest).write_text("Forged.", "utf-8")
    with pytest.raises(TroubleError, match=r"^issues/2031/0\.html changed"):
        list(take_over(store, old))
    assert set(store.commits) == set()
    with pytest.raises(TroubleError, match="it was no store of releases"):
        list(take_over(store, site.folder))
