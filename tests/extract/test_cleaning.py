"""What is kept of a text, and which dates are believed."""

# ruff: noqa: E501 - rows of data read better on one line

import datetime as dt

import pytest

from detente.extract.reading import cleaning

WRAPPED = """BELGRADE, March 3 (Xinhua) -- Serbia and Kazakhstan agreed on Tuesday to open
a direct flight between their capitals, the transport ministry said in a
statement that gave no date for the first departure. The two sides had talked
about it for most of a year, said the ministry, and since the visit, a long-
awaited one, of last autumn."""


@pytest.mark.parametrize(
    "line",
    [
        "2 mins read",
        "5 min read",
        "Reading time: 4 minutes",
        "Advertisement",
        "Share",
        "Share on Facebook",
        "Facebook | Twitter | WhatsApp",
        "Read more: Ferry to resume service",
        "ALSO READ: Ferry to resume service",
        "Sign up for our newsletter and never miss a story",
        "Follow us on Telegram for more news",
        "Reporting by Ana Petrova; Editing by Jon Smith",
        "(Reporting by Ana Petrova in Astana; Editing by Jon Smith)",
        "By Ana Petrova",
        "By ANA PETROVA in Astana",
        "Tanjug",
        "Source: Xinhua",
        "© 2026 The Example Times. All rights reserved.",
        "Copyright 2026 The Example Times",
        "Photo: Ministry of Transport",
        "Photo by Ana Petrova",
        "The port of Aktau at dawn [Photo/Xinhua]",
        "We use cookies to improve your experience.",
        "Accept all cookies",
        "* * *",
        "Today: Feb 28, 2026",
        "Published: 3 March 2026, 10:15 GMT",
        "Updated 12 March 2026",
        "Published: March 3, 2026 | Updated: March 4, 2026",
        "3 March 2026",
    ],
)
def test_furniture_is_dropped(line):
    assert cleaning.clean_text(f"Serbia signed.\n\n{line}\n\nIt paid.") == "Serbia signed.\n\nIt paid."


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell in Almaty.",
        "Credit Suisse agreed to buy a bank in Kazakhstan.",
        "Copyright law divides Brussels and Beijing.",
        "Reading the treaty took the ministers two minutes.",
        "Produced by Gazprom, the gas flows to Serbia through Bulgaria.",
        "By Tuesday the two sides had agreed on a price for the gas, the ministry said.",
        "The minister said so on Monday.",
        "Today 20,000 tonnes of grain leave the port.",
        "Published figures show that trade doubled in 2025.",
        "Follow-up talks on energy will be held in Baku.",
        "Video by activists showed tanks near the border.",
        "AGRICULTURE MINISTER SAID SO, HE TOLD REUTERS",
        "President Vucic “will visit” Astana — perhaps.",
    ],
)
def test_prose_is_kept(line):
    assert cleaning.clean_text(line) == line


@pytest.mark.parametrize(
    "ending",
    [
        " (Reporting by Ana Petrova; editing by Jon Smith)",
        " REUTERS...^M",
        " (Xinhua)",
        " — Tanjug",
        " Enditem",
    ],
)
def test_credit_at_the_end_of_a_paragraph_is_cut(ending):
    assert cleaning.clean_text(f"Serbia signed a pact.{ending}") == "Serbia signed a pact."


def test_hard_wrapped_lines_are_joined():
    text = cleaning.clean_text(WRAPPED)
    assert "\n" not in text
    assert "to open a direct flight" in text
    assert "long-awaited" in text


def test_indented_line_begins_a_paragraph():
    text = "    " + WRAPPED.replace("\n", "\n").replace("statement that", "    statement that")
    assert cleaning.clean_text(text).count("\n\n") == 1


def test_a_line_a_paragraph_becomes_paragraphs():
    long = "Serbia and Kazakhstan signed an agreement on grain, energy and a direct flight between the two capitals on Monday."
    assert cleaning.clean_text(f"{long}\n{long}") == f"{long}\n\n{long}"


def test_table_keeps_its_lines():
    table = "Wheat 21.5 vs 18.2\nMaize 659,000 vs 523,000\nRye 7,866 vs 5,503"
    assert cleaning.clean_text(f"Exports rose.\n\n{table}") == f"Exports rose.\n\n{table}"


def test_all_capitals_survive():
    slip = "SERBIA SIGNS PACT WITH KAZAKHSTAN"
    assert cleaning.clean_text(slip) == slip


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("Vuc\u030cic\u0301", "Vučić"),
        ("a\u200bb\u202ec\ufeffd\u2066e", "abcde"),
        ("5\xa0000\u202ftonnes", "5 000 tonnes"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\ud800b", "a\ufffdb"),
        ("a\x00b\x07c\x9dd", "abcd"),
        ("co\xad\noperation and ener\xadgy", "cooperation and energy"),
        ("“Đoković’s” – Türkiye", "“Đoković’s” – Türkiye"),
    ],
)
def test_characters_are_normalised(raw, kept):
    assert cleaning.normalise(raw) == kept


@pytest.mark.parametrize(
    "words",
    [
        "2026-03-12", "2026/3/12", "20260312", "2026.03.12", "2026-03-12T23:59:59Z", "2026-03-12 10:00:00+01:00",
        "2026-03-12T10:00:00.123+0100", "12 March 2026", "12th March, 2026", "12-Mar-2026", "March 12, 2026",
        "Mar. 12 2026", "Thursday, March 12th, 2026", "Thu, 12 Mar 2026 10:00:00 GMT",
        "Thu, 12 Mar 2026 10:00:00 +0000", "March 12, 2026 at 10:15 am", "March 12, 2026, 10:15 p.m. EST",
        "12 March 2026 | 10:15", "2026-03-12.",
    ],
)  # fmt: skip
def test_date_is_read(words):
    assert cleaning.parse_date(words) == dt.date(2026, 3, 12)


@pytest.mark.parametrize(("words", "day"), [("25/03/2026", 25), ("03/25/2026", 25), ("03.03.2026", 3)])
def test_figures_that_can_be_one_day_only_are_read(words, day):
    assert cleaning.parse_date(words) == dt.date(2026, 3, day)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("03/04/2026", "two days"),
        ("0000-01-01", "outside"),
        ("9999-12-31", "outside"),
        ("1 May 2101", "outside"),
        ("31 February 2026", "not a day"),
        ("2026-13-01", "not a day"),
        ("30 Foo 2026", "not a day"),
        ("2026-03", "not a date"),
        ("2026", "not a date"),
        ("last Tuesday", "not a date"),
        ("", "not a date"),
        ("x" * 1000, "not a date"),
    ],
)
def test_date_is_refused(words, why):
    with pytest.raises(ValueError, match=why):
        cleaning.parse_date(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Today: Feb 28, 2026\n\nTitle\n\nText.", ["Feb 28, 2026"]),
        ("Updated 12 March 2026\nPublished: 11 March 2026\n\nText.", ["11 March 2026", "12 March 2026"]),
        ("ASTANA, 14 May 2025 — Serbia signed.", ["14 May 2025"]),
        ("VARNA, Bulgaria, Oct 14, 2025 (Reuters) - Serbia signed.", ["Oct 14, 2025"]),
        ("BELGRADE, March 3 (Xinhua) -- Serbia signed.", []),
        ("BELGRADE — Serbia signed on 3 March 2026.", []),
        ("Published: 03/04/2026\n\nText.", ["03/04/2026"]),
        ("Serbia will sign on 3 March 2026.", []),
        ("Fish meal outside South America fell from 114,400 to 111,100 tonnes.", []),
    ],
)
def test_dates_of_the_page_are_found(text, words):
    assert [note.words for note in cleaning.date_notes(text)] == words


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2026/03/12/corridor", dt.date(2026, 3, 12)),
        ("https://example.org/a/2026-03-12-corridor", dt.date(2026, 3, 12)),
        ("https://example.org/2026/02/31/corridor", None),
        ("https://example.org/p/20260312", None),
        ("", None),
    ],
)
def test_date_of_an_address(url, day):
    assert cleaning.date_in_url(url) == day


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Serbia signs\n\nSerbia signed.", "Serbia signs"),
        ("Will Serbia sign?\n\nSerbia signed.", "Will Serbia sign?"),
        ("Serbia signed.\n\nIt paid.", ""),
        ("Serbia signs", ""),
        ("BELGRADE, March 3 — Serbia signs\n\nIt paid.", ""),
        ("Wheat 21\nRye 22\n\nIt paid.", ""),
    ],
)
def test_title_line(text, title):
    assert cleaning.split_title(text)[0] == title


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("The minister said that Serbia and Kazakhstan will sign a pact in the spring. ", None),
        (
            "Le ministre a dit que la Serbie et le Kazakhstan vont signer un accord dans la capitale. ",
            "French",
        ),
        (
            "Der Minister sagte, dass Serbien und Kasachstan einen Vertrag über das Gas schließen werden. ",
            "German",
        ),
        ("Ministar je rekao da će Srbija i Kazahstan potpisati sporazum koji se odnosi na gas. ", "Serbian"),
        ("Министар је рекао да ће Србија и Казахстан потписати споразум. ", "Cyrillic script"),
        ("وقعت صربيا وكازاخستان اتفاقا في العاصمة يوم الثلاثاء. ", "Arabic script"),
        ("Wheat shr 21 cts vs 18 cts net 659,000 vs 523,000 revs 7,866,000 ", None),
    ],
)
def test_language(sentence, language):
    found = cleaning.other_language(sentence * 8)
    assert found is None if language is None else str(found).startswith(language)
