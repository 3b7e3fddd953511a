"""A fictional issue as a page of this publication, or of stock MyST."""

from __future__ import annotations

import datetime

from .issues import FictionalIssue, Story
from .world import AUTHORS, TOPICS

COVER = "cover.png"
"""The lead image of an issue that has one; each year has its own file of this name."""

ELSEWHERE = "- Atlas: [An atlas of nowhere](https://example.org/atlas) — Maps of what is not there."
SIGN_OFF = (
    "Everything above is fiction. The Invented Lands, their countries, cities and offices do not "
    "exist; a program wrote this page to show what an issue looks like, and to measure how long it "
    "takes."
)


def as_page(issue: FictionalIssue, sections: dict[str, str], *, cover: bool = False) -> str:
    """Return an issue as a page of this publication.

    Args:
        issue: The issue.
        sections: The heading of each kind of section.
        cover: Whether it has a lead image.
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
        *(
            ["revisions:", f"  - date: {issue.date + datetime.timedelta(days=9)}",
             "    kind: correction", "    note: Fiction too. A number was invented twice."]
            if issue.number % 10 == 7 else []
        ),
        "---",
    ]  # fmt: skip
    blocks = ["\n".join(parts), f"# {issue.title}", f"## {sections['stories']}"]
    for story in issue.stories:
        blocks += [f"### {story.headline}", *_note(story), *story.blocks]
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
    ]
    if issue.number % 5:  # of the others, the related issues are computed
        blocks.append(f"## {sections['related']}")
        blocks.append(":::{related-articles}\n" + "\n".join(related) + "\n:::")
    return "\n\n".join(blocks) + "\n"


def _note(story: Story) -> list[str]:
    """Return what stands under the heading of a story that goes on."""
    if (part := story.part) is None:
        return []
    note = [f":thread: {part.thread}", f":date: {part.date}", f":places: {', '.join(part.places)}"]
    before = [f"It goes on from {{story}}`{part.before}`."] if part.before else []
    return ["\n".join([":::{story}", *note, ":::"]), *before]


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
