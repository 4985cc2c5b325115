"""Every row of the table of bad articles in docs/input.md, made for real and given to the command line."""

# ruff: noqa: E501 - rows of data read better on one line

from __future__ import annotations

import io
import json
import os
import random
import struct
import zipfile
from typing import TYPE_CHECKING

import pypdf
import pytest

from .rows import STORY, Case, check_complete, left_over, matches, reports, rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADING = "Articles"
FEED = (
    '<rss version="2.0"><channel><title>The Example</title><item><title>Serbia signs</title>'
    "<description>Serbia signed a pact with Kazakhstan.</description></item>{}</channel></rss>"
)
BOMB = b"0" * 30_000_000


def file(name: str, content: str | bytes) -> Callable[[Path], str]:
    """Lay one file into the folder and name it."""

    def make(folder: Path) -> str:
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    return make


def record(name: str = "a.json", **fields: object) -> Callable[[Path], str]:
    return file(name, json.dumps({"text": "Serbia paid.", **fields}))


def pdf(*, text: str = "Serbia signed a pact.", password: str = "", cut: int | None = None) -> bytes:
    """Make a PDF with pypdf: a page of Helvetica, or an empty one."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(width=595, height=842)
    if text:
        content = pypdf.generic.DecodedStreamObject()
        content.set_data(f"BT /F1 11 Tf 40 780 Td ({text}) Tj ET".encode())
        font = pypdf.generic.DictionaryObject(
            {
                pypdf.generic.NameObject(f"/{key}"): pypdf.generic.NameObject(f"/{value}")
                for key, value in {"Type": "Font", "Subtype": "Type1", "BaseFont": "Helvetica"}.items()
            }
        )
        fonts = pypdf.generic.DictionaryObject({pypdf.generic.NameObject("/F1"): font})
        page[pypdf.generic.NameObject("/Resources")] = pypdf.generic.DictionaryObject(
            {pypdf.generic.NameObject("/Font"): fonts}
        )
        page[pypdf.generic.NameObject("/Contents")] = writer._add_object(content)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()[:cut]


def packed(*files: tuple[str, str | bytes], damage: str = "", encrypted: bool = False) -> bytes:
    """Make an archive; `damage` names a file of it whose bytes are turned over."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    raw = bytearray(out.getvalue())
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {member.filename: member for member in archive.infolist()}
    if damage:
        start = members[damage].header_offset + 30 + len(damage.encode())
        for at in range(start, start + members[damage].compress_size):
            raw[at] ^= 0xFF
    if encrypted:  # the flag in both headers, as an archiver sets it; nobody has the password anyway
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = raw.index(mark) + offset
            raw[at : at + 2] = struct.pack("<H", 1)
    return bytes(raw)


def lines(*records: object) -> str:
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in records)


def line_seven_of_ten(folder: Path) -> str:
    texts = [json.dumps({"text": f"Serbia signed pact {number}."}) for number in range(1, 11)]
    texts[6] = texts[6][:-5]
    return file("a.jsonl", "\n".join(texts))(folder)


def linked_folder(folder: Path) -> str:
    """Make a folder with an article and two links back up to it."""
    (folder / "news" / "deep").mkdir(parents=True)
    (folder / "news" / "story.txt").write_text("Hungary sells electricity to Serbia.")
    (folder / "news" / "deep" / "up").symlink_to(folder / "news", target_is_directory=True)
    (folder / "news" / "deep" / "self").symlink_to(folder / "news" / "deep", target_is_directory=True)
    return "news"


def own_link(folder: Path) -> str:
    (folder / "a.txt").symlink_to("b.txt")
    (folder / "b.txt").symlink_to("a.txt")
    return "a.txt"


def dead_link(folder: Path) -> str:
    (folder / "news").mkdir()
    (folder / "news" / "a.txt").symlink_to("nowhere.txt")
    (folder / "news" / "b.txt").write_text("Hungary sells electricity to Serbia.")
    return "news"


def pipe(folder: Path) -> str:
    os.mkfifo(folder / "a.txt")
    return "a.txt"


def empty_folder(folder: Path) -> str:
    (folder / "news").mkdir()
    return "news"


def twice(folder: Path) -> str:
    return file("a.jsonl", lines({"text": "Serbia paid."}, {"text": "Serbia paid."}))(folder)


def long_sentence(folder: Path) -> str:
    words = (
        "the minister of Serbia said that trade with Kazakhstan and gas from Russia will grow while".split()
    )
    rng = random.Random(1)
    return file("a.txt", " ".join(rng.choice(words) for _ in range(100_000)))(folder)


EMPTY = "empty file, only blanks or only page furniture"
BINARY = "binary file renamed `.txt`"
NO_RECORDS = "empty file or list of records"
FIELD = "record without text, field of a wrong kind"
CELLS = "CSV row with too few or too many cells, open quote"
DATE = "date that cannot be read, or could be two days"
CASES = [
    Case(EMPTY, file("a.txt", "")),
    Case(EMPTY, file("a.txt", " \n\t\n")),
    Case(EMPTY, file("a.txt", "2 mins read")),
    Case(NO_RECORDS, file("a.jsonl", "\n"), says=0),
    Case(NO_RECORDS, file("a.jsonl", "[]\n"), says=1),
    Case(NO_RECORDS, file("a.json", "[]"), says=2),
    Case(NO_RECORDS, file("a.json", ""), says=3),
    Case(NO_RECORDS, file("a.csv", ""), says=4),
    Case(NO_RECORDS, file("a.csv", "title,text\n"), says=5),
    Case(NO_RECORDS, file("a.rss", FEED[: FEED.index("<item>")] + "</channel></rss>"), says=6),
    Case("file of 50 MB", file("a.txt", b"Serbia signed. " * 3_500_000)),
    Case("text of more than 5 MB", file("a.txt", b"Serbia signed. " * 400_000)),
    Case(
        "line of more than 32 MB",
        file("a.jsonl", '{"text": "Serbia paid."}\n{"text": "' + "x" * 32_000_000 + '"}'),
        says=0, kept=True,
    ),
    Case("line of more than 32 MB", file("a.csv", "text\nSerbia paid.\n" + "x" * 32_000_001), says=1, kept=True),
    Case(BINARY, file("a.txt", b"\x89PNG\r\n\x1a\n\0\0"), says=0),
    Case(BINARY, file("a.txt", bytes(range(256)) * 4), says=1),
    Case("NUL bytes in a text file", file("a.txt", b"Serbia\0signed")),
    Case("NUL in a JSON string", record(text="Serbia\0 signed."), says=None, kept=True),
    Case("UTF-16 without its mark", file("a.txt", "Serbia signed".encode("utf-16-le"))),
    Case("broken UTF-16", file("a.txt", b"\xff\xfea")),
    Case("truncated or damaged PDF", file("a.pdf", pdf(cut=300))),
    Case("encrypted PDF", file("a.pdf", pdf(password="secret"))),
    Case("PDF without a text layer", file("a.pdf", pdf(text=""))),
    Case("something else named `.pdf`", file("a.pdf", "Serbia signed.")),
    Case("HTML with no article", file("a.html", "<html><body><nav><a href='/'>Home</a></nav></body></html>")),
    Case("HTML with no article", file("a.html", "")),
    Case("HTML of more than 30,000 elements", file("a.html", "<p>a" * 40_000)),
    Case("malformed JSONL line", line_seven_of_ten, kept=True),
    Case("malformed JSON", file("a.json", '{"text": "a"}\n{"text": "b"}'), says=0),
    Case("malformed JSON", file("a.json", '[\n{"text": "a"},\n{"text": }]'), says=1),
    Case("malformed JSON", file("a.json", "[" * 100_000), says=2),
    Case("malformed JSON", file("a.json", "3"), says=3),
    Case(FIELD, file("a.json", '{"title": "x"}'), says=0),
    Case(FIELD, record(text=["x"]), says=1),
    Case(FIELD, record("a.jsonl", text=""), says=2),
    Case("CSV with wrong columns", file("a.csv", "headline,body\na,b\n")),
    Case(CELLS, file("a.csv", "title,text\nSerbia signs\nA,Serbia paid.\n"), says=0, kept=True),
    Case(CELLS, file("a.csv", 'title,text\nA,Serbia paid.\na,"Serbia'), says=1, kept=True),
    Case(CELLS, file("a.csv", b"\rtitle,text\na,b\n"), says=2),
    Case("unknown encoding", file("a.txt", "One.\n\nПрезидент встретился с министром".encode("cp1251"))),
    Case("mixed encodings in one text", file("a.txt", "Vučić met a man.\n".encode() + b"\nIn a caf\xe9.")),
    Case("not in the encoding it declares", file("a.html", b'<meta charset="gb2312"><p>\xff\xfe\xff</p>')),
    Case("lone surrogates", file("a.json", '{"text": "Serbia \\ud800 signed."}'), says=None, kept=True),
    Case(
        "right-to-left and zero-width control characters",
        record(text="Ser\u200bbia \u202esigned\u202c a \u2067deal\u2069."), says=None, kept=True,
    ),
    Case("date in the year 0 or 9999, or after 2100", record(date="0000-01-01"), says=0, kept=True),
    Case("date in the year 0 or 9999, or after 2100", record(date="9999-12-31"), says=1, kept=True),
    Case("date in the future, up to 2100", record(date="2099-01-01"), says=None, kept=True),
    Case(DATE, record(date="03/04/2026"), says=0, kept=True),
    Case(DATE, record(date="2026-02-30"), says=1, kept=True),
    Case(DATE, record(date="soon"), says=2, kept=True),
    Case("address that is not http(s)", record(url="javascript:alert(1)"), kept=True),
    Case(
        "records with the same `id`",
        file("a.jsonl", lines({"id": "1", "text": "Serbia paid."}, {"id": "1", "text": "Hungary paid."})),
        says=None, kept=True,
    ),
    Case("article whose text and address came before", twice, says=None, kept=True),
    Case(
        "text that is clearly not English",
        file("a.txt", "Le ministre a dit que la Serbie va signer un accord avec les pays de la région. " * 5),
        says=0,
    ),
    Case("text that is clearly not English", record(language="sr"), says=1),
    Case("damaged zip archive", file("a.zip", packed(("a.txt", STORY))[:-40]), says=0),
    Case(
        "damaged or encrypted file in an archive",
        file("a.zip", packed(("a.txt", STORY * 9), ("b.txt", "Serbia paid."), damage="a.txt")),
        says=0, kept=True,
    ),
    Case(
        "damaged or encrypted file in an archive",
        file("a.zip", packed(("a.txt", STORY), ("b.txt", "Serbia paid."), encrypted=True)),
        says=1, kept=True,
    ),
    Case("zip bomb", file("a.zip", packed(("a.txt", BOMB))), says=0),
    Case(
        "zip bomb",
        file("a.zip", packed(("a.txt", BOMB), ("b.txt", "Serbia paid."), ("x.bin", os.urandom(200_000)))),
        says=1, kept=True,
    ),
    Case(
        "zip in a zip",
        file("a.zip", packed(("b.zip", packed(("a.txt", STORY))), ("c.txt", "Serbia paid."))), kept=True,
    ),
    Case(
        "zip with `../` paths",
        file("a.zip", packed(("../../up.txt", "Serbia paid."), ("/etc/down.txt", "Serbia paid twice."))),
        says=None, kept=True,
    ),
    Case("loop of symbolic links", linked_folder, says=None, kept=True),
    Case("link to itself, or one that leads nowhere", own_link, says=0),
    Case("link to itself, or one that leads nowhere", dead_link, says=1, kept=True),
    Case("pipe or device", pipe),
    Case("unknown extension of a file named outright", file("a.doc", STORY)),
    Case("folder or archive without articles", empty_folder, says=0),
    Case("folder or archive without articles", file("a.zip", packed(("x.png", "x"))), says=1),
    Case(
        "XML with a DOCTYPE or entities",
        file("a.rss", '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + FEED.format("")),
    ),
    Case("XML that is no feed", file("a.xml", "<note>Serbia signed.</note>")),
    Case("feed that is not well-formed", file("a.rss", FEED.format("<item><description>Serbia &nope; paid.</description></item>")), kept=True),
    Case("web address as source", lambda _: "https://example.org/a"),
]  # fmt: skip


def test_every_row_has_a_test():
    check_complete(HEADING, [*CASES, *ELSEWHERE])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_said_in_one_line_and_the_rest_is_read(quick, tmp_path, case):
    source = case.make(tmp_path)
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "story.txt").write_text(STORY)
    done = quick("add", "news.sqlite", source, "good")
    assert done.returncode == 0, done.stderr
    assert_said(case, reports(done.stderr))
    assert left_over(tmp_path) == []
    assert STORY in quick("search", "news.sqlite", "Kazakhstan trade").stdout


@pytest.mark.parametrize("case", {case.row: case for case in CASES}.values(), ids=str)
def test_a_map_is_made_of_the_rest(quick, tmp_path, case):
    (tmp_path / "story.txt").write_text(STORY)
    done = quick("build", case.make(tmp_path), "story.txt", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert_said(case, reports(done.stderr))
    assert left_over(tmp_path) == []
    assert STORY in (tmp_path / "out" / "graph.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", [case for case in CASES if not case.kept], ids=str)
def test_alone_it_ends_in_code_1_and_leaves_nothing(quick, tmp_path, case):
    source = case.make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    for command in (["build", source, "-o", "out"], ["add", "news.sqlite", source]):
        done = quick(*command)
        assert done.returncode == 1
        assert_said(case, reports(done.stderr))
        assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("case", [case for case in CASES if case.kept], ids=str)
def test_what_is_kept_is_kept(quick, tmp_path, case):
    source = case.make(tmp_path)
    done = quick("extract", source, "--whole")
    assert done.returncode == 0, done.stderr
    assert_said(case, reports(done.stderr))
    assert done.stdout.count("\n") >= 1


@pytest.mark.parametrize(
    ("case", "text", "date"),
    [
        ("NUL in a JSON string", "Serbia signed.", None),
        ("lone surrogates", "Serbia \ufffd signed.", None),
        ("right-to-left and zero-width control characters", "Serbia signed a deal.", None),
        ("date in the future, up to 2100", "Serbia paid.", "2099-01-01"),
        ("date in the year 0 or 9999, or after 2100", "Serbia paid.", None),
    ],
)
def test_how_it_is_kept(quick, tmp_path, case, text, date):
    source = next(one for one in CASES if one.row == case).make(tmp_path)
    [extraction] = map(json.loads, quick("extract", source, "--whole").stdout.splitlines())
    assert (extraction["article"]["text"], extraction["article"]["published"]) == (text, date)


@pytest.mark.parametrize(
    ("row", "number"),
    [
        ("records with the same `id`", 2),
        ("article whose text and address came before", 1),
        ("zip with `../` paths", 2),
        ("loop of symbolic links", 1),
        ("malformed JSONL line", 9),
    ],
)
def test_how_many_are_kept(quick, tmp_path, row, number):
    source = next(case for case in CASES if case.row == row).make(tmp_path)
    assert quick("extract", source, "--whole").stdout.count("\n") == number
    assert not (tmp_path.parent / "up.txt").exists()


def test_strict_stops_at_the_first_and_writes_nothing(quick, tmp_path):
    (tmp_path / "story.txt").write_text(STORY)
    before = sorted(tmp_path.rglob("*"))
    (tmp_path / "a.jsonl").write_text('{"text": ')
    done = quick("build", "story.txt", "a.jsonl", "--strict", "-o", "out")
    assert done.returncode == 1
    assert len(reports(done.stderr)) == 1
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "a.jsonl"])


# what needs a process of its own


def test_a_source_that_does_not_exist_stops_before_the_reading(here, tmp_path):
    (tmp_path / "story.txt").write_text(STORY)
    done = here("build", "story.txt", "a.txt", "-o", "out")
    assert done.returncode == 1
    assert_said(ELSEWHERE[0], reports(done.stderr))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["news", "a.txt"])
def test_what_may_not_be_read_is_said_and_the_rest_is_read(powerless, tmp_path, name):
    (tmp_path / "story.txt").write_text(STORY)
    (tmp_path / "news").mkdir()
    (tmp_path / "a.txt").write_text("Serbia paid.")
    (tmp_path / name).chmod(0)
    done = powerless("build", name, "story.txt", "-o", "out")
    (tmp_path / name).chmod(0o700)
    assert done.returncode == 0, done.stderr
    assert_said(ELSEWHERE[1 if name == "news" else 2], reports(done.stderr)[:1])
    assert STORY in (tmp_path / "out" / "graph.json").read_text()


@pytest.mark.parametrize("number", [3, 4])
def test_a_format_whose_package_is_missing_is_said_and_the_rest_is_read(without, tmp_path, number):
    case = ELSEWHERE[number]
    (tmp_path / "story.txt").write_text(STORY)
    done = without("pypdf", "feedparser")("build", case.make(tmp_path), "story.txt", "-o", "out")
    assert done.returncode == 0, done.stderr
    assert_said(case, reports(done.stderr))
    assert STORY in (tmp_path / "out" / "graph.json").read_text()


@pytest.mark.long
def test_a_sentence_of_100000_words_is_read(quick, tmp_path):
    (tmp_path / "story.txt").write_text(STORY)
    done = quick("build", ELSEWHERE[5].make(tmp_path), "story.txt", "-o", "out")
    assert (done.returncode, reports(done.stderr)) == (0, [])
    graph = json.loads((tmp_path / "out" / "graph.json").read_text())
    assert len(graph["graph"]["articles"]) == 2


ELSEWHERE = [
    Case("source that does not exist", lambda _: "a.txt"),
    Case("unreadable folder or file", empty_folder, says=0),
    Case("unreadable folder or file", file("a.txt", STORY), says=1),
    Case("PDF or feed without the extra", file("a.pdf", pdf()), says=0),
    Case("PDF or feed without the extra", file("a.rss", FEED.format("")), says=1),
    Case("one sentence of 100,000 words", long_sentence, says=None, kept=True),
]


def assert_said(case: Case, said: list[str]) -> None:
    """Check that a run complains of what the row of the case says, word for word, and of nothing else."""
    if case.says is None:
        assert said == []
    else:
        [line] = said
        template = rows(HEADING)[case.row].messages[case.says]
        assert matches(template, line), f"{line!r} is not {template!r}"
