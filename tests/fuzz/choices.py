"""Bytes to decisions, and decisions to news-like texts with parses, for the fuzzer and for hypothesis alike."""

# ruff: noqa: E501 - rows of words and of choices read better on one line

from __future__ import annotations

import csv
import datetime as dt
import functools
import itertools
import tomllib
from pathlib import Path

from spacy.lang.en import English
from spacy.language import Language
from spacy.tokens import Doc, Span

from detente.extract.gazetteer import load_gazetteer
from detente.extract.knowledge.phrases import spell_out

DATA = Path(__file__).parents[2] / "data"
VOCAB = English().vocab

TAGS = (
    "NNP NN NNS NNPS VB VBD VBG VBN VBP VBZ JJ JJR JJS RB RBR IN TO DT PRP PRP$ POS CC CD MD WDT WP WRB RP EX UH FW "
    ". , : `` '' -LRB- -RRB- HYPH $ SYM NFP XX ADD AFX LS PDT _SP"
).split()
DEPS = (
    "nsubj dobj pobj prep ROOT conj cc nsubjpass amod compound poss appos nmod det aux auxpass neg mark advmod advcl "
    "ccomp xcomp relcl acl agent attr acomp oprd pcomp dative prt npadvmod nummod quantmod case punct parataxis "
    "csubj csubjpass expl intj meta predet preconj dep"
).split()
LABELS = "PERSON ORG GPE LOC FAC LAW NORP EVENT DATE MONEY CARDINAL PRODUCT".split()
DATES = (
    "on Tuesday;in March;on March 3, 2024;in 2025;last week;next month;since 1999;by the end of 2026;in Q3 2024;"
    "yesterday;two years ago;in the third quarter of 2025;on 31 February 2024;on 29 February 2023;from 2019 to 2021;"
    "in the 1990s;this year;tomorrow;a decade ago;in late 2024;in mid-May;in 0000;in 9999;999 years ago;"
    "in 500 months;on Monday night;in early summer;between May and June;every Friday;on 00 March;12/31/2024"
).split(";")
GLUE = (
    " ;, ;. ;.\n\n;: ;; ;-; - ; — ;—;/; ( ;) ;\";“;”;'s ;’s ;' ;\n;\t;! ;? ;... ;… ;\xa0;\u200b;\u202e;\u2066;\u200d;"
    "\u0301;\u0308;\xad;% ;$;&;<b>;</script>;\u2028;\ufeff;🇷🇸;İ;ß;ﬁ;ŉ;ǆ;ᾳ;한;\u0130stanbul;٣;½;5;1,200;U.S.;U.S.-led;"
    "Sino-Russian;N. Korea;no. 5;e.g. ;Mr. ;"
).split(";")
_PREPOSITIONS = "with to of in on against for by from over between at into under during after as like".split()
_LINKS = "that whether if because although after before while who which to".split()
_PRONOUNS = "it they he she its their his her them we both that who".split()
_MODALS = "will may would could should must can might has had is was did does be been to not".split()
_DETERMINERS = "the a its both this two three several no all any former".split()


class Choices:
    """Decisions read from bytes; when these are used up every decision is the first one."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    @property
    def left(self) -> int:
        return max(0, len(self._data) - self._at)

    def below(self, n: int) -> int:
        size = 1 if n <= 256 else 2
        piece = self._data[self._at : self._at + size]
        self._at += size
        return int.from_bytes(piece, "big") % n

    def one(self, items):
        return items[self.below(len(items))]

    def chance(self, n: int) -> bool:
        """Whether something happens that does once in n."""
        return self.below(n) == 1


@functools.cache
def names() -> tuple[str, ...]:
    """All names of the gazetteer."""
    return tuple(sorted(load_gazetteer().names))


@functools.cache
def common_names() -> tuple[str, ...]:
    """A few hundred names of every kind, so that a short choice reaches them."""
    kinds: dict[tuple[str, str], list[str]] = {}
    gazetteer = load_gazetteer()
    for name, senses in sorted(gazetteer.names.items()):
        kinds.setdefault((senses[0].kind, gazetteer.entities[senses[0].entity].type), []).append(name)
    return tuple(
        itertools.chain.from_iterable(found[:: max(1, len(found) // 14)] for found in kinds.values())
    )


@functools.cache
def triggers() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The trigger phrases by part of speech."""
    found: dict[str, set[tuple[str, ...]]] = {"v": set(), "n": set(), "a": set()}
    sets = {
        name: tuple(words)
        for name, words in tomllib.loads((DATA / "words.toml").read_text(encoding="utf-8")).items()
    }
    with (DATA / "triggers.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(line for line in stream if not line.startswith("#")):
            found[row["pos"]].update(tuple(phrase.split()) for phrase in spell_out(row["phrase"], sets))
    return {kind: tuple(sorted(phrases)) for kind, phrases in found.items()}


@functools.cache
def cues() -> tuple[str, ...]:
    """All words and phrases that the rules lean on: status, speakers, roles, structure, domains."""
    found: set[str] = set()

    def gather(item: object) -> None:
        if isinstance(item, dict):
            for value in item.values():
                gather(value)
        elif isinstance(item, list):
            for value in item:
                gather(value)
        elif isinstance(item, str):
            found.update(item.split("\n") if ";" in item else item.split() if len(item) > 40 else [item])

    for name in ("status", "attribution", "grammar", "roles", "metonymy", "relations", "boilerplate"):
        gather(tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8")))
    with (DATA / "structure.csv").open(encoding="utf-8", newline="") as stream:
        found.update(row[0] for row in csv.reader(stream) if row and not row[0].startswith("#"))
    return tuple(sorted(word for word in found if word.strip()))


def name(choose: Choices) -> str:
    return choose.one(names()) if choose.chance(4) else choose.one(common_names())


def cased(choose: Choices, text: str) -> str:
    """Mostly as it is, else in another case."""
    return choose.one([str, str, str, str, str.upper, str.lower, str.title])(text)


def text(choose: Choices, *, most: int = 60) -> str:
    """Words of every kind in any order, on the way to an article."""
    parts = []
    for _ in range(most):
        if not choose.left:
            break
        kind = choose.below(12)
        if kind in (0, 1, 2):
            part = cased(choose, name(choose))
        elif kind in (3, 4):
            phrase = choose.one(triggers()["vn"[kind - 3]])
            part = cased(choose, " ".join(phrase)) + choose.one(["", "s", "ed", "ing", "d"])
        elif kind in (5, 6):
            part = cased(choose, choose.one(cues()))
        elif kind == 7:
            part = choose.one(DATES)
        elif kind == 8:
            part = choose.one([*_PREPOSITIONS, *_LINKS, *_PRONOUNS, *_MODALS, *_DETERMINERS])
        else:
            parts.append(choose.one(GLUE))
            continue
        parts += [part, " "]
    return "".join(parts)


def published(choose: Choices) -> dt.date | None:
    return choose.one(
        [
            dt.date(2025, 6, 15),
            None,
            dt.date(2024, 2, 29),
            dt.date(1, 1, 1),
            dt.date(9999, 12, 31),
            dt.date(1900, 3, 1),
        ]
    )


class _Tree:
    """Grows words with tags and heads by a small grammar of news English."""

    def __init__(self, choose: Choices) -> None:
        self.choose = choose
        self.rows: list[list] = []  # word, tag, label, head, lemma, space

    def add(self, word: str, tag: str, dep: str, head: int | None, lemma: str = "") -> int:
        """Add a word; the head may still be to come (None) and is set later."""
        self.rows.append([word, tag, dep, head, lemma or word.lower(), True])
        return len(self.rows) - 1

    def hang(self, children: list[int], head: int) -> None:
        for child in children:
            self.rows[child][3] = head

    def nominal(self, dep: str, depth: int = 0) -> int:
        """A noun phrase; gives its head, which hangs on nothing yet."""
        choose, left = self.choose, []
        kind = choose.below(8)
        if kind == 0:
            return self.named(dep)
        if kind == 1:
            return self.add(choose.one(_PRONOUNS), "PRP", dep, None)
        if kind == 2 and depth < 3:
            owner = self.named("poss")
            self.rows[owner][5] = False
            self.add(choose.one(["'s", "’s", "'"]), "POS", "case", owner, "'s")
            left.append(owner)
        elif choose.below(2):
            left.append(self.add(choose.one(_DETERMINERS), "DT", "det", None))
        if choose.below(2):
            word = name(choose) if choose.below(2) else choose.one(cues())
            left.append(
                self.add(
                    word.split()[0],
                    choose.one(["JJ", "NNP", "NN", "VBN"]),
                    choose.one(["amod", "compound"]),
                    None,
                )
            )
        if kind < 5:
            phrase = choose.one(triggers()["n"])
            left += [self.add(word, "NN", "compound", None) for word in phrase[:-1]]
            word = phrase[-1]
        else:
            word = choose.one(cues()).split()[-1]
        plural = choose.chance(3)
        head = self.add(word + "s" * plural, "NNS" if plural else "NN", dep, None, word)
        self.hang(left, head)
        self.after(head, depth)
        return head

    def named(self, dep: str) -> int:
        words = cased(self.choose, name(self.choose)).split()
        rest = [self.add(word, "NNP", "compound", None, word) for word in words[:-1]]
        head = self.add(words[-1], "NNP", dep, None, words[-1])
        self.hang(rest, head)
        return head

    def after(self, head: int, depth: int) -> None:
        """What may follow a noun: prepositions, "and", an apposition, a relative clause."""
        choose = self.choose
        while depth < 4 and choose.left:
            kind = choose.below(6)
            if kind == 1:
                self.prepositional(head, depth)
            elif kind == 2:
                comma = self.add(
                    choose.one([",", "and", "or", "but", "/"]), choose.one(["CC", ","]), "cc", head
                )
                self.rows[comma][5] = True
                self.hang([self.nominal("conj", depth + 1)], head)
            elif kind == 3:
                self.add(choose.one([",", "(", "—", "-"]), ",", "punct", head)
                self.hang([self.nominal("appos", depth + 1)], head)
                self.add(choose.one([",", ")", "—"]), ",", "punct", head)
            elif kind == 4:
                self.hang([self.clause(choose.one(["relcl", "acl"]), depth + 2)], head)
            else:
                return

    def prepositional(self, head: int, depth: int) -> None:
        prep = self.add(
            self.choose.one(_PREPOSITIONS), "IN", self.choose.one(["prep", "agent", "dative"]), head
        )
        self.hang([self.nominal("pobj", depth + 1)], prep)

    def clause(self, dep: str, depth: int = 0) -> int:
        """A clause; gives its verb, which hangs on nothing yet."""
        choose, left = self.choose, []
        if dep != "ROOT" and choose.below(2):
            left.append(self.add(choose.one(_LINKS), choose.one(["IN", "WDT", "WP", "TO"]), "mark", None))
        passive = choose.chance(4)
        if not choose.chance(6):
            left.append(
                self.nominal(
                    "nsubjpass" if passive else choose.one(["nsubj", "nsubj", "csubj", "expl"]), depth + 1
                )
            )
        while choose.chance(2) and len(left) < 5:
            left.append(
                self.add(choose.one(_MODALS), choose.one(["MD", "VBZ", "VBD", "VB", "TO"]), "aux", None)
            )
            if choose.chance(3):
                left.append(
                    self.add(choose.one(["not", "n't", "never", "no longer"]), "RB", "neg", None, "not")
                )
        phrase = choose.one(triggers()["v"]) if choose.below(3) else tuple(choose.one(cues()).split())
        ending, tag = choose.one(
            [("", "VBP"), ("s", "VBZ"), ("ed", "VBD"), ("ing", "VBG"), ("ed", "VBN"), ("", "VB")]
        )
        verb = self.add(phrase[0] + ending, "VBN" if passive else tag, dep, None, phrase[0])
        self.hang(left, verb)
        for word in phrase[1:]:
            self.add(word, choose.one(["RP", "NN", "IN"]), choose.one(["prt", "dobj", "prep"]), verb)
        self.complements(verb, depth)
        return verb

    def complements(self, verb: int, depth: int) -> None:
        choose = self.choose
        while depth < 4 and choose.left:
            kind = choose.below(10)
            if kind in (1, 2):
                self.hang(
                    [self.nominal(choose.one(["dobj", "attr", "oprd", "dative", "npadvmod"]), depth + 1)],
                    verb,
                )
            elif kind in (3, 4):
                self.prepositional(verb, depth)
            elif kind == 5:
                self.hang(
                    [
                        self.clause(
                            choose.one(["ccomp", "xcomp", "advcl", "conj", "pcomp", "parataxis"]), depth + 1
                        )
                    ],
                    verb,
                )
            elif kind == 6:
                for word in choose.one(DATES).replace(",", " ,").split():
                    tag, label = (
                        ("IN", "prep")
                        if word.islower()
                        else ("CD", "nummod")
                        if word[0].isdigit()
                        else ("NNP", "npadvmod")
                    )
                    self.add(word, tag, label, verb)
            elif kind == 7:
                self.add(
                    choose.one(['"', "“", "”", ",", ";", ":", "-", "\n\n"]),
                    choose.one(["``", "''", ",", "_SP"]),
                    "punct",
                    verb,
                )
            elif kind == 8:
                self.add(
                    choose.one(cues()).split()[0],
                    choose.one(["RB", "JJ", "NN"]),
                    choose.one(["advmod", "acomp"]),
                    verb,
                )
            else:
                return


def parsed(choose: Choices) -> Doc:
    """A text with a parse: a few sentences of a small grammar, then some words, tags and heads changed at random."""
    tree = _Tree(choose)
    for _ in range(1 + choose.below(4)):
        root = tree.clause("ROOT")
        tree.rows[root][3] = root
        tree.add(choose.one([".", "?", "!", ";", "\n\n"]), ".", "punct", root)
        if not choose.left:
            break
    for row in tree.rows:
        row[0], row[3] = row[0] or "x", len(tree.rows) - 1 if row[3] is None else row[3]
    for _ in range(choose.below(6)):
        row = tree.rows[choose.below(len(tree.rows))]
        change = choose.below(6)
        if change == 1:
            row[1] = choose.one(TAGS)
        elif change == 2:
            row[2] = choose.one(DEPS)
        elif change == 3:
            row[3] = choose.below(len(tree.rows))
        elif change == 4:
            row[0] = choose.one(GLUE) or "x"
        elif change == 5:
            row[5] = False
    return _doc(choose, tree.rows)


def any_parse(doc: Doc, choose: Choices) -> Doc:
    """Give a text's words any tags, heads and names."""
    last = len(doc) - 1
    rows = [
        [
            token.text, "_SP" if token.is_space else choose.one(TAGS), choose.one(DEPS),
            min(last, max(0, token.i + choose.below(13) - 6)), token.lower_, bool(token.whitespace_),
        ]
        for token in doc
    ]  # fmt: skip
    return _doc(choose, rows, vocab=doc.vocab)


def _doc(choose: Choices, rows: list[list], *, vocab=VOCAB) -> Doc:
    heads = _without_cycles([row[3] for row in rows])
    deps = ["ROOT" if heads[i] == i else "dep" if row[2] == "ROOT" else row[2] for i, row in enumerate(rows)]
    doc = Doc(
        vocab,
        words=[row[0] for row in rows],
        spaces=[row[5] for row in rows],
        tags=[row[1] for row in rows],
        deps=deps,
        heads=heads,
        lemmas=[row[4] for row in rows],
    )
    ents, start = [], 0
    while rows and choose.chance(2) and start < len(rows):
        start = min(len(rows) - 1, start + choose.below(8))
        end = min(len(rows), start + 1 + choose.below(4))
        ents.append(Span(doc, start, end, label=choose.one(LABELS)))
        start = end
    doc.ents = ents
    return doc


def _without_cycles(heads: list[int]) -> list[int]:
    """Make a word the root of its sentence where the way to the root goes in circles."""
    state = [0] * len(heads)
    for start in range(len(heads)):
        path, at = [], start
        while not state[at]:
            state[at] = 1
            path.append(at)
            if heads[at] == at:
                break
            at = heads[at]
        if state[at] == 1 and path and heads[at] != at:
            heads[at] = at
        for i in path:
            state[i] = 2
    return heads


class Parser:
    """Stands in for the model: reads parses out of `choose`, which is set anew for every text."""

    def __init__(self) -> None:
        self.choose = Choices(b"")
        self.orderly = True

    def __call__(self, doc: Doc) -> Doc:
        made = any_parse(doc, self.choose)
        self.orderly = self.orderly and is_orderly(made)
        return made


def is_orderly(doc: Doc) -> bool:
    """Whether every word's head lies in its own sentence, as in every parse of a model."""
    return all(sent.start <= token.head.i < sent.end for sent in doc.sents for token in sent)


@Language.component("fuzz_nothing")
def nothing(doc: Doc) -> Doc:
    return doc


def blank_model() -> tuple[Language, Parser]:
    """A pipeline without a model, whose parses come from choices."""
    parser = Parser()
    Language.factory("fuzz_parser", func=lambda nlp, name: parser)  # noqa: ARG005 - spaCy gives both by name
    nlp = English()
    nlp.add_pipe("fuzz_nothing", name="tagger")
    nlp.add_pipe("fuzz_parser", name="parser")
    return nlp, parser
