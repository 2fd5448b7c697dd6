"""When each alert fires, what it says then, and when it must not."""

from tests.unit.deploy.alert_cases.accounts import ACCOUNTS
from tests.unit.deploy.alert_cases.case import Case
from tests.unit.deploy.alert_cases.installation import INSTALLATION
from tests.unit.deploy.alert_cases.late import LATE
from tests.unit.deploy.alert_cases.lost import LOST
from tests.unit.deploy.alert_cases.sending import SENDING

CASES = (*LOST, *LATE, *ACCOUNTS, *SENDING, *INSTALLATION)

__all__ = ["CASES", "Case"]
