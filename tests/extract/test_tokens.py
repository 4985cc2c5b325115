"""What is kept of a passage while it is read is what spaCy would say each time it is asked."""

from __future__ import annotations

import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from detente.extract.syntax.tokens import (
    forms_in,
    is_between,
    lemmas_in,
    sentence_of,
    sentences_in,
    tags_in,
    text_of,
    tokens_of,
    with_lemma,
    with_tag,
    words_in,
)
from detente.extract.syntax.tree import NO_WAY, children_of, meeting_point, steps_between, way_to

VOCAB = spacy.blank("en").vocab


@st.composite
def passages(draw: st.DrawFn) -> Doc:
    """Give sentences whose words hang on each other in any way that is a tree."""
    words: list[str] = []
    heads: list[int] = []
    for size in draw(st.lists(st.integers(1, 7), min_size=1, max_size=3)):
        first = len(words)
        order = draw(st.permutations(range(first, first + size)))  # the root, then what may hang on it
        above = {order[0]: order[0]}
        for place, word in enumerate(order[1:], start=1):
            above[word] = order[draw(st.integers(0, place - 1))]
        heads += [above[i] for i in range(first, first + size)]
        words += draw(st.lists(st.sampled_from(["ab", "Cé", ",", "d’e"]), min_size=size, max_size=size))
    spaces = draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    lemmas = draw(st.lists(st.sampled_from(["Ab", "c", ","]), min_size=len(words), max_size=len(words)))
    tags = draw(st.lists(st.sampled_from(["NN", "VB"]), min_size=len(words), max_size=len(words)))
    deps = ["dep"] * len(words)
    return Doc(VOCAB, words=words, spaces=spaces, heads=heads, deps=deps, lemmas=lemmas, tags=tags)


@given(passages())
def test_children_sentences_and_texts_are_those_of_spacy(doc):
    for token in doc:
        assert list(children_of(token)) == list(token.children)
        sentence = sentence_of(token)
        assert sentence == token.sent
        assert text_of(sentence) == token.sent.text
        assert words_in(sentence) == {t.lower_ for t in token.sent}
    assert list(tokens_of(doc)) == list(doc)
    assert list(sentences_in(doc)) == list(doc.sents)
    assert text_of(doc) == doc.text


@given(passages())
def test_words_are_found_by_what_spacy_says_of_them(doc):
    assert list(forms_in(doc)) == [t.lower_ for t in doc]
    assert list(tags_in(doc)) == [t.tag_ for t in doc]
    assert list(lemmas_in(doc)) == [t.lemma_.lower() for t in doc]
    assert with_lemma(doc, {"ab", ","}) == [t for t in doc if t.lemma_.lower() in {"ab", ","}]
    assert with_tag(doc, {"VB"}) == [t for t in doc if t.tag_ == "VB"]
    for first in range(len(doc)):
        for last in range(first, len(doc)):
            assert is_between(",", first, last, doc) == any(t.text == "," for t in doc[first:last])


@given(passages())
def test_a_way_leads_up_to_the_word_that_both_hang_on(doc):
    for a in doc:
        for b in doc:
            top = meeting_point(a, b)
            if top is None:
                assert a.sent != b.sent
                assert steps_between(a, b) == NO_WAY
                continue
            ways = way_to(a, top), way_to(b, top)
            assert steps_between(a, b) == len(ways[0]) + len(ways[1])
            for start, way in zip((a, b), ways, strict=True):
                assert [*way, top] == [start, *start.ancestors][: len(way) + 1]
