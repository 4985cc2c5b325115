"""Show a graph in a notebook: the whole map in a closed frame, a figure where there is no JavaScript."""

from __future__ import annotations

import dataclasses
import html
from typing import TYPE_CHECKING, Any

from detente.graph.figure import graph_to_svg
from detente.graph.layout import compute_layout
from detente.graph.page import graph_to_html

if TYPE_CHECKING:
    from collections.abc import Collection

    import networkx as nx


@dataclasses.dataclass(frozen=True, slots=True)
class GraphView:
    """A graph that a notebook shows as a map.

    The page sits in a frame of its own: it keeps working after the notebook is moved or exported, and neither
    reads nor changes anything of the notebook. Each shown cell costs the size of the page, about 0.6 MB.
    """

    graph: nx.MultiDiGraph[str]
    title: str = ""
    language: str = "en"
    height: int = 640
    max_entities: int = 300

    def _repr_html_(self) -> str:
        page = graph_to_html(
            self.graph, title=self.title, language=self.language, max_entities=self.max_entities
        )
        return (
            '<iframe sandbox="allow-scripts allow-downloads allow-popups" '
            f'title="{html.escape(self.title or "detente")}" '
            f'style="width:100%;height:{int(self.height)}px;border:1px solid #ccc;border-radius:3px" '
            f'srcdoc="{html.escape(page)}"></iframe>'
        )

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, Any]:
        makers = {
            "text/html": self._repr_html_,
            "image/svg+xml": lambda: graph_to_svg(
                self.graph, title=self.title, language=self.language, layout=compute_layout(self.graph)
            ),
            "text/plain": self.__repr__,
        }
        wanted = [kind for kind in makers if not include or kind in include or kind == "text/plain"]
        return {kind: makers[kind]() for kind in wanted if kind not in (exclude or ())}

    def __repr__(self) -> str:
        sentences = sum(len(row.get("evidence") or ()) for *_, row in self.graph.edges(data=True))
        return (
            f"GraphView({self.title!r}: {self.graph.number_of_nodes()} entities, "
            f"{self.graph.number_of_edges()} relations, {sentences} sentences)"
        )


def show(
    G: nx.MultiDiGraph[str],
    *,
    title: str = "",
    language: str = "en",
    height: int = 640,
    max_entities: int = 300,
) -> GraphView:
    """Show a graph as the value of a notebook cell.

    Parameters
    ----------
    G
        The graph, or an ego network or any other part of one.
    title, language, max_entities
        As in `graph_to_html`.
    height
        Height of the frame in pixels.

    Returns
    -------
    GraphView
        Displays itself.

    Examples
    --------
    >>> import networkx as nx
    >>> show(nx.MultiDiGraph(), title="Nothing yet")
    GraphView('Nothing yet': 0 entities, 0 relations, 0 sentences)
    """
    return GraphView(G, title=title, language=language, height=height, max_entities=max_entities)
