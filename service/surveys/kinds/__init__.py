"""Kinds of questions, the instruments made of them, and the reader that builds instruments from YAML."""
