"""The store: complete or not there, never altered, and every file once."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest
from periodical.releases.release import Workshop, release
from periodical.releases.store import Store, StoreError

from ..trees import times_of, tree_of
from .conftest import MadeUpSite, killed, seconds_for


def kept(store: Store) -> dict[str, bytes]:
    return {path: each for path, each in tree_of(store.folder).items() if not path.startswith(".")}


def test_a_release_is_kept(store: Store, site: MadeUpSite) -> None:
    store.add(site.manifest("v1"), site.folder)
    manifest = store.manifest("v1")
    assert manifest == site.manifest("v1")
    for path, record in manifest.files.items():
        assert store.object_path(record.sha256).read_bytes() == (site.folder / path).read_bytes()
    assert "addresses.json" not in manifest.files
    assert sorted(path.name for path in store.folder.iterdir()) == [".lock", "objects", "releases"]


def test_a_file_that_releases_share_is_there_once(store: Store, site: MadeUpSite) -> None:
    store.add(site.manifest("v1"), site.folder)
    objects = set(kept(store))
    site.fill("Other words.")
    store.add(site.manifest("v2", 2), site.folder)
    assert len(set(kept(store)) - objects) == 2  # one page, one manifest
    assert [each.tag for each in store.releases()] == ["v1", "v2"]


def test_releases_of_one_day_are_in_the_order_of_their_numbers(
    store: Store, site: MadeUpSite
) -> None:
    for tag in ("v2024.10", "v2024.9", "v2023.1"):
        store.add(site.manifest(tag, 2 if tag == "v2023.1" else 1), site.folder)
    assert [each.tag for each in store.releases()] == ["v2024.9", "v2024.10", "v2023.1"]


def test_what_exists_is_not_altered(store: Store, site: MadeUpSite) -> None:
    store.add(site.manifest("v1"), site.folder)
    before, times = kept(store), times_of(store.folder / "objects")
    site.fill("Other words.")
    with pytest.raises(StoreError, match="what it has is not altered"):
        store.add(site.manifest("v1"), site.folder)
    assert kept(store) == before
    assert times_of(store.folder / "objects") == times
    files = [path for path in store.folder.rglob("*") if path.is_file() and path.name != ".lock"]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o444}


def test_a_file_that_changes_while_it_is_read_is_not_kept(store: Store, site: MadeUpSite) -> None:
    manifest = site.manifest("v1")
    site.fill("Written by somebody else at the same time.")
    with pytest.raises(StoreError, match="changed while it was read"):
        store.add(manifest, site.folder)
    assert "v1" not in store
    store.add(site.manifest("v1"), site.folder)
    store.check(store.manifest("v1"))


def test_killed_at_many_moments_it_has_a_release_or_has_it_not(tmp_path: Path) -> None:
    random = Random(1)
    site = MadeUpSite(tmp_path / "site", pages=60)
    trial = Store(tmp_path / "trial")
    site.fill("Words of a trial.")
    within = seconds_for(lambda: trial.add(site.manifest("v0"), site.folder))
    store = Store(tmp_path / "store")
    store.add(site.manifest("v0"), site.folder)
    before = kept(store)
    interrupted = 0
    for number in range(1, 26):
        for page in range(site.pages):
            path = site.folder / f"issues/2031/{page}.html"
            path.write_text(f"Fiction {number}, page {page}.", "utf-8")
        tag = f"v{number}"
        manifest = site.manifest(tag)
        interrupted += killed(
            lambda manifest=manifest: store.add(manifest, site.folder),
            within=within,
            random=random,
        )
        # What was there is there as it was, whatever happened.
        after = kept(store)
        assert {path: after[path] for path in before} == before
        for each in store.releases():
            store.check(each)
        if tag not in store:
            store.add(manifest, site.folder)
            # A kill right behind the manifest leaves an empty folder to the next release.
            assert not (store.folder / "incoming").exists()
        store.check(store.manifest(tag))
        before = kept(store)
    assert interrupted >= 5


def test_a_release_that_is_killed_at_many_moments_can_be_made_again(tmp_path: Path) -> None:
    """The whole of it, with git and a build: one that is quick, so that the rest is hit as well."""
    random = Random(1)
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
    workshop = Workshop(root, tmp_path / "environments", python)
    store = Store(tmp_path / "store")

    def tag(name: str) -> None:
        for page in range(60):
            path = root / f"pages/{page}.html"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"Fiction {name}, page {page}.", "utf-8")
        for command in (["add", "."], ["commit", "--quiet", "-m", name], ["tag", name]):
            subprocess.run([*git, *command], check=True)

    tag("v0")
    within = seconds_for(lambda: release(workshop, store, "v0"))
    before = kept(store)
    interrupted = 0
    for number in range(1, 16):
        name = f"v{number}"
        tag(name)
        interrupted += killed(
            lambda name=name: release(workshop, store, name), within=within, random=random
        )
        after = kept(store)
        assert {path: after[path] for path in before} == before
        for each in store.releases():
            store.check(each)
        assert release(workshop, store, name) == (name not in _tags(after))
        assert not release(workshop, store, name)
        page = store.manifest(name).files["7.html"]
        assert store.object_path(page.sha256).read_text("utf-8") == f"Fiction {name}, page 7."
        before = kept(store)
    assert interrupted >= 5


def _tags(tree: dict[str, bytes]) -> list[str]:
    return [Path(path).stem for path in tree if path.startswith("releases/")]


@pytest.mark.parametrize("harm", ["missing", "short", "other"])
def test_a_store_that_is_not_whole_is_noticed(store: Store, site: MadeUpSite, harm: str) -> None:
    store.add(site.manifest("v1"), site.folder)
    manifest = store.manifest("v1")
    page = "issues/2031/0.html"
    path = store.object_path(manifest.files[page].sha256)
    content = path.read_bytes()
    path.unlink()
    if harm != "missing":
        path.write_bytes(content[:-1] if harm == "short" else b"x" + content[1:])
    with pytest.raises(StoreError, match=f"missing or damaged:\n  v1: {page}\n"):
        store.check(manifest)
    # Of another length is seen without reading.
    assert store.missing([manifest]) == ([] if harm == "other" else [f"v1: {page}"])


def test_a_manifest_cut_short_is_noticed(store: Store, site: MadeUpSite) -> None:
    store.add(site.manifest("v1"), site.folder)
    path = store.manifest_path("v1")
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(StoreError, match="is damaged or is not a manifest"):
        store.releases()
    shutil.copy(store.folder / "releases/v1.json", store.folder / "releases/v2.json")
    path.write_bytes(content)
    (store.folder / "releases/v2.json").write_bytes(content)
    with pytest.raises(StoreError, match="is the manifest of v1"):
        store.releases()


def test_no_path_of_a_manifest_leads_outside(store: Store, site: MadeUpSite) -> None:
    store.add(site.manifest("v1"), site.folder)
    path = store.manifest_path("v1")
    text = path.read_text("utf-8").replace("issues/2031/0.html", "../../outside.html")
    os.chmod(path, 0o644)  # noqa: PTH101
    path.write_text(text, "utf-8")
    with pytest.raises(StoreError, match="is not a path inside the site"):
        store.manifest("v1")
