"""The guided writer: composes topics from the folder alone, out of sections and question banks that people wrote.

It needs no key and no network. It chooses units that serve the pair's needs, says why in the pair's words, and quotes a
sentence of the unit; it writes no question of its own.
"""
