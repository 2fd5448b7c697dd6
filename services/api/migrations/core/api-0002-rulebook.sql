-- Conditions and actions as shared/rulebook reads and writes them; `v` is the version of that form.
DROP VIEW read_rule;
ALTER TABLE rule_version ADD COLUMN condition jsonb, ADD COLUMN action jsonb;
UPDATE rule_version SET
    condition = jsonb_build_object('v', 1, 'type', condition_type, 'value', condition_value),
    action = CASE jsonb_typeof(action_data) WHEN 'object' THEN action_data ELSE '{}' END
        || jsonb_build_object('v', 1, 'type', rule_type);
ALTER TABLE rule_version
    ALTER COLUMN condition SET NOT NULL,
    ALTER COLUMN action SET NOT NULL,
    DROP COLUMN rule_type, DROP COLUMN condition_type, DROP COLUMN condition_value, DROP COLUMN action_data;

-- The current version of each rule; account_id NULL is a rule for all accounts. The specification's simple form stands
-- beside the tree, empty where a condition is no leaf: a process of the release before that still runs reads these.
CREATE VIEW read_rule AS
    SELECT version_row.*,
           action ->> 'type' AS rule_type,
           coalesce(condition ->> 'type', '') AS condition_type,
           coalesce(condition ->> 'value', '') AS condition_value,
           action - 'v' - 'type' AS action_data
    FROM rule_version AS version_row
    JOIN rule ON rule.id = version_row.rule_id AND rule.version = version_row.version;
GRANT SELECT ON read_rule TO mailweave_rules, mailweave_api, mailweave_cli;
