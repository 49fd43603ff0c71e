-- What members promise in public, and what became of it.
create table pledge (
    tenant_id uuid not null,
    id uuid not null,
    campaign_id uuid not null,
    org_id uuid not null,
    org_path text collate "C" not null,
    person_id uuid not null,
    name_key text collate "C" not null,
    category text collate "C" not null,
    area text collate "C" not null,
    state text collate "C" not null check (state in ('submitted', 'returned', 'passed', 'published', 'kept')),
    version bigint not null,
    due_day text collate "C" not null,
    publication_id uuid,
    created_at bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id),
    foreign key (tenant_id, person_id) references person (tenant_id, id),
    foreign key (tenant_id, publication_id) references publication (tenant_id, id)
);
create index pledge_by_org on pledge (tenant_id, org_path, name_key, id);
create index pledge_by_person on pledge (tenant_id, person_id);

create table pledge_version (
    tenant_id uuid not null,
    pledge_id uuid not null,
    version bigint not null,
    action text collate "C" not null,
    measure text collate "C" not null,
    due_day text collate "C" not null,
    written_by uuid not null,
    proxy_reason text collate "C" not null,
    at bigint not null,
    primary key (tenant_id, pledge_id, version),
    foreign key (tenant_id, pledge_id) references pledge (tenant_id, id)
);

create table pledge_check (
    tenant_id uuid not null,
    pledge_id uuid not null,
    version bigint not null,
    verdict text collate "C" not null check (verdict in ('passed', 'returned')),
    reason text collate "C" not null,
    actor_id uuid not null,
    at bigint not null,
    primary key (tenant_id, pledge_id, version),
    foreign key (tenant_id, pledge_id, version) references pledge_version (tenant_id, pledge_id, version)
);

create table pledge_evidence (
    tenant_id uuid not null,
    pledge_id uuid not null,
    seq bigint not null,
    text text collate "C" not null,
    actor_id uuid not null,
    at bigint not null,
    primary key (tenant_id, pledge_id, seq),
    foreign key (tenant_id, pledge_id) references pledge (tenant_id, id)
);

create table pledge_keeping (
    tenant_id uuid not null,
    pledge_id uuid not null,
    note text collate "C" not null,
    actor_id uuid not null,
    at bigint not null,
    primary key (tenant_id, pledge_id),
    foreign key (tenant_id, pledge_id) references pledge (tenant_id, id)
);
