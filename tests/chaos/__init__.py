"""The real crawl, killed and disturbed again and again: nothing lost, nothing twice."""
