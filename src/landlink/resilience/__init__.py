"""What breaks, what it costs, and who depends on it: closures, criticality, dependence, sweeps."""
