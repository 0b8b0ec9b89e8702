"""What people and jobs do in the knowledge room: read the folder, bring the index to its state, measure the retrieval."""
