"""A bucket of S3's kind over HTTP, for what the blob store asks of one: put, get, delete; it can refuse."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"
NAMESPACE = b"http://s3.amazonaws.com/doc/2006-03-01/"
DENIED = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"


@dataclass
class Bucket:
    """What lies in it by key; while `refuses` it answers 403 and counts."""

    objects: dict[str, bytes] = field(default_factory=dict)
    refuses: bool = False
    refused: int = 0
    port: int = 0

    def environment(self) -> dict[str, str]:
        """For a process whose blobs lie here."""
        return {
            "EMAIL_BLOB_URL": "s3://blobs",
            "AWS_ENDPOINT": f"http://{HOST}:{self.port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "tester",
            "AWS_SECRET_ACCESS_KEY": "secret-of-the-bucket",
        }


@contextmanager
def bucket_over_http() -> Iterator[Bucket]:
    """Served while the block runs."""
    bucket = Bucket()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            content = self.rfile.read(int(self.headers.get("content-length", 0)))
            if self._is_allowed():
                bucket.objects[self.path] = content
                self._answer(HTTPStatus.OK, b"", ETag='"1"')

        def do_GET(self) -> None:
            if self._is_allowed():
                content = bucket.objects.get(self.path)
                status = HTTPStatus.NOT_FOUND if content is None else HTTPStatus.OK
                dated = {"ETag": '"1"', "Last-Modified": "Mon, 30 Nov 2026 00:00:00 GMT"}
                self._answer(status, content or b"", **dated)

        def do_DELETE(self) -> None:
            if self._is_allowed():
                bucket.objects.pop(self.path, None)
                self._answer(HTTPStatus.NO_CONTENT, b"")

        def do_POST(self) -> None:
            """DeleteObjects, in which obstore deletes even one."""
            asked = self.rfile.read(int(self.headers.get("content-length", 0)))
            if self._is_allowed():
                keys = re.findall(rb"<Key>(.*?)</Key>", asked)
                for key in keys:
                    bucket.objects.pop(f"{self.path.partition('?')[0].rstrip('/')}/{key.decode()}", None)
                done = b"".join(b"<Deleted><Key>%s</Key></Deleted>" % key for key in keys)
                self._answer(HTTPStatus.OK, b'<DeleteResult xmlns="%s">%s</DeleteResult>' % (NAMESPACE, done))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Quiet."""

        def _is_allowed(self) -> bool:
            if bucket.refuses:
                bucket.refused += 1
                self._answer(HTTPStatus.FORBIDDEN, DENIED)
            return not bucket.refuses

        def _answer(self, status: HTTPStatus, content: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer((HOST, 0), Handler)
    bucket.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, name="bucket", daemon=True)
    thread.start()
    try:
        yield bucket
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
