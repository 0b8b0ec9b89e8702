"""Decisions of the knowledge room on plain values: parsing, splitting, linting, figures. No database, no file, no clock."""
