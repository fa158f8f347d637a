"""Pages and hosts that try to misdirect a crawl, and secrets that must not leave it."""

import datetime
import ipaddress
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from scrapy.settings import Settings

import settings
from tests.support.archive import Archive, Server, served, serving
from tests.support.crawl import Crawl

pytestmark = pytest.mark.slow

SECRET = "hunter2"  # noqa: S105  # not one


def everything(folder: Path) -> bytes:
    """All files below a folder."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_what_pages_lead_to(archive: Archive, crawl: Crawl, tmp_path: Path) -> None:
    """All through a proxy with a password of its own, which is the archive itself."""
    (tmp_path / "private.txt").write_text("the private file")
    file = (tmp_path / "private.txt").as_uri()
    place = archive.base.removeprefix("http://")
    stories = {day: f"/2003-04-{day:02}/irna.html" for day in range(1, 9)}
    linked, moved, away, cloud, target, mapped, fed, _ = stories.values()
    for path in (linked, target, mapped, fed):
        archive.story(path)
    archive.redirect(moved, f"http://me:{SECRET}@{place}{target}")
    archive.redirect(away, file)
    archive.redirect(cloud, f"http://me:{SECRET}@169.254.169.254/latest/meta-data/irna.html")
    archive.links(
        "/",
        f"http://me:{SECRET}@{place}{linked}",
        moved,
        away,
        cloud,
        f"{file}?irna.html",
        "ftp://irna.html/",
    )
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    entities = f'<!DOCTYPE x [<!ENTITY l0 "/ha">{laughs}<!ENTITY f SYSTEM "{file}">]>'
    archive.page(
        "/map.xml",
        f"{entities}<urlset><url><loc>{mapped}</loc></url><url><loc>/&l9;irna.html</loc></url>"
        "<url><loc>/&f;irna.html</loc></url></urlset>",
        "application/xml",
    )
    archive.page(
        "/feed.xml",
        f"{entities}<rss version='2.0'><channel><item><title>&f;</title><link>{archive.base}{fed}"
        "</link></item></channel></rss>",
        "application/xml",
    )
    archive.page("/robots.txt", f"Sitemap: http://me:{SECRET}@{place}/map.xml\n")
    crawl.source(
        "wary",
        archive.base,
        "story = ['irna\\.html$']\nstart.index = ['/']\nstart.feed = ['/feed.xml']\n",
    )
    proxy = archive.base.replace("//", f"//me:{SECRET}@")

    ended = crawl("source=wary", http_proxy=proxy, no_proxy="")

    assert archive.proxied == archive.asked.total() > 8
    published = crawl.paths(archive.base)
    assert {linked, target, mapped} <= published, ended.log
    assert published <= {linked, target, mapped, fed}
    for path in (away, cloud):
        assert any(
            line.startswith(f"failed: wary: {archive.base}{path}: http: ")
            for line in ended.warnings
        )
    assert "169.254.169.254" in ended.log
    assert not [path for path in archive.asked if "meta-data" in path or "ha/ha" in path]
    kept = everything(crawl.dump) + everything(tmp_path / "state") + ended.log.encode()
    assert SECRET.encode() not in kept
    assert SECRET not in "".join(archive.asked)
    assert SECRET not in ended.out
    assert "the private file" not in ended.log
    assert not any("private file" in str(row) for row in crawl.rows("records"))


@pytest.fixture
def self_signed(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """An HTTPS server that nobody vouches for, and what it is asked."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path / "server.pem"
    file.write_bytes(private + certificate.public_bytes(pem))
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    def secured(server: Server) -> None:
        server.socket = context.wrap_socket(server.socket, server_side=True)

    with serving(Handler, prepare=secured) as base:
        yield base.replace("http:", "https:"), asked


RESOLVING = """
import socket

_real = socket.getaddrinfo
_own = {"example": ["127.0.0.1"], "six": ["::1"], "both": ["::1", "127.0.0.1"]}


def _resolve(host, port=None, *others):
    found = _own.get(str(host).rpartition(".")[2])
    if found is None:
        return _real(host, port, *others)
    return [entry for address in found for entry in _real(address, port, *others)]


socket.getaddrinfo = _resolve
"""
"""A name server that says of every host of `.example` that it is this machine, as `.six` and
`.both` are by IPv6: Python runs this file before all else."""


def resolving(folder: Path) -> str:
    """The PYTHONPATH with that name server."""
    site = folder / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(RESOLVING)
    return str(site)


def test_where_a_connection_may_go(
    archive: Archive, self_signed: tuple[str, list[str]], crawl: Crawl, tmp_path: Path
) -> None:
    base, asked = self_signed
    port = archive.base.rpartition(":")[2]
    archive.story("/2003-04-01/irna.html")
    site = resolving(tmp_path)
    (tmp_path / "inner.toml").write_text(
        f"name = 'Inner'\nbase = 'http://inner.example:{port}'\nstory = ['irna']\nprivate = true\n"
    )
    urls = tmp_path / "urls.txt"
    urls.write_text(
        f"{base}/2003-04-01/irna.html\nhttp://rebound.example:{port}/2003-04-01/irna.html\n"
        f"http://inner.example:{port}/2003-04-01/irna.html\n"
    )

    ended = crawl(f"urls={urls}", PYTHONPATH=site, WIRE_CONTACT="desk@ledger.example")

    assert ended.code == 1, ended.log
    assert [row["source"] for row in crawl.rows("records")] == ["inner"]
    assert asked == []
    assert archive.asked == {"/robots.txt": 1, "/2003-04-01/irna.html": 1}
    lines = sorted(ended.warnings)
    assert len(lines) == 2
    assert lines[0].endswith("[('SSL routines', '', 'certificate verify failed')]")
    assert "rebound.example resolves to 127.0.0.1, which is not public" in lines[1]


@pytest.mark.parametrize("top", ["six", "both"])
def test_a_host_that_has_an_ipv6_address_alone_is_crawled_and_guarded(
    crawl: Crawl, tmp_path: Path, top: str
) -> None:
    site = resolving(tmp_path)
    with served("::1") as archive:
        archive.story("/2003-04-01/irna.html")
        port = archive.base.rpartition(":")[2]
        (tmp_path / "inner.toml").write_text(
            f"name = 'Inner'\nbase = 'http://inner.{top}:{port}'\nstory = ['irna']\n"
            "private = true\n"
        )
        urls = tmp_path / "urls.txt"
        urls.write_text(
            f"http://inner.{top}:{port}/2003-04-01/irna.html\n"
            f"http://rebound.{top}:{port}/2003-04-01/irna.html\n"
        )

        ended = crawl(f"urls={urls}", PYTHONPATH=site, WIRE_CONTACT="desk@ledger.example")

    assert [row["source"] for row in crawl.rows("records")] == ["inner"], ended.log
    assert archive.asked == {"/robots.txt": 1, "/2003-04-01/irna.html": 1}
    (line,) = ended.warnings
    assert f"rebound.{top} resolves to " in line
    assert "which is not public" in line


def test_a_refused_redirect_is_logged_without_its_token(archive: Archive, crawl: Crawl) -> None:
    token = "t0ken-of-a-reader"  # noqa: S105  # not one
    stories = [f"/2003-04-0{day}/irna.html" for day in range(1, 6)]
    targets = [
        f"https://login.example/sso?session={token}",
        f"https://login.example/sso#access_token={token}",
        f"https://login.example/sso;jsessionid={token}",
        f"//login.example/?a=1&t={token}",
        f"/?ticket={token}",
    ]
    for path, target in zip(stories, targets, strict=True):
        archive.redirect(path, target)
    archive.links("/", *stories)
    source = crawl.source("wary", archive.base, "story = ['irna']\nstart.index = ['/']")

    ended = crawl(source)

    assert len([line for line in ended.warnings if "redirected to" in line]) == len(stories)
    assert "https://login.example/sso" in ended.log
    kept = everything(crawl.dump) + everything(crawl.folder / "state") + ended.log.encode()
    rows = "".join(map(str, crawl.rows("quarantine")))
    assert token not in kept.decode("latin-1") + rows


def test_doors_that_are_shut() -> None:
    shut = Settings()
    shut.setmodule(settings)

    assert not shut.getbool("REMOTE_CONTROL_ENABLED")
    assert not shut.getbool("TELNETCONSOLE_ENABLED")
    assert shut.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert shut.getbool("ROBOTSTXT_OBEY")
    handlers = {**shut.getdict("DOWNLOAD_HANDLERS_BASE"), **shut.getdict("DOWNLOAD_HANDLERS")}
    assert {scheme for scheme, handler in handlers.items() if handler} <= {"http", "https"}
