-- Rosters in from files and out into files. What is staged stands apart until one
-- short transaction takes it over; what left by an export was asked for and allowed.

create table import_batch (
    tenant_id blob not null,
    id blob not null,
    org_id blob not null,
    org_path text not null,
    actor_id blob not null,
    file_name text not null,
    file_hash text not null,
    updates integer not null check (updates in (0, 1)),
    whole integer not null check (whole in (0, 1)),
    state text not null check (state in ('staging', 'staged', 'applied', 'undone', 'cancelled')),
    note text not null,
    rows_read integer not null,
    added integer not null,
    changed integer not null,
    unchanged integer not null,
    refused integer not null,
    created_at integer not null,
    beat_at integer not null,
    settled_at integer,
    undone_at integer,
    undone_by blob,
    primary key (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id),
    check ((state in ('applied', 'undone')) = (settled_at is not null)),
    check ((state = 'undone') = (undone_at is not null and undone_by is not null))
);
create index import_by_org on import_batch (tenant_id, org_path, created_at);

-- What was refused or noted, by row and column. No number of a person stands here.
create table import_remark (
    tenant_id blob not null,
    batch_id blob not null,
    number integer not null,
    kind text not null check (kind in ('refused', 'noted')),
    line integer not null,
    heading text not null,
    reason text not null,
    primary key (tenant_id, batch_id, number),
    foreign key (tenant_id, batch_id) references import_batch (tenant_id, id)
);

-- The accepted rows before they are taken over: each as the record that it is to be.
create table import_row (
    tenant_id blob not null,
    batch_id blob not null,
    line integer not null,
    what text not null check (what in ('add', 'change')),
    person_id blob not null,
    base integer not null,
    moved integer not null check (moved in (0, 1)),
    org_id blob not null,
    org_path text not null,
    name text not null,
    name_key text not null,
    post text not null,
    category text not null,
    standing text not null,
    sex text not null,
    ethnicity text not null,
    birth text not null,
    joined text not null,
    full_since text not null,
    mobility text not null,
    lost_since text not null,
    sealed blob,
    id_index text,
    phone_index text,
    before blob not null,
    primary key (tenant_id, batch_id, line)
);

create table import_token (
    tenant_id blob not null,
    batch_id blob not null,
    number integer not null,
    token text not null,
    org_path text not null,
    person_id blob not null,
    primary key (tenant_id, batch_id, number)
);

-- Protected columns leave only when a second person agreed: for a day, for one file.
create table export_request (
    tenant_id blob not null,
    id blob not null,
    asked_by blob not null,
    asked_at integer not null,
    org_id blob not null,
    org_path text not null,
    fields text not null,
    reason text not null,
    state text not null check (state in ('asked', 'approved', 'declined', 'used')),
    decided_by blob,
    decided_at integer,
    answer text not null,
    until_at integer,
    used_at integer,
    primary key (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id),
    check (decided_by is null or decided_by <> asked_by),
    check ((state = 'asked') = (decided_at is null)),
    check ((state in ('approved', 'used')) = (until_at is not null)),
    check ((state = 'used') = (used_at is not null))
);
create index export_by_org on export_request (tenant_id, org_path, asked_at);
