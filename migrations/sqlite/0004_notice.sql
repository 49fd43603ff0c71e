-- One way to publish (ruling 10). A version is a frozen snapshot; a conclusion
-- cannot be written before the period's end, by any door.
create table publication (
    tenant_id blob not null,
    id blob not null,
    org_id blob not null,
    org_path text not null,
    kind text not null check (kind in ('publication', 'notice', 'display')),
    topic text not null check (topic in ('plan', 'pledge', 'honour')),
    subject_id blob not null,
    title text not null,
    author_id blob not null,
    version integer not null,
    state text not null check (state in ('public', 'withdrawn', 'concluded')),
    published_at integer not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);
create index publication_by_org on publication (tenant_id, org_path, kind, published_at);
create index publication_by_subject on publication (tenant_id, subject_id);

create table publication_version (
    tenant_id blob not null,
    publication_id blob not null,
    version integer not null,
    snapshot text not null,
    hash text not null,
    secrecy_checked_by blob not null,
    published_by blob not null,
    published_at integer not null,
    workdays integer not null,
    first_day text not null,
    last_day text not null,
    effective_from integer not null,
    primary key (tenant_id, publication_id, version),
    unique (tenant_id, publication_id, version, hash, effective_from),
    foreign key (tenant_id, publication_id) references publication (tenant_id, id)
);

create table publication_withdrawal (
    tenant_id blob not null,
    publication_id blob not null,
    reason text not null,
    actor_id blob not null,
    at integer not null,
    primary key (tenant_id, publication_id),
    foreign key (tenant_id, publication_id) references publication (tenant_id, id)
);

create table publication_conclusion (
    tenant_id blob not null,
    publication_id blob not null,
    version integer not null,
    hash text not null,
    effective_from integer not null,
    conclusion text not null,
    concluded_by blob not null,
    at integer not null,
    primary key (tenant_id, publication_id),
    check (at >= effective_from),
    foreign key (tenant_id, publication_id, version, hash, effective_from)
        references publication_version (tenant_id, publication_id, version, hash, effective_from)
);

create table objection (
    tenant_id blob not null,
    id blob not null,
    publication_id blob not null,
    version integer not null,
    code_hash text not null unique,
    about text not null,
    matter text not null,
    answer_due text not null,
    at integer not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, publication_id, version) references publication_version (tenant_id, publication_id, version)
);
create index objection_by_publication on objection (tenant_id, publication_id, at);

create table objection_finding (
    tenant_id blob not null,
    objection_id blob not null,
    effect text not null check (effect in ('stands', 'corrected', 'withdrawn')),
    reason text not null,
    handler_id blob not null,
    at integer not null,
    primary key (tenant_id, objection_id),
    foreign key (tenant_id, objection_id) references objection (tenant_id, id)
);
