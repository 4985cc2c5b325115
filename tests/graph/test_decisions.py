from __future__ import annotations

import dataclasses
import json

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.extract.schema import ENTITY_TYPES, STATUSES, Entity, Mention
from detente.graph.build import graph_from_claims
from detente.graph.contract import validate_graph
from detente.graph.corrections import apply_decisions
from detente.graph.decisions import (
    AddClaim,
    Confirm,
    Merge,
    NeverMerge,
    Redate,
    Reject,
    Rename,
    Rerelate,
    Retype,
    SetStatus,
    Split,
    Undo,
    active,
    claim_by_hand,
    claim_key,
    decision_to_record,
    in_order,
    numbered,
    read_decisions,
    ref,
    write_decisions,
)
from detente.graph.errors import DecisionError
from detente.graph.store import Store

from . import generator
from .strategies import names, worlds

MIRA = {"who": "Mira", "when": "2025-06-01", "why": "read it again"}


def graph_bytes(G):
    return json.dumps(nx.node_link_data(G, edges="edges"), ensure_ascii=False)


def corrected(claims, entities, *decisions):
    kept, known, idle = apply_decisions(claims, entities, decisions)
    assert idle == []
    return {claim.id: claim for claim in kept}, known


def claim_with(claims, source, relation, status="actual"):
    return next(c for c in claims if (c.source, c.relation, c.status) == (source, relation, status))


@pytest.fixture
def deal(claims):
    return claim_with(claims, "SRB", "partnership")


# One decision


def test_a_rejected_claim_goes(claims, entities, deal):
    kept, _ = corrected(claims, entities, Reject(target=ref(deal), **MIRA))
    assert deal.id not in kept


def test_the_copy_of_a_rejected_sentence_goes_too(claims, entities, deal):
    copies = [claim.id for claim in claims if claim_key(claim) == claim_key(deal)]
    kept, _ = corrected(claims, entities, Reject(target=ref(deal), **MIRA))
    assert len(copies) == 2
    assert not kept.keys() & set(copies)


def test_a_confirmed_claim_is_sure(claims, entities, deal):
    kept, _ = corrected(claims, entities, Confirm(target=ref(deal), **MIRA))
    assert kept[deal.id].confidence == 1.0


def test_the_later_of_two_decisions_holds(claims, entities, deal):
    first, second = Reject(target=ref(deal), number=1, **MIRA), Confirm(target=ref(deal), number=2, **MIRA)
    kept, _ = corrected(claims, entities, second, first)
    assert deal.id in kept


def test_status_and_relation_change(claims, entities, deal):
    kept, _ = corrected(
        claims,
        entities,
        Rerelate(target=ref(deal), relation="trade", event="COOPERATE", other="UZB", number=1, **MIRA),
        SetStatus(target=ref(deal), status="planned", number=2, **MIRA),
    )
    claim = kept[deal.id]
    assert (claim.relation, claim.event, claim.target, claim.status) == (
        "trade",
        "COOPERATE",
        "UZB",
        "planned",
    )


@pytest.mark.parametrize(
    ("date", "precision"), [("2025", "year"), ("2025-03", "month"), ("2025-03-04", "day"), (None, None)]
)
def test_a_new_date_holds_for_its_article_alone(claims, entities, deal, date, precision):
    kept, _ = corrected(claims, entities, Redate(target=ref(deal), date=date, **MIRA))
    copy = next(c for c in claims if claim_key(c) == claim_key(deal) and c.id != deal.id)
    assert (kept[deal.id].date, kept[deal.id].date_precision) == (date, precision)
    assert kept[copy.id] == copy


def test_a_merged_entity_lends_its_names(claims, entities):
    kept, known = corrected(claims, entities, Merge(entity="SOCAR", into="AZE", **MIRA))
    [azerbaijan] = [entity for entity in known if entity.id == "AZE"]
    assert azerbaijan.name == "Azerbaijan"
    assert "SOCAR" in azerbaijan.aliases
    assert "SOCAR" not in {end for claim in kept.values() for end in (claim.source, claim.target)}
    assert "SOCAR" not in {entity.id for entity in known}


def test_merges_follow_each_other(claims, entities):
    kept, _ = corrected(
        claims,
        entities,
        Merge(entity="SOCAR", into="Srbijagas", number=1, **MIRA),
        Merge(entity="Srbijagas", into="SRB", number=2, **MIRA),
    )
    claim = claim_with(claims, "SOCAR", "energy")
    assert (kept[claim.id].source, kept[claim.id].target) == ("SRB", "SRB")


def test_a_split_moves_what_goes_by_another_name(claims, entities):
    claim = claim_with(claims, "CHN", "investment")
    other = dataclasses.replace(claim, source_mention=Mention(0, 6, "Taipei", "CHN"), id="another")
    into = Entity("TWN", "Taiwan", "country")
    kept, known = corrected(
        [claim, other], entities, Split(entity="CHN", into=into, surfaces=("Taipei",), **MIRA)
    )
    assert (kept[claim.id].source, kept[other.id].source) == ("CHN", "TWN")
    assert into in known


@pytest.mark.parametrize("by", ["articles", "claims"])
def test_a_split_moves_articles_or_single_claims(claims, entities, by):
    claim = claim_with(claims, "CHN", "investment")
    what = {"articles": (claim.evidence.article,)} if by == "articles" else {"claims": (ref(claim),)}
    into = Entity("TWN", "Taiwan", "country")
    kept, _ = corrected(claims, entities, Split(entity="CHN", into=into, **what, **MIRA))
    assert kept[claim.id].source == "TWN"
    assert any(each.source == "CHN" for each in kept.values())


def test_rename_and_retype(claims, entities):
    _, known = corrected(
        claims,
        entities,
        Rename(entity="TUR", name="Republic of Türkiye", **MIRA),
        Retype(entity="Middle Corridor", type="region", **MIRA),
    )
    by_id = {entity.id: entity for entity in known}
    assert by_id["TUR"].name == "Republic of Türkiye"
    assert "Türkiye" in by_id["TUR"].aliases
    assert by_id["Middle Corridor"].type == "region"


def test_a_claim_by_hand_is_an_edge_with_its_source(claims, entities, articles):
    decision = claim_by_hand(
        "SRB", "JPN", "trade", text="Serbia sells raspberries to Japan.", publisher="Embassy note",
        entities=[Entity("JPN", "Japan", "country")], **MIRA,
    )  # fmt: skip
    kept, known, _ = apply_decisions(claims, entities, [decision])
    G = graph_from_claims(kept, entities=known, articles=[*articles, decision.article])
    validate_graph(G)
    [evidence] = G.edges["SRB", "JPN", "trade"]["evidence"]
    assert decision.article.text[evidence["start"] : evidence["end"]] == evidence["text"]
    assert G.graph["articles"][evidence["article"]]["source"] == "Embassy note"


def test_a_claim_by_hand_needs_a_sentence():
    with pytest.raises(DecisionError, match="needs the sentence"):
        claim_by_hand("SRB", "JPN", "trade", text=" ", **MIRA)


def test_a_claim_by_hand_can_be_rejected(claims, entities):
    added = claim_by_hand("SRB", "KAZ", "aid", text="Serbia helped.", **MIRA)
    kept, _ = corrected(claims, entities, added, Reject(target=ref(added.claim), number=1, **MIRA))
    assert added.claim.id not in kept


# What a decision outlives, and what it does not


def test_a_rejected_claim_stays_rejected_when_its_article_is_read_again(tmp_path):
    [found] = generator.extractions(1)
    with Store(tmp_path / "a.detente") as store:
        store.add([found])
        store.decide(Reject(target=ref(found.claims[0]), **MIRA))
        store.retract(found.article.id)
        store.readmit(found.article.id)
        # A newer vocabulary calls it a plan, hence another id.
        again = tuple(dataclasses.replace(claim, status="planned", id="") for claim in found.claims)
        store.add([dataclasses.replace(found, claims=again)])
        left = {claim.id for claim in store.claims()}
        assert store.not_applied() == []
    assert left == {claim.id for claim in again[1:]}


def test_a_decision_made_on_a_merged_entity_outlives_another_reading(claims, entities):
    merge = Merge(entity="SOCAR", into="AZE", number=1, **MIRA)
    claim = claim_with(claims, "SOCAR", "energy")
    shown = corrected(claims, entities, merge)[0][claim.id]
    again = [dataclasses.replace(one, event="SUPPORT", id="") for one in claims]
    kept, _ = corrected(again, entities, merge, Reject(target=ref(shown), number=2, **MIRA))
    assert all(each.evidence.text != claim.evidence.text for each in kept.values())


@pytest.mark.parametrize(
    "decision",
    [
        Merge(entity="Atlantis", into="SRB", **MIRA),
        NeverMerge(entity="Atlantis", other="SRB", **MIRA),
        Rename(entity="Atlantis", name="Atlántida", **MIRA),
        Retype(entity="Atlantis", type="region", **MIRA),
        Split(entity="SRB", into=Entity("X", "X", "group"), surfaces=("Atlantis",), **MIRA),
        Undo(decision="0123456789abcdef", **MIRA),
    ],
    ids=lambda decision: type(decision).__name__,
)
def test_a_decision_that_changes_nothing_is_reported(claims, entities, decision):
    kept, _, [idle] = apply_decisions(claims, entities, [decision])
    assert idle.decision == decision
    assert idle.reason
    assert kept == list(claims)


def test_a_decision_on_a_retracted_article_is_reported_not_dropped(tmp_path):
    first, other = generator.extractions(2)
    with Store(tmp_path / "a.detente") as store:
        store.add([first, other])
        [decision] = store.decide(Confirm(target=ref(first.claims[0]), **MIRA))
        store.retract(first.article.id)
        assert [idle.decision for idle in store.not_applied()] == [decision]
        assert store.decisions() == [decision]


@pytest.mark.parametrize("number", [1, 9])
def test_never_merge_wins_over_merges_before_and_after_it(claims, entities, number):
    merges = [
        Merge(entity="SOCAR", into="AZE", number=2, **MIRA),
        Merge(entity="Srbijagas", into="SOCAR", number=3, **MIRA),
    ]
    never = NeverMerge(entity="Srbijagas", other="AZE", number=number, **MIRA)
    _, known, [idle] = apply_decisions(claims, entities, [never, *merges])
    assert idle.decision == merges[1]
    assert "Mira decided" in idle.reason
    assert {"AZE", "Srbijagas"} <= {entity.id for entity in known}


def test_an_undone_undo_holds_again():
    rename = Rename(entity="TUR", name="Türkiye", number=1, **MIRA)
    undo = Undo(decision=rename.id, number=2, **MIRA)
    assert active([undo, rename])[0] == []
    assert active([undo, rename, Undo(decision=undo.id, number=3, **MIRA)])[0] == [rename]


# Properties


@st.composite
def corrections(draw, claims, entities, *, most=6):
    ids = sorted({entity.id for entity in entities}) or ["SRB"]
    made = []
    for number in range(1, draw(st.integers(0, most)) + 1):
        why = draw(st.text('aš=\n"', max_size=5))
        base = {"who": draw(names), "when": "2025-06-01", "why": why, "number": number}
        one, two = draw(st.sampled_from(ids)), draw(st.sampled_from([*ids, "New One"]))
        options = [
            lambda one=one, two=two, base=base: Merge(entity=one, into=two, **base),
            lambda one=one, two=two, base=base: NeverMerge(entity=one, other=two, **base),
            lambda one=one, base=base: Rename(entity=one, name=draw(names), **base),
            lambda one=one, base=base: Retype(entity=one, type=draw(st.sampled_from(ENTITY_TYPES)), **base),
            lambda base=base: numbered(
                claim_by_hand(
                    "SRB", "KAZ", "aid", text=f"{draw(names)}.", who=base["who"], when=base["when"]
                ),
                base["number"],
            ),
        ]
        if made:
            options.append(lambda base=base: Undo(decision=draw(st.sampled_from(made)).id, **base))
        if claims:
            target = ref(draw(st.sampled_from(claims)))
            options += [
                lambda target=target, base=base: Reject(target=target, **base),
                lambda target=target, base=base: Confirm(target=target, **base),
                lambda target=target, base=base: Redate(target=target, date="2024-02", **base),
                lambda target=target, base=base: SetStatus(
                    target=target, status=draw(st.sampled_from(STATUSES)), **base
                ),
                lambda target=target, two=two, base=base: Rerelate(
                    target=target, relation="aid", other=two, **base
                ),
                lambda target=target, one=one, base=base: Split(
                    entity=one, into=Entity("Other", "Other", "group"), claims=(target,), **base
                ),
            ]
        made.append(draw(st.sampled_from(options))())
    return made


@st.composite
def corrected_worlds(draw):
    claims, entities, articles = draw(worlds())
    return claims, entities, articles, draw(corrections(claims, entities))


def folded(claims, entities, articles, decisions):
    kept, known, idle = apply_decisions(claims, entities, decisions)
    by_hand = [one.article for one in active(decisions)[0] if isinstance(one, AddClaim)]
    G = graph_from_claims(kept, entities=known, articles=[*articles, *by_hand])
    return graph_bytes(G), idle


@given(corrected_worlds(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_any_order_gives_the_same_graph(world, rng):
    claims, entities, articles, decisions = world
    shuffled = [rng.sample(part, len(part)) for part in world]
    assert folded(*shuffled) == folded(claims, entities, articles, decisions)


@given(corrected_worlds(), st.data())
@settings(max_examples=100, deadline=None)
def test_undo_restores_the_graph_byte_for_byte(world, data):
    claims, entities, articles, decisions = world
    before = folded(claims, entities, articles, decisions)[0]
    more = data.draw(corrections(claims, entities, most=1).filter(bool))
    more = [numbered(more[0], 50)]
    undo = Undo(decision=more[0].id, number=51, **MIRA)
    assert folded(claims, entities, articles, [*decisions, *more, undo])[0] == before


@given(corrected_worlds(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_decisions_survive_a_trip_through_text(world, rng):
    *_, decisions = world
    text = write_decisions(rng.sample(decisions, len(decisions)))
    back = list(read_decisions(text.splitlines()))
    assert in_order(back) == in_order(decisions)
    assert write_decisions(back) == text


@given(st.data())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_store_built_in_any_order_gives_the_same_graph(tmp_path_factory, data):
    found = list(generator.extractions(6, claims=3))
    claims = [claim for each in found for claim in each.claims]
    entities = [entity for each in found for entity in each.entities]
    decisions = data.draw(corrections(claims, entities))
    rng = data.draw(st.randoms(use_true_random=False))
    folder = tmp_path_factory.mktemp("store")
    graphs = set()
    for number in range(2):
        with Store(folder / f"{number}.detente") as store:
            if number:
                store.import_decisions(decisions)  # before anything is there
            store.add(found if number else rng.sample(found, len(found)), batch_size=1 + number * 4)
            gone = rng.choice(found)
            store.retract(gone.article.id)
            store.readmit(gone.article.id)
            store.add([gone])
            store.import_decisions(decisions)
            graphs.add(graph_bytes(store.graph()))
    assert len(graphs) == 1


# As text


def two():
    return (
        Rename(entity="TUR", name="Türkiye", number=1, **MIRA),
        Merge(entity="Türkiye", into="TUR", number=2, **MIRA),
    )


def test_the_text_says_who_when_and_why_first():
    [line, _] = sorted(write_decisions(two()).splitlines(), key=lambda line: '"merge"' in line)
    assert list(json.loads(line)) == ["id", "kind", "number", "who", "when", "why", "entity", "name"]


def test_lines_of_two_people_mix_in_any_order(claims, entities):
    mine = write_decisions([*two(), Rename(entity="GEO", name="Sakartvelo", number=3, **MIRA)]).splitlines()
    theirs = write_decisions(
        [*two(), Rename(entity="GEO", name="Gruzija", number=3, who="Ana", when="2025-07-01")]
    )
    both = sorted({*mine, *theirs.splitlines()})
    _, known, _ = apply_decisions(claims, entities, read_decisions(both))
    assert next(entity.name for entity in known if entity.id == "GEO") == "Gruzija"
    assert write_decisions(read_decisions(both)).splitlines() == both


@pytest.mark.parametrize(
    ("line", "match"),
    [
        ("{", "d.jsonl:2: not JSON"),
        ("[]", "kind"),
        ('{"kind": "marry", "who": "M", "when": "2025"}', "d.jsonl:2: kind 'marry' is none of add, confirm"),
        ('{"kind": "undo", "who": "M", "when": "2025"}', "field 'decision'"),
        (
            '{"kind": "undo", "who": "M", "when": "2025", "decision": "a", "x": 1}',
            "field 'x' is not one of undo",
        ),
        ("<<<<<<< HEAD", "git left a conflict"),
    ],
)
def test_a_line_that_is_no_decision_is_named(line, match):
    with pytest.raises(DecisionError, match=match) as error:
        list(read_decisions(["", line], name="d.jsonl"))
    assert "\n" not in str(error.value)


def test_a_line_changed_by_hand_is_named():
    record = decision_to_record(two()[0]) | {"name": "Turkey"}
    with pytest.raises(DecisionError, match="changed by hand"):
        list(read_decisions([json.dumps(record)]))


def test_a_line_without_id_is_a_new_decision():
    record = decision_to_record(two()[0])
    del record["id"]
    assert list(read_decisions([json.dumps(record)])) == [two()[0]]


def test_the_store_numbers_decisions_and_takes_over_others_once(tmp_path):
    with Store(tmp_path / "a.detente") as mine, Store(tmp_path / "b.detente") as theirs:
        kept = mine.decide(*two())
        assert [decision.number for decision in kept] == [1, 2]
        assert theirs.import_decisions(mine.decisions()) == 2
        assert theirs.import_decisions(mine.decisions()) == 0
        assert theirs.decisions() == mine.decisions() == kept
