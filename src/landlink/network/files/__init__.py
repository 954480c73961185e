"""Networks in the files that people use."""
