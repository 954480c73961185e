"""Tests of the routing layer."""
