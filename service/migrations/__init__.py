"""The database's history; revisions stand in ``versions``."""
