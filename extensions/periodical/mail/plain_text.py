"""The text of an edition without markup: 72 columns, and the addresses of links as notes."""

from collections.abc import Iterator
from textwrap import fill

from lxml import etree

COLUMNS = 72
_BLOCKS = {
    "aside", "blockquote", "div", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr",
    "li", "ol", "p", "pre", "table", "tbody", "thead", "tr", "ul",
}  # fmt: skip
_UNDER = {"h2": "=", "h3": "-"}
_BESIDE = {"aside": "| ", "blockquote": "> ", "pre": "    "}


def as_text(whole: etree._Element) -> tuple[str, list[str]]:
    """Return the words of a text, and the addresses to which numbers in brackets refer."""
    notes: dict[str, int] = {}
    for link in whole.xpath("//a[not(ancestor::sup)]"):
        address = link.get("href").removeprefix("mailto:")
        if "".join(link.itertext()).strip() != address:
            number = notes.setdefault(address, len(notes) + 1)
            etree.SubElement(link, "span").text = f" [{number}]"
    for number in whole.iter("sup"):
        number.text, number.tail = "(", f"){number.tail or ''}"
    return "\n\n".join(_blocks(whole, "", "")), list(notes)


def _blocks(element: etree._Element, first: str, rest: str) -> Iterator[str]:
    """Yield the blocks in an element; its first line begins with `first`, others with `rest`."""
    if element.tag == "pre":
        yield "\n".join(f"{rest}{line}" for line in "".join(element.itertext()).splitlines())
        return
    inner = [child for child in element if child.tag in _BLOCKS]
    own = [element.text or ""]
    for child in element:
        own += [] if child in inner else child.itertext()
        own.append(child.tail or "")
    words = " | ".join("".join(cell.itertext()) for cell in element) if element.tag == "tr" else ""
    if words := " ".join((words or "".join(own)).split()):
        lines = fill(
            words, COLUMNS, initial_indent=first, subsequent_indent=rest,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        width = max(map(len, lines.splitlines()))
        yield f"{lines}\n{_UNDER[element.tag] * width}" if element.tag in _UNDER else lines
        first = rest
    if element.tag in ("ul", "ol"):
        items = []
        for number, item in enumerate(inner, start=1):
            sign = f"{number}. " if element.tag == "ol" else "- "
            items.append([*_blocks(item, f"{rest}{sign}", f"{rest}{' ' * len(sign)}")])
        tight = all(len(item) == 1 for item in items)
        yield ("\n" if tight else "\n\n").join("\n".join(item) for item in items)
        return
    for child in inner:
        sign = _BESIDE.get(child.tag, "")
        blocks = _blocks(child, f"{first}{sign}", f"{rest}{sign}")
        # A sign goes on between the blocks beside which it stands.
        yield from [f"\n{rest}{sign.strip()}\n".join(blocks)] if sign else blocks
        first = rest
