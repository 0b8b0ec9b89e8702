"""Talking to the neutral contact in writing: a case exists only if its author sends it, and only its addressees read it."""
