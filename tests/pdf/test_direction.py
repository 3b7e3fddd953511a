"""Words of Arabic script in an English issue: their language, as far as their letters tell it."""

from __future__ import annotations

import pikepdf
import pytest
from periodical.markup.direction import likely_language

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
