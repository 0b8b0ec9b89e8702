"""Decisions of the suggestion room on plain values: quotations, the gate, needs, similarity, courage."""
