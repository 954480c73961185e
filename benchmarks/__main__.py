"""Run every benchmark: ``python -m benchmarks``; options go to the Pareto benchmark."""

from __future__ import annotations

from benchmarks import (
    corridor,
    dated,
    equilibrium,
    failures,
    files,
    osm_import,
    simulate,
    skims,
    sweep,
    trees,
)
from benchmarks.pareto import run

if __name__ == "__main__":
    run.main()
    trees.main()
    skims.main()
    corridor.main()
    dated.main()
    simulate.main()
    failures.main()
    sweep.main()
    files.main()
    osm_import.main()
    equilibrium.main()
