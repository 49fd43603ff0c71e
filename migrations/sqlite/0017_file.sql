-- Files beside records: a photo, a scan, a document. Whose a file is and who may open it
-- stands in the room that took it.
create table file (
    tenant_id blob not null,
    id blob not null,
    name text not null,
    media_type text not null,
    size integer not null check (size > 0),
    hash text not null,
    content blob not null,
    kept_by blob not null,
    at integer not null,
    primary key (tenant_id, id)
);

-- Steps at the door are swept by their end.
create index door_step_by_end on door_step (expires_at);
