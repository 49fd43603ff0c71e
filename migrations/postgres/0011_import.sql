-- Rosters in from files and out into files. What is staged stands apart until one
-- short transaction takes it over; what left by an export was asked for and allowed.

create table import_batch (
    tenant_id uuid not null,
    id uuid not null,
    org_id uuid not null,
    org_path text collate "C" not null,
    actor_id uuid not null,
    file_name text collate "C" not null,
    file_hash text collate "C" not null,
    updates bigint not null check (updates in (0, 1)),
    whole bigint not null check (whole in (0, 1)),
    state text collate "C" not null check (state in ('staging', 'staged', 'applied', 'undone', 'cancelled')),
    note text collate "C" not null,
    rows_read bigint not null,
    added bigint not null,
    changed bigint not null,
    unchanged bigint not null,
    refused bigint not null,
    created_at bigint not null,
    beat_at bigint not null,
    settled_at bigint,
    undone_at bigint,
    undone_by uuid,
    primary key (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id),
    check ((state in ('applied', 'undone')) = (settled_at is not null)),
    check ((state = 'undone') = (undone_at is not null and undone_by is not null))
);
create index import_by_org on import_batch (tenant_id, org_path, created_at);

-- What was refused or noted, by row and column. No number of a person stands here.
create table import_remark (
    tenant_id uuid not null,
    batch_id uuid not null,
    number bigint not null,
    kind text collate "C" not null check (kind in ('refused', 'noted')),
    line bigint not null,
    heading text collate "C" not null,
    reason text collate "C" not null,
    primary key (tenant_id, batch_id, number),
    foreign key (tenant_id, batch_id) references import_batch (tenant_id, id)
);

-- The accepted rows before they are taken over: each as the record that it is to be.
create table import_row (
    tenant_id uuid not null,
    batch_id uuid not null,
    line bigint not null,
    what text collate "C" not null check (what in ('add', 'change')),
    person_id uuid not null,
    base bigint not null,
    moved bigint not null check (moved in (0, 1)),
    org_id uuid not null,
    org_path text collate "C" not null,
    name text collate "C" not null,
    name_key text collate "C" not null,
    post text collate "C" not null,
    category text collate "C" not null,
    standing text collate "C" not null,
    sex text collate "C" not null,
    ethnicity text collate "C" not null,
    birth text collate "C" not null,
    joined text collate "C" not null,
    full_since text collate "C" not null,
    mobility text collate "C" not null,
    lost_since text collate "C" not null,
    sealed bytea,
    id_index text collate "C",
    phone_index text collate "C",
    before bytea not null,
    primary key (tenant_id, batch_id, line)
);

create table import_token (
    tenant_id uuid not null,
    batch_id uuid not null,
    number bigint not null,
    token text collate "C" not null,
    org_path text collate "C" not null,
    person_id uuid not null,
    primary key (tenant_id, batch_id, number)
);

-- Protected columns leave only when a second person agreed: for a day, for one file.
create table export_request (
    tenant_id uuid not null,
    id uuid not null,
    asked_by uuid not null,
    asked_at bigint not null,
    org_id uuid not null,
    org_path text collate "C" not null,
    fields text collate "C" not null,
    reason text collate "C" not null,
    state text collate "C" not null check (state in ('asked', 'approved', 'declined', 'used')),
    decided_by uuid,
    decided_at bigint,
    answer text collate "C" not null,
    until_at bigint,
    used_at bigint,
    primary key (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id),
    check (decided_by is null or decided_by <> asked_by),
    check ((state = 'asked') = (decided_at is null)),
    check ((state in ('approved', 'used')) = (until_at is not null)),
    check ((state = 'used') = (used_at is not null))
);
create index export_by_org on export_request (tenant_id, org_path, asked_at);
