"""The embedded stack: real Kafka, PostgreSQL and GreenMail on free loopback ports, all data in one folder.

`make run`, the tests and the benchmarks share it. It needs Python, and downloads the jars once; no root, no containers.
Dovecot and Postfix's smtp-sink join where Debian's packages are installed.
"""
