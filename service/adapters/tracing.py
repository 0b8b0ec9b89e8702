"""LangChain never reports home from here, whatever the environment says.

With ``LANGSMITH_TRACING=true`` LangChain sends every prompt to LangSmith, beside the server we chose; and with the old
``LANGCHAIN_TRACING`` it refuses to work at all. Both are taken out of this process before LangChain is used.
"""

import os

import langsmith
from langsmith import utils as langsmith_utils

_SWITCHES = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2")
_GONE = ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER", "LANGSMITH_GATEWAY")


def silence_tracing() -> None:
    """Switch LangSmith's tracing and gateway off for this process. Cheap; call it before every use of LangChain."""
    for name in _SWITCHES:
        os.environ[name] = "false"
    for name in _GONE:
        os.environ.pop(name, None)
    cached = getattr(langsmith_utils.get_env_var, "cache_clear", None)
    if cached is not None:
        cached()
    langsmith.configure(enabled=False)
