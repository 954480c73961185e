"""Demand, assignment under congestion and capacity, and what the network then carries."""
