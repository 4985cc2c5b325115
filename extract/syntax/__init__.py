"""Readings of the dependency tree that all rules share."""
