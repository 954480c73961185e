"""What `landlink warmup` compiles is what later calls need."""

from __future__ import annotations

from importlib import import_module

import landlink.resilience.failures_kernels as compiled
import landlink.resilience.sweep_kernels as swept
from landlink.resilience.cases import Case
from landlink.resilience.failures import baseline, leaning_losses, losses
from landlink.resilience.sweep import run_model
from landlink.resilience.warmup import ENTRIES, KERNELS

from ._sweeps import random_model
from .test_failures_against_trees import random_cases, random_trips


def _variants() -> dict[str, int]:
    kernels = ("path_lengths", "path_arcs", "find_hits", "reroute")
    return {name: len(getattr(getattr(compiled, name), "signatures", ())) for name in kernels}


def test_nothing_is_left_to_compile() -> None:
    for _, prepare in KERNELS:
        prepare()
    before = _variants()
    trips = random_trips(5, 30, 100, 20)
    losses(baseline(trips, memory_gb=1e-6), random_cases(5, trips, 8))
    leaning_losses(baseline(random_trips(6, 30, 100, 20)), [Case("one", random_cases(5, trips, 8)[5].arcs)])
    assert _variants() == before


def test_nothing_of_a_sweep_is_left_to_compile() -> None:
    def variants() -> list[int]:
        kernels = (swept.explore, swept.follow, swept.evaluate)
        return [len(getattr(kernel, "signatures", ())) for kernel in kernels]

    for _, prepare in KERNELS:
        prepare()
    before = variants()
    run_model(random_model(1), 20, "threads", 2)
    assert variants() == before


def test_entries_name_kernels() -> None:
    for module, (kernel, variants) in ENTRIES.items():
        assert hasattr(import_module(f"landlink.resilience.{module}"), kernel)
        assert variants == 1
