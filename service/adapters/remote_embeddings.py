"""Vectors from any OpenAI-compatible server, apart from the built-in model so that only who uses one pays its imports."""

from __future__ import annotations

from collections.abc import Callable

from langchain_core.embeddings import Embeddings
from langchain_openai import OpenAIEmbeddings
from pydantic import SecretStr

from service.adapters.embeddings import Vectors, without_nul
from service.adapters.outbound_faults import Fault, Patience, call
from service.adapters.outbound_http import close_http_client, guarded_http_client, refusing_http_client
from service.adapters.tracing import silence_tracing
from service.knowledge.ports import EmbedderUnavailable

_NO_KEY = "none"  # local servers want no key, the client insists on one
_OPENAI = "https://api.openai.com/v1"


class RemoteEmbeddings(Embeddings):
    """An OpenAI-compatible ``/v1/embeddings``, behind one deadline for each call and one filter for all that leaves.

    `scrub` replaces names and numbers of people before a text is sent; models of the e5 family get their prefixes.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None,
        api_key: str | None,
        seconds: float = 30.0,
        scrub: Callable[[str], str] = str,
    ) -> None:
        silence_tracing()
        self._scrub = scrub
        self._patience = Patience(seconds)
        self.prefixes = ("query: ", "passage: ") if "e5" in model.lower() else ("", "")
        self._http = guarded_http_client(limit=32 * 1024 * 1024)
        self._client = OpenAIEmbeddings(
            model=model,
            base_url=base_url or _OPENAI,  # never where the environment's OPENAI_API_BASE would lead
            openai_proxy=None,
            api_key=SecretStr(api_key or _NO_KEY),
            max_retries=0,
            check_embedding_ctx_length=False,  # else it sends token numbers of a vocabulary it downloads
            http_client=refusing_http_client(),
            http_async_client=self._http,
        )

    def close(self) -> None:
        """Close the connections; never raises."""
        close_http_client(self._http)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages. Raises ``EmbedderUnavailable``."""
        return self._embed([self.prefixes[1] + text for text in texts])

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question. Raises ``EmbedderUnavailable``."""
        return self._embed([self.prefixes[0] + text])[0]

    def _embed(self, texts: list[str]) -> list[list[float]]:
        if not texts:
            return []
        clean = [self._scrub(without_nul(text)) for text in texts]
        try:
            vectors = call(lambda: self._client.aembed_documents(clean), self._patience)
        except Fault as fault:
            message = f"the embedding server gave no vectors ({fault.message})"
            raise EmbedderUnavailable(message) from fault
        except Exception as error:
            message = f"the embedding server's answer cannot be read ({type(error).__name__})"
            raise EmbedderUnavailable(message) from error
        if len(vectors) != len(clean):
            message = f"the embedding server gave {len(vectors)} vectors for {len(clean)} texts"
            raise EmbedderUnavailable(message)
        return vectors


def remote(
    model: str, *, base_url: str | None, api_key: str | None, seconds: float = 30.0, scrub: Callable[[str], str] = str
) -> Vectors:
    """An embedder behind an address."""
    embeddings = RemoteEmbeddings(model, base_url=base_url, api_key=api_key, seconds=seconds, scrub=scrub)
    return Vectors(f"openai:{model}", "prefixed" if any(embeddings.prefixes) else "plain", embeddings)
