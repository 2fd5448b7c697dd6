-- What the handlers have written, :copies times more: each copy with ids of its own and later by :span, all else as it was.
-- Addresses and customers stay: the same people write again.
CREATE FUNCTION pg_temp.nth(id uuid, number integer) RETURNS uuid
    IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT md5(id::text || number)::uuid $$;
CREATE FUNCTION pg_temp.nths(ids uuid[], number integer) RETURNS uuid[]
    IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$ SELECT ARRAY(SELECT pg_temp.nth(id, number) FROM unnest(ids) AS id) $$;
CREATE TEMP TABLE again AS
    SELECT number, number * %(span)s::interval AS later FROM generate_series(1, %(copies)s) AS number;

INSERT INTO message SELECT made.* FROM message AS was CROSS JOIN again, jsonb_populate_record(was, jsonb_build_object(
    'mail_id', pg_temp.nth(was.mail_id, number), 'effect_id', pg_temp.nth(was.effect_id, number),
    'sort_at', was.sort_at + later, 'dated_at', was.dated_at + later, 'arrived_at', was.arrived_at + later,
    'fetched_at', was.fetched_at + later)) AS made;
INSERT INTO message_search SELECT pg_temp.nth(mail_id, number), document FROM message_search, again;
INSERT INTO copy SELECT made.* FROM copy AS was CROSS JOIN again, jsonb_populate_record(was, jsonb_build_object(
    'copy_id', pg_temp.nth(was.copy_id, number), 'mail_id', pg_temp.nth(was.mail_id, number),
    'uid', was.uid + number * 1000000, 'fetched_at', was.fetched_at + later)) AS made;
INSERT INTO attachment SELECT made.* FROM attachment AS was CROSS JOIN again, jsonb_populate_record(was,
    jsonb_build_object('mail_id', pg_temp.nth(was.mail_id, number))) AS made;
INSERT INTO node SELECT made.* FROM node AS was CROSS JOIN again, jsonb_populate_record(was, jsonb_build_object(
    'node_id', pg_temp.nth(was.node_id, number), 'strand_id', pg_temp.nth(was.strand_id, number))) AS made;
INSERT INTO thread SELECT made.* FROM thread AS was CROSS JOIN again, jsonb_populate_record(was, jsonb_build_object(
    'strand_id', pg_temp.nth(was.strand_id, number), 'thread_id', pg_temp.nth(was.thread_id, number),
    'first_mail_id', pg_temp.nth(was.first_mail_id, number), 'first_at', was.first_at + later,
    'last_at', was.last_at + later)) AS made;
INSERT INTO placement SELECT made.* FROM placement AS was CROSS JOIN again, jsonb_populate_record(was, jsonb_build_object(
    'mail_id', pg_temp.nth(was.mail_id, number), 'node_id', pg_temp.nth(was.node_id, number),
    'parents', pg_temp.nths(was.parents, number), 'seq', was.seq + number * 1000000,
    'thread_id', pg_temp.nth(was.thread_id, number), 'sort_at', was.sort_at + later)) AS made;
INSERT INTO rule_run SELECT made.* FROM rule_run AS was CROSS JOIN again, jsonb_populate_record(was, jsonb_build_object(
    'mail_id', pg_temp.nth(was.mail_id, number), 'effect_id', pg_temp.nth(was.effect_id, number),
    'ruled_at', was.ruled_at + later)) AS made;

-- The ledger, the poll log and what customers are: as many as an installation of this size has.
INSERT INTO send (send_id, account_id, kind, state, request, subject, rule_id, created_at, sent_at, attempts, message_id)
    SELECT gen_random_uuid(), account_id, 'auto_reply', CASE WHEN random() < 0.02 THEN 'failed' ELSE 'sent' END, '{}',
           'Re: ' || subject, 1 + (random() * 6)::integer, fetched_at, fetched_at, 1, mail_id::text
    FROM message WHERE direction = 'inbound' AND random() < 0.2;
INSERT INTO send_recipient (send_id, address, state)
    SELECT send_id, 'customer@example.org', state FROM send;
INSERT INTO send_attempt (send_id, attempt, epoch, state, outcome) SELECT send_id, 1, 1, 'done', '250 OK' FROM send;
INSERT INTO poll_log (account_id, started_at, finished_at, status, messages_found)
    SELECT 1 + mod(number, 2), now() - number * interval '1 minute', now() - number * interval '1 minute', 'ok', mod(number, 7)
    FROM generate_series(20000, 1, -1) AS number;
INSERT INTO account_health (account_id, state, since, last_poll_at, last_good_at)
    SELECT id, 'ok', now(), now(), now() FROM account;
