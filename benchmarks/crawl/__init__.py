"""What a whole crawl costs, from the fetch to the published dump, beside other ways to crawl."""
