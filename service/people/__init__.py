"""Programmes and the people in them: the admin's facts, the neutral contact, the intake, and what to do next."""
