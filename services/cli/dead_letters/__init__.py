"""`mailweave dlq`: records that were set aside."""
