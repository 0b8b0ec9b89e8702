"""Which names a backup may hold: nothing that leads out of the knowledge folder or into a hidden one."""

from pathlib import PurePosixPath

_FORBIDDEN = frozenset('\\\0:*?"<>|')  # separators and what other systems refuse
_LONGEST = 1000
_SPACE = 32


def is_inside(path: str) -> bool:
    """Whether it is a plain relative path, in folders that are not hidden, in its only spelling."""
    if not path or len(path) > _LONGEST or any(sign in _FORBIDDEN or ord(sign) < _SPACE for sign in path):
        return False
    parts = path.split("/")
    if any(part in {"", ".", ".."} for part in parts) or any(part.startswith(".") for part in parts[:-1]):
        return False
    return not PurePosixPath(path).is_absolute() and not path.endswith(".lock") and _encodes(path)


def _encodes(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:  # a file name that is no UTF-8
        return False
    return True
