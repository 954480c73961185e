"""Benchmarks: each sub-package runs with ``python -m benchmarks.<name>``."""
