-- What is slow or outside waits here and is done later; who is reminded, and by what.

-- A job enters with the verb that needs it, in the same transaction. `once` names the
-- errand: what was enqueued is not enqueued again. It holds ids, never what they stand
-- for. `tries` counts those that claimed it, and tells a late one from the present one.
create table job (
    tenant_id uuid not null references tenant (id),
    id uuid not null,
    kind text collate "C" not null,
    once text collate "C" not null,
    payload text collate "C" not null,
    state text collate "C" not null check (state in ('waiting', 'running', 'done', 'dead')),
    tries bigint not null,
    due_at bigint not null,
    until_at bigint not null,
    made_at bigint not null,
    ended_at bigint,
    why text collate "C" not null,
    primary key (tenant_id, id),
    unique (tenant_id, kind, once),
    check ((state in ('done', 'dead')) = (ended_at is not null))
);
create index job_open on job (due_at) where state in ('waiting', 'running');
create index job_ended on job (tenant_id, ended_at) where state in ('done', 'dead');

-- A way out of the house: a mail server, or the robot of a group. Address and
-- password are one sealed value. `last_day` is the newest day whose digests were enqueued.
create table reminder_channel (
    tenant_id uuid not null references tenant (id),
    id uuid not null,
    kind text collate "C" not null check (kind in ('mail', 'wecom', 'dingtalk', 'feishu')),
    label text collate "C" not null,
    org_path text collate "C" not null,
    sealed bytea not null,
    is_on bigint not null check (is_on in (0, 1)),
    hour bigint not null check (hour between 0 and 23),
    last_day text collate "C" not null,
    changed_at bigint not null,
    primary key (tenant_id, id)
);
create unique index reminder_channel_mail on reminder_channel (tenant_id) where kind = 'mail';

-- Who asked for letters. The address is sealed, and the row goes when they take it back.
create table person_mail (
    tenant_id uuid not null,
    person_id uuid not null,
    sealed bytea not null,
    chosen_at bigint not null,
    primary key (tenant_id, person_id),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);

-- The burden-relief profile (X-16): on unless the newest row says otherwise.
create table burden_change (
    tenant_id uuid not null references tenant (id),
    id uuid not null,
    is_on bigint not null check (is_on in (0, 1)),
    reason text collate "C" not null check (reason <> ''),
    changed_by uuid not null,
    changed_at bigint not null,
    primary key (tenant_id, id)
);
