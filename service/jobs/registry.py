"""Which jobs there are, and which of them also run by themselves."""

from collections.abc import Callable

functions: dict[str, Callable[..., None]] = {}
periodic: dict[str, int] = {}


def job(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function under a stable name; its arguments must be plain values."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        if functions.setdefault(name, function) is not function:
            message = f"two jobs are called {name}"
            raise ValueError(message)
        return function

    return register


def every(name: str, *, minutes: int = 1) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a job that also runs by itself every `minutes`, once however many processes there are."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        periodic[name] = minutes
        return job(name)(function)

    return register
