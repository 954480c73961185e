"""Tests of landlink.appraisal."""
