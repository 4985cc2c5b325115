"""Why a claim was extracted: its sentence with marks, the reason of each link, the words that decided."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detente.extract.confidence import contributions, load_weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from detente.extract.schema import Claim, Entity, Extraction, Mention, Reason, Span

_REASONS: Mapping[Reason, str] = {
    "gazetteer": "a name of the gazetteer",
    "demonym": "an adjective or demonym of it",
    "metonym": "a capital or seat, here whoever governs from it",
    "title": "stands beside its name, or beside an office",
    "role": "a role or body that acts for it",
    "acronym": "a short form of its name",
    "surname": "a name given in full before, or of an office holder",
    "coreference": "refers back to it",
    "model": "a name found by the language model, unknown to the gazetteer",
}
_SLOTS: Mapping[str, str] = {
    "subj": "subject",
    "obj": "object",
    "iobj": "indirect object",
    "poss": "possessor",
    "mod": "modifier",
    "goods": "where the wares come from",
    "comp": "subject of the clause that completes it",
    "comp_obj": "inside the clause that completes it",
    "location": "the place where it happens",
    "topic": "whom the text was about",
    "act": "who did what is judged",
    "near": "the given phrase",
    "title": "owner of the title",
    "apposition": "beside the title",
    "name": "the name itself",
    "model": "said by the relation model",
}
_FRAME = re.compile(r"(?P<phrase>.*) \((?P<source>\S+) > (?P<target>\S+)\)(?: (?P<share>[01]\.\d\d))?")
_MOST_PARTS = 5
_LEAST_PART = 0.05
_MARKS = ("source", "target", "trigger", "status", "speaker", "date")


def explain(claim: Claim, extraction: Extraction | None = None, *, from_graph: bool = False) -> str:
    """Say in plain text why a claim was extracted.

    Parameters
    ----------
    claim
        Any claim.
    extraction
        The extraction that it is of, to show names, antecedents and the parts of the confidence too.
    from_graph
        Whether the claim comes from a graph, which does not keep the words that decided on status, speaker
        and date, nor the reasons of links: nothing is then said of them.

    Returns
    -------
    str
        Several lines without a line end at the last.

    Examples
    --------
    >>> from detente.extract import Claim, Evidence, Mention, Span
    >>> sentence = Evidence("a", 0, 22, "Serbia will meet Oman.")
    >>> claim = Claim(
    ...     "SRB", "OMN", "diplomacy", "CONSULT", "planned", True, sentence, Span(12, 16, "meet"),
    ...     Mention(0, 6, "Serbia", "SRB", "gazetteer"), Mention(17, 21, "Oman", "OMN", "gazetteer"),
    ...     pattern="meet (subj > obj)", confidence=0.8, status_cue=Span(7, 11, "will"),
    ... )
    >>> print(explain(claim))
    SRB - diplomacy (CONSULT) - OMN
      "[source: Serbia] [status: will] [trigger: meet] [target: Oman]."
      source      SRB: "Serbia", a name of the gazetteer
      target      OMN: "Oman", a name of the gazetteer
      trigger     "meet", read as: meet; source is its subject, target its object; neither leads
      status      planned, by "will"
      speaker     the text itself: nobody is cited for it
      date        not stated
      confidence  0.80
    """
    entities = {entity.id: entity for entity in extraction.entities} if extraction is not None else {}
    arrow = "-" if claim.symmetric else "->"
    event = f" ({claim.event})" if claim.event else ""
    lines = [
        f"{_name(claim.source, entities)} - {claim.relation}{event} {arrow} {_name(claim.target, entities)}",
        f'  "{" ".join(marked_sentence(claim).split())}"',
    ]
    rows = _bare_rows(claim) if from_graph else _rows(claim, entities, extraction)
    for label, text in rows:
        lines.append(f"  {label:<12}{text}".rstrip())
    return "\n".join(lines)


def marked_sentence(claim: Claim) -> str:
    """Give the sentence of a claim with its words marked, such as "[source: Serbia] [trigger: signed]".

    Parameters
    ----------
    claim
        Any claim; words that stand outside its sentence cannot be marked.
    """
    spans = (
        claim.source_mention, claim.target_mention, claim.trigger,
        claim.status_cue, claim.speaker_cue, claim.date_cue,
    )  # fmt: skip
    start, text = claim.evidence.start, claim.evidence.text
    inside = [
        (span.start - start, span.end - start, mark) for mark, span in zip(_MARKS, spans, strict=True)
        if span is not None and start <= span.start < span.end <= start + len(text)
    ]  # fmt: skip
    # At one place closing comes before opening, and the longer span opens first.
    edges = [(a, 1, -b, f"[{mark}: ") for a, b, mark in inside] + [(b, 0, -a, "]") for a, b, _ in inside]
    pieces, done = [], 0
    for at, _, _, mark in sorted(edges):
        pieces += [text[done:at], mark]
        done = at
    return "".join([*pieces, text[done:]])


def _rows(
    claim: Claim, entities: Mapping[str, Entity], extraction: Extraction | None
) -> Iterator[tuple[str, str]]:
    for end, mention in (("source", claim.source_mention), ("target", claim.target_mention)):
        yield end, _link(mention, getattr(claim, end), extraction)
    yield "trigger", _trigger(claim)
    cue = claim.status_cue
    yield "status", f'{claim.status}, by "{cue.text}"' if cue else f"{claim.status}: {_plain_status(claim)}"
    yield "speaker", _speaker(claim, entities)
    yield "date", _date(claim.date, claim.date_precision, claim.date_cue)
    yield "confidence", f"{claim.confidence:.2f}"
    if {claim.source, claim.target} <= entities.keys():
        parts = contributions(claim, source=entities[claim.source], target=entities[claim.target])
        yield "", f"{load_weights().intercept:+.2f}  where nothing else is known (log-odds)"
        for part in parts[:_MOST_PARTS]:
            if abs(part.value) >= _LEAST_PART:
                yield "", f"{part.value:+.2f}  {part.feature}"


def _bare_rows(claim: Claim) -> Iterator[tuple[str, str]]:
    yield "source", f'{claim.source}: "{claim.source_mention.text}"'
    yield "target", f'{claim.target}: "{claim.target_mention.text}"'
    yield "trigger", f'"{claim.trigger.text}"' + (f", read as: {claim.pattern}" if claim.pattern else "")
    yield "status", claim.status
    yield "speaker", _speaker(claim, {})
    yield "date", _date(claim.date, claim.date_precision, None)
    yield "confidence", f"{claim.confidence:.2f}"


def _link(mention: Mention, entity: str, extraction: Extraction | None) -> str:
    why = _REASONS[mention.reason] if mention.reason else "linked for no recorded reason"
    text = f'{entity}: "{mention.text}", {why}'
    if mention.reason == "coreference" and extraction is not None:
        before = [
            m for m in extraction.mentions
            if m.entity == entity and m.end <= mention.start and m.reason != "coreference"
        ]  # fmt: skip
        if before:
            last = max(before, key=lambda m: (m.start, m.end))
            text += f', named "{last.text}" {mention.start - last.start} characters before'
    return text


def _trigger(claim: Claim) -> str:
    frame = _FRAME.fullmatch(claim.pattern)
    if frame is None:
        return f'"{claim.trigger.text}"' + (f", read as: {claim.pattern}" if claim.pattern else "")
    source, target = _slot(frame["source"]), _slot(frame["target"])
    text = f'"{claim.trigger.text}", read as: {frame["phrase"]}; source is {source}, target {target}'
    if claim.symmetric:
        text += "; neither leads"
    if frame["share"]:
        text += f"; of such pairs {frame['share']} are tied"
    return text


def _slot(name: str) -> str:
    if name not in _SLOTS:
        return f'after "{name}"'
    words = _SLOTS[name]
    return f"its {words}" if name in {"subj", "obj", "iobj", "poss", "mod"} else words


def _plain_status(claim: Claim) -> str:
    if claim.status == "actual":
        return "no word makes it less than a fact"
    return f'in the meaning of "{claim.trigger.text}"'


def _speaker(claim: Claim, entities: Mapping[str, Entity]) -> str:
    if claim.speaker is None:
        return "the text itself: nobody is cited for it"
    cue = f', by "{claim.speaker_cue.text}"' if claim.speaker_cue else ""
    return f"{_name(claim.speaker, entities)}{cue}"


def _date(date: str | None, precision: str | None, cue: Span | None) -> str:
    if date is None:
        return "not stated"
    return f"{date} ({precision})" + (f', by "{cue.text}"' if cue else "")


def _name(entity_id: str, entities: Mapping[str, Entity]) -> str:
    entity = entities.get(entity_id)
    return f"{entity.name} ({entity.id})" if entity is not None and entity.name != entity.id else entity_id
