"""Pages that were read in another process or on another machine: as bytes, and into a run.

data = encode(read_page_of(page, result))     # where the page was read
store(run, decode(data))                      # where the run is
"""
