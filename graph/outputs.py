"""What the main job leaves behind: the map, the graph and the table of claims, in one folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from detente.graph.atomic import replacing
from detente.graph.errors import OutputError
from detente.graph.files import write_graph
from detente.graph.frames import claims_to_frame
from detente.graph.page import graph_to_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import networkx as nx

    from detente.extract.schema import Claim

MAP, GRAPH, CLAIMS = "map.html", "graph.json", "claims.csv"


def write_outputs(
    G: nx.MultiDiGraph[str], claims: Iterable[Claim], folder: Path | str, *, title: str = "", language: str = "en"
) -> tuple[Path, Path, Path]:
    """Write ``map.html``, ``graph.json`` and ``claims.csv`` into a folder, which is made if it is missing.

    Parameters
    ----------
    G
        The graph.
    claims
        The claims it was built from.
    folder
        Where to write. Each file is replaced only once it is complete.
    title
        Heading of the map.
    language
        Language of the map's interface.

    Returns
    -------
    tuple of Path
        The three files.

    Raises
    ------
    OutputError
        If the folder cannot be made or written.

    Examples
    --------
    >>> import networkx as nx, tempfile
    >>> with tempfile.TemporaryDirectory() as out:
    ...     [path.name for path in write_outputs(nx.MultiDiGraph(articles={}), [], out)]
    ['map.html', 'graph.json', 'claims.csv']
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{folder}: cannot be made ({error.strerror}): give a folder that can be written to"
        raise OutputError(msg) from None
    paths = folder / MAP, folder / GRAPH, folder / CLAIMS
    graph_to_html(G, paths[0], title=title, language=language)
    write_graph(G, paths[1])
    with replacing(paths[2]) as stream:
        claims_to_frame(claims).to_csv(stream, index=False, lineterminator="\n")
    return paths


def with_coordinates(
    G: nx.MultiDiGraph[str], coordinates: Mapping[str, tuple[float, float]]
) -> nx.MultiDiGraph[str]:
    """Give a copy of a graph whose nodes know where they lie, for the map view.

    Parameters
    ----------
    G
        The graph; it is not changed.
    coordinates
        Latitude and longitude in degrees by entity id, as `Gazetteer.coordinates`.

    Returns
    -------
    networkx.MultiDiGraph
        The same nodes and edges; nodes found in `coordinates` have an attribute ``coordinates``, [lat, lon].

    Examples
    --------
    >>> import networkx as nx
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("SRB")
    >>> with_coordinates(G, {"SRB": (44.8, 20.5)}).nodes["SRB"]
    {'coordinates': [44.8, 20.5]}
    """
    located = G.copy()
    for node in located:
        if node in coordinates:
            located.nodes[node]["coordinates"] = list(coordinates[node])
    return located
