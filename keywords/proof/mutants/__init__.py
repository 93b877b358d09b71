"""Mutants: copies of the pipeline with one change that nobody chose. What survives them shows what no check asks."""
