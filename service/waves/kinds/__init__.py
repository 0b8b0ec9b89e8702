"""The kinds of file a table is exported as."""
