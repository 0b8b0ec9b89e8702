"""A WSGI application that says hello: what gunicorn itself costs, under the service's own settings."""

from collections.abc import Callable, Iterable


def app(_environ: dict, start_response: Callable) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "6")])
    return [b"hello\n"]
