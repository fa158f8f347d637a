#!/bin/sh
# memento_client 0.6.1 returns the capture of another page if there is a semicolon in the URL of a Link header.
#
# A link ends at its angle bracket (RFC 8288); RFC 3986 allows `;` in path and query, and HTML 4 (B.2.2)
# recommended it between the parameters of a query. The client ends the URL at the first semicolon, and
# drops one more character: from a capture of `story.asp?id=71;page=2` it goes on with `story.asp?id=7`,
# asks the TimeGate for that, and returns it with its date, without an error (a ValueError where no
# `=` follows). Compare `original_uri` with the URL that was meant.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check memento-client==0.6.1
NO_PROXY=127.0.0.1 "$folder/venv/bin/python" - <<'PY'
import sys
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from memento_client import MementoClient

STORIES = {"http://wire.example/story.asp?id=7": "2001", "http://wire.example/story.asp?id=71;page=2": "2002"}


class Archive(BaseHTTPRequestHandler):
    """An archive by RFC 7089 that has one capture of either story, of different years."""

    def do_HEAD(self):
        asked = self.path[self.path.index("http://") :]
        capture = f"http://{self.headers['Host']}/web/{STORIES[asked]}0614101112/{asked}"
        weekday = "Thu" if STORIES[asked] == "2001" else "Fri"
        day = f"{weekday}, 14 Jun {STORIES[asked]} 10:11:12 GMT"
        memento = self.path.startswith("/web/")
        self.send_response(200 if memento else 302)
        only = f'<{capture}>; rel="first last memento"; datetime="{day}"'
        self.send_header("Link", f'<{asked}>; rel="original", {only}')
        if memento:
            self.send_header("Memento-Datetime", day)
        else:
            self.send_header("Vary", "accept-datetime")
            self.send_header("Location", capture)
        self.end_headers()

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Archive)
Thread(target=server.serve_forever, daemon=True).start()
archive = f"http://127.0.0.1:{server.server_port}"
client = MementoClient(timegate_uri=f"{archive}/timegate/", check_native_timegate=False)
seen = []
for page, year in STORIES.items():
    found = client.get_memento_info(f"{archive}/web/{year}0614101112/{page}", datetime(2002, 6, 14))
    closest = found["mementos"]["closest"]
    seen.append((found["original_uri"], closest["datetime"].year))
    print(f"{page} of {year}: original {seen[-1][0]}, closest of {seen[-1][1]}")
first = "http://wire.example/story.asp?id=7"
sys.exit(None if seen == [(first, 2001), (first, 2001)] else "behaviour changed")
PY
