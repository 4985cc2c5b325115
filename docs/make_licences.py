"""Write docs/licences.md, and the bill of materials of this environment as build/sbom.cdx.json (CycloneDX).

    python docs/make_licences.py

Run-time packages alone: those of pyproject.toml with all extras that users install, and what they need.
What is not installed here is missing in both, so install ``detente[all]`` first, as `make licences` does.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"
BILL = ROOT / "build" / "sbom.cdx.json"
NOT_FOR_USERS = frozenset({"test", "lint", "bench", "fuzz", "all"})

Packages = dict[str, tuple[importlib.metadata.Distribution, str]]


def runtime() -> Packages:
    """Give what is installed here of the run-time packages, by name, with what needs it: core or an extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {k: v for k, v in project["optional-dependencies"].items() if k not in NOT_FOR_USERS}
    found: Packages = {}
    done: set[tuple[str, str]] = set()

    def walk(requirement: Requirement, need: str) -> None:
        name = canonicalize_name(requirement.name)
        for extra in ["", *sorted(requirement.extras)]:
            if (name, extra) in done or name == "detente":
                continue
            done.add((name, extra))
            try:
                package = importlib.metadata.distribution(name)
            except importlib.metadata.PackageNotFoundError:
                continue
            found.setdefault(name, (package, need))
            for line in package.requires or []:
                needed = Requirement(line)
                if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                    walk(needed, need)

    for need, lines in {"core": project["dependencies"], **extras}.items():
        for line in lines:
            walk(Requirement(line), need)
    return dict(sorted(found.items()))


def licence(package: importlib.metadata.Distribution) -> str:
    """Give the licence that a package states: an SPDX expression, its classifiers, or its words."""
    about: Any = package.metadata
    if about.get("License-Expression"):
        return str(about["License-Expression"])
    kinds = [line.rpartition("::")[2].strip() for line in about.get_all("Classifier") or []
             if line.startswith("License ::")]  # fmt: skip
    kinds = [kind for kind in kinds if kind != "OSI Approved"]
    words = " ".join(str(about.get("License") or "").split())
    return " OR ".join(kinds) or (words if 0 < len(words) < 60 else "see the package")


def is_copyleft(words: str) -> bool:
    """Say whether a licence leaves no choice but the GPL or AGPL; the LGPL and the MPL are neither.

    Examples
    --------
    >>> is_copyleft("GPL-3.0-only"), is_copyleft("MPL-1.1 OR GPL-2.0-only"), is_copyleft("LGPL-3.0-only")
    (True, False, False)
    """
    strong = re.compile(r"(?i)(?<!l)\b(?:a?gpl)|(?<!lesser )(?:affero )?general public")
    return all(strong.search(choice) and not re.search(r"(?i)lgpl|lesser", choice)
               for choice in re.split(r"(?i)\s+or\s+(?!later)", words))  # fmt: skip


def page(packages: Packages) -> str:
    """Lay the licences out as a page."""
    lines = [
        "# Licences of what detente needs",
        "",
        "Made by `make licences`, which also writes a bill of materials with versions and hashes,",
        "`build/sbom.cdx.json` (CycloneDX). Run-time packages with all extras; tools of the development are",
        "not among them. The tests fail on any that leaves no choice but the GPL or the AGPL.",
        "",
        "| package | licence | needed by |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {licence(package)} | {need} |" for name, (package, need) in packages.items()]
    return "\n".join(lines) + "\n"


def bill(packages: Packages) -> dict[str, Any]:
    """Give the bill of materials, with the hashes that constraints/ci.txt pins."""
    pinned: dict[str, list[str]] = {}
    for block in re.split(r"\n(?=\S)", (ROOT / "constraints" / "ci.txt").read_text(encoding="utf-8")):
        pinned[block.split(" ", 1)[0]] = re.findall(r"sha256:([0-9a-f]{64})", block)

    def hashes_of(name: str, version: str) -> list[str]:
        return pinned.get(f"{name}=={version}", [])

    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "detente",
                                   "version": importlib.metadata.version("detente")}},
        "components": [
            {
                "type": "library",
                "name": name,
                "version": package.version,
                "purl": f"pkg:pypi/{name}@{package.version}",
                "licenses": [{"license": {"name": licence(package)}}],
                "hashes": [{"alg": "SHA-256", "content": one} for one in hashes_of(name, package.version)],
                "properties": [{"name": "detente:needed_by", "value": need}],
            }
            for name, (package, need) in packages.items()
        ],
    }  # fmt: skip


if __name__ == "__main__":
    installed = runtime()
    PAGE.write_text(page(installed), encoding="utf-8")
    BILL.parent.mkdir(exist_ok=True)
    BILL.write_text(json.dumps(bill(installed), indent=1) + "\n", encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}, {BILL.relative_to(ROOT)}: {len(installed)} packages")  # noqa: T201
