-- Files beside records: a photo, a scan, a document. Whose a file is and who may open it
-- stands in the room that took it.
create table file (
    tenant_id uuid not null,
    id uuid not null,
    name text collate "C" not null,
    media_type text collate "C" not null,
    size bigint not null check (size > 0),
    hash text collate "C" not null,
    content bytea not null,
    kept_by uuid not null,
    at bigint not null,
    primary key (tenant_id, id)
);

-- Steps at the door are swept by their end.
create index door_step_by_end on door_step (expires_at);
