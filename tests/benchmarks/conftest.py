"""Benchmarks are run on purpose only: `make bench`."""

from __future__ import annotations

import sys

collect_ignore_glob = [] if "--benchmark-only" in sys.argv else ["test_*.py"]
