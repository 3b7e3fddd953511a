"""Words of Arabic script in an English issue: their language, as far as their letters tell it."""

from __future__ import annotations

import re
import shutil
import subprocess

import pikepdf
import pytest
from periodical.markup.languages import likely_language

from ..conftest import Publication
from .reading import Document

PERSIAN = "این یک بند داستانی است که گزارشگر آن را پیش از چاپ نوشت."
URDU = "یہ ایک فرضی پیراگراف ہے جس میں ٹیکسٹ اردو زبان میں ہے۔"
UYGHUR = "بۇ بىر ئويدۇرما ئابزاس، گېزىت ئۈچۈن يېزىلغان."
ARABIC = "هذه فقرة خيالية كتبت للاختبار."
UNDECIDED = "این بند است"


@pytest.mark.parametrize(
    ("text", "language"),
    [(PERSIAN, "fa"), (URDU, "und"), (UYGHUR, "und"), (ARABIC, "und"), (UNDECIDED, "und")],
)
def test_the_letters_decide(text: str, language: str) -> None:
    assert likely_language(text) == language


def test_quotations_lists_and_tables_are_in_the_language_around_them(
    publication: Publication,
) -> None:
    assert likely_language(UNDECIDED, around=PERSIAN) == "fa"
    assert likely_language(UNDECIDED, around=PERSIAN + URDU) == "und"
    assert likely_language(ARABIC, around=PERSIAN) == "und"
    table = "| یک | دو |\n| --- | --- |\n| این | است |"
    page = publication.issue(
        f"## In the Region\n\n### Fiction\n\n{PERSIAN}\n\n> {UNDECIDED}\n\n- {UNDECIDED}\n"
        f"- می\u200cرود\n\n1. {UNDECIDED}\n\n{table}\n\nEnglish again.\n"
    )
    document = Document(publication.build("pdf", out="_build/pdf").out / f"{page}.pdf")
    assert document.problems() == []
    # As it is shown, from the left: the non-joiner between the letters where it was written.
    assert "می\u200cرود"[::-1] in document.text
    tags = [each for each in document.pdf.objects if isinstance(each, pikepdf.Dictionary)]
    marked = [tag for tag in tags if "/Lang" in tag and "/S" in tag]
    assert sorted((str(tag.S), str(tag.Lang)) for tag in marked) == [
        ("/BlockQuote", "fa"), ("/L", "fa"), ("/L", "fa"), ("/P", "fa"), ("/Table", "fa"),
    ]  # fmt: skip


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
def test_an_address_runs_from_the_left_and_a_label_stands_at_the_side_of_its_text(
    publication: Publication,
) -> None:
    page = publication.issue(
        f"## In the Region\n\n### آب\n\n{PERSIAN} [پیوند](https://example.org/a/b-c.html)\n",
        extra="language: fa\n",
        title="عنوان",
    )
    path = publication.build("pdf", out="_build/pdf").out / f"{page}.pdf"
    document = Document(path)
    assert document.problems() == []
    assert [note.endswith("https://example.org/a/b-c.html") for note in document.notes] == [True]
    command = ["pdftotext", "-bbox", path, "-"]
    words = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    ends = re.findall(r'xMax="([\d.]+).*>(?:REGION|COLOPHON)<', words, re.IGNORECASE)
    # Points: the column ends 44.5 mm before the page's 210; the colophon is in English.
    assert float(ends[0]) == pytest.approx(469, abs=2)
    assert float(ends[1]) < 250


def test_a_date_over_a_persian_title_keeps_its_order(publication: Publication) -> None:
    publication.issue(f"## In the Region\n\n{PERSIAN}\n", title="عنوان", extra="language: fa\n")
    related = "## Related Articles\n\n:::{related-articles}\n- {issue}`2031-01-07`\n:::\n"
    page = publication.issue(related, date="2031-01-14")
    text = Document(publication.build("pdf", out="_build/pdf").out / f"{page}.pdf").text
    assert "7 January 2031" in text


@pytest.mark.parametrize(("text", "language"), [(PERSIAN, "fa"), (UYGHUR, "und")])
def test_turned_paragraphs_are_not_english(
    publication: Publication, text: str, language: str
) -> None:
    page = publication.issue(f"## In the Region\n\n### Fiction\n\n{text}\n\nEnglish again.\n")
    built = publication.build("pdf", out="_build/pdf")
    assert built.warnings == []
    document = Document(built.out / f"{page}.pdf")
    assert document.problems() == []
    tags = [each for each in document.pdf.objects if isinstance(each, pikepdf.Dictionary)]
    assert language in document.languages | {str(tag.Lang) for tag in tags if "/Lang" in tag}
