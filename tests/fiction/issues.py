"""Fictional issues in parts: the same number gives the same issue."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from periodical.model.text import slug

from .words import (
    ABOUT_PEOPLE,
    ADVERBS,
    BODIES,
    CITIES,
    COUNTRIES,
    HEADLINES,
    LINKS,
    MONTHS,
    ROLES,
    SENTENCES,
    SUBJECTS,
    THINGS,
    UNITS,
    VERBS,
)
from .world import AUTHORS, PEOPLE, THREADS, TOPICS, place_id

SEED = 1
FIRST_DATE = datetime.date(2101, 11, 1)
"""Late in a year, so that a dozen weekly issues are in two."""


@dataclass(frozen=True)
class Story:
    """A headline, and blocks of Markdown; what a callout says of it, and what it belongs to."""

    headline: str
    blocks: tuple[str, ...]
    callout: str = ""
    part: ThreadPart | None = None


@dataclass(frozen=True)
class ThreadPart:
    """A story's place in a thread.

    Args:
        thread: The id of the thread.
        date: When it happened.
        places: The ids of the places where.
        before: The address of the story before it, as ``DATE#heading``, if there is one.
    """

    thread: str
    date: datetime.date
    places: tuple[str, ...]
    before: str | None


def thread_headline(number: int) -> str:
    """Return the headline of the story that goes on in an issue."""
    _, words = list(THREADS.values())[number % len(THREADS)]
    return f"{words} in Week {number}"


def thread_part(number: int, *, seed: int) -> ThreadPart:
    """Return the place in its thread of the story that goes on in an issue."""
    random = Random(f"{seed} thread {number}")
    date = issue_name(number, seed=seed).date
    earlier = number - len(THREADS)
    before = None
    if earlier > 0:
        day = issue_name(earlier, seed=seed).date.isoformat()
        before = f"{day}#{slug(thread_headline(earlier))}"
    return ThreadPart(
        list(THREADS)[number % len(THREADS)],
        date - datetime.timedelta(days=random.randrange(1, 7)),
        tuple(place_id(city) for city in random.sample(CITIES, 2)),
        before,
    )


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

    Args:
        number: Which one; the first has the number 1.
        seed: Another seed gives other issues.
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
        Story(thread_headline(number), say.paragraphs(4), part=thread_part(number, seed=seed)),
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
        guests=tuple(_guest(random, name.date)),
        briefs=briefs,
        fact=f"{random.randrange(1000, 99999):,} {random.choice(UNITS)}: that is what "
        f"{random.choice(BODIES)} of {random.choice(COUNTRIES)} counted in a week of "
        "this fiction.",
        earlier=tuple(
            issue_name(each, seed=seed)
            for each in sorted(random.sample(before, min(2, len(before))))
        ),
    )


def in_brief(issue: FictionalIssue) -> FictionalIssue:
    """Return an issue with all its parts, but of each story's paragraphs the first alone."""

    def shortened(story: Story) -> Story:
        first, *others = story.blocks
        return replace(story, blocks=(first, *(each for each in others if each[0] in "[>|")))

    return replace(
        issue,
        stories=tuple(map(shortened, issue.stories)),
        briefs=tuple(map(shortened, issue.briefs)),
    )


def _guest(random: Random, date: datetime.date) -> Iterator[str]:
    """Yield guests: two with names, in the roles of that day, and one that is a number."""
    for person in random.sample(list(PEOPLE.values()), 2):
        city = random.choice(CITIES)
        yield f"{person.name}, {person.role_on(date)}, and a fellow of the Sample Society of {city}"
    role = random.choice(ROLES).format(city=random.choice(CITIES))
    yield f"Guest Three, {role}, and a reader of the Made-Up University"


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
        person = choice(list(PEOPLE.values()))
        words = {
            "person": person.name,
            "persons_role": person.role_on(self.date),
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
        if self.random.random() < 0.15:
            said[-1] = self.fill(self.random.choice(ABOUT_PEOPLE))
        if self.random.random() < 0.2:
            said.append(self.fill(self.random.choice(LINKS)))
        return " ".join(said)

    def paragraphs(self, count: int) -> tuple[str, ...]:
        return tuple(self.paragraph(3) for _ in range(count))


def _titled(words: str) -> str:
    small = {"of", "the", "and", "for", "in", "between", "over", "at", "above", "a", "an"}
    return " ".join(word if word in small else word[0].upper() + word[1:] for word in words.split())
