"""What users install with detente is free for their use, and the page says under which licences."""

from __future__ import annotations

import importlib.util
import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location("make_licences", ROOT / "docs" / "make_licences.py")
make_licences = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make_licences)
PACKAGES = make_licences.runtime()


@pytest.mark.parametrize("name", PACKAGES)
def test_no_package_at_run_time_leaves_no_choice_but_the_gpl(name):
    package, need = PACKAGES[name]
    words = make_licences.licence(package)
    assert not make_licences.is_copyleft(words), f"{name} ({need}): {words}"


@pytest.mark.parametrize(
    ("words", "copyleft"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("GNU Affero General Public License v3 or later (AGPLv3+)", True),
        ("GPL-2.0-only OR AGPL-3.0-only", True),
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", False),
        ("GNU Lesser General Public License v2 or later (LGPLv2+)", False),
        ("LGPL", False),
        ("MIT License", False),
        ("BSD-3-Clause AND MIT", False),
    ],
)
def test_the_gpl_is_told_from_its_relatives(words, copyleft):
    assert make_licences.is_copyleft(words) is copyleft


def test_the_page_names_every_package_that_we_ask_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"]]
    for extra, lines in project["optional-dependencies"].items():
        asked += [] if extra in make_licences.NOT_FOR_USERS else lines
    wanted = {Requirement(line).name for line in asked} - {"detente"}
    text = make_licences.PAGE.read_text(encoding="utf-8")
    assert wanted <= set(re.findall(r"^\| ([\w.-]+) \|", text, re.MULTILINE)), "run make licences"
    assert "GPL" not in "".join(
        line
        for line in text.splitlines()
        if line.startswith("|") and make_licences.is_copyleft(line.split("|")[2])
    )


def test_the_bill_of_materials_is_cyclonedx():
    bill = json.loads(json.dumps(make_licences.bill(PACKAGES)))
    assert (bill["bomFormat"], len(bill["components"])) == ("CycloneDX", len(PACKAGES))
    assert all(part["version"] and part["licenses"] and part["purl"] for part in bill["components"])
    assert any(part["hashes"] for part in bill["components"])
