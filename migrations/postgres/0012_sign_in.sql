-- What opens an account besides its password, and what waits at the door.

-- A session has a name to end it by and says what kind of device it is on;
-- sessions that are open while this step runs end with it.
drop table session;
create table session (
    key_hash text collate "C" primary key,
    tenant_id uuid not null,
    person_id uuid not null,
    id uuid not null,
    csrf text collate "C" not null,
    device text collate "C" not null,
    created_at bigint not null,
    seen_at bigint not null,
    unique (tenant_id, id),
    foreign key (tenant_id, person_id) references account (tenant_id, person_id)
);
create index session_by_person on session (tenant_id, person_id);

-- Between two steps of a ceremony: a password that was right and waits for its
-- code, or a passkey's challenge. A row with a short life, never a claim in a cookie.
create table door_step (
    key_hash text collate "C" primary key,
    kind text collate "C" not null check (kind in ('code', 'passkey_added', 'passkey_shown')),
    tenant_id uuid,
    person_id uuid,
    challenge bytea,
    expires_at bigint not null,
    foreign key (tenant_id, person_id) references account (tenant_id, person_id)
);
create index door_step_by_person on door_step (tenant_id, person_id);

-- Wrong codes of visitors nobody knows yet, so of no tenant, by the hour.
create table door_try (
    purpose text collate "C" not null check (purpose in ('invitation')),
    hour bigint not null,
    failures bigint not null,
    primary key (purpose, hour)
);

-- The secret of an authenticator is a sealed value; `last_step` is the newest
-- time step whose code was used.
create table second_factor (
    tenant_id uuid not null,
    person_id uuid not null,
    secret bytea not null,
    confirmed bigint not null check (confirmed in (0, 1)),
    last_step bigint not null,
    created_at bigint not null,
    primary key (tenant_id, person_id),
    foreign key (tenant_id, person_id) references account (tenant_id, person_id)
);

create table recovery_code (
    tenant_id uuid not null,
    person_id uuid not null,
    code_hash text collate "C" not null,
    created_at bigint not null,
    used_at bigint,
    primary key (tenant_id, person_id, code_hash),
    foreign key (tenant_id, person_id) references account (tenant_id, person_id)
);

-- A printed slip that opens an account once, or gives it a new password.
create table invitation (
    tenant_id uuid not null,
    id uuid not null,
    person_id uuid not null,
    code_hash text collate "C" not null unique,
    state text collate "C" not null check (state in ('open', 'used', 'revoked', 'replaced')),
    made_by uuid not null,
    made_at bigint not null,
    expires_at bigint not null,
    ended_at bigint,
    primary key (tenant_id, id),
    foreign key (tenant_id, person_id) references person (tenant_id, id),
    check ((state = 'open') = (ended_at is null))
);
create unique index invitation_open on invitation (tenant_id, person_id) where state = 'open';

create table passkey (
    tenant_id uuid not null,
    id uuid not null,
    person_id uuid not null,
    credential bytea not null unique,
    public_part bytea not null,
    moving_part bytea not null,
    label text collate "C" not null,
    created_at bigint not null,
    used_at bigint,
    primary key (tenant_id, id),
    foreign key (tenant_id, person_id) references account (tenant_id, person_id)
);
create index passkey_by_person on passkey (tenant_id, person_id);

-- What happened to an account is told to whoever holds it.
create index audit_of_subject on audit (tenant_id, subject_id, seq);
