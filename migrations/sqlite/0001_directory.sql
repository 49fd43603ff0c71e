-- Who there is: tenants, organisations, people, accounts, roles, sessions.
create table tenant (
    id blob primary key,
    code text not null unique,
    name text not null,
    created_at integer not null
);

create table org (
    tenant_id blob not null references tenant (id),
    id blob not null,
    parent_id blob,
    kind text not null check (kind in ('committee', 'community', 'branch')),
    code text not null,
    name text not null,
    path text not null,
    address text not null,
    phone text not null,
    created_at integer not null,
    primary key (tenant_id, id),
    unique (tenant_id, code),
    unique (tenant_id, path),
    foreign key (tenant_id, parent_id) references org (tenant_id, id)
);

-- The public pages of an organisation stand under its site code.
create table site (
    code text primary key,
    tenant_id blob not null,
    org_id blob not null,
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);

create table person (
    tenant_id blob not null,
    id blob not null,
    org_id blob not null,
    org_path text not null,
    name text not null,
    name_key text not null,
    post text not null,
    category text not null,
    standing text not null check (standing in ('full', 'provisional', 'staff')),
    created_at integer not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);
create index person_by_org on person (tenant_id, org_path, name_key, id);

create table account (
    tenant_id blob not null,
    person_id blob not null,
    login text not null unique,
    password text not null,
    failures integer not null,
    locked_until integer not null,
    handed_over integer not null check (handed_over in (0, 1)),
    created_at integer not null,
    primary key (tenant_id, person_id),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);

create table role_grant (
    tenant_id blob not null,
    person_id blob not null,
    role text not null check (role in ('administrator', 'superior', 'secretary', 'clerk', 'member', 'supervisor')),
    org_id blob not null,
    org_path text not null,
    granted_at integer not null,
    primary key (tenant_id, person_id, role, org_id),
    foreign key (tenant_id, person_id) references person (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);

create table session (
    key_hash text primary key,
    tenant_id blob not null,
    person_id blob not null,
    csrf text not null,
    created_at integer not null,
    seen_at integer not null,
    foreign key (tenant_id, person_id) references account (tenant_id, person_id)
);
create index session_by_person on session (tenant_id, person_id);
