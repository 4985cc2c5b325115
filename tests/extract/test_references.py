"""Whom words mean that name nobody: read in short texts, with the model."""

from __future__ import annotations

import pytest

CASES = [
    ("Peru has told Bolivia that it is ready to talk.", "it", {"PER"}),
    ("The ferry left on Monday. It took six days.", "It", set()),
    ("The vote was close. Gabon lost. It recalled its envoy.", "It", {"GAB"}),
    ("A ferry from Malta sank. Egypt sent divers. It blamed Malta.", "It", {"EGY"}),
    ("Kuwait is a rich state. Oman sued it.", "it", {"KWT"}),
    ("Kenya wrote a letter. Uganda read it.", "it", set()),
    ("If Chad asks, it will get help.", "it", {"TCD"}),
    ("It is clear that Chad will pay.", "It", set()),
    ("In its statement, Iran rejected the offer.", "its", {"IRN"}),
    ("Gazprom and its partners left.", "its", {"Gazprom"}),
    ("A dam is planned. Its ambassador left, said Oman.", "Its", set()),
    ("Peru has voted. A dam stopped its army.", "its", {"PER"}),
    ("Peru has voted. A dam lost its water.", "its", set()),
    ("Nobody in Oman denied that anybody had crossed its soil.", "its", {"OMN"}),
    ("Emmanuel Macron thanked Oman for its help.", "its", {"OMN"}),
    ("Emmanuel Macron flew to Oman with its plans.", "its", {"OMN"}),
    ("Chad borrows. Togo, its ally, has paid.", "its", {"TCD"}),
    ("And Kuwait? Its envoy left.", "Its", {"KWT"}),
    ("Doctors Without Borders has recalled its surgeons.", "its", {"Doctors Without Borders"}),
    ("Oman has voted. Chad ordered it to pay.", "it", {"OMN"}),
    ("When Oman asked, it was told that nobody had called.", "it", {"OMN"}),
    ("Emmanuel Macron flew to Oman and promised it a loan.", "it", {"OMN"}),
    ("Oman itself will pay.", "itself", {"OMN"}),
    ("Oman has committed itself to nothing.", "itself", {"OMN"}),
    ("The Houthis freed a crew that they had seized.", "they", {"Houthis"}),
    ('"We will hire nobody," said Li Wei, the head of Toyota.', "We", {"Toyota"}),
    ('Li Wei, who heads Toyota, was calm. "We shall see," Li Wei said.', "We", {"Li Wei"}),
    ("Fiji said its army would leave.", "its army", {"FJI"}),
    ("Interpol said its president would resign.", "its president", {"Interpol"}),
    ("A Cuban diplomat met reporters. He denied the charge.", "He", {"CUB"}),
    ("Emmanuel Macron phoned Viktor Orbán to thank him.", "him", {"Viktor Orbán"}),
    ("Chile and Peru signed a pact. They will share the cost.", "They", {"CHL", "PER"}),
    ("Chile and Peru signed a pact, their ministers said.", "their ministers", {"CHL", "PER"}),
    ("Some 50 traders marched in Lima. Police arrested nine of them.", "them", {"traders"}),
    ("Japan lent India money. The two countries will build a railway.", "The two countries", {"IND", "JPN"}),
    ("Chad and Niger quarrelled. Mali urged both sides to talk.", "both sides", {"NER", "TCD"}),
    (
        "Venezuela said Guyana had left. Talks between the neighbours stopped.",
        "the neighbours",
        {"GUY", "VEN"},
    ),
    (
        "According to two officials, Iran and Oman met.",
        "two officials",
        {"officials"},
    ),
    ("Chad praised both Arab countries.", "both Arab countries", set()),
    (
        "Haiti sued Cuba. Jamaica fears for Haiti. Andrew Holness, Jamaica's head, urged both sides to talk.",
        "both sides",
        {"CUB", "HTI"},
    ),
    ("Kenya and Uganda met. The neighbours signed a pact.", "The neighbours", {"KEN", "UGA"}),
    ("Chad accuses Benin of sheltering rebels, a charge that it rejects.", "it", {"BEN"}),
    (
        "Togo spoke last. Chad accuses Porto-Novo of sheltering rebels, a charge that it rejects.",
        "it",
        {"BEN"},
    ),
    ("Peru sued Chile, accusing Codelco of stealing its water.", "its", {"PER"}),
    ("Shell said that Nigeria had seized its tankers.", "its", {"Shell"}),
    ("Iran, whose gas feeds Iraq, is angry. It has urged Baku to arrest Iranian exiles.", "It", {"IRN"}),
    (
        "Serbia sent a deputy, Ana Ruiz, who was questioned by Viktor Orbán. She denied the charge.",
        "She",
        {"Ana Ruiz"},
    ),
    ("Webuild is angry. Its client, the utility Barki Tojik, pays late.", "Its client", {"Barki Tojik"}),
    ("Boeing is waiting. Its biggest customer is Ryanair.", "Its biggest customer", {"Ryanair"}),
    (
        "Chile sells lithium. Chile taxes it. Chile has a plan. Ganfeng left Mexico and sued that country.",
        "that country",
        {"MEX"},
    ),
    ("The World Bank lent Nepal money. In May the bank asked for an audit.", "the bank", {"World Bank"}),
    ("JANAF, the Croatian operator, met MOL. Later the operator paid.", "the operator", {"JANAF"}),
    ("Qatar met Jordan. The emirate paid.", "The emirate", {"QAT"}),
    ("Qatar met Jordan. The kingdom paid.", "The kingdom", {"JOR"}),
    ("The European Union sued the World Trade Organization. The bloc won.", "The bloc", {"European Union"}),
    ("Al-Shabaab attacked a base. The militants killed nine.", "The militants", {"al-Shabaab"}),
    ("Emmanuel Macron met traders. The president left.", "The president", {"Emmanuel Macron"}),
    ("Shell sued the company.", "the company", {"company"}),
    ("Russia bombed Kherson. The city lost power.", "The city", {"Kherson"}),
    ("LIMA, Peru\n\nBrazil paid. Police arrested nine traders.", "Police", {"PER"}),
    ("Brazil paid. In Lima, police arrested nine traders.", "police", {"PER"}),
    ("Brazil paid. Emmanuel Macron told parliament so.", "parliament", {"France Parliament"}),
    ("Norway, whose soldiers left, met Iran.", "whose soldiers", {"NOR"}),
    ("Russia fought enemy forces.", "enemy forces", {"enemy forces"}),
    ("The rivals met.", "The rivals", set()),
    ("Serbia, a candidate for membership of the European Union, paid.", "a candidate", {"SRB"}),
    ("The Assad regime fell. Britain had sanctioned the regime.", "the regime", {"SYR"}),
    ("Britain stands by the government and people of Iraq.", "the government", {"IRQ"}),
    ('"We will send arms to Mali," said Emmanuel Macron.', "We", {"Emmanuel Macron"}),
    ("Foreign minister Penny Wong said:\n\nI welcome the decision of Japan.", "I", {"Penny Wong"}),
    ("The United States condemns the attack.\n\nWe urge Iraq to act.", "We", {"USA"}),
    ("We sent it back.", "We", set()),
    ("General Putin al-Masri flew to Oman.", "Putin", set()),
    ("Russia paid. The coalition forces shelled a town.", "The coalition forces", {"coalition forces"}),
    ("Turkish police, experts and prosecutors searched a house.", "prosecutors", {"TUR"}),
]


def meant(extraction, phrase):
    """Give the entities that the last mention of a phrase means."""
    mentions = [m for m in extraction.mentions if m.text == phrase]
    return {m.entity for m in mentions if m.start == mentions[-1].start and m.entity}


@pytest.mark.model
@pytest.mark.parametrize(("text", "phrase", "expected"), CASES, ids=[f"{p}: {t[:40]}" for t, p, _ in CASES])
def test_reference(read, text, phrase, expected):
    assert meant(read(text), phrase) == expected


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "Chile, Peru and Bolivia have paid their share of the aid to Haiti.",
        "NATO has agreed to extend its peacekeeping mission.",
        "Emmanuel Macron will send troops to Mali.",
        "The president of Chad thanked his government.",
    ],
)
def test_nobody_is_tied_to_himself_or_to_his_own(read, text):
    extraction = read(text)
    countries = {e.id: e.country or e.id for e in extraction.entities}
    acts = [claim for claim in extraction.claims if claim.event]
    assert all(countries[claim.source] != countries[claim.target] for claim in acts)
    assert not {("CHL", "PER"), ("PER", "CHL"), ("CHL", "BOL")} & {(c.source, c.target) for c in acts}
