"""The report of a run: facts gathered from its dump, as JSON and as one HTML page.

Reads a dump as any consumer does. Facts (`facts.py`) are one frozen value, whose JSON is the
report's twin; the HTML page (`page.py`) is made from nothing else.
"""
