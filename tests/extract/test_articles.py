"""Every format, every kind of source, and every row of the table of bad input that concerns reading."""

# ruff: noqa: E501 - rows of data read better on one line

import datetime as dt
import io
import json
import logging
import os
import sys
import zipfile

import pandas as pd
import pypdf
import pytest

from detente.extract.articles import articles_from_frame, read_articles
from detente.extract.reading import formats
from detente.extract.schema import ArticleError, MissingExtraError

BODY = "Serbia signed a pact with Kazakhstan on Tuesday.\n\nThe two sides “will meet” again in Vučje, the ministry said."
DAY = dt.date(2026, 3, 12)
RECORD = {
    "title": "Serbia signs",
    "text": BODY,
    "published": "2026-03-12",
    "source": "The Example",
    "url": "https://example.org/a",
}
HTML = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Serbia signs | The Example</title>
<meta property="og:title" content="Serbia signs"><meta property="og:site_name" content="The Example">
<meta property="article:published_time" content="2026-03-12T08:00:00Z"><meta name="author" content="Ana Petrova">
<link rel="canonical" href="https://example.org/a"></head><body><nav><a href="/">Home</a></nav><article><h1>Serbia signs</h1>
{"".join(f"<p>{paragraph}</p>" for paragraph in BODY.split(chr(10) * 2))}
<p>The pact covers grain, gas and a direct flight between the two capitals, which both sides have wanted for years.</p>
</article><footer>© 2026 The Example</footer></body></html>"""
RSS = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>The Example</title><language>en</language>
<item><title>Serbia signs</title><link>https://example.org/a</link><pubDate>Thu, 12 Mar 2026 08:00:00 GMT</pubDate>
<description>&lt;p&gt;{BODY.replace(chr(10) * 2, "&lt;/p&gt;&lt;p&gt;")}&lt;/p&gt;</description></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>The Example</title><entry><title>Serbia signs</title>
<link href="https://example.org/a"/><published>2026-03-12T08:00:00Z</published><content type="text">{BODY}</content></entry></feed>"""
FRONT = '---\ntitle: "Serbia signs"\ndate: 2026-03-12\nsource: The Example\nurl: https://example.org/a\nauthor: Ana\n---\n'


def pdf_bytes(*lines, title="", password=None):
    """Write a PDF of one page by hand; pypdf only adds what its title and lock need."""
    shown = " ".join(f"({line}) Tj 0 -16 Td" for line in lines)
    stream = f"BT /F1 11 Tf 40 780 Td {shown} ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    raw, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(raw))
        raw += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    tail = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(raw)}\n%%EOF"
    raw += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{tail}".encode()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(raw))
    if title:
        writer.add_metadata({"/Title": title})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def csv_bytes(*rows, mark=","):
    return "\n".join(mark.join(f'"{cell}"' for cell in row) for row in rows).encode()


@pytest.fixture
def put(tmp_path):
    """Write a file, text or bytes, and give its path."""

    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def read(*sources):
    """Give the articles and the problems."""
    problems = []
    articles = list(read_articles(*sources, on_error=lambda error: problems.append(str(error))))
    assert all("\n" not in problem for problem in problems)
    return articles, problems


def one_problem(*sources):
    articles, problems = read(*sources)
    assert not articles
    assert len(problems) == 1
    with pytest.raises((ArticleError, MissingExtraError)):
        list(read_articles(*sources, strict=True))
    return problems[0]


# --- formats ---


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", json.dumps(RECORD)),
        ("a.json", json.dumps([RECORD])),
        ("a.jsonl", json.dumps(RECORD) + "\n"),
        ("a.ndjson", "\n" + json.dumps(RECORD, ensure_ascii=False)),
        ("a.csv", csv_bytes(RECORD, RECORD.values())),
        ("a.csv", csv_bytes([key.upper() for key in RECORD], RECORD.values(), mark=";")),
        ("a.tsv", csv_bytes(RECORD, RECORD.values(), mark="\t")),
        ("a.md", FRONT + BODY),
        ("a.markdown", FRONT.replace("date", "Published") + "# Serbia signs\n\n" + BODY),
        ("a.html", HTML),
        ("a.HTM", HTML.encode("utf-16")),
        ("a.rss", RSS),
        ("a.xml", RSS.encode("utf-16")),
        ("a.atom", ATOM),
    ],
)
def test_format_gives_all_fields(put, name, content):
    articles, problems = read(put(name, content))
    assert not problems
    (article,) = articles
    assert article.text.startswith(BODY)
    assert (article.title, article.published, article.url, article.source, article.language) == (
        "Serbia signs", DAY, "https://example.org/a", "The Example", "en",
    )  # fmt: skip


def test_plain_text_gives_title_date_and_text(put):
    path = put("a.txt", f"Today: Mar 12, 2026\n\nSerbia signs\n\n2 mins read\n\n{BODY}")
    (article,) = read(path)[0]
    assert (article.title, article.published, article.text) == ("Serbia signs", DAY, BODY)


def test_pdf(put):
    raw = pdf_bytes(
        "Published: 12 March 2026",
        "Serbia signed a pact with Kazakhstan on Tuesday.",
        title="Serbia signs it",
    )
    (article,) = read(put("a.pdf", raw))[0]
    assert (article.title, article.published) == ("Serbia signs it", DAY)
    assert article.text == "Serbia signed a pact with Kazakhstan on Tuesday."


def test_marks_of_markdown_are_taken_off(put):
    path = put(
        "a.md",
        "# Serbia *signs*\n\nSerbia **signed** a [pact](https://example.org) with _Kazakhstan_.\n\n![x](y.png)",
    )
    (article,) = read(path)[0]
    assert (article.title, article.text) == ("Serbia signs", "Serbia signed a pact with Kazakhstan.")


def test_date_of_the_address_is_the_last_resort(put):
    record = {"text": "Serbia signed.", "url": "https://example.org/2026/03/12/a"}
    (article,) = read(put("a.json", json.dumps(record)))[0]
    assert (article.published, article.source) == (DAY, "example.org")


def test_declared_encoding_of_a_page_is_used(put):
    page = HTML.replace("utf-8", "windows-1250").replace("“will meet”", "will meet")
    (article,) = read(put("a.html", page.encode("windows-1250")))[0]
    assert "Vučje" in article.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv"])
def test_encodings(put, name, encoding):
    text = "Serbia “signed” in the café."
    shown = {
        "a.txt": text,
        "a.jsonl": json.dumps({"text": text}, ensure_ascii=False),
        "a.csv": f"text\n{text}\n",
    }
    articles, problems = read(put(name, shown[name].encode(encoding)))
    assert not problems
    assert [article.text for article in articles] == [text]


# --- sources ---


def test_folder_is_read_in_the_order_of_its_paths(put, tmp_path):
    for name in ("b.txt", "a/z.txt", "a/c/d.txt", "c.json", ".hidden.txt", "README.md", "picture.png"):
        put(name, json.dumps({"text": f"From {name}."}) if name.endswith("json") else f"From {name}.")
    articles, problems = read(tmp_path)
    assert not problems
    assert [article.text for article in articles] == [
        "From a/c/d.txt.",
        "From a/z.txt.",
        "From b.txt.",
        "From c.json.",
    ]


def zip_bytes(*files, method=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


def test_zip_is_read_in_the_order_of_its_names(put):
    articles, problems = read(
        put("a.zip", zip_bytes(("b/c.txt", "Two."), ("a.jsonl", '{"text": "One."}\n[]'), ("x.png", "x")))
    )
    assert [article.text for article in articles] == ["One.", "Two."]
    assert "a.zip!a.jsonl:2: a list, not a record" in problems[0]


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ("Serbia signs\n\nSerbia signed.", ["Serbia signed."]),
        ('\n{"text": "One."}\n{"text": "Two."}\n', ["One.", "Two."]),
        ('\ufeff{"text": "One."}', ["One."]),
    ],
)
def test_standard_input(monkeypatch, content, texts):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode()), encoding="ascii"))
    assert [article.text for article in read("-")[0]] == texts


@pytest.mark.parametrize("stream", [io.StringIO("Serbia signed."), io.BytesIO(b"Serbia signed.")])
def test_open_streams(stream):
    assert read(stream)[0][0].text == "Serbia signed."


def test_open_file_is_read_by_its_extension(put):
    with put("a.csv", "text\nSerbia signed.").open(encoding="utf-8") as stream:
        assert read(stream)[0][0].text == "Serbia signed."


@pytest.mark.parametrize("date", ["2026-03-12", pd.Timestamp("2026-03-12 10:00"), DAY, 20260312])
def test_frame(date):
    frame = pd.DataFrame(
        {"Text": [BODY, "Serbia paid."], "Date": [date, None], "URL": [float("nan"), "https://example.org"]},
        dtype=object,
    )
    first, second = articles_from_frame(frame, strict=True)
    assert (first.published, first.url, second.published) == (DAY, "", None)
    assert list(read_articles(frame)) == [first, second]


def test_reading_is_lazy(put):
    path = put("a.jsonl", '{"text": "One."}\n{"text": ')
    assert next(read_articles(path, strict=True)).text == "One."


def test_unknown_kind_of_source():
    with pytest.raises(TypeError, match="int"):
        list(read_articles(3))


def test_problems_are_logged_by_default(put, caplog):
    with caplog.at_level(logging.INFO, "detente"):
        list(read_articles(put("a.txt", "")))
    assert "no text" in caplog.text
    assert "0 articles read, 0 repeated ones left out, 1 problems reported" in caplog.text


# --- bad input: docs/input.md has these rows ---


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "no text"),
        ("a.txt", b" \n\t\n", "no text"),
        ("a.txt", b"2 mins read", "no text"),
        ("a.json", b"", "a.json:1: not JSON"),
        ("a.csv", b"", "empty table"),
        ("a.html", b"", "no article"),
        ("a.pdf", b"", "not a PDF"),
        ("a.xml", b"", "neither RSS nor Atom"),
        ("a.zip", b"", "damaged zip"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", "an image, not text"),
        ("a.txt", b"\x7fELF\x02\x01\x01", "a program, not text"),
        ("a.txt", bytes(range(256)) * 4, "NUL byte at 0"),
        ("a.txt", b"Serbia\0signed", "NUL byte at 6"),
        ("a.txt", "Serbia signed".encode("utf-16-le"), "UTF-16 without its mark"),
        ("a.txt", b"\xff\xfea", "broken at byte"),
        ("a.txt", "Vučić met a man.\n".encode() + b"\nIn a caf\xe9.", "a.txt:3: mixed encodings"),
        ("a.txt", "Президент встретился с министром".encode("cp1251"), "neither UTF-8 nor Windows-1252"),
        ("a.html", b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "no article"),
        ("a.html", b"<p>a" * 40_000, "more than 30000 elements"),
        ("a.csv", b"\rtitle,text\na,b\n", "a.csv:1: malformed header"),
        ("a.pdf", b"hello", "not a PDF"),
        ("a.pdf", pdf_bytes("Serbia signed.")[:200], "damaged PDF"),
        ("a.pdf", pdf_bytes(), "no text layer"),
        ("a.pdf", pdf_bytes("Serbia signed.", password="secret"), "encrypted PDF"),
        ("a.json", b'{"text": "a"}\n{"text": "b"}', "name the file .jsonl"),
        ("a.json", b"[" * 100_000, "not usable JSON"),
        ("a.json", b"3", "a int, not a record"),
        ("a.json", b'{"title": "x"}', "no 'text' (found: title); allowed fields: id, title, text"),
        ("a.json", b'{"text": ["x"]}', "field 'text' is a list"),
        ("a.csv", b"headline,body\na,b\n", "a.csv:1: no column 'text' (found: headline, body); allowed: id, title, text"),
        ("a.csv", b"title,text\nSerbia signs\n", "a.csv:2: 1 cells where the header has 2"),
        ("a.csv", b'title,text\na,"Serbia', "a.csv:2: malformed row"),
        ("a.rss", b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + RSS.encode(), "DOCTYPE or entities is refused"),
        ("a.xml", b'<?xml version="1.0"?><!-- x -->\n<!doctype r><rss/>', "DOCTYPE or entities is refused"),
        ("a.xml", b"<note>Serbia signed.</note>", "neither RSS nor Atom"),
        ("a.zip", b"PK\x03\x04 no zip", "damaged zip"),
        ("a.zip", zip_bytes(("x.png", "x")), "no articles in this archive"),
        ("a.zip", zip_bytes(("b.zip", zip_bytes(("a.txt", "a")))), "a.zip!b.zip: a zip archive in a zip archive"),
        ("a.zip", zip_bytes(("a.txt", b"0" * 30_000_000)), "a zip bomb?"),
        ("a.doc", b"Serbia", "unknown extension '.doc'; allowed: .txt"),
        ("a", b"Serbia", "unknown extension ''"),
        ("a.txt", ("Le ministre a dit que la Serbie va signer un accord avec les pays de la région. " * 5).encode(), "looks like French"),
        ("a.json", b'{"text": "Srbija je potpisala.", "language": "sr"}', "looks like sr"),
    ],
)  # fmt: skip
def test_unreadable_file_is_reported_and_skipped(put, name, content, message):
    assert message in one_problem(put(name, content))


def test_file_of_50_megabytes(put):
    assert "larger than 20 MB" in one_problem(put("a.txt", b"Serbia signed. " * 3_400_000))


def test_text_over_the_limit(put):
    assert "text longer than 5 MB" in one_problem(put("a.txt", b"Serbia signed. " * 400_000))


def test_sentence_of_100_000_words(put):
    (article,) = read(put("a.txt", "Serbia " * 100_000))[0]
    assert len(article.text.split()) == 100_000


def test_overlong_line_is_skipped(put, monkeypatch):
    monkeypatch.setattr(formats, "MAX_RECORD_BYTES", 40)
    articles, problems = read(
        put("a.jsonl", '{"text": "One."}\n{"text": "' + "x" * 200 + '"}\n{"text": "Three."}\n')
    )
    assert [article.text for article in articles] == ["One.", "Three."]
    assert ":2: line longer than" in problems[0]


def test_malformed_line_7_of_10(put):
    lines = [json.dumps({"text": f"Serbia signed pact {number}."}) for number in range(1, 11)]
    lines[6] = lines[6][:-5]
    articles, problems = read(put("a.jsonl", "\n".join(lines)))
    assert len(articles) == 9
    assert len(problems) == 1
    assert "a.jsonl:7: not JSON" in problems[0]


def test_lines_are_decoded_each_on_its_own(put):
    lines = [
        '{"text": "Vučić signed."}'.encode(),
        '{"text": "In the café he paid."}'.encode("cp1252"),
        b'{"text": "\x81"}',
    ]
    articles, problems = read(put("a.jsonl", b"\n".join(lines)))
    assert [article.text for article in articles] == ["Vučić signed.", "In the café he paid."]
    assert "a.jsonl:3: neither UTF-8" in problems[0]


def test_row_with_line_breaks_keeps_the_count_of_lines(put):
    articles, problems = read(put("a.csv", 'text,date\n"One.\n\nTwo.",2026-03-12\nThree.,soon\n'))
    assert [article.text for article in articles] == ["One.\n\nTwo.", "Three."]
    assert "a.csv:5: date 'soon' is not a date" in problems[0]


def test_long_cell_is_read(put):
    assert len(read(put("a.csv", "text\n" + "Serbia " * 40_000))[0][0].text) > 250_000


@pytest.mark.parametrize(
    ("date", "why"),
    [
        ("0000-01-01", "lies outside the years 1900 to 2100"),
        ("9999-12-31", "lies outside"),
        ("2101-01-01", "lies outside"),
        ("03/04/2026", "could be two days"),
        ("2026-02-30", "is not a day of the calendar"),
        ("yesterday", "is not a date"),
    ],
)
def test_bad_date_is_reported_and_the_article_kept(put, date, why):
    path = put(
        "a.json",
        json.dumps({"text": "Serbia signed.", "published": date, "url": "https://example.org/2026/03/12/a"}),
    )
    (article,), (problem,) = read(path)
    assert article.published is None
    assert why in problem
    with pytest.raises(ArticleError, match=why):
        list(read_articles(path, strict=True))


@pytest.mark.parametrize("date", ["9999-12-31", "03/04/2026"])
def test_bad_date_of_a_page_is_reported(put, date):
    (article,), (problem,) = read(put("a.html", HTML.replace("2026-03-12T08:00:00Z", date)))
    assert article.published is None
    assert "a.html: date" in problem


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "http://[", "example"])
def test_unfit_address_is_reported_and_dropped(put, url):
    (article,), (problem,) = read(put("a.json", json.dumps({"text": "Serbia signed.", "url": url})))
    assert article.url == ""
    assert "no http(s) address" in problem


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ser\\u0000bia", "Serbia"),
        ("\\ud800 Serbia", "\ufffd Serbia"),
        ("\\u202eSer\\u200bbia\\u2066", "Serbia"),
    ],
)
def test_odd_characters_of_records(put, text, kept):
    assert read(put("a.json", '{"text": "' + text + '"}'))[0][0].text == kept


def test_same_text_and_address_come_once(put, caplog):
    records = [{"id": "1", "text": "One."}, {"id": "2", "text": "One. "}, {"id": "1", "text": "Two."}]
    with caplog.at_level(logging.INFO, "detente"):
        articles, problems = read(put("a.json", json.dumps(records)))
    assert [article.text for article in articles] == ["One.", "Two."]
    assert not problems
    assert "1 repeated ones left out" in caplog.text


def test_paths_in_an_archive_are_labels_only(put, tmp_path):
    path = put("in/a.zip", zip_bytes(("../../evil.txt", "Serbia signed."), ("/abs.txt", "It paid.")))
    articles, problems = read(path)
    assert len(articles) == 2
    assert not problems
    assert sorted(item.name for item in tmp_path.rglob("*")) == ["a.zip", "in"]


def test_encrypted_member(put):
    raw = bytearray(zip_bytes(("a.txt", "Serbia signed.")))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    assert "a.zip!a.txt: encrypted" in one_problem(put("a.zip", bytes(raw)))


def test_damaged_member_leaves_the_others(put):
    raw = bytearray(zip_bytes(("a.txt", "Serbia signed."), ("b.txt", "It paid."), method=zipfile.ZIP_STORED))
    raw[raw.index(b"Serbia")] ^= 1
    articles, problems = read(put("a.zip", bytes(raw)))
    assert [article.text for article in articles] == ["It paid."]
    assert "a.zip!a.txt: damaged in the archive" in problems[0]


def test_loop_of_links_is_read_once(put, tmp_path):
    put("a/b.txt", "Serbia signed.")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "c").symlink_to(tmp_path / "a", target_is_directory=True)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    articles, problems = read(tmp_path)
    assert len(articles) == 1
    assert len(problems) == 1
    assert "self" in problems[0]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
@pytest.mark.parametrize("name", ["b", "b/c.txt"])
def test_unreadable_folder_or_file(put, tmp_path, name):
    put("a.txt", "Serbia signed.")
    put("b/c.txt", "It paid.")
    (tmp_path / name).chmod(0)
    try:
        articles, problems = read(tmp_path)
    finally:
        (tmp_path / name).chmod(0o700)
    assert len(articles) == 1
    assert "cannot be read (Permission denied)" in problems[0]


@pytest.mark.parametrize(
    ("name", "message"),
    [("none.txt", "does not exist"), ("", "no articles in this folder"), ("a\0b", "does not exist"), ("x\ny.txt", "x?y.txt: does not exist")],
)  # fmt: skip
def test_missing_source_is_reported(tmp_path, name, message):
    assert message in one_problem(f"{tmp_path}/{name}")


def test_address_is_not_fetched():
    assert "detente reads no network" in one_problem("https://example.org/a.html")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_named_pipe_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    assert "neither file nor folder" in one_problem(tmp_path / "a.txt")


def test_missing_source_leaves_the_others(put):
    articles, problems = read("none.txt", put("a.txt", "Serbia signed."), put("b.txt", ""))
    assert len(articles) == 1
    assert len(problems) == 2


def test_frame_without_text():
    problems = []
    assert not list(articles_from_frame(pd.DataFrame({"body": ["a"]}), on_error=problems.append))
    assert "no column 'text' (found: body)" in str(problems[0])


@pytest.mark.parametrize(
    ("name", "package", "extra"), [("a.pdf", "pypdf", "pdf"), ("a.rss", "feedparser", "feeds")]
)
def test_missing_extra_names_the_line_to_type(put, monkeypatch, name, package, extra):
    monkeypatch.setitem(sys.modules, package, None)
    assert f"pip install 'detente[{extra}]'" in one_problem(put(name, "x"))


def test_damaged_feed_keeps_what_can_be_read(put):
    articles, problems = read(put("a.rss", RSS.replace("</channel>", "<oops></channel>")))
    assert len(articles) == 1
    assert "not well-formed XML" in problems[0]


def test_script_in_a_feed_is_no_text(put):
    text = RSS.replace("&lt;p&gt;Serbia", "&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;Serbia")
    assert "alert" not in read(put("a.rss", text))[0][0].text
