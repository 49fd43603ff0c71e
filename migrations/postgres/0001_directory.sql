-- Who there is: tenants, organisations, people, accounts, roles, sessions.
create table tenant (
    id uuid primary key,
    code text collate "C" not null unique,
    name text collate "C" not null,
    created_at bigint not null
);

create table org (
    tenant_id uuid not null references tenant (id),
    id uuid not null,
    parent_id uuid,
    kind text collate "C" not null check (kind in ('committee', 'community', 'branch')),
    code text collate "C" not null,
    name text collate "C" not null,
    path text collate "C" not null,
    address text collate "C" not null,
    phone text collate "C" not null,
    created_at bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, code),
    unique (tenant_id, path),
    foreign key (tenant_id, parent_id) references org (tenant_id, id)
);

-- The public pages of an organisation stand under its site code.
create table site (
    code text collate "C" primary key,
    tenant_id uuid not null,
    org_id uuid not null,
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);

create table person (
    tenant_id uuid not null,
    id uuid not null,
    org_id uuid not null,
    org_path text collate "C" not null,
    name text collate "C" not null,
    name_key text collate "C" not null,
    post text collate "C" not null,
    category text collate "C" not null,
    standing text collate "C" not null check (standing in ('full', 'provisional', 'staff')),
    created_at bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);
create index person_by_org on person (tenant_id, org_path, name_key, id);

create table account (
    tenant_id uuid not null,
    person_id uuid not null,
    login text collate "C" not null unique,
    password text collate "C" not null,
    failures bigint not null,
    locked_until bigint not null,
    handed_over bigint not null check (handed_over in (0, 1)),
    created_at bigint not null,
    primary key (tenant_id, person_id),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);

create table role_grant (
    tenant_id uuid not null,
    person_id uuid not null,
    role text collate "C" not null check (role in ('administrator', 'superior', 'secretary', 'clerk', 'member', 'supervisor')),
    org_id uuid not null,
    org_path text collate "C" not null,
    granted_at bigint not null,
    primary key (tenant_id, person_id, role, org_id),
    foreign key (tenant_id, person_id) references person (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);

create table session (
    key_hash text collate "C" primary key,
    tenant_id uuid not null,
    person_id uuid not null,
    csrf text collate "C" not null,
    created_at bigint not null,
    seen_at bigint not null,
    foreign key (tenant_id, person_id) references account (tenant_id, person_id)
);
create index session_by_person on session (tenant_id, person_id);
