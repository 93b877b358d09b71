"""Measures the pipeline's speed against its targets: `python -m tests.bench [GROUP...] [--quick]`.

Each group of figures is one module: its docstring says how it measures (the page repeats it), and
`measure(quick) -> Measured` does it. A new group is one more module, listed in `GROUPS`.
"""
