"""The shipped tables: facts, and what holds for every row."""

from __future__ import annotations

import csv
import importlib.resources

import pytest

from detente.extract.gazetteer import TABLES, Gazetteer, Sense, fold, load_gazetteer

DATA = importlib.resources.files("detente.data")
SHIPPED = [name for name in TABLES if (DATA / f"{name}.csv").is_file()]

UNITED_NATIONS = """
AFG AGO ALB AND ARE ARG ARM ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB
BRN BTN BWA CAF CAN CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI DMA DNK DOM DZA
ECU EGY ERI ESP EST ETH FIN FJI FRA FSM GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM GUY HND HRV HTI
HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA
LIE LKA LSO LTU LUX LVA MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ MRT MUS MWI MYS NAM
NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW PNG POL PRK PRT PRY QAT ROU RUS RWA SAU SDN
SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCD TGO THA TJK TKM TLS TON TTO
TUN TUR TUV TZA UGA UKR URY USA UZB VCT VEN VNM VUT WSM YEM ZAF ZMB ZWE
""".split()  # 193 codes read better so
OTHERS = ["VAT", "PSE", "XKX", "TWN", "ESH", "HKG", "MAC", "GRL", "FRO", "PRI", "GIB"]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def rows(name: str) -> list[dict[str, str]]:
    lines = (DATA / f"{name}.csv").read_text("utf-8").splitlines(keepends=True)
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize(
    ("name", "entity", "kind"),
    [
        ("US", "USA", "name"), ("U.S.", "USA", "name"), ("America", "USA", "name"), ("UK", "GBR", "name"),
        ("Britain", "GBR", "name"), ("Great Britain", "GBR", "name"), ("Turkey", "TUR", "name"),
        ("Türkiye", "TUR", "name"), ("Czechia", "CZE", "name"), ("Burma", "MMR", "name"),
        ("Côte d’Ivoire", "CIV", "name"), ("Ivory Coast", "CIV", "name"), ("DRC", "COD", "name"),
        ("Democratic Republic of the Congo", "COD", "name"), ("Congo-Brazzaville", "COG", "name"),
        ("Republic of the Congo", "COG", "name"), ("Congo", "COD", "name"), ("DPRK", "PRK", "name"),
        ("ROK", "KOR", "name"), ("PRC", "CHN", "name"), ("UAE", "ARE", "name"), ("KSA", "SAU", "name"),
        ("Swaziland", "SWZ", "name"), ("Vatican", "VAT", "name"), ("East Timor", "TLS", "name"),
        ("Cabo Verde", "CPV", "name"), ("Macedonia", "MKD", "name"), ("Soviet Union", "SUN", "name"),
        ("Niger", "NER", "name"), ("Nigeria", "NGA", "name"), ("Guinea", "GIN", "name"),
        ("Guinea-Bissau", "GNB", "name"), ("Equatorial Guinea", "GNQ", "name"), ("Ireland", "IRL", "name"),
        ("Dominica", "DMA", "name"), ("Dominican Republic", "DOM", "name"), ("Samoa", "WSM", "name"),
        ("American Samoa", "ASM", "name"), ("Georgia", "GEO", "name"), ("Palestine", "PSE", "name"),
        ("Nigerien", "NER", "adjective"), ("Nigerian", "NGA", "adjective"), ("Serbian", "SRB", "adjective"),
        ("Dominican", "DOM", "adjective"), ("Congolese", "COD", "adjective"), ("British", "GBR", "adjective"),
        ("Serbs", "SRB", "demonym"), ("Frenchmen", "FRA", "demonym"), ("Briton", "GBR", "demonym"),
        ("Brits", "GBR", "demonym"), ("Iraqis", "IRQ", "demonym"), ("Saudis", "SAU", "demonym"),
        ("Emirati", "ARE", "demonym"), ("Dane", "DNK", "demonym"), ("Kazakhs", "KAZ", "demonym"),
        ("Kyiv", "UKR", "capital"), ("Kiev", "UKR", "capital"), ("Astana", "KAZ", "capital"),
        ("Nur-Sultan", "KAZ", "capital"), ("Teheran", "IRN", "capital"), ("Pyongyang", "PRK", "capital"),
        ("Washington", "USA", "capital"), ("Jerusalem", "ISR", "capital"), ("Brussels", "BEL", "capital"),
        ("Tel Aviv", "ISR", "seat"), ("Kremlin", "RUS", "seat"), ("White House", "USA", "seat"),
        ("Downing Street", "GBR", "seat"), ("Élysée", "FRA", "seat"), ("Elysee Palace", "FRA", "seat"),
        ("Quai d'Orsay", "FRA", "seat"), ("Zhongnanhai", "CHN", "seat"), ("Casa Rosada", "ARG", "seat"),
        ("Planalto", "BRA", "seat"), ("Moncloa", "ESP", "seat"), ("Blue House", "KOR", "seat"),
        ("Washington", "Washington, D.C.", "name"), ("Belgrade", "Belgrade", "name"),
        ("Kiev", "Kyiv", "name"),
        ("Saigon", "Ho Chi Minh City", "name"), ("Bombay", "Mumbai", "name"), ("Gaza Strip", "Gaza", "name"),
        ("Crimean", "Crimea", "adjective"), ("Uyghurs", "Xinjiang", "demonym"),
        ("English", "England", "adjective"),
        ("Central Asian", "Central Asia", "adjective"), ("Balkan", "Balkans", "adjective"),
        ("European", "Europe", "adjective"), ("Baltics", "Baltic states", "name"),
        ("the West", "West", "name"),
        ("Putin", "Vladimir Putin", "name"), ("Zelensky", "Volodymyr Zelenskyy", "name"),
        ("Xi", "Xi Jinping", "name"),
        ("Vucic", "Aleksandar Vučić", "name"), ("Lula", "Luiz Inácio Lula da Silva", "name"),
        ("Erdogan", "Recep Tayyip Erdoğan", "name"),
    ],
)  # fmt: skip
def test_name_stands_for(gazetteer: Gazetteer, name: str, entity: str, kind: str) -> None:
    senses = gazetteer.names[fold(name)]
    of_kind = [sense.entity for sense in senses if sense.kind == kind]
    assert of_kind[:1] == [entity]


@pytest.mark.parametrize(
    ("name", "later"),
    [
        ("Georgia", "Georgia (U.S. state)"),
        ("Congo", "COG"),
        ("Singapore", "Singapore (city)"),
        ("Korean", "PRK"),
    ],
)
def test_less_likely_bearers_come_later(gazetteer: Gazetteer, name: str, later: str) -> None:
    entities = [sense.entity for sense in gazetteer.names[name]]
    assert later in entities[1:]


@pytest.mark.parametrize("name", ["AND", "ARE", "Of", "Man", "Reading", "Mobile", "Split", "Orange", "Van"])
def test_words_are_not_names(gazetteer: Gazetteer, name: str) -> None:
    # A surname counts only where the article has named the person in full.
    assert {sense.kind for sense in gazetteer.names.get(name, ())} <= {"surname"}


@pytest.mark.parametrize("code", UNITED_NATIONS + OTHERS)
def test_states_and_territories_are_there(gazetteer: Gazetteer, code: str) -> None:
    assert gazetteer.entities[code].type == "country"


def test_united_nations_are_193() -> None:
    assert len(set(UNITED_NATIONS)) == 193


@pytest.mark.parametrize("row", rows("countries"), ids=lambda row: row["id"])
def test_country_is_complete_or_says_why(row: dict[str, str]) -> None:
    assert row["name"]
    assert all((row["adjectives"], row["demonyms"], row["capital"])) or row["note"]


def test_capitals_are_places_in_their_country(gazetteer: Gazetteer) -> None:
    listed = {row["id"] for row in rows("places")}
    for row in rows("countries"):
        for capital in filter(None, row["capital"].split("|")):
            places = [
                gazetteer.entities[sense.entity]
                for sense in gazetteer.names[fold(capital.lstrip("~"))]
                if sense.kind == "name"
            ]
            assert any(
                place.country == row["id"] and place.type == "place" and place.id in listed
                for place in places
            ), capital


def test_capital_is_near_the_coordinates_of_its_country(gazetteer: Gazetteer) -> None:
    for row in rows("countries"):
        capital = row["capital"].split("|")[0].lstrip("~")
        if capital and row["latitude"]:
            latitude, longitude = gazetteer.coordinates[row["id"]]
            near = [
                sense.entity
                for sense in gazetteer.names[fold(capital)]
                if sense.entity in gazetteer.coordinates
                and abs(gazetteer.coordinates[sense.entity][0] - latitude) < 5
                and abs(gazetteer.coordinates[sense.entity][1] - longitude) < 5
            ]
            assert set(near) - {row["id"]}, row["id"]


@pytest.mark.parametrize("name", SHIPPED)
def test_header_names_a_source(name: str) -> None:
    lines = (DATA / f"{name}.csv").read_text("utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    assert any(word in line.lower() for line in comments for word in ("source", "by hand"))


@pytest.mark.parametrize("name", SHIPPED)
def test_rows_are_sorted(name: str) -> None:
    ids = [row["id"] for row in rows(name)]
    assert ids == sorted(ids)


def test_no_sense_twice(gazetteer: Gazetteer) -> None:
    assert [name for name, senses in gazetteer.names.items() if len(set(senses)) < len(senses)] == []


def test_all_country_codes_are_known(gazetteer: Gazetteer) -> None:
    known = {entity.id for entity in gazetteer.entities.values() if entity.type == "country"}
    used = {entity.country for entity in gazetteer.entities.values() if entity.country}
    used |= {code for codes in gazetteer.members.values() for code in codes}
    assert used <= known


def test_names_are_folded_and_senses_known(gazetteer: Gazetteer) -> None:
    assert all(fold(name) == name for name in gazetteer.names)
    assert all(sense.entity in gazetteer.entities for senses in gazetteer.names.values() for sense in senses)


def test_each_entity_has_a_name(gazetteer: Gazetteer) -> None:
    for entity in gazetteer.entities.values():
        assert Sense(entity.id, "name") in gazetteer.names[fold(entity.name)], entity.id


def test_regions_are_many_and_have_members(gazetteer: Gazetteer) -> None:
    regions = rows("regions")
    assert len(regions) >= 80
    assert gazetteer.members["Central Asia"] == {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
    assert gazetteer.members["Western Balkans"] == {"ALB", "BIH", "XKX", "MNE", "MKD", "SRB"}


def test_leaders_hold_a_dated_office(gazetteer: Gazetteer) -> None:
    offices = {(office.person, office.role): office for office in gazetteer.offices}
    office = offices["Aleksandar Vučić", "head of state"]
    assert (office.country, str(office.since), office.until) == ("SRB", "2017-05-31", None)
    assert ("Narendra Modi", "head of government") in offices
