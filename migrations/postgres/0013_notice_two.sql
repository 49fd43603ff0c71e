-- The time that a town trusts (ruling 7). It is brought up by writes and by the
-- server in steps of a day at most, and by a person beyond that. A town that was
-- there before starts from its last act.
create table site_clock (
    tenant_id uuid not null references tenant (id),
    mark bigint not null,
    primary key (tenant_id)
);
insert into site_clock (tenant_id, mark) select tenant_id, max(at) from audit group by tenant_id;

-- Who a publication is for, and where it is made known (X-05).
alter table publication add column scope text collate "C" not null default 'public' check (scope in ('public', 'members'));
create table publication_medium (
    tenant_id uuid not null,
    publication_id uuid not null,
    medium text collate "C" not null check (medium in ('web', 'board', 'meeting')),
    primary key (tenant_id, publication_id, medium),
    foreign key (tenant_id, publication_id) references publication (tenant_id, id)
);
insert into publication_medium (tenant_id, publication_id, medium)
    select tenant_id, id, 'web' from publication;

-- That it did stand there: a line by whoever put it up.
create table publication_proof (
    tenant_id uuid not null,
    id uuid not null,
    publication_id uuid not null,
    version bigint not null,
    medium text collate "C" not null check (medium in ('web', 'board', 'meeting')),
    place text collate "C" not null,
    day text collate "C" not null,
    words text collate "C" not null,
    actor_id uuid not null,
    at bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, publication_id, version)
        references publication_version (tenant_id, publication_id, version)
);
create index publication_proof_by_publication on publication_proof (tenant_id, publication_id, at);

-- What a superior agreed to is corrected after the superior's reply alone (ruling 9).
create table publication_correction (
    tenant_id uuid not null,
    id uuid not null,
    publication_id uuid not null,
    version bigint not null,
    snapshot text collate "C" not null,
    reason text collate "C" not null,
    asked_by uuid not null,
    asked_at bigint not null,
    state text collate "C" not null check (state in ('asked', 'agreed', 'returned')),
    opinion text collate "C" not null,
    answered_by uuid,
    answered_at bigint,
    primary key (tenant_id, id),
    check (answered_by is null or answered_by <> asked_by),
    check ((state = 'asked') = (answered_by is null)),
    foreign key (tenant_id, publication_id, version)
        references publication_version (tenant_id, publication_id, version)
);
create index publication_correction_by_publication on publication_correction (tenant_id, publication_id, asked_at);

-- Name and contact of who signed, sealed; null for who did not.
alter table objection add column sealed bytea;
create index objection_by_time on objection (tenant_id, at);

-- Which version a finding was made on: a correction is owed until a later one is
-- published, whatever the clock said meanwhile.
alter table objection_finding add column version bigint not null default 1;
update objection_finding set version = coalesce((
    select max(v.version) from publication_version v
    join objection o on o.tenant_id = v.tenant_id and o.publication_id = v.publication_id
    where o.tenant_id = objection_finding.tenant_id and o.id = objection_finding.objection_id
      and v.published_at <= objection_finding.at
), 1);

-- Answers of visitors to a question for people: each opens one post.
create table human_check (
    tenant_id uuid not null references tenant (id),
    answer text collate "C" not null,
    expires_at bigint not null,
    primary key (tenant_id, answer)
);
create index human_check_by_end on human_check (tenant_id, expires_at);
