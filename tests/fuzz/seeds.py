"""Write the first inputs of the fuzzers, and the words that they may put in: ``python tests/fuzz/seeds.py FOLDER``."""

# ruff: noqa: E501 - samples of formats read better on one line

from __future__ import annotations

import datetime as dt
import io
import json
import random
import sys
import zipfile
from pathlib import Path

import pypdf
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from detente.extract.reading import formats
from detente.extract.records import to_record
from detente.extract.schema import Article, Claim, Entity, Evidence, Extraction, Mention, Span
from detente.graph import decisions, graph_from_claims, write_graph

TEXT = "Serbia signed a gas deal with Kazakhstan on Tuesday."
ARTICLE = Article(TEXT, "Serbia signs", dt.date(2026, 3, 12), "https://example.org/2026/03/12/a", "Sava Post")
ENTITIES = (
    Entity("SRB", "Serbia", "country"), Entity("KAZ", "Kazakhstan", "country", aliases=("Qazaqstan",)),
    Entity("Srbijagas", "Srbijagas", "company", "SRB", "BUS"),
)  # fmt: skip
CLAIM = Claim(
    "SRB", "KAZ", "energy", "AGREE", "actual", True, Evidence(ARTICLE.id, 0, len(TEXT), TEXT), Span(7, 13, "signed"),
    Mention(0, 6, "Serbia", "SRB", "gazetteer"), Mention(30, 40, "Kazakhstan", "KAZ", "gazetteer"),
    speaker="Srbijagas", date="2026-03-10", date_precision="day", confidence=0.9, pattern="sign",
    date_cue=Span(41, 51, "on Tuesday"),
)  # fmt: skip
RECORD = {
    "text": TEXT,
    "title": "Serbia signs",
    "date": "2026-03-12",
    "url": ARTICLE.url,
    "source": "Sava Post",
}
PAGE = (
    '<html lang="en"><head><meta charset="utf-8"><title>Serbia signs</title><meta name="date" content="2026-03-12">'
    '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-03-12"}</script></head><body>'
    f'<article><h1>Serbia signs</h1><p>{TEXT}</p><p>The deal runs for ten years, the ministry said.</p>'
    '<time datetime="2026-03-12" pubdate>12 March</time></article></body></html>'
)  # fmt: skip
FEED = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Sava Post</title><language>en</language>'
    f"<item><title>Serbia signs</title><link>{ARTICLE.url}</link><pubDate>Thu, 12 Mar 2026 10:00:00 GMT</pubDate>"
    f"<description>&lt;p&gt;{TEXT}&lt;/p&gt;</description></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Sava Post</title><entry><title>Serbia signs</title>'
    f'<updated>2026-03-12T10:00:00Z</updated><content type="html">&lt;p&gt;{TEXT}</content></entry></feed>'
)
MARKDOWN = (
    f"---\ntitle: Serbia signs\ndate: 2026-03-12\n---\n# Serbia signs\n\n**Serbia** [signed](x). {TEXT}\n"
)
PLAIN = f"Serbia signs\n\nBELGRADE, March 12, 2026 (Sava Post) -- {TEXT}\n\n2 mins read\n\nUpdated 13 March 2026\n"
TABLE = 'title,text,date\nSerbia signs,"Serbia ""signed"", it said.",2026-03-12\n'
TIES = f"source,target,relation,date,sentence,url,status,event\nSRB,KAZ,energy,2026-03,{TEXT},{ARTICLE.url},actual,AGREE\n"
WORDS = (
    '<![CDATA[ ]]> <!DOCTYPE <!ENTITY &#0; &#xD800; charset=utf-16 encoding=\\"koi8-r\\" \\xff\\xfe \\xef\\xbb\\xbf \\x00 '
    "\\xc2\\xad \\xe2\\x80\\xa8 \\xe2\\x80\\x8b \\xed\\xa0\\x80 %PDF-1.4 endstream /Filter/FlateDecode /Encrypt xref "
    'trailer PK\\x03\\x04 {\\"text\\": null true NaN Infinity 1e999 -0 \\\\ud800 \\\\u0000 \\"date\\" \\"published\\" '
    '\\"edges\\" \\"links\\" \\"nodes\\" \\"graph\\" \\"evidence\\" \\"articles\\" \\"claims\\" \\"kind\\" [[[[[[[[ {\\"a\\": '
    "2026-02-30 0000-00-00 9999-12-31 2025-Q3 99999999999999999999 --- *** # | ; \\x0d \\x1c <p> </article> attvalue "
    "weight confidence aliases"
).split()


def main(folder: Path) -> None:
    """Make the folder with one folder of inputs a fuzzer, and the file of words."""
    write(folder / "readers", reader_seeds())
    write(folder / "graph_files", graph_seeds(folder))
    chance = random.Random(1)  # the same seeds every time
    write(folder / "extract", [chance.randbytes(chance.randrange(20, 500)) for _ in range(300)])
    lines = (f'"{word}"\n' for word in WORDS)
    (folder / "words.dict").write_text("".join(lines), encoding="utf-8")


def write(folder: Path, inputs: list[bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(inputs):
        (folder / f"seed-{number:03}").write_bytes(content)


def reader_seeds() -> list[bytes]:
    """An input of every format, plain and packed."""
    suffixes = sorted([*formats.PARSERS, ".zip", ""])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", PLAIN)
        archive.writestr("b/c.jsonl", json.dumps(RECORD))
    contents = {
        ".txt": PLAIN, ".md": MARKDOWN, ".html": PAGE, ".json": json.dumps([RECORD]), ".csv": TABLE, ".xml": FEED,
        ".jsonl": json.dumps(RECORD) + "\n{\n" + json.dumps(RECORD), ".rss": FEED, ".atom": ATOM, ".pdf": pdf(),
        ".tsv": TABLE.replace(",", "\t"), ".zip": packed.getvalue(), "": json.dumps(RECORD),
    }  # fmt: skip
    seeds = []
    for suffix, content in contents.items():
        raw = content if isinstance(content, bytes) else content.encode()
        seeds += [bytes([suffixes.index(suffix), packing]) + raw for packing in (0, 1, 2, 4, 6)]
    return seeds


def pdf() -> bytes:
    """A page of text."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 200)
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    })  # fmt: skip
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    content = DecodedStreamObject()
    content.set_data(f"BT /F1 12 Tf 10 100 Td ({TEXT}) Tj ET".encode())
    page[NameObject("/Contents")] = content
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def graph_seeds(folder: Path) -> list[bytes]:
    """A graph in every format that can be read back, claims and decisions."""
    G = graph_from_claims([CLAIM], entities=ENTITIES, articles=[ARTICLE])
    seeds = []
    folder.mkdir(parents=True, exist_ok=True)
    for number, ending in ((0, ".json"), (2, ".gexf"), (3, ".graphml"), (6, ".zip"), (7, ".parquet")):
        path = folder / f"graph{ending}"
        write_graph(G, path)
        seeds.append(bytes([number]) + path.read_bytes())
        path.unlink()
    write_graph(G, folder / "graph")
    parts = [
        folder / "graph" / name
        for name in ("nodes.csv", "edges.csv", "evidence.csv", "articles.csv", "detente.json")
    ]
    seeds.append(b"\6" + b"\n--\n".join(path.read_bytes() for path in parts))
    for path in parts:
        path.unlink()
    (folder / "graph").rmdir()
    claim = json.dumps(to_record(CLAIM))
    extraction = json.dumps(to_record(Extraction(ARTICLE, (CLAIM.source_mention,), ENTITIES, (CLAIM,))))
    bare = {
        "nodes": [{"id": "a", "type": "group"}, {"id": "b"}],
        "links": [{"source": "a", "target": "b", "weight": 2}],
    }
    return [
        *seeds,
        b"\0" + json.dumps(bare).encode(),
        b"\1" + claim.encode(),
        b"\1" + extraction.encode(),
        b"\1"
        + json.dumps({"source": "SRB", "target": "KAZ", "relation": "trade", "symmetric": True}).encode(),
        b"\4" + TIES.encode(),
        b"\5" + TIES.replace(",", "\t").encode(),
        b"\x08" + claim.encode(),
        b"\x09" + decision_lines().encode(),
    ]


def decision_lines() -> str:
    """A decision of every kind, without ids, as a person would write them."""
    target = decisions.ref(CLAIM)
    by = {"who": "Mira", "when": "2026-03-13", "why": "read it"}
    made = [
        decisions.Merge(entity="KAZ", into="SRB", **by),
        decisions.Split(entity="KAZ", into=ENTITIES[2], surfaces=("Kazakhstan",), claims=(target,), **by),
        decisions.NeverMerge(entity="SRB", other="KAZ", **by),
        decisions.Rename(entity="SRB", name="Srbija", **by),
        decisions.Retype(entity="SRB", type="place", **by),
        decisions.Reject(target=target, **by),
        decisions.Confirm(target=target, **by),
        decisions.Rerelate(target=target, relation="trade", **by),
        decisions.Redate(target=target, date="2026-Q1", **by),
        decisions.SetStatus(target=target, status="planned", **by),
        decisions.claim_by_hand("SRB", "KAZ", "trade", text=TEXT, **by),
    ]
    made.append(decisions.Undo(decision=made[0].id, **by))
    records = [decisions.decision_to_record(one) for one in made]
    return "".join(json.dumps({k: v for k, v in record.items() if k != "id"}) + "\n" for record in records)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
