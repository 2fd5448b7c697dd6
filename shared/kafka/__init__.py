"""Kafka: records in and out, and the policy for every record (consume.py)."""
