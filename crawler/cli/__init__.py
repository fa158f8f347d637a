"""The verbs of `python -m crawler`, one module each.

Each has `arguments(parser)`, which declares its arguments, and `run(options) -> int`, which returns
the exit code. The module docstring is the verb's help text.
"""
