"""What may go wrong between claims and a map; every message is one line for the user."""

from __future__ import annotations

from detente.extract.schema import DetenteError


class GraphError(DetenteError, ValueError):
    """A graph, or a table to build one from, breaks the contract that `validate_graph` states."""


class UnknownEntityError(GraphError, LookupError):
    """No entity of the graph goes by that name, or more than one does."""


class PeriodError(GraphError):
    """A date or a period such as ``2025-01..2025-06`` cannot be read."""


class FileFormatError(GraphError):
    """A file is not what its name says, or its format cannot be read back."""


class OutputError(DetenteError, OSError):
    """A file cannot be written."""


class StoreError(DetenteError, OSError):
    """A store cannot be opened, read or written."""


class DecisionError(GraphError):
    """A decision, or a file of decisions, is malformed."""
