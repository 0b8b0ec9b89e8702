"""Who may be paired with whom: hard rules with reasons, private causes without any, and pairs made by hand."""
