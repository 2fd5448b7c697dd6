"""The services: one process each, joined by Kafka topics only."""
