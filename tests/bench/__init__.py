"""The pipeline's speed, measured against its targets: `python -m tests.bench [GROUP...] [--quick]`.

Each group of figures is one module with a docstring that says how it measures (the page repeats it) and
`measure(quick) -> Measured`. A new group is one more module, named in `GROUPS`.
"""
