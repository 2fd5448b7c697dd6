-- REST gives attachments and whole messages to who may read the texts of these messages in any case.
GRANT SELECT ON content_key TO mailweave_api;
