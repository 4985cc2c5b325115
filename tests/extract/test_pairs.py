"""What a text says of one given pair of phrases."""

from __future__ import annotations

import pytest

from detente.extract import DetenteError

pytestmark = pytest.mark.model


def relate(extractor, text, source, target):
    spans = [(text.index(phrase), text.index(phrase) + len(phrase)) for phrase in (source, target)]
    return extractor.relate(text, source=spans[0], target=spans[1])


@pytest.mark.parametrize(
    ("text", "source", "target", "event"),
    [
        ("Kenya praised Somalia for its reforms.", "Kenya", "Somalia", "SUPPORT"),
        ("Rebels shelled a market in Goma.", "Rebels", "Goma", "ASSAULT"),
        ("Students marched against the mayor of Skopje.", "Students", "the mayor of Skopje", "PROTEST"),
        ("Ghana accused Togo of smuggling.", "Ghana", "Togo", "ACCUSE"),
        ("Peru's envoy met Chilean miners on Monday.", "Peru's envoy", "Chilean miners", "CONSULT"),
        ("Oman sent tents to the villagers.", "Oman", "the villagers", "AID"),
        ("Qatar freed two Bahraini sailors.", "Qatar", "two Bahraini sailors", "YIELD"),
        ("Police detained three Sudanese reporters.", "Police", "three Sudanese reporters", "COERCE"),
    ],
)
def test_event_of_a_pair(extractor, text, source, target, event):
    claim = relate(extractor, text, source, target)
    assert claim is not None
    assert claim.event == event


def test_offsets_are_exact(extractor):
    text = "On Monday, Kenya praised Somalia for its reforms."
    claim = relate(extractor, text, "Kenya", "Somalia")
    for span in (claim.source_mention, claim.target_mention, claim.trigger, claim.evidence):
        assert text[span.start : span.end] == span.text


def test_the_phrases_count_as_actors_whatever_they_say(extractor):
    claim = relate(extractor, "The blue team attacked the red team.", "The blue team", "the red team")
    assert (claim.source, claim.target) == ("The blue team", "the red team")


def test_status_is_read_for_the_pair(extractor):
    assert relate(extractor, "Kenya will praise Somalia.", "Kenya", "Somalia").status == "planned"


def test_no_event_word_no_claim(extractor):
    assert relate(extractor, "Kenya, Somalia.", "Kenya", "Somalia") is None


def test_the_pair_decides_between_two_events(extractor):
    text = "Kenya praised Somalia and attacked Eritrea."
    assert relate(extractor, text, "Kenya", "Somalia").event == "SUPPORT"
    assert relate(extractor, text, "Kenya", "Eritrea").event == "ASSAULT"


@pytest.mark.parametrize("span", [(500, 510), (5, 500), (-9, -3)])
def test_a_span_outside_of_the_text_is_an_error_of_ours(extractor, span):
    with pytest.raises(DetenteError, match="outside of the 22 characters"):
        extractor.relate("Kenya praised Somalia.", source=span, target=(14, 21))


def test_the_status_of_a_span_outside_of_the_text_is_an_error_of_ours(extractor):
    with pytest.raises(DetenteError, match="outside of the 22 characters"):
        extractor.status("Kenya praised Somalia.", (40, 44))
