-- depends: sender-0010-canary
-- When the request was put on `outbound`, and the W3C traceparent that it came with.
ALTER TABLE send ADD COLUMN asked_at timestamptz, ADD COLUMN traceparent text;
