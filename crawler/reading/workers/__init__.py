"""Reading in other processes (`pool`), each of which runs `python -m crawler.reading.workers`.

Nothing is imported here, for a reader must see to its signals first.
"""
