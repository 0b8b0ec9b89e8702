"""The knowledge folder: its documents, their passages and topic units, and the index generations made from them.

The manifest in the database is the truth; what the adapters keep (Chroma, BM25) is derived from it and can be lost.
"""
