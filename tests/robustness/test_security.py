"""Articles and tables are hostile: they run nowhere, name no place, and end no statement."""

# ruff: noqa: E501 - rows of data read better on one line

from __future__ import annotations

import ast
import csv
import json
import os
import re
import shutil
import sqlite3
import sys
import time
import zipfile
from pathlib import Path

import pytest

from detente.graph import show
from detente.graph.files import read_graph

from .conftest import DETENTE, run
from .rows import reports

ROOT = Path(__file__).parents[2]
BAD = "window.hacked=1"
NAMES = {
    "Evilone": f"<img src=x onerror={BAD}>",
    "Eviltwo": f"</script><script>{BAD}</script>",
    "Evilthree": "=cmd|' /C calc'!A0",
    "Evilfour": "../../../../tmp/hacked",
    "Evilfive": "'); DROP TABLE articles; --",
    "Evilsix": "{{ 7 * 7 }}{% include '/etc/passwd' %}${7*7}",
    "Evilseven": f'" onmouseover={BAD} x="',
    "Evileight": f"javascript:{BAD}",
    "Evilnine": "constructor",
    "Evilten": f"line\u2028one\u2029two]]><svg onload={BAD}>",
}
"""Names of hostile entities by what articles call them."""
LINKS = [
    f"javascript:{BAD}", f"data:text/html,<script>{BAD}</script>", f"https://example.org/\"><img src=x onerror={BAD}>",
    f"https://example.org/{{{{7*7}}}}?a='><script>{BAD}</script>", f"JaVaScRiPt:{BAD}", "file:///etc/passwd",
    "https://example.org/\u2028a", f"vbscript:{BAD}", f"https://user:pw@example.org/#<svg/onload={BAD}>", "//example.org/a",
]  # fmt: skip
RUNTIME = sorted(path for folder in ("extract", "graph") for path in (ROOT / folder).rglob("*.py"))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory) -> Path:
    """A folder with a map, a graph, claims, tables and a store of hostile articles."""
    folder = tmp_path_factory.mktemp("hostile")
    with (folder / "names.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "type", "name", "aliases"])
        writer.writerows([name, "company", name, alias] for alias, name in NAMES.items())
    records = []
    for (alias, name), link in zip(NAMES.items(), LINKS, strict=True):
        text = (
            f"{alias} signed a trade agreement with Serbia on Monday, said <b onclick={BAD}>{name}</b>.\n\n"
            f'=HYPERLINK("https://example.org") {alias} sells gas to Hungary </script><script>{BAD}</script> {name}.\n\n'
            f"@SUM(1) {alias} plans to invest in Kazakhstan \u2028 {{{{ 7 * 7 }}}} <img src=x onerror={BAD}>."
        )
        records.append({"id": "../../up", "title": f"{name}</title><script>{BAD}</script>", "text": text,
                        "url": link, "source": name, "published": "2026-03-12"})  # fmt: skip
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    options = ["--gazetteer", "names.csv"]
    for command in (
        ["build", "news.jsonl", "-o", "out", "--title", f"</title><script>{BAD}</script>", *options],
        ["add", "news.sqlite", "news.jsonl", *options],
        ["export", "out/graph.json", "tables"],
        ["export", "out/graph.json", "graph.events.csv"],
        ["export", "out/graph.json", "graph.graphml"],
        ["figure", "out/graph.json", "-o", "figure.svg", "--title", f"<script>{BAD}</script>"],
    ):
        done = run(*DETENTE, *command, cwd=folder)
        assert done.returncode == 0, done.stderr
    view = show(read_graph(folder / "out" / "graph.json"), title=f'"><script>{BAD}</script>')
    (folder / "notebook.html").write_text(
        f'<!doctype html><meta charset="utf-8"><title>detente</title>{view._repr_html_()}', encoding="utf-8"
    )
    return folder


def test_hostile_names_are_really_there(hostile):
    graph = read_graph(hostile / "out" / "graph.json")
    assert set(NAMES.values()) - {NAMES["Evilten"]} <= set(graph)
    assert any("</script>" in row["text"] for *_, edge in graph.edges(data=True) for row in edge["evidence"])


@pytest.mark.long
@pytest.mark.browser
def test_nothing_runs_in_the_browser(hostile):
    pytest.importorskip("playwright", reason="the tests of the page need playwright")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("no Chromium: install it, or name it in the variable CHROMIUM")
    page = (hostile / "out" / "map.html").as_uri()
    addresses = [page, f"{page}#view=table", f"{page}#node=%3Cscript%3E{BAD}%3C/script%3E",
                 (hostile / "notebook.html").as_uri(), (hostile / "figure.svg").as_uri()]  # fmt: skip
    done = run(sys.executable, Path(__file__).with_name("browse.py"), program, *addresses, cwd=hostile)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert [answer["ready"] for answer in answers] == [1, 1, 1, 1, 0]
    for answer in answers:
        assert set(answer["hacked"]) == {"undefined"}
        assert (answer["requests"], answer["dialogs"], answer["errors"]) == ([], [], [])
        assert set(answer["links"]) <= {"https:", "file:", "about:", "http:"} - {"http:"}
        assert answer["images"] == 0


def test_the_browser_would_see_it_if_it_ran(tmp_path):
    """The canary sings: the same visit to a page that is not ours."""
    pytest.importorskip("playwright", reason="the tests of the page need playwright")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("no Chromium: install it, or name it in the variable CHROMIUM")
    (tmp_path / "a.html").write_text(
        f"<p>detente</p><img src=x onerror={BAD}><a href='#' onclick=\"alert(1)\">x</a>"
    )
    done = run(
        sys.executable,
        Path(__file__).with_name("browse.py"),
        program,
        (tmp_path / "a.html").as_uri(),
        cwd=tmp_path,
    )
    [answer] = json.loads(done.stdout)
    assert answer["hacked"] == ["number"]
    assert answer["dialogs"]


def test_tables_hold_no_formula(hostile):
    files = [
        hostile / "out" / "claims.csv",
        hostile / "graph.events.csv",
        *(hostile / "tables").glob("*.csv"),
    ]
    assert len(files) >= 5
    cells = 0
    for file in files:
        with file.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                for cell in row:
                    cells += "=cmd" in cell or "HYPERLINK" in cell
                    assert not re.match(r"[=+\-@\t\r\n]", cell) or re.fullmatch(r"-?\d+(\.\d+)?", cell), (
                        file.name,
                        cell,
                    )
    assert cells


def test_claims_come_back_as_they_were(hostile):
    done = run(*DETENTE, "export", "out/claims.csv", "again.json", cwd=hostile)
    assert done.returncode == 0, done.stderr
    first, again = (
        json.loads((hostile / name).read_text(encoding="utf-8")) for name in ("out/graph.json", "again.json")
    )
    assert {(e["source"], e["target"]) for e in again["edges"]} == {
        (e["source"], e["target"]) for e in first["edges"]
    }


def test_no_name_becomes_a_path(hostile):
    assert not Path("/tmp/hacked").exists()
    assert sorted(path.name for path in hostile.iterdir() if not path.name.startswith(("again", "news.sqlite-"))) == [
        "figure.svg", "graph.events.csv", "graph.graphml", "names.csv", "news.jsonl", "news.sqlite", "notebook.html",
        "out", "tables",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words", [*NAMES.values(), '"', "' OR '1'='1", "* NEAR(", "%", 'a" OR "b', "\0", "^x:y-z"]
)
def test_no_words_of_a_search_end_a_statement(hostile, here, tmp_path, words):
    shutil.copy(hostile / "news.sqlite", tmp_path)
    before = contents(tmp_path / "news.sqlite")
    done = here("search", "news.sqlite", "--", words)
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr
    assert "SELECT" not in done.stderr
    for command in (["retract", words], ["undo", words], ["correct", "reject", words]):
        assert here(command[0], "news.sqlite", *command[1:-1], "--", command[-1]).returncode in {1, 2}
    assert contents(tmp_path / "news.sqlite") == before


@pytest.mark.parametrize("name", NAMES.values())
def test_no_name_of_a_correction_ends_a_statement(hostile, here, tmp_path, name):
    shutil.copy(hostile / "news.sqlite", tmp_path)
    before = contents(tmp_path / "news.sqlite")
    assert (
        here(
            "correct", "news.sqlite", "--who", name, "--why", name, "--", "rename", "Serbia", name
        ).returncode
        == 0
    )
    after = contents(tmp_path / "news.sqlite")
    assert {table: rows for table, rows in after.items() if table != "decisions"} == {
        table: rows for table, rows in before.items() if table != "decisions"
    }
    assert len(after["decisions"]) == 1


def contents(path: Path) -> dict[str, list[tuple]]:
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = {table: db.execute(f"SELECT * FROM {table}").fetchall()
                 for table in ("articles", "texts", "claims", "entities", "decisions", "meta")}  # fmt: skip
    db.close()
    return found


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]>"  # fmt: skip
XML = {
    "a.rss": LAUGHS + "<rss version='2.0'><channel><item><title>&j;</title><description>&j;</description></item></channel></rss>",
    "b.rss": "<!DOCTYPE r SYSTEM 'CANARY'><rss version='2.0'><channel><item><description>Serbia paid.</description></item></channel></rss>",
    "c.xml": "<!DOCTYPE r [<!ENTITY x SYSTEM 'CANARY'>]><rss version='2.0'><channel><item><description>&x;</description></item></channel></rss>",
    "d.atom": "<?xml version='1.0'?><!--\n--><!DOCTYPE r [<!ENTITY % p SYSTEM 'CANARY'> %p;]><feed xmlns='http://www.w3.org/2005/Atom'/>",
    "e.rss": "<rss version='2.0' xmlns:xi='http://www.w3.org/2001/XInclude'><channel><item><description>Serbia paid."
             "<xi:include href='CANARY' parse='text'/></description></item></channel></rss>",
    "f.html": "<!DOCTYPE html [<!ENTITY x SYSTEM 'CANARY'>]><html><body><article><p>Serbia paid for it &x; on Monday, the"
              " ministry said in a long statement.</p></article></body></html>",
    "g.xhtml": LAUGHS + "<html><body><article><p>Serbia paid &j; for it on Monday, the ministry said.</p></article></body></html>",
    "h.xml": "<?xml-stylesheet href='CANARY'?><rss version='2.0'><channel><item><description>Serbia paid.</description></item></channel></rss>",
}  # fmt: skip


@pytest.mark.parametrize("name", XML)
def test_xml_expands_nothing_and_opens_nothing(here, tmp_path, name):
    from detente.extract import read_articles

    (tmp_path / "secret.txt").write_text("CANARYSONG")
    (tmp_path / name).write_text(XML[name].replace("CANARY", (tmp_path / "secret.txt").as_uri()))
    opened: list[str] = []
    watching = True
    sys.addaudithook(
        lambda event, args: opened.append(str(args[0])) if watching and event == "open" else None
    )
    start = time.monotonic()
    articles = list(read_articles(tmp_path / name))
    watching = False
    assert time.monotonic() - start < 20
    assert not any("CANARYSONG" in article.text or "hahahaha" in article.text for article in articles)
    assert not any("secret" in file for file in opened)


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_graph_files_in_xml_expand_nothing(here, tmp_path, ending):
    (tmp_path / "secret.txt").write_text("CANARYSONG")
    root = ending[1:]
    (tmp_path / f"a{ending}").write_text(
        f"<!DOCTYPE {root} [<!ENTITY x SYSTEM '{(tmp_path / 'secret.txt').as_uri()}'>]><{root}>&x;</{root}>"
    )
    done = here("rank", f"a{ending}")
    assert done.returncode == 1
    assert len(reports(done.stderr)) == 1
    assert "CANARYSONG" not in done.stdout + done.stderr


def test_a_zip_of_tables_writes_nothing(here, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("../nodes.csv", "/tmp/hacked/edges.csv"):
            archive.writestr(
                name, "Id,Label\nA,A\n" if "nodes" in name else "Source,Target,Label\nA,B,trade\n"
            )
    before = sorted(tmp_path.parent.iterdir())
    done = here("rank", "a.zip")
    assert "Traceback" not in done.stderr
    assert sorted(tmp_path.parent.iterdir()) == before
    assert not Path("/tmp/hacked").exists()


# the code itself

NEVER_IMPORTED = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "marshal", "shelve", "joblib", "yaml", "requests",
                  "urllib3", "http", "ftplib", "smtplib", "socket", "xmlrpc"}  # fmt: skip
NEVER_CALLED = {"eval", "exec", "compile", "__import__", "system", "popen", "read_pickle", "to_pickle", "extractall",
                "urlopen", "mktemp"}  # fmt: skip
MAY_CALL = {("compile", "re"), ("extract", "extractor")}
SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|DROP|ALTER|CREATE|PRAGMA|ATTACH)\b")
NAMES_IN_SQL = {
    ("tables_schema.py", "PRAGMA", "pragma"): "a tuple of our own just above",
    ("tables_schema.py", "ALTER", "name"): "our own names of tables, in a migration",
    ("tables_schema.py", "ALTER", "column"): "our own names of columns, in a migration",
    ("neo4j.py", "CREATE", "label.lower()"): "Cypher in a file, and our own labels of nodes",
    ("neo4j.py", "CREATE", "label"): "the same",
    ("tables_schema.py", "DROP", "name"): "our own names of tables and indices, in a migration",
}
"""What may be put into a statement other than as a parameter, and why."""
PLAIN = {"'BEGIN IMMEDIATE' if writes else 'BEGIN'"}
"""Statements that are one of two constants."""


@pytest.mark.parametrize("path", RUNTIME, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_code_runs_no_text_and_unpickles_nothing(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & NEVER_IMPORTED, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in NEVER_IMPORTED, node.lineno
        elif isinstance(node, ast.Call):
            owner = node.func.value if isinstance(node.func, ast.Attribute) else None
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            of = owner.id if isinstance(owner, ast.Name) else ""
            assert name not in NEVER_CALLED or (name, of) in MAY_CALL, f"{path}:{node.lineno}: {of}.{name}"
            for keyword in node.keywords:
                forbidden = keyword.arg in {"shell", "allow_pickle", "resolve_entities", "load_dtd"}
                is_true = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
                assert not forbidden or is_true, f"{path}:{node.lineno}: {keyword.arg}"


@pytest.mark.parametrize("path", RUNTIME, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_values_reach_sql_as_parameters_only(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            verb = SQL.match(str(node.values[0].value))
            for part in node.values if verb else ():
                if isinstance(part, ast.FormattedValue):
                    allowed = (path.name, verb[1], ast.unparse(part.value)) in NAMES_IN_SQL
                    assert allowed, f"{path}:{node.lineno}: {ast.unparse(part.value)} in SQL"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            is_text = node.func.attr == "text" and ast.unparse(node.func.value) == "sa"
            if (is_text or node.func.attr in {"exec_driver_sql", "executescript"}) and node.args:
                statement = ast.unparse(node.args[0])
                plain = isinstance(node.args[0], (ast.Constant, ast.Name, ast.JoinedStr))
                assert plain or statement in PLAIN, f"{path}:{node.lineno}: {statement}"
        elif (
            isinstance(node, ast.BinOp)
            and isinstance(node.left, ast.Constant)
            and isinstance(node.left.value, str)
        ):
            assert not SQL.match(node.left.value), f"{path}:{node.lineno}"
