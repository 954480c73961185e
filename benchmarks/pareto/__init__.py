"""Benchmarks of the Pareto searches on made-up and DIMACS instances."""
