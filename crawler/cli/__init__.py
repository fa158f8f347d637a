"""The verbs of `python -m crawler`, one module each.

A verb's module has `arguments(parser)`, which declares its arguments, and `run(options) -> int`,
which does the work and returns the exit code. Its docstring is its help.
"""
