"""Find one claim by its id, wherever claims are kept, with as much of its article as is kept beside it."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

from detente.extract.records import claim_from_record, extraction_from_record, record_from_line
from detente.extract.schema import Claim, Evidence, Extraction, Mention, Span
from detente.graph.errors import GraphError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import networkx as nx

    from detente.graph.store import Store

_FEWEST = 4
_NEAR = 3


@dataclasses.dataclass(frozen=True, slots=True)
class FoundClaim:
    """A claim, the extraction that it is of where that is kept, and whether a graph is all that kept it."""

    claim: Claim
    extraction: Extraction | None = None
    from_graph: bool = False


class UnknownClaimError(GraphError, LookupError):
    """No claim has that id, or the ids of several begin so."""


def find_claim(path: Path | str, claim: str) -> FoundClaim:
    """Find a claim in a file of claims, of extractions or of a graph.

    Parameters
    ----------
    path
        ``.jsonl`` of claims or extractions, ``.csv`` of claims, or whatever `read_graph` reads.
    claim
        Its id, or the first four or more characters of it where no other claim's id begins so.

    Raises
    ------
    UnknownClaimError
        If there is none; the message names ids that are near.
    FileFormatError
        If the file cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     empty = Path(folder) / "claims.jsonl"
    ...     _ = empty.write_text("")
    ...     find_claim(empty, "4119677d1733005e")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    detente.graph.lookup.UnknownClaimError: ...claims.jsonl: no claim '4119677d1733005e': it holds no claims
    """
    path = Path(path)
    ids: list[str] = []
    found: dict[str, FoundClaim] = {}
    for one in _claims(path):
        ids.append(one.claim.id)
        if one.claim.id.startswith(claim):
            found.setdefault(one.claim.id, one)
    return found[_chosen(claim, list(found), ids, str(path))]


def find_stored_claim(store: Store, claim: str, *, where: str) -> FoundClaim:
    """Find a claim in a store, as found, with all that its article gave; as `find_claim`.

    Parameters
    ----------
    store
        An open store.
    claim
        Its id, or the beginning of it.
    where
        Name of the store, for the error.
    """
    known = store.claim(claim)
    if known is None:
        ids = {one.id: one for one in store.claims(as_found=True)}
        known = ids[_chosen(claim, [id_ for id_ in ids if id_.startswith(claim)], ids, where)]
    return FoundClaim(known, store.extraction(known.evidence.article))


def _chosen(claim: str, begun: list[str], ids: Iterable[str], where: str) -> str:
    if claim in begun:
        return claim
    if len(begun) == 1 and len(claim) >= _FEWEST:
        return begun[0]
    if len(begun) > 1:
        msg = f"{where}: '{claim}' begins the ids of {len(begun)} claims, such as {', '.join(begun[:_NEAR])}"
        raise UnknownClaimError(msg)
    from rapidfuzz import process

    near = [match for match, *_ in process.extract(claim, list(ids), limit=_NEAR)]
    hint = f"near it are {', '.join(near)}" if near else "it holds no claims"
    msg = f"{where}: no claim '{claim}': {hint}"
    raise UnknownClaimError(msg)


def _claims(path: Path) -> Iterator[FoundClaim]:
    kept: Iterable[FoundClaim] = ()
    if path.is_file() and path.suffix.lower() == ".jsonl":
        kept = _of_lines(path)
    elif path.is_file() and path.suffix.lower() in {".csv", ".tsv"}:
        kept = _of_table(path)
    first = next(iter(kept := iter(kept)), None)
    if first is not None:
        yield from itertools.chain([first], kept)
        return
    # A graph, or a table that others made: what is known of a claim is its evidence.
    from detente.graph.files import read_graph

    yield from _of_graph(read_graph(path))


def _of_lines(path: Path) -> Iterator[FoundClaim]:
    with path.open(encoding="utf-8", errors="replace") as stream:
        for number, line in enumerate(stream, start=1):
            where = f"{path}:{number}"
            record = record_from_line(line, where=where) if line.strip() else {}
            if "claims" in record:
                extraction = extraction_from_record(record, where=where)
                yield from (FoundClaim(claim, extraction) for claim in extraction.claims)
            elif "evidence" in record:
                yield FoundClaim(claim_from_record(record, where=where))


def _of_table(path: Path) -> Iterator[FoundClaim]:
    import pandas as pd

    from detente.graph.frames import claims_from_frame

    with contextlib.suppress(ValueError):  # which read_graph reports better
        frame = pd.read_csv(path, sep="\t" if path.suffix.lower() == ".tsv" else ",")
        if {"id", "article", "trigger", "source_reason"} <= set(frame.columns):
            yield from map(FoundClaim, claims_from_frame(frame, where=str(path)))


def _of_graph(G: nx.MultiDiGraph[str]) -> Iterator[FoundClaim]:
    return (FoundClaim(claim, from_graph=True) for claim in claims_of_graph(G))


def claims_of_graph(G: nx.MultiDiGraph[str]) -> Iterator[Claim]:
    """Make claims again out of the evidence of a graph, all but why names were linked.

    Parameters
    ----------
    G
        The graph.

    Yields
    ------
    Claim
        Each with the id that it had.

    Examples
    --------
    >>> import networkx as nx
    >>> list(claims_of_graph(nx.MultiDiGraph()))
    []
    """
    for u, v, data in G.edges(data=True):
        for kept in data["evidence"]:
            start, text = kept["start"], kept["text"]
            first, last = kept["trigger"]
            yield Claim(
                u, v, data["relation"], kept["event"], kept["status"], kept["symmetric"],
                Evidence(kept["article"], start, kept["end"], text),
                Span(first, last, text[max(0, first - start) : max(0, last - start)]),
                Mention(*kept["source"]), Mention(*kept["target"]), kept["speaker"],
                kept["date"], kept["date_precision"], kept["confidence"], kept["pattern"], id=kept["claim"],
            )  # fmt: skip
