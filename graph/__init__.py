"""Claims to a graph, and the graph to answers, maps and figures.

The names below load on first use, and none of them needs spaCy.
"""

from __future__ import annotations

import importlib
import logging
import sys
import types
from typing import TYPE_CHECKING

from detente.graph.errors import FileFormatError, GraphError, OutputError, PeriodError, UnknownEntityError

if TYPE_CHECKING:
    from detente.graph.build import graph_from_claims, graph_from_extractions, roll_up
    from detente.graph.charts import draw_blocs, draw_changes, draw_dyad
    from detente.graph.compare import brief, compare, graph_at
    from detente.graph.contract import validate_graph
    from detente.graph.corrections import apply_decisions
    from detente.graph.entities import find_entity
    from detente.graph.figure import graph_to_svg, save_figure
    from detente.graph.files import read_graph, write_graph
    from detente.graph.filters import filter_graph
    from detente.graph.frames import (
        claims_from_frame,
        claims_to_frame,
        edges_frame,
        evidence_frame,
        nodes_frame,
    )
    from detente.graph.ingest import MadeBy
    from detente.graph.layout import compute_layout
    from detente.graph.metrics import (
        bridges,
        brokers,
        communities,
        dyad_series,
        rank_entities,
        rank_over_time,
    )
    from detente.graph.notebook import GraphView, show
    from detente.graph.page import graph_to_html
    from detente.graph.periods import Period, parse_period
    from detente.graph.query import (
        Hop,
        Path,
        common_partners,
        ego_network,
        paths,
        search_evidence,
        ties_between,
        ties_to_all,
    )
    from detente.graph.review import find_doubts
    from detente.graph.store import Store
    from detente.graph.stories import find_stories
    from detente.graph.table import graph_from_table
    from detente.graph.vocabulary import load_vocabulary

__all__ = [
    "FileFormatError",
    "GraphError",
    "GraphView",
    "Hop",
    "MadeBy",
    "OutputError",
    "Path",
    "Period",
    "PeriodError",
    "Store",
    "UnknownEntityError",
    "apply_decisions",
    "bridges",
    "brief",
    "brokers",
    "claims_from_frame",
    "claims_to_frame",
    "common_partners",
    "communities",
    "compare",
    "compute_layout",
    "draw_blocs",
    "draw_changes",
    "draw_dyad",
    "dyad_series",
    "edges_frame",
    "ego_network",
    "evidence_frame",
    "filter_graph",
    "find_doubts",
    "find_entity",
    "find_stories",
    "graph_at",
    "graph_from_claims",
    "graph_from_extractions",
    "graph_from_table",
    "graph_to_html",
    "graph_to_svg",
    "load_vocabulary",
    "nodes_frame",
    "parse_period",
    "paths",
    "rank_entities",
    "rank_over_time",
    "read_graph",
    "roll_up",
    "save_figure",
    "search_evidence",
    "show",
    "ties_between",
    "ties_to_all",
    "validate_graph",
    "write_graph",
]

_MODULES = {
    "build": ("graph_from_claims", "graph_from_extractions", "roll_up"),
    "compare": ("brief", "compare", "graph_at"),
    "contract": ("validate_graph",),
    "entities": ("find_entity",),
    "files": ("read_graph", "write_graph"),
    "filters": ("filter_graph",),
    "frames": ("claims_from_frame", "claims_to_frame", "edges_frame", "evidence_frame", "nodes_frame"),
    "metrics": ("bridges", "brokers", "communities", "dyad_series", "rank_entities", "rank_over_time"),
    "periods": ("Period", "parse_period"),
    "query": (
        "Hop", "Path", "common_partners", "ego_network", "paths", "search_evidence", "ties_between",
        "ties_to_all",
    ),
    "table": ("graph_from_table",),
    "vocabulary": ("load_vocabulary",),
    "charts": ("draw_blocs", "draw_changes", "draw_dyad"),
    "figure": ("graph_to_svg", "save_figure"),
    "layout": ("compute_layout",),
    "notebook": ("GraphView", "show"),
    "page": ("graph_to_html",),
    "store": ("Store",),
    "corrections": ("apply_decisions",),
    "ingest": ("MadeBy",),
    "review": ("find_doubts",),
    "stories": ("find_stories",),
}  # fmt: skip
_LAZY = {name: module for module, names in _MODULES.items() for name in names}

logging.getLogger("detente").addHandler(logging.NullHandler())


class _Package(types.ModuleType):
    """The package; in it a public name such as `compare` stays the function that it names.

    Importing the module ``detente.graph.compare`` would otherwise put the module in the function's place.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _LAZY and isinstance(value, types.ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(importlib.import_module(f"detente.graph.{_LAZY[name]}"), name)
