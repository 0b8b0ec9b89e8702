"""LlamaIndex as its documentation shows hybrid search: a vector index in Chroma and a BM25 retriever, fused by reciprocal rank.

Defaults but for two numbers: as many results as the figure needs (10 instead of 2), and no questions rewritten by a model
(``num_queries=1``), since there is none. BM25 keeps its default English stemmer and stop words.
"""

from collections.abc import Sequence

import chromadb
from exchange import Search, answer, embed_passages, embed_query
from llama_index.core import Settings, StorageContext, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.chroma import ChromaVectorStore


class Embedding(BaseEmbedding):
    """The service's embedder."""

    def _get_query_embedding(self, query: str) -> list[float]:
        return embed_query(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return embed_query(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return embed_passages([text])[0]

    def _get_text_embeddings(self, texts: Sequence[str]) -> list[list[float]]:
        return embed_passages(texts)


def make(passages: list[dict], depth: int) -> Search:
    Settings.llm = MockLLM()
    Settings.embed_model = Embedding()
    nodes = [TextNode(id_=one["id"], text=one["text"]) for one in passages]
    collection = chromadb.EphemeralClient().create_collection("passages", embedding_function=None)
    context = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
    index = VectorStoreIndex(nodes, storage_context=context)
    retriever = QueryFusionRetriever(
        [
            index.as_retriever(similarity_top_k=depth),
            BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=depth),
        ],
        similarity_top_k=depth,
        num_queries=1,
        mode="reciprocal_rerank",
        use_async=False,
    )
    return lambda question: [found.node.node_id for found in retriever.retrieve(question)]


if __name__ == "__main__":
    answer(make, ["llama-index-core", "llama-index-vector-stores-chroma", "llama-index-retrievers-bm25", "chromadb"])
