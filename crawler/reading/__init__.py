"""Read a page: bytes in, records out (`page.read_page`)."""
