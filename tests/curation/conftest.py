"""The app with a folder of guides; see ``tests.folders``."""

from tests.folders import embedder, folder, library, outside

__all__ = ["embedder", "folder", "library", "outside"]
