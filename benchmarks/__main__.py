"""Run every benchmark: ``python -m benchmarks``; options go to the Pareto benchmark."""

from __future__ import annotations

from benchmarks import corridor, dated, files, osm_import, simulate, skims, trees
from benchmarks.pareto import run

if __name__ == "__main__":
    run.main()
    trees.main()
    skims.main()
    corridor.main()
    dated.main()
    simulate.main()
    files.main()
    osm_import.main()
