"""WARC files of invented stories, as warcio writes them."""

import io
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HOST = "http://www.kelm.example"
TEXT = "The ferry of Kelm sails again after eleven years, the harbour master told the council."
SOURCE = "story = ['^/news/']\nlisting = ['^/$']\nstart.index = ['/']\n"
"""Terms of the source to which the stories belong."""


def story(name: str, text: str = TEXT) -> bytes:
    """A page of a modern source, with a text of three paragraphs."""
    paragraphs = "".join(
        f"<p>{text} Part {part} of {name} adds what the {name} crew saw on its way.</p>\n"
        for part in ("one", "two", "three")
    )
    return (
        f"<!DOCTYPE html><html lang=en><head><title>Ferry {name}</title>"
        '<meta property="og:type" content="article">'
        '<meta property="article:published_time" content="2019-10-18T08:00:00Z">'
        f"</head><body><article><h1>Ferry {name} sails again</h1>\n{paragraphs}"
        "</article></body></html>"
    ).encode()


def write(path: Path, pages: dict[str, bytes], date: str = "2020-02-03T04:05:06Z") -> Path:
    """Append responses to a WARC file: paths below HOST, and bodies."""
    with path.open("ab") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        for place, body in pages.items():
            headers = StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
            )
            record = writer.create_warc_record(
                f"{HOST}{place}", "response", payload=io.BytesIO(body), http_headers=headers,
                warc_headers_dict={"WARC-Date": date},
            )  # fmt: skip
            writer.write_record(record)
    return path
