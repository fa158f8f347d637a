"""A small invented archive on loopback that counts its requests."""

import hashlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STORY = """<html><head><title>{headline}</title></head><body>
<p>Find a Security Clearance Job!</p><h1>{headline}</h1><p>IRNA - Islamic Republic News Agency</p>
<p>Vienna, Nov 11, IRNA -- {first}</p><p>{second}</p><p>Join the mailing list</p></body></html>
"""


class Server(ThreadingHTTPServer):
    """A server whose clients are killed in tests, which is not an error."""

    def handle_error(self, *_: object) -> None:
        pass


class Server6(Server):
    """The same over IPv6."""

    address_family = socket.AF_INET6


@contextmanager
def serving(
    handler: type[BaseHTTPRequestHandler],
    host: str = "127.0.0.1",
    prepare: Callable[[Server], None] = lambda _: None,
) -> Iterator[str]:
    """Serve on loopback in a thread, and yield the URL. `prepare` may change its socket
    before it is asked anything."""
    server = (Server6 if ":" in host else Server)((host, 0), handler)
    prepare(server)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://{f'[{host}]' if ':' in host else host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Archive:
    """Paths and their responses; all other paths are missing (404)."""

    base: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    first: dict[str, list[Answer]] = field(default_factory=dict)
    """Responses given before those, each once."""
    asked: Counter[str] = field(default_factory=Counter)
    moments: list[float] = field(default_factory=list)
    """Times of the requests, on the monotonic clock."""
    holds: dict[str, str] = field(default_factory=dict)
    """Path -> another that must be requested before this one is answered."""
    proxied: int = 0
    agents: set[str] = field(default_factory=set)
    etags: bool = False
    """Whether pages added from now on have an ETag."""
    unchanged: Counter[str] = field(default_factory=Counter)
    """Paths that were answered with 304."""

    def page(self, path: str, body: str | bytes, content_type: str = "text/html") -> None:
        raw = body.encode() if isinstance(body, str) else body
        headers = {"Content-Type": content_type}
        if self.etags:
            headers["ETag"] = f'"{hashlib.sha256(raw).hexdigest()[:12]}"'
        self.answers[path] = Answer(raw, headers=headers)

    def links(self, path: str, *hrefs: str) -> None:
        self.page(path, "<html>" + "".join(f'<li><a href="{h}">{h}</a>' for h in hrefs))

    def story(self, path: str) -> None:
        first = f"The committee met over the matter of {path} and adjourned after an hour."
        second = f"Its members will meet again next week, a clerk said of {path}."
        self.page(path, STORY.format(headline=f"On {path}", first=first, second=second))

    def redirect(self, path: str, target: str) -> None:
        self.answers[path] = Answer(status=302, headers={"Location": target})


def _is_known(answer: Answer, asked: Message) -> bool:
    """Return whether a conditional request matches (RFC 9110, 13.2.2: ETag before date)."""
    if (tags := asked.get("If-None-Match")) is not None:
        return answer.headers.get("ETag") in tags.split(", ")
    since = asked.get("If-Modified-Since")
    return since is not None and since == answer.headers.get("Last-Modified")


@contextmanager
def served(host: str = "127.0.0.1") -> Iterator[Archive]:
    """Serve an empty archive."""
    archive = Archive()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("http:"):  # we are asked as a proxy
                archive.proxied += 1
                self.path = self.path.removeprefix(archive.base)
            archive.asked[self.path] += 1
            archive.moments.append(time.monotonic())
            archive.agents.add(self.headers.get("User-Agent", ""))
            while (other := archive.holds.get(self.path)) and not archive.asked[other]:
                time.sleep(0.01)
            answer = archive.answers.get(self.path, Answer(b"not found", 404))
            if before := archive.first.get(self.path):
                answer = before.pop(0)
            elif _is_known(answer, self.headers):
                archive.unchanged[self.path] += 1
                answer = Answer(status=304)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in answer.headers:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    with serving(Handler, host) as archive.base:
        yield archive
