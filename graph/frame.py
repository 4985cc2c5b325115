"""What stands round every figure: its format, title, legend and sources."""

from __future__ import annotations

import dataclasses
import textwrap
from typing import TYPE_CHECKING, Literal, TypeAlias

from detente.extract.schema import STATUSES
from detente.graph.errors import GraphError
from detente.graph.scene import Look, dot, hollow_head, sign, stroke
from detente.graph.svg import Disc, Drawing, Point, Shape, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import networkx as nx

Size = Literal["column", "page", "slide"]
Parts: TypeAlias = list[Shape | Disc | Text]
Legend: TypeAlias = "list[tuple[str, list[tuple[Parts, str]]]]"

SOFT = "#5a6169"
HAIR = "#cfcbc3"


@dataclasses.dataclass(frozen=True, slots=True)
class Paper:
    """A format: width, the most height, margin and the size of the smallest letters, in points."""

    width: float
    height: float
    margin: float
    letter: float


PAPERS: dict[str, Paper] = {
    "column": Paper(255, 620, 8, 6.8),
    "page": Paper(510, 640, 12, 7.2),
    "slide": Paper(960, 540, 28, 11.2),
}


class Frame:
    """What stands round every figure: title and line below it, then the content, legend and sources."""

    def __init__(
        self,
        paper: Paper,
        title: str,
        subtitle: str,
        sources: str,
        legend: Sequence[tuple[str, Sequence[tuple[Parts, str]]]],
    ) -> None:
        self.paper, self.title = paper, title
        letter, margin = paper.letter, paper.margin
        self.head: Parts = []
        y = margin
        for row in textwrap.wrap(title, max(10, int((paper.width - 2 * margin) / (letter * 1.05)))):
            y += letter * 2
            self.head.append(Text((margin, y), row, letter * 1.75, bold=True))
        if subtitle:
            y += letter * 1.7
            self.head.append(Text((margin, y), subtitle, letter * 1.05, SOFT))
        self.top = y + letter
        self.sources = textwrap.wrap(sources, max(20, int((paper.width - 2 * margin) / (letter * 0.54))))
        columns = max(1, int((paper.width - 2 * margin) // (letter * 12)))
        self.bands = [legend[i : i + columns] for i in range(0, len(legend), columns)]
        self.columns = min(columns, max(len(legend), 1))
        bands = sum(self._band_height(band) for band in self.bands)
        self.foot = bands + letter * (1.5 * len(self.sources) + 2.4) + margin * 0.3

    def _band_height(self, band: Sequence[tuple[str, Sequence[tuple[Parts, str]]]]) -> float:
        return self.paper.letter * (1.75 * max(len(rows) for _, rows in band) + 2.6)

    def room(self, wanted: float) -> float:
        """Give the height that is left for the content, of what it wants."""
        left = self.paper.height - self.top - self.foot
        return max(min(60.0, wanted), min(wanted, left))

    def drawing(self, content: Parts, height: float) -> Drawing:
        """Put it all together."""
        letter, margin = self.paper.letter, self.paper.margin
        parts = [*self.head, *content]
        y = self.top + height + letter
        if self.bands:
            parts.append(Shape(((margin, y), (self.paper.width - margin, y)), HAIR, 0.5))
        for band in self.bands:
            for i, (title, rows) in enumerate(band):
                x = margin + i * (self.paper.width - 2 * margin) / self.columns
                if title:
                    parts.append(Text((x, y + letter * 1.7), title, letter, bold=True))
                for k, (picture, text) in enumerate(rows):
                    at = (x, y + letter * (3.3 + 1.75 * k))
                    parts += [_moved(part, at) for part in picture]
                    parts.append(Text((x + letter * 3.2, at[1] + letter * 0.35), text, letter))
            y += self._band_height(band)
        y += letter * 0.4
        for row in self.sources:
            y += letter * 1.5
            parts.append(Text((margin, y), row, letter * 0.95, SOFT))
        return Drawing(
            self.paper.width, round(y + letter + margin * 0.3, 1), self.title or "detente", tuple(parts)
        )


def legend_of(
    G: nx.MultiDiGraph[str],
    nodes: Iterable[str],
    edges: Sequence[tuple[str, str, str]],
    look: Look,
    paper: Paper,
) -> list[tuple[str, list[tuple[Parts, str]]]]:
    """Explain what is in the picture, and nothing else: types, themes, statuses, families."""
    style, letter = look.style, paper.letter
    kinds = {G.nodes[node].get("type", "") for node in nodes}
    themes = {str(G.edges[edge].get("theme")) for edge in edges}
    statuses = {G.edges[edge].get("status") for edge in edges}
    families = {G.edges[edge].get("family") for edge in edges}
    types: list[tuple[Parts, str]] = [
        ([*dot((letter * 1.3, 0), letter * 0.5, style.types[kind], look)], style.name(kind))
        for kind in style.types
        if kind in kinds
    ]
    lines = [
        (swatch(style.theme_look(theme)["color"], look), style.name(theme))
        for theme in style.themes
        if theme in themes
    ]
    marks = {"ended": "|", "denied": "×"}
    dashes = [
        (swatch("#333333", look, status, mark=marks.get(status, "")), style.say(f"status_{status}"))
        for status in STATUSES
        if status in statuses
    ]
    kinds_of_line = [
        (swatch("#333333", look, family=family), style.say(f"family_{family}"))
        for family in ("cooperation", "conflict", "structure") if family in families
    ]  # fmt: skip
    if look.grey:  # greys do not tell themes apart: do not pretend that they do
        lines = []
    columns = [("" if i else style.say("types"), types[i : i + 5]) for i in range(0, len(types), 5)]
    rows = 5 if paper.width > paper.height else 8
    columns += [("" if i else style.say("themes"), lines[i : i + rows]) for i in range(0, len(lines), rows)]
    columns += [(style.say("statuses"), dashes), (style.say("families"), kinds_of_line)]
    return [(title, rows) for title, rows in columns if rows]


def swatch(
    color: str, look: Look, status: str = "actual", family: str = "cooperation", mark: str = ""
) -> Parts:
    """Draw a piece of line for a legend."""
    length, width = look.letter * 2.6, 2.6 * look.unit
    parts: Parts = [*stroke([(0.0, 0.0), (length, 0.0)], color, width, status, family, look)]
    if family == "structure":
        parts.append(
            hollow_head((length, 0.0), (length - look.letter * 0.6, 0.0), look.letter * 0.3, color, 0.7)
        )
    if mark:
        parts += sign((length / 2, 0.0), mark, color, look)
    return parts


def _moved(part: Shape | Disc | Text, by: Point) -> Shape | Disc | Text:
    if isinstance(part, Shape):
        return dataclasses.replace(part, points=tuple((x + by[0], y + by[1]) for x, y in part.points))
    return dataclasses.replace(part, at=(part.at[0] + by[0], part.at[1] + by[1]))


def paper_of(size: str) -> Paper:
    """Give a format by its name."""
    if size not in PAPERS:
        msg = f"size={size!r}: allowed are {', '.join(PAPERS)}"
        raise GraphError(msg)
    return PAPERS[size]


def sources_line(G: nx.MultiDiGraph[str], look: Look) -> str:
    """Say what a graph was drawn from."""
    articles = list((G.graph.get("articles") or {}).values())
    dates = sorted(article["published"] for article in articles if article.get("published"))
    publications = {article.get("source") for article in articles if article.get("source")}
    counts = {"articles": len(articles), "sources": len(publications)}
    if not dates:
        return look.style.say("drawn_from_undated", **counts)
    return look.style.say("drawn_from", **counts, **{"from": dates[0], "to": dates[-1]})
