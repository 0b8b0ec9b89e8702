"""Counts answers and writes everything down for Prometheus.

Several web processes of one machine count into files of one folder, named by ``PROMETHEUS_MULTIPROC_DIR``, so that whichever of
them is asked tells the sum. The variable must stand in the environment before this module is first imported, which is why
``wiring`` imports it late; without it the counts stay in this process.
"""

import os
from collections.abc import Iterator, Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from service.operations.values import Family

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class PrometheusMeter:
    """The operations room's ``Meter``; one a process, since counts of the same name would be told twice."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # twice the samples, and nobody asks for them
        self._counted = CollectorRegistry()
        self._answers = Counter(
            "dua_arah_http_requests",
            "Answers by endpoint, method and class of status.",
            ("endpoint", "method", "status"),
            registry=self._counted,
        )
        self._seconds = Histogram(
            "dua_arah_http_request_seconds",
            "How long answers took, by endpoint.",
            ("endpoint",),
            buckets=_BUCKETS,
            registry=self._counted,
        )

    def observe(self, endpoint: str, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self._answers.labels(endpoint, method, f"{status // 100}xx").inc()
        self._seconds.labels(endpoint).observe(seconds)

    def page(self, families: Sequence[Family]) -> tuple[bytes, str]:
        """Everything in Prometheus' text form."""
        asked = CollectorRegistry()
        asked.register(_Figures(families))
        counted = self._counted
        if os.environ.get(FOLDER):
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        return generate_latest(counted) + generate_latest(asked), CONTENT_TYPE_LATEST


class _Figures(Collector):
    """Figures of one moment."""

    def __init__(self, families: Sequence[Family]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        """Each as Prometheus' own kind."""
        for family in self._families:
            names = [label for label, _value in family.samples[0][0]] if family.samples else []
            kind = CounterMetricFamily if family.kind == "counter" else GaugeMetricFamily
            metric = kind(family.name, family.help, labels=names)
            for labels, value in family.samples:
                metric.add_metric([text for _label, text in labels], value)
            yield metric
