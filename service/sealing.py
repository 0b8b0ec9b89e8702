"""What only its author may read is sealed before it is stored: whoever holds the database alone holds nothing.

Keys come from the settings, newest first; what an older key sealed can still be opened, so that keys can be changed.
"""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app

_NAME = "dua_arah_sealing"
_PURPOSE = b"dua-arah sealed texts"


def install(app: Flask, keys: Sequence[str]) -> None:
    """Give the app its keys: any texts that are hard to guess, newest first, at least one."""
    app.extensions[_NAME] = MultiFernet([Fernet(_key(key)) for key in keys])


def seal(data: bytes) -> bytes:
    """The sealed form; it tells the length of `data` roughly, and when it was sealed."""
    return _box().encrypt(data)


def unseal(sealed: bytes) -> bytes | None:
    """What was sealed; None where no key of ours opens it (the key was changed and the old one not kept)."""
    try:
        return _box().decrypt(sealed)
    except InvalidToken:
        return None


def _box() -> MultiFernet:
    box: MultiFernet = current_app.extensions[_NAME]
    return box


def _key(text: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(text.encode())
    return base64.urlsafe_b64encode(derived)
