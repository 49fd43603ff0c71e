-- The roster in full: more kinds of organisation, a person's particulars sealed, days
-- from which and until which things stood so, and roles with a term.

-- rebuild
alter table org drop constraint org_kind_check;
alter table org add constraint org_kind_check check (kind in ('committee', 'community', 'general_branch', 'branch', 'group', 'functional_group'));
alter table org add column from_day text collate "C" not null default '1970-01-01';
alter table org add column until_day text collate "C";
alter table person drop constraint person_standing_check;
alter table person add constraint person_standing_check check (standing in ('full', 'provisional', 'staff', 'resident'));
alter table person add column sex text collate "C" not null default '' check (sex in ('', 'm', 'f'));
alter table person add column ethnicity text collate "C" not null default '';
alter table person add column birth text collate "C" not null default '';
alter table person add column joined text collate "C" not null default '';
alter table person add column full_since text collate "C" not null default '';
alter table person add column rank bigint not null default 0;
alter table person add column mobility text collate "C" not null default '';
alter table person add column lost_since text collate "C" not null default '';
alter table person add column left_on text collate "C" not null default '';
alter table person add column keep_until text collate "C" not null default '';
alter table person add column version bigint not null default 1;
-- /rebuild

-- What is known of a person beyond lists: one sealed value, opened for a reason.
-- The indexes are keyed hashes for exact look-up (X-11).
create table person_sealed (
    tenant_id uuid not null,
    person_id uuid not null,
    sealed bytea not null,
    id_index text collate "C",
    phone_index text collate "C",
    primary key (tenant_id, person_id),
    unique (tenant_id, id_index),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);
create index person_by_phone on person_sealed (tenant_id, phone_index);

-- Pieces of names, initials and keyed phone tails, so that a search is one range of one key.
create table person_token (
    tenant_id uuid not null,
    token text collate "C" not null,
    org_path text collate "C" not null,
    person_id uuid not null,
    primary key (tenant_id, token, org_path, person_id)
);
create index token_by_person on person_token (tenant_id, person_id);

-- Where a person stood from day to day: the roster as of any day.
create table membership (
    tenant_id uuid not null,
    person_id uuid not null,
    from_day text collate "C" not null,
    until_day text collate "C",
    org_id uuid not null,
    org_path text collate "C" not null,
    standing text collate "C" not null,
    primary key (tenant_id, person_id, from_day),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);
create index membership_by_org on membership (tenant_id, org_path, from_day);

-- Where an organisation stood from day to day: the tree as of any day.
create table org_span (
    tenant_id uuid not null,
    org_id uuid not null,
    from_day text collate "C" not null,
    until_day text collate "C",
    parent_id uuid,
    kind text collate "C" not null,
    code text collate "C" not null,
    name text collate "C" not null,
    path text collate "C" not null,
    primary key (tenant_id, org_id, from_day)
);
create index org_span_by_path on org_span (tenant_id, path, from_day);

-- What a record was before it was changed: sealed, as it holds everything.
create table person_version (
    tenant_id uuid not null,
    person_id uuid not null,
    version bigint not null,
    at bigint not null,
    actor_id uuid not null,
    batch_id uuid,
    why text collate "C" not null,
    sealed bytea not null,
    primary key (tenant_id, person_id, version),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);
create index version_by_batch on person_version (tenant_id, batch_id);

-- A role over a sub-tree, from a day until a day: handed over by ending one and giving another.
create table role_term (
    tenant_id uuid not null,
    id uuid not null,
    person_id uuid not null,
    role text collate "C" not null check (role in ('system_admin', 'security_admin', 'audit_admin', 'superior', 'leader', 'clerk', 'secretary', 'committee_member', 'group_leader', 'member', 'resident', 'liaison', 'supervisor', 'archivist')),
    org_id uuid not null,
    org_path text collate "C" not null,
    from_day text collate "C" not null,
    until_day text collate "C",
    granted_by uuid not null,
    granted_at bigint not null,
    ended_by uuid,
    ended_at bigint,
    primary key (tenant_id, id),
    foreign key (tenant_id, person_id) references person (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);
create index role_by_person on role_term (tenant_id, person_id);
create index role_by_org on role_term (tenant_id, org_path, role);

-- rebuild: only the making of an id differs
-- The one administrator of before becomes the system's; the console names the other two.
insert into role_term (tenant_id, id, person_id, role, org_id, org_path, from_day, granted_by, granted_at)
select g.tenant_id, gen_random_uuid(), g.person_id, case g.role when 'administrator' then 'system_admin' else g.role end,
    g.org_id, g.org_path, '1970-01-01', g.person_id, g.granted_at from role_grant g;
-- /rebuild
drop table role_grant;

insert into membership (tenant_id, person_id, from_day, org_id, org_path, standing)
select p.tenant_id, p.id, '1970-01-01', p.org_id, p.org_path, p.standing from person p where p.standing <> 'staff';

insert into org_span (tenant_id, org_id, from_day, parent_id, kind, code, name, path)
select o.tenant_id, o.id, '1970-01-01', o.parent_id, o.kind, o.code, o.name, o.path from org o;
