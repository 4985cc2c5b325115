from __future__ import annotations

import copy
import datetime as dt

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from detente.extract.schema import Article, Claim, Entity, Evidence, Mention, Span
from detente.graph.build import graph_from_claims
from detente.graph.compare import KINDS, brief, compare, graph_at
from detente.graph.errors import GraphError, PeriodError

A, B = "2025-01..2025-06", "2025-07..2025-12"


def world(*counts):
    """Build one relation a tie, told by so many papers in January and so many in July."""
    claims, articles = [], []
    for number, both in enumerate(counts):
        for month, count in zip((1, 7), both, strict=True):
            for paper in range(count):
                text = f"Tie {number}."
                url = f"https://example.org/{number}/{month}/{paper}"
                article = Article(text, f"T{number}", dt.date(2025, month, 5), url, f"P{paper}")
                articles.append(article)
                mention = Mention(0, 3, "Tie")
                claims.append(
                    Claim(
                        f"A{number}", f"B{number}", "trade", "COOPERATE", "actual", False,
                        Evidence(article.id, 0, len(text), text), Span(0, 3, "Tie"), mention, mention,
                    )
                )  # fmt: skip
    return graph_from_claims(claims, articles=articles)


def kinds_of(frame, source, target, relation):
    found = frame[(frame["source"] == source) & (frame["target"] == target) & (frame["relation"] == relation)]
    return found["kind"].tolist()


@pytest.mark.parametrize(
    ("tie", "kinds"),
    [
        (("AZE", "SRB", "energy"), ["firmed up"]),
        (("SRB", "UZB", "partnership"), ["firmed up"]),
        (("SOCAR", "Srbijagas", "energy"), ["new"]),
        (("CHN", "SRB", "defence"), ["ended"]),
        (("RUS", "SRB", "energy"), ["ended"]),
        (("RUS", "SRB", "defence"), ["new", "contradicted"]),
        (("AZE", "KAZ", "transport"), []),
        (("CHN", "KAZ", "investment"), []),
    ],
)
def test_each_change_has_its_kind(G, tie, kinds):
    assert kinds_of(compare(G, A, B), *tie) == kinds


def test_changes_come_with_their_sentences(G, claims):
    frame = compare(G, A, B)
    row = frame[(frame["source"] == "RUS") & (frame["kind"] == "contradicted")].iloc[0]
    assert row["sentences"] == [
        "Serbia denied an arms deal with Russia.",
        "Serbia did sign an arms deal with Russia.",
    ]
    assert row["evidence"][0]["source"] == "Morava Times"
    known = {claim.id for claim in claims}
    assert all(ids and set(ids) <= known for ids in frame["claims"])
    assert all(map(len, frame["sentences"]))


def test_doubling_with_the_coverage_is_no_change():
    frame = compare(world((6, 12), (20, 40), (15, 30)), A, B)
    assert frame.empty


def test_growing_beyond_the_coverage_is_a_change():
    frame = compare(world((3, 24), (20, 22), (20, 20)), A, B)
    assert frame[["kind", "source"]].to_numpy().tolist()[0] == ["strengthened", "A0"]
    assert frame["log2_ratio"].iloc[0] > 2


def test_staying_while_the_coverage_grows_is_weakening():
    frame = compare(world((12, 8), (20, 90), (15, 70)), A, B)
    assert ["weakened", "A0"] in frame[["kind", "source"]].to_numpy().tolist()


def test_silence_is_weakening_and_not_an_end():
    frame = compare(world((12, 0), (20, 20)), A, B)
    assert frame.set_index("source").loc["A0", ["kind", "sentences"]].tolist() == ["weakened", ["Tie 0."]]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=5).filter(
    lambda counts: all(map(any, counts))
))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_p_is_that_of_the_exact_test(counts):
    frame = compare(world(*counts), A, B, alpha=1.0)
    for _, row in frame.iterrows():
        x, y, others = row["sources_a"], row["sources_b"], row["coverage_a"] + row["coverage_b"]
        if not others:
            assert row["p"] == 1
            continue
        chance = row["coverage_b"] / others
        tails = [binomtest(y, x + y, chance, alternative=way).pvalue for way in ("less", "greater")]
        assert row["p"] == pytest.approx(min(1, 2 * min(tails)), abs=1e-6)


def test_copies_of_a_story_do_not_strengthen_a_tie():
    G = world((3, 24), (20, 22), (20, 20))
    for article in G.graph["articles"].values():
        if article["title"] == "T0" and article["published"].startswith("2025-07"):
            article["cluster"] = "one story"
    assert compare(G, A, B).empty


def test_a_dyad_gathers_its_relations(G):
    by_relation, by_dyad = (compare(G, A, B, alpha=1.0, per=per) for per in ("relation", "dyad"))
    assert set(by_dyad["kind"]) <= {"new", "strengthened", "weakened"}
    assert (by_dyad["relation"] == "").all()
    assert "RUS" in set(by_relation[by_relation["kind"] == "new"]["source"])
    assert "RUS" not in set(by_dyad[by_dyad["kind"] == "new"]["source"])


def test_rows_are_in_the_order_of_kinds_and_the_graph_is_unchanged(G):
    before = copy.deepcopy(nx.node_link_data(G, edges="edges"))
    frame = compare(G, A, B)
    assert [KINDS.index(kind) for kind in frame["kind"]] == sorted(
        KINDS.index(kind) for kind in frame["kind"]
    )
    pd.testing.assert_frame_equal(compare(G, "2025-H1".replace("-H1", "-01..2025-06"), B), frame)
    assert nx.node_link_data(G, edges="edges") == before


@pytest.mark.parametrize(
    ("periods", "options", "error"),
    [
        ((B, A), {}, PeriodError), (("2025", "2025-07.."), {}, PeriodError),
        (("2025..", "2026"), {}, PeriodError), ((A, "soon"), {}, PeriodError),
        ((A, B), {"alpha": 0}, GraphError), ((A, B), {"per": "week"}, GraphError),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_named(G, periods, options, error):
    with pytest.raises(error) as caught:
        compare(G, *periods, **options)
    assert "\n" not in str(caught.value)


def test_the_graph_as_it_was_known(G):
    then = graph_at(G, "2025-02")
    assert then.edges["AZE", "SRB", "energy"]["status"] == "planned"
    assert "HUN" not in then
    assert graph_at(G, "2030").number_of_edges() == G.number_of_edges()


def test_a_brief_in_markdown(G):
    text = brief(compare(G, A, B))
    assert text.startswith("# What changed\n\n2025-01-01..2025-06-30 compared with 2025-07-01..2025-12-31\n")
    assert "## Firmed up: a plan" in text
    assert "- **Azerbaijan – Serbia: energy** (sources 1 → 2; planned → actual)" in text
    assert (
        "“Azerbaijan began to pump gas to Serbia.” ([Steppe Herald, 2025-07-10](<https://example.org/5>))"
        in text
    )


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_brief_escapes_what_articles_bring(form):
    text = '<script>alert("1")</script> [x](javascript:1)'
    article = Article(text, "t", dt.date(2025, 8, 1), "javascript:alert(1)", "<b>Paper</b>")
    claim = Claim(
        "A", "B", "trade", None, "actual", False, Evidence(article.id, 0, len(text), text),
        Span(0, 1, "<"), Mention(0, 1, "<"), Mention(0, 1, "<"),
    )  # fmt: skip
    G = graph_from_claims([claim], entities=[Entity("A", "<img src=x>", "company")], articles=[article])
    report = brief(compare(G, A, B), format=form)
    assert "<script>" not in report
    assert "<img" not in report.replace("\\<img", "")
    assert "\\](javascript" in report if form == "markdown" else "[x](javascript" in report
    assert 'href="javascript' not in report


def test_a_brief_of_nothing_says_so(G):
    assert "Nothing changed." in brief(compare(G, "1990", "1991"))
    assert "Nothing changed." in brief(compare(G, "1990", "1991"), format="html")
    with pytest.raises(GraphError, match="none of markdown, html"):
        brief(compare(G, A, B), format="pdf")
