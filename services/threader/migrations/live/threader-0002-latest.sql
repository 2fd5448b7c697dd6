-- Threads of all accounts, the latest first: without it every such page sorts all threads, and a search cannot end early.
CREATE INDEX thread_latest ON thread (last_at DESC, thread_id DESC);
