"""The library as a LangChain retriever, so that a chain made elsewhere can ask it."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from service.knowledge.ports import Library
from service.knowledge.values import Hit, Need


class LibraryRetriever(BaseRetriever):
    """Documents for a question, best first; nothing where the folder does not support an answer.

    `language` restricts the passages; without it both languages are searched.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: SkipValidation[Library]
    language: str | None = None
    limit: int = 10

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager
        need = Need(query, self.language or "id", limit=self.limit, any_language=self.language is None)
        (found,) = self.library.find([need])
        return [document(hit) for hit in found.hits] if found.supported else []


def document(hit: Hit) -> Document:
    """A hit as LangChain knows one: the raw passage, and in the metadata what a citation needs."""
    passage = hit.passage
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "document": passage.document,
            "heading": passage.heading,
            "path": passage.path,
            "version": passage.version,
            "language": passage.language,
            "start": passage.start,
            "end": passage.end,
            "score": hit.score,
        },
    )
