"""From the plain HTML of an issue (`content.py`) to calls of the functions of `press.typ`.

A call is a list: the name of a function and its arguments, which are texts, numbers and calls. What
a contributor writes is a text among them: data, and never code or a name.

Where `press.typ` has a function of an element's class, or else of its tag, that prints it, whatever
directive it is from; what needs more than its words is in a table of functions here.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias
from urllib.parse import quote

import regex
from lxml import etree

from ..content import BLOCKS, Content, TextPart
from ..markup.directives import DIRECTIVES
from ..markup.languages import direction_of, ends_right_to_left, is_of_another_script
from ..model.messages import Complaint, Problem
from ..model.page import Page
from ..model.records import IssueRecord
from ..pictures.conversion import Picture
from .elements import fits, name_of, notes_at, printed_address, width_of, words_of, words_up_to
from .press import Press

_SET_PLAIN = (each.plain for each in DIRECTIVES.values() if each.plain)
_PLAIN = {str(kind): node.printed.name for kind, node in _SET_PLAIN}
"""As what the text of some kinds of sections is printed, where it is plain."""


_SPECIAL_WORDS = regex.compile(r"(\b[A-Z]{2,6}/[A-Z]{2,6}\b)|(https?://\S+|[^\s\p{Han}]{31,})")
"""What is not to be parted, or only so; `press.typ` has the same for what is no issue's text."""

Made: TypeAlias = str | list[Any]
"""What is printed: a text, or a call."""
_Printer: TypeAlias = Callable[[etree._Element], Made]


def joined(parts: Iterable[Made]) -> Made:
    """Return what stands one after the other; texts side by side are one."""
    made = list[Any]()
    for part in parts:
        for each in part[1:] if part[:1] == ["all"] else filter(None, [part]):
            if isinstance(each, str) and made and isinstance(made[-1], str):
                made[-1] += each
            else:
                made.append(each)
    return made[0] if len(made) == 1 else ["all", *made]


def place_in(issue: IssueRecord, anchor: str = "") -> str:
    """Return the name of a place in an issue, or of its title: it is one in the year's volume.

    A PDF has but one spelling for each name if all its letters are ASCII (ISO 32000-1, 7.9.6).
    """
    return f"{issue.id}/{quote(anchor, safe=':')}" if anchor else issue.id


def about_language(tag: str) -> dict[str, str | None]:
    """Return a language as Typst takes it: its code, its region if any, and its direction."""
    import langcodes  # here, as its tables take longer than a page

    language = langcodes.get(tag)
    region = language.territory
    known = region.lower() if region and len(region) == 2 else None
    return {"lang": language.language or "und", "region": known, "direction": direction_of(tag)}


class Translator:
    """Translates an issue for a press.

    In its source, `page`, the line of a problem is looked up; pictures' paths count from `root`.
    """

    def __init__(
        self, issue: IssueRecord, content: Content, page: Page, press: Press, root: Path
    ) -> None:
        self._issue, self._content, self._page = issue, content, page
        self._press, self._root, self._label = press, root, partial(place_in, issue)
        self.problems: set[Problem] = set()
        """Why it cannot be printed, once it is translated."""
        self._right_to_left = direction_of(issue.head.language) == "rtl"
        self._noted: set[str] = set()
        """The footnotes that are printed."""
        self._addressed: dict[str, tuple[str, str]] = {}
        """The addresses that are printed at the foot of a page: name and number of each note."""
        self._numbers = map(str, itertools.count(len(content.notes) + 1))
        """Those of notes only on paper, behind the text's own, which are as the site has them."""

    def article(self) -> dict[str, Made]:
        """Return the issue; an upright picture at its head stands beside the first words."""
        content = self._content
        said = {each.get("class", each.tag): each for each in etree.fromstring(content.said)}
        topics = [said.pop("topics")] if "topics" in said else []
        dateline = self._inside(said.pop("dateline"))
        title, head = self._all(said.values()), etree.fromstring(content.head)
        lead = head.find("*[@class='lead-image']")
        made = None if lead is None else self._converted(lead.find(".//img"))
        if made and made.height > 0.9 * made.width:
            title = ["opening", title, self._visit(lead)]
            head.remove(lead)
        body = [title, self._all(head), *map(self._section, content.sections)]
        foot = self._all([*etree.fromstring(content.foot), *topics])
        return {"dateline": dateline, "body": joined([*body, foot])}

    def _section(self, parts: Sequence[TextPart]) -> Made:
        """Print a section by its kind; plain text as the directive for which it stands there."""
        texts = (text for part in parts for text in (part.heading, part.body))
        heading, *pieces = map(etree.fromstring, texts)
        kinds = {section.anchor: str(section.kind or "") for section in self._issue.sections}
        kind = kinds.get(parts[0].anchor, "")
        title, text, plain = self._visit(heading), self._all(pieces), _PLAIN.get(kind, "")
        if plain and not any(each.xpath(".//*[@class=$name]", name=plain) for each in pieces):
            text = [plain, text]
        made = joined([title, text])
        return ["part", kind, made] if kind else made

    # Elements

    def _visit(self, element: etree._Element, printed: _Printer | None = None) -> Made:
        """Return what an element is on the page; what runs the other way in its direction."""
        direction, around = element.get("dir"), self._right_to_left
        if direction:
            self._right_to_left = direction == "rtl"
        made = (printed or self._print)(element)
        self._right_to_left = around
        # Words in another language have both of it.
        is_block = direction and element.tag != "span"
        return ["turned", direction, element.get("lang"), made] if is_block else made

    def _print(self, element: etree._Element) -> Made:
        """Print what a function is named after: a label and a text, a list, a card, or words."""
        names = (name_of(element), element.tag)
        function = next((name for name in names if name in self._press.functions), "")
        if not function:
            return PRINTERS.get(element.tag, Translator._inside)(self, element)
        if element.tag == "aside":
            label, *body = element
            return [function, self._inside(label[0]), self._all(body)]
        if element.tag == "ul":
            return [function, fits(element), *map(self._visit, element)]
        if element.tag == "li":
            return self._card(element, function)
        if len(element) and name_of(element[-1]) == "attribution":
            *body, whose = element
            return [function, self._all(body), self._inside(whose)]
        return [function, self._inside(element)]

    def _inside(self, element: etree._Element) -> Made:
        """Return what is in an element, one after the other."""
        return self._all(element, element.text)

    def _all(self, elements: Iterable[etree._Element], before: str | None = "") -> Made:
        """Return what elements are, one after the other, and the words before and behind each."""
        made = [self._text(before)]
        for each in elements:
            made += [self._visit(each), self._text(each.tail)]
        return joined(made)

    def _text(self, text: str | None) -> Made:
        """Print words. A newline is a space, as in Markdown; Typst would break the line."""
        words = re.sub(r"[ \t\r\n]+", " ", text or "")
        if words and "/" not in words and max(map(len, words.split()), default=0) < 31:
            return words  # none is special, which is seen ten times as fast
        functions = ("", "unbroken", "turned-back" if self._right_to_left else "divided")
        pieces = enumerate(_SPECIAL_WORDS.split(words))
        found = ((functions[at % 3], piece) for at, piece in pieces if piece)
        return joined([function, piece] if function else piece for function, piece in found)

    def _problem(self, complaint: Complaint, at: str) -> None:
        """Note why the issue cannot be printed; `at` is a text that stands on the line."""
        lines = enumerate(self._page.lines, start=1)
        line, text = next(((n, text) for n, text in lines if at in text), (1, at))
        self.problems.add(complaint.at(self._page.file, line, text.index(at) + 1))

    def _heading(self, element: etree._Element) -> Made:
        level, label = int(element.tag[1]), self._label(str(element.get("id")))
        # The whole issue is where its title is.
        name, anchor = (self._label(), ["anchor", label]) if level == 1 else (label, "")
        title = ["headline", level, name, self._inside(element)]
        addresses = filter(None, map(self._address_of, element.iter("a")))
        return joined([title, anchor, *(["address-line", address] for address in addresses)])

    def _paragraph(self, element: etree._Element) -> Made:
        words = words_of(element)
        if not words.strip() and len(element) and all(each.tag == "img" for each in element):
            return joined(self._picture("bare-picture", image) for image in element)
        # Hyphens are those of the issue's language: lines of another script would be torn apart.
        torn = is_of_another_script(words, self._issue.head.language)
        return ["ragged" if torn else "para", self._inside(element)]

    def _item(self, element: etree._Element) -> Made:
        """Print an item or a cell as one content: of words alone, they are a paragraph."""
        if (len(element) or element.text) and not any(each.tag in BLOCKS for each in element):
            return self._paragraph(element)
        return self._inside(element)

    def _list(self, element: etree._Element) -> Made:
        is_tight = all(sum(part.tag == "p" for part in item) <= 1 for item in element)
        items = map(self._visit, element)
        if element.tag == "ul":
            return ["bullets", is_tight, *items]
        return ["numbered", is_tight, int(element.get("start", 1)), *items]

    def _span(self, element: etree._Element) -> Made:
        """Print words, which may be in another language."""
        words, language = self._inside(element), element.get("lang")
        return ["words-in", *about_language(language).values(), words] if language else words

    def _card(self, element: etree._Element, function: str) -> Made:
        """Print a card: what it consists of by name, and where its title leads."""
        parts = {name_of(part): self._visit(part, self._inside) for part in element.findall("p")}
        for image in element.iter("img"):
            parts["picture"] = self._picture("bare-picture", image)
        for link in element.xpath("p[@class='card-title']//a[1]"):
            if address := self._address_of(link):
                parts["address"] = ["printed-address", address]
        return [function, fits(element), *(["items", *part] for part in parts.items())]

    # Links and notes

    def _link(self, element: etree._Element) -> Made:
        """Print a link: within the issue, or with its address, which paper would lose."""
        if element.get("class"):
            return self._span(element)
        words, where, url = self._inside(element), notes_at(element), str(element.get("href"))
        page, _, anchor = url.partition("#")
        if page == self._content.page and anchor:
            return ["link-within", self._label(anchor), words]
        made = ["link-to", self._url(element), words]
        if where == "later" or not (address := self._address_of(element)):
            return made
        if where == "inline":
            return joined([made, ["address-after", address]])
        if url in self._addressed:
            note: Made = ["note-again", *self._addressed[url]]
        else:
            # Two colons, with which no note of the text begins.
            name, number = self._label(f"::{len(self._addressed) + 1}"), next(self._numbers)
            self._addressed[url] = name, number
            note = ["address-note", name, number, address]
        return joined([made, self._sign_of(element, note)])

    def _sign_of(self, element: etree._Element, note: Made) -> Made:
        """Print a note, whose sign stays behind the words to which it belongs."""
        is_turned_back = ends_right_to_left(words_up_to(element)) is not self._right_to_left
        return joined([["sign-after"], note]) if is_turned_back else note

    def _footnote(self, element: etree._Element) -> Made:
        """Print a note where the text first refers to it, and its number afterwards."""
        name = str(element[0].get("href")).partition("#")[2]
        number, words = self._content.notes[name]
        # A colon, which no heading has in its address: a note may bear the name of one.
        label = self._label(f":{name}")
        if name in self._noted:
            return self._sign_of(element, ["note-again", label, number])
        self._noted.add(name)
        note = etree.fromstring(words)
        note.set("class", "footnote")
        if len(note) and note[0].tag == "p":
            # As words, not as a paragraph: they begin on the line of the note's number.
            note[0].tag = "span"
            note[0].attrib.clear()
        return self._sign_of(element, ["note", label, number, self._inside(note)])

    def _address_of(self, link: etree._Element) -> Made | None:
        """Return the address of a link, unless it is this page, or its own words say it."""
        url = printed_address(link)
        is_own = url.startswith(f"{self._content.page}#")
        return self._url(link) if url and not is_own else None

    def _url(self, link: etree._Element) -> Made:
        """Return the address of a link; if neither of the web nor of mail, it is a problem.

        The compiler would take ``javascript:``.
        """
        url = str(link.get("href"))
        if not url.lower().startswith(("https://", "http://", "mailto:")):
            self._problem(Complaint("pdf-address", address=url), url)
        return url

    # Pictures and tables

    def _picture(self, function: str, image: etree._Element, *arguments: object) -> Made:
        """Return the call of a function that shows a picture; nothing if it cannot be shown."""
        alt, name = " ".join(str(image.get("alt")).split()), str(image.get("data-source"))
        if not alt:
            self._problem(Complaint("picture-undescribed", name=name), PurePosixPath(name).name)
        elif made := self._converted(image):
            return [function, made.name, alt, ["items", made.width, made.height], *arguments]
        return joined([])

    def _converted(self, image: etree._Element) -> Picture | None:
        """Return a picture as a PDF can hold it; one that is broken is a problem."""
        file = self._root / str(image.get("data-source"))
        try:
            return self._press.pictures.made(file)
        except Complaint as error:
            self._problem(error, file.name)
            return None

    def _figure(self, element: etree._Element) -> Made:
        image, words = element
        has_caption = len(words) and words[0].tag == "p" and not words[0].get("class")
        caption = self._inside(words[0]) if has_caption else None
        legend = ["items", *map(self._visit, words[1:] if has_caption else words)]
        lead = name_of(element.getparent()) == "lead-image"
        return self._picture("picture", image, fits(words), caption, legend, lead)

    def _table(self, element: etree._Element) -> Made:
        heads, rows = (element.findall(f"{part}/tr") for part in ("thead", "tbody"))
        sides = ["items", *(cell.get("class", "") for cell in (heads or rows)[0])]
        width, longest = width_of([*heads, *rows])
        printed = [
            ["items", *(["items", *map(self._visit, row)] for row in part)]
            for part in (heads, rows)
        ]
        return ["grid-table", fits(element), width, longest, sides, *printed]


PRINTERS: Mapping[str, Callable[[Translator, etree._Element], Made]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Translator._heading),
    **dict.fromkeys(("ul", "ol"), Translator._list),
    **dict.fromkeys(("li", "td", "th"), Translator._item),
    "p": Translator._paragraph,
    "pre": lambda _, element: ["code-block", fits(element), words_of(element).rstrip("\n")],
    "table": Translator._table,
    "figure": Translator._figure,
    "code": lambda _, element: ["inline-code", re.sub(r"[\r\n]", " ", words_of(element))],
    "img": lambda made, element: made._picture("inline-picture", element),
    "a": Translator._link,
    "sup": Translator._footnote,
    "span": Translator._span,
}
"""What prints an element of which no template has a function; in any other, what is in it."""
