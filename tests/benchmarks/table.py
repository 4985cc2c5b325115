"""Write docs/benchmarks.md from what pytest-benchmark saved: `table.py bench.json docs/benchmarks.md`."""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path


def table(saved: dict) -> str:
    """Give the figures as Markdown: within each group, everything as a multiple of detente's time."""
    cpu = saved["machine_info"].get("cpu", {})
    lines = [
        "# Benchmarks", "",
        f"{cpu.get('brand_raw', 'unnamed processor')}, Python {saved['machine_info']['python_version']}.", "",
        "Processor time, all of a group in one run. Made by `make bench`.", "",
        "| group | what | seconds | times detente's |", "|---|---|---:|---:|",
    ]  # fmt: skip
    rows = sorted(saved["benchmarks"], key=lambda b: b["group"] or "")
    for group, members in itertools.groupby(rows, key=lambda b: b["group"]):
        found = list(members)
        base = next((b["stats"]["min"] for b in found if "detente" in (b["param"] or "")), None)
        for one in found:
            name = f"{one['extra_info']['articles']} articles" if group == "growth" else one["param"]
            ratio = (
                f"{one['stats']['min'] / base:.2f}"
                if base
                else "per article {:.4f} s".format(one["stats"]["min"] / one["extra_info"]["articles"])
            )
            lines.append(f"| {group} | {name} | {one['stats']['min']:.2f} | {ratio} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    target.write_text(table(json.loads(source.read_text("utf-8"))), "utf-8")
