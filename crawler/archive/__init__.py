"""Web archives: read those of any writer as captures, and write the raw answers of a crawl.

Reading never stops at damage: it is yielded as `UnreadableRecord`, with place and cause.
"""
