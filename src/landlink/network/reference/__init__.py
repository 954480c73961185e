"""The built-in network: curated tables, one source and one quality a row."""
