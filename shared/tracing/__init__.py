"""Traces of messages, by OpenTelemetry, for installations that give EMAIL_OTLP_ENDPOINT; otherwise nothing of it runs.

port.py is what the services use, current.py carries a trace to where its events are published, otlp.py sends it. Only
otlp.py imports OpenTelemetry, and only choice.py imports that, when it is wanted.
"""
