"""Draw charts for reports: a dyad through time, ties between blocs, what changed between two periods."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from detente.graph.entities import bloc_nodes, find_entity
from detente.graph.frame import HAIR, SOFT, Frame, Parts, Size, paper_of, sources_line, swatch
from detente.graph.metrics import dyad_series
from detente.graph.scene import Look, sign, wrapped
from detente.graph.style import load_style
from detente.graph.svg import INK, Disc, Drawing, Point, Shape, Text, text_width

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import networkx as nx
    import pandas as pd


def draw_dyad(
    G: nx.MultiDiGraph[str],
    a: str,
    b: str,
    *,
    freq: Literal["W", "M", "Q", "Y"] = "M",
    size: Size = "page",
    title: str = "",
    source_line: str = "",
    language: str = "en",
) -> Drawing:
    """Draw what was reported of two entities through time: cooperation up, conflict down, structure as dots.

    Parameters
    ----------
    G
        The graph.
    a, b
        Ids, labels or aliases of the two.
    freq
        A bar a week, month, quarter or year.
    size, title, source_line, language
        As in `save_figure`.

    Returns
    -------
    Drawing
        For `to_svg` and `save_drawing`.

    Raises
    ------
    UnknownEntityError
        If there is no such entity.
    """
    paper = paper_of(size)
    look = Look(load_style(language), paper.letter, paper.letter / 12)
    series = dyad_series(G, a, b, freq=freq)
    names = " – ".join(str(G.nodes[find_entity(G, name)].get("label", name)) for name in (a, b))
    frame = Frame(paper, title or names, names if title else "", source_line or sources_line(G, look), [])
    height = frame.room(paper.width * 0.36)
    left, right = paper.margin + 3 * paper.letter, paper.width - paper.margin
    step = (right - left) / max(len(series), 1)
    rows = series.to_dict("records")
    most = max([1, *(int(row[family]) for row in rows for family in ("cooperation", "conflict"))])
    middle = frame.top + height * 0.5
    scale = (height * 0.5 - 2.2 * paper.letter) / most
    up, down = look.ink("#0072B2"), look.ink("#D55E00")
    parts: Parts = [Shape(((left, middle), (right, middle)), "#8a8f95", 0.7)]
    for value in sorted({most, (most + 1) // 2}):
        for way in (-1, 1):
            y = middle + way * value * scale
            parts.append(Shape(((left, y), (right, y)), HAIR, 0.4))
            parts.append(
                Text((left - 4, y + paper.letter * 0.35), str(value), paper.letter, SOFT, anchor="end")
            )
    every = max(1, round(paper.letter * 6 / max(step, 0.1)))
    for i, row in enumerate(rows):
        x, wide = left + i * step + step * 0.12, step * 0.76
        for family, way, color in (("cooperation", -1, up), ("conflict", 1, down)):
            if row[family]:
                y = middle + way * int(row[family]) * scale
                box = ((x, middle), (x, y), (x + wide, y), (x + wide, middle))
                parts.append(Shape(box, None, fill=color, closed=True))
        if row["structure"]:
            parts.append(Disc((x + wide / 2, middle), 0.2 * paper.letter, "#ffffff", "#5c5c5c", 0.8))
        label = str(row["period"])
        if i % every == 0 and x + text_width(label, paper.letter) < paper.width:
            parts.append(Text((x, frame.top + height - 0.3 * paper.letter), label, paper.letter, SOFT))
    for key, y, color in (
        ("family_cooperation", frame.top + paper.letter, up),
        ("family_conflict", middle + height * 0.5 - 1.9 * paper.letter, down),
    ):
        word = look.style.say(key)
        parts.append(Text((right, y), word, paper.letter, color, bold=True, anchor="end", halo=True))
    return frame.drawing(parts, height)


def draw_blocs(
    G: nx.MultiDiGraph[str],
    blocs: Mapping[str, Collection[str]],
    *,
    size: Size = "page",
    title: str = "",
    source_line: str = "",
    language: str = "en",
) -> Drawing:
    """Draw the ties between blocs as a matrix: the larger the square, the more sentences; its share by theme.

    Parameters
    ----------
    G
        The graph.
    blocs
        Name of each bloc to its members: ids, labels or aliases; a country brings its people and bodies.
    size, title, source_line, language
        As in `save_figure`.

    Returns
    -------
    Drawing
        For `to_svg` and `save_drawing`.

    Raises
    ------
    UnknownEntityError
        If no member of a bloc is in the graph.
    """
    paper = paper_of(size)
    look = Look(load_style(language), paper.letter, paper.letter / 12)
    members = {name: bloc_nodes(G, bloc) for name, bloc in blocs.items()}
    themes = {(one, two): _themes_between(G, members[one], members[two]) for one in blocs for two in blocs}
    used = sorted({theme for counter in themes.values() for theme in counter})
    legend = [(swatch(look.style.theme_look(theme)["color"], look), look.style.name(theme)) for theme in used]
    columns = [
        (look.style.say("themes") if i == 0 else "", legend[i : i + 2]) for i in range(0, len(legend), 2)
    ]
    frame = Frame(paper, title, "", source_line or sources_line(G, look), columns)
    names = list(blocs)
    side = max(text_width(row, paper.letter) for name in names for row in wrapped(name)) + 8 if names else 0
    height = frame.room(paper.width * 0.8)
    head = 3 * paper.letter
    cell = min(
        (paper.width - 2 * paper.margin - side) / max(len(names), 1), (height - head) / max(len(names), 1)
    )
    height = head + cell * len(names)
    most = max((sum(counter.values()) for counter in themes.values()), default=1) or 1
    parts: Parts = []
    for i, one in enumerate(names):
        x0, y0 = paper.margin + side, frame.top + head
        for k, row in enumerate(wrapped(one)):
            y = y0 + (i + 0.5) * cell + paper.letter * (0.35 + 1.15 * (k - (len(wrapped(one)) - 1) / 2))
            parts.append(Text((x0 - 6, y), row, paper.letter, anchor="end"))
            y = y0 - 5 - paper.letter * 1.15 * (len(wrapped(one)) - 1 - k)
            parts.append(Text((x0 + (i + 0.5) * cell, y), row, paper.letter, anchor="middle"))
        for j, two in enumerate(names):
            parts += _bloc_cell((x0 + j * cell, y0 + i * cell), cell, themes[one, two], most, look)
    return frame.drawing(parts, height)


def draw_changes(
    changes: pd.DataFrame,
    *,
    rows: int = 24,
    size: Size = "page",
    title: str = "",
    source_line: str = "",
    language: str = "en",
) -> Drawing:
    """Draw what changed between two periods: a line a tie, its independent sources before and after.

    Parameters
    ----------
    changes
        What `compare` gave.
    rows
        At most so many ties, in the order of `changes`.
    size, title, source_line, language
        As in `save_figure`.

    Returns
    -------
    Drawing
        For `to_svg` and `save_drawing`.
    """
    paper = paper_of(size)
    style = load_style(language)
    look = Look(style, paper.letter, paper.letter / 12)
    periods = [str(changes.attrs.get(key, "")) for key in ("period_a", "period_b")]
    frame = Frame(paper, title or style.say("changes"), " → ".join(filter(None, periods)), source_line, [])
    letter, line = paper.letter, paper.letter * 2.1
    shown = changes.head(rows).to_dict("records")
    most = max([1, *(int(row[key]) for row in shown for key in ("sources_a", "sources_b"))])
    left, right = paper.margin + paper.width * 0.62, paper.width - paper.margin - 4.6 * letter
    parts: Parts = []
    y, kind = frame.top + letter, ""
    for row in shown:
        looks = style.changes[_CHANGE_LOOKS.get(str(row["kind"]), "same")]
        color = look.ink(looks["color"])
        if row["kind"] != kind:
            kind = str(row["kind"])
            y += line * 0.4
            parts += sign((paper.margin + 6 * look.unit, y - letter * 0.35), looks["sign"], color, look)
            parts.append(Text((paper.margin + 1.6 * letter, y), kind, letter * 1.1, bold=True))
            y += line
        between = f"{row['source_label']} – {row['target_label']}"
        words = f"{between}: {style.name(str(row['relation']))}" if row["relation"] else between
        parts.append(Text((paper.margin, y), _cut(words, left - paper.margin - 8, letter), letter))
        ends = [left + (right - left) * int(row[key]) / most for key in ("sources_a", "sources_b")]
        at = y - letter * 0.35
        numbers = f"{row['sources_a']} → {row['sources_b']}"
        parts += [
            Shape(((left, at), (right, at)), HAIR, 0.4),
            Shape(((ends[0], at), (ends[1], at)), color, 1.6),
            Disc((ends[0], at), 0.32 * letter, "#ffffff", color, 1.1),
            Disc((ends[1], at), 0.36 * letter, color),
            Text((paper.width - paper.margin, y), numbers, letter, SOFT, anchor="end"),
        ]
        y += line * 0.8
    if len(changes) > len(shown):
        parts.append(Text((paper.margin, y), f"+ {len(changes) - len(shown)}", letter, SOFT))
    if not shown:
        parts.append(Text((paper.margin, y), style.say("no_changes"), letter, SOFT))
    if shown:
        caption = style.say("publications").lower()
        parts.append(
            Text((paper.width - paper.margin, frame.top + letter), caption, letter, SOFT, anchor="end")
        )
    return frame.drawing(parts, y - frame.top)


_CHANGE_LOOKS = {
    "new": "new", "firmed up": "firmer", "strengthened": "firmer", "weakened": "softer", "ended": "ended",
    "contradicted": "ended",
}  # fmt: skip


def _themes_between(G: nx.MultiDiGraph[str], one: set[str], two: set[str]) -> Counter[str]:
    counter: Counter[str] = Counter()
    for source, target, row in G.edges(data=True):
        if source != target and ((source in one and target in two) or (source in two and target in one)):
            firm = [record for record in row.get("evidence") or () if record.get("status") != "denied"]
            counter[str(row.get("theme"))] += len(firm)
    return +counter


def _bloc_cell(at: Point, cell: float, themes: Counter[str], most: int, look: Look) -> Parts:
    """Draw a square whose area is the number of sentences, in stripes by theme."""
    x, y = at
    frame = ((x, y), (x + cell, y), (x + cell, y + cell), (x, y + cell))
    parts: Parts = [Shape(frame, HAIR, 0.5, closed=True)]
    total = sum(themes.values())
    if not total:
        return parts
    side = (cell - 6) * (total / most) ** 0.5
    left, top = x + (cell - side) / 2, y + (cell - side) / 2
    for theme, count in sorted(themes.items(), key=lambda item: (-item[1], item[0])):
        tall = side * count / total
        box = ((left, top), (left + side, top), (left + side, top + tall), (left, top + tall))
        parts.append(
            Shape(box, "#ffffff", 0.4, fill=look.ink(look.style.theme_look(theme)["color"]), closed=True)
        )
        top += tall
    middle = (x + cell / 2, y + cell / 2 + look.letter * 0.35)
    parts.append(Text(middle, str(total), look.letter, INK, bold=True, anchor="middle", halo=True))
    return parts


def _cut(text: str, width: float, size: float) -> str:
    while len(text) > 4 and text_width(text, size) > width:
        text = text[:-2].rstrip("… ") + "…"
    return text
