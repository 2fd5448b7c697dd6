"""An SMTP server for one message: `sink.py PORT FILE` writes what comes after DATA, and ends."""

import socket
import sys
from pathlib import Path

REPLIES = {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


def main(port: str, file: str) -> None:
    listener = socket.create_server(("127.0.0.1", int(port)))
    Path("listening").touch()
    connection, _ = listener.accept()
    stream = connection.makefile("rwb", buffering=0)
    stream.write(b"220 sink.example\r\n")
    while line := stream.readline():
        stream.write(REPLIES.get(line[:4].upper(), b"250 sink.example\r\n"))
        if line[:4].upper() == b"DATA":
            lines = iter(stream.readline, b".\r\n")
            Path(file).write_bytes(b"".join(each.removeprefix(b".") for each in lines))
            stream.write(b"250 taken\r\n")
        if line[:4].upper() == b"QUIT":
            return


main(*sys.argv[1:])
