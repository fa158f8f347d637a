"""One run, without Scrapy: what it is asked for, counts, repeats, alarms."""
