"""The deterministic figures of suggested sets: ``dua-arah eval suggestions`` prints them."""

from service.suggestions.evaluation.figures import Figure, Report, TextOf, evaluate

__all__ = ["Figure", "Report", "TextOf", "evaluate"]
