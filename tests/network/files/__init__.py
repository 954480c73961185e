"""Tests of the file formats of a network."""
