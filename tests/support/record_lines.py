"""The example record as lines of JSON: valid, unusual, and invalid."""

from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from crawler.contract import encode

EXAMPLE = Path(__file__).parents[2] / "crawler" / "contract" / "example.json"
RECORD: dict[str, Any] = msgspec.json.decode(EXAMPLE.read_bytes())
LINE = encode(RECORD)
PUBLISHED = RECORD["published"]


def changed(**values: Any) -> bytes:
    return encode(RECORD | values)


def replaced(old: bytes, new: bytes) -> bytes:
    assert old in LINE
    return LINE.replace(old, new)


number = partial(replaced, b'"revision":%d,' % RECORD["revision"])
headline = partial(replaced, b'"headline":"')
overlap = partial(replaced, b'"overlap":%s}' % encode(RECORD["cluster"]["overlap"]))

UNUSUAL = {
    "object beyond the model": changed(infosource={"code": "a", "name": "b", "more": 1}),
    "fraction": number(b'"revision":1.0,'),
    "white space": number(b'"revision" : 1 ,'),
    "white space around": b"  " + LINE + b"\t ",
    "escapes": headline(b'"headline":"\\/\\b\\f\\t\\"\\u0000\\ud83d\\ude00'),
    "escaped key": headline(b'"h\\u0065adline":"'),
    "key that occurs twice": headline(b'"headline":"x","headline":"'),
    "inner key that occurs twice": replaced(b'"infosource":{', b'"infosource":{"code":"x",'),
    "null for a table": changed(infosource=None, rights=None, raw=None, cluster=None),
    "null for a list": changed(authors=None, evidence=None),
    "null in a list": changed(authors=[None, "a"], evidence=[None]),
    "text for a list": changed(authors="a"),
    "true for a number": overlap(b'"overlap":true}'),
    "small number": overlap(b'"overlap":1e-400}'),
    "long number": overlap(b'"overlap":0.1000000000000000055511151231257827021181583404541}'),
    "no member of a revision": b'{"published":{},"updated":{}}',
    "part of a second": changed(fetched_at="2026-01-01T00:00:00.123Z"),
    "day in a text": changed(headline='"date":"2026-01-01"', body='"date":1, "fetched_at":"x"'),
    "time zone": changed(fetched_at="2026-01-01T00:00:00+02:00"),
}
INVALID = {
    "unknown key": changed(more=1),
    "no days": b"{}",
    "null for a day's table": changed(published=None),
    "null for a candidate": changed(published=PUBLISHED | {"candidates": [None]}),
    "number for text": changed(headline=1),
    "boolean for text": changed(headline=True),
    "list for text": changed(headline=["a"]),
    "object for text": changed(headline={}),
    "text for a number": changed(revision="1"),
    "text for a boolean": changed(corrected="true"),
    "number for a boolean": changed(corrected=1),
    "text for an object": changed(infosource="a"),
    "list for an object": changed(infosource=[]),
    "object for a list": changed(authors={}),
    "large number": number(b'"revision":9223372036854775808,'),
    "leading zero": number(b'"revision":01,'),
    "no day": changed(published=PUBLISHED | {"date": "2026-02-30"}),
    "empty day": changed(published=PUBLISHED | {"date": ""}),
    "short day": changed(published=PUBLISHED | {"date": "2026-1-1"}),
    "moment for a day": changed(published=PUBLISHED | {"date": "2026-01-01T00:00:00Z"}),
    "number for a day": changed(published=PUBLISHED | {"date": 1}),
    "number for a moment": changed(fetched_at=1),
    "moment without zone": changed(fetched_at="2026-01-01T00:00:00"),
    "no moment": changed(fetched_at="2026-01-01T24:00:00Z"),
    "infinite number": overlap(b'"overlap":1e400}'),
    "inexact number": overlap(b'"overlap":9007199254740993}'),
    "not a number": overlap(b'"overlap":NaN}'),
    "minus infinity": overlap(b'"overlap":-Infinity}'),
    "invalid UTF-8": headline(b'"headline":"\xff'),
    "long UTF-8": headline(b'"headline":"\xc0\x80'),
    "surrogate in UTF-8": headline(b'"headline":"\xed\xa0\x80'),
    "surrogate": headline(b'"headline":"\\ud800'),
    "control character": headline(b'"headline":"\x01'),
    "line break": headline(b'"headline":"\n'),
    "unknown escape": headline(b'"headline":"\\x'),
    "two records": LINE + LINE,
    "byte order mark": b"\xef\xbb\xbf" + LINE,
    "comment": LINE[:-1] + b"/**/}",
    "trailing comma": LINE[:-1] + b",}",
    "truncated": LINE[:-1],
    "empty": b"",
    "white space only": b" ",
    "null": b"null",
    "list": b"[]",
}
