"""Process pool for reading pages; each worker runs `python -m crawler.reading.workers`.

Nothing is imported here, because a worker must set up its signal handling first.
"""
