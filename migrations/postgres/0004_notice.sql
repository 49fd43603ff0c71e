-- One way to publish (ruling 10). A version is a frozen snapshot; a conclusion
-- cannot be written before the period's end, by any door.
create table publication (
    tenant_id uuid not null,
    id uuid not null,
    org_id uuid not null,
    org_path text collate "C" not null,
    kind text collate "C" not null check (kind in ('publication', 'notice', 'display')),
    topic text collate "C" not null check (topic in ('plan', 'pledge', 'honour')),
    subject_id uuid not null,
    title text collate "C" not null,
    author_id uuid not null,
    version bigint not null,
    state text collate "C" not null check (state in ('public', 'withdrawn', 'concluded')),
    published_at bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);
create index publication_by_org on publication (tenant_id, org_path, kind, published_at);
create index publication_by_subject on publication (tenant_id, subject_id);

create table publication_version (
    tenant_id uuid not null,
    publication_id uuid not null,
    version bigint not null,
    snapshot text collate "C" not null,
    hash text collate "C" not null,
    secrecy_checked_by uuid not null,
    published_by uuid not null,
    published_at bigint not null,
    workdays bigint not null,
    first_day text collate "C" not null,
    last_day text collate "C" not null,
    effective_from bigint not null,
    primary key (tenant_id, publication_id, version),
    unique (tenant_id, publication_id, version, hash, effective_from),
    foreign key (tenant_id, publication_id) references publication (tenant_id, id)
);

create table publication_withdrawal (
    tenant_id uuid not null,
    publication_id uuid not null,
    reason text collate "C" not null,
    actor_id uuid not null,
    at bigint not null,
    primary key (tenant_id, publication_id),
    foreign key (tenant_id, publication_id) references publication (tenant_id, id)
);

create table publication_conclusion (
    tenant_id uuid not null,
    publication_id uuid not null,
    version bigint not null,
    hash text collate "C" not null,
    effective_from bigint not null,
    conclusion text collate "C" not null,
    concluded_by uuid not null,
    at bigint not null,
    primary key (tenant_id, publication_id),
    check (at >= effective_from),
    foreign key (tenant_id, publication_id, version, hash, effective_from)
        references publication_version (tenant_id, publication_id, version, hash, effective_from)
);

create table objection (
    tenant_id uuid not null,
    id uuid not null,
    publication_id uuid not null,
    version bigint not null,
    code_hash text collate "C" not null unique,
    about text collate "C" not null,
    matter text collate "C" not null,
    answer_due text collate "C" not null,
    at bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, publication_id, version) references publication_version (tenant_id, publication_id, version)
);
create index objection_by_publication on objection (tenant_id, publication_id, at);

create table objection_finding (
    tenant_id uuid not null,
    objection_id uuid not null,
    effect text collate "C" not null check (effect in ('stands', 'corrected', 'withdrawn')),
    reason text collate "C" not null,
    handler_id uuid not null,
    at bigint not null,
    primary key (tenant_id, objection_id),
    foreign key (tenant_id, objection_id) references objection (tenant_id, id)
);
