"""Run the benchmark: ``python -m benchmarks.pareto``."""

from benchmarks.pareto.run import main

main()
