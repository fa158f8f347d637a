"""Arguments of the spiders (`-a NAME=VALUE`), with their help texts."""

CRAWL = {
    "source": "ID[,ID]: only these sources, enabled or not",
    "topic": "NAME: only stories of this topic",
    "since": "DAY: only stories from this day on (2003-07-31, today, yesterday, -7d)",
    "until": "DAY: only stories up to this day",
    "url": "URL: only this page",
    "urls": "FILE: only these pages, one URL per line, or a CDX, CDXJ or WARC file",
    "base": "URL: read the source's archive from another base URL",
    "accept": "ID[,ID]: publish these sources even if they fail a gate",
    "full": "1: read all pages again, including known ones",
}
"""Those of `scrapy crawl wire`."""

REPLAY = {
    "warc": "PATH|GLOB|FOLDER|s3://BUCKET/GLOB: read these archives",
    "dump": "URL: read the latest answer of each page in this dump's raw archive",
    "source": "ID[,ID]: only pages of these sources",
    "accept": "ID[,ID]: publish these sources even if they fail a gate",
    "publish": "0: publish nothing; report what would change",
    "report": "FILE: where to write the difference (default: difference.json)",
    "most": "SHARE: with publish=0, fail if a larger share of stories would change (default: 0.02)",
}
"""Those of `scrapy crawl replay`."""
