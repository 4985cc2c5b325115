"""Keep in a store which of its articles are copies of one story, as each new article comes in."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from detente.graph.readout import articles_with_texts, where_in
from detente.graph.stories import WINDOW, are_copies, band_keys, key_of_all, root_of, sketch_of
from detente.graph.tables_schema import ARTICLES, BANDS, NEW_BANDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.graph.stories import Sketch

_MANY_BANDS = 50_000


class StoredText(NamedTuple):
    """What of a stored article says whose copy it is."""

    number: int
    id: str
    published: dt.date | None
    text: str

    def sketch(self) -> Sketch:
        """Give what of it is compared."""
        return sketch_of(self.text, self.published)


def texts_where(
    conn: sa.Connection, condition: sa.ColumnElement[bool], *, limit: int | None = None
) -> list[StoredText]:
    """Read texts of the articles for which a condition holds, in the order of their numbers."""
    chosen = articles_with_texts().where(condition)
    return [_stored(row) for row in conn.execute(chosen.order_by(ARTICLES.c.number).limit(limit))]


def link_copies(conn: sa.Connection, articles: Sequence[StoredText]) -> None:
    """Find the stories that new articles belong to; the result does not depend on their order.

    Parameters
    ----------
    conn
        A connection in a transaction of `writing`.
    articles
        Articles that are stored, and have no story and no bands yet.
    """
    sketches = {article.number: article.sketch() for article in articles}
    keys = {number: _keys(sketch) for number, sketch in sketches.items()}
    met = {number: _met(conn, keys[number], sketch.day) for number, sketch in sketches.items()}
    story = _stories(conn, {other for pairs in met.values() for _, other in pairs})
    story |= {article.number: article.id for article in articles}
    parents = {name: name for name in story.values()}
    known = sketches | _sketches(conn, {other for pairs in met.values() for _, other in pairs})
    fresh: dict[int, list[int]] = defaultdict(list)  # by key, those of this batch that have been looked at
    rows = []
    for number, sketch in sketches.items():
        pairs = met[number] + [(key, other) for key in keys[number] for other in fresh[key]]
        whole = keys[number][-1:]
        alike = {other for key, other in pairs if key in whole}
        same, reprint = False, False
        for other in sorted({other for _, other in pairs}):
            apart = root_of(parents, story[number]) != root_of(parents, story[other])
            if not apart and other not in alike:
                continue
            if are_copies(sketch, known[other]):
                first, second = sorted((root_of(parents, story[number]), root_of(parents, story[other])))
                parents[second] = first
                same = same or sketch.is_same_text(known[other])
                reprint = reprint or sketch == known[other]
        if reprint:  # the other stands for it, so that a thousand reprints of a day stay one candidate
            continue
        for key in keys[number][:-1] if same else keys[number]:
            fresh[key].append(number)
            rows.append({"key": key, "day": 0 if key in whole else sketch.day, "article": number})
    _write_bands(conn, rows)
    _move_stories(conn, parents)


def forget_copies(conn: sa.Connection, articles: Sequence[StoredText]) -> None:
    """Delete the bands of articles, so that no new article meets them."""
    for article in articles:
        for bands in (NEW_BANDS, BANDS):
            of_article = bands.c.key.in_(_keys(article.sketch())), bands.c.article == article.number
            conn.execute(sa.delete(bands).where(*of_article))


def _keys(sketch: Sketch) -> list[int]:
    """Give the keys of the bands, and last the one of the whole text."""
    keys = band_keys(sketch)
    return [*sorted(set(keys)), key_of_all(keys)] if keys else []


def _stored(row: Any) -> StoredText:  # noqa: ANN401 - a row of `articles_with_texts`
    published = dt.date.fromisoformat(row.published) if row.published else None
    return StoredText(row.number, row.id, published, row.text)


def _met(conn: sa.Connection, keys: Sequence[int], day: int) -> list[tuple[int, int]]:
    """Give the keys that a text published on a day shares with stored articles, and the numbers of these."""
    if not keys:
        return []
    selects = []
    for bands in (NEW_BANDS, BANDS):
        # One select a range of days: each is a few seeks in the table's own order.
        ranges = [bands.c.day == 0, bands.c.day.between(day - WINDOW, day + WINDOW)] if day else [sa.true()]
        columns = sa.select(bands.c.key, bands.c.article)
        selects += [columns.where(bands.c.key.in_(keys), days) for days in ranges]
    return [(row.key, row.article) for row in conn.execute(sa.union_all(*selects))]


def _stories(conn: sa.Connection, numbers: set[int]) -> dict[int, str]:
    """Give the stories of stored articles; one without copies is a story by itself."""
    columns = sa.select(ARTICLES.c.number, ARTICLES.c.id, ARTICLES.c.story)
    return {row.number: row.story or row.id for row in where_in(conn, columns, ARTICLES.c.number, numbers)}


def _sketches(conn: sa.Connection, numbers: set[int]) -> dict[int, Sketch]:
    rows = where_in(conn, articles_with_texts(), ARTICLES.c.number, numbers)
    return {row.number: _stored(row).sketch() for row in rows}


def _write_bands(conn: sa.Connection, rows: Sequence[dict[str, int]]) -> None:
    if not rows:
        return
    conn.execute(NEW_BANDS.insert(), sorted(rows, key=lambda row: tuple(row.values())))
    waiting = conn.scalar(sa.select(sa.func.count()).select_from(NEW_BANDS)) or 0
    if waiting >= _MANY_BANDS:
        ordered = sa.select(NEW_BANDS).order_by(NEW_BANDS.c.key, NEW_BANDS.c.day, NEW_BANDS.c.article)
        conn.execute(BANDS.insert().from_select(["key", "day", "article"], ordered))
        conn.execute(sa.delete(NEW_BANDS))


def _move_stories(conn: sa.Connection, parents: dict[str, str]) -> None:
    roots = {name: root_of(parents, name) for name in sorted(parents)}
    grown = {root for name, root in roots.items() if name != root}
    moves = [{"old": name, "new": root} for name, root in roots.items() if root in grown]
    if moves:
        of_story = sa.or_(ARTICLES.c.story == sa.bindparam("old"), ARTICLES.c.id == sa.bindparam("old"))
        conn.execute(sa.update(ARTICLES).where(of_story).values(story=sa.bindparam("new")), moves)
