"""Reading in other processes: `pool.Readers` has them, each runs `python -m crawler.reading.workers`.

Nothing is imported here, for a reader must see to its signals first.
"""
