"""Decisions of the curation room on plain values."""
