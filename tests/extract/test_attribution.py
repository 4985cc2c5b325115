"""Attribution: who is cited for a clause."""

from __future__ import annotations

import pytest
from spacy.lang.en import English
from spacy.tokens import Doc

from detente.extract.attribution import read_speaker
from detente.extract.english.model import load_model

VOCAB = English().vocab


def test_the_subject_of_the_reporting_verb_is_cited():
    doc = Doc(
        VOCAB,
        words=["The", "envoy", "says", "talks", "failed"],
        heads=[1, 2, 2, 4, 2],
        deps=["det", "nsubj", "ROOT", "nsubj", "ccomp"],
        tags=["DT", "NN", "VBZ", "NNS", "VBD"],
        lemmas=["the", "envoy", "say", "talk", "fail"],
    )
    found = read_speaker(doc[4])
    assert (found.speaker.text, found.cue.text) == ("The envoy", "says")
    assert read_speaker(doc[2]) is None


def test_nobody_is_cited_across_a_semicolon():
    doc = Doc(
        VOCAB,
        words=["Talks", "failed", ";", "envoys", "say", "so"],
        heads=[1, 1, 1, 4, 1, 4],
        deps=["nsubj", "ROOT", "punct", "nsubj", "parataxis", "advmod"],
        tags=["NNS", "VBD", ":", "NNS", "VBP", "RB"],
        lemmas=["talk", "fail", ";", "envoy", "say", "so"],
    )
    assert read_speaker(doc[1]) is None


SENTENCES = """
The envoy                | failed    | The envoy said that the talks had failed.
The envoy                | failed    | The envoy said the talks had failed.
Two diplomats            | failed    | Two diplomats told reporters that the talks had failed.
Oman                     | failed    | According to Oman, the talks failed.
two officials in Muscat  | failed    | The talks failed, according to two officials in Muscat.
the spokesman            | failed    | The talks have failed, the spokesman said.
the minister             | failed    | "The talks have failed," said the minister.
The minister             | failed    | The minister said: "The talks have failed."
the minister             | failed    | "The talks," the minister said, "have failed."
Analysts                 | withdraw  | Analysts believe that Chad will withdraw.
Diplomatic sources       | withdraw  | Diplomatic sources indicate that Chad will withdraw.
The ministry             | withdraw  | The ministry announced that Chad would withdraw.
officials at the ministry | resume   | Pumping might resume, say officials at the ministry.
The general              | attack    | The general warned that rebels could attack.
The premier              | attacked  | The premier was quoted as saying that rebels attacked the base.
Rwanda                   | arming    | Rwanda denies arming the rebels.
Rwanda                   | armed     | Rwanda denies that it armed the rebels.
Interfax                 | sank      | It was reported by Interfax that the ship sank.
Kuwait                   | sank      | Officials in Basra said Kuwait reported that the ship sank.
officials                | sank      | The ship sank, the agency said, citing officials.
the ministry             | sank      | In a statement, the ministry said the ship sank.
the ministry             | bought    | The government bought the jets, the ministry said on Monday.
Ankara                   | opened    | Ankara added that it had opened the border.
the foreign minister, Ana Li | opened | Peru opened the border, said the foreign minister, Ana Li.
Ana Li                   | opened    | Peru opened the border, said Ana Li, the foreign minister.
Baku                     | fired     | Baku claims that Armenia fired first.
the spokesman            | agreed    | "Both sides agreed. They will meet in May," the spokesman said.
the spokesman            | meet      | "Both sides agreed," the spokesman said. "They will meet in May."
officials                | letting   | Togo opened the port, officials said on Friday, letting ships sail.
the envoy, Ana Li        | rammed    | A ship rammed the ferry, and men were hurt, the envoy, Ana Li, says.
-                        | accused   | Baku accused Armenia of firing first.
-                        | urged     | Kenya urged Sudan to withdraw.
-                        | signed    | Serbia signed the deal.
-                        | promised  | Germany promised to send tanks.
-                        | said      | The envoy said that the talks had failed.
-                        | trained   | The army, which Russia trained, said it had won.
"""
CASES = [tuple(cell.strip() for cell in line.split("|", 2)) for line in SENTENCES.strip().splitlines()]


@pytest.fixture(scope="module")
def nlp():
    return load_model()


@pytest.mark.model
@pytest.mark.parametrize(("speaker", "word", "sentence"), CASES, ids=[c[2][:50] for c in CASES])
def test_speaker_of_a_clause(nlp, speaker, word, sentence):
    token = next(t for t in nlp(sentence) if t.text == word)
    found = read_speaker(token)
    if speaker == "-":
        assert found is None
    else:
        assert found is not None
        assert found.speaker.text == speaker
        assert sentence[found.speaker.start : found.speaker.end] == found.speaker.text


@pytest.mark.model
def test_a_quotation_does_not_reach_into_the_next_paragraph(nlp):
    doc = nlp('"Both sides agreed," the envoy said.\n\nThe army closed the road.')
    assert read_speaker(next(t for t in doc if t.text == "closed")) is None


@pytest.mark.model
@pytest.mark.parametrize(
    ("second", "speaker"),
    [
        ('"Egypt shelled Sudan at noon. We have buried nine men."', "Omar Nur"),
        ('"Egypt shelled Sudan at noon," said Rania Aziz, a nurse.', "Rania Aziz"),
        ("Egypt shelled Sudan at noon.", None),
    ],
)
def test_a_quotation_goes_on_in_the_next_paragraph(read, second, speaker):
    extraction = read(f'"They came at dawn," Omar Nur, a fisherman, said.\n\n{second}')
    found = {c.speaker for c in extraction.claims if c.trigger.text == "shelled"}
    assert found == {speaker}
