"""Fictional issues, as many as one likes: what the bench measures, tests build, and a demo shows.

Everything in them is invented, and says so: the countries of the Invented Lands, their years (from
2101), the speakers, who are roles or numbered guests. The same number gives the same issue, byte
for byte, on every machine and however many issues there are.

``python -m tests.fiction FOLDER --count 100`` lays out a whole publication.
"""

from __future__ import annotations

import argparse
import datetime
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from PIL import Image

REPOSITORY = Path(__file__).resolve().parent.parent
SEED = 1
FIRST_DATE = datetime.date(2101, 11, 1)
"""Late in a year, so that a dozen weekly issues are in two."""
NAME = "The Invented Lands Weekly"
COVER = "cover.png"
"""The lead image of an issue that has one; each year has its own file of this name."""

AUTHORS = {"example-generator": "The Example Generator", "second-generator": "A Second Generator"}
SHOWS = {"make-believe": "Make-Believe Hour"}
TOPICS = {
    "water": "Water",
    "trade": "Trade",
    "energy": "Energy",
    "elections": "Elections",
    "railways": "Railways",
    "schools": "Schools",
    "press-freedom": "Freedom of the press",
    "mountains": "Mountains",
}

CONF = """

# What follows makes this a publication of fiction.
project = html_title = "{name}"
html_baseurl = ogp_site_url = "https://invented-lands.example/"
periodical_tagline = "Fiction: every country, person and event in these pages is invented"
periodical_publisher = {{"name": "The Example Press"}}
periodical_sections = [
    section | ({{"title": "Make-Believe Podcast"}} if section["kind"] == "podcast" else {{}})
    for section in periodical_sections
]
"""

COUNTRIES = [
    "Examplia", "Samplonia", "Placeholdia", "Imaginaria", "Fictiva", "Mockovia",
]  # fmt: skip
CITIES = [
    "Port Pretend", "Lorem", "Upper Ipsum", "Mock Harbour", "Fablebridge", "Nowhere Pass",
    "Dummy Springs", "Saint Example", "Sample Ferry", "Little Dolor", "Sit Amet",
]  # fmt: skip
ROLES = [
    "the transport minister", "the head of the water board", "the speaker of the assembly",
    "the mayor of {city}", "a teacher from {city}", "a herder near {city}",
    "an opposition deputy", "the chief engineer", "a lawyer for the villagers", "the ombudsman",
    "a railway inspector", "the central bank", "a spokesperson for the miners",
    "the editor of a newspaper in {city}",
]  # fmt: skip
THINGS = [
    "the canal between {city} and {city2}", "the new railway", "the grain fund",
    "the power station", "the reservoir above {city}", "the border market", "the pension law",
    "the school reform", "the copper tariff", "the bridge at {city}", "the census",
    "the fishing quota", "the night train", "the weather service", "the road over the pass",
    "the apple harvest", "the land register",
]  # fmt: skip
BODIES = [
    "the assembly", "the audit office", "a commission of inquiry", "the constitutional court",
    "the ministry of energy", "the statistics office", "a union of drivers",
    "the customs service", "the academy of invented sciences", "a council of elders",
    "the election board",
]  # fmt: skip
VERBS = [
    "postponed", "approved", "criticized", "inspected", "suspended", "defended", "revised",
    "abandoned", "enlarged", "closed", "reopened", "investigated", "financed", "renamed",
]  # fmt: skip
ADVERBS = [
    "quietly", "after long debate", "without explanation", "for the second time", "unanimously",
    "against advice", "before winter", "at short notice", "by a narrow vote", "in public",
]  # fmt: skip
UNITS = [
    "tonnes of grain", "cubic metres of water", "passengers", "households", "kilometres of track",
    "seedlings", "invented crowns", "signatures", "litres of milk", "hours of broadcasting",
]  # fmt: skip

SENTENCES = [
    "On {day} {body} of {country} {verb} {thing} {adverb}.",
    "{role} told reporters in {city} that {thing} would need {number} "
    "{unit} before the season ends.",
    "Nobody in {city} expected that {body} would look at {thing} again so soon.",
    "According to {body}, {number} {unit} were counted last month, "
    "{percent} per cent more than a year before.",
    "Residents of {city} and {city2} gathered outside the town hall and asked for an explanation.",
    "{country} and {country2} have argued about {thing} since the treaty "
    "of {year}, and agree on little.",
    "The figures, which {body} published {adverb}, differ from those that "
    "{role} had quoted in spring.",
    "Officials in {country2} answered that the complaint was exaggerated "
    "and that repairs had begun.",
    "Under the draft, every village receives a share, and {role} must report twice in a year.",
    "Engineers had warned of cracks, leaking valves and rusted gates long "
    "before the flood reached {city}.",
    "A correspondent saw {number} lorries waiting at the checkpoint, some "
    "of them loaded with melons.",
    "{role} called the plan generous; {role2} called it a trap for small farms.",
    "In {city}, where the factory employs one family in {small}, the news "
    "was received with silence.",
    "Loans from {country2} cover {percent} per cent of the cost, and "
    "interest falls due in {year2}.",
    "The court heard {small} witnesses, dismissed two appeals and adjourned until autumn.",
    "Whether {thing} survives the winter depends on rainfall, prices and "
    "the patience of creditors.",
    "Teachers, nurses and drivers have not been paid since {month}, {role} said.",
    "Maps printed by {body} show the river on the wrong side of {city}, "
    "which amused its inhabitants.",
    "Older readers will remember {year}, when {body} {verb} {thing} and "
    "the ferry stopped for a month.",
    "{role} promised shelters, blankets and a telephone line; by {day} the tents had arrived.",
    "Exports of copper, wool and dried apricots through {city} fell by {percent} per cent.",
    "Some analysts in {country} see an election manoeuvre, others simple arithmetic.",
    "The agreement leaves open who pays for dredging, who guards the "
    "sluices and who keeps the archive.",
    "Students at the Made-Up University of {city} collected {number} signatures in {small} days.",
    "Radio stations in {country2} interrupted their programmes to read the decree in full.",
    "{body} has {verb} {small} similar projects, none of which was finished on schedule.",
    "A glacier above {city} lost {small} metres in a decade, measurements by volunteers suggest.",
    "Traders complain of queues, stamps, inspections and a fee that nobody can find in the law.",
    "For {country}, a landlocked country in this fiction, every kilometre of the corridor counts.",
    "{role} resigned on {day}, denied any connection with {thing}, and left for {city2}.",
]
LINKS = [
    "The [full report](https://example.org/reports/{number}) has {small} annexes and no summary.",
    "Minutes are on the [page of the assembly](https://example.com/assembly/{year}/{number}).",
    "A [map of the works](https://example.net/maps/{number}) shows what is planned.",
]
HEADLINES = [
    "{Body} Looks at {Thing}",
    "A Quarrel over {Thing}",
    "{Country} and {Country2} Talk Again",
    "What {City} Expects of {Thing}",
    "{Thing}: a Vote, a Delay, a Bill",
]
SUBJECTS = ["Water", "Rails", "Grain", "Votes", "Copper", "Snow", "Schools", "Bridges"]
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
]  # fmt: skip


@dataclass(frozen=True)
class Story:
    """A headline, and blocks of Markdown; and what a callout says of it."""

    headline: str
    blocks: tuple[str, ...]
    callout: str = ""


@dataclass(frozen=True)
class FictionalIssue:
    """An issue in parts, to be written down as a page of this publication, or as plain MyST."""

    number: int
    date: datetime.date
    title: str
    authors: tuple[str, ...]
    topics: tuple[str, ...]
    summary: str
    stories: tuple[Story, ...]
    episode: str
    guests: tuple[str, ...]
    briefs: tuple[Story, ...]
    fact: str
    earlier: tuple[FictionalIssueName, ...]

    @property
    def name(self) -> FictionalIssueName:
        """Its date, title and docname."""
        return FictionalIssueName(self.number, self.date, self.title)


@dataclass(frozen=True)
class FictionalIssueName:
    """What another issue has to know to refer to one."""

    number: int
    date: datetime.date
    title: str

    @property
    def docname(self) -> str:
        """The name of its page, without an ending."""
        slug = self.title.lower().replace(":", "").replace(" ", "-")
        return f"issues/{self.date.year}/{self.date.isoformat()}-{slug}"


def issue_name(number: int, *, seed: int = SEED) -> FictionalIssueName:
    """Return the name of an issue; the first has the number 1."""
    random = Random(f"{seed} name {number}")
    subject = random.choice(SUBJECTS)
    title = f"Fiction {number}: {subject} in {random.choice(COUNTRIES)}"
    return FictionalIssueName(number, FIRST_DATE + datetime.timedelta(weeks=number - 1), title)


def fictional_issue(number: int, *, seed: int = SEED) -> FictionalIssue:
    """Return an issue.

    Parameters
    ----------
    number
        Which one; the first has the number 1.
    seed
        Another seed gives other issues.
    """
    random = Random(f"{seed} issue {number}")
    name = issue_name(number, seed=seed)
    say = _Speaker(random, name.date)
    footnote = (
        f"[^source]: The Example Almanac, an invented book, page {random.randrange(10, 900)}."
    )
    table = "\n".join(
        ["| Place | Before | After |", "| --- | --- | --- |"]
        + [
            f"| {city} | {random.randrange(1000, 9999):,} | {random.randrange(1000, 9999):,} |"
            for city in random.sample(CITIES, 4)
        ]
    )
    quotation = f"> {say.sentence()}\n> {say.sentence()}"
    stories = (
        Story(
            say.headline(),
            (
                f"{say.paragraph()}[^source]",
                footnote,
                say.paragraph(),
                quotation,
                *say.paragraphs(3),
            ),
            f"{say.paragraph(3)}\n\n{say.paragraph(3)}",
        ),
        Story(say.headline(), (*say.paragraphs(2), table, *say.paragraphs(3)), say.paragraph(4)),
        Story(say.headline(), say.paragraphs(4)),
    )
    briefs = tuple(Story(say.headline(), say.paragraphs(2)) for _ in range(2))
    before = range(max(1, number - 60), number)
    return FictionalIssue(
        number=number,
        date=name.date,
        title=name.title,
        authors=("example-generator",) if random.random() < 0.8 else tuple(AUTHORS),
        topics=tuple(random.sample(sorted(TOPICS), 3)),
        summary=f"Fiction, made by a program. {say.sentence()}",
        stories=stories,
        episode=say.paragraph(3),
        guests=tuple(
            f"Guest {word}, {role.format(city=random.choice(CITIES))}, and a fellow of the "
            f"Made-Up University of {random.choice(CITIES)}"
            for word, role in zip(["One", "Two", "Three"], random.sample(ROLES, 3), strict=True)
        ),
        briefs=briefs,
        fact=f"{random.randrange(1000, 99999):,} {random.choice(UNITS)}: that is what "
        f"{random.choice(BODIES)} of {random.choice(COUNTRIES)} counted in a week of "
        "this fiction.",
        earlier=tuple(
            issue_name(each, seed=seed)
            for each in sorted(random.sample(before, min(2, len(before))))
        ),
    )


class _Speaker:
    """Says sentences that are about nothing that exists."""

    def __init__(self, random: Random, date: datetime.date) -> None:
        self.random = random
        self.date = date
        self.unsaid: list[str] = []

    def fill(self, form: str) -> str:
        choice = self.random.choice
        city, city2 = self.random.sample(CITIES, 2)
        country, country2 = self.random.sample(COUNTRIES, 2)
        role, role2 = self.random.sample(ROLES, 2)
        day = self.date - datetime.timedelta(days=self.random.randrange(1, 20))
        number = self.random.randrange
        words = {
            "city": city,
            "city2": city2,
            "country": country,
            "country2": country2,
            "role": role.format(city=city),
            "role2": role2.format(city=city2),
            "thing": choice(THINGS).format(city=city, city2=city2),
            "body": choice(BODIES),
            "verb": choice(VERBS),
            "adverb": choice(ADVERBS),
            "unit": choice(UNITS),
            "month": choice(MONTHS),
            "day": f"{day.day} {MONTHS[day.month - 1]}",
            "number": str(number(1000, 99999)),
            "small": str(number(2, 40)),
            "percent": str(number(2, 80)),
            "year": str(number(2060, 2100)),
            "year2": str(number(2190, 2240)),
        }
        titled = {key.capitalize(): _titled(value) for key, value in words.items()}
        said = form.format(**words, **titled)
        return said[0].upper() + said[1:]

    def sentence(self) -> str:
        if not self.unsaid:
            self.unsaid = self.random.sample(SENTENCES, len(SENTENCES))
        return self.fill(self.unsaid.pop())

    def headline(self) -> str:
        return self.fill(self.random.choice(HEADLINES))

    def paragraph(self, sentences: int = 4) -> str:
        said = [self.sentence() for _ in range(sentences)]
        if self.random.random() < 0.2:
            said.append(self.fill(self.random.choice(LINKS)))
        return " ".join(said)

    def paragraphs(self, count: int) -> tuple[str, ...]:
        return tuple(self.paragraph(3) for _ in range(count))


def _titled(words: str) -> str:
    small = {"of", "the", "and", "for", "in", "between", "over", "at", "above", "a", "an"}
    return " ".join(word if word in small else word[0].upper() + word[1:] for word in words.split())


ELSEWHERE = "- Atlas: [An atlas of nowhere](https://example.org/atlas) — Maps of what is not there."
SIGN_OFF = (
    "Everything above is fiction. The Invented Lands, their countries, cities and offices do not "
    "exist; a program wrote this page to show what an issue looks like, and to measure how long it "
    "takes."
)


def as_page(issue: FictionalIssue, sections: dict[str, str], *, cover: bool = False) -> str:
    """Return an issue as a page of this publication.

    Parameters
    ----------
    issue
        The issue.
    sections
        The heading of each kind of section.
    cover
        Whether it has a lead image.
    """
    parts = [
        "---",
        f'title: "{issue.title}"',
        f"date: {issue.date.isoformat()}",
        f"authors: [{', '.join(issue.authors)}]",
        f'summary: "{issue.summary}"',
        f"topics: [{', '.join(issue.topics)}]",
        *(
            ["lead_image:", f"  file: {COVER}", "  alt: A square of one colour",
             "  credit: Drawn by a program"] if cover else []
        ),
        "---",
    ]  # fmt: skip
    blocks = ["\n".join(parts), f"# {issue.title}", f"## {sections['stories']}"]
    for story in issue.stories:
        blocks += [f"### {story.headline}", *story.blocks]
        if story.callout:
            blocks.append(f":::{{why-its-important}}\n{story.callout}\n:::")
    blocks += [
        f"## {sections['podcast']}",
        f":::{{podcast}} make-believe\n:date: {issue.date.isoformat()}\n:duration: 48 min\n\n"
        f"{issue.episode}\n:::",
        ":::{guests}\n" + "\n".join(f"- {guest}" for guest in issue.guests) + "\n:::",
        f"## {sections['briefs']}",
    ]
    for brief in issue.briefs:
        blocks += [f"### {brief.headline}", *brief.blocks]
    related = [f"- {{issue}}`{each.date.isoformat()}`" for each in issue.earlier]
    related.append(ELSEWHERE)
    blocks += [
        f"## {sections['fact']}",
        issue.fact,
        f"## {sections['sign-off']}",
        SIGN_OFF,
        f"## {sections['related']}",
        ":::{related-articles}\n" + "\n".join(related) + "\n:::",
    ]
    return "\n\n".join(blocks) + "\n"


def as_plain_page(issue: FictionalIssue) -> str:
    """Return the same text as a page of stock MyST: admonitions and lists for what is ours."""
    byline = (
        f"By {' and '.join(AUTHORS[each] for each in issue.authors)}, {issue.date.isoformat()}. "
        f"Topics: {', '.join(TOPICS[topic] for topic in issue.topics)}."
    )
    blocks = [f"# {issue.title}", issue.summary, byline, "## In the Region"]
    for story in issue.stories:
        blocks += [f"### {story.headline}", *story.blocks]
        if story.callout:
            blocks.append(f":::{{admonition}} Why It’s Important\n{story.callout}\n:::")
    blocks += [
        "## Make-Believe Podcast",
        f":::{{admonition}} Make-Believe Hour\n{issue.date.isoformat()}, 48 min\n\n"
        f"{issue.episode}\n:::",
        "\n".join(f"- {guest}" for guest in issue.guests),
        "## What I’m Following",
    ]
    for brief in issue.briefs:
        blocks += [f"### {brief.headline}", *brief.blocks]
    related = [f"- {{doc}}`/{each.docname}`" for each in issue.earlier]
    related.append(ELSEWHERE)
    blocks += ["## Fact of the Week", issue.fact, "## Thanks for Reading", SIGN_OFF]
    blocks += ["## Related Articles", "\n".join(related)]
    return "\n\n".join(blocks) + "\n"


def write_archive(root: Path, count: int, *, seed: int = SEED, covers: bool = False) -> None:
    """Lay out a whole publication of fictional issues.

    Parameters
    ----------
    root
        Its folder; made if it does not exist.
    count
        How many issues.
    seed
        Another seed gives other issues.
    covers
        Whether every fourth issue has a lead image.
    """
    root.mkdir(parents=True, exist_ok=True)
    for folder in ("_templates", "_static"):
        shutil.copytree(REPOSITORY / folder, root / folder, dirs_exist_ok=True)
    conf = (REPOSITORY / "conf.py").read_text(encoding="utf-8")
    _write(root / "conf.py", conf + CONF.format(name=NAME))
    _write(root / "index.md", f"# {NAME}\n\n```{{front-page}}\n```\n")
    for name, entries in (("people", AUTHORS), ("shows", SHOWS), ("topics", TOPICS)):
        listed = "".join(f"- id: {key}\n  name: {value}\n" for key, value in entries.items())
        notice = "# Fiction: nobody and nothing of this exists."
        _write(root / "_data" / f"{name}.yaml", f"{notice}\n{listed}")
    sections = sections_of(root)
    for number in range(1, count + 1):
        cover = covers and number % 4 == 0
        issue = fictional_issue(number, seed=seed)
        page = root / f"{issue.name.docname}.md"
        _write(page, as_page(issue, sections, cover=cover))
        if cover:
            draw(page.with_name(COVER), issue.date.year)


def write_plain_archive(root: Path, count: int, *, seed: int = SEED) -> None:
    """Lay out the same text for stock MyST and the book theme, with a toctree of all issues."""
    _write(
        root / "conf.py",
        f'project = html_title = "{NAME}"\n'
        'extensions = ["myst_parser"]\nmyst_enable_extensions = ["colon_fence"]\n'
        'html_theme = "sphinx_book_theme"\n',
    )
    names = [issue_name(number, seed=seed).docname for number in range(1, count + 1)]
    toctree = "\n".join(["```{toctree}", ":maxdepth: 1", "", *reversed(names), "```"])
    _write(root / "index.md", f"# {NAME}\n\n{toctree}\n")
    for number in range(1, count + 1):
        issue = fictional_issue(number, seed=seed)
        _write(root / f"{issue.name.docname}.md", as_plain_page(issue))


def sections_of(root: Path) -> dict[str, str]:
    """Return the heading of each kind of section that a publication declares."""
    from periodical.model.publication import read_publication

    return {str(section.kind): section.title for section in read_publication(root).sections}


def draw(path: Path, shade: int) -> None:
    """Draw a small picture; another shade gives another file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (32, 32), (shade * 37 % 256, shade * 11 % 256, 120)).save(path, optimize=False)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Lay out a publication from the command line."""
    parser = argparse.ArgumentParser(description="Lay out a publication of fictional issues.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--covers", action="store_true", help="give every fourth issue a picture")
    options = parser.parse_args(arguments)
    write_archive(options.folder, options.count, seed=options.seed, covers=options.covers)
    print(f"{options.count} fictional issues are in {options.folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
