"""Publications in real git repositories, and small made-up sites where only the files matter.

Everything in them is fiction.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from periodical.releases.addresses import Addresses
from periodical.releases.manifest import Manifest
from periodical.releases.publish import publish
from periodical.releases.store import Store
from PIL import Image

from ..commands import periodical
from ..conftest import OWN_PAGES, REPOSITORY, make_publication

DAY = "2031-01-{:02}T12:00:00+00:00"
STORY = "## In the Region\n\n### {headline}\n\n{words}\n"


@dataclass
class Repository:
    """A publication in a git repository of its own."""

    root: Path
    day: int = 0
    environment: dict[str, str] = field(default_factory=dict)

    def git(self, *arguments: str) -> str:
        """Run git, with nobody's settings."""
        self_made = {
            "GIT_AUTHOR_DATE": DAY.format(self.day), "GIT_COMMITTER_DATE": DAY.format(self.day),
            "GIT_AUTHOR_NAME": "A Test", "GIT_AUTHOR_EMAIL": "test@example.org",
            "GIT_COMMITTER_NAME": "A Test", "GIT_COMMITTER_EMAIL": "test@example.org",
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
        }  # fmt: skip
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env=os.environ | self_made,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout.strip()

    def commit(self, tag: str = "") -> str:
        """Commit everything, a day later, and tag it; return the commit."""
        self.day += 1
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", f"Day {self.day}")
        if tag:
            self.git("tag", tag)
        return self.git("rev-parse", "HEAD")

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")

    def issue(
        self, name: str, body: str = "", *, title: str = "A Fictional Title", extra: str = ""
    ) -> str:
        """Write an issue, and return its page."""
        page = f"issues/{name[:4]}/{name}"
        head = f"title: {title}\ndate: {name[:10]}\nauthors: [A. Fictional Author]\n"
        summary = "summary: A fictional summary for a test.\n"
        self.write(f"{page}.md", f"---\n{head}{summary}{extra}---\n\n# {title}\n\n{body}")
        return page

    def periodical(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run the command in the repository; with an environment, in a Python of its own."""
        if not self.environment:
            return periodical(*arguments, cwd=self.root)
        environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "extensions")}
        return subprocess.run(
            [sys.executable, "-m", "periodical.cli", *map(str, arguments)],
            cwd=self.root, env=environment | self.environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def release(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `periodical release` with this environment, which has what the lock pins."""
        return self.periodical("release", "--python", sys.executable, *arguments)

    @property
    def store(self) -> Store:
        """Its store."""
        return Store(self.root)

    @property
    def public(self) -> Path:
        """What it publishes."""
        return self.root / "_build/public"


def make_repository(root: Path) -> Repository:
    """Lay out a publication, with the code that builds it, in a repository without commits."""
    root.mkdir(parents=True)
    make_publication(root, *OWN_PAGES)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "extensions", root / "extensions", ignore=ignored)
    for name in (".gitignore", ".gitattributes", "requirements.lock"):
        shutil.copy(REPOSITORY / name, root / name)
    repository = Repository(root)
    repository.git("init", "--quiet", "--initial-branch", "main")
    return repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with one issue, committed, and no tag."""
    made = make_repository(tmp_path / "repository")
    made.issue("2031-01-07-first", STORY.format(headline="A square", words="Fictional words."))
    made.commit()
    return made


# What tests that only read share

FIRST = "issues/2031/2031-01-07-first"
SECOND = "issues/2031/2031-01-14-second"
CORRECTED = "revisions: [{date: 2031-02-01, kind: correction, note: The river was misnamed.}]\n"
WITHDRAWN = "revisions: [{date: 2031-02-02, kind: withdrawal, note: It was never said.}]\n"
SECRET = "Words that nobody should read again."
TAGS = ("v2031.1", "v2031.2", "v2031.3")


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Three releases, published: as begun; a rename and a correction; a withdrawal, a new issue."""
    made = make_repository(tmp_path_factory.mktemp("releases") / "repository")
    made.issue("2031-01-07-first", STORY.format(headline="A square", words="First words."))
    made.issue("2031-01-14-second", STORY.format(headline="A rivr", words="Wrong words."))
    made.issue("2031-01-21-third", STORY.format(headline="A secret", words=SECRET), title="Secret")
    made.commit(TAGS[0])
    (made.root / f"{FIRST}.md").unlink()
    picture = "lead_image: {file: square.png, alt: A square, credit: A. Fictional}\n"
    Image.new("RGB", (40, 30), "teal").save(made.root / "issues/2031/square.png")
    made.issue(
        "2031-01-07-renamed",
        STORY.format(headline="A square", words="First words."),
        extra=f"redirect_from: [{FIRST}.html]\n{picture}",
    )
    moved = f"redirect_from: ['{SECOND}.html#a-rivr -> a-river']\n"
    made.issue(
        "2031-01-14-second",
        STORY.format(headline="A river", words="Right words."),
        extra=CORRECTED + moved,
    )
    made.commit(TAGS[1])
    made.issue("2031-01-21-third", title="Secret", extra=f"status: withdrawn\n{WITHDRAWN}")
    made.issue("2031-01-28-fourth", STORY.format(headline="A bridge", words="Fourth words."))
    made.commit(TAGS[2])
    made.issue("2031-01-28-fourth", STORY.format(headline="A bridge", words="Words of main."))
    made.commit()
    done = made.release()
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("is released") == 3
    done = made.periodical("publish", "-q")
    assert done.returncode == 0, done.stderr
    return made


# Made-up sites

MADE_UP = """\
project = "Fiction Weekly"
html_baseurl = "https://fiction.example/"
periodical_publisher = {"name": "The Example Press"}
html_theme_options = {"logo": {"image_light": "_static/mark.svg"}, "show_toc_level": 2}
periodical_sections = [{"title": "News", "kind": "stories"}]
"""
PAGE = "<html><body><h1>{name}</h1><p>{words}</p><!--versions--></body></html>"


@dataclass
class MadeUpSite:
    """A folder that looks like a built site."""

    folder: Path
    pages: int = 5

    def fill(self, words: str) -> MadeUpSite:
        """Write its pages, with some words on the first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for number in range(self.pages):
            page = self.folder / f"issues/2031/{number}.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            said = words if number == 0 else "Fictional words."
            page.write_text(PAGE.format(name=number, words=said), "utf-8")
        (self.folder / "_static").mkdir(exist_ok=True)
        (self.folder / "_static/font.woff2").write_bytes(bytes(range(256)) * 40)
        addresses = self.addresses.model_dump_json()
        (self.folder / "addresses.json").write_text(addresses, "utf-8")
        return self

    @property
    def addresses(self) -> Addresses:
        """Its addresses."""
        pages = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))
        return Addresses(pages=dict.fromkeys(sorted(pages), ()))

    def manifest(self, tag: str, day: int = 1) -> Manifest:
        """Return its manifest as a release."""
        return Manifest(
            publication="Fiction Weekly",
            address="https://fiction.example/",
            tag=tag,
            commit=f"{day:040}",
            date=f"2031-01-{day:02}T12:00:00Z",
            tools={"python": "3.11"},
        ).of_site(self.folder)

    def publish(self, store: Store, public: Path, key: Path | None = None) -> bool:
        """Publish it as the current site, as a build leaves it."""
        self.manifest("").write(self.folder)
        return publish(store, self.folder, public, key)


def make_store(folder: Path) -> Store:
    """Begin a store, of a publication; git does not tidy it behind the test's back."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    (folder / "conf.py").write_text(MADE_UP, "utf-8")
    subprocess.run(["git", "-C", str(folder), "config", "gc.auto", "0"], check=True)
    return Store(folder)


def object_file(store: Store, tag: str, path: str) -> Path:
    """Return where git has a file of a release, as long as it is not packed."""
    git = ["git", "-C", str(store.root)]
    commits = subprocess.check_output([*git, "log", "--format=%H %s", store.tip], text=True)
    commit = next(line.split()[0] for line in commits.splitlines() if line.split()[1] == tag)
    name = subprocess.check_output([*git, "rev-parse", f"{commit}:{path}"], text=True).strip()
    folder = subprocess.check_output([*git, "rev-parse", "--git-path", "objects"], text=True)
    return store.root / folder.strip() / name[:2] / name[2:]


def forge(store: Store, tag: str, path: str, content: bytes) -> None:
    """Put a commit on the branch that says it is a release, with another file than it has."""
    git = ["git", "-C", str(store.root)]
    index = os.environ | {"GIT_INDEX_FILE": str(store.root / "forged")}
    who = {
        f"GIT_{role}_{what}": "forger@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }

    def run(*arguments: str, given: bytes = b"") -> str:
        done = subprocess.run(
            [*git, *arguments], env=index | who, input=given, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    run("read-tree", store.tip)
    name = run("hash-object", "-w", "--stdin", given=content)
    run("update-index", "--add", "--cacheinfo", f"100644,{name},{path}")
    commit = run("commit-tree", run("write-tree"), "-m", tag)
    run("update-ref", "refs/heads/releases", commit)


def content_of(store: Store, tag: str, path: str) -> bytes:
    """Return a file of a release, as git gives it."""
    return dict(store.files(store.manifest(tag)))[path]


@pytest.fixture
def site(tmp_path: Path) -> MadeUpSite:
    """A small made-up site."""
    return MadeUpSite(tmp_path / "made-up/site").fill("The first words.")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store without releases."""
    return make_store(tmp_path / "store")


def moments(count: int, within: float) -> Iterator[float]:
    """Yield moments of a time: one, drawn at random, of each of so many equal parts of it."""
    random = Random(1)
    for part in range(count):
        yield (part + random.random()) * within / count


def killed(action: Callable[[], object], *, after: float) -> bool:
    """Do something in a process of its own, and kill it (signal 9) after so many seconds.

    Args:
        action: What to do.
        after: How many seconds it is let alone.

    Returns:
        bool: Whether it was killed before it had finished.
    """
    process = multiprocessing.get_context("fork").Process(target=action)
    process.start()
    time.sleep(after)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    return process.exitcode == -signal.SIGKILL


def seconds_for(action: Callable[[], object]) -> float:
    """Return how long something takes, in a process of its own."""
    process = multiprocessing.get_context("fork").Process(target=action)
    start = time.perf_counter()
    process.start()
    process.join()
    assert process.exitcode == 0
    return time.perf_counter() - start
