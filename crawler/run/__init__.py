"""One run, independent of Scrapy: arguments, counters, repeats, deduplication, deletions, gates,
alarms."""
