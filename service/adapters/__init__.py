"""The outside world behind the rooms' ports: chat model, library, embeddings, mail.

Only ``wiring.py`` imports from here, so that the vendors behind it are paid for by those who use them.
"""
