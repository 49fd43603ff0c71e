-- The roster in full: more kinds of organisation, a person's particulars sealed, days
-- from which and until which things stood so, and roles with a term.

-- rebuild: this engine cannot change a check in place
create table org_new (
    tenant_id blob not null references tenant (id),
    id blob not null,
    parent_id blob,
    kind text not null check (kind in ('committee', 'community', 'general_branch', 'branch', 'group', 'functional_group')),
    code text not null,
    name text not null,
    path text not null,
    address text not null,
    phone text not null,
    created_at integer not null,
    from_day text not null default '1970-01-01',
    until_day text,
    primary key (tenant_id, id),
    unique (tenant_id, code),
    unique (tenant_id, path),
    foreign key (tenant_id, parent_id) references org (tenant_id, id)
);
insert into org_new (tenant_id, id, parent_id, kind, code, name, path, address, phone, created_at)
select tenant_id, id, parent_id, kind, code, name, path, address, phone, created_at from org;
drop table org;
alter table org_new rename to org;

create table person_new (
    tenant_id blob not null,
    id blob not null,
    org_id blob not null,
    org_path text not null,
    name text not null,
    name_key text not null,
    post text not null,
    category text not null,
    standing text not null check (standing in ('full', 'provisional', 'staff', 'resident')),
    created_at integer not null,
    sex text not null default '' check (sex in ('', 'm', 'f')),
    ethnicity text not null default '',
    birth text not null default '',
    joined text not null default '',
    full_since text not null default '',
    rank integer not null default 0,
    mobility text not null default '',
    lost_since text not null default '',
    left_on text not null default '',
    keep_until text not null default '',
    version integer not null default 1,
    primary key (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);
insert into person_new (tenant_id, id, org_id, org_path, name, name_key, post, category, standing, created_at)
select tenant_id, id, org_id, org_path, name, name_key, post, category, standing, created_at from person;
drop table person;
alter table person_new rename to person;
create index person_by_org on person (tenant_id, org_path, name_key, id);
-- /rebuild

-- What is known of a person beyond lists: one sealed value, opened for a reason.
-- The indexes are keyed hashes for exact look-up (X-11).
create table person_sealed (
    tenant_id blob not null,
    person_id blob not null,
    sealed blob not null,
    id_index text,
    phone_index text,
    primary key (tenant_id, person_id),
    unique (tenant_id, id_index),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);
create index person_by_phone on person_sealed (tenant_id, phone_index);

-- Pieces of names, initials and keyed phone tails, so that a search is one range of one key.
create table person_token (
    tenant_id blob not null,
    token text not null,
    org_path text not null,
    person_id blob not null,
    primary key (tenant_id, token, org_path, person_id)
);
create index token_by_person on person_token (tenant_id, person_id);

-- Where a person stood from day to day: the roster as of any day.
create table membership (
    tenant_id blob not null,
    person_id blob not null,
    from_day text not null,
    until_day text,
    org_id blob not null,
    org_path text not null,
    standing text not null,
    primary key (tenant_id, person_id, from_day),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);
create index membership_by_org on membership (tenant_id, org_path, from_day);

-- Where an organisation stood from day to day: the tree as of any day.
create table org_span (
    tenant_id blob not null,
    org_id blob not null,
    from_day text not null,
    until_day text,
    parent_id blob,
    kind text not null,
    code text not null,
    name text not null,
    path text not null,
    primary key (tenant_id, org_id, from_day)
);
create index org_span_by_path on org_span (tenant_id, path, from_day);

-- What a record was before it was changed: sealed, as it holds everything.
create table person_version (
    tenant_id blob not null,
    person_id blob not null,
    version integer not null,
    at integer not null,
    actor_id blob not null,
    batch_id blob,
    why text not null,
    sealed blob not null,
    primary key (tenant_id, person_id, version),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);
create index version_by_batch on person_version (tenant_id, batch_id);

-- A role over a sub-tree, from a day until a day: handed over by ending one and giving another.
create table role_term (
    tenant_id blob not null,
    id blob not null,
    person_id blob not null,
    role text not null check (role in ('system_admin', 'security_admin', 'audit_admin', 'superior', 'leader', 'clerk', 'secretary', 'committee_member', 'group_leader', 'member', 'resident', 'liaison', 'supervisor', 'archivist')),
    org_id blob not null,
    org_path text not null,
    from_day text not null,
    until_day text,
    granted_by blob not null,
    granted_at integer not null,
    ended_by blob,
    ended_at integer,
    primary key (tenant_id, id),
    foreign key (tenant_id, person_id) references person (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);
create index role_by_person on role_term (tenant_id, person_id);
create index role_by_org on role_term (tenant_id, org_path, role);

-- rebuild: only the making of an id differs
-- The one administrator of before becomes the system's; the console names the other two.
insert into role_term (tenant_id, id, person_id, role, org_id, org_path, from_day, granted_by, granted_at)
select g.tenant_id, randomblob(16), g.person_id, case g.role when 'administrator' then 'system_admin' else g.role end,
    g.org_id, g.org_path, '1970-01-01', g.person_id, g.granted_at from role_grant g;
-- /rebuild
drop table role_grant;

insert into membership (tenant_id, person_id, from_day, org_id, org_path, standing)
select p.tenant_id, p.id, '1970-01-01', p.org_id, p.org_path, p.standing from person p where p.standing <> 'staff';

insert into org_span (tenant_id, org_id, from_day, parent_id, kind, code, name, path)
select o.tenant_id, o.id, '1970-01-01', o.parent_id, o.kind, o.code, o.name, o.path from org o;
