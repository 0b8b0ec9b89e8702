"""The headers of every answer: a strict content policy, no framing, no caching of anything personal.

``Referrer-Policy: same-origin`` tells other sites nothing, as ``no-referrer`` would, but keeps the browser's Origin header
on our own forms (with ``no-referrer`` it is ``null``), and the check against foreign origins needs that.
"""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # Pico draws its chevrons and ticks from data: images
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_ALWAYS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HSTS = "max-age=31536000; includeSubDomains"
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_ASSET_SECONDS = 365 * 24 * 3600


def install(app: Flask, *, public_url: str) -> None:
    """Send the headers with every answer of `app`; install it first, so that nothing overwrites them."""
    public = urlsplit(public_url)

    @app.before_request
    def refuse_foreign_origin() -> None:
        if request.method not in _WRITES:
            return
        if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
            abort(400)
        origin = request.headers.get("Origin")
        if origin is None:
            return
        sent = urlsplit(origin)
        if (sent.scheme, sent.netloc) != (public.scheme, public.netloc) and sent.netloc != request.host:
            abort(400)

    @app.after_request
    def send(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers[name] = value
        if public.scheme == "https":
            response.headers["Strict-Transport-Security"] = _HSTS
        if request.endpoint == "static" and response.status_code < 400:  # noqa: PLR2004 - the first status of a failure
            hashed = "v" in request.args
            response.headers["Cache-Control"] = (
                f"public, max-age={_ASSET_SECONDS}, immutable" if hashed else "public, max-age=600"
            )
        else:
            response.headers["Cache-Control"] = "no-store"
        return response
