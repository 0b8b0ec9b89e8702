"""The arc of a pair's sessions: which stage a session has, which one is next, and which ones were held."""
