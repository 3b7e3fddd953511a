"""``periodical links``: which outside addresses are dead, asked by lychee, and noted for readers.

The build asks nobody. What is found goes into `_data/links.yaml`, from which page and PDF show a
copy in an archive; a person looks at each entry before it is merged.
"""

import datetime
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from email import message_from_bytes
from email.policy import default
from itertools import chain
from pathlib import Path

import yaml

from ..importing.documents import read_documents
from ..markup.pages import parsed
from ..model.messages import TroubleError
from ..model.page import IssueFiles, Page
from ..model.publication import BUILD_FOLDER, read_publication
from ..model.registry import LINKS_FILE, read_registry
from ..releases.copies import Resource, unfinished, write_wacz

ARCHIVE = "https://web.archive.org/web/{day:%Y%m%d}/{url}"
"""Where the copy is that was made next to a day: Memento’s TimeGate of the Internet Archive."""


def look_after_links(root: Path, files: Sequence[Path], sources_of: str | None) -> None:
    """Note which outside addresses are dead; or archive the pages that an editor saved."""
    if files and sources_of is None:
        raise TroubleError("files-of-no-issue")
    if sources_of is not None:
        print(f"The sources are in {_archive_sources(root, sources_of, files)}")
        return
    dead = note_dead(root, datetime.date.today())
    print("".join(f"{address}\n" for address in dead), end="")
    noted = f"{len(dead)} dead: {LINKS_FILE} has them now; look at the copies."
    print(noted if dead else "all well")


def note_dead(root: Path, day: datetime.date) -> list[str]:
    """Ask for the addresses to which issues link, and note those that are dead; return these.

    An address counts as dead if its host does not exist, or says that the page is not there (404)
    or gone (410, RFC 9110): what is out of order, or keeps programs away, may be there tomorrow.
    """
    # Each with the day of the first issue that has it, around which a copy is looked for.
    addresses: dict[str, datetime.date] = {}
    for page in (Page.read(root, file) for file in IssueFiles(root).page_files):
        for link in parsed(page).walk() if page.head else ():
            address = str(link.attrs.get("href", ""))
            if page.head and address.startswith(("https://", "http://")):
                addresses.setdefault(address, page.head.date)
    known = read_registry(root).links
    dead = [each for each in _gone(addresses.keys() - known.keys()) if each in addresses]
    copies = {each: ARCHIVE.format(day=addresses[each], url=each) for each in dead}
    entries = [{"url": each, "dead": day, "archived": copy} for each, copy in copies.items()]
    if entries:
        with (root / LINKS_FILE).open("a", encoding="utf-8", newline="\n") as file:
            file.write(yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=500))
    return dead


def _gone(addresses: Iterable[str]) -> list[str]:
    """Return those addresses of which lychee says that nothing is there."""
    beside = Path(sys.executable).parent
    program = shutil.which("lychee") or shutil.which("lychee", path=str(beside))
    if program is None:
        raise TroubleError("lychee-missing")
    run = subprocess.run(  # noqa: S603 - one program, and the addresses go in as text
        [program, "--format=json", "--no-progress", "--max-retries=2", "-"],
        input="\n".join(sorted(addresses)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        report = json.loads(run.stdout)
    except json.JSONDecodeError:
        raise TroubleError("lychee-fails", said=run.stderr.strip()[-300:]) from None
    gone, errors = set(), [*chain.from_iterable(report.get("error_map", {}).values())]
    answered = report.get("successful") or any("code" in each["status"] for each in errors)
    if errors and not answered:
        raise TroubleError("network-missing")
    for each in errors:
        status = each["status"]
        said = f"{status.get('text', '')} {status.get('details', '')}".lower()
        no_host = any(words in said for words in ("dns error", "lookup address", "no such host"))
        if no_host or status.get("code") in (404, 410):
            gone.add(each["url"])
    return sorted(gone)


def _archive_sources(root: Path, issue: str, files: Sequence[Path]) -> Path:
    """Make a web archive (WACZ) of the pages that an editor saved, and return it.

    A page says itself where it is from: browsers note it (`saved from url`), and one that is saved
    as a single file (`.mhtml`, RFC 2557) has its pictures with it.
    """
    if not files:
        raise TroubleError("files-not-named")
    issue = IssueFiles(root).index.meant(issue)
    target = root / BUILD_FOLDER / "sources" / f"{issue}.wacz"
    resources = [resource for file in files for resource in _saved(file)]
    title = f"{read_publication(root).name}, {issue}: sources"
    with unfinished(target) as made:
        write_wacz(made, resources, title=title, main=resources[0].url)
    return target


def _saved(file: Path) -> Iterator[Resource]:
    raw = file.read_bytes()
    saved = datetime.datetime.fromtimestamp(int(file.stat().st_mtime), datetime.UTC)
    moment = saved.isoformat().replace("+00:00", "Z")
    page = next(read_documents(file.name, raw), None)
    address = page.get("url") if page else ""
    if not address.startswith(("https://", "http://")):
        raise TroubleError("file-from-nowhere", file=file)
    if file.suffix.lower() not in (".mht", ".mhtml"):
        yield Resource(address, "text/html", raw, moment)
        return
    for part in message_from_bytes(raw, policy=default).walk():
        content, address = part.get_payload(decode=True), str(part["Content-Location"] or "")
        if isinstance(content, bytes) and address.startswith(("https://", "http://")):
            yield Resource(address, part.get_content_type(), content, moment)
