"""What the audit asks of the read_ views. `account_id` is one account, or NULL for all."""

ACCOUNTS = """
SELECT id, email_address, account_key FROM read_account
WHERE %(account_id)s::integer IS NULL OR id = %(account_id)s
"""
COUNTS = {
    "seen": """
SELECT account_id, sum(seen)::bigint FROM (
    SELECT account_id, (SELECT sum(upper(span) - lower(span)) FROM unnest(uids) AS span) AS seen FROM read_seen_uid
    UNION ALL
    SELECT account_id, 1 FROM read_seen_uidl
) AS listed
WHERE %(account_id)s::integer IS NULL OR account_id = %(account_id)s
GROUP BY account_id
""",
    "copies": """
SELECT account_id, count(*) FROM read_copy
WHERE source <> 'sent' AND (%(account_id)s::integer IS NULL OR account_id = %(account_id)s)
GROUP BY account_id
""",
    # A gap that was read, and a copy that came in after all, is no gap any more.
    "gaps": """
SELECT gap.account_id, count(*) FROM read_fetch_gap AS gap
WHERE (%(account_id)s::integer IS NULL OR gap.account_id = %(account_id)s)
  AND gap.closed_as IS DISTINCT FROM 'read'
  AND NOT EXISTS (SELECT FROM read_copy AS copy
                  WHERE copy.account_id = gap.account_id AND copy.folder = gap.folder
                    AND copy.uidvalidity = gap.uidvalidity AND copy.uid = gap.uid)
  AND NOT EXISTS (SELECT FROM read_seen_uidl AS listed
                  JOIN read_copy AS copy ON copy.account_id = listed.account_id AND copy.uidl = listed.uidl
                  WHERE listed.account_id = gap.account_id AND listed.number = gap.uid)
GROUP BY gap.account_id
""",
    "sent_copies": """
SELECT account_id, count(*) FROM read_copy
WHERE source = 'sent' AND (%(account_id)s::integer IS NULL OR account_id = %(account_id)s)
GROUP BY account_id
""",
    "mails": """
SELECT account_id, count(*) FROM read_message
WHERE %(account_id)s::integer IS NULL OR account_id = %(account_id)s
GROUP BY account_id
""",
    "threaded": """
SELECT account_id, count(*) FROM read_placed
WHERE %(account_id)s::integer IS NULL OR account_id = %(account_id)s
GROUP BY account_id
""",
    "ruled": """
SELECT account_id, count(*) FROM read_rule_run
WHERE %(account_id)s::integer IS NULL OR account_id = %(account_id)s
GROUP BY account_id
""",
    "uncopied": """
SELECT account_id, count(*) FROM read_send
WHERE sent_at IS NOT NULL AND copied_at IS NULL
  AND (%(account_id)s::integer IS NULL OR account_id = %(account_id)s)
GROUP BY account_id
""",
}
SEND_STATES = """
SELECT account_id, CASE state WHEN 'sending' THEN 'waiting' ELSE state END AS counted_as, count(*) FROM read_send
WHERE %(account_id)s::integer IS NULL OR account_id = %(account_id)s
GROUP BY account_id, counted_as
"""

HOLES = """
SELECT account_id, folder, uidvalidity, lower(hole), upper(hole) - 1
FROM (SELECT account_id, folder, uidvalidity, begun_uid, last_uid, passed FROM read_folder_cursor
      UNION ALL
      SELECT account_id, folder, uidvalidity, begun_uid, last_uid, passed FROM read_import_folder
      WHERE uidvalidity IS NOT NULL) AS walked,
     unnest(int8multirange(int8range(begun_uid + 1, greatest(begun_uid, last_uid) + 1)) - passed) AS hole
WHERE %(account_id)s::integer IS NULL OR account_id = %(account_id)s
"""
UIDS_WITHOUT_COPY = """
WITH had AS (
    SELECT account_id, folder, uidvalidity, uid / 1024 AS block, range_agg(int8range(uid, uid + 1)) AS uids
    FROM (SELECT account_id, folder, uidvalidity, uid FROM read_copy WHERE uid IS NOT NULL
          UNION ALL
          SELECT account_id, folder, uidvalidity, uid FROM read_fetch_gap
          WHERE closed_as IS DISTINCT FROM 'read') AS place
    WHERE %(account_id)s::integer IS NULL OR account_id = %(account_id)s
    GROUP BY account_id, folder, uidvalidity, uid / 1024
)
SELECT seen.account_id, seen.folder, seen.uidvalidity, lower(span), upper(span) - 1
FROM read_seen_uid AS seen
LEFT JOIN had USING (account_id, folder, uidvalidity, block)
CROSS JOIN LATERAL unnest(seen.uids - coalesce(had.uids, '{}')) AS span
WHERE %(account_id)s::integer IS NULL OR seen.account_id = %(account_id)s
"""
UIDLS_WITHOUT_COPY = """
SELECT account_id, uidl, number FROM read_seen_uidl AS seen
WHERE (%(account_id)s::integer IS NULL OR account_id = %(account_id)s)
  AND NOT EXISTS (SELECT FROM read_copy AS copy WHERE copy.account_id = seen.account_id AND copy.uidl = seen.uidl)
  AND NOT EXISTS (SELECT FROM read_fetch_gap AS gap WHERE gap.account_id = seen.account_id AND gap.uid = seen.number
                  AND gap.closed_as IS DISTINCT FROM 'read')
"""
UNACCOUNTED = """
SELECT account_id, folder, uidvalidity, uid FROM read_fetch_gap
WHERE reason = 'unaccounted' AND closed_at IS NULL AND (%(account_id)s::integer IS NULL OR account_id = %(account_id)s)
"""
OPEN_GAPS = """
SELECT account_id, folder, uid, reason, detail, attempts, next_try_at FROM read_fetch_gap
WHERE closed_at IS NULL AND (%(account_id)s::integer IS NULL OR account_id = %(account_id)s)
ORDER BY next_try_at, account_id, uid LIMIT 1000
"""
OPEN_GAP_COUNTS = """
SELECT account_id, reason, count(*) FROM read_fetch_gap
WHERE closed_at IS NULL AND (%(account_id)s::integer IS NULL OR account_id = %(account_id)s)
GROUP BY account_id, reason
"""
LOOKS = """
SELECT account_id, CASE WHEN looks > 0 THEN looked_at END, said FROM read_server_witness
WHERE %(account_id)s::integer IS NULL OR account_id = %(account_id)s
"""
SENT_WITHOUT_COPY = """
SELECT account_id, send_id FROM read_send AS send
WHERE copied_at IS NOT NULL AND (%(account_id)s::integer IS NULL OR account_id = %(account_id)s)
  AND NOT EXISTS (SELECT FROM read_copy AS copy WHERE copy.mail_id = send.mail_id AND copy.source = 'sent')
  AND NOT EXISTS (SELECT FROM erased WHERE erased.mail_id = send.mail_id)
"""
COPIES_WITHOUT_MESSAGE = """
SELECT DISTINCT account_id, mail_id FROM read_copy AS copy
WHERE (%(account_id)s::integer IS NULL OR account_id = %(account_id)s)
  AND NOT EXISTS (SELECT FROM read_message AS message WHERE message.mail_id = copy.mail_id)
  AND NOT EXISTS (SELECT FROM erased WHERE erased.mail_id = copy.mail_id)
"""
MESSAGES_UNFINISHED = """
SELECT message.account_id, message.mail_id, placed.mail_id IS NOT NULL
FROM read_message AS message
LEFT JOIN read_placed AS placed ON placed.mail_id = message.mail_id
LEFT JOIN read_rule_run AS run ON run.mail_id = message.mail_id
WHERE (placed.mail_id IS NULL OR run.mail_id IS NULL)
  AND (%(account_id)s::integer IS NULL OR message.account_id = %(account_id)s)
"""
DECISIONS_WITHOUT_SEND = """
SELECT run.account_id, (decision ->> 'send_id')::uuid
FROM read_rule_run AS run, jsonb_array_elements(run.decisions) AS decision
WHERE run.decisions <> '[]' AND decision ->> 'send_id' IS NOT NULL AND decision ->> 'withheld' = ''
  AND (%(account_id)s::integer IS NULL OR run.account_id = %(account_id)s)
  AND NOT EXISTS (SELECT FROM read_send AS send WHERE send.send_id = (decision ->> 'send_id')::uuid)
"""
# What the recipients say together is the worst of them (sender: domain/states.py).
SENDS_WITHOUT_OUTCOME = """
WITH said AS (
    SELECT send.account_id, send.send_id, send.state, send.next_attempt_at IS NULL AS is_forgotten,
           (SELECT CASE WHEN bool_or(one.state = 'sending') THEN 'sending'
                        WHEN bool_or(one.state IN ('waiting', 'deferred')) THEN 'waiting'
                        WHEN bool_or(one.state = 'in_doubt') THEN 'in_doubt'
                        WHEN bool_or(one.state = 'failed') THEN 'failed'
                        WHEN bool_or(one.state = 'cancelled') THEN 'cancelled'
                        WHEN bool_or(one.state = 'sent') THEN 'sent'
                        WHEN bool_or(one.state = 'suppressed') THEN 'suppressed'
                        ELSE 'rejected' END
            FROM read_send_recipient AS one WHERE one.send_id = send.send_id) AS by_recipients,
           EXISTS (SELECT FROM read_send_attempt AS tried
                   WHERE tried.send_id = send.send_id AND tried.attempt = send.attempts) AS was_tried
    FROM read_send AS send
    WHERE %(account_id)s::integer IS NULL OR send.account_id = %(account_id)s
), judged AS (
    SELECT account_id, send_id, state,
           CASE WHEN state <> by_recipients THEN 'its recipients say ' || by_recipients
                WHEN state = 'waiting' AND is_forgotten THEN 'it waits for no time at all'
                WHEN state IN ('sending', 'sent', 'failed', 'in_doubt') AND NOT was_tried THEN 'no attempt is known'
                ELSE '' END AS problem
    FROM said
)
SELECT account_id, send_id, state, problem FROM judged WHERE problem <> ''
"""
KNOWN_SENDS = "SELECT send_id FROM read_send WHERE send_id = ANY(%(send_ids)s)"
