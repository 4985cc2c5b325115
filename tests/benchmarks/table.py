"""Write docs/benchmarks.md from what pytest-benchmark saved: `table.py BENCH.json... docs/benchmarks.md`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Case = dict[str, Any]

HEAD = """# Benchmarks

Made by `make bench` ({machine}). Processor time, not time on the clock, since others worked on the machine
at the same time; what stands in one table was measured in one run, one after the other. Seconds are this
machine's; the ratios are what to look at. The corpus is made from a seed (`tests/benchmarks/corpus.py`),
with the sample articles in front.
"""


def page(runs: list[dict[str, Any]]) -> str:
    """Give the figures as Markdown."""
    groups: dict[str, list[Case]] = {}
    for run in runs:
        for one in run["benchmarks"]:
            case = {"seconds": one["stats"]["min"], "median": one["stats"]["median"], **one["extra_info"]}
            groups.setdefault(one["group"], []).append(case)
    parts = [HEAD.format(machine=_machine(runs[0]["machine_info"]))]
    parts += [write(groups[name]) for name, write in SECTIONS.items() if name in groups]
    return "\n".join(parts)


def _machine(info: dict[str, Any]) -> str:
    name = info.get("cpu", {}).get("brand_raw", "unnamed processor")
    return f"{name}, {os.cpu_count()} cores, Python {info['python_version']}"


def _table(title: str, text: str, columns: list[str], rows: list[list[str]]) -> str:
    line = "|---|" + "---:|" * (len(columns) - 1)
    body = [f"| {' | '.join(row)} |" for row in [columns, *rows]]
    return "\n".join([f"## {title}", "", text, "", body[0], line, *body[1:], ""])


def _extraction(cases: list[Case]) -> str:
    stock = next(case["seconds"] for case in cases if case["what"] == "stock spaCy")
    rows = [
        [case["what"], f"{case['words'] / case['seconds']:,.0f}", f"{stock / case['seconds']:.2f}"]
        for case in cases
    ]
    return _table(
        "Extraction",
        "One process, the same model and text. detente gives linked claims with status, date and speaker;"
        " stock spaCy gives a parse and names; textacy's triples are words that nobody has linked. Aim: 1.5.",
        ["reader", "words a second", "times stock spaCy's pace"],
        rows,
    )


def _growth(cases: list[Case]) -> str:
    each = [case["seconds"] / case["articles"] for case in cases]
    rows = [
        [
            f"{case['articles']:,}",
            f"{cost * 1000:.0f}",
            f"{cost / each[0]:.2f}",
            "█" * round(20 * cost / each[0]),
        ]
        for case, cost in zip(cases, each, strict=True)
    ]
    return _table(
        "Growth",
        "What an article costs as there are more: the same or less.",
        ["articles", "ms an article", "times the smallest", "curve"],
        rows,
    )


def _memory(cases: list[Case]) -> str:
    stock = next(case["megabytes"] for case in cases if case["what"] == "stock spaCy")
    rows = [[c["what"], f"{c['megabytes']:.0f}", f"{c['megabytes'] / stock:.2f}"] for c in cases]
    text = "The peak of a process that reads generated articles, imports and model included. Aim: 1.3."
    return _table("Memory", text, ["reader", "peak MB", "times stock spaCy's"], rows)


def _workers(cases: list[Case]) -> str:
    one = cases[0]
    rows = [
        [
            str(c["what"]),
            f"{c['wall']:.1f}",
            f"{one['wall'] / c['wall']:.2f}",
            f"{c['cpu']:.1f}",
            f"{c['what'] * one['cpu'] / c['cpu']:.2f}",
        ]
        for c in cases
    ]
    return _table(
        "Workers",
        f"Reading with processes side by side, on a machine with a load of {one['load']:.0f} on its"
        f" {os.cpu_count()} cores: so the last column says what an idle one would give, workers times the"
        " processor time that one takes, by what all take with their parent. Aim: 1.8.",
        ["workers", "seconds on the clock", "pace", "processor seconds", "pace with cores of their own"],
        rows,
    )


def _start(cases: list[Case]) -> str:
    stock = next(c["median"] for c in cases if c["what"].startswith("import"))
    rows = [[f"`{c['what']}`", f"{c['median']:.2f}", f"{c['median'] / stock:.2f}"] for c in cases]
    text = "A process from its start to its end, median of five; `build` reads one article. Aim: 1.3."
    return _table("Start", text, ["what", "seconds", "times spaCy's start"], rows)


def _graph(cases: list[Case]) -> str:
    return _pairs(
        "Graph",
        "From claims to the graph, beside a pandas group-by with `nx.from_pandas_edgelist`. That one counts"
        " rows and keeps their sentences; ours orders and cites the evidence, counts publications, and gives"
        " each tie its status, dates and confidence.",
        cases,
        "pandas group-by",
    )


def _page(cases: list[Case]) -> str:
    return _pairs(
        "Page",
        "From the graph to one HTML file, beside pyvis's own page with the sentences as titles; positions are"
        " given, as pyvis leaves them to the browser.",
        cases,
        "pyvis",
    )


def _pairs(title: str, text: str, cases: list[Case], other: str) -> str:
    rows = []
    for claims in dict.fromkeys(case["claims"] for case in cases):
        time = {case["what"]: case["seconds"] for case in cases if case["claims"] == claims}
        ratio = time["detente"] / time[other]
        rows.append([f"{claims:,}", f"{time['detente']:.2f}", f"{time[other]:.2f}", f"{ratio:.1f}"])
    return _table(title, text, ["claims", "detente, s", f"{other}, s", f"times {other}'s"], rows)


def _store(cases: list[Case]) -> str:
    rows = []
    for claims in dict.fromkeys(case["claims"] for case in cases):
        by_name = {case["what"]: case for case in cases if case["claims"] == claims}
        add = by_name["add"]
        cost = add["median"] / add["articles"] / (1 + 1 / add["ratio"]) * 1000
        asked = [f"{by_name[name]['median'] * 1000:.1f}" for name in ("search", "ties of one entity")]
        rows.append([f"{claims:,}", f"{cost:.2f}", f"{add['ratio']:.2f}", f"{add['megabytes']:.0f}", *asked])
    return _table(
        "Store",
        "Articles with ten claims each go into a store that holds so many already, and in turns into an"
        " empty one (aim: 1.2); the peak is that of the"
        " process that filled it. The last columns are a search for words and all claims of one rare entity.",
        [
            "claims",
            "add an article, ms",
            "times that of an empty store",
            "peak MB",
            "search, ms",
            "one entity, ms",
        ],
        rows,
    )


SECTIONS: dict[str, Callable[[list[Case]], str]] = {
    "extraction": _extraction,
    "growth": _growth,
    "memory": _memory,
    "workers": _workers,
    "start": _start,
    "graph": _graph,
    "store": _store,
    "page": _page,
}


if __name__ == "__main__":
    *sources, target = map(Path, sys.argv[1:])
    target.write_text(page([json.loads(source.read_text("utf-8")) for source in sources]), "utf-8")
