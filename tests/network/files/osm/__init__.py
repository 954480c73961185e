"""Tests of the OpenStreetMap import."""
