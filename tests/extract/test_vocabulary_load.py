"""A vocabulary of the user: what it may add, and the line that tells what is wrong with it."""

from __future__ import annotations

import pytest

from detente.extract import Article, Extractor, VocabularyError
from detente.extract.vocabulary import is_narrower, load_vocabulary

TWINNING = """
[relation.twinning]
family = "cooperation"
words = ["sister city", "twinning"]
triggers = [
    {phrase = "twin with", pos = "v", event = "AGREE", source = "subj", target = "with"},
    {phrase = "pen friend", pos = "n", event = "SUPPORT"},
]
"""


@pytest.fixture
def table(tmp_path):
    """Write a vocabulary and give its path."""

    def write(text):
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_relation_of_the_user_has_a_family_words_and_triggers(table):
    vocabulary = load_vocabulary(table(TWINNING))
    assert vocabulary.families["twinning"] == "cooperation"
    assert vocabulary.domains["sister", "city"] == "twinning"
    assert (
        vocabulary.triggers["twin", "v"][0].relation == "twinning"
    )  # before the shipped reading of "twin with"


def test_the_head_of_a_noun_phrase_is_its_last_word(table):
    [trigger] = [
        t for t in load_vocabulary(table(TWINNING)).triggers["friend", "n"] if t.relation == "twinning"
    ]
    assert trigger.others == ("pen",)


SETS = """
[words]
unions = ["sister city", "town"]
[relation.twinning]
family = "cooperation"
triggers = [{phrase = "link|marry <unions>", pos = "v", event = "AGREE", target = "with"}, %s]
"""


def test_a_phrase_may_name_alternatives_and_a_set_of_words_of_the_user(table):
    triggers = load_vocabulary(table(SETS % "")).triggers
    ours = {t.phrase for verb in ("link", "marry") for t in triggers[verb, "v"] if t.relation == "twinning"}
    assert ours == {"link sister city", "link town", "marry sister city", "marry town"}


def test_what_a_row_says_of_one_phrase_goes_before_what_one_says_of_many(table):
    exception = '{phrase = "marry town", pos = "v", event = "REJECT"}'
    found = [
        t for t in load_vocabulary(table(SETS % exception)).triggers["marry", "v"] if t.others == ("town",)
    ]
    assert [t.event for t in found] == ["REJECT", "AGREE"]


@pytest.mark.parametrize(
    ("phrase", "fault"),
    [("twin <villages>", "<villages> is no set of words: there are"), ("twin (town", r"stray '\('")],
)
def test_a_phrase_that_cannot_be_spelled_out_is_named(table, phrase, fault):
    row = f'{{phrase = "{phrase}", pos = "v", event = "AGREE"}}'
    with pytest.raises(VocabularyError, match=rf"mine\.toml: twinning: {fault}"):
        load_vocabulary(table(SETS % row))


def test_the_shipped_vocabulary_stays(table):
    ours, theirs = load_vocabulary(), load_vocabulary(table(TWINNING))
    assert ours.families.items() <= theirs.families.items()
    assert set(ours.triggers) <= set(theirs.triggers)


def test_the_version_tells_vocabularies_apart(table):
    assert load_vocabulary().version == load_vocabulary().version != load_vocabulary(table(TWINNING)).version


def test_words_may_be_added_to_a_shipped_relation(table):
    vocabulary = load_vocabulary(table('[relation.energy]\nwords = ["peat briquette"]'))
    assert vocabulary.domain_of(("peat", "briquette")) == "energy"
    assert vocabulary.families["energy"] == "cooperation"


def test_a_default_relation_may_be_changed(table):
    text = '[default]\nCONSULT = "contact"\n[relation.contact]\nfamily = "cooperation"'
    assert load_vocabulary(table(text)).default["CONSULT"] == "contact"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ('{pos = "v", event = "AGREE"}', "no phrase"),
        ('{phrase = "twin", pos = "x", event = "AGREE"}', "pos 'x' is not v, n or a"),
        ('{phrase = "twin", event = "MARRY"}', "event 'MARRY' is not one of AGREE, CONSULT"),
        ('{phrase = "twin", event = "AGREE", relation = "kin"}', "relation 'kin' is not one of accession"),
        ('{phrase = "twin", event = "AGREE", status = "sure"}', "status 'sure' is not one of actual"),
        ('{phrase = "twin", event = "AGREE", source = "obj|who"}', "source slot 'who' is not known"),
        ('{phrase = "twin", event = "AGREE", target = "whom"}', "target slot 'whom' is not known"),
        ('{phrase = "twin", event = "AGREE", only = "place"}', "condition 'place' is not source:TYPE"),
        ('{phrase = "twin", relation = ""}', "neither event nor relation"),
    ],
)
def test_a_malformed_trigger_is_named_with_file_and_relation(table, row, fault):
    path = table(f'[relation.twinning]\nfamily = "cooperation"\ntriggers = [{row}]')
    with pytest.raises(VocabularyError) as caught:
        load_vocabulary(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: twinning: ")
    assert fault in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("relation = 3", "'relation' is not a table"),
        ("default = []", "'default' is not a table"),
        ("[relation]\ntwinning = 3", "twinning: not a table"),
        ('[relation.twinning]\nwords = "sister city"', "twinning: 'words' is not a list of texts"),
        ("[relation.twinning]\nwords = [3]", "twinning: 'words' is not a list of texts"),
        ("[relation.twinning]\ntriggers = 3", "twinning: 'triggers' is not a list of rows"),
        ('[relation.twinning]\ntriggers = ["twin"]', "twinning: 'triggers' is not a list of rows"),
        ("[relation.twinning]\ntriggers = [{phrase = 3}]", "twinning: 'triggers' is not a list of rows"),
        ("words = 3", "'words' is not a table"),
        ("[words]\ntowns = 'Kyoto'", "words: 'towns' is not a list of texts"),
    ],
)
def test_a_value_of_the_wrong_kind_is_named(table, text, fault):
    with pytest.raises(VocabularyError, match=rf"mine\.toml: {fault}"):
        load_vocabulary(table(text))


def test_broken_toml_is_named_with_its_line(table):
    path = table('[relation.twinning]\nfamily = "cooperation\n')
    with pytest.raises(VocabularyError, match=r"mine\.toml: not TOML: .*line 2"):
        load_vocabulary(path)


def test_a_file_that_is_not_there_says_what_to_give(tmp_path):
    with pytest.raises(VocabularyError, match=r"none\.toml: cannot be read .*: give a UTF-8 TOML file"):
        load_vocabulary(tmp_path / "none.toml")


def test_a_file_in_another_encoding_says_so(tmp_path):
    path = tmp_path / "latin.toml"
    path.write_bytes("# für".encode("latin-1"))
    with pytest.raises(VocabularyError, match=r"latin\.toml: cannot be read"):
        load_vocabulary(path)


@pytest.mark.parametrize(
    ("narrow", "wide", "expected"),
    [
        ("energy", "trade", True),
        ("trade", "energy", False),
        ("transport", "investment", True),
        ("energy", "energy", False),
        ("energy", "transport", True),
        ("transport", "energy", False),
    ],
)
def test_the_narrower_domain_wins(narrow, wide, expected):
    assert is_narrower(narrow, than=wide) is expected


@pytest.mark.model
def test_a_relation_of_the_user_is_extracted(table):
    extractor = Extractor(relations=table(TWINNING))
    [claim] = next(extractor.extract([Article("Serbia twinned with Egypt.")])).claims
    assert (claim.source, claim.relation, claim.target, claim.status) == ("SRB", "twinning", "EGY", "actual")


@pytest.mark.model
def test_an_entity_of_the_user_is_extracted(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "id,type,aliases,country\nLower Drava Irrigation Board,organization,LDIB,HRV\n", encoding="utf-8"
    )
    extractor = Extractor(gazetteer=[path])
    extraction = next(extractor.extract([Article("LDIB signed a trade agreement with Egypt.")]))
    assert [(c.source, c.target) for c in extraction.claims] == [("Lower Drava Irrigation Board", "EGY")]
    assert {e.id: e.country for e in extraction.entities}["Lower Drava Irrigation Board"] == "HRV"
