-- Settled letters are emptied by their day.
create index letter_by_end on letter (tenant_id, settled_at);
