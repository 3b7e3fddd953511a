"""Names in prose: which words count, which do not, and what an endless registry does not cost."""

from __future__ import annotations

import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from periodical.model.names import LONGEST, LONGEST_PARAGRAPH, NameFinder, Sentences, fold_name

from .conftest import Publication

NAMES = [
    "Testville", "University of Testville", "Test & Example Institute", "Ann Example",
    "Example.media", "Example", "Oʻrnak", "Тестград", "آزمون‌شهر", "نمونک", "José Sample",
]  # fmt: skip
FINDER = NameFinder({fold_name(name): name for name in NAMES})


def found(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], key) for start, end, key in FINDER.find(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Testville’s mayor", "Testville"),
        ("the Testvilles' and Testville'", "Testville"),
        ("(Testville), “Testville”", "Testville"),
        ("Testville-based", "Testville"),
        ("pro-Testville", "Testville"),
        ("Testville/Elsewhere", "Testville"),
        ("from Testville—and", "Testville"),
        ("of Testville.", "Testville"),
        ("Ann\nExample", "Ann\nExample"),
        ("Ann\xa0Example", "Ann\xa0Example"),
        ("Jose\u0301 Sample’s", "Jose\u0301 Sample"),
        ("O‘rnak, O'rnak", "O‘rnak"),
        ("Тестград", "Тестград"),
        ("در نمونك است", "نمونك"),
        ("Example.media’s", "Example.media"),
        ("Test & Example Institute", "Test & Example Institute"),
    ],
)
def test_found(text: str, words: str) -> None:
    assert found(text)[0][0] == words


@pytest.mark.parametrize(
    "text",
    [
        "Testvillean", "unTestville", "Nova-Testville", "Testville-Nova", "testville", "TESTVILLE",
        "@Testville", "#Testville", "www.Testville", "testville.example", "Testville.example",
        "Ann Example, Jr.", "Ann Example Jr. left", "Ann Example III", "Тестград-младший",
        "Тестград мл.", "Тестграда", "Oʻrnaklik", "Testville_2", "Testville2",
    ],
)  # fmt: skip
def test_not_found(text: str) -> None:
    assert found(text) == []


def test_the_longest_of_names_that_begin_together_counts() -> None:
    text = "The University of Testville, not Testville; Example.media, not Example."
    assert [key for _, key in found(text)] == [
        "University of Testville",
        "Testville",
        "Example.media",
        "Example",
    ]


def test_a_name_that_fails_hides_no_other() -> None:
    finder = NameFinder({"New Test": 1, "Test City": 2, "New": 3})
    assert [key for _, _, key in finder.find("New Testers in Test City")] == [3, 2]
    assert [key for _, _, key in finder.find("New Tests, New Test City")] == [3, 1]


ALPHABET = st.text(string.ascii_letters[:6] + " '’-.\n", max_size=60)


@given(st.lists(ALPHABET.map(fold_name).filter(bool), max_size=8), ALPHABET)
def test_what_is_found_is_a_name_and_none_overlap(names: list[str], text: str) -> None:
    last = 0
    for start, end, key in NameFinder({name: name for name in names}).find(text):
        assert last <= start < end <= len(text)
        assert fold_name(text[start:end]) == fold_name(key)
        last = end


@given(st.text(max_size=80), st.integers(0, 79), st.integers(1, 20))
def test_the_sentence_around_a_word_holds_it(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    around = Sentences(text, "en").quote(start, end)[0]
    assert "\n" not in around
    assert " ".join(text[start:end].split()) in around


def test_sentences() -> None:
    text = (
        "Dr. A. Example spoke of water. “It is fiction,” she said. Testville has no U.S. Embassy."
    )
    sentences = Sentences(text, "en")
    place = text.index("Testville")
    assert sentences.quote(place, place + 9)[0] == "Testville has no U.S. Embassy."
    assert sentences.quote(0, 3)[0] == "Dr. A. Example spoke of water."


def test_a_sentence_without_end_is_cut_around_the_word() -> None:
    text = "word " * LONGEST_PARAGRAPH + "Testville" + " word" * LONGEST
    place = text.index("Testville")
    around = Sentences(text, "en").quote(place, place + 9)[0]
    assert around.startswith("…word")
    assert around.endswith("word…")
    assert "Testville" in around
    assert len(around) <= LONGEST + 2


@given(st.text(max_size=80), st.integers(0, 79), st.integers(1, 20))
def test_a_quote_says_where_the_word_stands(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    word = text[start : start + length].strip()
    if not word:
        return
    start = text.index(word, start)
    sentence, first, last = Sentences(text, "en").quote(start, start + len(word))
    assert sentence[first:last] == " ".join(word.split())


def test_the_end_of_a_name_does_not_hide_another() -> None:
    finder = NameFinder({"Ann Example": "one", "Ann Example, Jr.": "another"})
    text = "Ann Example, Jr., and Ann Example, IIT Delhi; Ann Example Street."
    assert [key for _, _, key in finder.find(text)] == ["another", "one", "one"]


def test_an_author_is_not_the_end_of_a_name(publication: Publication) -> None:
    page = publication.issue("## In the Region\n\nText.\n")
    path = publication.root / f"{page}.md"
    path.write_text(path.read_text("utf-8").replace("[A. Fictional Author]", "[Ann Case, Jr.]"))
    (problem,) = publication.check()
    assert (problem.line, problem.code) == (4, "invalid-value")
    assert "Write the whole name in quotes" in problem.text
    path.write_text(path.read_text("utf-8").replace("[Ann Case, Jr.]", '["Ann Case, Jr."]'))
    assert publication.check() == []


@pytest.mark.parametrize("end", ["Jr", "III", "PhD", "мл.", "младший"])
def test_nor_is_one_of_an_original_or_a_spelling(publication: Publication, end: str) -> None:
    source = f"{{title: A, authors: [Ann Case, {end}], publisher: B, date: 2031-01-01}}"
    publication.issue("## In the Region\n\nText.\n", extra=f"source: {source}\n")
    people = "- {id: ann-case, name: Ann Case, spellings: [Anna Case, Jr.]}\n"
    publication.write("_data/people.yaml", people)
    of_data, of_page = publication.check()
    assert (of_data.file, of_page.line) == ("_data/people.yaml", 6)
    assert {"which a comma has cut off" in each.message for each in (of_data, of_page)} == {True}


PARTED = [
    ("ru", "В г. Оше в 2021 г. Анна А. Б. Вымысел, т. е. она, встретила Дж. Смита.|Он ушёл."),
    ("ru", "Пришёл его друг, т. е. Боб.|Он ушёл."),
    ("ru", "Встреча прошла 5 янв. 2031 г. в Оше.|Он ушёл."),
    ("tg", "Соли 2031 г. 15 нафар рафтанд.|Ӯ рафт."),
    ("ru", "Он ушёл в с. Кордай.|См. стр. 5.|Потом он вернулся."),
    ("en", "Gov. John F. Example met Mr. Sample, i.e. Bob.|See No. 5.|He said no.|Then so."),
    ("uz", "O‘. Namunayev keldi.|Keyin ketdi."),
    ("uz", "Sh. Namunayev Toshkent sh. Chilonzor tum. markazida edi.|Keyin ketdi."),
    ("uz-Cyrl", "А. Намунаев Тошкент ш. марказида эди.|Кейин кетди."),
    ("kk", "Қ. Ж. Үлгі Алматы қ. келді.|Ол кетті."),
    ("ky", "С. Н. Үлгү Ош ш. барды.|Ал кетти."),
    # A sentence that ends with its verb does not end with a year.
    ("kk", "Ол 2031 ж. Алматыға келді.|Кейін кетті."),
    ("ky", "2031-ж. Бишкекке барды.|Ал кетти."),
    ("uz", "2031-y. Toshkentga keldi.|Keyin ketdi."),
    ("tg", "Э. Ш. Намуна дар ш. Душанбе буд.|Ӯ рафт."),
    ("tk", "S. Nusga Aşgabat ş. bardy.|Ol gitdi."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), PARTED)
def test_sentences_go_on_behind_abbreviations_and_initials(language: str, text: str) -> None:
    sentences = Sentences(text.replace("|", " "), language)
    starts = [*sentences.starts, len(sentences.text)]
    parted = [sentences.text[a:b].strip() for a, b in pairwise(starts)]
    assert parted == text.split("|")
