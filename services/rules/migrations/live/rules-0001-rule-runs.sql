-- What the rules decided for a mail, once and for good; `commands` are the requests of the decisions not withheld.
CREATE TABLE rule_run (
    mail_id    uuid        PRIMARY KEY,
    account_id integer     NOT NULL,
    effect_id  uuid        NOT NULL,
    ruled_at   timestamptz NOT NULL,
    matches    jsonb       NOT NULL,
    decisions  jsonb       NOT NULL,
    commands   jsonb       NOT NULL
);
CREATE INDEX rule_run_account ON rule_run (account_id);

-- The first mail with an effect_id decides; every other one is a re-rendered copy of the same message.
CREATE TABLE effect_claim (
    effect_id uuid PRIMARY KEY,
    mail_id   uuid NOT NULL
);

CREATE VIEW read_rule_run AS
    SELECT mail_id, account_id, effect_id, ruled_at, matches, decisions FROM rule_run;

GRANT SELECT, INSERT ON rule_run, effect_claim TO mailweave_rules;
GRANT SELECT ON read_rule_run TO mailweave_api, mailweave_cli, mailweave_sender;
