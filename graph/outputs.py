"""What the main job leaves behind: the map, the graph and the table of claims, in one folder."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from detente.graph.atomic import replacing
from detente.graph.build import node_attributes
from detente.graph.errors import OutputError
from detente.graph.files import write_graph
from detente.graph.page import graph_to_html
from detente.graph.rows import write_claims

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import networkx as nx

    from detente.extract.schema import Claim, Entity

_KNOWN = ("country", "sector", "generic", "wikidata", "aliases")
MAP, GRAPH, CLAIMS = "map.html", "graph.json", "claims.csv"


def write_outputs(
    G: nx.MultiDiGraph[str],
    claims: Iterable[Claim],
    folder: Path | str,
    *,
    title: str = "",
    language: str = "en",
) -> tuple[Path, Path, Path]:
    """Write ``map.html``, ``graph.json`` and ``claims.csv`` into a folder, which is made if it is missing.

    Parameters
    ----------
    G
        The graph.
    claims
        The claims it was built from.
    folder
        Where to write. What is there is replaced only once all three are complete.
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
        As `check_folder`, or if the disk is full.

    Examples
    --------
    >>> import networkx as nx, tempfile
    >>> with tempfile.TemporaryDirectory() as out:
    ...     [path.name for path in write_outputs(nx.MultiDiGraph(articles={}), [], out)]
    ['map.html', 'graph.json', 'claims.csv']
    """
    folder = Path(folder)
    check_folder(folder)
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    paths = folder / MAP, folder / GRAPH, folder / CLAIMS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # All three are complete before the first one moves: a reader never sees a map beside another graph.
        with tempfile.TemporaryDirectory(prefix=".detente-", suffix=".part", dir=folder) as temporary:
            new = tuple(Path(temporary) / path.name for path in paths)
            graph_to_html(G, new[0], title=title, language=language)
            write_graph(G, new[1])
            with replacing(new[2]) as stream:
                write_claims(claims, stream, G=G)
            for source, target in zip(new, paths, strict=True):
                source.replace(target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            for place in made:
                place.rmdir()
        if isinstance(error, OSError):
            cause = error.__cause__ if isinstance(error, OutputError) else error  # which names a hidden file
            reason = cause.strerror if isinstance(cause, OSError) else error
            msg = f"{folder}: cannot be written ({reason}): make room, or give another folder"
            raise OutputError(msg) from None
        raise
    return paths


def check_folder(folder: Path | str) -> None:
    """Say whether the three files can be written into a folder, before the long work starts.

    Parameters
    ----------
    folder
        It need not exist.

    Raises
    ------
    OutputError
        If it is a file, if a folder stands where a file should go, or if it may not be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as out:
    ...     check_folder(Path(out) / "new")
    """
    folder = Path(folder)
    nearest = next(path for path in (folder, *folder.absolute().parents) if os.path.lexists(path))
    if not nearest.is_dir():
        msg = f"{nearest}: is a file: give a folder for the map, the graph and the claims"
        raise OutputError(msg)
    if not os.access(nearest, os.W_OK | os.X_OK):
        msg = f"{nearest}: may not be written: give a folder that can be written to"
        raise OutputError(msg)
    for name in (MAP, GRAPH, CLAIMS):
        if (folder / name).is_dir():
            msg = f"{folder / name}: is a folder where a file should go: remove it, or give another folder"
            raise OutputError(msg)


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


def with_names(G: nx.MultiDiGraph[str], entities: Mapping[str, Entity]) -> nx.MultiDiGraph[str]:
    """Give a copy of a graph whose nodes are named and typed, where claims alone left only their ids.

    Parameters
    ----------
    G
        The graph; it is not changed.
    entities
        Entities by id, as `Gazetteer.entities`.

    Returns
    -------
    networkx.MultiDiGraph
        The same nodes and edges; a node of which only the id is known is what the entity of that id is.

    Examples
    --------
    >>> import networkx as nx
    >>> from detente.extract.schema import Entity
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("SRB", label="SRB", type="country")
    >>> with_names(G, {"SRB": Entity("SRB", "Serbia", "country")}).nodes["SRB"]["label"]
    'Serbia'
    """
    named = G.copy()
    for node, data in named.nodes(data=True):
        bare = data.get("label") == node and not any(data.get(name) for name in _KNOWN)
        if bare and data.get("type") in {"country", "organization"} and node in entities:
            data.update(node_attributes(entities[node]))
    return named
