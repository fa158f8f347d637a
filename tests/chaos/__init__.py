"""The real crawl, killed, starved and cut off again and again: nothing lost, nothing twice."""
