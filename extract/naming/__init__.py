"""Spans of text that name something: known names, unknown ones, things told by their words."""
