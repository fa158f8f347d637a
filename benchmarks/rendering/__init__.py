"""Invented wire stories rendered as pages, with the record that each page must give.

Nothing here knows how the reader works: the pages and their records are made from the forms of the
wire and from the conventions of a right record alone.
"""
