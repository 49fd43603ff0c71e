-- What members promise in public, and what became of it.
create table pledge (
    tenant_id blob not null,
    id blob not null,
    campaign_id blob not null,
    org_id blob not null,
    org_path text not null,
    person_id blob not null,
    name_key text not null,
    category text not null,
    area text not null,
    state text not null check (state in ('submitted', 'returned', 'passed', 'published', 'kept')),
    version integer not null,
    due_day text not null,
    publication_id blob,
    created_at integer not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id),
    foreign key (tenant_id, person_id) references person (tenant_id, id),
    foreign key (tenant_id, publication_id) references publication (tenant_id, id)
);
create index pledge_by_org on pledge (tenant_id, org_path, name_key, id);
create index pledge_by_person on pledge (tenant_id, person_id);

create table pledge_version (
    tenant_id blob not null,
    pledge_id blob not null,
    version integer not null,
    action text not null,
    measure text not null,
    due_day text not null,
    written_by blob not null,
    proxy_reason text not null,
    at integer not null,
    primary key (tenant_id, pledge_id, version),
    foreign key (tenant_id, pledge_id) references pledge (tenant_id, id)
);

create table pledge_check (
    tenant_id blob not null,
    pledge_id blob not null,
    version integer not null,
    verdict text not null check (verdict in ('passed', 'returned')),
    reason text not null,
    actor_id blob not null,
    at integer not null,
    primary key (tenant_id, pledge_id, version),
    foreign key (tenant_id, pledge_id, version) references pledge_version (tenant_id, pledge_id, version)
);

create table pledge_evidence (
    tenant_id blob not null,
    pledge_id blob not null,
    seq integer not null,
    text text not null,
    actor_id blob not null,
    at integer not null,
    primary key (tenant_id, pledge_id, seq),
    foreign key (tenant_id, pledge_id) references pledge (tenant_id, id)
);

create table pledge_keeping (
    tenant_id blob not null,
    pledge_id blob not null,
    note text not null,
    actor_id blob not null,
    at integer not null,
    primary key (tenant_id, pledge_id),
    foreign key (tenant_id, pledge_id) references pledge (tenant_id, id)
);
