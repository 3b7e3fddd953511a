"""Quotation marks, apostrophes, dashes and dots: of the page's language, everywhere the same."""

from __future__ import annotations

import json

import pytest
from periodical.markup.quotes import marks_of, replace_signs, smart_quotes

from .conftest import Publication
from .pdf.conftest import picture_bytes
from .pdf.reading import Document

PRINTED = [
    ("en", "\"It's so,\" he said.", "“It’s so,” he said."),
    ("en", "\"She said 'no' twice.\"", "“She said ‘no’ twice.”"),
    ("en", '"He said: "No", and left."', "“He said: ‘No’, and left.”"),
    ("en", "'tis cold; 'twas rock 'n' roll in the '90s, the students' '24.",
     "’tis cold; ’twas rock ’n’ roll in the ’90s, the students’ ’24."),
    ("en", "He called it 'a \"new\" road' and left.", "He called it ‘a “new” road’ and left."),
    ("en", '("So," he said) and ["so"]', "(“So,” he said) and [“so”]"),
    ("en", 'A dash--"so"--and---"so".', "A dash–“so”–and—“so”."),
    ("en", '"Yes" "no" and 5" of snow...', "“Yes” “no” and 5” of snow…"),
    ("en", '"Yes""no", "\'a\'"b', "“Yes”“no”, “‘a’”b"),
    ("en", '"\'Yes,\' he said."', "“‘Yes,’ he said.”"),
    ("en", "James' road, O'Neil, d'Istria", "James’ road, O’Neil, d’Istria"),
    ("ru", '"Дорога закрыта", сказал он.', "«Дорога закрыта», сказал он."),
    ("ru", '"Он сказал: "Нет", и ушёл".', "«Он сказал: „Нет“, и ушёл»."),
    ("ru", "\"Он сказал: 'Нет', и ушёл\".", "«Он сказал: „Нет“, и ушёл»."),
    ("ru-KZ", '"Да"', "«Да»"),
    ("kk", "\"Жол 'жабық'\"", "«Жол “жабық”»"),
    ("ky", '"Жол"', "«Жол»"),
    ("tg", '"Роҳ"', "“Роҳ”"),
    ("tk", "\"Ýol 'ýapyk'\"", "“Ýol “ýapyk””"),
    ("uz", "\"O'zbekiston yo'li\"", "“O’zbekiston yo’li”"),
    ("uz-Cyrl", '"Йўл"', "“Йўл”"),
    ("fa", '"راه"', "«راه»"),
    ("de", "\"Der 'Weg'\"", "„Der ‚Weg‘“"),
    ("fr", '"La route"', "«\u202fLa route\u202f»"),
    ("zh-TW", '"路"', "「路」"),
    ("xx", '"Road"', "“Road”"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "typed", "printed"), PRINTED)
def test_signs_of_a_language(language: str, typed: str, printed: str) -> None:
    assert smart_quotes(typed, language) == printed
    # What is printed stays as it is.
    assert smart_quotes(printed, language) == printed


def test_marks_go_on_through_markup_and_leave_code_alone() -> None:
    pieces = [
        ('"The ', "en"), ("\"x\" --'", None), (' is "', "en"),
        ('Путь "Б"', "ru"), ('", he said."', "en"),
    ]  # fmt: skip
    assert list(replace_signs(pieces)) == ["“The ", '"x" --\'', " is ‘", "Путь „Б“", "’, he said.”"]


def test_marks_are_looked_up_by_the_nearest_tag() -> None:
    assert marks_of("uz-Cyrl-UZ") == marks_of("uz-Cyrl") != marks_of("uz")
    assert marks_of("RU") == marks_of("ru")


def test_cost_grows_with_the_length() -> None:
    # Would take minutes if each sign looked for its other half.
    assert len(smart_quotes("'a \"b " * 60_000)) == 360_000


BODY = """\
## In the Region

### Сказано: "Нет"

"Он *сказал: "Нет"*, и `"код"` остался". {lang}`He said "no" <en>`

![Знак "Стоп"](sign.png)

:::{podcast} majlis
:title: О "дороге"

Слова.
:::
"""


def test_a_page_has_the_marks_of_its_language_everywhere(publication: Publication) -> None:
    publication.write("issues/2031/sign.png", picture_bytes("PNG"))
    title = "'Ответ \"Дороги\"'"
    page = publication.issue(
        BODY.replace("## In", "", 0), title=title, extra="language: ru\n"
        "revisions: [{date: 2031-02-01, kind: update, note: 'Слово \"да\" убрано.'}]\n"
    )  # fmt: skip
    source = publication.root / f"{page}.md"
    text = source.read_text("utf-8").replace("# 'Ответ \"Дороги\"'", '# Ответ "Дороги"')
    text = text.replace("summary: A fictional summary for a test.", "summary: 'О \"дороге\".'")
    source.write_text(text, "utf-8")
    publication.issue("## In the Region\n\n\"So 'it' is.\"\n", date="2031-03-01", name="english")
    built = publication.build()
    assert built.warnings == []
    html = built.html(page)
    article = html.select_one("article")
    assert article is not None
    words = " ".join(article.get_text().split())
    for expected in (
        "Ответ «Дороги»", "Сказано: «Нет»", '«Он сказал: „Нет“, и "код" остался».',
        "He said “no”", "О «дороге»", "Слово «да» убрано.",
    ):  # fmt: skip
        assert expected in words, expected
    assert html.select_one("img[alt='Знак «Стоп»']")
    for attribute, expected in (
        ("property='og:title'", "Ответ «Дороги»"), ("name='description'", "О «дороге»."),
        ("name='citation_title'", "Ответ «Дороги»"),
    ):  # fmt: skip
        meta = html.select_one(f"meta[{attribute}]")
        assert meta is not None
        assert meta["content"] == expected
    assert "Ответ «Дороги»" in built.html("index").get_text()
    assert "Слово «да» убрано." in built.html("corrections/index").get_text()
    assert "“So ‘it’ is.”" in built.html("issues/2031/2031-03-01-english").get_text()
    pdf = publication.build("pdf")
    assert pdf.warnings == []
    document = Document(pdf.out / f"{page}.pdf")
    assert str(document.pdf.docinfo["/Title"]) == "Ответ «Дороги»"
    printed = " ".join(document.text.split())
    assert "«Он сказал: „Нет“, и" in printed
    data = json.loads((built.out / "data/issues.json").read_text("utf-8"))
    assert "Ответ «Дороги»" in json.dumps(data, ensure_ascii=False)


def test_a_title_may_be_in_another_language(publication: Publication) -> None:
    page = publication.issue("", title='Дорога "закрыта"', extra="title_language: ru\n")
    other = publication.issue(
        "## In the Region\n\n### {lang}`Жол жабық <kk>`\n\n[Words](#zhol-zhabyq).\n",
        title="Of the Road", date="2031-01-14", name="b",
    )  # fmt: skip
    source = publication.root / f"{other}.md"
    text = source.read_text("utf-8").replace("# Of the Road", "# Of {lang}`the Road <ky>`")
    source.write_text(text, "utf-8")
    assert publication.check() == []
    site = publication.build()
    assert site.warnings == []
    spans = [site.html(each).select("h1 [lang], h3 [lang]") for each in (page, other)]
    assert [[(span["lang"], span.get_text()) for span in each] for each in spans] == [
        [("ru", "Дорога «закрыта»")], [("ky", "the Road"), ("kk", "Жол жабық")],
    ]  # fmt: skip
    assert "Дорога «закрыта»" in site.html("issues/2031").get_text()
