"""The dashboards, a module each."""

from deploy.grafana.boards.accounts import ACCOUNTS
from deploy.grafana.boards.overview import OVERVIEW
from deploy.grafana.boards.pipeline import PIPELINE
from deploy.grafana.boards.sending import SENDING
from deploy.grafana.boards.stores import STORES

BOARDS = (OVERVIEW, ACCOUNTS, PIPELINE, SENDING, STORES)
