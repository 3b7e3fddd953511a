"""Releases of real git repositories, however they were cloned; each refusal says what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from periodical.releases.environment import LockError, environment_for
from periodical.releases.git import Commit, GitError
from periodical.releases.git import Repository as Git

from .conftest import Repository


def clone(repository: Repository, target: Path, *arguments: str) -> Repository:
    subprocess.run(
        ["git", "clone", "--quiet", *arguments, f"file://{repository.root}", str(target)],
        check=True, capture_output=True,
    )  # fmt: skip
    return Repository(target)


def test_a_shallow_clone_without_tags(repository: Repository, tmp_path: Path) -> None:
    repository.git("tag", "v1")
    repository.write("about.md", "# About\n\nOther words.\n")
    repository.commit()
    shallow = clone(repository, tmp_path / "shallow", "--depth", "1")
    done = shallow.release("v1")
    assert done.returncode == 2
    assert "This clone is shallow and does not have the tag v1." in done.stderr
    assert "git fetch --depth 1 origin tag v1" in done.stderr
    # What it says to do is enough.
    shallow.git("fetch", "--quiet", "--depth", "1", "origin", "tag", "v1")
    assert "v1 is released" in shallow.release("v1").stdout


def test_no_tags(repository: Repository) -> None:
    done = repository.release("v1")
    assert done.returncode == 2
    assert "this repository has no release tags. Make one with git tag v1" in done.stderr
    done = repository.release()
    assert (done.returncode, "There are no release tags here." in done.stderr) == (2, True)
    # Without releases there is a site all the same.
    done = repository.periodical("publish", "-q")
    assert "Published: the current site and 0 releases" in done.stdout, done.stderr


def test_a_tag_that_is_near(repository: Repository) -> None:
    repository.git("tag", "v2031.1")
    with pytest.raises(GitError, match=r"There is no tag v2031\.2\. Did you mean “v2031\.1”"):
        Git(repository.root).commit_of("v2031.2")


@pytest.mark.parametrize("tag", ["latest", "v1/../../etc", "--output=x", "v1 ", "v/1"])
def test_names_that_are_no_releases(repository: Repository, tag: str) -> None:
    with pytest.raises(GitError, match="is not the name of a release"):
        Git(repository.root).commit_of(tag)


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="is not in a git repository that can be read"):
        Git(tmp_path).commit_of("v1")


def test_a_dirty_tree(repository: Repository) -> None:
    """A release has what its tag has; the current site names no commit."""
    repository.git("tag", "v1")
    page = "issues/2031/2031-01-07-first"
    repository.write(f"{page}.md", (repository.root / f"{page}.md").read_text("utf-8") + "\nNew.\n")
    done = repository.release("v1")
    assert done.returncode == 0, done.stderr
    assert f"{page}.md has changed since the last commit; a release has" in done.stderr
    html = repository.store.manifest("v1").files[f"{page}.html"]
    assert "New." not in repository.store.object_path(html.sha256).read_text("utf-8")
    done = repository.periodical("publish", "-q")
    assert "so the manifest of the current site names no commit" in done.stderr
    assert '"commit": null' in (repository.public / "manifest.json").read_text("utf-8")
    repository.git("checkout", "--quiet", ".")
    repository.periodical("publish", "-q")
    head = repository.git("rev-parse", "HEAD")
    assert f'"commit": "{head}"' in (repository.public / "manifest.json").read_text("utf-8")


def test_a_tag_whose_build_fails(repository: Repository) -> None:
    repository.issue("2031-01-14-wrong", "## In the Regoin\n")
    repository.commit("v1")
    done = repository.release("v1")
    assert done.returncode == 2
    assert "v1 cannot be released: its build fails." in done.stderr
    assert "issues/2031/2031-01-14-wrong.md" in done.stderr
    assert "There is no section “In the Regoin”." in done.stderr
    assert "v1" not in repository.store


def test_a_tag_that_was_moved(repository: Repository) -> None:
    repository.git("tag", "v1")
    assert repository.release("v1").returncode == 0
    before = repository.store.manifest_path("v1").read_bytes()
    repository.write("about.md", "# About\n\nOther words.\n")
    repository.commit()
    repository.git("tag", "--force", "v1")
    for command in (["release", "v1"], ["verify", "--rebuild", "v1"]):
        done = repository.periodical(*command, "--python", sys.executable)
        assert done.returncode == 2
        assert "moved" in done.stderr
    assert repository.store.manifest_path("v1").read_bytes() == before


def test_a_tag_without_a_lock_file(repository: Repository) -> None:
    repository.git("rm", "--quiet", "requirements.lock")
    repository.commit("v1")
    done = repository.periodical("release", "v1")
    assert done.returncode == 2
    assert "v1 cannot be released: it has no requirements.lock" in done.stderr


def test_a_release_that_the_store_lacks_is_not_taken_down(repository: Repository) -> None:
    repository.git("tag", "v1")
    done = repository.periodical("publish", "-q")
    assert done.returncode == 2
    assert "has no v1: what was published would be taken down." in done.stderr
    assert not repository.public.exists()


def test_a_publication_in_a_folder_of_a_repository(repository: Repository, tmp_path: Path) -> None:
    commit = repository.git("rev-parse", "HEAD")
    target = tmp_path / "target"
    target.mkdir()
    Git(repository.root / "issues").extract(Commit(commit, 0), target)
    assert [path.name for path in target.rglob("*.md")] == ["2031-01-07-first.md"]


def test_line_ends_are_those_of_the_repository(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "gitconfig"
    settings.write_text("[core]\n\tautocrlf = true\n\teol = crlf\n", "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    target = tmp_path / "target"
    target.mkdir()
    git = Git(repository.root)
    head = git.head()
    assert head
    git.extract(head, target)
    assert b"\r" not in (target / "issues/2031/2031-01-07-first.md").read_bytes()


def test_an_environment_is_made_once_and_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nothing to install, so that no network is needed."""
    lock = tmp_path / "requirements.lock"
    lock.write_text("# Nothing.\n", "utf-8")
    python = environment_for(lock, tmp_path / "environments")
    made = python.stat().st_mtime_ns
    said = subprocess.run([python, "-c", "print('fiction')"], capture_output=True, check=True)
    assert said.stdout == b"fiction\n"
    assert environment_for(lock, tmp_path / "environments").stat().st_mtime_ns == made
    # One that was not finished is made anew; another lock file has another.
    (python.parents[1] / ".finished").unlink()
    (python.parents[1] / "half").touch()
    assert environment_for(lock, tmp_path / "environments") == python
    assert not (python.parents[1] / "half").exists()
    lock.write_text("nothing-of-this-name==1.0\n", "utf-8")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(LockError, match=r"cannot be installed\. pip says:"):
        environment_for(lock, tmp_path / "environments")
