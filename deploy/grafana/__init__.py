"""Dashboards as code: `python -m deploy.grafana` makes deploy/grafana/dashboards/*.json of the tables in boards/."""
