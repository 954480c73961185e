"""Tests of what breaks, what it costs, and who depends on it."""
