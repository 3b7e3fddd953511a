"""Releases of real git repositories, however they were cloned; each refusal says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from periodical.model.git import GitError, History
from periodical.model.git import Repository as Git
from periodical.model.messages import TroubleError
from periodical.releases import release
from periodical.releases.release import environment_for

from .conftest import MadeUpSite, Repository, content_of


def clone(repository: Repository, target: Path, *arguments: str) -> Repository:
    subprocess.run(
        ["git", "clone", "--quiet", *arguments, f"file://{repository.root}", str(target)],
        check=True, capture_output=True,
    )  # fmt: skip
    return Repository(target)


def test_a_shallow_clone(repository: Repository, tmp_path: Path) -> None:
    """It knows neither what was corrected nor what was published."""
    repository.git("tag", "v1")
    repository.write("about.md", "# About\n\nOther words.\n")
    repository.commit()
    shallow = clone(repository, tmp_path / "shallow", "--depth", "1")
    for command in ("release", "release v1", "publish -q", "verify --rebuild v1"):
        done = shallow.periodical(*command.split())
        assert done.returncode == 2
        assert "This clone is shallow" in done.stderr
        assert "git fetch --unshallow --tags" in done.stderr
    assert not shallow.public.exists()
    # What it says to do is enough.
    shallow.git("fetch", "--quiet", "--unshallow", "--tags")
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


def test_a_repository_that_git_does_not_trust_is_not_taken_for_none(
    repository: Repository, tmp_path: Path
) -> None:
    """As in a container, where the files are another user's; git has a switch to try it."""
    repository.git("tag", "v1")
    wrapper = tmp_path / "bin/git"
    wrapper.parent.mkdir()
    another = "export GIT_TEST_ASSUME_DIFFERENT_OWNER=1"
    wrapper.write_text(f'#!/bin/sh\n{another}\nexec {shutil.which("git")} "$@"\n', "utf-8")
    wrapper.chmod(0o755)
    repository.environment = {
        "PATH": f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
    }  # fmt: skip
    for command in ("publish", "release", "build", "check"):
        done = repository.periodical(command)
        assert done.returncode == 2, command
        assert "git config --global --add safe.directory" in done.stderr, command
    assert not repository.public.exists()


def test_what_git_refuses_is_told_by_the_name_of_its_command(repository: Repository) -> None:
    with pytest.raises(GitError, match=r"^git update-ref: fatal: "):
        Git(repository.root).run("-c", "core.fsync=all", "update-ref", "-m", "v1", "x", "y")


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
    assert "New." not in content_of(repository.store, "v1", f"{page}.html").decode()
    done = repository.periodical("publish", "-q")
    assert "so the manifest of the current site names no commit" in done.stderr
    for folder in (repository.public, repository.root / "_build/site"):
        manifest = (folder / "manifest.json").read_text("utf-8")
        assert '"commit": null' in manifest
        assert '"draft": true' in manifest
        said = repository.periodical("verify", folder).stdout
        assert "the site of Central Asia in Focus, a draft that no commit has, is whole." in said
    repository.git("checkout", "--quiet", ".")
    repository.periodical("publish", "-q")
    head = repository.git("rev-parse", "HEAD")
    for folder in (repository.public, repository.root / "_build/site"):
        manifest = (folder / "manifest.json").read_text("utf-8")
        assert f'"commit": "{head}"' in manifest
        assert '"draft": false' in manifest
        assert "Central Asia in Focus is whole." in repository.periodical("verify", folder).stdout


def test_a_tag_whose_build_fails(repository: Repository) -> None:
    repository.issue("2031-01-14-wrong", "## In the Regoin\n")
    repository.commit("v1")
    done = repository.release("v1")
    assert done.returncode == 2
    assert "v1 cannot be released as it is." in done.stderr
    assert "git tag --delete v1." in done.stderr
    assert "issues/2031/2031-01-14-wrong.md" in done.stderr
    assert "There is no section “In the Regoin”." in done.stderr
    assert "v1" not in repository.store.commits


def test_a_tag_that_was_moved(repository: Repository) -> None:
    repository.git("tag", "v1")
    assert repository.release("v1").returncode == 0
    before = repository.store.tip
    repository.write("about.md", "# About\n\nOther words.\n")
    repository.commit()
    repository.git("tag", "--force", "v1")
    for command in (["release", "v1"], ["verify", "--rebuild", "v1"]):
        done = repository.periodical(*command, "--python", sys.executable)
        assert done.returncode == 2
        assert "moved" in done.stderr
    assert repository.store.tip == before


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


def test_a_release_whose_tag_git_lacks_is_not_published(
    repository: Repository, site: MadeUpSite, tmp_path: Path
) -> None:
    """Without the tag there is no telling what was corrected since."""
    for number in (1, 2):
        repository.store.add(site.manifest(f"v{number}", number), site.folder.joinpath)
    repository.git("tag", "v1")
    for command in (["publish", "-q"], ["release", "v3"]):
        repository.git("tag", "--force", "v3")
        if command[0] == "publish":
            repository.git("tag", "--delete", "v3")
        done = repository.periodical(*command)
        assert done.returncode == 2
        assert "whose tags git lacks: v2." in done.stderr
        assert "git fetch --tags" in done.stderr
    repository.git("tag", "v2")
    repository.git("tag", "--delete", "v3")
    repository.write("about.md", "# About\n\nOther words.\n")
    repository.commit()
    shallow = clone(repository, tmp_path / "shallow", "--depth", "1", "--no-single-branch")
    shallow.git("fetch", "--quiet", "--depth", "1", "--tags", "origin")
    done = shallow.periodical("publish", "-q")
    assert done.returncode == 2
    assert "This clone is shallow" in done.stderr
    assert "git fetch --unshallow --tags" in done.stderr


def test_a_tag_is_built_in_the_same_surroundings_everywhere(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever its own code makes of time, place and language."""
    monkeypatch.setenv("LANGUAGE", "de")
    monkeypatch.setenv("TZ", "America/Adak")
    repository.git("tag", "v1")
    seen: dict[str, str] = {}

    def run(command: list[str], *, env: dict[str, str], **_: object) -> SimpleNamespace:
        seen.update(env)
        return SimpleNamespace(returncode=2, stdout="", stderr="Not now.")

    monkeypatch.setattr(
        release,
        "subprocess",
        SimpleNamespace(run=run, CompletedProcess=subprocess.CompletedProcess),
    )
    with pytest.raises(TroubleError, match=r"Not now\."):
        release.release(repository.store, "v1", Path(sys.executable))
    home = seen.pop("HOME")
    assert seen.pop("PYTHONPATH").startswith(home)
    assert seen.pop("GIT_CEILING_DIRECTORIES") == home
    seconds = repository.git("log", "-1", "--format=%ct").strip()
    assert {name: seen[name] for name in seen.keys() - {"PATH", "TMPDIR"}} == {
        "PYTHONNOUSERSITE": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC", "SOURCE_DATE_EPOCH": seconds,
    }  # fmt: skip


def test_a_key_that_cannot_sign_is_told_before_anything_is_built(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("tag", "v1")
    for command in ("release", "publish"):
        done = repository.periodical(command, "--key", "nothing")
        assert done.returncode == 2
        assert "nothing" in done.stderr
    monkeypatch.setenv("PERIODICAL_SIGNING_KEY", "nothing")
    assert "nothing cannot sign" in repository.periodical("release").stderr
    # As a secret that a fork has not: nothing is signed, and nothing said of it.
    monkeypatch.setenv("PERIODICAL_SIGNING_KEY", "")
    assert "has no v1" in repository.periodical("publish").stderr
    assert not (repository.root / "_build").exists()


def test_a_hook_of_another_repository_leads_nobody_astray(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git runs its hooks with variables that lead to the repository whose hook it is."""
    repository.git("tag", "v1")
    head = repository.git("rev-parse", "HEAD")
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "other")], check=True)
    other = tmp_path / "other/.git"
    hook = {
        "GIT_DIR": str(other), "GIT_WORK_TREE": str(other.parent), "GIT_PREFIX": "nowhere/",
        "GIT_INDEX_FILE": str(other / "index"), "GIT_COMMON_DIR": str(other),
        "GIT_OBJECT_DIRECTORY": str(other / "objects"), "GIT_NAMESPACE": "other",
        "GIT_LITERAL_PATHSPECS": "1", "GIT_SHALLOW_FILE": str(other / "shallow"),
    }  # fmt: skip
    for name, value in hook.items():
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            assert Git(repository.root).release_tags() == ["v1"], name
            assert Git(repository.root).commit_of("v1").id == head, name
            assert Git(repository.root).changed() == [], name
            assert [each.tag for each in History(repository.root).releases] == ["v1"], name
    # All at once, and the guard of what was published stands.
    repository.environment = hook
    done = repository.periodical("publish", "-q")
    assert done.returncode == 2
    assert "has no v1: what was published would be taken down." in done.stderr


def test_a_publication_in_a_folder_of_a_repository(repository: Repository, tmp_path: Path) -> None:
    git = Git(repository.root / "issues")
    head = git.head()
    assert head
    folder = git.check_out(head, tmp_path / "target")
    assert [path.name for path in folder.rglob("*.md")] == ["2031-01-07-first.md"]


def test_what_a_user_has_set_up_for_git_reaches_no_file(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "gitconfig"
    hook = tmp_path / "hooks/post-checkout"
    hook.parent.mkdir()
    hook.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    core = f"[core]\n\tautocrlf = true\n\teol = crlf\n\thooksPath = {hook.parent}\n"
    settings.write_text(core, "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    git = Git(repository.root)
    head = git.head()
    assert head
    target = git.check_out(head, tmp_path / "target")
    assert b"\r" not in (target / "issues/2031/2031-01-07-first.md").read_bytes()


def test_signatures_that_git_shows_are_not_taken_for_commits(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    signed = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={key}", "commit", "-S")
    repository.git(*signed, "--quiet", "--allow-empty", "--message", "Signed")
    settings = tmp_path / "gitconfig"
    settings.write_text("[gpg]\n\tformat = ssh\n[log]\n\tshowSignature = true\n", "utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    shown = subprocess.check_output(["git", "-C", repository.root, "log", "-1", "--format=%H"])
    assert len(shown.split()) > 1
    head = Git(repository.root).head()
    assert head
    assert head.id == repository.git("rev-parse", "HEAD")


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
    # What takes longest is Python's own: from here on a copy of what it made is enough.
    kept = tmp_path / "kept"
    shutil.copytree(python.parents[1], kept, symlinks=True)
    (kept / ".finished").unlink()

    def create(home: Path, *, with_pip: bool) -> None:
        assert with_pip
        assert not home.exists()
        shutil.copytree(kept, home, symlinks=True)

    monkeypatch.setattr(release.venv, "create", create)
    # One that was not finished is made anew; another lock file has another.
    (python.parents[1] / ".finished").unlink()
    (python.parents[1] / "half").touch()
    assert environment_for(lock, tmp_path / "environments") == python
    assert not (python.parents[1] / "half").exists()
    lock.write_text("nothing-of-this-name==1.0\n", "utf-8")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(TroubleError, match=r"cannot be installed\. pip says:"):
        environment_for(lock, tmp_path / "environments")
