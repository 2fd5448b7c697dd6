"""Does what was asked for leave?"""

from tests.unit.deploy.alert_cases.case import Case, buckets

SENDING = (
    Case(
        "MailweaveOldestDueSendTooOld",
        ill={"mailweave_send_oldest_due_seconds": "0+60x30"},
        well={"mailweave_send_oldest_due_seconds": "600x30"},
        at=16,
        says="The oldest send that is due has waited for 16m 0s.",
    ),
    Case(
        "MailweaveSendsInDoubt",
        ill={"mailweave_sends_in_doubt": "0 2x20"},
        well={"mailweave_sends_in_doubt": "2x12 1x20"},
        at=6,
        says="2 sends of the last week are in doubt, some of them since yesterday.",
    ),
    Case(
        "MailweaveBounceRateHigh",
        ill={'mailweave_sends_total{state="failed"}': "0+1x120", 'mailweave_sends_total{state="sent"}': "0+9x120"},
        well={'mailweave_sends_total{state="failed"}': "0+1x120", 'mailweave_sends_total{state="sent"}': "0+99x120"},
        at=21,
        says="10% of the recipients of the last hour were refused for good.",
    ),
    Case(
        "MailweaveSendingPaused",
        ill={'mailweave_sending_pauses_total{reply_code="421"}': "0x30 0+1x60"},
        well={'mailweave_sending_pauses_total{reply_code="421"}': "0x30 0+1x2 2x60"},
        at=35,
        labels={"reply_code": "421"},
        says="4 times in half an hour an account's sending paused; the reply code was 421.",
    ),
    Case(
        "MailweaveRequestToSentSlow",
        ill=buckets("mailweave_request_to_sent_seconds", "0+80x60", "0+100x60"),
        well=buckets("mailweave_request_to_sent_seconds", "0+98x60", "0+100x60"),
        at=16,
        says="One send of twenty takes 17m 29s or longer.",
    ),
    Case(
        "MailweaveRuleDefective",
        ill={'mailweave_decisions_total{outcome="defect", reason="template"}': "0x10 1x30"},
        well={
            'mailweave_decisions_total{outcome="fired", reason=""}': "0+1x30",
            'mailweave_decisions_total{outcome="defect", reason="template"}': "1x30",
        },
        at=11,
        labels={"reason": "template"},
        says="1 decisions of the last ten minutes came to nothing: template.",
    ),
)
