"""WARC records of invented captures."""


def record(kind: str, uri: str, block: bytes, media_type: str) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\n"
        f"WARC-Date: 2003-07-31T10:15:00Z\r\nContent-Type: {media_type}\r\n"
    )
    return f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def response(uri: str, status: int = 200, media_type: str = "text/html") -> bytes:
    block = f"HTTP/1.1 {status} x\r\nContent-Type: {media_type}\r\n\r\n<html>".encode()
    return record("response", uri, block, "application/http; msgtype=response")
