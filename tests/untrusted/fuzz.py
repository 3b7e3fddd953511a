"""Honest pages with a slip or two: what `check`, the site and the PDFs say of each is the same.

    python -m tests.untrusted.fuzz --minutes 10 --seed 7 --keep FOLDER

A page that fails is kept, to be put into `seeds/`, where `make test` tries it for good. Everything
in these pages is fiction.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from periodical.desk.check import check
from periodical.markup.rules import check_page
from periodical.model.page import Page

from ..quickly import many_builds
from .attacks import ATTACKS
from .conftest import png
from .harmless import harm_in
from .laboratory import HEAD, Laboratory
from .shapes import shapes

BATCH = 60
"""How many pages a build has: it takes some seconds to begin, and few for a page."""

GOOD_YEAR, BAD_YEAR = 2031, 2032
"""Where pages are put with which `check` is content, so that they make a volume; and the others."""

WORDS = (
    "river", "“quoted words”", '"typed marks"', "'tis", "rock 'n' roll", "Kazakhstan", "Osh",
    "Дорога закрыта", "т. е. дорога", "Қазақстан", "Ӯзбекистон", "oʻzbek", "Türkmenistan",
    "сўз", "йўл", "تاجیکستان", "نوروز‌ها", "1,234,567", "50 %", "a--b", "wait...", "№ 5",
    "3 > 2", "AT&T", "&amp;", "&lt;b&gt;", "\\*star\\*", "C:\\road", "e.g.", "A. B. Fictional",
    "www.a.example", "https://a.example/b_c_d?e=f&g=h#i", "d@e.example", "$5", "5 < 6", "#5",
    "snake_case_word", "2 * 3 * 4", "[sic]", "(c)", "…", "—", "é", "e\u0301", "й", "\u00a0",
    "☃", "漢", "😀", "ꦏ", "\u00ad", "ﷺ", "½", "²", "→", "✓", "€", "₸", "℃", "ѣ", "Ꙗ", "ǰ",
)  # fmt: skip
MARKUP = (
    "*{}*", "**{}**", "***{}***", "_{}_", "`{}`", "``{} ` {}``", "[{}](https://a.example)",
    '[{}](https://a.example "{}")', "[{}](#a-story)", "[{}](<https://a.example/b c>)",
    "{{lang}}`{} <fa>`", "{{lang}}`{} <kk>`", "{{place}}`{} <moscow>`", "*{}*’s", "({})", "“{}”",
    "**{}:**", "{}[^n]", "<https://a.example/{}>", "\\[{}\\]", "{}\\\n{}", "{}  \n{}",
    "![{}](square.png)", "{{issue}}`2031-01-01`", "{{issue}}`{} <2031-01-01>`",
    "{{story}}`{} <2031-01-01#a-story>`", "~~{}~~", "$ {} $", "{}^{}^", "==={}",
)  # fmt: skip
BLOCKS = (
    "A paragraph of words. {}, and {} again.\nA second line, with {}.",
    "- {}\n- {}\n  - {}\n\n  Words below it.\n- {}",
    "1. {}\n2. {}\n\n   > {}\n3. {}",
    "7. {}\n8. {}",
    "> {}\n>\n> {}\n>\n> - {}",
    "| {} | b |\n| :- | -: |\n| {} | {} |\n| a\\|b | `c` |",
    "| a |\n|---|\n| {} |",
    "```text\n{}\n    {}\n```",
    "```python\nx = '{}'\n```",
    "    {}\n    code",
    ":::{{why-its-important}}\n{}\n\n- {}\n:::",
    ":::{{why-its-important}}\n{} {}\n\n> {}\n\n| a | b |\n| - | - |\n| {} | c |\n:::",
    ":::{{guests}}\n- A. Fictional Guest, {}\n- **B. Guest**, professor, {}; president\n:::",
    ":::{{podcast}} majlis\n:title: A title of words\n:duration: 48 min\n\nWords, {}.\n:::",
    ':::{{podcast}} majlis\n:title: "{}"\n:date: 2031-01-06\n\n{}\n:::',
    ":::{{fact-of-the-week}}\n:date: 2031-01-06\n\nOf all roads, {} are open.\n:::",
    ":::{{related-articles}}\n- [A title {}](https://a.example) — a teaser, {}\n"
    "- {{issue}}`2031-01-01`\n- Report: *A Title* — {}\n:::",
    ":::{{picture}} square.png\n:alt: A square\n:credit: {}\n\nA caption, {}.\n:::",
    "![A square, {}](square.png)\n\n{}",
    "Words.[^a] More.[^b]\n\n[^a]: A note, {}.\n\n[^b]: Another, {}.\n\n    Of two paragraphs.",
    "[Words {}][road] and [road].\n\n[road]: https://a.example/road",
    "Words.\n\n---\n\n{} more.",
    "#### A part, {}\n\nWords.",
    "### A story of {}\n\n:::{{story}}\n:date: 2031-01-05\n:places: moscow\n:::\n\n{}.",
    "### A story\n\n{}",
    "## Briefly\n\n### A brief\n\n{}\n\n### A brief\n\nWords.",
    "## Majlis Podcast\n\n:::{{podcast}} majlis\n{}\n:::",
    "## Fact of the Week\n\n{}",
)
SLIPS = (
    "*", "**", "_", "`", "``", "[", "]", "](", "![", "(", ")", "<", ">", "<b>", "</b>", "<!--",
    "|", "\\", "&", "&#x202e;", "&#x301;", "&nbsp;", "{", "}", "{issue}`", "{lang}`x`", ":::",
    "::::", "```", "~~", "~", "$", "^", "^[a]", "[^a]", "[^c]", "[^a]: ", "[a]: ", "#", "# ",
    "## ", "- ", "- [ ] ", "1. ", "> ", "    ", "\t", "\n", "\n\n", "  \n", "\\\n", "---", "===",
    "+++", "% ", "(a)=", ": ", ":a:", ":title: ", '"', "'", "“", "”", "«", "»", "'s", "''", "…",
    "\u0301", "\u0301" * 9, "\u200d", "\u200c", "\u200e", "\u202e", "\u2028", "\x0b", "\x00",
    "\ufeff", "\ufffd", "\u00a0", "\u3000", "\u00ad", "http://", "https://a.example", "www.",
    "mailto:a@b.c", "@", "//", "javascript:x", "2031-01-01", "2031-01-07-a.md", "#a-story",
    "{{ a }}", "{% a %}", "\r", "\r\n",
)  # fmt: skip
SNIPPETS = (
    "Words, *emphasis*, **strong** and `code`.\nA second line with {lang}`نوروز <fa>`.\n",
    '[A link](https://a.example "title"), <https://b.example>, www.c.example and d@e.example.\n',
    ":::{why-its-important}\nA paragraph.\n\n- one\n- two\n\n> A quotation.\n:::\n",
    ":::{why-its-important}\n\n\nText after lines {issue}`2031-01-01`.\n:::\n",
    ":::{why-its-important}\n\n:::{guests}\n- x\n:::\n:::\n",
    ":::{guests}\n- A. Fictional Guest, a role\n- **B. Fictional Guest**\n:::\n",
    ":::{guests}\nA paragraph.\n:::\n",
    ":::{podcast} majlis\n:title: T\n:duration: 48 min\n\nText {raw}`x`.\n:::\n",
    ":::{podcast} unheard-of\nText.\n:::\n",
    ":::{related-articles}\n- {issue}`2099-01-01`\n- *T* — t\n- no title\n:::\n",
    ":::{fact-of-the-week}\n:date: 2031-13-01\n\nA fact.\n:::\n",
    ":::{picture} square.png\n:alt: A\n:credit: B\n\nA caption.\n:::\n",
    ":::{picture}\nText\n:::\n",
    ":::{guests}\nunclosed\n",
    "```python\nx = 1\n```\n\n```nonesuch\n```\n",
    "| a | b |\n| :- | -: |\n| {issue}`x` | ![](square.png) |\n",
    "> a\n>\n> - b {doc}`x`\n>\n>   c\n",
    "{issue}`!2031`, {issue}`w < 2031-01-01 >`, {issue}`2031-01-01`\n",
    "{lang}`x`, {lang}`x <zzzzzzzzzz>`\n",
    "[x](2031-01-01-one.md) [y](#nowhere) [z](#a-fictional-story)\nand [w](../2031/gone.md)\n",
    "A.[^n]\n\n[^n]: A note <b>x</b>.\n\n[^lost]: Nobody.\n",
    "A.[^t]\n\n[^t]: One.\n\n[^t]: Two <b>x</b>.\n",
    "A.[^n] B.[^in]\n\n> [^in]: Inside.\n",
    "```{raw} html\n[^r]\n```\n\n[^r]: Used in what is refused.\n",
    "---\n",
    "Text\n\n---\n\nText\n",
    "    code\n",
    "Setext\n------\n",
    "a  \nb\\\nc {x}`y`\n",
)
"""Blocks that have met a mistake of a parser, or of ours, most with something wrong in them."""

_HEADS = (
    "topics: [migration, civil-society]",
    "language: ru",
    "language: kk",
    "language: fa",
    'revisions: [{{date: 2032-12-31, kind: correction, note: "A note, {}."}}]',
    "lead_image: {{file: square.png, alt: A square, credit: Nobody, rights: None}}",
    "volume: 4",
    "issue: 12",
    "authors: [bruce-pannier, A. Fictional Author, Ж. Ойдан]",
    "redirect_from: issues/2030/DATE-old.html",
    "source: {{title: A Title, authors: [A. Author], publisher: P, date: 2031-01-01,"
    " url: https://a.example}}",
)


def honest_page(chance: random.Random) -> str:
    """Return a page without its date, which stands as ``DATE``, that most often has no mistake."""

    def word() -> str:
        # Most words are plain: a page of which each word is a trap has always a mistake.
        plain = chance.random() < 0.6
        found = chance.choice(("words", "roads", "a lake") if plain else WORDS)
        if chance.random() < 0.25:
            form = chance.choice(MARKUP)
            found = form.format(*[found] * form.count("{}"))
        return found

    def filled(form: str) -> str:
        return form.format(*(word() for _ in range(form.count("{}"))))

    title = chance.choice(("A Fictional Title", "Of Roads & Rivers", "Дороги и реки", "“Roads”"))
    head = [f'title: "{title}"', "date: DATE", "authors: [A. Fictional Author]"]
    for line in chance.sample(_HEADS, chance.choice((0, 0, 1, 2))):
        key = line.split(":")[0]
        head = [each for each in head if not each.startswith(f"{key}:")] + [filled(line)]
    head.append(f"summary: Words of {chance.choice(('rivers', 'Қазақстан', 'two roads'))}.")
    blocks = [f"# {title}", "## In the Region", "### A story"]
    blocks += [filled(form) for form in chance.sample(BLOCKS, chance.randint(1, 5))]
    return "---\n" + "\n".join(head) + "\n---\n\n" + "\n\n".join(blocks) + "\n"


def _slip(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(SLIPS) + text[at:]


def _lose(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + text[at + chance.choice((1, 1, 2, 5)) :]


def _repeat(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    return "\n".join([*lines[:at], lines[at], *lines[at:]])


def _drop_line(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def _swap(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _indent(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at] = chance.choice((" ", "  ", "    ", "> ", "- ")) + lines[at]
    return "\n".join(lines)


def _mark_word(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    at = chance.randrange(len(words))
    form = chance.choice(MARKUP)
    words[at] = form.format(*[words[at]] * form.count("{}"))
    return " ".join(words)


def _attack(text: str, chance: random.Random) -> str:
    blocks = text.split("\n\n")
    at = chance.randrange(1, len(blocks) + 1)
    odd = chance.choice([*SNIPPETS, *(attack.body for attack in ATTACKS)])
    return "\n\n".join([*blocks[:at], odd.rstrip("\n"), *blocks[at:]])


MUTATIONS: Sequence[Callable[[str, random.Random], str]] = (
    _slip, _slip, _slip, _lose, _repeat, _drop_line, _swap, _indent, _mark_word, _mark_word,
    _attack,
)  # fmt: skip


def mutated_page(chance: random.Random) -> str:
    """Return an honest page, with no slip or a few."""
    page = honest_page(chance)
    for _ in range(chance.choice((0, 0, 0, 0, 1, 1, 1, 2, 3))):
        page = chance.choice(MUTATIONS)(page, chance)
    return page


def page_with(body: str) -> str:
    """Return a page whose story is a text."""
    return HEAD.format(title="A Fictional Title", date="DATE", extra="") + body


@dataclass(frozen=True)
class Failure:
    """A page of which not all say the same, and what they say."""

    page: str
    words: str

    def __str__(self) -> str:
        return f"{self.words}\n{'-' * 72}\n{self.page}{'-' * 72}"


def judge(pages: Sequence[str], folder: Path) -> list[Failure]:
    """Check and build pages, and return those of which `check`, site and PDFs differ.

    Where a build ends in the middle, the pages are parted until it is known over which.
    """
    with tempfile.TemporaryDirectory(dir=folder) as root:
        lab = Laboratory(Path(root))
        try:
            files = _lay_out(lab, pages)
            lab.build()
            lab.build_pdfs()
            return list(_differences(lab, files))
        except Exception:  # whatever it is, a page led to it
            why = traceback.format_exc(limit=-4)
            if len(pages) == 1:
                return [Failure(pages[0], why)]
    half = len(pages) // 2
    found = judge(pages[:half], folder) + judge(pages[half:], folder)
    return found or [Failure("\n".join(pages), f"The build of all ends, of halves not. {why}")]


def _lay_out(lab: Laboratory, pages: Sequence[str]) -> dict[str, str]:
    """Write the pages where they belong, and return them by their files."""
    lab.issue("Words.\n", date="2031-01-01", name="one", title="One")
    # Whatever is wrong with the others, the latest is known to all.
    lab.issue("Words.\n", date=f"{BAD_YEAR}-12-31", name="last", title="Last")
    for year in (GOOD_YEAR, BAD_YEAR):
        lab.write(f"issues/{year}/square.png", png())
    files: dict[str, str] = {}

    def lay_out(page: str, year: int, day: str) -> None:
        file = f"issues/{year}/{year}-{day}-page.md"
        lab.write(file, page.replace("DATE", f"{year}-{day}"))
        files[file] = page

    for number, page in enumerate(pages):
        lay_out(page, GOOD_YEAR, f"{number // 28 + 2:02}-{number % 28 + 1:02}")
    good = str(GOOD_YEAR)
    while bad := {
        each.file for each in check(lab.root)[0] if not each.is_note and good in each.file
    }:
        for file in bad:
            (lab.root / file).unlink()
            lay_out(files.pop(file), BAD_YEAR, file[len("issues/YYYY/YYYY-") : -len("-page.md")])
    return files


def _differences(lab: Laboratory, files: dict[str, str]) -> Iterator[Failure]:
    checked: dict[str, set[tuple[int, str, str]]] = {}
    warned: dict[str, set[tuple[int, str, str]]] = {}
    for problem in (each for each in lab.problems if not each.is_note):
        told = (problem.line, str(problem.code), problem.text)
        checked.setdefault(problem.file, set()).add(told)
    for warning in lab.warned:
        warned.setdefault(warning.file, set()).add((warning.line, warning.kind, warning.text))
    for file, page in files.items():
        name = file.removesuffix(".md")
        said, heard = checked.get(file, set()), warned.get(file, set())
        lost = [f"check alone: {each}" for each in sorted(said - heard)]
        lost += [f"build alone: {each}" for each in sorted(heard - said)]
        if bool(said) == (lab.out / f"{name}.pdf").is_file():
            lost.append(f"The PDF {'is' if said else 'is not'} there.")
        if (lab.out / f"{name}.html").is_file():
            lost += [f"harm: {each}" for each in harm_in(lab.html(name), lab.out, name)]
        if lost:
            yield Failure(page, "\n".join(lost))
    elsewhere = [each for file in warned.keys() - files.keys() for each in warned[file]]
    if not (lab.out / f"issues/{GOOD_YEAR}.pdf").is_file() or elsewhere:
        yield Failure("", f"The volume, or something else: {elsewhere}")


def too_slow(size: int = 300_000, most: float = 3) -> Iterator[Failure]:
    """Yield the shapes of which so many bytes take `check` more seconds than they should."""
    with tempfile.TemporaryDirectory() as folder:
        surroundings = Laboratory(Path(folder)).surroundings
        for name, text in shapes(size):
            page = Page("issues/2031/2031-01-07-a-shape.md", page_with(text).encode())
            began = time.process_time()
            check_page(page, surroundings)
            if (taken := time.process_time() - began) > most:
                print(failure := Failure("", f"The shape “{name}” takes {taken:.1f} s."))
                yield failure


def main(arguments: Sequence[str] | None = None) -> int:
    """Try pages until the time is over."""
    parser = argparse.ArgumentParser(description="Try honest pages with a slip or two.")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shapes", action="store_true", help="weigh pages of every shape, too")
    parser.add_argument("--keep", type=Path, help="a folder for pages that fail")
    options = parser.parse_args(arguments)
    many_builds()
    end = time.monotonic() + 60 * options.minutes
    tried, found = 0, list(too_slow()) if options.shapes else []
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < end:
            chance = random.Random(f"{options.seed}/{tried}")
            pages = [mutated_page(chance) for _ in range(BATCH)]
            with contextlib.redirect_stdout(io.StringIO()):
                failures = judge(pages, Path(folder))
            for failure in failures:
                print(failure, flush=True)
                if options.keep and failure.page:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    name = f"{options.seed}-{tried + len(found)}.md"
                    (options.keep / name).write_text(failure.page, "utf-8", newline="")
                found.append(failure)
            tried += len(pages)
    print(f"{tried} pages were tried; {len(found)} failed.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
