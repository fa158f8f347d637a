"""Web archives: read those of any writer as captures, and write the raw answers of a crawl.

Reading never stops at damage: what cannot be read is yielded as `Unread`, with its place and cause.
"""
