"""Haystack as its documentation shows hybrid search: a BM25 and an embedding retriever, and a joiner behind them.

Chroma holds the vectors; BM25 is that of the in-memory store, since Chroma has none. The tutorial puts a cross-encoder behind the
joiner; there is no such model here, so the joiner fuses by reciprocal rank, as its documentation offers.
"""

from exchange import Search, answer, embed_passages, embed_query
from haystack import Document, Pipeline, component
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.retrievers.chroma import ChromaEmbeddingRetriever
from haystack_integrations.document_stores.chroma import ChromaDocumentStore

_BATCH = 32  # as Haystack's own embedders have it


@component
class TextEmbedder:
    """The service's embedder."""

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, list[float]]:
        return {"embedding": embed_query(text)}


def make(passages: list[dict], depth: int) -> Search:
    documents = [Document(id=one["id"], content=one["text"]) for one in passages]
    words = InMemoryDocumentStore()
    words.write_documents(documents)
    vectors = ChromaDocumentStore()
    for begin in range(0, len(documents), _BATCH):
        batch = documents[begin : begin + _BATCH]
        made = embed_passages([one.content for one in batch])
        vectors.write_documents(
            [
                Document(id=one.id, content=one.content, embedding=vector)
                for one, vector in zip(batch, made, strict=True)
            ]
        )
    pipeline = Pipeline()
    pipeline.add_component("embedder", TextEmbedder())
    pipeline.add_component("near", ChromaEmbeddingRetriever(document_store=vectors, top_k=depth))
    pipeline.add_component("words", InMemoryBM25Retriever(document_store=words, top_k=depth))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=depth))
    pipeline.connect("embedder.embedding", "near.query_embedding")
    pipeline.connect("near", "joiner")
    pipeline.connect("words", "joiner")

    def search(question: str) -> list[str]:
        found = pipeline.run({"embedder": {"text": question}, "words": {"query": question}})
        return [one.id for one in found["joiner"]["documents"]]

    return search


if __name__ == "__main__":
    answer(make, ["haystack-ai", "chroma-haystack", "chromadb"])
