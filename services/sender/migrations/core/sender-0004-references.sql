-- Whoever writes of a send writes it in the statement or transaction that has just read or made its row. To look it up
-- again and lock it for each line took a quarter of recording a step. What belongs to a send still goes with it.
ALTER TABLE send_recipient DROP CONSTRAINT send_recipient_send_id_fkey;
ALTER TABLE send_attempt DROP CONSTRAINT send_attempt_send_id_fkey;
ALTER TABLE send_change DROP CONSTRAINT send_change_send_id_fkey;
CREATE FUNCTION delete_with_send() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM send_recipient USING gone WHERE send_recipient.send_id = gone.send_id;
    DELETE FROM send_attempt USING gone WHERE send_attempt.send_id = gone.send_id;
    DELETE FROM send_change USING gone WHERE send_change.send_id = gone.send_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER delete_with_send AFTER DELETE ON send REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION delete_with_send();
