"""``python -m tests.benchmarks``: what the service costs, each figure beside what it is measured against, in one run."""
